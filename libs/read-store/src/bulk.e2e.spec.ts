import fc from 'fast-check';
import { MemoryEventStore, type JsonObject, type RecordedEvent } from '#libs/event-store';
import { DEFAULT_RETRY } from './applier.js';
import { BulkApplier } from './bulk-applier.js';
import { CheckpointMoved, PoisonEvent } from './errors.js';
import { FilledTables } from './filled-tables.js';
import type { Projection, ProjectionWriter, Row } from './projection.js';
import type { TableSpec } from './tables.js';
import { TOTALS_TABLE, Totals, type World, added, append, fillLog, world } from './testing/fixtures.js';

const SHELF_TABLE: TableSpec = {
  name: 'shelf',
  columns: [
    { name: 'place', type: 'text', collation: 'C' },
    { name: 'number', type: 'integer' },
    { name: 'label', type: 'text', nullable: true },
    { name: 'tags', type: 'text[]', default: `'{}'` },
    { name: 'content', type: 'jsonb', nullable: true },
    { name: 'put_on', type: 'date', nullable: true },
    { name: 'put_at', type: 'timestamp with time zone', nullable: true },
    { name: 'touched', type: 'bigint', default: '7' },
  ],
  primaryKey: ['place', 'number'],
};

interface Act {
  readonly act: 'PUT' | 'LABEL' | 'TOUCH' | 'TAKE';
  readonly place: string;
  readonly number: number;
  readonly text: string;
  readonly flag: boolean;
}

/** Does to rows all that a projection can do, by the simplest events. */
class Shelf implements Projection {
  readonly name = 'shelf';
  readonly version = 1;
  readonly tables = [SHELF_TABLE];

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    for (const { data } of events) await this.do(data as unknown as Act, tx);
  }

  private async do({ act, place, number, text, flag }: Act, tx: ProjectionWriter): Promise<void> {
    const key = { place, number };
    const content = { text, list: [text, null, 1.5, flag] };
    if (act === 'PUT') {
      const row = {
        ...{ ...key, label: flag ? text : null, tags: [text, 'a,"b\\'], touched: 1n },
        ...{
          content: flag ? content : JSON.stringify(content),
          put_on: '2026-09-01',
          put_at: '2026-09-01T01:02:03.004Z',
        },
      };
      await (flag ? tx.upsert('shelf', [row]) : tx.upsertMade('shelf', [{ key, make: () => row }]));
    }
    // Of what is not there yet: the other columns are as the table says.
    if (act === 'LABEL') await tx.upsert('shelf', [{ ...key, label: text }]);
    if (act === 'TAKE') await tx.remove('shelf', [key]);
    if (act === 'TOUCH') {
      const [row] = await tx.load<Record<string, unknown> & { put_on: Date | string | null }>('shelf', [key, key]);
      if (row === undefined) return;
      const { content: found } = row as { content?: { list: readonly unknown[] } | null };
      const more = found === null || found === undefined ? null : { ...found, list: [...found.list, text] };
      await tx.upsert('shelf', [{ ...row, touched: Number(row['touched']) + 1, content: more }]);
    }
  }
}

const acts: fc.Arbitrary<readonly Act[]> = fc.array(
  fc.record({
    act: fc.constantFrom<Act['act']>('PUT', 'PUT', 'LABEL', 'TOUCH', 'TOUCH', 'TAKE'),
    place: fc.constantFrom('a', 'b'),
    number: fc.nat(9),
    text: fc.oneof(fc.constantFrom('\t', 'line\nline\r', '\\N', '\\', '"{}"', '名单', ''), fc.string({ maxLength: 5 })),
    flag: fc.boolean(),
  }),
  { minLength: 30, maxLength: 120, size: 'max' },
);

