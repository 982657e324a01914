import type { Pool } from 'pg';
import type { LegalDate, ListKind } from '#libs/rules';
import { Conditions, firstRows, page, statementName, type Page, type RowRange } from '../columns.js';
import { inEffect, listed, retained, WITHOUT_MINORS } from './listed-columns.js';
import type { ListedEntry } from './queries.js';
import type { Lifecycle } from './stage.js';

/** PREPARING is any state before the decision; the rest are states of region L. ALL filters nothing. */
export type ListStatus = 'ACTIVE' | 'PREPARING' | 'READY' | 'EXITED' | 'NOT_LISTED' | 'ALL';

export interface ListFilter {
  readonly listKind: ListKind;
  /** Today in Shanghai: it decides what is in effect, not the clock process (D15). */
  readonly today: LegalDate;
  readonly status: ListStatus;
  readonly unitIds?: readonly string[];
  readonly standardId?: string;
  /** Part of an organisation's name, or its code or a decision number in full. Persons are not found by name. */
  readonly q?: string;
  /** Whose entries of minors are shown (6.4). Default: nobody's. */
  readonly minorsOf?: readonly string[];
}

export interface ListKey {
  readonly listedOn: LegalDate;
  readonly entryId: string;
}

/** What a row may show besides the name and the identifier. `disputed` is said in place of how many marks there are. */
export type ListedField = Exclude<keyof ListedEntry, 'name' | 'identifier'> | 'disputed';

/** A row as it leaves the database: whose it is, its name and identifier as JSON texts, and what was asked for. */
export type ListRow = readonly [
  listedOn: LegalDate,
  entryId: string,
  subjectId: string,
  subjectType: string,
  identifierKind: string,
  name: string,
  identifier: string,
  ...asked: unknown[],
];
const WHOSE = `q."listedOn", q."entryId", q."subjectId", q."subjectType", q."identifierKind", q.name::text, q.identifier::text`;
/** Where in a row that begins which was asked for. */
export const ASKED_FROM = 7;

/**
 * What a list is asked for: each row as the text of one JSON object without what does not apply, or as cells. The first
 * field of an object is never null.
 */
export type ListAnswer = { readonly json: readonly ListedField[] } | { readonly cells: readonly ListedField[] };

export interface ListStatement {
  readonly sql: string;
  readonly values: unknown[];
}

/** Where each state belongs, once the day itself has not ended the entry. */
const STATUS: Readonly<Record<Lifecycle, ListStatus>> = {
  DRAFT: 'PREPARING',
  SCREENED: 'PREPARING',
  NOTICE_SERVED: 'PREPARING',
  IN_PUBLICITY: 'PREPARING',
  READY: 'PREPARING',
  ACTIVE: 'ACTIVE',
  EXITED: 'EXITED',
  SCREENED_OUT: 'NOT_LISTED',
  NOT_RECOGNIZED: 'NOT_LISTED',
  WITHDRAWN: 'NOT_LISTED',
};

const inState = (state: string): string => `e.lifecycle = '${state}'`;

/** The entries `e` of a status, each in one range. @param kind placeholder of the list */
function rangesOf(status: ListStatus, kind: string, today: string): readonly RowRange[] {
  switch (status) {
    case 'ACTIVE':
      return [inEffect(today)];
    case 'READY':
      return [inState('READY')];
    case 'EXITED':
      return [inState('EXITED'), { few: endedByDate(kind, today) }];
    case 'PREPARING':
    case 'NOT_LISTED':
    case 'ALL':
      return Object.entries(STATUS).flatMap(([state, of]) =>
        status === 'ALL' || of === status ? [inState(state)] : [],
      );
  }
}

/**
 * Entries whose last day is over and whose exit is not written yet: in the order of the list they would be looked for among
 * all that are in effect. With a lower bound the planner expects few, whatever the day.
 */
const endedByDate = (kind: string, today: string): string =>
  `e.list_kind = ${kind} and e.lifecycle = 'ACTIVE' and e.valid_to > '-infinity' and e.valid_to < ${today}::date`;

/** What a `%` or `_` typed by somebody means: itself. */
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** 6.4: entries of minors only for those who work on them. */
export function withMinors(conditions: Conditions, unitIds: readonly string[] = []): string {
  return unitIds.length === 0 ? WITHOUT_MINORS : `(${WITHOUT_MINORS} or e.unit_id = any(${conditions.param(unitIds)}))`;
}

/** Where a part of a list begins and how long it is. SQL: `after` is the entry before it. */
interface Part {
  readonly today: string;
  readonly after?: { readonly listedOn: string; readonly entryId: string };
  readonly limit?: number;
  readonly published?: boolean;
}

