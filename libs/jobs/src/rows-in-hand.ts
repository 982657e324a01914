import type { JobRow, RowResult } from './job.js';

/**
 * Rows that are being done at once. Those of one key are done one after the other, and results come out in the order of
 * the rows, so that what is written is always everything up to some row.
 */
export class RowsInHand {
  private readonly results = new Map<number, RowResult>();
  /** Of each key, the end of the last row that was begun. */
  private readonly ends = new Map<string, Promise<void>>();
  private active = 0;
  private failure: { readonly error: unknown } | undefined;
  private moved: () => void = () => undefined;

  /** @param next number of the first row whose result is to come out */
  constructor(private next: number) {}

  /** Rows begun whose lane is still taken. */
  get count(): number {
    return this.active;
  }

  /** Rows whose results can be taken. */
  get ready(): number {
    let ready = 0;
    while (this.results.has(this.next + ready)) ready += 1;
    return ready;
  }

  /** The first row whose result has not been taken. */
  get first(): number {
    return this.next;
  }

  /**
   * Begins a row. @param done its result; undefined when it was broken off
   * @param rest how long the lane is kept after it
   */
  begin(
    rowNo: number,
    key: string | undefined,
    done: () => Promise<RowResult | undefined>,
    rest: () => Promise<void>,
  ): void {
    const before = (key === undefined ? undefined : this.ends.get(key)) ?? Promise.resolve();
    const row = before.then(async () => {
      // Nothing is begun behind a row that failed.
      const result = this.failure === undefined ? await done() : undefined;
      if (result !== undefined) this.results.set(rowNo, result);
    });
    const end = row.catch((error: unknown) => {
      this.failure ??= { error };
    });
    if (key !== undefined) {
      this.ends.set(key, end);
      void end.then(() => {
        if (this.ends.get(key) === end) this.ends.delete(key);
      });
    }
    this.active += 1;
    void end.then(rest).finally(() => {
      this.active -= 1;
      this.moved();
    });
  }

  /** Takes the results that are there, in the order of their rows. */
  take(): JobRow[] {
    const rows: JobRow[] = [];
    for (let result = this.results.get(this.next); result !== undefined; result = this.results.get(this.next)) {
      rows.push({ ...result, rowNo: this.next });
      this.results.delete(this.next);
      this.next += 1;
    }
    return rows;
  }

  /** Resolves when a lane is free again; at the latest after so many milliseconds. */
  async change(ms: number): Promise<void> {
    if (this.active === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.moved = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Resolves when no row is being done any more. */
  async settled(): Promise<void> {
    while (this.active > 0) await this.change(1_000);
  }

  /** Whether a row threw: nothing more is to be begun. */
  get failed(): boolean {
    return this.failure !== undefined;
  }

  /** @throws what a row threw */
  rethrow(): void {
    if (this.failure !== undefined) throw this.failure.error;
  }
}
