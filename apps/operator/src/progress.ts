import cliProgress from 'cli-progress';
import type { Screen, Terminal } from './terminal.js';

/** How far some work is. */
export interface Step {
  readonly label: string;
  readonly phase: string;
  readonly done: number;
  /** What is counted. */
  readonly unit: string;
  /** 0 to 1; undefined while nobody knows. */
  readonly fraction?: number | undefined;
  /** Of `done`, a second. */
  readonly rate?: number | undefined;
  readonly secondsLeft?: number | undefined;
}

export interface Progress {
  show(step: Step): void;
  /** Ends the bar, if there is one. */
  end(): void;
}

/** A bar on a terminal, otherwise a line at every new phase and every few seconds. */
export function progressOn(terminal: Pick<Terminal, 'screen' | 'note'>, everyMs = 2_000): Progress {
  return terminal.screen?.isTTY === true ? new Bar(terminal.screen) : new Lines(terminal, everyMs);
}

const STEPS = 1_000;

class Bar implements Progress {
  private bar: cliProgress.SingleBar | undefined;
  private label: string | undefined;

  constructor(private readonly stream: Screen) {}

  show(step: Step): void {
    if (this.label !== step.label) {
      this.end();
      this.label = step.label;
      this.bar = new cliProgress.SingleBar({
        stream: this.stream,
        format: '{label} [{bar}] {percentage} %  {text}',
        barsize: 30,
        hideCursor: true,
        // The command hears the signal itself and ends the bar in order.
        gracefulExit: false,
        emptyOnZero: true,
      });
      this.bar.start(STEPS, 0, { label: step.label, text: '' });
    }
    this.bar?.update(Math.floor((step.fraction ?? 0) * STEPS), { label: step.label, text: detailsOf(step) });
  }

  end(): void {
    this.bar?.stop();
    this.bar = undefined;
    this.label = undefined;
  }
}

class Lines implements Progress {
  private last: string | undefined;
  private at = -Infinity;

  constructor(
    private readonly terminal: Pick<Terminal, 'note'>,
    private readonly everyMs: number,
  ) {}

  show(step: Step): void {
    const phase = `${step.label} ${step.phase}`;
    const now = performance.now();
    if (phase === this.last && now - this.at < this.everyMs) return;
    this.last = phase;
    this.at = now;
    const share = step.fraction === undefined ? '' : `${Math.floor(step.fraction * 100)} %  `;
    this.terminal.note(`${step.label}: ${share}${detailsOf(step)}`);
  }

  end(): void {
    this.last = undefined;
  }
}

function detailsOf({ phase, done, unit, rate, secondsLeft }: Step): string {
  return [
    phase,
    `${count(done)} ${unit}`,
    ...(rate === undefined || rate === 0 ? [] : [`${count(Math.round(rate))}/s`]),
    ...(secondsLeft === undefined || secondsLeft < 1 ? [] : [`${duration(secondsLeft)} left`]),
  ].join(', ');
}

export function count(n: number): string {
  return n.toLocaleString('en-US');
}

/** `1.5 s`, `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}
