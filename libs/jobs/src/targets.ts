import { JobCannotRun, type JobTarget } from './job.js';
import type { JobStore } from './job-store.js';

const PAGE = 500;

/** The targets of a job, read in pages as its rows come to them. */
export class Targets {
  private readonly held = new Map<number, JobTarget>();
  private reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: Pick<JobStore, 'targets'>,
    private readonly jobId: string,
  ) {}

  /** The target of a row; rows are asked for in their order, and each may be asked for again until it is let go. */
  async at(rowNo: number): Promise<JobTarget> {
    if (!this.held.has(rowNo)) {
      // One page at a time; a read that failed holds up no other.
      this.reading = this.reading.catch(() => undefined).then(() => this.read(rowNo));
      await this.reading;
    }
    const target = this.held.get(rowNo);
    if (target === undefined) throw new JobCannotRun('ROW_MISSING');
    return target;
  }

  /** The row is done. */
  letGo(rowNo: number): void {
    this.held.delete(rowNo);
  }

  private async read(rowNo: number): Promise<void> {
    if (this.held.has(rowNo)) return;
    for (const { rowNo: at, ...target } of await this.store.targets(this.jobId, rowNo, PAGE)) this.held.set(at, target);
  }
}
