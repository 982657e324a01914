import type { Pool } from 'pg';
import type { Clock } from '#libs/platform';
import { GIVEN_UP, JobCannotRun, type Job, type RowResult, type TargetQuery } from './job.js';
import type { JobStore, Lease } from './job-store.js';
import { DEFAULT_PACE, Pacer, type PacerSettings } from './pacer.js';
import { pause } from './pause.js';
import { RowsInHand } from './rows-in-hand.js';

/** One job, opened to be worked on. */
export interface OpenJob {
  /**
   * Does one row, by commands whose ids are made of the job and the row, so that doing it again after a crash changes
   * nothing. A refusal is a result. What it throws is tried again: it means that something is away.
   */
  handle(rowNo: number): Promise<RowResult>;
  /**
   * What a row must not be done at the same time with: the subject it is about. Rows with the same key are done one after
   * the other, others at once. Without it all rows are done one after the other.
   */
  keyOf?(rowNo: number): string | Promise<string>;
}

/** How jobs of one kind are done. */
export interface JobHandler {
  readonly kinds: readonly string[];
  /**
   * Of a job of the product: what its rows are, asked once when it begins. Undefined while that cannot be said yet: it is
   * asked again.
   */
  targets?(job: Job): Promise<TargetQuery | undefined>;
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
  /** Most rows that are done at once where their handler says which may be. Default 6. */
  readonly lanes?: number;
  /** Told of what was thrown and is tried again, or given up. */
  readonly onError?: (error: unknown, about: { readonly jobId?: string; readonly rowNo?: number }) => void;
  /** Whether what was thrown means that a part is away: such a row is tried for as long as it takes. */
  readonly isOutage?: (error: unknown) => boolean;
}

const FLUSH_MS = 250;
const HOPELESS_ROWS = 10;
/** Over how long the rate is smoothed, in seconds. */
const RATE_OVER_S = 5;
/** A job of the product with this failure was done but for the rows that were given up. */
const ROWS_GIVEN_UP = 'ROWS_GIVEN_UP';