/** The entries `e` of a list, newest first, as a table expression; joined with their subjects outside. */
export function entriesOfList(
  filter: ListFilter,
  conditions: Conditions,
  { today, after, limit, published }: Part,
): string {
  const kind = conditions.param(filter.listKind);
  conditions.and(`e.list_kind = ${kind}`).equal('e.standard_id', filter.standardId);
  conditions.and(retained(today)).and(withMinors(conditions, filter.minorsOf));
  if (published === true)
    conditions
      .and("e.publication_state = 'PUBLISHED'")
      .and(`${today}::date between e.published_on and e.publish_until`);
  if (filter.q !== undefined) {
    const [part, whole] = [conditions.param(`%${literal(filter.q)}%`), conditions.param(filter.q)];
    conditions.and(
      `exists (select from read.current_subjects s where s.subject_id = e.subject_id
         and (s.clear_name like ${part} or (s.clear_name is not null and s.identifier #>> '{}' = upper(${whole})) or e.decision_no = ${whole}))`,
    );
  }
  // What comes before a page is not read again for it.
  const places =
    after === undefined
      ? ['true']
      : [
          `e.listed_on = ${after.listedOn}::date and e.entry_id > ${after.entryId}`,
          `e.listed_on < ${after.listedOn}::date`,
        ];
  const each = rangesOf(filter.status, kind, today).flatMap((range) =>
    places.map((and) => (typeof range === 'string' ? `${range} and ${and}` : { ...range, and })),
  );
  const order = 'e.listed_on desc, e.entry_id';
  const { unitIds } = filter;
  return `${firstRows(conditions, { table: 'read.current_entries', as: 'e', each, order, limit, unitIds })} e`;
}

/** Rows with all their columns, newest first. */
export function listStatement(
  filter: ListFilter,
  place: { readonly after?: ListKey; readonly limit?: number; readonly published?: boolean } = {},
): ListStatement {
  const conditions = new Conditions();
  const today = conditions.param(filter.today);
  const { after: key, limit, ...rest } = place;
  const after = key && { listedOn: conditions.param(key.listedOn), entryId: conditions.param(key.entryId) };
  const entries = entriesOfList(filter, conditions, {
    today,
    ...rest,
    ...(limit && { limit }),
    ...(after && { after }),
  });
  return {
    sql: `select ${listed(today)} from ${entries} join read.current_subjects s using (subject_id)
            order by e.listed_on desc, e.entry_id ${limit === undefined ? '' : `limit ${limit}`}`,
    values: conditions.values,
  };
}

/** The same as {@link ListRow}s. */
export function answerStatement(
  filter: ListFilter,
  answer: ListAnswer,
  place: { readonly after?: ListKey; readonly limit?: number } = {},
): ListStatement {
  const { sql, values } = listStatement(filter, place);
  const asked = 'json' in answer ? jsonOf(answer.json) : answer.cells.map(valueOf).join(', ');
  return { sql: `select ${WHOSE}, ${asked} from (${sql}) q`, values };
}

/** Codes, dates, numbers and flags as they are; what somebody may have typed is escaped. */
const ESCAPED: ReadonlySet<ListedField> = new Set<ListedField>([
  ...(['entryId', 'subjectId', 'unitId', 'standardId', 'decisionNo', 'causedByEntryId'] as const),
]);
const BARE: ReadonlySet<ListedField> = new Set<ListedField>([
  ...(['standardVersion', 'entryRevision', 'repairable', 'backdated', 'basisInsufficient', 'disputed'] as const),
  ...(['measureItems', 'publishedChannels', 'suspensionGrounds'] as const),
]);

/**
 * The text of a JSON object, members that are null left out. Put together from texts: `json_build_object` looks the type of
 * each member up for each row, which takes longer than reading the row.
 */
export function jsonOf([first, ...fields]: readonly ListedField[]): string {
  const member = (field: ListedField): string => {
    if (BARE.has(field)) return `'"${field}":' || (${valueOf(field)})::text`;
    if (ESCAPED.has(field)) return `'"${field}":' || to_json(${valueOf(field)})::text`;
    return `'"${field}":"' || ${valueOf(field)} || '"'`;
  };
  if (first === undefined) return `'{}'`;
  return `concat('{', ${[member(first), ...fields.map((field) => `',' || ${member(field)}`)].join(', ')}, '}')`;
}

function valueOf(field: ListedField): string {
  if (field === 'disputed') return 'q."disputeMarks" > 0';
  if (field !== 'suspensionGrounds') return `q."${field}"`;
  // By what they rest is not for everybody.
  return `case q."suspensionGrounds" when '[]' then '[]' else (
    select jsonb_agg(jsonb_build_object('ground', ground -> 'ground', 'scope', ground -> 'scope') order by place)
      from jsonb_array_elements(q."suspensionGrounds") with ordinality as grounds (ground, place)) end`;
}

/** One page of a list, newest first, prepared once for each form of question on a connection. */
export async function listRows(
  db: Pick<Pool, 'query'>,
  filter: ListFilter,
  answer: ListAnswer,
  limit: number,
  after?: ListKey,
): Promise<Page<ListRow, ListKey>> {
  const { sql: text, values } = answerStatement(filter, answer, { limit: limit + 1, ...(after && { after }) });
  const name = statementName('projections.list', text);
  const { rows } = await db.query<unknown[]>({ name, text, values, rowMode: 'array' });
  return page(rows as unknown as readonly ListRow[], limit, ([listedOn, entryId]) => ({ listedOn, entryId }));
}
