import { ReadTables } from '../testing/delivery.js';
import { ENTRY, loop, proposed, TriggerStream } from '../testing/trigger-events.js';
import { measureResponses } from './projector.js';
import {
  measureLoop,
  measureRecords,
  measureViolations,
  proposedDesignations,
  unconfirmedInstructions,
} from './queries.js';

describe('the read model of responses (3.18, 5.2)', () => {
  let tables: ReadTables;
  beforeAll(async () => {
    tables = await ReadTables.create();
  }, 30_000);
  afterAll(() => tables.close());
  beforeEach(() => tables.empty());

  it('is the same however often and in which portions events are delivered', async () => {
    for (const table of ['triggers', 'records', 'instructions', 'violations']) {
      const sql = `select t::text from read.measure_${table} t order by 1`;
      const { first, again } = await tables.deliverTwice(measureResponses, loop.events, sql);
      expect(first.length).toBeGreaterThan(0);
      expect(again).toEqual(first);
      expect(await tables.oneByOne(measureResponses, loop.events, sql)).toEqual(first);
    }
  });

  it('tells the office what waits for it', async () => {
    await tables.deliver(measureResponses, proposed);
    expect(await proposedDesignations(tables.pool, 10)).toMatchObject([{ entryId: ENTRY, unitId: 'unit-a' }]);
    await tables.deliver(measureResponses, loop.events);
    expect(await proposedDesignations(tables.pool, 10)).toEqual([]);
  });

  it('gives each unit its records page by page, and those that are still open', async () => {
    await tables.deliver(measureResponses, loop.events);
    const first = await measureRecords(tables.pool, { entryId: ENTRY }, 2);
    expect(first.items.map(({ pushId }) => pushId)).toEqual(['push-3', 'push-2']);
    const rest = await measureRecords(tables.pool, { entryId: ENTRY }, 2, first.next);
    expect(rest.items).toMatchObject([
      { pushId: 'push-1', state: 'APPLIED', unconfirmed: 'SUSPEND', unconfirmedId: 'i-1' },
    ]);
    expect(rest.next).toBeUndefined();
    const open = await measureRecords(tables.pool, { unitIds: ['unit-t'], open: true }, 10);
    expect(open.items.map(({ pushId }) => pushId)).toEqual(['push-3']);
    expect((await measureRecords(tables.pool, { state: 'DECLINED' }, 10)).items).toEqual([]);
  });

  it('shows what is not confirmed, and violations until they are closed', async () => {
    await tables.deliver(measureResponses, loop.events);
    const waiting = await unconfirmedInstructions(tables.pool, { unitIds: ['unit-c'] }, 10);
    expect(waiting.items).toMatchObject([{ instructionId: 'i-1', pushIds: ['push-1', 'push-2'] }]);
    expect((await measureViolations(tables.pool, { open: true }, 10)).items).toMatchObject([{ violationId: 'v-1' }]);
    const sealed = { $sealed: { about: 's-1', scope: ENTRY, box: 'x' } };
    const closing = new TriggerStream();
    closing.events.push(...loop.events);
    closing
      .add('MeasureViolationClosed', { violationId: 'v-1', findings: sealed, closedOn: '2026-10-08' })
      .add('MeasureSuspendedByUnit', {
        instructionId: 'i-1',
        pushIds: ['push-1', 'push-2'],
        confirmedOn: '2026-10-08',
      });
    await tables.deliver(measureResponses, closing.events);
    expect((await measureViolations(tables.pool, { open: true }, 10)).items).toEqual([]);
    expect((await unconfirmedInstructions(tables.pool, {}, 10)).items).toEqual([]);
    expect((await measureLoop(tables.pool, ENTRY))?.state.records['push-1']).toMatchObject({ state: 'SUSPENDED' });
  });
});
