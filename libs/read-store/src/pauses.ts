/** Waits, or returns early when the signal fires. Never throws. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal?.addEventListener('abort', finish, { once: true });
  });
}

/** Pauses that double from `firstMs` to `maxMs` until `reset()`. */
export class GrowingPause {
  private tries = 0;

  constructor(
    private readonly firstMs: number,
    private readonly maxMs: number,
  ) {}

  get attempts(): number {
    return this.tries;
  }

  reset(): void {
    this.tries = 0;
  }

  async wait(signal?: AbortSignal): Promise<void> {
    const ms = Math.min(this.firstMs * 2 ** this.tries, this.maxMs);
    this.tries += 1;
    await sleep(ms, signal);
  }
}
