import { jest } from '@jest/globals';
import type { Actor } from '#libs/access';
import { makeUscc } from '#libs/subjects';
import {
  DossierScript,
  enterprise,
  initialEntry,
  recognized,
} from '../../../../projections/src/testing/dossier-events.js';
import { QueryApp } from '../testing/query-app.js';

const LISTED = 12;
const id = (n: number, kind: string) => `${kind}0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const asker = (unitId: string): Actor => ({ userId: unitId, unitId, roles: ['IMPLEMENTING_UNIT'], kind: 'OFFICIAL' });
const UNITS = ['unit-c', 'unit-d', 'unit-e'];

/** Every second subject is listed; the others nobody knows. */
const identifier = (n: number) => ({ kind: 'USCC' as const, value: makeUscc(n) });

describe('decision queries that are asked at once', () => {
  let app: QueryApp;
  beforeAll(async () => {
    app = await QueryApp.start(
      Object.fromEntries(UNITS.map((unit) => [unit, asker(unit)])),
      '2026-10-01T04:00:00.000Z',
    );
    for (let n = 0; n < LISTED; n += 1) {
      const [subjectId, entryId] = [id(n, 'a'), id(n, 'e')];
      await app.vault.index.claimRef(identifier(2 * n), subjectId);
      await app.record(
        new DossierScript(subjectId)
          .add('SubjectRegistered', enterprise(subjectId, '示范企业', makeUscc(2 * n)))
          .add('InitialEntryGenerated', initialEntry(subjectId, entryId))
          .add('EntryRecognized', recognized(subjectId, entryId))
          .events(),
      );
    }
    await app.pool.query(
      `insert into read.measure_records (push_id, entry_id, subject_id, list_kind, initiator_id, unit_id, measure_item_id,
              force, state, pushed_on, feedbacks)
       select unit || '/' || entry_id, entry_id, subject_id, 'BLACK', 'unit-a', unit, 'item-' || unit, 'MANDATORY', 'PUSHED',
              '2026-09-20', 0
         from read.current_entries, unnest($1::text[]) unit`,
      [UNITS.slice(0, 2)],
    );
    await app.pool.query(`update read.current_entries set measure_state = 'IN_FORCE'`);
  });
  afterAll(() => app.stop());

  it('are each answered with their own subject and the measures of their own unit, and each registered', async () => {
    const questions = Array.from({ length: 60 }, (_, n) => ({ n: n % (2 * LISTED), unit: UNITS[n % 3] as string }));
    const answers = await Promise.all(
      questions.map(({ n, unit }, at) =>
        app.post('/decisions', unit, {
          identifier: identifier(n),
          purpose: { purposeCode: 'BID_REVIEW', matterNo: `事项${at % 7}` },
        }),
      ),
    );
    for (const [at, { n, unit }] of questions.entries()) {
      const answer = answers[at];
      expect(answer?.statusCode).toBe(200);
      const { lists } = answer?.json<{
        lists: { hits: { entryId: string; unitItems: { pushId: string }[] }[] }[];
      }>() ?? {
        lists: [],
      };
      const hits = lists.flatMap((list) => list.hits);
      const entryId = id(n / 2, 'e');
      expect(hits.map((hit) => hit.entryId)).toEqual(n % 2 === 0 ? [entryId] : []);
      const pushed = n % 2 === 0 && unit !== 'unit-e' ? [`${unit}/${entryId}`] : [];
      expect(hits.flatMap(({ unitItems }) => unitItems.map(({ pushId }) => pushId))).toEqual(pushed);
    }
    const ids = answers.map((answer) => answer.json<{ queryId: string }>().queryId);
    const { rows } = await app.pool.query<{ query_id: string; subject_ref: string | null; unit_id: string }>(
      'select query_id, subject_ref, unit_id from registers.lookups where query_id = any($1)',
      [ids],
    );
    const registered = new Map(rows.map((row) => [row.query_id, row]));
    expect(ids.map((one) => registered.get(one))).toMatchObject(
      questions.map(({ n, unit }) => ({ subject_ref: n % 2 === 0 ? id(n / 2, 'a') : null, unit_id: unit })),
    );
    expect(await app.registers.verifyChain('lookups')).toMatchObject({ whole: true, rows: 60 });
    const asked = await app.pool.query('select distinct unit_id, matter_no from matters.asked');
    expect(asked.rows).toHaveLength(new Set(questions.map(({ unit }, at) => `${unit} ${at % 7}`)).size);
  });

  it('take a few statements together, however many they are', async () => {
    const asked = jest.spyOn(app.pool, 'query');
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        app.post('/decisions', 'unit-c', {
          identifier: identifier(n),
          purpose: { purposeCode: 'BID_REVIEW', matterNo: '事项1' },
        }),
      ),
    );
    // In how many groups they come is a matter of turns; one statement a request it is not.
    expect(asked.mock.calls.length).toBeLessThan(40);
    asked.mockRestore();
  });
});
