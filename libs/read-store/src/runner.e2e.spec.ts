import { Registry } from 'prom-client';
import type { RecordedEvent } from '#libs/event-store';
import { applyIn } from './applier.js';
import { CheckpointMoves } from './checkpoint-moves.js';
import { ensureCheckpoint, setState } from './checkpoints.js';
import { CheckpointMoved, UnknownFollower } from './errors.js';
import { prometheusMetrics } from './metrics.js';
import type { Projection } from './projection.js';
import { Totals, type World, added, append, cutConnections, until, world } from './testing/fixtures.js';

let w: World;
beforeEach(async () => {
  w = await world();
});
afterEach(async () => {
  await w.end();
});

const totals = (): Promise<{ account: string; total: number; events: number }[]> =>
  w.rows('select account, total, events from read.totals order by account');
const state = async (name = 'totals'): Promise<string | undefined> =>
  (await w.runner({ projections: [new Totals()] }).positions()).find((status) => status.name === name)?.state;

async function log(): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of w.store.readAll()) events.push(event);
  return events;
}

describe('a running projection', () => {
  it('shows what was appended before and after its start', async () => {
    await append(w.store, 'dossier-a', added(1), added(2));
    const runner = w.runner({ projections: [new Totals()] });
    runner.start();
    const position = await append(w.store, 'dossier-b', added(40));
    expect(await runner.waitFor(position)).toBe(true);
    expect(await totals()).toEqual([
      { account: 'dossier-a', total: 3, events: 2 },
      { account: 'dossier-b', total: 40, events: 1 },
    ]);
  });

  it('goes on from its checkpoint after a restart and applies nothing twice', async () => {
    const first = w.runner({ projections: [new Totals()] });
    first.start();
    await first.waitFor(await append(w.store, 'dossier-a', added(1), added(2)));
    await first.close();
    const seen: string[] = [];
    const again = new Totals();
    again.before = (events) => void seen.push(...events.map((event) => event.position));
    const second = w.runner({ projections: [again] });
    second.start();
    const position = await append(w.store, 'dossier-a', added(4));
    expect(await second.waitFor(position)).toBe(true);
    expect(seen).toEqual([position]);
    expect(await totals()).toEqual([{ account: 'dossier-a', total: 7, events: 3 }]);
  });

  it('refuses a batch delivered a second time', async () => {
    const runner = w.runner({ projections: [new Totals()] });
    runner.start();
    await runner.waitFor(await append(w.store, 'dossier-a', added(1), added(2)));
    await runner.close();
    const client = await w.pool.connect();
    await client.query('begin');
    await expect(applyIn(client, new Totals(), 'live', await log(), undefined, 0)).rejects.toThrow(CheckpointMoved);
    await client.query('rollback');
    client.release();
    expect(await totals()).toEqual([{ account: 'dossier-a', total: 3, events: 2 }]);
  });

  it('lets one of two writers at the same checkpoint win and leaves nothing of the other', async () => {
    const owner = w.runner({ projections: [new Totals()] });
    owner.start();
    await owner.waitFor(await append(w.store, 'dossier-a', added(1)));
    await owner.close();
    const from = (await log()).at(-1)?.position;
    await append(w.store, 'dossier-a', added(2));
    const fresh = (await log()).slice(-1);
    const writers = await Promise.all([w.pool.connect(), w.pool.connect()]);
    const results = await Promise.allSettled(
      writers.map(async (client) => {
        await client.query('begin');
        await applyIn(client, new Totals(), 'live', fresh, from, 0);
        await client.query('commit');
      }),
    );
    for (const client of writers) client.release(true);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await totals()).toEqual([{ account: 'dossier-a', total: 3, events: 2 }]);
  });

  it('moves its checkpoint over streams it does not ask for, so that waiting for them ends', async () => {
    class Dossiers extends Totals {
      readonly streamPrefixes = ['dossier-'];
    }
    const runner = w.runner({ projections: [new Dossiers()] });
    runner.start();
    await append(w.store, 'dossier-a', added(1));
    const position = await append(w.store, 'standard-x', added(5));
    expect(await runner.waitFor(position)).toBe(true);
    expect(await totals()).toEqual([{ account: 'dossier-a', total: 1, events: 1 }]);
  });

  it('goes on after all its connections were cut in the middle of a batch', async () => {
    const projection = new Totals();
    let cut = false;
    projection.before = async (_, tx) => {
      if (cut) return;
      cut = true;
      await cutConnections(tx);
    };
    const runner = w.runner({ projections: [projection] });
    runner.start();
    const position = await append(w.store, 'dossier-a', added(1), added(2));
    await until(async () => (await totals())[0]?.total === 3);
    expect(await runner.waitFor(position)).toBe(true);
    expect(cut).toBe(true);
    expect(await totals()).toEqual([{ account: 'dossier-a', total: 3, events: 2 }]);
  });
});

