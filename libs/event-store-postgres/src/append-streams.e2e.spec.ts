import { Pool } from 'pg';
import { prepareAppend, type PreparedEvent } from '#libs/event-store';
import { freshDatabase, type FreshDatabase } from '#test/database';
import { collect, event, events } from '../../event-store/src/contract/subject.js';
import { appendStreams, eventLogMigrations, PostgresEventStore } from './index.js';

describe('many new streams in one transaction', () => {
  let database: FreshDatabase;
  let pool: Pool;
  let store: PostgresEventStore;
  beforeEach(async () => {
    database = await freshDatabase({ migrations: eventLogMigrations });
    pool = new Pool({ connectionString: database.url, max: 4 });
    store = new PostgresEventStore(pool);
  });
  afterEach(async () => {
    await store.close();
    await pool.end();
    await database.drop();
  });

  const prepared = (count: number): readonly PreparedEvent[] => prepareAppend('any', 'no-stream', events(count));

  it('stand in the log in their order, after what was there and before what comes', async () => {
    await store.append('before', 'no-stream', events(2));
    const [a, b] = [prepared(2), prepared(3)];
    const last = await appendStreams(pool, [
      { streamId: 'a', events: a },
      { streamId: 'b', events: b },
    ]);
    expect(last).toBe('0000000000000007');
    await store.append('b', 2n, events(1));
    const log = await collect(store.readAll());
    expect(log.map(({ streamId, revision }) => `${streamId} ${revision}`)).toEqual([
      'before 0',
      'before 1',
      'a 0',
      'a 1',
      'b 0',
      'b 1',
      'b 2',
      'b 3',
    ]);
    expect(log.map(({ position }) => Number(position))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(log.slice(2, 4).map(({ eventId }) => eventId)).toEqual(a.map(({ eventId }) => eventId));
  });

  it('keep every character of their JSON', async () => {
    const data = { text: 'a\u001fb\u0000c"\\\n\t名单😀', empty: '', list: ['{', ','] };
    await appendStreams(pool, [{ streamId: 'a', events: prepareAppend('a', 'no-stream', [{ ...event(1), data }]) }]);
    const [stored] = await collect(store.readStream('a'));
    expect(stored?.data).toEqual(data);
  });

  it('leave nothing when one of them exists', async () => {
    await store.append('b', 'no-stream', events(1));
    const streams = ['a', 'b'].map((streamId) => ({ streamId, events: prepared(2) }));
    await expect(appendStreams(pool, streams)).rejects.toMatchObject({ code: '23505' });
    expect((await collect(store.readAll())).map(({ streamId }) => streamId)).toEqual(['b']);
  });

  it('leave no gap and no disorder among appends at once', async () => {
    const loads = Array.from({ length: 6 }, (_, n) =>
      appendStreams(pool, [{ streamId: `loaded-${n}`, events: prepared(20) }]),
    );
    const singles = Array.from({ length: 20 }, (_, n) => store.append(`single-${n}`, 'no-stream', events(1)));
    await Promise.all([...loads, ...singles]);
    const log = await collect(store.readAll());
    expect(log.map(({ position }) => Number(position))).toEqual(log.map((_, n) => n + 1));
    expect(log).toHaveLength(140);
  });

  it('wake those who follow the log', async () => {
    const following = store.subscribe({})[Symbol.asyncIterator]();
    expect((await following.next()).value).toMatchObject({ events: [], caughtUp: true });
    await appendStreams(pool, [{ streamId: 'a', events: prepared(2) }]);
    expect((await following.next()).value.events).toHaveLength(2);
    await following.return?.();
  });
});
