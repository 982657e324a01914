import { Client, Pool } from 'pg';
import { DataSource } from 'typeorm';
import { WrongExpectedRevision } from '#libs/event-store';
import { freshDatabase, type FreshDatabase } from '#test/database';
import { eventStoreContract } from '../../event-store/src/contract/index.js';
import { collect, event, events, Follower, numbers } from '../../event-store/src/contract/subject.js';
import { eventLogMigrations, PostgresEventStore } from './index.js';

const migrations = [...eventLogMigrations];

eventStoreContract('PostgreSQL', async () => {
  const database = await freshDatabase({ migrations });
  const store = new PostgresEventStore(database.url);
  const close = async (): Promise<void> => {
    await store.close();
    await database.drop();
  };
  return { store, close };
});

describe('the event log in PostgreSQL', () => {
  let database: FreshDatabase;
  let store: PostgresEventStore;
  let client: Client;

  beforeEach(async () => {
    database = await freshDatabase({ migrations });
    store = new PostgresEventStore(database.url, { pollIntervalMs: 20 });
    client = new Client({ connectionString: database.url });
    await client.connect();
  });

  afterEach(async () => {
    await client.end();
    await store.close();
    await database.drop();
  });

  const sql = async (text: string): Promise<Record<string, unknown>[]> =>
    (await client.query<Record<string, unknown>>(text)).rows;

  it('begins empty', async () => {
    expect(await store.lastPosition()).toBeUndefined();
    expect(await collect(store.readAll())).toEqual([]);
  });

  it('numbers the whole log without a gap, also past appends that were refused', async () => {
    const first = await store.append('dossier-1', 'no-stream', events(2));
    await expect(store.append('dossier-1', 'no-stream', events(1))).rejects.toThrow(WrongExpectedRevision);
    await expect(store.append('dossier-2', 5n, events(1))).rejects.toThrow(WrongExpectedRevision);
    const last = await store.append('dossier-2', 'no-stream', events(3));
    expect([first.position, last.position]).toEqual(['0000000000000002', '0000000000000005']);
  });

  it('tells a name that no stream can have to whoever reads it, and to nobody beside', async () => {
    await store.append('dossier-1', 'no-stream', events(2));
    const ids = ['dossier-1', 'dossier-\0', 'dossier-1'];
    const read = await Promise.allSettled(ids.map((id) => collect(store.readStream(id))));
    expect(read.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('refuses every change of what was appended, whoever asks', async () => {
    await store.append('dossier-1', 'no-stream', events(2));
    const changes = [
      `update event_log.events set data = '{}'`,
      `update event_log.events set data = '{}' where false`,
      'delete from event_log.events',
      'truncate event_log.events',
      'merge into event_log.events e using (select 1) s on true when matched then delete',
      `insert into event_log.events select * from event_log.events on conflict (position) do update set data = '{}'`,
    ];
    for (const role of ['origin', 'replica']) {
      await sql(`set session_replication_role = ${role}`);
      for (const change of changes) {
        await expect(sql(change)).rejects.toThrow(/the event log is append-only: \w+ of event_log\.events is refused/);
      }
    }
    expect(numbers(await collect(store.readStream('dossier-1')))).toEqual([0, 1]);
  });

  it('keeps the text of an event to the letter', async () => {
    const text = '{"b":1.0000000000000000001,"a":"\\u0000"}';
    await sql(
      `select event_log.append('dossier-1', -1, array['8f14e45f-ceea-467f-a0c1-3c5a1d2b3e4f']::uuid[], '{Kept}', '{1}', array['${text}'], '{"{}"}')`,
    );
    expect(await sql('select data::text as data from event_log.events')).toEqual([{ data: text }]);
  });

  it('appends in read committed only, where each step sees what the lock waited for', async () => {
    const call = `select event_log.append('dossier-1', -1, '{}', '{}', '{}', '{}', '{}')`;
    await sql('begin isolation level repeatable read');
    await expect(sql(call)).rejects.toThrow('read committed only');
    await sql('rollback');
  });

  it('records when an event came, in the order of the log', async () => {
    for (let n = 0; n < 20; n += 1) await store.append(`dossier-${n}`, 'no-stream', events(1));
    const [row] = await sql(`
      select bool_and(ordered) as ordered, max(appended_at) > now() - interval '1 minute' as recent
      from (select appended_at, appended_at >= lag(appended_at, 1, '-infinity') over (order by position) as ordered
            from event_log.events) as log`);
    expect(row).toEqual({ ordered: true, recent: true });
  });

  it('does not lose the place when the events of a prefix lie far apart', async () => {
    const insert = (stream: string, from: number, count: number): Promise<unknown> =>
      sql(`insert into event_log.events (position, stream_id, revision, event_id, event_type, schema_version, data, metadata)
           select ${from} + n, '${stream}-' || (${from} + n), 0, gen_random_uuid(), 'Counted', 1,
                  json_build_object('number', ${from} + n), '{}'
           from generate_series(1, ${count}) as n`);
    await insert('ours', 0, 1);
    await insert('theirs', 1, 45_000);
    await insert('ours', 45_001, 2);
    await insert('theirs', 45_003, 21_000);
    const streamPrefixes = ['ours-'];
    expect(numbers(await collect(store.readAll({ streamPrefixes })))).toEqual([1, 45_002, 45_003]);
    expect(numbers(await collect(store.readAll({ streamPrefixes, limit: 2 })))).toEqual([1, 45_002]);
    const follower = new Follower(store, { streamPrefixes });
    await follower.takeUntilCaughtUp();
    await store.append('ours-live', 'no-stream', [event(7)]);
    await follower.takeEvents(4);
    expect(numbers(follower.seen)).toEqual([1, 45_002, 45_003, 7]);
    await follower.stop();
    expect(await collect(store.readAll({ limit: 66_500 }))).toHaveLength(66_004);
  });

  it('reads many large events in pages that stay small', async () => {
    const text = 'x'.repeat(400_000);
    for (let n = 0; n < 25; n += 1) {
      await store.append('dossier-1', n === 0 ? 'no-stream' : BigInt(n - 1), [event(n, { data: { number: n, text } })]);
    }
    const expected = Array.from({ length: 25 }, (_, index) => index);
    expect(numbers(await collect(store.readStream('dossier-1')))).toEqual(expected);
    expect(numbers(await collect(store.readStream('dossier-1', { direction: 'backwards' })))).toEqual(
      expected.reverse(),
    );
    const follower = new Follower(store, {});
    await follower.takeEvents(25);
    await follower.stop();
    const later = follower.batches.slice(1).map((batch) => batch.events.length);
    expect(Math.max(0, ...later)).toBeLessThanOrEqual(10);
  });

  it('sends only the fields that are asked for', async () => {
    const data = { number: 1, text: 'x', more: { deep: true } };
    await store.append('dossier-1', 'no-stream', [event(1, { data, metadata: { at: 'noon', actor: 'a' } })]);
    const [page = []] = await collect(store.readPages({ fields: { data: ['text', 'number'], metadata: ['at'] } }));
    const [whole] = await collect(store.readAll());
    expect(page).toEqual([{ ...whole, data: { number: 1, text: 'x' }, metadata: { at: 'noon' } }]);
    const [most = []] = await collect(store.readPages({ fields: { metadata: [] } }));
    expect(most).toEqual([{ ...whole, metadata: {} }]);
  });

  it('ends its subscriptions when it is closed, and leaves a pool of the caller open', async () => {
    const pool = new Pool({ connectionString: database.url });
    const lent = new PostgresEventStore(pool);
    const follower = new Follower(lent, {});
    await follower.takeUntilCaughtUp();
    const waiting = follower.take();
    await lent.close();
    expect(await waiting).toBeUndefined();
    expect((await pool.query<{ one: number }>('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });

  it('is not affected by parsers set for the whole pool', async () => {
    const parsers = { getTypeParser: () => () => 'spoilt' };
    const pool = new Pool({ connectionString: database.url, types: parsers });
    const lent = new PostgresEventStore(pool);
    const { position } = await lent.append('dossier-1', 'no-stream', [event(3)]);
    expect(position).toBe('0000000000000001');
    expect(numbers(await collect(lent.readAll()))).toEqual([3]);
    await lent.close();
    await pool.end();
  });

  it('is taken away by the migration only while it is empty', async () => {
    const source = await new DataSource({ type: 'postgres', url: database.url, migrations }).initialize();
    await store.append('dossier-1', 'no-stream', events(1));
    await source.undoLastMigration();
    await source.undoLastMigration();
    await expect(source.undoLastMigration()).rejects.toThrow('holds events');
    await source.destroy();
    const empty = await freshDatabase({ migrations });
    const other = await new DataSource({ type: 'postgres', url: empty.url, migrations }).initialize();
    for (const _migration of migrations) await other.undoLastMigration();
    expect(await other.query(`select to_regnamespace('event_log')::text as schema`)).toEqual([{ schema: null }]);
    await other.destroy();
    await empty.drop();
  });
});
