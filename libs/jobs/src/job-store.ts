import type { Pool, PoolClient, QueryResultRow } from 'pg';
import type { Instant } from '#libs/rules';
import {
  JobConflict,
  type Job,
  type JobRow,
  type JobState,
  type JsonRecord,
  type RowState,
  type UnusualShare,
} from './job.js';

export interface NewJob {
  readonly jobId: string;
  readonly kind: string;
  readonly unitId: string;
  readonly requestedBy: string;
  readonly fingerprint: string;
  readonly payload: JsonRecord;
  readonly total: number;
  readonly createdAt: Instant;
  /** It waits until a second person has confirmed it. */
  readonly heldFor?: UnusualShare;
}

/** A job that one worker holds for a while; the token fences off a worker that has lost it. */
export interface Lease {
  readonly job: Job;
  readonly token: string;
}

export interface RowFilter {
  readonly state?: RowState;
  /** Rows after this number. */
  readonly after?: number;
  readonly limit: number;
}

const JOB = `job_id as "jobId", kind, unit_id as "unitId", requested_by as "requestedBy", fingerprint, payload, state,
  total, cursor as "done", accepted, refused, duplicate, cancel_requested as "cancelRequested", failure, held_for as "heldFor", confirmed_by as "confirmedBy",
  created_at as "createdAt", started_at as "startedAt", finished_at as "finishedAt"`;

interface JobRecord extends QueryResultRow {
  readonly failure: string | null;
  readonly heldFor: UnusualShare | null;
  readonly confirmedBy: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** The tables of jobs. All methods reject with the database's error when it is away. */
export class JobStore {
  constructor(private readonly pool: Pool) {}

  /**
   * Puts a job into the queue; the same once more finds it.
   * @throws JobConflict when the id was used for something else
   */
  async enqueue(job: NewJob): Promise<{ readonly job: Job; readonly created: boolean }> {
    const { jobId, kind, unitId, requestedBy, fingerprint, payload, total, createdAt, heldFor } = job;
    const { rowCount } = await this.pool.query(
      `insert into jobs.jobs (job_id, kind, unit_id, requested_by, fingerprint, payload, total, created_at, state, held_for)
       values ($1, $2, $3, $4, $5, $6, $7, $8, case when $9::jsonb is null then 'QUEUED' else 'HELD' end, $9) on conflict (job_id) do nothing`,
      [
        jobId,
        kind,
        unitId,
        requestedBy,
        fingerprint,
        JSON.stringify(payload),
        total,
        createdAt,
        heldFor && JSON.stringify(heldFor),
      ],
    );
    const stored = await this.find(jobId);
    if (stored === undefined || stored.fingerprint !== fingerprint || stored.kind !== kind)
      throw new JobConflict(jobId);
    return { job: stored, created: rowCount === 1 };
  }

  async find(jobId: string): Promise<Job | undefined> {
    const { rows } = await this.pool.query<JobRecord>(`select ${JOB} from jobs.jobs where job_id = $1`, [jobId]);
    return rows[0] && jobOf(rows[0]);
  }

  /** Jobs of these units, or of all, newest first. */
  async list(options: { readonly unitIds?: readonly string[]; readonly limit: number }): Promise<readonly Job[]> {
    const { rows } = await this.pool.query<JobRecord>(
      `select ${JOB} from jobs.jobs where $1::text[] is null or unit_id = any($1) order by created_at desc, job_id limit $2`,
      [options.unitIds ?? null, options.limit],
    );
    return rows.map(jobOf);
  }

