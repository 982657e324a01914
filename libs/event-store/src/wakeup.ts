/**
 * Wakes those who wait for something new. A waiter passes the `generation` it saw before it looked, so that a wake-up
 * between looking and waiting is not lost.
 */
export class Wakeup {
  generation = 0;
  private readonly waiting = new Set<() => void>();

  wake(): void {
    this.generation += 1;
    for (const resume of [...this.waiting]) resume();
  }

  /** Comes back when woken since `seen`, when `signal` aborts, or after `timeoutMs`. Never rejects. */
  wait(seen: number, options: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {}): Promise<void> {
    const { signal, timeoutMs } = options;
    if (this.generation !== seen || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const resume = (): void => {
        this.waiting.delete(resume);
        clearTimeout(timer);
        signal?.removeEventListener('abort', resume);
        resolve();
      };
      const timer = timeoutMs === undefined ? undefined : setTimeout(resume, timeoutMs);
      this.waiting.add(resume);
      signal?.addEventListener('abort', resume, { once: true });
    });
  }
}
