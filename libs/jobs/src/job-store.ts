import type { Pool, PoolClient } from 'pg';
import type { Instant } from '#libs/rules';
import { insertRows, JOB, jobOf, type JobRecord } from './job-records.js';
import {
  GIVEN_UP,
  JobConflict,
  type Job,
  type JobRow,
  type JobState,
  type JobTarget,
  type JsonRecord,
  type RowState,
  type TargetQuery,
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
  /** Of a job of the product itself; its rows are listed when it begins, and `total` is 0 until then. */
  readonly ordinal?: string;
}

/** A job that one worker holds for a while; the token fences off a worker that has lost it. */
export interface Lease {
  readonly job: Job;
  readonly token: string;
}

/** Jobs of one kind in one state. */
export interface JobFigures {
  readonly kind: string;
  readonly state: JobState;
  readonly jobs: number;
  readonly total: number;
  readonly done: number;
  readonly rate: number;
}

export interface RowFilter {
  readonly state?: RowState;
  /** Rows after this number. */
  readonly after?: number;
  readonly limit: number;
}

/** The tables of jobs. All methods reject with the database's error when it is away. */
export class JobStore {
  constructor(private readonly pool: Pool) {}

  /**
   * Puts a job into the queue; the same once more finds it.
   * @throws JobConflict when the id was used for something else
   */
  async enqueue(job: NewJob): Promise<{ readonly job: Job; readonly created: boolean }> {
    const { jobId, kind, unitId, requestedBy, fingerprint, payload, total, createdAt, heldFor, ordinal } = job;
    const { rowCount } = await this.pool.query(
      `insert into jobs.jobs (job_id, kind, unit_id, requested_by, fingerprint, payload, total, created_at, state, held_for, ordinal, listed)
       values ($1, $2, $3, $4, $5, $6, $7, $8, case when $9::jsonb is null then 'QUEUED' else 'HELD' end, $9, $10::text, $10::text is null) on conflict (job_id) do nothing`,
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
        ordinal,
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

  /** Jobs of these units, or of all, newest first. Those of the product that found nothing to do are left out. */
  async list(options: { readonly unitIds?: readonly string[]; readonly limit: number }): Promise<readonly Job[]> {
    const { rows } = await this.pool.query<JobRecord>(
      `select ${JOB} from jobs.jobs
        where ($1::text[] is null or unit_id = any($1)) and not (ordinal is not null and state = 'DONE' and total = 0)
        order by created_at desc, job_id limit $2`,
      [options.unitIds ?? null, options.limit],
    );
    return rows.map(jobOf);
  }

  /** By kind and state, what is not over and what has failed. */
  async figures(): Promise<readonly JobFigures[]> {
    const { rows } = await this.pool.query<JobFigures>(
      `select kind, state, count(*)::int as jobs, sum(total)::float8 as total, sum(cursor)::float8 as done,
              coalesce(sum(rate) filter (where paused_at is null), 0) as rate
         from jobs.jobs where state in ('HELD', 'QUEUED', 'RUNNING', 'FAILED') group by kind, state`,
    );
    return rows;
  }

  /** Jobs of the product that have failed: nobody but an operator has them go on. */
  async failedOfTheProduct(): Promise<number> {
    const { rows } = await this.pool.query<{ failed: number }>(
      `select count(*)::int as failed from jobs.jobs where state = 'FAILED' and ordinal is not null`,
    );
    return rows[0]?.failed ?? 0;
  }

  /** How many jobs of these kinds are not over, and how many of their rows are done: more is more. */
  async open(kinds: readonly string[]): Promise<{ readonly jobs: number; readonly done: number }> {
    const { rows } = await this.pool.query<{ jobs: number; done: number }>(
      `select count(*)::int as jobs, coalesce(sum(cursor), 0)::float8 as done
         from jobs.jobs where kind = any($1) and state in ('QUEUED', 'RUNNING')`,
      [kinds],
    );
    return rows[0] ?? { jobs: 0, done: 0 };
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

  /**
   * Asks a job to stop after the rows in hand. One that nobody works on is cancelled at once. A job of the product is
   * not: what it does follows from the law and not from a wish.
   */
  async cancel(jobId: string, now: Instant): Promise<Job | undefined> {
    await this.pool.query(
      `update jobs.jobs set cancel_requested = true,
              state = case when state in ('HELD', 'QUEUED') then 'CANCELLED' else state end,
              finished_at = case when state in ('HELD', 'QUEUED') then $2::timestamptz else finished_at end
        where job_id = $1 and state in ('HELD', 'QUEUED', 'RUNNING') and ordinal is null`,
      [jobId, now],
    );
    return this.find(jobId);
  }

  /**
   * Has a job wait after the rows in hand, or go on; its place in the order it keeps.
   * @returns false where there is no such job that is not over
   */
  async pause(jobId: string, paused: boolean): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `update jobs.jobs set paused_at = case when $2 then coalesce(paused_at, clock_timestamp()) end
        where job_id = $1 and state in ('HELD', 'QUEUED', 'RUNNING')`,
      [jobId, paused],
    );
    return rowCount === 1;
  }

  /**
   * Takes the oldest job that nobody holds, or whose holder has not been heard of for the length of its lease. Of those
   * of the product, one of a kind at a time, in their order.
   */
  async claim(kinds: readonly string[], leaseMs: number, now: Instant): Promise<Lease | undefined> {
    const { rows } = await this.pool.query<JobRecord & { token: string }>(
      `update jobs.jobs set state = 'RUNNING', lease_token = lease_token + 1, started_at = coalesce(started_at, $3),
              leased_until = clock_timestamp() + make_interval(secs => $2::float8 / 1000)
        where job_id = (
          select job_id from jobs.jobs j
           where kind = any($1) and (state = 'QUEUED' or (state = 'RUNNING' and leased_until < clock_timestamp()))
             and (paused_at is null or cancel_requested)
             and not exists (
               select from jobs.jobs e
                where e.kind = j.kind and e.ordinal < j.ordinal and e.state in ('QUEUED', 'RUNNING'))
           order by created_at, job_id limit 1 for update skip locked)
       returning ${JOB}, lease_token::text as token`,
      [kinds, leaseMs, now],
    );
    const [claimed] = rows;
    if (claimed === undefined) return undefined;
    const { token, ...job } = claimed;
    return { job: jobOf(job), token };
  }

  /** Keeps the lease, while rows take their time. */
  async renew(lease: Lease, leaseMs: number): Promise<void> {
    await this.pool.query(
      `update jobs.jobs set leased_until = clock_timestamp() + make_interval(secs => $3::float8 / 1000)
        where job_id = $1 and lease_token = $2 and state = 'RUNNING'`,
      [lease.job.jobId, lease.token, leaseMs],
    );
  }

  /** Says what holds a job up that is tried again. */
  async note({ job, token }: Lease, trouble: string): Promise<void> {
    await this.pool.query(`update jobs.jobs set trouble = $3 where job_id = $1 and lease_token = $2`, [
      ...[job.jobId, token, trouble],
    ]);
  }

  /**
   * Lists the rows of a job of the product, once.
   * @returns the job as it is now; undefined when the lease was lost and nothing was written
   */
  async listTargets(lease: Lease, { sql, values }: TargetQuery): Promise<Job | undefined> {
    return this.inTransaction(async (client) => {
      const { jobId } = lease.job;
      const held = await client.query(
        `select from jobs.jobs where job_id = $1 and lease_token = $2 and state = 'RUNNING' for update`,
        [jobId, lease.token],
      );
      if (held.rowCount !== 1) return undefined;
      await client.query(
        `insert into jobs.targets (job_id, row_no, about, target_id, entry_id)
         select $${values.length + 1}::uuid, row_number() over (), about, target_id, entry_id from (${sql}) found`,
        [...values, jobId],
      );
      const { rows } = await client.query<JobRecord>(
        `update jobs.jobs set listed = true, total = (select count(*) from jobs.targets where job_id = $1)
          where job_id = $1 returning ${JOB}`,
        [jobId],
      );
      return rows[0] && jobOf(rows[0]);
    });
  }

  /** Targets from a row on, in the order of the rows. */
  async targets(jobId: string, from: number, limit: number): Promise<readonly (JobTarget & { rowNo: number })[]> {
    const { rows } = await this.pool.query<JobTarget & { rowNo: number; entryId: string | null }>(
      `select row_no as "rowNo", about, target_id as "targetId", entry_id as "entryId"
         from jobs.targets where job_id = $1 and row_no >= $2 order by row_no limit $3`,
      [jobId, from, limit],
    );
    return rows.map(({ entryId, ...target }) => (entryId === null ? target : { ...target, entryId }));
  }

  /**
   * Writes the results of the rows that follow what is done, and keeps the lease. Of a job of the product they are
   * counted, and kept where a row was refused.
   * @param rate rows a second
   * @returns the job as it is now; undefined when the lease was lost and nothing was written
   */
  async advance(lease: Lease, results: readonly JobRow[], leaseMs: number, rate = 0): Promise<Job | undefined> {
    return this.inTransaction(async (client) => {
      const count = (state: RowState): number => results.filter((row) => row.state === state).length;
      const { rows } = await client.query<JobRecord>(
        `update jobs.jobs set cursor = cursor + $3, accepted = accepted + $4, refused = refused + $5,
                duplicate = duplicate + $6, leased_until = clock_timestamp() + make_interval(secs => $7::float8 / 1000),
                rate = case when $3 > 0 then $8 else rate end,
                trouble = case when $3 > 0 then null else trouble end,
                moved_at = case when $3 > 0 then clock_timestamp() else moved_at end
          where job_id = $1 and lease_token = $2 and state = 'RUNNING' returning ${JOB}`,
        [
          lease.job.jobId,
          lease.token,
          results.length,
          count('ACCEPTED'),
          count('REFUSED'),
          count('DUPLICATE'),
          leaseMs,
          rate,
        ],
      );
      if (rows[0] === undefined) return undefined;
      const kept = rows[0].ordinal === null ? results : results.filter((row) => row.state === 'REFUSED');
      if (kept.length > 0) await insertRows(client, lease.job.jobId, kept);
      return jobOf(rows[0]);
    });
  }

  /** Ends a job that is held; of one of the product that is DONE the targets go. @returns false when the lease was lost */
  async finish(
    lease: Lease,
    state: Extract<JobState, 'DONE' | 'FAILED' | 'CANCELLED'>,
    now: Instant,
    failure?: string,
  ): Promise<boolean> {
    const { rows } = await this.pool.query(
      `with ended as (
         update jobs.jobs set state = $3, failure = $4, finished_at = $5, leased_until = null, trouble = null
          where job_id = $1 and lease_token = $2 and state = 'RUNNING' returning job_id, state),
       gone as (delete from jobs.targets where job_id in (select job_id from ended where state = 'DONE'))
       select from ended`,
      [lease.job.jobId, lease.token, state, failure ?? null, now],
    );
    return rows.length === 1;
  }

  /** Whether a row of the job was given up. */
  async hasGivenUp(jobId: string): Promise<boolean> {
    const { rows } = await this.pool.query('select from jobs.rows where job_id = $1 and code = $2 limit 1', [
      ...[jobId, GIVEN_UP],
    ]);
    return rows.length > 0;
  }

  /**
   * Has a job of the product that FAILED done again where it was not done: the rows that were given up, and those it did
   * not come to. @returns how many; undefined where there is no such job
   */
  async retry(jobId: string): Promise<number | undefined> {
    return this.inTransaction(async (client) => {
      const { rows } = await client.query<{ cursor: number }>(
        `select cursor from jobs.jobs where job_id = $1 and state = 'FAILED' and ordinal is not null for update`,
        [jobId],
      );
      if (rows[0] === undefined) return undefined;
      const { rowCount } = await client.query(
        `with gone as (delete from jobs.targets where job_id = $1 returning *)
         insert into jobs.targets (job_id, row_no, about, target_id, entry_id)
         select $1, row_number() over (order by row_no), about, target_id, entry_id from gone
          where row_no > $2 or row_no in (select row_no from jobs.rows where job_id = $1 and code = $3)`,
        [jobId, rows[0].cursor, GIVEN_UP],
      );
      const left = rowCount ?? 0;
      await client.query('delete from jobs.rows where job_id = $1', [jobId]);
      await client.query(
        `update jobs.jobs set state = 'QUEUED', total = $2, cursor = 0, accepted = 0, refused = 0, duplicate = 0,
                failure = null, finished_at = null
          where job_id = $1`,
        [jobId, left],
      );
      return left;
    });
  }

  /** Gives a job back, so that another worker takes it at once. */
  async release(lease: Lease): Promise<void> {
    await this.pool.query(
      `update jobs.jobs set leased_until = clock_timestamp() - interval '1 second'
        where job_id = $1 and lease_token = $2 and state = 'RUNNING'`,
      [lease.job.jobId, lease.token],
    );
  }

  private async inTransaction<T>(work: (client: PoolClient) => Promise<T | undefined>): Promise<T | undefined> {
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
