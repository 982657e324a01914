import { jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { PROJECTIONS } from '#projections';
import { EventStoreServer } from '#test/eventstore-server';
import type { EventStore, NewEvent } from '#libs/event-store';
import { EventStoreDbEventStore } from '#libs/event-store-eventstoredb';
import { AnotherLog, ensureFollowedLog, ProjectionRunner } from '#libs/read-store';
import { openOffice, registerPerson, type Office } from './testing/office.js';
import { run } from './testing/run.js';

jest.setTimeout(120_000);

const THERE = ['copy-log', '--from', 'postgres', '--to', 'eventstoredb'];
const BACK = ['copy-log', '--from', 'eventstoredb', '--to', 'postgres'];
const EVENTS = 1_500;

const fact = (n: number): NewEvent => ({
  eventId: crypto.randomUUID(),
  eventType: 'Counted',
  schemaVersion: 1,
  data: { n, 事实: `第${n}件` },
  metadata: { commandId: `command-${n}` },
});

async function contents(store: EventStore): Promise<readonly object[]> {
  const all: object[] = [];
  for await (const { position: _, ...event } of store.readAll()) all.push(event);
  return all;
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await isTrue())) if (performance.now() > end) throw new Error('it did not come true within 30 s');
}

describe('operator copy-log', () => {
  let office: Office;
  let server: EventStoreServer;
  let other: EventStoreDbEventStore;
  let env: Record<string, string>;

  const noServers = (): Promise<void> =>
    until(async () => {
      const { rowCount } = await office.pool.query(
        `select from pg_stat_activity where datname = current_database() and application_name like 'mingdan%'`,
      );
      return rowCount === 0;
    });
  /** A server that follows a log until it has come to its end, and then does what is asked. */
  const withServer = async (
    store: EventStore,
    work: () => Promise<void> = async () => undefined,
  ): Promise<string[]> => {
    const heard: string[] = [];
    const runner = new ProjectionRunner({
      url: office.url,
      store,
      projections: PROJECTIONS,
      processes: [{ name: 'exit-chain', handle: async ({ eventId }) => void heard.push(eventId) }],
      pollMs: 20,
    });
    try {
      runner.start();
      const last = await store.lastPosition();
      // Version 0 is that of read models that are to be rebuilt.
      await until(async () =>
        (await runner.positions()).every((at) => at.position === last && at.state === 'RUNNING' && at.version > 0),
      );
      await work();
    } finally {
      await runner.close();
      await noServers();
    }
    return heard;
  };
  const timeline = async (): Promise<readonly { position: string }[]> =>
    (await office.pool.query<{ position: string }>('select * from read.dossier_timeline order by subject_id, revision'))
      .rows;

  beforeAll(async () => {
    office = await openOffice();
    const { dossiers } = await office.open();
    await registerPerson(dossiers);
    for (let n = 0; n < EVENTS; n += 1) await office.store.append(`fact-${n}`, 'no-stream', [fact(n)]);
    await office.store.append('fact-0', 0n, [fact(EVENTS), fact(EVENTS + 1)]);
    await withServer(office.store);
    server = await EventStoreServer.start();
    other = new EventStoreDbEventStore({ connectionString: server.url });
    env = { ...office.env, EVENTSTORE_URL: server.url };
  });
  afterAll(async () => {
    await other.close();
    await server.stop();
    await office.close();
  });

  it('refuses what it cannot do, and says why in one line', async () => {
    expect((await run(['copy-log', '--from', 'postgres', '--to', 'postgres'], env)).error).toBe(
      '--from and --to are the same store.',
    );
    expect((await run(['copy-log', '--from', 'postgres', '--to', 'redis'], env)).notes).toContain(
      'Allowed choices are postgres, eventstoredb',
    );
    expect((await run(THERE, office.env)).error).toBe('EVENTSTORE_URL is needed: it says where EventStoreDB is.');
    const away = { ...env, EVENTSTORE_URL: 'esdb://127.0.0.1:1?tls=false', EVENTSTORE_TIMEOUT_MS: '500' };
    expect((await run(THERE, away)).error).toMatch(/EventStoreDB is not available/);
    expect((await run([...THERE, '--verify-only', '--switch'], env)).notes).toContain('cannot be used with');
    expect(await other.lastPosition()).toBeUndefined();
  });

  it('finds in a verification that nothing is copied yet', async () => {
    const { out, error } = await run([...THERE, '--verify-only'], env);
    expect(out).toMatch(
      /^postgres {6}1,504 events in 1,501 streams, sha256 [0-9a-f]{64}\neventstoredb {2}0 events in 0/,
    );
    expect(error).toMatch(/^The logs differ: stream dossier-[0-9a-f-]+, revision 0: the target lacks it\.$/);
    expect(await other.lastPosition()).toBeUndefined();
  });

  it('is killed in the middle, stopped by Ctrl-C later, and goes on each time', async () => {
    const root = fileURLToPath(new URL('../../../', import.meta.url));
    const hook = `${root}libs/read-store/src/testing/typescript-hook.js`;
    const own = Object.entries(process.env).filter(([name]) => !/^(NODE_OPTIONS|JEST|TYPESCRIPT_HOOK)/.test(name));
    const child = spawn(
      process.execPath,
      ['--conditions=source', '--import', hook, `${root}apps/operator/src/main.ts`, ...THERE],
      { cwd: root, env: { ...Object.fromEntries(own), ...env }, stdio: 'ignore' },
    );
    const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    await until(async () => (await contents(other)).length >= 200 || child.exitCode !== null);
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    const afterKill = (await contents(other)).length;
    expect(afterKill).toBeLessThan(EVENTS);

    const stop = new AbortController();
    const stopped = run(THERE, env, { signal: stop.signal });
    await until(async () => (await contents(other)).length > afterKill + 100);
    stop.abort();
    const { error } = await stopped;
    const afterStop = (await contents(other)).length;
    expect(error).toBe(
      `Stopped before the end. ${afterStop.toLocaleString('en-US')} events are in eventstoredb. The same command goes on from there.`,
    );

    const { out, notes, error: none } = await run(THERE, env);
    expect(none).toBeUndefined();
    const left = EVENTS + 4 - afterStop;
    expect(out).toMatch(
      new RegExp(
        `^${left.toLocaleString('en-US')} events copied, ${afterStop.toLocaleString('en-US')} were there already\n` +
          'postgres      1,504 events in 1,501 streams, sha256 ([0-9a-f]{64})\n' +
          'eventstoredb  1,504 events in 1,501 streams, sha256 \\1\nidentical$',
      ),
    );
    expect(notes).toMatch(/postgres → eventstoredb: .*comparing.*\n[^]*copying, [\d,]+ events[^]*verifying/);
    expect(notes).toContain('The servers use the log in postgres as before.');
    expect(await contents(other)).toEqual(await contents(office.store));
  });

  it('verifies, also for programs', async () => {
    const { out, error } = await run([...THERE, '--verify-only', '--json'], env);
    expect(error).toBeUndefined();
    const report = JSON.parse(out) as { source: { sha256: string; position: string }; target: { sha256: string } };
    expect(report).toMatchObject({ identical: true, source: { events: 1_504, streams: 1_501 } });
    expect(report.target.sha256).toBe(report.source.sha256);
    expect(report.source.position).toBe(await office.store.lastPosition());
  });

  it('does not switch while a server runs or an index is being rotated', async () => {
    await withServer(office.store, async () => {
      expect((await run([...THERE, '--switch'], env)).error).toMatch(
        /^Servers are still connected to the database \(mingdan-.*\): stop them first\.$/,
      );
    });
    await office.pool.query(`update vault.state set index_building = 2, index_cursor = '17'`);
    expect((await run([...THERE, '--switch'], env)).error).toMatch(/^A rotation of the index is under way/);
    await office.pool.query('update vault.state set index_building = null, index_cursor = null');
    await ensureFollowedLog(office.pool, office.store);
  });

  it('switches: the servers go on with the copy, nothing is handled twice, and the old log is refused', async () => {
    const before = await timeline();
    const last = await office.store.lastPosition();
    await office.pool.query(
      `insert into exchange.acknowledgements values ('unit-1', 'consumer', $1, 'event', '2026-01-01T00:00:00Z')`,
      [last],
    );
    const { out, notes, error } = await run([...THERE, '--switch'], env);
    expect(error).toBeUndefined();
    expect(out).toMatch(/\nidentical\nThe read models follow the log in eventstoredb now\.$/);
    expect(notes).toContain('Next: set EVENT_STORE=eventstoredb for every server; npm run operator -- rebuild --all');

    await expect(ensureFollowedLog(office.pool, office.store)).rejects.toThrow(AnotherLog);
    expect(await timeline()).toEqual(before);
    const { rows: acknowledged } = await office.pool.query('select position from exchange.acknowledgements');
    expect(acknowledged).toEqual([{ position: await other.lastPosition() }]);
    const heard = await withServer(other);
    expect(heard).toEqual([]);
    const after = await timeline();
    expect(after.map(({ position: _, ...row }) => row)).toEqual(before.map(({ position: _, ...row }) => row));
    const positions = new Map<string, string>();
    for await (const { streamId, revision, position } of other.readAll())
      positions.set(`${streamId} ${revision}`, position);
    expect(after.map(({ position }) => position)).toEqual(
      after.map((row) => {
        const { subject_id, revision } = row as unknown as { subject_id: string; revision: number };
        return positions.get(`dossier-${subject_id} ${revision}`);
      }),
    );
    expect((await run([...THERE, '--switch'], env)).out).toMatch(/followed the log in eventstoredb already\.$/);
  });

  it('copies on to another PostgreSQL, which then holds the same', async () => {
    await other.append('fact-0', 2n, [fact(9_999)]);
    const elsewhere = await openOffice();
    try {
      const { out, error } = await run([...BACK, '--switch'], { ...env, DATABASE_URL: elsewhere.url });
      expect(error).toBeUndefined();
      expect(out).toMatch(/^1,505 events copied\neventstoredb {2}1,505 events[^]*identical\nThe read models follow/);
      expect(await contents(elsewhere.store)).toEqual(await contents(other));
      expect(await ensureFollowedLog(elsewhere.pool, elsewhere.store)).toBe(true);
    } finally {
      await elsewhere.close();
    }
  });

  it('refuses a target that went on by itself, and writes nothing', async () => {
    await office.store.append('fact-1', 0n, [fact(7_777)]);
    const before = await contents(office.store);
    const { out, error } = await run(BACK, env);
    expect(out).toBe('');
    expect(error).toMatch(
      /^The target is neither empty nor an earlier copy of this source, and nothing was written: after 1504 equal events, stream fact-0, revision 3: the target has another event in its place\.$/,
    );
    expect(await contents(office.store)).toEqual(before);
  });
});
