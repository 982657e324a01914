/** Pauses between attempts to reach a server that is away: they grow from 100 ms to 5 s. */
export class Pauses {
  private nextMs = Pauses.shortestMs;
  static readonly shortestMs = 100;
  static readonly longestMs = 5_000;

  /** Waits; comes back at once when aborted. */
  async take(signal: AbortSignal): Promise<void> {
    const ms = this.nextMs;
    this.nextMs = Math.min(ms * 2, Pauses.longestMs);
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
    this.nextMs = Pauses.shortestMs;
  }
}
