import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Pool } from 'pg';
import { eventLogMigrations, PostgresEventStore } from '#libs/event-store-postgres';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.js';
import { CreateFollowedLog1763700007001 } from './create-followed-log.js';
import { CreateReadStore1763700000002 } from './create-read-store.js';
import { ProjectionRunner } from './runner.js';
import { projectionMigration } from './tables.js';
import { Totals, added, append, until } from './testing/fixtures.js';

/** Long enough for a busy machine to send its heartbeats, short enough to be waited for. */
const LEASE_MS = 2_000;

/** A process of its own that follows the log. */
class Follower {
  private readonly child: ChildProcess;
  private readonly said: string[] = [];

  constructor(url: string) {
    const file = (name: string): string => fileURLToPath(new URL(`./testing/${name}`, import.meta.url));
    const hook = ['--conditions=source', '--import', file('typescript-hook.js')];
    this.child = spawn(process.execPath, [...hook, file('follow-child.ts'), url, String(LEASE_MS)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.child.stdout?.on('data', (text: Buffer) => this.said.push(...text.toString().trim().split('\n')));
  }

  says(what: string): boolean {
    return this.said.includes(what);
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(name);
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}

let database: FreshDatabase;
let store: PostgresEventStore;
let pool: Pool;
let reader: ProjectionRunner;
let followers: Follower[];
let appended = 0;

const write = async (events: number, { stream = 'dossier', eventType = 'Added' } = {}): Promise<string> => {
  let position = '';
  for (let n = 0; n < events; n += 1) {
    appended += 1;
    position = await append(store, `${stream}-${appended % 3}`, added(1, eventType));
  }
  return position;
};
/** The first that says it; processes take their time to begin. */
const whoSays = async (what: string): Promise<Follower> => {
  let found: Follower | undefined;
  await until(async () => (found = followers.find((one) => one.says(what))) !== undefined, 30_000);
  if (found === undefined) throw new Error(`no process says: ${what}`);
  return found;
};
/** Every event counted once: sums made by `x = x + 1` show one applied twice or never. */
const counted = async (): Promise<unknown> =>
  (await pool.query('select sum(total)::int as total, sum(events)::int as events from read.totals')).rows[0];

beforeAll(async () => {
  database = await freshDatabase({
    migrations: [
      ...[...eventLogMigrations, CreateReadStore1763700000002, CreateFollowedLog1763700007001],
      projectionMigration('CreateFixture', 1763700001000, new Totals()),
    ],
  });
  store = new PostgresEventStore(database.url);
  pool = new Pool({ connectionString: database.url, max: 2 });
  reader = new ProjectionRunner({ url: database.url, store, projections: [new Totals()] });
  followers = Array.from({ length: 3 }, () => new Follower(database.url));
  await until(async () => followers.every((one) => one.says('started')), 30_000);
}, 60_000);
afterAll(async () => {
  await Promise.all(followers.map((one) => one.kill()));
  await Promise.all([reader.close(), store.close(), pool.end()]);
  await database.drop();
});

describe('processes that may all follow one log', () => {
  it('take turns: when the one at work is killed another goes on, nothing is left out and nothing applied twice', async () => {
    const first = await whoSays('took over');
    const writing = write(200);
    await reader.waitFor(await write(20, { stream: 'other' }));
    await first.kill();
    followers = followers.filter((one) => one !== first);
    expect(await reader.waitFor(await writing, undefined, 20_000)).toBe(true);
    expect(await reader.waitFor(await write(1), undefined, 20_000)).toBe(true);
    expect(await counted()).toEqual({ total: appended, events: appended });
  }, 60_000);

  it('take over from one that hangs in the middle of a batch, which does no harm when it comes to itself', async () => {
    const position = await write(1, { eventType: 'Pause' });
    const hanging = await whoSays('in a batch');
    hanging.signal('SIGSTOP');
    expect(await reader.waitFor(position, undefined, 30_000)).toBe(true);
    const others = followers.filter((one) => one !== hanging);
    expect(others.some((one) => one.says('in a batch'))).toBe(true);
    await reader.waitFor(await write(20), undefined, 20_000);
    hanging.signal('SIGCONT');
    expect(await reader.waitFor(await write(100), undefined, 20_000)).toBe(true);
    expect(await counted()).toEqual({ total: appended, events: appended });
  }, 60_000);
});
