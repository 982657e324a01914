import type { GateReceipt } from '#libs/dossier';
import type { Instant, LegalDate } from '#libs/rules';
import { Conditions, firstRows, page, type Page, type Queryable } from '../columns.js';
import type { AuditedKind } from './decision.js';

export interface AuditFilter {
  readonly unitIds?: readonly string[];
  /** Drafter or approver. */
  readonly actorId?: string;
  readonly kind?: AuditedKind;
  readonly from?: Instant;
  readonly until?: Instant;
  readonly subjectId?: string;
  readonly entryId?: string;
  readonly backdated?: boolean;
  readonly fourEyesOk?: boolean;
}

export interface AuditKey {
  readonly recordedAt: Instant;
  readonly position: string;
}

/** One decision. Holds no text and nothing personal. */
export interface AuditedDecision extends AuditKey {
  readonly subjectId: string;
  readonly entryId: string | null;
  readonly listKind: string | null;
  readonly standardId: string | null;
  readonly kind: AuditedKind;
  readonly eventType: string;
  readonly outcome: string | null;
  readonly unitId: string | null;
  readonly drafterId: string | null;
  readonly approverId: string | null;
  readonly rule: string | null;
  readonly proposalId: string | null;
  readonly caseId: string | null;
  readonly draftedAt: Instant | null;
  readonly secondsBetween: number | null;
  readonly decidedOn: LegalDate | null;
  readonly recordedAfterDays: number | null;
  readonly backdated: boolean;
  readonly fourEyesOk: boolean | null;
  readonly basisInsufficient: boolean;
  readonly receipt: GateReceipt | null;
  readonly evidence: readonly { readonly docId: string; readonly sha256: string }[];
  readonly legalBasis: readonly string[];
  readonly streamRevision: number;
}

/** Decisions, the latest recorded first. */
export async function auditedDecisions(
  db: Queryable,
  filter: AuditFilter,
  limit: number,
  after?: AuditKey,
): Promise<Page<AuditedDecision, AuditKey>> {
  const conditions = new Conditions();
  if (filter.actorId !== undefined) {
    const actor = conditions.param(filter.actorId);
    conditions.and(`(drafter_id = ${actor} or approver_id = ${actor})`);
  }
  conditions
    .equal('kind', filter.kind)
    .equal('subject_id', filter.subjectId)
    .equal('entry_id', filter.entryId)
    .equal('backdated', filter.backdated)
    .equal('four_eyes_ok', filter.fourEyesOk);
  if (filter.from !== undefined) conditions.and(`recorded_at >= ${conditions.param(filter.from)}::timestamptz`);
  if (filter.until !== undefined) conditions.and(`recorded_at < ${conditions.param(filter.until)}::timestamptz`);
  if (after !== undefined) {
    const [at, position] = [conditions.param(after.recordedAt), conditions.param(after.position)];
    conditions.and(`(recorded_at, position) < (${at}::timestamptz, ${position})`);
  }
  const order = 'recorded_at desc, position desc';
  const wanted = { table: 'read.audit_decisions', order, limit: limit + 1, unitIds: filter.unitIds };
  const { rows } = await db.query<AuditedDecision>(
    `select subject_id as "subjectId", entry_id as "entryId", list_kind as "listKind", standard_id as "standardId", kind,
            event_type as "eventType", outcome, unit_id as "unitId", drafter_id as "drafterId", approver_id as "approverId",
            rule, proposal_id as "proposalId", case_id as "caseId", ${utc('drafted_at')} as "draftedAt",
            ${utc('recorded_at')} as "recordedAt", position, seconds_between as "secondsBetween",
            decided_on::text as "decidedOn", recorded_after_days as "recordedAfterDays", backdated,
            four_eyes_ok as "fourEyesOk", basis_insufficient as "basisInsufficient", receipt, evidence,
            legal_basis as "legalBasis", stream_revision as "streamRevision"
       from ${firstRows(conditions, wanted)} d order by ${order} limit ${limit + 1}`,
    conditions.values,
  );
  return page(rows, limit, ({ recordedAt, position }) => ({ recordedAt, position }));
}

const utc = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