  async rows(jobId: string, { state, after = 0, limit }: RowFilter): Promise<readonly JobRow[]> {
    const { rows } = await this.pool.query<Record<string, unknown>>(
      `select row_no as "rowNo", state, code, line, field, subject_id as "subjectId", entry_id as "entryId"
         from jobs.rows where job_id = $1 and row_no > $2 and ($3::text is null or state = $3)
        order by row_no limit $4`,
      [jobId, after, state ?? null, limit],
    );
    return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))) as never;
  }

  /**
   * Lets a job that was held run. Whoever asked for it cannot confirm it; to confirm again changes nothing.
   * @returns whether it runs now, or did before
   */
  async confirm(jobId: string, by: string, now: Instant): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `update jobs.jobs set state = 'QUEUED', confirmed_by = $2, confirmed_at = $3
        where job_id = $1 and state = 'HELD' and requested_by <> $2`,
      [jobId, by, now],
    );
    if (rowCount === 1) return true;
    return (await this.find(jobId))?.confirmedBy === by;
  }

  /** Asks a job to stop after the row in hand. One that nobody works on is cancelled at once. */
  async cancel(jobId: string, now: Instant): Promise<Job | undefined> {
    await this.pool.query(
      `update jobs.jobs set cancel_requested = true,
              state = case when state in ('HELD', 'QUEUED') then 'CANCELLED' else state end,
              finished_at = case when state in ('HELD', 'QUEUED') then $2::timestamptz else finished_at end
        where job_id = $1 and state in ('HELD', 'QUEUED', 'RUNNING')`,
      [jobId, now],
    );
    return this.find(jobId);
  }

  /** Takes the oldest job that nobody holds, or whose holder has not been heard of for the length of its lease. */
  async claim(kinds: readonly string[], leaseMs: number, now: Instant): Promise<Lease | undefined> {
    const { rows } = await this.pool.query<JobRecord & { token: string }>(
      `update jobs.jobs set state = 'RUNNING', lease_token = lease_token + 1, started_at = coalesce(started_at, $3),
              leased_until = clock_timestamp() + make_interval(secs => $2::float8 / 1000)
        where job_id = (
          select job_id from jobs.jobs
           where kind = any($1) and (state = 'QUEUED' or (state = 'RUNNING' and leased_until < clock_timestamp()))
           order by created_at, job_id limit 1 for update skip locked)
       returning ${JOB}, lease_token::text as token`,
      [kinds, leaseMs, now],
    );
    const [claimed] = rows;
    if (claimed === undefined) return undefined;
    const { token, ...job } = claimed;
    return { job: jobOf(job), token };
  }

  /**
   * Writes the results of the rows that follow what is done, and keeps the lease.
   * @returns the job as it is now; undefined when the lease was lost and nothing was written
   */
  async advance(lease: Lease, results: readonly JobRow[], leaseMs: number): Promise<Job | undefined> {
    return this.held(lease, async (client) => {
      const count = (state: RowState): number => results.filter((row) => row.state === state).length;
      const { rows } = await client.query<JobRecord>(
        `update jobs.jobs set cursor = cursor + $3, accepted = accepted + $4, refused = refused + $5,
                duplicate = duplicate + $6, leased_until = clock_timestamp() + make_interval(secs => $7::float8 / 1000)
          where job_id = $1 and lease_token = $2 and state = 'RUNNING' returning ${JOB}`,
        [
          lease.job.jobId,
          lease.token,
          results.length,
          count('ACCEPTED'),
          count('REFUSED'),
          count('DUPLICATE'),
          leaseMs,
        ],
      );
      if (rows[0] === undefined) return undefined;
      if (results.length > 0) await insertRows(client, lease.job.jobId, results);
      return jobOf(rows[0]);
    });
  }

  /** Ends a job that is held. @returns false when the lease was lost */
  async finish(
    lease: Lease,
    state: Extract<JobState, 'DONE' | 'FAILED' | 'CANCELLED'>,
    now: Instant,
    failure?: string,
  ): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `update jobs.jobs set state = $3, failure = $4, finished_at = $5, leased_until = null
        where job_id = $1 and lease_token = $2 and state = 'RUNNING'`,
      [lease.job.jobId, lease.token, state, failure ?? null, now],
    );
    return rowCount === 1;
  }

  /** Gives a job back, so that another worker takes it at once. */
  async release(lease: Lease): Promise<void> {
    await this.pool.query(
      `update jobs.jobs set leased_until = clock_timestamp() - interval '1 second'
        where job_id = $1 and lease_token = $2 and state = 'RUNNING'`,
      [lease.job.jobId, lease.token],
    );
  }

  private async held<T>(lease: Lease, work: (client: PoolClient) => Promise<T | undefined>): Promise<T | undefined> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((lost: Error) => (broken = lost));
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

async function insertRows(client: PoolClient, jobId: string, rows: readonly JobRow[]): Promise<void> {
  const column = <T>(pick: (row: JobRow) => T | undefined): (T | null)[] => rows.map((row) => pick(row) ?? null);
  await client.query(
    `insert into jobs.rows (job_id, row_no, state, code, line, field, subject_id, entry_id)
     select $1, * from unnest($2::int[], $3::text[], $4::text[], $5::int[], $6::text[], $7::text[], $8::text[])`,
    [
      jobId,
      column((row) => row.rowNo),
      column((row) => row.state),
      column((row) => row.code),
      column((row) => row.line),
      column((row) => row.field),
      column((row) => row.subjectId),
      column((row) => row.entryId),
    ],
  );
}

function jobOf({ failure, heldFor, confirmedBy, createdAt, startedAt, finishedAt, ...rest }: JobRecord): Job {
  return {
    ...(rest as unknown as Omit<Job, 'failure' | 'heldFor' | 'confirmedBy' | 'createdAt' | 'startedAt' | 'finishedAt'>),
    ...(failure === null ? {} : { failure }),
    ...(heldFor === null ? {} : { heldFor }),
    ...(confirmedBy === null ? {} : { confirmedBy }),
    createdAt: createdAt.toISOString(),
    ...(startedAt === null ? {} : { startedAt: startedAt.toISOString() }),
    ...(finishedAt === null ? {} : { finishedAt: finishedAt.toISOString() }),
  };
}
