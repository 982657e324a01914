import type { LegalDate, ListKind } from '#libs/rules';
import { Conditions, page, statementName, type Page, type Preparing, type Queryable } from '../columns.js';
import { listStatement, withMinors, type ListFilter, type ListKey } from './list-pages.js';
import { FROM, inEffect, listed, NEXT_TO_JOINED, retained } from './listed-columns.js';

/** A row of a list. `name` and `identifier` are texts for organisations and `$sealed` for persons. */
export interface ListedEntry {
  readonly entryId: string;
  readonly subjectId: string;
  readonly listKind: ListKind;
  readonly unitId: string;
  readonly standardId: string;
  readonly standardVersion: number;
  readonly lifecycle: string;
  readonly listedOn: LegalDate;
  readonly decisionNo: string | null;
  readonly decidedOn: LegalDate | null;
  readonly validFrom: LegalDate | null;
  readonly validTo: LegalDate | null;
  readonly grade: string | null;
  readonly measureState: string;
  readonly measureItems: readonly string[];
  readonly suspensionGrounds: readonly {
    readonly ground: string;
    readonly groundRef: string;
    readonly scope: string;
  }[];
  readonly disputeMarks: number;
  readonly publicationState: string;
  readonly publishedChannels: readonly string[];
  readonly publishedOn: LegalDate | null;
  readonly publishUntil: LegalDate | null;
  readonly platformState: string;
  readonly repairable: boolean | null;
  readonly earliestRepairOn: LegalDate | null;
  readonly repairState: string;
  readonly focusMode: string | null;
  readonly backdated: boolean;
  readonly basisInsufficient: boolean;
  readonly minor: boolean;
  /** Its retention is over: for audit only. */
  readonly hidden: boolean;
  readonly exitReason: string | null;
  readonly exitEffectiveOn: LegalDate | null;
  readonly causedByEntryId: string | null;
  readonly formerBlackEntryId: string | null;
  readonly origin: string;
  readonly entryRevision: number;
  readonly streamRevision: number;
  readonly subjectType: string;
  readonly identifierKind: string;
  readonly name: unknown;
  readonly identifier: unknown;
}

/** One entry with its inside. */
export interface EntryDetail extends ListedEntry {
  readonly detail: Readonly<Record<string, unknown>>;
}

const keyOf = ({ listedOn, entryId }: ListedEntry): ListKey => ({ listedOn, entryId });

/** One page of a list, newest first. */
export async function listEntries(
  db: Queryable,
  filter: ListFilter,
  limit: number,
  after?: ListKey,
): Promise<Page<ListedEntry, ListKey>> {
  const { sql, values } = listStatement(filter, { limit: limit + 1, ...(after && { after }) });
  const { rows } = await db.query<ListedEntry>(sql, values);
  return page(rows, limit, keyOf);
}

/** Red or black entries that are in effect and published today; entries of minors never (6.4). */
export async function publicEntries(
  db: Preparing,
  filter: Pick<ListFilter, 'today' | 'q'> & { readonly listKind: 'RED' | 'BLACK' },
  limit: number,
  after?: ListKey,
): Promise<Page<ListedEntry, ListKey>> {
  const place = { limit: limit + 1, published: true, ...(after && { after }) };
  const { sql: text, values } = listStatement({ ...filter, status: 'ACTIVE' }, place);
  const { rows } = await db.query<ListedEntry>({ name: statementName('projections.public', text), text, values });
  return page(rows, limit, keyOf);
}

/**
 * The entries of a subject, also of the dossiers joined with it; the newest first. Without those whose retention is over
 * and those of minors, unless `all` are asked for by somebody who decides who sees them.
 */
export async function entriesOf(
  db: Queryable,
  subjectIds: readonly string[],
  today: LegalDate,
  options: { readonly inEffectOnly?: boolean; readonly all?: boolean } = {},
): Promise<readonly ListedEntry[]> {
  const conditions = new Conditions();
  const day = conditions.param(today);
  conditions.and(`e.subject_id = any(${conditions.param(subjectIds)})`);
  if (options.inEffectOnly) conditions.and(inEffect(day));
  if (!options.all) conditions.and(retained(day)).and(withMinors(conditions));
  const { rows } = await db.query<ListedEntry>(
    `select ${listed(day)} ${FROM} ${conditions.where} order by e.listed_on desc, e.entry_id`,
    conditions.values,
  );
  return rows;
}

/** One entry with its inside; `undefined` if the subject has none of this id. */
export async function entryDetail(
  db: Queryable,
  subjectId: string,
  entryId: string,
  today: LegalDate,
): Promise<EntryDetail | undefined> {
  const { rows } = await db.query<EntryDetail>(
    `select ${listed('$3')}, e.detail ${FROM} where e.subject_id = $1 and e.entry_id = $2`,
    [subjectId, entryId, today],
  );
  return rows[0];
}

export interface SubjectRow {
  readonly subjectId: string;
  readonly subjectType: string;
  readonly identifierKind: string;
  readonly name: unknown;
  readonly identifier: unknown;
  readonly joinedInto: string | null;
  readonly agents: readonly {
    readonly agentRef: string;
    readonly scope: readonly string[];
    readonly validFrom: LegalDate;
    readonly validTo: LegalDate;
    readonly revokedOn?: LegalDate;
  }[];
  readonly streamRevision: number;
}

/**
 * The subject with all dossiers that were joined, and first of all the one that goes on. One by one by the key: of a
 * recursion PostgreSQL expects some hundred rows, and would read all subjects for them where these are not very many.
 */
export async function subjectsOf(db: Queryable, subjectId: string): Promise<readonly SubjectRow[]> {
  const { rows } = await db.query<SubjectRow>(
    `with recursive joined (subject_id) as (
       select $1::text collate "C"
        union
       select other.subject_id
         from joined, ${NEXT_TO_JOINED}
     )
     select subjects.subject_id as "subjectId", subject_type as "subjectType", identifier_kind as "identifierKind", name, identifier,
            joined_into as "joinedInto", agents, stream_revision as "streamRevision"
       from joined, lateral (select * from read.current_subjects s where s.subject_id = joined.subject_id limit 1) subjects
      order by (joined_into is not null), subjects.subject_id`,
    [subjectId],
  );
  return rows;
}
