import { freshDatabase, type FreshDatabase } from '#test/database';
import { eventLogMigrations, PostgresEventStore } from '#libs/event-store-postgres';
import { EventStoreServer } from '#test/eventstore-server';
import { MAX_APPEND_BYTES, type EventStore } from '#libs/event-store';
import { EventStoreDbEventStore } from '#libs/event-store-eventstoredb';
import { copyLog } from './copy-log.js';
import { TargetNotACopy } from './errors.js';
import { contents, eventOf, fill } from './testing/logs.js';
import { verifyLogs } from './verify-logs.js';

/** 402 events of every size and with everything JSON can say. */
async function writeAllKinds(store: EventStore): Promise<void> {
  await fill(store, 400, 11);
  await store.append('dossier-large', 'no-stream', [eventOf({ large: '名'.repeat(MAX_APPEND_BYTES / 3 - 100) })]);
  await store.append('dossier-odd', 'no-stream', [
    eventOf({ z: 1, a: { 'b c': [null, true, -0.5e-7, '\u0000 \ud83d\ude00 "\\'] }, 10: 'ten', 2: 'two' }),
  ]);
}

describe('copying a log between stores', () => {
  const databases: FreshDatabase[] = [];
  const stores: (PostgresEventStore | EventStoreDbEventStore)[] = [];
  const servers: EventStoreServer[] = [];
  const open = (url: string): PostgresEventStore => {
    const store = new PostgresEventStore(url);
    stores.push(store);
    return store;
  };
  /** EventStoreDB, or a stand-in for it. */
  const openOther = async (): Promise<{ store: EventStoreDbEventStore; server: EventStoreServer }> => {
    const server = await EventStoreServer.start();
    servers.push(server);
    const store = new EventStoreDbEventStore({ connectionString: server.url, pauses: { shortestMs: 10 } });
    stores.push(store);
    return { store, server };
  };
  const database = async (): Promise<string> => {
    const fresh = await freshDatabase({ migrations: eventLogMigrations });
    databases.push(fresh);
    return fresh.url;
  };
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    for (const server of servers.splice(0)) await server.stop();
    for (const fresh of databases.splice(0)) await fresh.drop();
  });

  it('keeps everything from one PostgreSQL to another, over several interruptions', async () => {
    const [from, to] = [open(await database()), await database()];
    await writeAllKinds(from);
    const before = await contents(from);

    for (const at of [120, 260]) {
      const stop = new AbortController();
      const stopped = copyLog(from, open(to), {
        signal: stop.signal,
        onProgress: ({ phase, events }) => phase === 'copying' && events >= at && stop.abort(),
      });
      await expect(stopped).rejects.toThrow(/aborted/);
    }
    const result = await copyLog(from, open(to));

    expect(result).toMatchObject({ found: 260, copied: 142, cameMeanwhile: 0, source: { events: 402, streams: 13 } });
    expect(await contents(open(to))).toEqual(before);
    expect(JSON.stringify((await contents(open(to))).map(({ data }) => data))).toBe(
      JSON.stringify(before.map(({ data }) => data)),
    );
    expect(await verifyLogs(from, open(to))).toMatchObject({
      identical: true,
      target: { sha256: result.source.sha256 },
    });
  });

  it('keeps everything to EventStoreDB and back to another PostgreSQL, with lines cut on the way', async () => {
    const [first, last] = [open(await database()), open(await database())];
    const { store: middle, server } = await openOther();
    await writeAllKinds(first);
    const before = await contents(first);
    let cuts = 0;
    const cutting = ({ events }: { events: number }): void => {
      if (events < 100 * (cuts + 1)) return;
      cuts += 1;
      server.cutConnections();
    };

    const there = await copyLog(first, middle, { onProgress: cutting });
    cuts = 0;
    const back = await copyLog(middle, last, { onProgress: cutting });

    expect(there).toMatchObject({ copied: 402, source: { events: 402, streams: 13 } });
    expect(back.target).toEqual(there.source);
    expect(there.target.sha256).toBe(there.source.sha256);
    expect(there.target.position).not.toBe(there.source.position);
    expect(await contents(middle)).toEqual(before);
    expect(await contents(last)).toEqual(before);
  });

  it('copies back onto the log that was left, and goes on after what it holds', async () => {
    const first = open(await database());
    const { store: middle } = await openOther();
    await fill(first, 50);
    await copyLog(first, middle);
    await middle.append('dossier-new', 'no-stream', [eventOf({ new: true }), eventOf({ new: false })]);

    expect(await copyLog(middle, first)).toMatchObject({ found: 50, copied: 2 });

    expect(await contents(first)).toEqual(await contents(middle));
    await expect(copyLog(first, middle)).resolves.toMatchObject({ found: 52, copied: 0 });
  });

  it('refuses a database that has a log of its own', async () => {
    const [from, to] = [open(await database()), open(await database())];
    await fill(from, 5);
    await fill(to, 2);
    const before = await contents(to);
    await expect(copyLog(from, to)).rejects.toThrow(TargetNotACopy);
    expect(await contents(to)).toEqual(before);
  });
});
