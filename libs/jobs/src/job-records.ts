import type { PoolClient, QueryResultRow } from 'pg';
import type { Job, JobRow, UnusualShare } from './job.js';

/** The columns of a job. */
export const JOB = `job_id as "jobId", kind, unit_id as "unitId", requested_by as "requestedBy", fingerprint, payload, state,
  total, cursor as "done", accepted, refused, duplicate, cancel_requested as "cancelRequested", failure, held_for as "heldFor", confirmed_by as "confirmedBy",
  created_at as "createdAt", started_at as "startedAt", finished_at as "finishedAt",
  ordinal, listed, rate, moved_at as "movedAt", trouble, paused_at as "pausedAt"`;

/** Columns that may be null, or are instants. */
interface Nullable {
  readonly failure: string | null;
  readonly heldFor: UnusualShare | null;
  readonly confirmedBy: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly movedAt: Date | null;
  readonly pausedAt: Date | null;
  readonly ordinal: string | null;
  readonly trouble: string | null;
}

/** A job as it is read. */
export type JobRecord = QueryResultRow & Nullable;

export async function insertRows(client: PoolClient, jobId: string, rows: readonly JobRow[]): Promise<void> {
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

export function jobOf(record: JobRecord): Job {
  const {
    failure,
    heldFor,
    confirmedBy,
    ordinal,
    trouble,
    createdAt,
    startedAt,
    finishedAt,
    movedAt,
    pausedAt,
    ...rest
  } = record;
  return {
    ...(rest as unknown as Omit<Job, keyof Nullable>),
    ...(failure === null ? {} : { failure }),
    ...(heldFor === null ? {} : { heldFor }),
    ...(confirmedBy === null ? {} : { confirmedBy }),
    ...(ordinal === null ? {} : { ordinal }),
    ...(trouble === null ? {} : { trouble }),
    createdAt: createdAt.toISOString(),
    ...(startedAt === null ? {} : { startedAt: startedAt.toISOString() }),
    ...(finishedAt === null ? {} : { finishedAt: finishedAt.toISOString() }),
    ...(movedAt === null ? {} : { movedAt: movedAt.toISOString() }),
    ...(pausedAt === null ? {} : { pausedAt: pausedAt.toISOString() }),
  };
}