describe('checkpoints that no rows go with', () => {
  const step = (name: string, from: string | undefined, to: string) =>
    ({ name, slot: 'live', version: 1, fingerprint: '', tables: [], from, to, events: 1, rate: 1 }) as const;

  it('move together, each by compare-and-set, and one that another holds does not keep the others', async () => {
    for (const name of ['one', 'two', 'three', 'stopped']) await ensureCheckpoint(w.pool, step(name, undefined, ''));
    await setState(w.pool, 'stopped', ['live'], 'STOPPED');
    const holding = await w.pool.connect();
    await holding.query(`begin; select from read.checkpoints where projection = 'three' for update`);
    const moves = new CheckpointMoves(w.pool);
    const moved = await Promise.allSettled([
      moves.advance(step('one', undefined, '05')),
      moves.advance(step('two', '01', '05')),
      moves.advance(step('three', undefined, '05')),
      moves.advance(step('stopped', undefined, '05')),
    ]);
    await holding.query('rollback');
    holding.release();
    expect(moved.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
    for (const one of moved) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(CheckpointMoved);
    await moves.advance(step('one', '05', '06'));
    expect(await w.rows('select projection, position, handled::int from read.checkpoints order by 1')).toEqual([
      { projection: 'one', position: '06', handled: 2 },
      ...['stopped', 'three', 'two'].map((projection) => ({ projection, position: null, handled: 0 })),
    ]);
  });

  it('move in few statements however many projections an event does not concern', async () => {
    const names = Array.from({ length: 12 }, (_, n) => `idle-${n}`);
    const idle = names.map((name) => ({
      ...{ name, version: 1, tables: [], streamPrefixes: ['nobody-'] },
      handle: () => Promise.reject(new Error('not concerned')),
    }));
    const runner = w.runner({ projections: [new Totals(), ...idle] });
    const waiting = w.runner({ projections: [new Totals(), ...idle] });
    runner.start();
    await runner.waitFor(await append(w.store, 'dossier-a', added(1)));
    // `xmin` is the transaction that wrote a row last.
    const transactions = async (): Promise<number> =>
      (await w.rows(`select distinct xmin::text from read.checkpoints where projection like 'idle-%'`)).length;
    // On a busy machine some are handed an event later than others.
    for (let more = 0; more < 20 && (more === 0 || (await transactions()) > 2); more += 1) {
      expect(await waiting.waitFor(await append(w.store, 'dossier-a', added(2)), names)).toBe(true);
    }
    expect(await transactions()).toBeLessThanOrEqual(2);
  });
});

describe('two processes', () => {
  it('are never both at work on one projection, and the second takes over when the first is gone', async () => {
    const first = w.runner({ projections: [new Totals()] });
    first.start();
    await first.waitFor(await append(w.store, 'dossier-a', added(1)));
    const bySecond: string[] = [];
    const standby = new Totals();
    standby.before = (events) => void bySecond.push(...events.map((event) => event.position));
    const second = w.runner({ projections: [standby] });
    second.start();
    for (let i = 0; i < 40; i += 1) {
      expect(await second.waitFor(await append(w.store, 'dossier-a', added(0)))).toBe(true);
    }
    expect(bySecond).toEqual([]);
    await first.close();
    const after = await append(w.store, 'dossier-a', added(4));
    expect(await second.waitFor(after)).toBe(true);
    expect(bySecond).toEqual([after]);
    expect(await totals()).toEqual([{ account: 'dossier-a', total: 5, events: 42 }]);
  });

  it('lose nothing and double nothing when the connection that holds the leases is cut again and again', async () => {
    const [first, second] = [w.runner({ projections: [new Totals()] }), w.runner({ projections: [new Totals()] })];
    first.start();
    second.start();
    for (let i = 0; i < 20; i += 1) {
      const position = await append(w.store, 'dossier-a', added(1));
      await w.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'mingdan-lease'`,
      );
      expect(await second.waitFor(position)).toBe(true);
    }
    expect(await totals()).toEqual([{ account: 'dossier-a', total: 20, events: 20 }]);
  });

  it('stop and resume a projection that runs in the other', async () => {
    const daemon = w.runner({ projections: [new Totals()] });
    daemon.start();
    await daemon.waitFor(await append(w.store, 'dossier-a', added(1)));
    const operator = w.runner({ projections: [new Totals()] });
    await operator.stop('totals');
    const position = await append(w.store, 'dossier-a', added(2));
    expect(await operator.waitFor(position, ['totals'], 2_000)).toBe(false);
    expect(await state()).toBe('STOPPED');
    expect((await totals())[0]?.total).toBe(1);
    await operator.resume('totals');
    expect(await operator.waitFor(position)).toBe(true);
    expect(await state()).toBe('RUNNING');
    await expect(operator.stop('nothing')).rejects.toThrow(UnknownFollower);
  });
});

describe('an event that cannot be handled', () => {
  it('stops its projection alone, is named, and everything before it is stored', async () => {
    const poisoned = new Totals();
    let broken = true;
    poisoned.before = (events) => {
      if (broken && events.some((event) => event.eventType === 'Poison')) throw new Error('cannot fold this');
    };
    const other: Projection = {
      name: 'other',
      version: 1,
      tables: [],
      handle: async () => undefined,
    };
    for (let i = 0; i < 10; i += 1) await append(w.store, 'dossier-a', added(1));
    const at = await append(w.store, 'dossier-b', added(100, 'Poison'));
    const last = await append(w.store, 'dossier-a', added(1));
    const runner = w.runner({ projections: [poisoned, other] });
    runner.start();
    expect(await runner.waitFor(last, ['other'])).toBe(true);
    await until(async () => !(await runner.health()).ok);
    const [totalsStatus, otherStatus] = await runner.positions();
    expect(totalsStatus).toMatchObject({
      state: 'FAILED',
      lag: 2,
      handled: 10,
      lastError: { position: at, streamId: 'dossier-b', revision: '0', eventType: 'Poison', attempts: 3 },
    });
    expect(totalsStatus?.lastError?.message).toContain('cannot fold this');
    expect(otherStatus).toMatchObject({ state: 'RUNNING', lag: 0, position: last });
    expect(await totals()).toEqual([{ account: 'dossier-a', total: 10, events: 10 }]);
    expect(await runner.waitFor(last, ['totals'], 60_000)).toBe(false);

    broken = false;
    await runner.resume('totals');
    expect(await runner.waitFor(last)).toBe(true);
    expect(await totals()).toEqual([
      { account: 'dossier-a', total: 11, events: 11 },
      { account: 'dossier-b', total: 100, events: 1 },
    ]);
    expect((await runner.health()).ok).toBe(true);
  });

  it('is told without values that PostgreSQL quotes from it', async () => {
    const projection = new Totals();
    projection.before = async (_, tx) => void (await tx.query(`select '张三'::integer`));
    const runner = w.runner({ projections: [projection] });
    await append(w.store, 'dossier-a', added(1));
    runner.start();
    await until(async () => (await runner.positions())[0]?.state === 'FAILED');
    const message = (await runner.positions())[0]?.lastError?.message;
    expect(message).toContain('22P02 invalid input syntax for type integer');
    expect(message).not.toContain('张三');
  });

  it('is told by the statement that failed, not by those that were sent after it', async () => {
    const projection = new Totals();
    projection.before = async (_, tx) => {
      await tx.upsert('totals', [{ account: 'x', total: 'much', events: 1, last_position: null }]);
    };
    const runner = w.runner({ projections: [projection] });
    await append(w.store, 'dossier-a', ...Array.from({ length: 30 }, () => added(1)));
    runner.start();
    await until(async () => (await runner.positions())[0]?.state === 'FAILED');
    expect((await runner.positions())[0]?.lastError?.message).toContain('22P02');
    expect(await totals()).toEqual([]);
  });
});

describe('waiting', () => {
  it('works from a process that runs nothing, and ends when the time is over', async () => {
    const reader = w.runner({ projections: [new Totals()] });
    const position = await append(w.store, 'dossier-a', added(1));
    expect(await reader.waitFor(position, ['totals'], 30)).toBe(false);
    const waiting = reader.waitFor(position, ['totals'], 5_000);
    w.runner({ projections: [new Totals()] }).start();
    expect(await waiting).toBe(true);
  });
});

describe('the metrics', () => {
  it('tell what was handled, who is in which state, and that nobody is behind', async () => {
    const registry = new Registry();
    const runner = w.runner({ projections: [new Totals()], metrics: prometheusMetrics(registry) });
    runner.start();
    await runner.waitFor(await append(w.store, 'dossier-a', added(1), added(2)));
    // Waiting ends with the commit, the metrics follow it.
    const handled = 'mingdan_follower_events_total{follower="totals",slot="live"} 2';
    await until(async () => (await registry.metrics()).includes(handled));
    const shown = await registry.metrics();
    expect(shown).toContain('mingdan_follower_state{follower="totals",state="RUNNING"} 1');
    expect(shown).toContain('mingdan_follower_lag_events{follower="totals"} 0');
    expect(shown).toContain('mingdan_follower_lag_seconds{follower="totals"} 0');
    expect(shown).not.toContain('mingdan_follower_last_error_timestamp_seconds{');
  });

  it('tell how far one is behind that cannot go on, by events and by the clock they were recorded by', async () => {
    const registry = new Registry();
    const poisoned = new Totals();
    poisoned.before = () => {
      throw new Error('cannot fold this');
    };
    const now = (): number => Date.parse('2026-09-18T01:00:30.000Z');
    const runner = w.runner({ projections: [poisoned], metrics: prometheusMetrics(registry), now });
    for (const second of [5, 10]) {
      const metadata = { recordedAt: `2026-09-18T01:00:${String(second).padStart(2, '0')}.000Z` };
      await append(w.store, 'dossier-a', { ...added(1), metadata });
    }
    runner.start();
    await until(async () => !(await runner.health()).ok);
    const shown = await registry.metrics();
    expect(shown).toContain('mingdan_follower_state{follower="totals",state="FAILED"} 1');
    expect(shown).toContain('mingdan_follower_lag_events{follower="totals"} 2');
    expect(shown).toContain('mingdan_follower_lag_seconds{follower="totals"} 25');
    expect(shown).toMatch(/mingdan_follower_last_error_timestamp_seconds\{follower="totals"\} \d+/);
    expect((await runner.positions())[0]).toMatchObject({ lag: 2, lagSeconds: 25 });
  });
});
