import { CreateExternalSources1763700025002 } from '#libs/external-lists';
import { addRowsLike } from '#test/many-rows';
import { WatchedPool } from '#test/plans';
import { auditLog } from './audit-log/projector.js';
import { auditedDecisions } from './audit-log/queries.js';
import type { Queryable } from './columns.js';
import { currentLists } from './current-lists/projector.js';
import { listRows, type ListFilter } from './current-lists/list-pages.js';
import { publicEntries, subjectsOf } from './current-lists/queries.js';
import { shownPages } from './current-lists/shown-pages.js';
import { deadlineBoard, dueDeadlines, type DeadlineFilter } from './deadlines/queries.js';
import { dossierTimeline } from './dossier-timeline/projector.js';
import { timeline } from './dossier-timeline/queries.js';
import { measureRecords, unconfirmedInstructions } from './measure-responses/queries.js';
import { publicationTasksOf } from './publication-tasks/queries.js';
import { publicationsOf, publicFeed, publicPublications } from './publications/queries.js';
import { retentionBoard } from './retention/queries.js';
import { standardReviewQueue } from './standard-changes/queries.js';
import { standingsOf } from './standings/queries.js';
import { ReadTables } from './testing/delivery.js';
import { DossierScript, enterprise, initialEntry, recognized, WANG } from './testing/dossier-events.js';

/** Few enough that a wrong guess of the planner has it read them all. */
const ROWS = 5_000;

describe('of many rows are read only those that are answered with', () => {
  let tables: ReadTables;

  beforeAll(async () => {
    tables = await ReadTables.create();
    const events = recognizedOnce();
    for (const projection of [currentLists, dossierTimeline, auditLog]) await tables.deliver(projection, events);
    const { pool } = tables;
    const others = { subject_id: `'s-' || n` };
    await addRowsLike(pool, 'read.current_subjects', `subject_id = 's-x'`, ROWS, others);
    await addRowsLike(pool, 'read.dossier_timeline', `subject_id = 's-x' and revision = 0`, ROWS, others);
    await addRowsLike(pool, 'read.audit_decisions', `subject_id = 's-x'`, ROWS, { ...others, entry_id: `'e-' || -n` });
    await pool.query('vacuum analyze read.current_subjects, read.dossier_timeline, read.audit_decisions');
  }, 60_000);
  afterAll(() => tables.close());

  /** How a question is answered: the lines of its plan. */
  async function planOf(ask: (db: Queryable) => Promise<unknown>): Promise<string> {
    let plan = '';
    await ask({
      async query<R extends object>(sql: string, params: unknown[] = []): Promise<{ rows: R[] }> {
        const { rows } = await tables.pool.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, params);
        plan = rows.map((row) => row['QUERY PLAN']).join('\n');
        return tables.pool.query<R>(sql, params);
      },
    });
    return plan;
  }

  it.each<[string, (db: Queryable) => Promise<unknown>]>([
    ['a subject with the dossiers joined with it', (db) => subjectsOf(db, 's-x')],
    ['a timeline', (db) => timeline(db, { subjectIds: ['s-x'] }, 50)],
    ['what was decided on an entry', (db) => auditedDecisions(db, { entryId: 'e-1' }, 50)],
    ['what was recorded late', (db) => auditedDecisions(db, { backdated: true }, 50)],
    ['what was not taken by two', (db) => auditedDecisions(db, { fourEyesOk: false }, 50)],
    ['what one person decided', (db) => auditedDecisions(db, { actorId: 'li' }, 50)],
  ])('%s', async (_, ask) => {
    const plan = await planOf(ask);
    expect(plan).toMatch(/Index Scan/);
    expect(plan).not.toMatch(/Seq Scan/);
  });

  it.each([
    ['late', { backdated: true }, 'audit_decisions_backdated'],
    ['by one', { fourEyesOk: false }, 'audit_decisions_by_one'],
  ])('and what was decided %s by an index of its own, however few they are', async (_, filter, index) => {
    expect(await planOf((db) => auditedDecisions(db, filter, 50))).toContain(index);
  });
});

/** A page of rows and what leads to each of them; of all there are three for a block. */
const FEW = 250;
const PAGE = 10;
const TODAY = '2026-10-01';

