/** A command that was acknowledged, and what its client was told. */
export interface Acknowledged {
  readonly commandId: string;
  readonly streamId: string;
  readonly types: readonly string[];
  readonly position: string;
  /** Of the last event in its stream, where the client was told. */
  readonly revision?: string;
  /** How often it was sent until then. */
  readonly attempts: number;
  /** It was in the log already when this answer was given: an earlier answer was lost. */
  readonly replayed: boolean;
  /** Sends it once more. */
  again(): Promise<Pick<Acknowledged, 'types' | 'position' | 'revision' | 'replayed'> | undefined>;
}

/** What clients were promised. */
export class Ledger {
  readonly acknowledged: Acknowledged[] = [];
  /** Commands that the product refused though nothing was wrong with them, and that were never acknowledged. */
  readonly wrongs: string[] = [];
  /** Answers by status: how often a client was told to come back. */
  readonly putOff = new Map<string, number>();
  private readonly watchers = new Set<() => void>();

  add(one: Acknowledged): void {
    this.acknowledged.push(one);
    for (const watcher of this.watchers) watcher();
  }

  later(reason: string): void {
    this.putOff.set(reason, (this.putOff.get(reason) ?? 0) + 1);
  }

  /** Waits until so many more have been acknowledged. @returns whether they were in time */
  async grown(by: number, limitMs: number): Promise<boolean> {
    const wanted = this.acknowledged.length + by;
    return new Promise((resolve) => {
      const done = (reached: boolean): void => {
        clearTimeout(limit);
        this.watchers.delete(watcher);
        resolve(reached);
      };
      const watcher = (): void => {
        if (this.acknowledged.length >= wanted) done(true);
      };
      const limit = setTimeout(() => done(false), limitMs);
      this.watchers.add(watcher);
    });
  }
}
