import { performance, type EventLoopUtilization } from 'node:perf_hooks';
import type { Pool } from 'pg';

export interface PacerSettings {
  /** The share of the time that a job may take of one lane; the rest is a pause after each row. */
  readonly duty: number;
  /** A turn of the event loop that was late by more than this means that requests are waiting. */
  readonly lateMs: number;
  /** Longest pause while others are waiting. */
  readonly maxPauseMs: number;
  /** The share of the event loop's time that the process may be at work, the job and everybody else together. */
  readonly load: number;
}

/** What a pacer looks at; left out, it looks at this process. */
export interface PacerSenses {
  /** Worst lateness of the event loop since it was last asked, in milliseconds. */
  readonly lateness: () => number;
  /** Share of the time that the event loop was at work, 0 to 1, since it was last asked. */
  readonly utilization: () => number;
  /** A clock in milliseconds. */
  readonly now: () => number;
}

const TICK_MS = 20;
/** How long is watched before the number of lanes is changed. */
const WATCH_MS = 100;

export const DEFAULT_PACE: PacerSettings = { duty: 0.8, lateMs: 40, maxPauseMs: 100, load: 0.75 };

/**
 * Keeps a job behind the commands of people. While somebody waits for a connection of the pool or a turn of the event
 * loop was late, the rests after rows grow. While the process is at work for more than its share of the time, rows in
 * hand are halved down to one, and then the rests grow, up to a quarter of the longest pause: a job always gets on. While
 * it is not, rests shrink and then rows in hand grow by one.
 */
export class Pacer {
  private readonly senses: PacerSenses;
  private readonly ticking: NodeJS.Timeout | undefined;
  private busyTurns = 0;
  private rests = 0;
  private allowed = 1;
  private watchedAt: number;

  constructor(
    private readonly pool: Pick<Pool, 'waitingCount'>,
    private readonly settings: PacerSettings = DEFAULT_PACE,
    senses?: PacerSenses,
  ) {
    if (senses === undefined) {
      const watch = new LoopWatch();
      this.ticking = watch.ticking;
      this.senses = watch;
    } else {
      this.senses = senses;
    }
    this.watchedAt = this.senses.now();
  }

  /** How many rows may be in hand now, of so many that the job could do at once. */
  lanes(most: number): number {
    return Math.min(most, Math.max(1, this.allowed));
  }

  /** How long to rest after a row that took so long, in milliseconds. @param most rows that could be in hand */
  pauseAfter(rowMs: number, most = 1): number {
    const { duty, lateMs, maxPauseMs } = this.settings;
    const waiting = this.pool.waitingCount > 0 || this.senses.lateness() > lateMs;
    this.busyTurns = waiting ? this.busyTurns + 1 : 0;
    this.watch(waiting, most);
    const rest = rowMs * (1 / duty - 1) + this.rests;
    return Math.min(maxPauseMs, waiting ? rest + 10 * 2 ** Math.min(this.busyTurns, 5) : rest);
  }

  close(): void {
    clearInterval(this.ticking);
  }

  private watch(waiting: boolean, most: number): void {
    const now = this.senses.now();
    if (now - this.watchedAt < WATCH_MS) return;
    this.watchedAt = now;
    const over = waiting || this.senses.utilization() > this.settings.load;
    if (over && this.allowed > 1) this.allowed = Math.floor(this.allowed / 2);
    else if (over) this.rests = Math.min(this.settings.maxPauseMs / 4, this.rests * 2 + 2);
    else if (this.rests > 0) this.rests = this.rests < 4 ? 0 : this.rests / 2;
    else this.allowed = Math.min(most, this.allowed + 1);
  }
}

/** What can be seen of this process's event loop. */
class LoopWatch implements PacerSenses {
  readonly ticking: NodeJS.Timeout;
  private worstMs = 0;
  private before: EventLoopUtilization = performance.eventLoopUtilization();

  constructor() {
    let expected = performance.now() + TICK_MS;
    this.ticking = setInterval(() => {
      const now = performance.now();
      this.worstMs = Math.max(this.worstMs, now - expected);
      expected = now + TICK_MS;
    }, TICK_MS);
    this.ticking.unref();
  }

  readonly now = (): number => performance.now();

  readonly lateness = (): number => {
    const worst = this.worstMs;
    this.worstMs = 0;
    return worst;
  };

  readonly utilization = (): number => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.before);
    this.before = now;
    return utilization;
  };
}