describe('pages of many rows, planned once for all values', () => {
  let tables: ReadTables;
  let watched: WatchedPool;

  beforeAll(async () => {
    tables = await ReadTables.create([CreateExternalSources1763700025002]);
    // As connections for pages are set.
    watched = new WatchedPool(tables.url, { enable_bitmapscan: 'off', enable_seqscan: 'off' });
    const events = recognizedOnce();
    await tables.deliver(currentLists, events);
    const { pool } = tables;
    await addRowsLike(pool, 'read.current_subjects', `subject_id = 's-x'`, ROWS, { subject_id: `'s-' || n` });
    await addRowsLike(pool, 'read.current_entries', `subject_id = 's-x'`, ROWS, {
      entry_id: `'e-' || -n`,
      subject_id: `'s-' || n`,
      unit_id: `'unit-' || n % 7`,
      listed_on: `date '2024-01-01' + n % 900`,
      // Most are in effect or have ended; of each other state there are some.
      lifecycle: `case n % 100 when 1 then 'READY' when 2 then 'DRAFT' when 3 then 'NOT_RECOGNIZED' when 4 then 'WITHDRAWN'
                    else case when n % 5 < 3 then 'ACTIVE' else 'EXITED' end end`,
      valid_to: `case when n % 301 = 0 then date '2026-09-30' else date '2029-09-17' end`,
      publication_state: `case when n % 50 = 7 then 'PUBLISHED' else 'NOT_PUBLIC' end`,
      published_on: `date '2026-09-20'`,
      publish_until: `date '2027-09-20'`,
    });
    await pool.query(
      `insert into read.deadlines (subject_id, deadline_id, key, owner_ref, unit_id, state, start_on, due_on, first_due_on, late,
                                   calendar_version, provisional, rule_from, legal_source, stream_revision, entry_id)
       select 's-' || n, 'd-' || n, case n % 100 when 5 then 'stdChange.review' else 'list.publish' end, 'o-' || n, 'unit-' || n % 7,
              case n % 100 when 1 then 'MISSED' when 2 then 'LAPSED' when 3 then 'PAUSED' else
                case when n % 10 = 5 then 'OPEN' else 'MET' end end,
              '2024-01-01', date '2025-12-01' + n % 330, '2024-01-01', n % 100 = 4, 'cn-1', false, repeat('r', 900), repeat('s', 900), 1,
              'e-' || -n
         from generate_series(1, ${ROWS}) n`,
    );
    await pool.query(
      `insert into read.responsible_persons (entry_id, person_ref, subject_id, capacity, from_date, basis_doc_no, measures_extend,
                                             dispute_marks, changed_at)
       select 'e-' || -n, 's-' || (n + 1), 's-' || n, 'LEGAL_REPRESENTATIVE', '2020-01-01', 'No. 1', true, 0, now()
         from generate_series(1, ${ROWS}) n`,
    );
    await pool.query(
      `insert into read.measure_records (push_id, entry_id, subject_id, list_kind, initiator_id, unit_id, measure_item_id, force,
                                         state, pushed_on, feedbacks)
       select 'push-' || n, 'e-' || -n, 's-' || n, 'BLACK', 'unit-a', case when n < 100 then 'unit-c' else 'unit-' || n % 7 end, 'item', 'MANDATORY', 'PUSHED', '2026-09-20', 0
         from generate_series(1, ${ROWS}) n`,
    );
    await pool.query(
      `insert into read.publications (subject_id, publication_id, entry_id, ordinal, kind, list_kind, unit_id, minor, channels,
                                      content_hash, shown_text, shown_from, shown_until, dispute_marks, ended_on, exit_announced_on,
                                      exit_channels, missing_channels, taken_down_channels, restored_on, restoration_channels, stream_revision)
       select 's-' || n, 'p-' || 10000 + n, 'e-' || -n, 1, case n % 3 when 0 then 'PUBLICITY' else 'PUBLICATION' end, 'BLACK', 'unit-' || n % 7,
              false, '[]', repeat('h', 1500), '"x"', date '2023-01-01' + n % 1300, '2027-01-01', 0,
              case when n % 60 = 1 then null when n % 60 = 2 then date '2026-10-03' else date '2026-01-01' end,
              case when n % 1000 = 3 then date '2026-09-28' when n % 10 = 3 then date '2026-01-01' end, '[]',
              case when n % 500 = 3 then '["c"]'::jsonb else '[]' end, '[]', case when n % 1000 = 4 then date '2026-09-29' end, '[]', 1
         from generate_series(1, ${ROWS}) n`,
    );
    await pool.query(
      `insert into read.retentions (entry_id, subject_id, list_kind, unit_id, due_on, archive_duties, erased_on, stream_revision, retention_class)
       select 'e-' || n, 's-' || n, 'BLACK', 'unit-' || n % 7, date '2024-01-01' + n % 1200, '[]',
              case when n % 100 <> 1 and n % 1200 < 1000 then date '2026-09-30' end, 1, repeat('r', 1500)
         from generate_series(1, ${ROWS}) n`,
    );
    await pool.query(
      `insert into read.publication_tasks (entry_id, act, channel_id, subject_id, list_kind, unit_id, opened_on, closed_on, closed_because)
       select 'e-' || n, 'PUBLISH', 'c', 's-' || n, 'BLACK', 'unit-' || n % 7, date '2024-01-01' + n % 1000,
              case when n % 100 <> 1 then date '2026-09-30' end, repeat('c', 1500)
         from generate_series(1, ${ROWS}) n`,
    );
    await pool.query(
      `insert into read.measure_instructions (instruction_id, entry_id, subject_id, unit_id, instruction, from_at, pushed_on, confirmed_on,
                                              overtaken, push_ids)
       select 'i-' || n, 'e-' || n, repeat('s', 1500), 'unit-' || n % 7, 'STOP', now(), date '2024-01-01' + n % 1000,
              case when n % 100 <> 1 then date '2026-09-30' end, false, '[]'
         from generate_series(1, ${ROWS}) n`,
    );
    await pool.query('vacuum analyze');
  }, 60_000);
  afterAll(async () => {
    await watched.close();
    await tables.close();
  });

  const from = { listedOn: '2025-06-01', entryId: 'e-2' };
  const list = (status: ListFilter['status'], unitIds?: readonly string[]): ListFilter => ({
    ...{ listKind: 'BLACK', today: TODAY, status },
    ...(unitIds && { unitIds }),
  });
  it.each(['ACTIVE', 'PREPARING', 'READY', 'EXITED', 'NOT_LISTED', 'ALL'] as const)(
    'of a list by %s are ranges of an index, wherever they begin and of whichever units',
    async (status) => {
      for (const filter of [list(status), list(status, ['unit-1', 'unit-2'])]) {
        for (const after of [undefined, from]) {
          expect(
            await blocksOf(watched, (db) => listRows(db, filter, { json: ['entryId'] }, PAGE, after)),
          ).toBeLessThan(FEW);
          expect(await blocksOf(watched, (db) => shownPages(db, filter, PAGE, [after]))).toBeLessThan(FEW);
        }
      }
    },
  );

  it('of what is published are a range of an index', async () => {
    const published = { listKind: 'BLACK', today: TODAY } as const;
    expect(await blocksOf(watched, (db) => publicEntries(db, published, PAGE))).toBeLessThan(FEW);
    expect(await blocksOf(watched, (db) => publicEntries(db, published, PAGE, from))).toBeLessThan(FEW);
  });

  it.each(['ANY', 'OPEN', 'DUE_TODAY', 'MISSED', 'PAUSED', 'MET', 'MET_LATE', 'LAPSED'] as const)(
    'of deadlines by %s are ranges of an index',
    async (state) => {
      const after = { dueOn: '2026-08-01', subjectId: 's-1', deadlineId: 'd-1' };
      const board: DeadlineFilter = { today: TODAY, ...(state !== 'ANY' && { state }) };
      for (const filter of [board, { ...board, unitIds: ['unit-1', 'unit-2'] }]) {
        expect(await blocksOf(watched, (db) => deadlineBoard(db, filter, PAGE))).toBeLessThan(FEW);
        expect(await blocksOf(watched, (db) => deadlineBoard(db, filter, PAGE, after))).toBeLessThan(FEW);
      }
    },
  );

  it('of what is due, and of reviews that a changed standard asks for, are ranges of an index', async () => {
    expect(await blocksOf(watched, (db) => dueDeadlines(db, '2026-09-30T16:00:00.000Z', PAGE))).toBeLessThan(FEW);
    expect(await blocksOf(watched, (db) => standardReviewQueue(db, { today: TODAY }, PAGE))).toBeLessThan(FEW);
  });

  type Ids = readonly (readonly [id: string, next: unknown])[];
  const idsOf = ({ items, next }: { readonly items: readonly unknown[]; readonly next?: unknown }, id: string): Ids =>
    items.map((item, at) => [
      String((item as Record<string, unknown>)[id]),
      at === items.length - 1 ? next : undefined,
    ]);
  const units = ['unit-1', 'unit-2'];
  const today = TODAY;
  const unexpired = `'${TODAY}' between shown_from and shown_until and (ended_on is null or ended_on > '${TODAY}')`;

  // Each with its rows as one plain statement has them.
  it.each<[string, (db: Queryable, after?: never) => Promise<Ids>, string]>([
    [
      'of the feed of a list',
      async (db, after) => idsOf(await publicFeed(db, { today, noticeDays: 30, feed: 'BLACK' }, PAGE, after), 'itemId'),
      `select publication_id || ':' || kind from read.publications where kind = 'PUBLICATION' and ${unexpired}
        order by shown_from desc, publication_id`,
    ],
    [
      'of the feed of notices',
      async (db, after) =>
        idsOf(await publicFeed(db, { today, noticeDays: 30, feed: 'NOTICES' }, PAGE, after), 'itemId'),
      `select id from (
         select shown_from as from_on, publication_id || ':PUBLICITY' as id from read.publications where kind = 'PUBLICITY' and ${unexpired}
          union all
         select exit_announced_on, publication_id || ':EXIT_ANNOUNCEMENT' from read.publications where exit_announced_on > '2026-09-01'
          union all
         select restored_on, publication_id || ':RESTORATION_NOTICE' from read.publications where restored_on > '2026-09-01') i
        order by from_on desc, id`,
    ],
    [
      'of what the public is shown',
      async (db, after) => idsOf(await publicPublications(db, { today, noticeDays: 30 }, PAGE, after), 'publicationId'),
      `select publication_id from read.publications
        where (${unexpired}) or exit_announced_on > '2026-09-01' or restored_on > '2026-09-01'
        order by shown_from desc, publication_id`,
    ],
    [
      'of what was ever shown',
      async (db, after) => idsOf(await publicationsOf(db, { today }, PAGE, after), 'publicationId'),
      'select publication_id from read.publications order by shown_from desc, publication_id',
    ],
    [
      'of what units have shown',
      async (db, after) => idsOf(await publicationsOf(db, { today, unitIds: units }, PAGE, after), 'publicationId'),
      `select publication_id from read.publications where unit_id in ('unit-1', 'unit-2') order by shown_from desc, publication_id`,
    ],
    [
      'of what left without an announcement',
      async (db, after) => idsOf(await publicationsOf(db, { today, missingOnly: true }, PAGE, after), 'publicationId'),
      `select publication_id from read.publications where missing_channels <> '[]' order by shown_from desc, publication_id`,
    ],
    ...(['RUNNING', 'EXPIRED', 'ERASED', 'ANY'] as const).map(
      (state) =>
        [
          `of retentions by ${state}`,
          async (db: Queryable, after?: never) =>
            idsOf(
              await retentionBoard(db, { today, ...(state !== 'ANY' && { state }), unitIds: units }, PAGE, after),
              'entryId',
            ),
          `select entry_id from read.retentions
            where unit_id in ('unit-1', 'unit-2') and ('${state}' = 'ANY' or case
                when erased_on is not null then 'ERASED' when due_on < '${TODAY}' then 'EXPIRED' else 'RUNNING' end = '${state}')
            order by due_on, entry_id`,
        ] as [string, (db: Queryable, after?: never) => Promise<Ids>, string],
    ),
    [
      'of what waits for its erasure anywhere',
      async (db, after) => idsOf(await retentionBoard(db, { today, state: 'EXPIRED' }, PAGE, after), 'entryId'),
      `select entry_id from read.retentions where erased_on is null and due_on < '${TODAY}' order by due_on, entry_id`,
    ],
    [
      'of what is owed on channels',
      async (db, after) => idsOf(await publicationTasksOf(db, { open: true }, PAGE, after), 'entryId'),
      'select entry_id from read.publication_tasks where closed_on is null order by opened_on, entry_id',
    ],
    [
      'of what is or was owed on channels',
      async (db, after) => idsOf(await publicationTasksOf(db, {}, PAGE, after), 'entryId'),
      'select entry_id from read.publication_tasks order by opened_on, entry_id',
    ],
    [
      'of measures of all units',
      async (db, after) => idsOf(await measureRecords(db, {}, PAGE, after), 'pushId'),
      'select push_id from read.measure_records order by pushed_on desc, push_id desc',
    ],
    [
      'of measures of some units',
      async (db, after) => idsOf(await measureRecords(db, { unitIds: units }, PAGE, after), 'pushId'),
      `select push_id from read.measure_records where unit_id in ('unit-1', 'unit-2') order by pushed_on desc, push_id desc`,
    ],
    [
      'of instructions that are not confirmed',
      async (db, after) => idsOf(await unconfirmedInstructions(db, {}, PAGE, after), 'instructionId'),
      'select instruction_id from read.measure_instructions where confirmed_on is null order by pushed_on, instruction_id',
    ],
  ])('%s are ranges of an index', async (_, ask, plain) => {
    const { rows } = await tables.pool.query<{ id: string }>(`select id from (${plain}) plain (id)`);
    const expected = rows.map(({ id }) => id);
    let next: unknown;
    for (let page = 0; page < 20; page += 1) {
      const after = next as never;
      const ids = await ask(tables.pool, after);
      expect(ids.map(([id]) => id)).toEqual(expected.slice(page * PAGE, (page + 1) * PAGE));
      if (page < 3) expect(await blocksOf(watched, (db) => ask(db as Queryable, after))).toBeLessThan(FEW);
      next = ids.at(-1)?.[1];
      if (next === undefined) return;
    }
  });

  it('do not need more for what stands about some subjects, persons responsible and measures among it', async () => {
    const asked = { today: TODAY, unitIds: ['unit-c'] };
    const otherwise = new WatchedPool(tables.url);
    for (const { pool } of [watched, otherwise]) {
      const { of, toTake } = await standingsOf(pool, ['s-11'], asked);
      expect(of[0]?.parts).toHaveLength(1);
      expect(toTake).toHaveLength(2);
    }
    for (const pool of [watched, otherwise]) {
      const [few, ...others] = await pool.leastOf((db) => standingsOf(db, ['s-12', 's-25', 's-nobody'], asked));
      expect(few?.blocks).toBeLessThan(FEW / 2);
      for (const table of ['current_entries', 'current_subjects', 'responsible_persons', 'measure_records'])
        expect(few?.whole).not.toContain(table);
      expect(others).toEqual([]);
    }
    await otherwise.close();
  });
});

