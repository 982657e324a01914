import type {
  DeliveryCounts,
  DeliveryFault,
  DeliveryFinding,
  ExternalList,
  StandingEntry,
  StandingRow,
} from '#libs/external-lists';
import type { LegalDate, ListKind, SubjectType } from '#libs/rules';
import type { Personal } from '#libs/subjects';
import { Conditions, page, type Page, type Queryable } from '../columns.js';
import { ENTRY, FROM_STANDING, mirrorInEffect } from './standing.js';

/** A list of somebody else as it is now. */
export interface KnownExternalList extends ExternalList {
  /** Version that stands, since when. */
  readonly version: string | null;
  readonly appliedAt: Date | null;
  /** When its source last said that this version is the present one; absent for files. */
  readonly confirmedAt: Date | null;
  /** Since when the source has not given a delivery that can be used. */
  readonly failingSince: Date | null;
  readonly lastOutcome: string | null;
  /** Number of its events: its revision. */
  readonly revision: number;
}

export interface CountedExternalList extends KnownExternalList {
  /** How many entries stand on it. */
  readonly entries: number;
}

/** An entry of a list of somebody else. `name` and `identifier` are texts for organisations and `$sealed` for persons. */
export interface ExternalEntry {
  readonly entryId: string;
  readonly listId: string;
  readonly ref: string;
  readonly subjectRef: string;
  readonly listKind: ListKind;
  readonly subjectType: SubjectType;
  readonly identifierKind: string;
  readonly name: unknown;
  readonly identifier: unknown;
  readonly listedOn: LegalDate;
  readonly validTo: LegalDate | null;
  readonly decisionNo: string | null;
  readonly disputed: boolean;
  readonly version: string;
  readonly appliedAt: Date;
  readonly confirmedAt: Date | null;
  readonly list: ExternalList;
}

export interface ExternalEntryKey {
  readonly listedOn: LegalDate;
  readonly entryId: string;
}

const LIST = `l.list, l.version, l.applied_at as "appliedAt", l.stream_revision + 1 as revision,
  s.confirmed_at as "confirmedAt", s.failing_since as "failingSince", s.last_outcome as "lastOutcome"`;
const FROM_LISTS = 'from read.external_lists l left join external.sources s using (list_id)';
const BY_TITLE = "order by l.list ->> 'title', l.list_id";

type Stored<T extends ExternalList> = Omit<T, keyof ExternalList> & { readonly list: ExternalList };

/** Every list of others, in the order of their titles. */
export async function allExternalLists(db: Queryable): Promise<readonly KnownExternalList[]> {
  const { rows } = await db.query<Stored<KnownExternalList>>(`select ${LIST} ${FROM_LISTS} ${BY_TITLE}`);
  return rows.map(({ list, ...row }) => ({ ...list, ...row }));
}

/** The same with the number of their entries; one of them where it is named. */
export async function countedExternalLists(
  db: Queryable,
  filter: { readonly listId?: string } = {},
): Promise<readonly CountedExternalList[]> {
  const conditions = new Conditions().equal('l.list_id', filter.listId);
  const { rows } = await db.query<Stored<CountedExternalList>>(
    `select ${LIST}, (select count(*)::int from read.external_entries e
        where e.list_id = l.list_id and not l.closed and e.from_sequence <= l.applied_sequence
          and (e.to_sequence is null or e.to_sequence > l.applied_sequence)
          and e.removed_by_outcome is not true) as entries
     ${FROM_LISTS} ${conditions.where} ${BY_TITLE}`,
    conditions.values,
  );
  return rows.map(({ list, ...row }) => ({ ...list, ...row }));
}

/** What stands on a list for comparing a delivery with it: also what the owner's outcome took from it. */
export async function standingRows(
  db: Queryable,
  listId: string,
): Promise<{ readonly sequence: number; readonly rows: ReadonlyMap<string, StandingRow> }> {
  const { rows } = await db.query<StandingRow & { ref: string | null; sequence: number }>(
    `select l.applied_sequence as sequence, e.ref, e.entry_id as "entryId", e.fingerprint
       from read.external_lists l left join read.external_entries e on e.list_id = l.list_id
        and e.from_sequence <= l.applied_sequence and (e.to_sequence is null or e.to_sequence > l.applied_sequence)
      where l.list_id = $1`,
    [listId],
  );
  const standing = rows.flatMap(({ ref, entryId, fingerprint }) =>
    ref === null ? [] : [[ref, { entryId, fingerprint }] as const],
  );
  return { sequence: rows[0]?.sequence ?? 0, rows: new Map(standing) };
}

/** An entry, where it stands on the list. */
export async function externalEntry(
  db: Queryable,
  listId: string,
  entryId: string,
): Promise<StandingEntry | undefined> {
  const { rows } = await db.query<StandingEntry>(
    `select e.entry_id as "entryId", e.ref, e.subject_ref as "subjectRef" ${FROM_STANDING}
      where e.list_id = $1 and e.entry_id = $2`,
    [listId, entryId],
  );
  return rows[0];
}

/** Whether an entry is, or was, one of a list of somebody else. */
export async function isExternalEntry(db: Queryable, entryId: string): Promise<boolean> {
  const { rows } = await db.query('select from read.external_entries where entry_id = $1 limit 1', [entryId]);
  return rows.length > 0;
}