describe('tables filled in bulk', () => {
  let w: World;
  beforeAll(async () => {
    w = await world([new Totals(), new Shelf()]);
  });
  afterAll(() => w.end());
  const totals = (): Promise<object[]> => w.rows('select * from read.totals order by account');

  it('hold what writing row by row makes, wherever rows leave the memory and come back', async () => {
    const runs = process.env['MINGDAN_LONG_TESTS'] === undefined ? 8 : 200;
    await fc.assert(
      fc.asyncProperty(
        acts,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 60 }),
        async (log, batch, flush) => {
          const store = new MemoryEventStore();
          for (const act of log)
            await append(store, `shelf-${act.place}`, { ...added(0, act.act), data: act as unknown as JsonObject });
          const settings = { store, projections: [new Shelf()], rebuildBatchSize: batch };
          const bulk = w.runner({ ...settings, rebuildFlushEvents: flush });
          await bulk.rebuild('shelf', { fresh: true });
          const rows = await w.rows('select * from read.shelf order by place, number');
          await w.pool.query(`truncate read.shelf; delete from read.checkpoints where projection = 'shelf'`);
          const following = w.runner({ store, projections: [new Shelf()], batchSize: 1 });
          following.start();
          await following.waitFor((await store.lastPosition()) ?? '');
          expect(rows).toEqual(await w.rows('select * from read.shelf order by place, number'));
          await following.close();
          await w.pool.query(
            `truncate read.shelf; delete from read.checkpoints where projection = 'shelf'; delete from read.followed_log`,
          );
        },
      ),
      { numRuns: runs },
    );
  }, 600_000);

  it('name the event that cannot be handled, keep what came before, and go on after it', async () => {
    const store = new MemoryEventStore();
    await fillLog(store, 90);
    const position = await append(store, 'dossier-3', added(1, 'Bad'));
    const last = await fillLog(store, 30);
    const broken = new Totals();
    broken.before = (events) => {
      if (events.some(({ eventType }) => eventType === 'Bad')) throw new Error('no such thing');
    };
    const settings = { store, rebuildBatchSize: 16, rebuildFlushEvents: 40 };
    const failing = w.runner({ ...settings, projections: [broken] });
    const error = await failing.rebuild('totals').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PoisonEvent);
    expect(error).toMatchObject({ position, streamId: 'dossier-3', eventType: 'Bad', attempts: 3 });
    expect((await failing.positions())[0]?.rebuild).toMatchObject({ handled: 90 });
    const mended = w.runner({ ...settings, projections: [new Totals()] });
    expect(await mended.rebuild('totals')).toMatchObject({ handled: 121, position: last });
    expect((await mended.verify('totals')).equal).toBe(true);
  });

  it('name the event also when its row fails only as it is written', async () => {
    class Late extends Totals {
      override async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
        const make = ({ streamId, eventType, position }: RecordedEvent): Row => {
          if (eventType === 'Bad') throw new Error('no such thing');
          return { account: streamId, total: 1, events: 1, last_position: position };
        };
        const rows = events.map((event) => ({ key: { account: event.streamId }, make: () => make(event) }));
        await tx.upsertMade('totals', rows);
      }
    }
    const store = new MemoryEventStore();
    await fillLog(store, 70);
    const position = await append(store, 'dossier-bad', added(1, 'Bad'));
    await fillLog(store, 10);
    const runner = w.runner({ store, projections: [new Late()], rebuildBatchSize: 16, rebuildFlushEvents: 40 });
    await expect(runner.rebuild('totals', { fresh: true })).rejects.toMatchObject({ name: 'PoisonEvent', position });
    expect((await runner.positions())[0]?.rebuild).toMatchObject({ handled: 70 });
  });

  it('belong to one writer: another who moved the checkpoint makes this one stop, and nothing is applied twice', async () => {
    const store = new MemoryEventStore();
    await fillLog(store, 200);
    const disturbed = new Totals();
    let batches = 0;
    disturbed.before = async () => {
      batches += 1;
      if (batches === 8) await w.pool.query(`update read.checkpoints set version = 2 where slot = 'next'`);
    };
    const settings = { store, rebuildBatchSize: 10, rebuildFlushEvents: 30 };
    await expect(
      w.runner({ ...settings, projections: [disturbed] }).rebuild('totals', { fresh: true }),
    ).rejects.toThrow(CheckpointMoved);
    await w.pool.query(`update read.checkpoints set version = 1 where slot = 'next'`);
    const other = w.runner({ ...settings, projections: [new Totals()] });
    expect(await other.rebuild('totals')).toMatchObject({ handled: 200 });
    expect((await totals()).length).toBe(20);
    expect((await other.verify('totals')).equal).toBe(true);
  });

  it('are filled batch by batch where a projection brings SQL of its own', async () => {
    class Doubling extends Totals {
      override async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
        await super.handle(events, tx);
        await tx.query(`update ${tx.table('totals')} set total = total * 2 where total < 1000`);
      }
    }
    const store = new MemoryEventStore();
    await fillLog(store, 100);
    const settings = { store, projections: [new Doubling()], rebuildBatchSize: 25, rebuildFlushEvents: 50 };
    const runner = w.runner(settings);
    expect(await runner.rebuild('totals', { fresh: true })).toMatchObject({ handled: 100 });
    expect((await runner.verify('totals')).equal).toBe(true);
  });

  it('leave no more rows in memory than two flushes and a batch hold', async () => {
    const store = new MemoryEventStore();
    await fillLog(store, 1_000, 500);
    const totalsBySide = new Totals();
    const tables = new FilledTables(w.pool, totalsBySide, 'check');
    await tables.prepare(true);
    const settings = { pool: w.pool, retry: DEFAULT_RETRY, flushEvents: 60 };
    const applier = new BulkApplier(settings, totalsBySide, tables, undefined);
    let most = 0;
    for await (const page of store.readPages({ pageSize: 25 })) {
      await applier.apply(page);
      most = Math.max(most, applier.held);
    }
    await applier.finish();
    expect(most).toBeLessThanOrEqual(2 * (60 + 25));
    expect(
      await w.rows(`select count(*)::int as n, sum(events)::int as events from read.${TOTALS_TABLE.name}__check`),
    ).toEqual([{ n: 500, events: 1_000 }]);
    await tables.discard();
  });
});
