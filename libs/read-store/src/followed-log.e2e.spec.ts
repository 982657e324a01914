import { Pool } from 'pg';
import { freshDatabase, migrate } from '#test/database';
import { eventLogMigrations, PostgresEventStore } from '#libs/event-store-postgres';
import { MemoryEventStore, type EventStore, type Position, type RecordedEvent } from '#libs/event-store';
import { CreateFollowedLog1763700007001 } from './create-followed-log.js';
import { CreateReadStore1763700000002 } from './create-read-store.js';
import { AnotherLog, PositionUnknown, ServersConnected } from './errors.js';
import {
  ensureFollowedLog,
  followedLog,
  followedPositions,
  identityOf,
  moveToLog,
  type LogIdentity,
} from './followed-log.js';
import type { EventProcess } from './projection.js';
import { Totals, added, append, until, world, type World } from './testing/fixtures.js';

/** Remembers what it was handed. */
class Listener implements EventProcess {
  readonly name = 'listener';
  readonly heard: string[] = [];

  async handle(event: RecordedEvent): Promise<void> {
    this.heard.push(event.eventId);
  }
}

async function identity(store: EventStore): Promise<LogIdentity> {
  const found = await identityOf(store);
  if (found === undefined) throw new Error('the log is empty');
  return found;
}

/** The same events behind one that is not in the other log: no position is the same. */
async function shifted(store: EventStore): Promise<MemoryEventStore> {
  const copy = new MemoryEventStore();
  await append(copy, 'other-0', added(0));
  for await (const { streamId, ...event } of store.readAll()) await append(copy, streamId, event);
  return copy;
}

const byOne = (position: Position): Position => String(Number(position) + 1).padStart(16, '0');

