import fc from 'fast-check';
import { CLOCK, DossierScript, initialEntry } from '../testing/dossier-events.js';
import { ReadTables } from '../testing/delivery.js';
import { deadlines } from './projector.js';
import { deadlineBoard, dueDeadlines, nextDueOn, type DeadlineKey } from './queries.js';

const SET = {
  entryId: 'e-1',
  ownerRef: 'e-1',
  unitId: 'unit-a',
  startOn: '2026-09-30',
  calendarVersion: 'cn-1',
  provisional: false,
  ruleFrom: 'SEED-S1@1',
  legalSource: 'S1 §3',
} as const;

const script = (): DossierScript =>
  new DossierScript('s-x')
    .add('InitialEntryGenerated', initialEntry('s-x', 'e-1'))
    .add('DeadlineSet', { ...SET, deadlineId: 'd-report', key: 'platform.report', dueOn: '2026-10-13' })
    .add('DeadlineSet', { ...SET, deadlineId: 'd-publish', key: 'list.publish', dueOn: '2026-10-15' })
    .add('DeadlineSet', { ...SET, deadlineId: 'd-repair', key: 'repair.decide', dueOn: '2026-10-20' });

const ROWS = `select deadline_id, state, due_on::text, first_due_on::text, missed_due_on::text, met_on::text, late, paused_on::text,
  list_kind, unit_id, calendar_version, stream_revision from read.deadlines order by deadline_id`;

const common = { list_kind: 'BLACK', unit_id: 'unit-a', calendar_version: 'cn-1' };

const TODAY = '2026-10-13';

