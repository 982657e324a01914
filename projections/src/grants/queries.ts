import type { GrantQuestion } from '#libs/access';
import type { Grant, GrantStatus } from '#libs/grants';
import { Conditions, page, type Page, type Queryable } from '../columns.js';

export interface ListedGrant extends Grant {
  readonly grantId: string;
  readonly requestedAt: string;
  /** Who granted, refused or revoked it last. */
  readonly decidedBy?: string;
  readonly decidedAt?: string;
  /** Number of its events: its revision. */
  readonly revision: number;
}

export interface GrantFilter {
  readonly unitId?: string;
  readonly userId?: string;
  readonly kind?: string;
  readonly status?: GrantStatus;
}

export interface GrantKey {
  readonly requestedAt: string;
  readonly grantId: string;
}

interface GrantRow {
  readonly grant_id: string;
  readonly requested_at: Date;
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
  readonly stream_revision: number;
  readonly content: Grant;
}

/** A page of grants, those asked for last first. */
export async function listGrants(
  db: Queryable,
  { unitId, userId, kind, status }: GrantFilter,
  limit: number,
  after?: GrantKey,
): Promise<Page<ListedGrant, GrantKey>> {
  const conditions = new Conditions()
    .equal('unit_id', unitId)
    .equal('user_id', userId)
    .equal('kind', kind)
    .equal('status', status);
  if (after !== undefined) {
    const key = `(${conditions.param(after.requestedAt)}::timestamptz, ${conditions.param(after.grantId)})`;
    conditions.and(`(requested_at, grant_id) < ${key}`);
  }
  const { rows } = await db.query<GrantRow>(
    `select grant_id, requested_at, decided_by, decided_at, stream_revision, content from read.grants
     ${conditions.where} order by requested_at desc, grant_id desc limit ${limit + 1}`,
    conditions.values,
  );
  return page(rows.map(listed), limit, ({ requestedAt, grantId }) => ({ requestedAt, grantId }));
}

/** Ids of grants that were in force for the question when the read model last looked; the log decides. */
export async function grantsFor(db: Queryable, question: GrantQuestion): Promise<readonly string[]> {
  const { rows } = await db.query<{ grant_id: string }>(
    `select grant_id from read.grants
     where unit_id = $1 and user_id = $2 and kind = $3 and purpose_code = $4 and status = 'GRANTED'
     order by until_on desc, grant_id`,
    [question.unitId, question.userId, question.kind, question.purposeCode],
  );
  return rows.map(({ grant_id }) => grant_id);
}

function listed(row: GrantRow): ListedGrant {
  return {
    ...row.content,
    grantId: row.grant_id,
    requestedAt: row.requested_at.toISOString(),
    ...(row.decided_by !== null && { decidedBy: row.decided_by }),
    ...(row.decided_at !== null && { decidedAt: row.decided_at.toISOString() }),
    revision: row.stream_revision + 1,
  };
}
