import type { Pool } from 'pg';

export interface PacerSettings {
  /** The share of the time that a job may take of one lane; the rest is a pause after each row. */
  readonly duty: number;
  /** A turn of the event loop that was late by more than this means that requests are waiting. */
  readonly lateMs: number;
  /** Longest pause while others are waiting. */
  readonly maxPauseMs: number;
}

const TICK_MS = 20;

export const DEFAULT_PACE: PacerSettings = { duty: 0.8, lateMs: 40, maxPauseMs: 100 };

/**
 * Keeps a job behind the commands of people: one row at a time, a short rest after each, and a longer one while the
 * event loop is late or somebody waits for a connection of the pool.
 */
export class Pacer {
  private readonly ticking: NodeJS.Timeout | undefined;
  private worstMs = 0;
  private busyTurns = 0;

  constructor(
    private readonly pool: Pick<Pool, 'waitingCount'>,
    private readonly settings: PacerSettings = DEFAULT_PACE,
    private readonly lateness?: () => number,
  ) {
    if (lateness !== undefined) return;
    let expected = performance.now() + TICK_MS;
    this.ticking = setInterval(() => {
      const now = performance.now();
      this.worstMs = Math.max(this.worstMs, now - expected);
      expected = now + TICK_MS;
    }, TICK_MS);
    this.ticking.unref();
  }

  /** How long to rest after a row that took so long. */
  pauseAfter(rowMs: number): number {
    const { duty, lateMs, maxPauseMs } = this.settings;
    const busy = this.pool.waitingCount > 0 || this.latestDelay() > lateMs;
    this.busyTurns = busy ? this.busyTurns + 1 : 0;
    const rest = rowMs * (1 / duty - 1);
    return Math.min(maxPauseMs, busy ? rest + 10 * 2 ** Math.min(this.busyTurns, 5) : rest);
  }

  close(): void {
    clearInterval(this.ticking);
  }

  /** Worst lateness since it was last asked, in milliseconds. */
  private latestDelay(): number {
    if (this.lateness !== undefined) return this.lateness();
    const worst = this.worstMs;
    this.worstMs = 0;
    return worst;
  }
}
