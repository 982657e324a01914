import { addRowsLike } from '#test/many-rows';
import { auditLog } from './audit-log/projector.js';
import { auditedDecisions } from './audit-log/queries.js';
import type { Queryable } from './columns.js';
import { currentLists } from './current-lists/projector.js';
import { subjectsOf } from './current-lists/queries.js';
import { dossierTimeline } from './dossier-timeline/projector.js';
import { timeline } from './dossier-timeline/queries.js';
import { ReadTables } from './testing/delivery.js';
import { DossierScript, enterprise, initialEntry, recognized, WANG } from './testing/dossier-events.js';

/** Few enough that a wrong guess of the planner has it read them all. */
const ROWS = 5_000;

describe('of many rows are read only those that are answered with', () => {
  let tables: ReadTables;

  beforeAll(async () => {
    tables = await ReadTables.create();
    const events = new DossierScript('s-x')
      .add('SubjectRegistered', enterprise('s-x', '甲公司', '91640100MA00TE5T0A'))
      .add('InitialEntryGenerated', initialEntry('s-x', 'e-1'))
      .on('2026-09-18T01:00:00.000Z', WANG)
      .add('EntryRecognized', recognized('s-x', 'e-1'))
      .events();
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
