import fc from 'fast-check';
import {
  currentLists,
  listEntries,
  listRows,
  publicEntries,
  shownPages,
  shownText,
  withNames,
  type ListFilter,
  type ListKey,
  type ListRow,
  type ShownPage,
} from '#projections';
import {
  DossierScript,
  enterprise,
  initialEntry,
  recognized,
} from '../../../../projections/src/testing/dossier-events.js';
import { ReadTables } from '../../../../projections/src/testing/delivery.js';
import { itemText, LISTED_FIELDS, listedEntryDto } from './listed-entry.dto.js';

const [NAME, CODE] = ['甲"公司', '91640100MA00TE5T0A'];

const TODAY = '2026-10-01';
const UNITS = ['unit-a', 'unit-b', 'unit-c'];
const day = fc.constantFrom('2026-09-28', '2026-09-29', '2026-09-30', '2026-10-01', '2026-10-02');
const code = (...codes: readonly string[]) => fc.constantFrom(...codes);
const typed = fc.oneof(fc.constantFrom('', '"', '\\', '=1+1', '名"\\\n\t', '\u0001 '), fc.string({ unit: 'grapheme' }));
const storable = typed.map((text) => text.replaceAll('\0', ''));
const ground = fc.record({ ground: code('VERIFICATION', 'STAY'), groundRef: storable, scope: code('ALL', 'PERSON') });

/** Columns of an entry in every combination, few enough days and units that many share one. */
const entry = fc.record({
  ...{
    list_kind: code('BLACK', 'BLACK', 'RED'),
    unit_id: fc.constantFrom(...UNITS),
    standard_id: code('BLK-1', 'B"2'),
  },
  lifecycle: code(
    ...(['ACTIVE', 'ACTIVE', 'ACTIVE', 'EXITED', 'DRAFT', 'SCREENED', 'NOTICE_SERVED', 'IN_PUBLICITY'] as const),
    ...(['READY', 'SCREENED_OUT', 'NOT_RECOGNIZED', 'WITHDRAWN'] as const),
  ),
  listed_on: day,
  ...{
    publication_state: code('PUBLISHED', 'NOT_PUBLIC'),
    published_on: fc.option(day),
    publish_until: fc.option(day),
  },
  ...{ valid_from: fc.option(day), valid_to: fc.option(day), decision_no: fc.option(storable), minor: fc.boolean() },
  ...{
    measure_state: code('IN_FORCE', 'NOT_TRIGGERED'),
    exit_reason: fc.option(code('REPAIRED')),
    hidden_from: fc.option(day),
  },
  ...{ grade: fc.option(code('SERIOUS')), repairable: fc.option(fc.boolean()), dispute_marks: fc.nat(2) },
  ...{ measure_items: fc.array(storable, { maxLength: 3 }), suspension_grounds: fc.array(ground, { maxLength: 2 }) },
  shown: fc.boolean(),
});
const filter: fc.Arbitrary<ListFilter> = fc
  .record({
    status: fc.constantFrom('ACTIVE', 'PREPARING', 'READY', 'EXITED', 'NOT_LISTED', 'ALL'),
    unitIds: fc.option(fc.uniqueArray(fc.constantFrom(...UNITS, 'unit-x')), { nil: undefined }),
    standardId: fc.option(code('BLK-1', 'B"2'), { nil: undefined }),
    minorsOf: fc.constantFrom([], ['unit-a']),
  })
  .map(({ status, unitIds, standardId, minorsOf }) => ({
    ...{ listKind: 'BLACK', today: TODAY, status, minorsOf },
    ...(unitIds && { unitIds }),
    ...(standardId !== undefined && { standardId }),
  }));

/** What a status means, as one would write it down. */
const MEANS: Readonly<Record<ListFilter['status'], string>> = {
  ACTIVE: `lifecycle = 'ACTIVE' and $2 between valid_from and valid_to`,
  PREPARING: `lifecycle in ('DRAFT', 'SCREENED', 'NOTICE_SERVED', 'IN_PUBLICITY', 'READY')`,
  READY: `lifecycle = 'READY'`,
  EXITED: `(lifecycle = 'EXITED' or (lifecycle = 'ACTIVE' and valid_to < $2))`,
  NOT_LISTED: `lifecycle in ('SCREENED_OUT', 'NOT_RECOGNIZED', 'WITHDRAWN')`,
  ALL: 'true',
};