/** Entries in effect under any of these references: in one statement, however many are asked for. */
export async function externalEntriesOf(
  db: Queryable,
  subjectRefs: readonly string[],
  today: LegalDate,
  origin: ExternalList['origin'],
): Promise<readonly ExternalEntry[]> {
  const { rows } = await db.query<ExternalEntry>(
    `select ${ENTRY} ${FROM_STANDING} where e.subject_ref = any($1::text[]) and e.origin = $3 and ${mirrorInEffect('$2')}
      order by e.listed_on desc, e.entry_id`,
    [subjectRefs, today, origin],
  );
  return rows;
}

export interface ExternalEntryFilter {
  readonly origin?: ExternalList['origin'];
  readonly listKind?: ListKind;
  readonly listId?: string;
  readonly today: LegalDate;
  /** Part of an organisation's name, or its code or a decision number in full. Persons are not found by name. */
  readonly q?: string;
}

/** One page of entries in effect, newest first. */
export async function externalEntries(
  db: Queryable,
  { origin, listKind, listId, today, q }: ExternalEntryFilter,
  limit: number,
  after?: ExternalEntryKey,
): Promise<Page<ExternalEntry, ExternalEntryKey>> {
  const conditions = new Conditions()
    .equal('e.origin', origin)
    .equal('e.list_kind', listKind)
    .equal('e.list_id', listId);
  conditions.and(mirrorInEffect(conditions.param(today)));
  if (q !== undefined) {
    const [part, whole] = [conditions.param(`%${q.replace(/[\\%_]/g, '\\$&')}%`), conditions.param(q)];
    const clear = (column: string): string => `jsonb_typeof(e.${column}) = 'string' and e.${column} #>> '{}'`;
    conditions.and(
      `((${clear('name')} like ${part}) or (${clear('identifier')} = upper(${whole})) or e.decision_no = ${whole})`,
    );
  }
  if (after !== undefined) {
    const [on, id] = [conditions.param(after.listedOn), conditions.param(after.entryId)];
    // The first part is a range of the index.
    conditions.and(`e.listed_on <= ${on}::date and (e.listed_on < ${on}::date or e.entry_id > ${id})`);
  }
  const { rows } = await db.query<ExternalEntry>(
    `select ${ENTRY} ${FROM_STANDING} ${conditions.where} order by e.listed_on desc, e.entry_id limit ${limit + 1}`,
    conditions.values,
  );
  return page(rows, limit, ({ listedOn, entryId }) => ({ listedOn, entryId }));
}

export interface ExternalDelivery {
  readonly deliveryId: string;
  readonly state: string;
  readonly version: string;
  readonly sha256: string;
  readonly judgedAt: Date;
  readonly counts: DeliveryCounts;
  readonly findings: readonly DeliveryFinding[];
  readonly faults: readonly DeliveryFault[];
  readonly deliveredBy: { readonly userId: string; readonly unitId?: string; readonly role: string };
  readonly settledBy: ExternalDelivery['deliveredBy'] | null;
  readonly reason: Personal | null;
  readonly settledAt: Date | null;
}

/** Deliveries of a list that were judged, the latest first. */
export async function externalDeliveries(
  db: Queryable,
  listId: string,
  limit: number,
): Promise<readonly ExternalDelivery[]> {
  const { rows } = await db.query<ExternalDelivery>(
    `select delivery_id as "deliveryId", state, version, sha256, judged_at as "judgedAt", counts, findings, faults,
            delivered_by as "deliveredBy", settled_by as "settledBy", reason, settled_at as "settledAt"
       from read.external_deliveries where list_id = $1 order by judged_at desc, delivery_id limit ${limit}`,
    [listId],
  );
  return rows;
}

export interface ForwardedObjection {
  readonly forwardingId: string;
  readonly entryId: string;
  readonly ref: string;
  readonly subjectRef: string;
  readonly owner: string;
  readonly text: Personal;
  readonly objectorContact: Personal | null;
  readonly filedOn: LegalDate;
  readonly answerExpectedOn: LegalDate | null;
  readonly outcome: string | null;
  readonly docNo: string | null;
  readonly decidedOn: LegalDate | null;
  readonly note: Personal | null;
}

/** Objections forwarded to the owner of a list, the latest first. */
export async function forwardedObjections(
  db: Queryable,
  listId: string,
  limit: number,
): Promise<readonly ForwardedObjection[]> {
  const { rows } = await db.query<ForwardedObjection>(
    `select forwarding_id as "forwardingId", entry_id as "entryId", ref, subject_ref as "subjectRef", owner, text,
            objector_contact as "objectorContact", filed_on::text as "filedOn",
            answer_expected_on::text as "answerExpectedOn", outcome, doc_no as "docNo",
            decided_on::text as "decidedOn", note
       from read.external_forwardings where list_id = $1 order by filed_on desc, forwarding_id limit ${limit}`,
    [listId],
  );
  return rows;
}

/** Mirrored lists of a kind that have a version, in the order of their ids. */
export async function mirrorsOf(
  db: Queryable,
  listKind: ListKind,
): Promise<readonly { readonly listId: string; readonly version: string; readonly appliedAt: Date }[]> {
  const { rows } = await db.query<{ listId: string; version: string; appliedAt: Date }>(
    `select list_id as "listId", version, applied_at as "appliedAt" from read.external_lists
      where origin = 'EXTERNAL_MIRROR' and list_kind = $1 and not closed and version is not null order by list_id`,
    [listKind],
  );
  return rows;
}
