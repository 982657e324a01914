import type { GateReceipt } from '#libs/dossier';
import type { Instant, LegalDate } from '#libs/rules';
import { Conditions, page, type Page, type Queryable } from '../columns.js';
import type { EnvelopeActor } from '../dossier-event.js';
import type { TimelineText } from './told.js';

export interface TimelineKey {
  readonly recordedAt: Instant;
  readonly position: string;
}

/** One event told. `texts` are `$sealed` where they are personal. */
export interface TimelineRow extends TimelineKey {
  readonly subjectId: string;
  readonly revision: number;
  readonly eventType: string;
  readonly entryId: string | null;
  readonly listKind: string | null;
  readonly zh: string;
  readonly en: string;
  readonly texts: readonly TimelineText[];
  readonly actor: EnvelopeActor;
  readonly approver: { readonly userId: string; readonly unitId?: string } | null;
  readonly internal: boolean;
  readonly hiddenActor: boolean;
  readonly occurredAt: Instant;
  readonly legalDate: LegalDate | null;
  readonly legalBasis: readonly string[];
  readonly evidence: readonly { readonly docId: string; readonly sha256: string }[];
  readonly receipt: GateReceipt | null;
  readonly deadline: Readonly<Record<string, unknown>> | null;
  readonly rulePackId: string | null;
  readonly standardId: string | null;
  readonly standardVersion: number | null;
}

export interface TimelineFilter {
  /** The subject, and the dossiers joined with it. */
  readonly subjectIds: readonly string[];
  readonly entryId?: string;
  /** Only what is about these entries or about the subject as such: for a unit that sees its own entries. */
  readonly entryIds?: readonly string[];
  /** Leaves out what is internal to the office. */
  readonly withoutInternal?: boolean;
  /** Only what was on record at this instant. */
  readonly asOf?: Instant;
}

const utc = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The timeline in the order of recording; of joined dossiers woven by time. */
export async function timeline(
  db: Queryable,
  filter: TimelineFilter,
  limit: number,
  after?: TimelineKey,
): Promise<Page<TimelineRow, TimelineKey>> {
  const conditions = new Conditions();
  conditions.and(`subject_id = any(${conditions.param(filter.subjectIds)})`).equal('entry_id', filter.entryId);
  if (filter.entryIds) conditions.and(`(entry_id is null or entry_id = any(${conditions.param(filter.entryIds)}))`);
  if (filter.withoutInternal) conditions.and('not internal');
  if (filter.asOf !== undefined) conditions.and(`recorded_at <= ${conditions.param(filter.asOf)}::timestamptz`);
  if (after !== undefined) {
    const [at, position] = [after.recordedAt, after.position].map((v) => conditions.param(v));
    conditions.and(`(recorded_at, position) > (${at}::timestamptz, ${position})`);
  }
  const { rows } = await db.query<TimelineRow>(
    `select subject_id as "subjectId", revision, position, event_type as "eventType", entry_id as "entryId",
            list_kind as "listKind", zh, en, texts, actor, approver, internal, hidden_actor as "hiddenActor",
            ${utc('recorded_at')} as "recordedAt", ${utc('occurred_at')} as "occurredAt", legal_date::text as "legalDate",
            legal_basis as "legalBasis", evidence, receipt, deadline, rule_pack_id as "rulePackId",
            standard_id as "standardId", standard_version as "standardVersion"
       from read.dossier_timeline ${conditions.where} order by recorded_at, position limit ${limit + 1}`,
    conditions.values,
  );
  return page(rows, limit, ({ recordedAt, position }) => ({ recordedAt, position }));
}