describe('pages of a list', () => {
  let tables: ReadTables;
  beforeAll(async () => {
    tables = await ReadTables.create();
    const script = new DossierScript('s-x')
      .add('SubjectRegistered', enterprise('s-x', NAME, CODE))
      .add('InitialEntryGenerated', initialEntry('s-x', 'e-x'))
      .add('EntryRecognized', recognized('s-x', 'e-x'));
    await tables.deliver(currentLists, script.events());
    await tables.pool.query('create table template as select * from read.current_entries');
  });
  afterAll(() => tables.close());

  /** Each with its text, or where an earlier version of the read model wrote it without. */
  async function fill(entries: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    await tables.pool.query('truncate read.current_entries');
    await tables.pool.query(
      `insert into read.current_entries
       select (jsonb_populate_record(t, made || jsonb_build_object('entry_id', 'e-' || lpad(n::text, 3, '0'), 'shown', null))).*
         from template t, jsonb_array_elements($1::jsonb) with ordinality as given (made, n)`,
      [JSON.stringify(entries)],
    );
    const { rows } = await tables.pool.query<{ row: Record<string, unknown> }>(
      'select to_jsonb(e) as row from read.current_entries e order by entry_id',
    );
    const texts = rows.map(({ row }, at) => {
      const json = Object.entries(row).map(([name, value]) => [
        name,
        Array.isArray(value) ? JSON.stringify(value) : value,
      ]);
      const written = { ...(Object.fromEntries(json) as Record<string, unknown>), entry_id: row['entry_id'] };
      const subject = { subjectType: 'ENTERPRISE', name: NAME, identifier: CODE };
      return entries[at]?.['shown'] === true ? shownText(written, subject) : null;
    });
    await tables.pool.query(
      `update read.current_entries e set shown = text
         from unnest($1::text[]) with ordinality as given (text, n) where entry_id = 'e-' || lpad(n::text, 3, '0')`,
      [texts],
    );
  }

  async function pagesOf(wanted: ListFilter, size: number): Promise<readonly ListRow[]> {
    const rows: ListRow[] = [];
    for (let after: ListKey | undefined; ;) {
      const { items, next } = await listRows(tables.pool, wanted, { json: LISTED_FIELDS }, size, after);
      rows.push(...items);
      if (next === undefined) return rows;
      expect(items).toHaveLength(size);
      after = next;
    }
  }

  const rowsIn = (page: ShownPage): readonly unknown[] =>
    JSON.parse(
      `[${withNames(
        page,
        page.unnamed.map(({ name, identifier }) => [JSON.stringify(name), JSON.stringify(identifier)]),
      )}]`,
    ) as unknown[];

  /** Which entries they are and in which order, by one plain statement. */
  async function idsOf(
    { listKind, today, status, unitIds, standardId, minorsOf }: ListFilter,
    and = 'true',
  ): Promise<readonly string[]> {
    const { rows } = await tables.pool.query<{ id: string }>(
      `select entry_id as id from read.current_entries
        where list_kind = $1 and ${MEANS[status]} and (hidden_from is null or hidden_from > $2::date)
          and ($3::text[] is null or unit_id = any($3)) and ($4::text is null or standard_id = $4)
          and (not minor or unit_id = any($5)) and ${and}
        order by listed_on desc, entry_id`,
      [listKind, today, unitIds, standardId, minorsOf ?? []],
    );
    return rows.map(({ id }) => id);
  }

  async function publicIds(size: number): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let after: ListKey | undefined; ;) {
      const page = await publicEntries(tables.pool, { listKind: 'BLACK', today: TODAY }, size, after);
      ids.push(...page.items.map(({ entryId }) => entryId));
      if (page.next === undefined) return ids;
      after = page.next;
    }
  }

  /** Page by page, and then all of them asked for at once. */
  async function shownOf(wanted: ListFilter, size: number): Promise<readonly unknown[]> {
    const [rows, keys]: [unknown[], ListKey[]] = [[], []];
    for (let after: ListKey | undefined; ;) {
      const [page] = await shownPages(tables.pool, wanted, size, [after]);
      if (page === undefined) throw new Error('a question without an answer');
      const items = rowsIn(page);
      expect(items).toHaveLength(page.count);
      rows.push(...items);
      after = page.next;
      if (after === undefined) break;
      expect(items).toHaveLength(size);
      keys.push(after);
    }
    const together = await shownPages(tables.pool, wanted, size, keys);
    expect(together.flatMap(rowsIn)).toEqual(rows.slice(size));
    return rows;
  }

  it('hold each row once, in one order, and say of it what is said elsewhere', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { minLength: 1, maxLength: 25 }),
        fc.array(filter, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 7 }),
        async (entries, filters, size) => {
          await fill(entries);
          for (const wanted of filters) {
            const { items: whole } = await listEntries(tables.pool, wanted, 1_000);
            const rows = await pagesOf(wanted, size);
            const told = whole.map((one) =>
              JSON.parse(JSON.stringify(listedEntryDto(one, { name: NAME, identifier: CODE }))),
            );
            expect(rows.map((row) => JSON.parse(itemText(row, [row[5], row[6]])) as unknown)).toEqual(told);
            expect(await shownOf(wanted, size)).toEqual(told);
            expect(whole.map(({ entryId }) => entryId)).toEqual(await idsOf(wanted));
          }
          const published = `publication_state = 'PUBLISHED' and $2 between published_on and publish_until`;
          const everybody: ListFilter = { listKind: 'BLACK', today: TODAY, status: 'ACTIVE' };
          expect(await publicIds(size)).toEqual(await idsOf(everybody, published));
        },
      ),
      { numRuns: 12 },
    );
  });

  it('come from the table that a rebuild has put in its place, over connections that had prepared them', async () => {
    const wanted: ListFilter = { listKind: 'BLACK', today: TODAY, status: 'ALL' };
    await fill([{ list_kind: 'BLACK', minor: false, hidden_from: null, listed_on: TODAY }]);
    const ask = () => Promise.all([1, 2].map(() => pagesOf(wanted, 5)));
    expect((await ask()).map((rows) => rows.length)).toEqual([1, 1]);
    await tables.pool.query(`
      begin;
      alter table read.current_entries rename to before;
      create table read.current_entries (like read.before including all);
      drop table read.before;
      commit`);
    expect((await ask()).map((rows) => rows.length)).toEqual([0, 0]);
  });
});
