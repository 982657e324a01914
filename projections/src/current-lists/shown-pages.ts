import type { Pool } from 'pg';
import { Conditions, statementName } from '../columns.js';
import { entriesOfList, jsonOf, type ListFilter, type ListKey } from './list-pages.js';
import { expired, listed } from './listed-columns.js';
import { SHOWN_FIELDS, WHOLE } from './shown.js';

/** A row whose name and identifier are missing in its text. */
export interface Unnamed {
  /** Its place among the rows of the page, from 0. */
  readonly place: number;
  readonly identifierKind: string;
  /** In clear, or `$sealed`. */
  readonly name: unknown;
  readonly identifier: unknown;
}

export interface ShownPage {
  /** The rows as JSON texts, with {@link BETWEEN} between them; empty where there are none. */
  readonly items: string;
  readonly count: number;
  /** Those whose name and identifier have to be put in, see {@link withNames}. */
  readonly unnamed: readonly Unnamed[];
  /** Absent on the last page. */
  readonly next?: ListKey;
}

/** Stands in no JSON text that has no spaces and breaks of its own: a list of texts is cut at it. */
export const BETWEEN = ',\n';

interface PageRow {
  readonly items: string | null;
  readonly count: number;
  readonly unnamed: readonly Unnamed[] | null;
  readonly listedOn: string | null;
  readonly entryId: string | null;
}

/**
 * Pages of one list, each after its key, with one statement. The texts are those that stand beside the entries; only what
 * the day has ended since they were written, and what has none yet, is put together here.
 *
 * @param keys where they begin; all of them, or none of them
 */
export async function shownPages(
  db: Pick<Pool, 'query'>,
  filter: ListFilter,
  limit: number,
  keys: readonly (ListKey | undefined)[],
): Promise<readonly ShownPage[]> {
  const { text, values } = pagesStatement(filter, limit, keys);
  const name = statementName('projections.pages', text);
  const { rows } = await db.query<PageRow>({ name, text, values });
  return rows.map(({ items, count, unnamed, listedOn, entryId }) => ({
    ...{ items: items ?? '', count: Math.min(count, limit), unnamed: unnamed ?? [] },
    ...(count > limit && listedOn !== null && entryId !== null && { next: { listedOn, entryId } }),
  }));
}

function pagesStatement(filter: ListFilter, limit: number, keys: readonly (ListKey | undefined)[]) {
  const conditions = new Conditions();
  const today = conditions.param(filter.today);
  const asked = [keys.map((key) => key?.listedOn ?? null), keys.map((key) => key?.entryId ?? null)];
  const from = `unnest(${conditions.param(asked[0])}::date[], ${conditions.param(asked[1])}::text[])`;
  const after = { listedOn: 'asked.listed_on', entryId: 'asked.entry_id collate "C"' };
  const entries = entriesOfList(filter, conditions, {
    ...{ today, limit: limit + 1 },
    ...(keys[0] !== undefined && { after }),
  });
  const made = `(select ${jsonOf(SHOWN_FIELDS)} from (
    select ${listed(today)} from read.current_subjects s where s.subject_id = e.subject_id) q)`;
  // In effect today, nothing of it has ended by its date.
  const shown =
    filter.status === 'ACTIVE'
      ? `coalesce(e.shown, ${made})`
      : `case when e.shown is null or ${expired(today)} then ${made} else e.shown end`;
  const text = `
    select page.* from ${from} with ordinality as asked (listed_on, entry_id, place),
      lateral (
        select string_agg(shown, E',\\n' order by n) filter (where n <= ${limit}) as items, count(*)::int as count,
               json_agg((select json_build_object('place', n - 1, 'identifierKind', s.identifier_kind, 'name', s.name,
                                                  'identifier', s.identifier)
                           from read.current_subjects s where s.subject_id = r.subject_id))
                 filter (where n <= ${limit} and not starts_with(shown, '${WHOLE}')) as unnamed,
               max(listed_on::text) filter (where n = ${limit}) as "listedOn", max(entry_id) filter (where n = ${limit}) as "entryId"
          from (select e.listed_on, e.entry_id, e.subject_id, ${shown} as shown, row_number() over () as n
                  from (select * from ${entries} order by e.listed_on desc, e.entry_id limit ${limit + 1}) e) r) page
     order by asked.place`;
  return { text, values: conditions.values };
}

/** The texts of a page with the names that were missing. @param names JSON texts in the order of `unnamed` */
export function withNames(
  { items, unnamed }: ShownPage,
  names: readonly (readonly [name: string, identifier: string])[],
): string {
  if (unnamed.length === 0) return items;
  const texts = items.split(BETWEEN);
  for (const [at, { place }] of unnamed.entries()) {
    const [name = 'null', identifier = 'null'] = names[at] ?? [];
    texts[place] = `${WHOLE}${name},"identifier":${identifier},${texts[place]?.slice(1) ?? '}'}`;
  }
  return texts.join(BETWEEN);
}
