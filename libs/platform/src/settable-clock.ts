import type { Instant } from '#libs/rules';
import { Clock, SystemClock } from './clock.js';

/** What is kept of a settable clock, so that a restart goes on from the same time. */
export interface ClockSetting {
  /** How far the clock is ahead of its source, in milliseconds; never negative. */
  readonly offsetMs: number;
  /** The latest instant the clock is known to have shown when this was kept. */
  readonly notBefore: Instant;
}

/** Where a settable clock is kept. `save` is durable when it returns. */
export interface ClockSettingStore {
  load(): Promise<ClockSetting | undefined>;
  save(setting: ClockSetting): Promise<void>;
}

/** Keeps the setting in memory: for tests. */
export class MemoryClockSettingStore implements ClockSettingStore {
  private setting: ClockSetting | undefined;

  async load(): Promise<ClockSetting | undefined> {
    return this.setting;
  }

  async save(setting: ClockSetting): Promise<void> {
    this.setting = setting;
  }
}

/** Somebody tried to set the clock to an instant it has already passed. Nothing was changed. */
export class ClockWouldGoBack extends Error {
  constructor(
    readonly now: Instant,
    readonly wanted: Instant,
  ) {
    super(`the clock stands at ${now} and cannot go back to ${wanted}`);
    this.name = 'ClockWouldGoBack';
  }
}

/** What stands between now and the instant a clock is moved to. */
export interface Stops {
  /** The earliest due instant with `after < due <= until`, if there is one. */
  next(after: Instant, until: Instant): Promise<Instant | undefined>;
  /** Called with the clock standing at the stop: resolves when everything due then has been done. */
  settle(at: Instant): Promise<void>;
}

/**
 * A clock that can be put forward, for the demonstration and for tests. It runs on from where it was set, is kept in a
 * store, and never goes back: not by being set, not by a restart, and not when its source does.
 */
export class SettableClock extends Clock {
  private queue: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly store: ClockSettingStore,
    private readonly source: Clock,
    private offsetMs: number,
    private shown: number,
  ) {
    super();
  }

  /** The clock as it was kept, or one that agrees with its source. */
  static async restore(store: ClockSettingStore, source: Clock = new SystemClock()): Promise<SettableClock> {
    const setting = await store.load();
    return new SettableClock(
      store,
      source,
      setting?.offsetMs ?? 0,
      setting === undefined ? Number.NEGATIVE_INFINITY : Date.parse(setting.notBefore),
    );
  }

  now(): Instant {
    this.shown = Math.max(this.shown, Date.parse(this.source.now()) + this.offsetMs);
    return new Date(this.shown).toISOString();
  }

  /**
   * Puts the clock to `instant`, at once and durably.
   *
   * @throws ClockWouldGoBack when the clock has passed it
   * @throws RangeError when it is no instant
   */
  set(instant: Instant): Promise<void> {
    return this.inTurn(() => this.put(instant));
  }

  /**
   * Moves the clock to `target` and stops at every due instant on the way, so that what falls due there is done at its
   * own time and can itself set new deadlines before the target. Moves asked for at once happen one after the other.
   *
   * @returns the instants it stopped at, in order, without the target
   * @throws ClockWouldGoBack when the clock has passed the target
   */
  advance(target: Instant, stops: Stops): Promise<readonly Instant[]> {
    return this.inTurn(async () => {
      const end = this.parse(target);
      const made: Instant[] = [];
      let from = this.now();
      if (end < Date.parse(from)) throw new ClockWouldGoBack(from, target);
      for (;;) {
        const due = await stops.next(from, target);
        if (due === undefined) break;
        if (Date.parse(due) <= Date.parse(from)) throw new RangeError(`a stop at ${due} does not come after ${from}`);
        // While the last stop was settled the clock ran on by itself and may already be past the next one.
        if (Date.parse(due) > Date.parse(this.now())) await this.put(due);
        await stops.settle(due);
        made.push(due);
        from = due;
      }
      if (end > Date.parse(this.now())) await this.put(target);
      return made;
    });
  }

  private async put(instant: Instant): Promise<void> {
    const wanted = this.parse(instant);
    const now = this.now();
    if (wanted < Date.parse(now)) throw new ClockWouldGoBack(now, instant);
    const offsetMs = Math.max(0, wanted - Date.parse(this.source.now()));
    await this.store.save({ offsetMs, notBefore: new Date(wanted).toISOString() });
    this.offsetMs = offsetMs;
    this.shown = Math.max(this.shown, wanted);
  }

  private parse(instant: Instant): number {
    const ms = Date.parse(instant);
    if (Number.isNaN(ms)) throw new RangeError('not an instant');
    return ms;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work, work);
    this.queue = result.catch(() => undefined);
    return result;
  }
}