describe('the log that is followed', () => {
  let w: World;
  beforeEach(async () => {
    w = await world();
  });
  afterEach(() => w.end());

  const checkpoints = (): Promise<{ projection: string; version: number; position: string }[]> =>
    w.rows('select projection, version, position from read.checkpoints order by 1');
  const noServers = (): Promise<void> =>
    until(async () => {
      const rows = await w.rows(
        `select from pg_stat_activity where datname = current_database() and application_name like 'mingdan%'`,
      );
      return rows.length === 0;
    });
  /** Follows a log with a projection and a process until both are at its end. */
  const follow = async (store: EventStore): Promise<Listener> => {
    const listener = new Listener();
    const runner = w.runner({ store, projections: [new Totals()], processes: [listener] });
    runner.start();
    const last = await store.lastPosition();
    await until(async () =>
      (await runner.positions()).every(({ position, state }) => position === last && state === 'RUNNING'),
    );
    await runner.close();
    await noServers();
    return listener;
  };

  it('is the first one that has an event', async () => {
    expect(await ensureFollowedLog(w.pool, w.store)).toBe(false);
    expect(await followedLog(w.pool)).toBeUndefined();
    await append(w.store, 'dossier-1', added(1), added(2));
    expect(await ensureFollowedLog(w.pool, w.store)).toBe(true);
    expect(await followedLog(w.pool)).toEqual(await identity(w.store));
    expect(await ensureFollowedLog(w.pool, w.store)).toBe(true);
  });

  it('is known from the first event that is handled, also where the log was empty at the start', async () => {
    const runner = w.runner({ projections: [new Totals()] });
    runner.start();
    await until(async () => (await runner.positions()).every(({ state }) => state === 'RUNNING'));
    const position = await append(w.store, 'dossier-1', added(1));
    expect(await runner.waitFor(position)).toBe(true);
    expect(await followedLog(w.pool)).toEqual(await identity(w.store));
  });

  it('is not exchanged for another, nor for an empty one: nothing moves, and the reason is told', async () => {
    await append(w.store, 'dossier-1', added(1));
    await follow(w.store);
    const before = await checkpoints();
    const other = new MemoryEventStore();
    await expect(ensureFollowedLog(w.pool, other)).rejects.toThrow(
      /from another log, .*the log that is configured is empty/,
    );
    await append(other, 'dossier-1', added(5), added(6));

    await expect(ensureFollowedLog(w.pool, other)).rejects.toThrow(AnotherLog);
    const runner = w.runner({ store: other, projections: [new Totals()], processes: [new Listener()] });
    await expect(runner.rebuild('totals')).rejects.toThrow(AnotherLog);
    await expect(runner.verify('totals')).rejects.toThrow(AnotherLog);
    runner.start();
    await until(async () =>
      (await runner.positions()).every(({ lastError }) => lastError?.message.includes('another log') === true),
    );

    expect(await checkpoints()).toEqual(before);
    expect(await w.rows('select total, events from read.totals')).toEqual([{ total: 1, events: 1 }]);
  });

  it('is not told apart before its migration', async () => {
    await append(w.store, 'dossier-1', added(1));
    await w.pool.query('drop table read.followed_log');
    expect(await ensureFollowedLog(w.pool, w.store)).toBe(false);
    await follow(w.store);
    expect(await w.rows('select events from read.totals')).toEqual([{ events: 1 }]);
  });

  it('moves to a copy: processes go on after the same event, projections are rebuilt', async () => {
    for (let n = 1; n <= 5; n += 1) await append(w.store, `dossier-${n % 2}`, added(n));
    await follow(w.store);
    const copy = await shifted(w.store);
    const next = await append(copy, 'dossier-0', added(6));
    const [from, to] = [await identity(w.store), await identity(copy)];

    expect([...(await followedPositions(w.pool))]).toEqual([await w.store.lastPosition()]);
    expect(await moveToLog(w.pool, { from, to, translate: byOne })).toBe(true);

    expect(await followedLog(w.pool)).toEqual(to);
    await expect(ensureFollowedLog(w.pool, w.store)).rejects.toThrow(AnotherLog);
    expect(await checkpoints()).toEqual([
      { projection: 'listener', version: 1, position: byOne((await w.store.lastPosition()) ?? '') },
      { projection: 'totals', version: 0, position: byOne((await w.store.lastPosition()) ?? '') },
    ]);
    const listener = await follow(copy);
    expect(listener.heard).toHaveLength(1);
    expect(await w.rows('select account, total, events, last_position from read.totals order by 1')).toEqual([
      { account: 'dossier-0', total: 12, events: 3, last_position: next },
      { account: 'dossier-1', total: 9, events: 3, last_position: byOne((await w.store.lastPosition()) ?? '') },
      { account: 'other-0', total: 0, events: 1, last_position: (await identity(copy)).firstPosition },
    ]);
    await noServers();
    expect(await moveToLog(w.pool, { from, to, translate: byOne })).toBe(false);
  });

  it('moves positions that are held elsewhere, also where a new one is an old one of another row', async () => {
    for (let n = 1; n <= 4; n += 1) await append(w.store, 'dossier-1', added(n));
    const copy = await shifted(w.store);
    await w.pool.query('create table public.held (name text, position text primary key)');
    const held = (): Promise<unknown[]> => w.rows('select name, position from public.held order by name');
    const at = (place: number): Position => String(place).padStart(16, '0');
    await w.pool.query('insert into public.held values ($1, $2), ($3, $4), ($5, $6)', [
      'a',
      at(2),
      'b',
      at(3),
      'c',
      '',
    ]);
    const [from, to, others] = [await identity(w.store), await identity(copy), ['public.held', 'public.absent']];
    const before = await held();

    expect(await followedPositions(w.pool, others)).toEqual(new Set([at(2), at(3)]));
    const unknown = moveToLog(w.pool, { from, to, others, translate: () => undefined });
    await expect(unknown).rejects.toThrow('public.held holds position');
    expect(await held()).toEqual(before);
    expect(await moveToLog(w.pool, { from, to, others, translate: byOne })).toBe(true);

    expect(await held()).toEqual([
      { name: 'a', position: at(3) },
      { name: 'b', position: at(4) },
      { name: 'c', position: '' },
    ]);
  });

  it('does not move while a server is connected, from a third log, or where a position is not known', async () => {
    for (let n = 1; n <= 3; n += 1) await append(w.store, 'dossier-1', added(n));
    await follow(w.store);
    const before = await checkpoints();
    const copy = await shifted(w.store);
    const [from, to] = [await identity(w.store), await identity(copy)];
    const server = w.runner({ projections: [new Totals()] });
    server.start();
    await until(async () => (await server.positions()).every(({ state }) => state === 'RUNNING'));

    await expect(moveToLog(w.pool, { from, to, translate: byOne })).rejects.toThrow(ServersConnected);
    await server.close();
    await noServers();
    await expect(moveToLog(w.pool, { from, to, translate: () => undefined })).rejects.toThrow(PositionUnknown);
    const third = { firstEventId: crypto.randomUUID(), firstPosition: to.firstPosition };
    await expect(moveToLog(w.pool, { from: third, to, translate: byOne })).rejects.toThrow(AnotherLog);

    expect(await checkpoints()).toEqual(before);
    expect(await followedLog(w.pool)).toEqual(from);
  });
});

describe('the migration', () => {
  it('claims what was made from the log of the same database for it', async () => {
    const database = await freshDatabase({ migrations: [...eventLogMigrations, CreateReadStore1763700000002] });
    const pool = new Pool({ connectionString: database.url, max: 2 });
    const store = new PostgresEventStore(pool);
    try {
      await append(store, 'dossier-1', added(1));
      await pool.query(
        `insert into read.checkpoints (projection, slot, version, fingerprint, position) values ('totals', 'live', 1, '', '0000000000000001')`,
      );
      await migrate(database.url, [
        ...eventLogMigrations,
        CreateReadStore1763700000002,
        CreateFollowedLog1763700007001,
      ]);
      expect(await followedLog(pool)).toEqual(await identity(store));
      await expect(ensureFollowedLog(pool, await shifted(store))).rejects.toThrow(AnotherLog);
    } finally {
      await store.close();
      await pool.end();
      await database.drop();
    }
  });
});