describe('of a day that is longer than others', () => {
  const LONG = { listedOn: '2026-06-01', entryId: '' };
  let tables: ReadTables;
  let watched: WatchedPool;

  beforeAll(async () => {
    tables = await ReadTables.create([CreateExternalSources1763700025002]);
    watched = new WatchedPool(tables.url, { enable_bitmapscan: 'off', enable_seqscan: 'off' });
    await tables.deliver(currentLists, recognizedOnce());
    const { pool } = tables;
    await addRowsLike(pool, 'read.current_subjects', `subject_id = 's-x'`, 4 * ROWS, { subject_id: `'s-' || n` });
    // Rows of a unit lie together and rows of a list do not, so that finding them by unit seems to read fewer blocks.
    await addRowsLike(pool, 'read.current_entries', `subject_id = 's-x'`, 4 * ROWS, {
      entry_id: `'e-' || md5(n::text)`,
      subject_id: `'s-' || n`,
      unit_id: `case when n < ${2 * ROWS} then 'unit-1' else 'unit-2' end`,
      list_kind: `case n % 2 when 0 then 'RED' else 'BLACK' end`,
      listed_on: `case when n % 4 < 2 then date '${LONG.listedOn}' else date '2024-01-01' + n % 40 end`,
    });
    await pool.query('vacuum analyze');
  }, 60_000);
  afterAll(async () => {
    await watched.close();
    await tables.close();
  });

  it.each(['BLACK', 'RED'] as const)('a page of the %s list does not read all of it', async (listKind) => {
    const filter: ListFilter = { listKind, today: TODAY, status: 'ACTIVE' };
    for (const unitIds of [undefined, ['unit-1', 'unit-2']]) {
      const asked = { ...filter, ...(unitIds && { unitIds }) };
      expect((await listRows(watched.pool, asked, { json: ['entryId'] }, PAGE, LONG)).items).toHaveLength(PAGE);
      expect(await blocksOf(watched, (db) => listRows(db, asked, { json: ['entryId'] }, PAGE, LONG))).toBeLessThan(FEW);
      expect(await blocksOf(watched, (db) => shownPages(db, asked, PAGE, [LONG]))).toBeLessThan(FEW);
    }
  });
});

const recognizedOnce = () =>
  new DossierScript('s-x')
    .add('SubjectRegistered', enterprise('s-x', '甲公司', '91640100MA00TE5T0A'))
    .add('InitialEntryGenerated', initialEntry('s-x', 'e-1'))
    .on('2026-09-18T01:00:00.000Z', WANG)
    .add('EntryRecognized', recognized('s-x', 'e-1'))
    .events();

async function blocksOf(watched: WatchedPool, ask: (pool: WatchedPool['pool']) => Promise<unknown>): Promise<number> {
  const plans = await watched.leastOf(ask);
  expect(plans).toHaveLength(1);
  return plans[0]?.blocks ?? Infinity;
}
