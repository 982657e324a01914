import { Pauses, StoreUnavailable, type PauseSettings } from '#libs/event-store';

export interface PatienceSettings {
  /** How often in a row a store may be away before the work is given up. Default 12, which is about half a minute. */
  readonly attempts?: number;
  /** Between two attempts. */
  readonly pauses?: PauseSettings;
  readonly signal?: AbortSignal;
}

/** Bears with a store that is away for a while, as during the election of a new leader. */
export class Patience {
  private readonly pauses: Pauses;
  private failures = 0;

  constructor(private readonly settings: PatienceSettings) {
    this.pauses = new Pauses(settings.pauses);
  }

  /** The store answered. */
  reset(): void {
    this.failures = 0;
    this.pauses.reset();
  }

  /** Waits before the next attempt. @throws what was thrown when it is another error, or it came too often; AbortError */
  async bear(error: unknown): Promise<void> {
    const { attempts = 12, signal = new AbortController().signal } = this.settings;
    this.failures += 1;
    if (!(error instanceof StoreUnavailable) || this.failures > attempts) throw error;
    await this.pauses.take(signal);
    signal.throwIfAborted();
  }
}

/** Repeats the same work until it succeeds. @throws as `Patience.bear` */
export async function patiently<T>(settings: PatienceSettings, work: () => Promise<T>): Promise<T> {
  const patience = new Patience(settings);
  for (;;) {
    settings.signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      await patience.bear(error);
    }
  }
}
