import type { EventStore, Position } from '#libs/event-store';
import { PREFIXES } from './kinds.js';
import { ReferenceFold, type ReferenceSnapshot, type SnapshotOptions } from './snapshot.js';

export type ReferenceDataState = 'IDLE' | 'CATCHING_UP' | 'LIVE' | 'FAILED';

interface Waiter {
  readonly position: Position;
  readonly resolve: (reached: boolean) => void;
}

/**
 * Calendar, rule packs, standards, channels and units in memory, kept fresh by a subscription. Decisions take their
 * snapshot and pin the versions in it.
 */
export class ReferenceData {
  private readonly fold: ReferenceFold;
  private readonly stopping = new AbortController();
  private readonly waiters = new Set<Waiter>();
  private state: ReferenceDataState = 'IDLE';
  private failure: unknown;
  private running: Promise<void> | undefined;
  private caughtUp: () => void = () => undefined;
  private failed: (error: unknown) => void = () => undefined;

  constructor(
    private readonly store: EventStore,
    options: SnapshotOptions,
  ) {
    this.fold = new ReferenceFold(options);
  }

  /** Follows the log. Resolves when everything recorded until now is in the snapshot. Rejects if that fails. */
  async start(): Promise<void> {
    if (this.running !== undefined) return;
    this.state = 'CATCHING_UP';
    const ready = new Promise<void>((resolve, reject) => {
      this.caughtUp = resolve;
      this.failed = reject;
    });
    this.running = this.follow().catch((error: unknown) => {
      this.state = 'FAILED';
      this.failure = error;
      this.failed(error);
    });
    await ready;
  }

  /** Ends the subscription; the last snapshot stays. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    for (const waiter of this.waiters) waiter.resolve(false);
    this.waiters.clear();
  }

  snapshot(): ReferenceSnapshot {
    return this.fold.snapshot();
  }

  /** For health: FAILED means that decisions would rest on old data. */
  health(): { readonly state: ReferenceDataState; readonly position?: Position; readonly error?: unknown } {
    const { position } = this.snapshot();
    return {
      state: this.state,
      ...(position === undefined ? {} : { position }),
      ...(this.failure === undefined ? {} : { error: this.failure }),
    };
  }

  /**
   * Waits until the snapshot holds an event of reference data at this position, so that a process reads what it wrote.
   * @returns false when the time is over first
   */
  waitFor(position: Position, timeoutMs = 5_000): Promise<boolean> {
    if (this.has(position)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiter: Waiter = {
        position,
        resolve: (reached) => {
          clearTimeout(timer);
          this.waiters.delete(waiter);
          resolve(reached);
        },
      };
      const timer = setTimeout(() => waiter.resolve(false), timeoutMs);
      this.waiters.add(waiter);
    });
  }

  private has(position: Position): boolean {
    const reached = this.snapshot().position;
    return reached !== undefined && reached >= position;
  }

  private async follow(): Promise<void> {
    const streamPrefixes = Object.values(PREFIXES);
    for await (const batch of this.store.subscribe({ streamPrefixes, signal: this.stopping.signal })) {
      for (const event of batch.events) this.fold.take(event);
      if (batch.events.length > 0) this.wake();
      if (batch.caughtUp && this.state === 'CATCHING_UP') {
        this.state = 'LIVE';
        this.caughtUp();
      }
    }
    this.state = 'IDLE';
    this.failed(new Error('stopped before the reference data were read'));
  }

  private wake(): void {
    for (const waiter of [...this.waiters]) if (this.has(waiter.position)) waiter.resolve(true);
  }
}
