import { Client } from 'pg';
import { StoreUnavailable, WrongExpectedRevision } from '#libs/event-store';
import { CuttableProxy } from '#test/cuttable-proxy';
import { freshDatabase, type FreshDatabase } from '#test/database';
import { collect, event, events, Follower, numbers } from '../../event-store/src/contract/subject.js';
import { eventLogMigrations, PostgresEventStore, type PostgresEventStoreOptions } from './index.js';

const appendLock = 6464326;

describe('the event log in PostgreSQL, when things go wrong', () => {
  let database: FreshDatabase;
  let admin: Client;
  let proxy: CuttableProxy;
  const opened: PostgresEventStore[] = [];

  beforeEach(async () => {
    database = await freshDatabase({ migrations: eventLogMigrations });
    admin = new Client({ connectionString: database.url });
    await admin.connect();
    proxy = await CuttableProxy.before(database.url);
  });

  afterEach(async () => {
    await proxy.close();
    await Promise.all(opened.splice(0).map((store) => store.close()));
    await admin.end();
    await database.drop();
  });

  const open = (url: string, options: PostgresEventStoreOptions = {}): PostgresEventStore => {
    const settings = { connectionString: url, connectionTimeoutMillis: 1_000 };
    const store = new PostgresEventStore(settings, { pollIntervalMs: 20, ...options });
    opened.push(store);
    return store;
  };

  const failure = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'no failure',
      (error: unknown) => error,
    );

  /** Process ids of the sessions of this database that match, as soon as there are any. */
  const sessions = async (condition: string): Promise<number[]> => {
    for (;;) {
      const { rows } = await admin.query<{ pid: number }>(
        `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and ${condition}`,
      );
      if (rows.length > 0) return rows.map(({ pid }) => pid);
    }
  };
  const terminate = async (pids: readonly number[]): Promise<void> => {
    await admin.query('select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [pids]);
  };
  const waitingForTheLock = `wait_event = 'advisory'`;
  const stored = async (): Promise<unknown[]> => {
    const { rows } = await admin.query<{ data: { number: number } }>(
      'select data from event_log.events order by position',
    );
    return rows.map(({ data }) => data.number);
  };

  it('repeats an append whose connection is cut before it was done', async () => {
    const store = open(database.url);
    await admin.query('select pg_advisory_lock($1)', [appendLock]);
    const append = store.append('dossier-1', 'no-stream', events(2));
    await terminate(await sessions(waitingForTheLock));
    await sessions(waitingForTheLock);
    await admin.query('select pg_advisory_unlock($1)', [appendLock]);
    expect(await append).toEqual({ revision: 1n, position: '0000000000000002' });
    expect(await stored()).toEqual([0, 1]);
  });

  it('repeats an append whose connection is cut after it was done, and writes it once', async () => {
    const store = open(proxy.url);
    await store.append('dossier-1', 'no-stream', events(1));
    proxy.holdAnswers();
    const append = store.append('dossier-1', 0n, events(2, 1));
    while ((await stored()).length < 3);
    proxy.cut();
    expect(await append).toEqual({ revision: 2n, position: '0000000000000003' });
    expect(await stored()).toEqual([0, 1, 2]);
  });

  it('repeats a group whose connection is cut after it was done: each has its own answer, and nothing is doubled', async () => {
    const store = open(proxy.url);
    await store.append('dossier-1', 'no-stream', events(1));
    proxy.holdAnswers();
    const repeated = events(1, 1);
    const appends = [
      store.append('dossier-1', 0n, repeated),
      store.append('dossier-1', 0n, events(1, 90)),
      store.append('dossier-1', 0n, repeated),
      store.append('dossier-2', 'no-stream', events(2, 2)),
      store.append('dossier-3', 4n, events(1, 91)),
    ];
    while ((await stored()).length < 4);
    proxy.cut();
    const answers = await Promise.allSettled(appends);
    expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.revision : answer.reason))).toEqual([
      1n,
      expect.any(WrongExpectedRevision),
      1n,
      1n,
      expect.any(WrongExpectedRevision),
    ]);
    expect(await stored()).toEqual([0, 1, 2, 3]);
  });

  it('repeats the group behind it as well: each append of both has its own answer, and nothing is doubled', async () => {
    const store = open(proxy.url);
    await store.append('dossier-0', 'no-stream', events(1));
    proxy.holdAnswers();
    const appends = Array.from({ length: 40 }, (_, n) => store.append(`dossier-${n}`, 'no-stream', events(1, n)));
    while ((await stored()).length < 40);
    proxy.cut();
    const [conflict, ...answers] = await Promise.allSettled(appends);
    expect(conflict).toMatchObject({ status: 'rejected', reason: expect.any(WrongExpectedRevision) });
    expect(answers).toEqual(
      answers.map((_, n) => ({
        status: 'fulfilled',
        value: { revision: 0n, position: String(n + 2).padStart(16, '0') },
      })),
    );
    expect(await stored()).toEqual(Array.from({ length: 40 }, (_, n) => n));
  });

  it('says of each of a group that its outcome is unknown when the repeat is cut as well', async () => {
    const store = open(database.url);
    await admin.query('select pg_advisory_lock($1)', [appendLock]);
    const batches = [events(2), events(1, 2)];
    const append = (): Promise<unknown>[] =>
      batches.map((batch, n) => store.append(`dossier-${n}`, 'no-stream', batch));
    const outcomes = Promise.all(append().map(failure));
    const first = await sessions(waitingForTheLock);
    await terminate(first);
    await terminate(await sessions(`${waitingForTheLock} and pid <> all('{${first.join()}}')`));
    for (const outcome of await outcomes) {
      expect(outcome).toBeInstanceOf(StoreUnavailable);
      expect(outcome).toMatchObject({ outcomeUnknown: true });
    }
    await admin.query('select pg_advisory_unlock($1)', [appendLock]);
    await Promise.all(append());
    expect(await stored()).toEqual([0, 1, 2]);
  });

  it('gets a new connection for writing when the one it had was lost while nothing was under way', async () => {
    const store = open(database.url);
    await store.append('dossier-1', 'no-stream', events(1));
    await terminate(await sessions(`application_name = 'mingdan event log'`));
    expect(await store.append('dossier-1', 0n, events(1, 1))).toMatchObject({ revision: 1n });
    expect(await stored()).toEqual([0, 1]);
  });

  it('says that nothing was written when no more connections are allowed, and recovers', async () => {
    const role = `limited_${database.url.split('/').pop() ?? ''}`;
    await admin.query(`create role ${role} login password 'limited' connection limit 1`);
    await admin.query(`grant usage on schema event_log to ${role}`);
    await admin.query(`grant select, insert on event_log.events to ${role}`);
    const url = new URL(database.url);
    [url.username, url.password] = [role, 'limited'];
    const other = new Client({ connectionString: url.href });
    await other.connect();
    const store = open(url.href);
    const refused = await failure(store.append('dossier-1', 'no-stream', events(1)));
    expect(refused).toBeInstanceOf(StoreUnavailable);
    expect(refused).toMatchObject({ outcomeUnknown: false, message: 'PostgreSQL is not available (53300)' });
    await other.end();
    while ((await admin.query('select from pg_stat_activity where usename = $1', [role])).rowCount !== 0);
    await store.append('dossier-1', 'no-stream', events(1));
    expect(await stored()).toEqual([0]);
    await store.close();
    await admin.query(`drop owned by ${role}`);
    await admin.query(`drop role ${role}`);
  });

  it('writes nothing of a group for which the disk has no room, and recovers', async () => {
    const store = open(database.url);
    await admin.query(`
      create function event_log.disk_full() returns trigger language plpgsql as $$
      begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$`);
    await admin.query(`
      create trigger disk_full before insert on event_log.events
      for each row when (new.position = 3) execute function event_log.disk_full()`);
    const batches = [events(2), events(2, 2), events(1, 4)];
    const append = (): Promise<unknown>[] =>
      batches.map((batch, n) => store.append(`dossier-${n}`, 'no-stream', batch));
    for (const refused of await Promise.all(append().map(failure))) {
      expect(refused).toBeInstanceOf(StoreUnavailable);
      expect(refused).toMatchObject({ outcomeUnknown: false, message: 'PostgreSQL is not available (53100)' });
    }
    expect(await stored()).toEqual([]);
    await admin.query('drop trigger disk_full on event_log.events');
    await Promise.all(append());
    expect(await stored()).toEqual([0, 1, 2, 3, 4]);
  });

  it('says that the outcome is unknown when the repeat is cut as well; the same append then settles it', async () => {
    const store = open(database.url);
    await admin.query('select pg_advisory_lock($1)', [appendLock]);
    const batch = events(2);
    const append = failure(store.append('dossier-1', 'no-stream', batch));
    const first = await sessions(waitingForTheLock);
    await terminate(first);
    await terminate(await sessions(`${waitingForTheLock} and pid <> all('{${first.join()}}')`));
    const refused = await append;
    expect(refused).toBeInstanceOf(StoreUnavailable);
    expect(refused).toMatchObject({ outcomeUnknown: true });
    await admin.query('select pg_advisory_unlock($1)', [appendLock]);
    expect(await store.append('dossier-1', 'no-stream', batch)).toMatchObject({ revision: 1n });
    expect(await stored()).toEqual([0, 1]);
  });

  it('gives up a statement in its time, with nothing written', async () => {
    const store = open(database.url, { statementTimeoutMs: 50 });
    await admin.query('select pg_advisory_lock($1)', [appendLock]);
    const refused = await failure(store.append('dossier-1', 'no-stream', events(1)));
    await admin.query('select pg_advisory_unlock($1)', [appendLock]);
    expect(refused).toBeInstanceOf(StoreUnavailable);
    expect(refused).toMatchObject({ outcomeUnknown: false, message: 'PostgreSQL is not available (57014)' });
    expect(await stored()).toEqual([]);
    expect(await store.append('dossier-1', 'no-stream', events(1))).toMatchObject({ revision: 0n });
  });

  it('does not wait for ever for a server that hangs', async () => {
    const store = open(proxy.url, { statementTimeoutMs: 50 });
    await store.append('dossier-1', 'no-stream', events(1));
    proxy.hang();
    const sent = failure(store.append('dossier-1', 0n, events(1, 1)));
    await new Promise((resolve) => setImmediate(resolve));
    const [append, waiting, read] = await Promise.all([
      sent,
      failure(store.append('dossier-2', 'no-stream', events(1, 1))),
      failure(collect(store.readStream('dossier-1'))),
    ]);
    for (const error of [append, waiting, read]) expect(error).toBeInstanceOf(StoreUnavailable);
    expect(append).toMatchObject({ outcomeUnknown: true });
    expect(waiting).toMatchObject({ outcomeUnknown: false });
    expect(read).toMatchObject({ outcomeUnknown: false });
    proxy.cut();
    expect(numbers(await collect(store.readStream('dossier-1')))).toEqual([0]);
  });

  it('says that nothing was written when the server cannot be reached', async () => {
    const store = open(proxy.url);
    await proxy.close();
    const results = await Promise.all([
      failure(store.append('dossier-1', 'no-stream', events(1))),
      failure(collect(store.readAll())),
      failure(store.lastPosition()),
    ]);
    for (const error of results) {
      expect(error).toBeInstanceOf(StoreUnavailable);
      expect(error).toMatchObject({ outcomeUnknown: false });
    }
    proxy = await CuttableProxy.before(database.url);
  });

  it('passes on what is no outage as it is', async () => {
    const bare = await freshDatabase();
    const store = new PostgresEventStore(bare.url);
    await expect(store.append('dossier-1', 'no-stream', events(1))).rejects.toMatchObject({ code: '3F000' });
    await expect(collect(store.subscribe())).rejects.toMatchObject({ code: '42P01' });
    await store.close();
    await bare.drop();
  });

  it('reads on after all connections were cut', async () => {
    const store = open(proxy.url);
    await store.append('dossier-1', 'no-stream', events(250));
    const seen: unknown[] = [];
    for await (const { data } of store.readStream('dossier-1')) {
      if (seen.length % 60 === 0) proxy.cut();
      seen.push(data['number']);
    }
    expect(seen).toEqual(Array.from({ length: 250 }, (_, index) => index));
  });

  it('wakes the subscribers of another process by notification', async () => {
    const [writer, reader] = [open(database.url), open(database.url, { pollIntervalMs: 3_600_000 })];
    const follower = new Follower(reader, {});
    await follower.takeUntilCaughtUp();
    await sessions(`query = 'listen event_log_appended' and state = 'idle'`);
    for (let n = 0; n < 5; n += 1) {
      const next = follower.take();
      await writer.append(`dossier-${n}`, 'no-stream', [event(n)]);
      await next;
    }
    await follower.takeEvents(5);
    expect(numbers(follower.seen)).toEqual([0, 1, 2, 3, 4]);
  });

  it('heals a subscription whose connections are cut again and again, without a loss or a repeat', async () => {
    const [writer, reader] = [open(database.url), open(proxy.url)];
    const follower = new Follower(reader, { batchSize: 3 });
    await follower.takeUntilCaughtUp();
    const all = follower.takeEvents(60);
    for (let n = 0; n < 60; n += 1) {
      await writer.append('dossier-1', n === 0 ? 'no-stream' : BigInt(n - 1), [event(n)]);
      if (n % 6 === 0) proxy.cut();
    }
    await all;
    expect(numbers(follower.seen)).toEqual(Array.from({ length: 60 }, (_, index) => index));
  });

  it('lets a conflict be a conflict after a cut', async () => {
    const store = open(proxy.url);
    await store.append('dossier-1', 'no-stream', events(1));
    proxy.cut();
    await expect(store.append('dossier-1', 'no-stream', events(1))).rejects.toThrow(WrongExpectedRevision);
  });
});
