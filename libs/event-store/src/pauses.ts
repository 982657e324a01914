export interface PauseSettings {
  /** The first pause, in milliseconds. Default 100. */
  readonly shortestMs?: number;
  /** Default 5,000. */
  readonly longestMs?: number;
}

/** Pauses between attempts to reach a server that is away: they double from the shortest to the longest. */
export class Pauses {
  private readonly shortestMs: number;
  private readonly longestMs: number;
  private doubled = 0;

  constructor(
    settings: PauseSettings = {},
    private readonly random: () => number = Math.random,
  ) {
    this.shortestMs = settings.shortestMs ?? 100;
    this.longestMs = settings.longestMs ?? 5_000;
  }

  /**
   * The next pause, in milliseconds: between half and the whole of what it has grown to, so that those who lost the same
   * server do not come back all at once.
   */
  next(): number {
    const whole = Math.min(this.shortestMs * 2 ** this.doubled, this.longestMs);
    if (whole < this.longestMs) this.doubled += 1;
    return whole * (0.5 + this.random() / 2);
  }

  /** Waits for the next pause, or for `ms`; comes back at once when aborted. Never rejects. */
  async take(signal: AbortSignal, ms = this.next()): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end, { once: true });
    });
  }

  /** The server answered: the next pause is short again. */
  reset(): void {
    this.doubled = 0;
  }
}

/** The outcome of the work, or `aborted` as soon as the signal says so; the work then goes on unheard. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | 'aborted'> {
  let stop: () => void = () => {};
  const aborted = new Promise<'aborted'>((resolve) => {
    stop = (): void => resolve('aborted');
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