describe('deadlines', () => {
  let tables: ReadTables;
  beforeAll(async () => {
    tables = await ReadTables.create();
  });
  beforeEach(() => tables.empty());
  afterAll(() => tables.close());

  it('shows what was met late, paused and resumed, also when delivered twice and one by one', async () => {
    const events = script()
      .on('2026-10-13T16:00:05.000Z', CLOCK)
      .add('DeadlineMissed', { deadlineId: 'd-report', entryId: 'e-1', dueOn: '2026-10-13' })
      .on('2026-10-14T02:00:00.000Z')
      .add('DeadlineMet', { deadlineId: 'd-report', entryId: 'e-1', metOn: '2026-10-14', late: true })
      .add('DeadlinePaused', { deadlineId: 'd-repair', entryId: 'e-1', pausedOn: '2026-10-14' })
      .add('DeadlineResumed', {
        deadlineId: 'd-repair',
        resumedOn: '2026-10-16',
        dueOn: '2026-10-22',
        calendarVersion: 'cn-2',
      })
      .add('DeadlineLapsed', { deadlineId: 'd-publish', entryId: 'e-1', because: 'ENTRY_EXITED' })
      .events();
    const expected = [
      {
        ...{ deadline_id: 'd-publish', state: 'LAPSED', due_on: '2026-10-15', first_due_on: '2026-10-15', ...common },
        ...{ missed_due_on: null, met_on: null, late: false, paused_on: null, stream_revision: 8 },
      },
      {
        ...{ deadline_id: 'd-repair', state: 'OPEN', due_on: '2026-10-22', first_due_on: '2026-10-20', ...common },
        ...{
          missed_due_on: null,
          met_on: null,
          late: false,
          paused_on: null,
          stream_revision: 7,
          calendar_version: 'cn-2',
        },
      },
      {
        ...{ deadline_id: 'd-report', state: 'MET', due_on: '2026-10-13', first_due_on: '2026-10-13', ...common },
        ...{ missed_due_on: '2026-10-13', met_on: '2026-10-14', late: true, paused_on: null, stream_revision: 5 },
      },
    ];
    const { first, again } = await tables.deliverTwice(deadlines, events, ROWS);
    expect(first).toEqual(expected);
    expect(again).toEqual(expected);
    expect(await tables.oneByOne(deadlines, events, ROWS)).toEqual(expected);
  });

  it('is due from 24:00 Shanghai of the last day, not before, and never while paused (3.2)', async () => {
    await tables.deliver(deadlines, script().events());
    const due = async (now: string): Promise<readonly string[]> =>
      (await dueDeadlines(tables.pool, now, 10)).items.map((deadline) => deadline.deadlineId);
    expect(await due('2026-10-13T15:59:59.999Z')).toEqual([]);
    expect(await due('2026-10-13T16:00:00.000Z')).toEqual(['d-report']);
    expect(await nextDueOn(tables.pool, '2026-10-13T16:00:00.000Z')).toBe('2026-10-15');
    const paused = script().add('DeadlinePaused', { deadlineId: 'd-report', entryId: 'e-1', pausedOn: '2026-10-10' });
    await tables.deliver(deadlines, paused.events());
    expect(await due('2026-10-13T16:00:00.000Z')).toEqual([]);
  });

  it('is not due again once it is written as missed', async () => {
    await tables.deliver(
      deadlines,
      script().add('DeadlineMissed', { deadlineId: 'd-report', entryId: 'e-1', dueOn: '2026-10-13' }).events(),
    );
    expect((await dueDeadlines(tables.pool, '2026-10-14T01:00:00.000Z', 10)).items).toEqual([]);
  });

  it('goes on where a page of due ones ended', async () => {
    await tables.deliver(deadlines, script().events());
    const seen: string[] = [];
    let next: DeadlineKey | undefined;
    do {
      const page = await dueDeadlines(tables.pool, '2026-12-01T00:00:00.000Z', 1, next);
      seen.push(...page.items.map((deadline) => deadline.deadlineId));
      next = page.next;
    } while (next);
    expect(seen).toEqual(['d-report', 'd-publish', 'd-repair']);
  });

  it('shows a unit its own board, missed by date although nothing is written (D15)', async () => {
    await tables.deliver(deadlines, script().events());
    const board = async (state: 'OPEN' | 'DUE_TODAY' | 'MISSED', today: string): Promise<readonly string[]> =>
      (await deadlineBoard(tables.pool, { today, unitIds: ['unit-a'], state }, 10)).items.map((row) => row.deadlineId);
    expect(await board('DUE_TODAY', '2026-10-13')).toEqual(['d-report']);
    expect(await board('OPEN', '2026-10-14')).toEqual(['d-publish', 'd-repair']);
    expect(await board('MISSED', '2026-10-14')).toEqual(['d-report']);
    expect((await deadlineBoard(tables.pool, { today: '2026-10-14', unitIds: ['unit-b'] }, 10)).items).toEqual([]);
    const all = await deadlineBoard(tables.pool, { today: '2026-10-14' }, 10);
    expect(all.items.map((row) => row.state)).toEqual(['MISSED', 'OPEN', 'OPEN']);
  });

  it('is on a page of the board where one plain statement has it, whatever is asked for', async () => {
    await tables.deliver(deadlines, script().events());
    await tables.pool.query('create table template as select * from read.deadlines limit 1');
    const day = fc.constantFrom('2026-10-12', '2026-10-13', '2026-10-14', '2026-10-15');
    const unit = fc.constantFrom('unit-a', 'unit-b', null);
    const state = fc.constantFrom('OPEN', 'OPEN', 'PAUSED', 'MISSED', 'LAPSED', 'MET', 'MET');
    const key = fc.constantFrom('a', 'b');
    const row = fc.record({ unit_id: unit, state, key, due_on: day, late: fc.boolean() });
    const asked = fc.record({
      state: fc.constantFrom(undefined, 'OPEN', 'DUE_TODAY', 'MISSED', 'PAUSED', 'MET', 'MET_LATE', 'LAPSED'),
      unitIds: fc.constantFrom(undefined, [], ['unit-a'], ['unit-a', 'unit-b']),
      key: fc.constantFrom(undefined, undefined, 'a'),
    });
    const shown = `case when state = 'OPEN' and due_on < $1 then 'MISSED' when state = 'OPEN' and due_on = $1 then 'DUE_TODAY'
                        when state = 'MET' and late then 'MET_LATE' else state end`;
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 25 }),
        fc.array(asked, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 7 }),
        async (rows, questions, size) => {
          await tables.pool.query('truncate read.deadlines');
          await tables.pool.query(
            `insert into read.deadlines
             select (jsonb_populate_record(t, made || jsonb_build_object('deadline_id', 'd-' || lpad(n::text, 3, '0')))).*
               from template t, jsonb_array_elements($1::jsonb) with ordinality as given (made, n)`,
            [JSON.stringify(rows)],
          );
          for (const { state, unitIds, key } of questions) {
            const { rows: plain } = await tables.pool.query<{ id: string; state: string }>(
              `select deadline_id as id, ${shown} as state from read.deadlines
                where ($2::text is null or ${shown} = $2 or ($2 = 'OPEN' and state = 'OPEN' and due_on = $1))
                  and ($3::text[] is null or unit_id = any($3)) and ($4::text is null or key = $4)
                order by due_on, subject_id, deadline_id`,
              [TODAY, state, unitIds, key],
            );
            const paged: object[] = [];
            for (let after: DeadlineKey | undefined; ;) {
              const filter = {
                today: TODAY,
                ...(state && { state }),
                ...(unitIds && { unitIds }),
                ...(key && { key }),
              };
              const { items, next } = await deadlineBoard(tables.pool, filter, size, after);
              paged.push(...items.map((item) => ({ id: item.deadlineId, state: item.state })));
              if (next === undefined) break;
              after = next;
            }
            expect(paged).toEqual(plain);
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});
