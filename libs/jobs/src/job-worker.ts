import type { Pool } from 'pg';
import type { Clock } from '#libs/platform';
import { JobCannotRun, type Job, type JobRow, type RowResult } from './job.js';
import type { JobStore, Lease } from './job-store.js';
import { DEFAULT_PACE, Pacer, type PacerSettings } from './pacer.js';
import { pause } from './pause.js';

/** One job, opened to be worked on. */
export interface OpenJob {
  /**
   * Does one row, by commands whose ids are made of the job and the row, so that doing it again after a crash changes
   * nothing. A refusal is a result. What it throws is tried again: it means that something is away.
   */
  handle(rowNo: number): Promise<RowResult>;
}

/** How jobs of one kind are done. */
export interface JobHandler {
  readonly kinds: readonly string[];
  /** @throws JobCannotRun when the rows cannot be read; anything else is tried again */
  open(job: Job): Promise<OpenJob>;
}

export interface JobWorkerOptions {
  readonly store: JobStore;
  readonly pool: Pick<Pool, 'waitingCount'>;
  readonly clock: Clock;
  readonly handlers: readonly JobHandler[];
  /** How long a worker may be silent before another takes its job over. Default 4 s. */
  readonly leaseMs?: number;
  /** How often an idle worker looks for a job. Default 500 ms. */
  readonly pollMs?: number;
  /** Most rows whose results are written together. Default 20. */
  readonly chunk?: number;
  /** Attempts at a row that throws, before it is given up as INTERNAL_ERROR. Default 5. */
  readonly attempts?: number;
  readonly pace?: PacerSettings;
  /** Told of what was thrown and is tried again, or given up. */
  readonly onError?: (error: unknown, about: { readonly jobId?: string; readonly rowNo?: number }) => void;
  /** Whether what was thrown means that a part is away: such a row is tried for as long as it takes. */
  readonly isOutage?: (error: unknown) => boolean;
}

const FLUSH_MS = 250;
const HOPELESS_ROWS = 10;

/** Works on jobs, one after the other and each row by row, until it is stopped (D16). */
export class JobWorker {
  private readonly stopping = new AbortController();
  private readonly pacer: Pacer;
  private running: Promise<void> | undefined;
  private readonly woken = new Set<() => void>();

  constructor(private readonly options: JobWorkerOptions) {
    this.pacer = new Pacer(options.pool, options.pace ?? DEFAULT_PACE);
  }

  start(): void {
    this.running ??= this.loop();
  }

  /** Looks for a job now instead of at the next poll. */
  wake(): void {
    for (const awake of this.woken) awake();
  }

  /** Stops after the row in hand; its job is given back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    this.pacer.close();
  }

  /** Does one job, or as much of it as there is time for. @returns false when there was none to do */
  async runOne(): Promise<boolean> {
    const { store, clock, handlers } = this.options;
    const kinds = handlers.flatMap((handler) => handler.kinds);
    const lease = await store.claim(kinds, this.leaseMs, clock.now());
    if (lease === undefined) return false;
    // Renewed beside the work, so that one slow row does not lose it.
    const heartbeat = setInterval(() => {
      store.advance(lease, [], this.leaseMs).catch(() => undefined);
    }, this.leaseMs / 4);
    heartbeat.unref();
    try {
      await this.work(lease);
    } catch (error) {
      if (error instanceof JobCannotRun) await store.finish(lease, 'FAILED', clock.now(), error.code);
      else {
        this.options.onError?.(error, { jobId: lease.job.jobId });
        await store.release(lease).catch(() => undefined);
        await pause(this.pollMs, this.stopping.signal);
      }
    } finally {
      clearInterval(heartbeat);
    }
    return true;
  }

  private async loop(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      let found = false;
      try {
        found = await this.runOne();
      } catch (error) {
        this.options.onError?.(error, {});
      }
      if (!found) await this.idle();
    }
  }

  private idle(): Promise<void> {
    return new Promise((resolve) => {
      const awake = (): void => {
        clearTimeout(timer);
        this.woken.delete(awake);
        this.stopping.signal.removeEventListener('abort', awake);
        resolve();
      };
      const timer = setTimeout(awake, this.pollMs);
      this.woken.add(awake);
      this.stopping.signal.addEventListener('abort', awake, { once: true });
      if (this.stopping.signal.aborted) awake();
    });
  }

  private async work(lease: Lease): Promise<void> {
    const { store, clock, chunk = 20 } = this.options;
    const { signal } = this.stopping;
    const handler = this.options.handlers.find(({ kinds }) => kinds.includes(lease.job.kind));
    if (handler === undefined) throw new JobCannotRun('KIND_UNKNOWN');
    let job: Job | undefined = lease.job;
    const opened = job.cancelRequested ? undefined : await handler.open(job);
    let waiting: JobRow[] = [];
    let written = performance.now();
    let hopeless = 0;
    const flush = async (): Promise<boolean> => {
      job = await store.advance(lease, waiting, this.leaseMs);
      waiting = [];
      written = performance.now();
      return job !== undefined;
    };
    for (let rowNo = job.done + 1; opened !== undefined && rowNo <= job.total; rowNo += 1) {
      const begun = performance.now();
      const result = await this.doRow(opened, job, rowNo);
      if (result === undefined) break;
      hopeless = result.code === 'INTERNAL_ERROR' ? hopeless + 1 : 0;
      waiting.push({ ...result, rowNo });
      if (waiting.length >= chunk || performance.now() - written > FLUSH_MS) {
        if (!(await flush())) return;
      }
      if (hopeless >= HOPELESS_ROWS) {
        await flush();
        throw new JobCannotRun('INTERNAL_ERROR');
      }
      if (job.cancelRequested || signal.aborted) break;
      await pause(this.pacer.pauseAfter(performance.now() - begun), signal);
    }
    if (!(await flush())) return;
    if (job.done === job.total) await store.finish(lease, 'DONE', clock.now());
    else if (job.cancelRequested) await store.finish(lease, 'CANCELLED', clock.now());
    else await store.release(lease);
  }

  /** The result of a row; undefined when the worker was stopped before there was one. */
  private async doRow(opened: OpenJob, { jobId }: Job, rowNo: number): Promise<RowResult | undefined> {
    const { attempts = 5, isOutage = () => false, onError } = this.options;
    for (let tried = 0, waitMs = 100; ; waitMs = Math.min(waitMs * 2, 5_000)) {
      try {
        return await opened.handle(rowNo);
      } catch (error) {
        if (error instanceof JobCannotRun) throw error;
        onError?.(error, { jobId, rowNo });
        if (!isOutage(error)) tried += 1;
        if (tried >= attempts) return { state: 'REFUSED', code: 'INTERNAL_ERROR' };
        await pause(waitMs, this.stopping.signal);
        if (this.stopping.signal.aborted) return undefined;
      }
    }
  }

  private get leaseMs(): number {
    return this.options.leaseMs ?? 4_000;
  }

  private get pollMs(): number {
    return this.options.pollMs ?? 500;
  }
}
