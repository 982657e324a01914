import type { Instant } from '#libs/rules';

/** HELD: waits for a second person to confirm it. */
export type JobState = 'HELD' | 'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';
export const JOB_STATES = [
  'HELD',
  'QUEUED',
  'RUNNING',
  'DONE',
  'FAILED',
  'CANCELLED',
] as const satisfies readonly JobState[];

/** What became of a row. DUPLICATE: the same was there already, so that nothing had to be done. */
export type RowState = 'ACCEPTED' | 'REFUSED' | 'DUPLICATE';
export const ROW_STATES = ['ACCEPTED', 'REFUSED', 'DUPLICATE'] as const satisfies readonly RowState[];

/** Work on many rows, done in the background. */
export interface Job {
  readonly jobId: string;
  readonly kind: string;
  /** Unit it is done for. */
  readonly unitId: string;
  /** The issuer's opaque id of who asked for it. */
  readonly requestedBy: string;
  /** Keyed fingerprint of what was asked for, by which a repeat is known. */
  readonly fingerprint: string;
  /** What the handler needs; personal data in it is sealed. */
  readonly payload: JsonRecord;
  readonly state: JobState;
  readonly total: number;
  /** Rows whose result is written: 1 to `done`, in order. */
  readonly done: number;
  readonly accepted: number;
  readonly refused: number;
  readonly duplicate: number;
  readonly cancelRequested: boolean;
  /**
   * Present in a job of the product itself: those of one kind are done one after the other in this order, and nobody
   * cancels them.
   */
  readonly ordinal?: string;
  /** Whether its rows are known; until then `total` is 0. */
  readonly listed: boolean;
  /** Rows a second, while it was last worked on. */
  readonly rate: number;
  /** When its results were last written, by the machine's clock. */
  readonly movedAt?: Instant;
  /** Since when an operator has it wait, by the machine's clock. */
  readonly pausedAt?: Instant;
  /** Name of the error that holds it up; it is tried again. */
  readonly trouble?: string;
  /** Why it had to be confirmed by a second person. */
  readonly heldFor?: UnusualShare;
  /** The second person. */
  readonly confirmedBy?: string;
  /** Stable code of why it FAILED. */
  readonly failure?: string;
  readonly createdAt: Instant;
  readonly startedAt?: Instant;
  readonly finishedAt?: Instant;
}

/** So many entries of a list are added or removed at once, compared with how many stand on it. */
export interface UnusualShare {
  readonly entries: number;
  readonly listed: number;
}

export type JsonRecord = Readonly<Record<string, unknown>>;

/** The result of a row. Codes and ids; never what stood in it. */
export interface RowResult {
  readonly state: RowState;
  /** Of a refusal, or another note on the result. */
  readonly code?: string;
  /** Line of the file, counted from 1. */
  readonly line?: number;
  /** Column that is wrong. */
  readonly field?: string;
  readonly subjectId?: string;
  readonly entryId?: string;
}

export interface JobRow extends RowResult {
  /** From 1. */
  readonly rowNo: number;
}

/** What a row of a job of the product itself is about; its meaning is the kind's. */
export interface JobTarget {
  readonly about: string;
  readonly targetId: string;
  readonly entryId?: string;
}

/** A query for the targets of a job, in their order: `about`, `target_id`, `entry_id`. */
export interface TargetQuery {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** Code of a row that was given up: something is wrong that is neither a refusal nor an outage. */
export const GIVEN_UP = 'INTERNAL_ERROR';

/** Whether nothing more will happen to the job. */
export function isFinished({ state }: Pick<Job, 'state'>): boolean {
  return state === 'DONE' || state === 'FAILED' || state === 'CANCELLED';
}

/** The rows cannot be read at all: the job fails under this code. */
export class JobCannotRun extends Error {
  constructor(readonly code: string) {
    super(`the job cannot run: ${code}`);
    this.name = 'JobCannotRun';
  }
}

/** The job's id was used for another request by the same caller. */
export class JobConflict extends Error {
  constructor(readonly jobId: string) {
    super('the id of the job was used for another request');
    this.name = 'JobConflict';
  }
}
