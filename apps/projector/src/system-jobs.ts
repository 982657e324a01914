import type { Pool } from 'pg';
import { StreamBusy, stableId } from '#libs/command-loop';
import { JobStore, JobWorker, type JobHandler, type JobWorkerOptions } from '#libs/jobs';
import type { Clock } from '#libs/platform';
import { isTransient, type FollowerLog } from '#libs/read-store';
import { VaultUnavailable } from '#libs/vault';
import type { CausingEvent } from './system-job.js';

/** Jobs of the product belong to no unit. */
export const SYSTEM = 'system';

export interface SystemJobsOptions {
  readonly pool: Pool;
  readonly store: JobStore;
  readonly clock: Clock;
  readonly log: FollowerLog;
  readonly handlers: readonly JobHandler[];
  readonly worker?: Partial<JobWorkerOptions>;
}

/**
 * D16: work on many dossiers that follows from an event. Any number of processes may work on it; of each kind one job
 * is done at a time, in the order of the events, and kinds do not wait for each other.
 */
export class SystemJobs {
  private readonly workers: readonly JobWorker[];

  constructor(private readonly options: SystemJobsOptions) {
    const { pool, store, clock, log, handlers, worker } = options;
    this.workers = handlers.map(
      (handler) =>
        new JobWorker({
          ...{ pool, store, clock, handlers: [handler], isOutage },
          onError: (error, about) => log.warn({ err: error, ...about }, 'a row of a job is tried again'),
          ...worker,
        }),
    );
  }

  /** Opens the job that follows from an event; a second time it is the same job. @returns its id */
  async open(
    kind: string,
    { eventId, position }: CausingEvent,
    more: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const { store, clock } = this.options;
    const jobId = stableId('job', kind, eventId);
    await store.enqueue({
      ...{ jobId, kind, unitId: SYSTEM, requestedBy: SYSTEM, total: 0 },
      // Nothing that is secret was asked for: the event says everything.
      ...{ fingerprint: eventId, ordinal: position, createdAt: clock.now() },
      payload: { ...more, eventId, position },
    });
    for (const worker of this.workers) worker.wake();
    return jobId;
  }

  /** How much is left to do, and how much of that is done. */
  left(): Promise<{ readonly jobs: number; readonly done: number }> {
    return this.options.store.open(this.options.handlers.flatMap(({ kinds }) => kinds));
  }

  start(): void {
    for (const worker of this.workers) worker.start();
  }

  /** Stops after the rows in hand. */
  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
  }
}

/** What passes without anybody doing anything about the row: it is tried for as long as it takes. */
function isOutage(error: unknown): boolean {
  return error instanceof VaultUnavailable || error instanceof StreamBusy || isTransient(error);
}