/** Works on jobs, one after the other and some rows of each at once, until it is stopped (D16). */
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

  /** Stops after the rows in hand; their job is given back. */
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
      store.renew(lease, this.leaseMs).catch(() => undefined);
    }, this.leaseMs / 4);
    heartbeat.unref();
    try {
      await this.work(lease);
    } catch (error) {
      if (error instanceof JobCannotRun) await store.finish(lease, 'FAILED', clock.now(), error.code);
      else {
        this.options.onError?.(error, { jobId: lease.job.jobId });
        await this.note(lease, error);
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
    const { store, clock } = this.options;
    const handler = this.options.handlers.find(({ kinds }) => kinds.includes(lease.job.kind));
    if (handler === undefined) throw new JobCannotRun('KIND_UNKNOWN');
    const listed = lease.job.listed ? lease.job : await this.list(lease, handler);
    if (listed === undefined) return;
    const job = listed.cancelRequested ? listed : await this.workOff(lease, listed, await handler.open(listed));
    if (job === undefined) return;
    if (job.done === job.total) await this.end(lease, job);
    else if (job.cancelRequested) await store.finish(lease, 'CANCELLED', clock.now());
    else await store.release(lease);
  }

  /** Lists what the rows of a job are. @returns undefined when that cannot be said yet, or the lease was lost */
  private async list(lease: Lease, handler: JobHandler): Promise<Job | undefined> {
    const { store } = this.options;
    const query = await handler.targets?.(lease.job);
    if (query !== undefined) return store.listTargets(lease, query);
    await store.release(lease);
    await pause(this.pollMs, this.stopping.signal);
    return undefined;
  }

  /** Does the rows that are left, or as many as there is time for. @returns the job then; undefined: the lease was lost */
  private async workOff(lease: Lease, begun: Job, opened: OpenJob): Promise<Job | undefined> {
    const inHand = new RowsInHand(begun.done + 1);
    try {
      return await this.rowsOf(lease, begun, opened, inHand);
    } finally {
      await inHand.settled();
    }
  }

  private async rowsOf(lease: Lease, begun: Job, opened: OpenJob, inHand: RowsInHand): Promise<Job | undefined> {
    const { store, chunk = 50, lanes: most = 6 } = this.options;
    const { signal } = this.stopping;
    const lanes = opened.keyOf === undefined ? 1 : most;
    let job = begun;
    let next = inHand.first;
    let written = performance.now();
    let hopeless = 0;
    for (;;) {
      const waits = job.cancelRequested || job.pausedAt !== undefined || signal.aborted;
      const stopped = waits || inHand.failed || hopeless >= HOPELESS_ROWS;
      // A row that takes its time holds up what can be written: not too much is done beyond it.
      const until = stopped ? next : Math.min(job.total + 1, inHand.first + chunk + lanes);
      while (next < until && inHand.count < this.pacer.lanes(lanes)) {
        await this.begin(lease, opened, inHand, next, lanes);
        next += 1;
      }
      const over = inHand.count === 0 && (stopped || next > job.total);
      const { ready } = inHand;
      if (over || ready >= chunk || (ready > 0 && performance.now() - written > FLUSH_MS)) {
        const rows = inHand.take();
        for (const { code } of rows) hopeless = code === GIVEN_UP ? hopeless + 1 : 0;
        const seconds = Math.max(0.001, (performance.now() - written) / 1_000);
        const rate = smoothed(job.rate, rows.length / seconds, seconds);
        const now = await store.advance(lease, rows, this.leaseMs, rate);
        if (now === undefined) return undefined;
        job = now;
        written = performance.now();
      }
      if (over) {
        inHand.rethrow();
        if (hopeless >= HOPELESS_ROWS) throw new JobCannotRun(GIVEN_UP);
        return job;
      }
      await inHand.change(FLUSH_MS);
    }
  }

  private async begin(lease: Lease, opened: OpenJob, inHand: RowsInHand, rowNo: number, lanes: number): Promise<void> {
    const key = await opened.keyOf?.(rowNo);
    let started = 0;
    inHand.begin(
      rowNo,
      key,
      () => {
        started = performance.now();
        return this.doRow(lease, opened, rowNo);
      },
      () => pause(this.pacer.pauseAfter(performance.now() - started, lanes), this.stopping.signal),
    );
  }

  /** Everything was tried: a job of the product is not DONE while one of its rows is not. */
  private async end(lease: Lease, { jobId, ordinal, refused }: Job): Promise<void> {
    const { store, clock } = this.options;
    const givenUp = ordinal !== undefined && refused > 0 && (await store.hasGivenUp(jobId));
    if (givenUp) await store.finish(lease, 'FAILED', clock.now(), ROWS_GIVEN_UP);
    else await store.finish(lease, 'DONE', clock.now());
  }

  /** The result of a row; undefined when the worker was stopped before there was one. */
  private async doRow(lease: Lease, opened: OpenJob, rowNo: number): Promise<RowResult | undefined> {
    const { attempts = 5, isOutage = () => false, onError } = this.options;
    for (let tried = 0, waitMs = 100; ; waitMs = Math.min(waitMs * 2, 5_000)) {
      try {
        return await opened.handle(rowNo);
      } catch (error) {
        if (error instanceof JobCannotRun) throw error;
        onError?.(error, { jobId: lease.job.jobId, rowNo });
        if (!isOutage(error)) tried += 1;
        if (tried >= attempts) return { state: 'REFUSED', code: GIVEN_UP };
        await this.note(lease, error);
        await pause(waitMs, this.stopping.signal);
        if (this.stopping.signal.aborted) return undefined;
      }
    }
  }

  private async note(lease: Lease, error: unknown): Promise<void> {
    const trouble = error instanceof Error ? error.name : 'Error';
    await this.options.store.note(lease, trouble).catch(() => undefined);
  }

  private get leaseMs(): number {
    return this.options.leaseMs ?? 4_000;
  }

  private get pollMs(): number {
    return this.options.pollMs ?? 500;
  }
}

/** Rows a second, the more recent the weightier. */
function smoothed(before: number, now: number, seconds: number): number {
  return before === 0 ? now : before + (now - before) * (1 - Math.exp(-seconds / RATE_OVER_S));
}
