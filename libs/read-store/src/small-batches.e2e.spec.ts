import type { RecordedEvent } from '#libs/event-store';
import type { Projection, ProjectionWriter } from './projection.js';
import type { TableSpec } from './tables.js';
import { type World, added, append, until, world } from './testing/fixtures.js';

/** Counts events by `n = n + 1` in the database: an event applied twice or never shows. */
class Counter implements Projection {
  readonly version = 1;
  readonly tables: readonly TableSpec[];
  /** Called with every batch once it is written. */
  after: (events: readonly RecordedEvent[], tx: ProjectionWriter) => Promise<void> | void = () => undefined;

  constructor(readonly name: string) {
    const columns = [{ name: 'event_type', type: 'text' } as const, { name: 'n', type: 'integer' } as const];
    this.tables = [{ name, columns, primaryKey: ['event_type'] }];
  }

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    const table = tx.table(this.name);
    await tx.query(
      `insert into ${table} as t select type, count(*)::int from unnest($1::text[]) as u (type) group by type
       on conflict (event_type) do update set n = t.n + excluded.n`,
      [events.map(({ eventType }) => eventType)],
    );
    await this.after(events, tx);
  }
}

const NAMES = ['alpha', 'beta', 'gamma'] as const;
const TABLES = NAMES.map((name) => new Counter(name));
let w: World;
beforeEach(async () => {
  w = await world(TABLES);
});
afterEach(async () => {
  await w.end();
});

const counters = (): readonly [Counter, Counter, Counter] => [
  new Counter('alpha'),
  new Counter('beta'),
  new Counter('gamma'),
];
const counted = async (name: string, eventType = 'Added'): Promise<number | undefined> =>
  (await w.rows<{ n: number }>(`select n from read.${name} where event_type = $1`, [eventType]))[0]?.n;
const write = async (count: number): Promise<string> => {
  let position = '';
  for (let n = 0; n < count; n += 1) position = await append(w.store, 'dossier-a', added(1));
  return position;
};

describe('small batches of several projections', () => {
  it('are committed in one transaction with their checkpoints', async () => {
    const runner = w.runner({ projections: counters() });
    runner.start();
    expect(await runner.waitFor(await write(1))).toBe(true);
    const transactions = async (): Promise<number> =>
      (await w.rows('select distinct xmin::text from read.checkpoints')).length;
    // They were handed the first event one after another, as they began; on a busy machine a later one too.
    for (let more = 0; more < 20 && (await transactions()) > 1; more += 1) {
      expect(await runner.waitFor(await write(1))).toBe(true);
    }
    expect(await transactions()).toBe(1);
    const [written] = await w.rows<{ events: number }>('select max(handled)::int as events from read.checkpoints');
    for (const name of NAMES) expect(await counted(name)).toBe(written?.events);
  });

  it('leave nothing behind where one fails, which then fails alone', async () => {
    const [alpha, beta, gamma] = counters();
    beta.after = async (events, tx) => {
      if (events.some(({ eventType }) => eventType === 'Poison')) await tx.query('select 1 / 0');
    };
    const runner = w.runner({ projections: [alpha, beta, gamma] });
    runner.start();
    await runner.waitFor(await write(3));
    const poison = await append(w.store, 'dossier-b', added(1, 'Poison'));
    const last = await write(3);
    expect(await runner.waitFor(last, ['alpha', 'gamma'])).toBe(true);
    await until(async () => !(await runner.health()).ok);
    expect((await runner.positions()).find(({ name }) => name === 'beta')).toMatchObject({
      state: 'FAILED',
      lag: 4,
      lastError: { position: poison, eventType: 'Poison', streamId: 'dossier-b' },
    });
    expect([await counted('alpha'), await counted('beta'), await counted('gamma')]).toEqual([6, 3, 6]);
    expect([await counted('alpha', 'Poison'), await counted('beta', 'Poison')]).toEqual([1, undefined]);
    beta.after = () => undefined;
    await runner.resume('beta');
    expect(await runner.waitFor(last)).toBe(true);
    expect([await counted('beta'), await counted('beta', 'Poison')]).toEqual([6, 1]);
  });

  it('count everything once when their connection is cut again and again', async () => {
    const [alpha, beta, gamma] = counters();
    let cuts = 0;
    gamma.after = async (events, tx) => {
      if (events.some(({ eventType }) => eventType === 'Cut') && (cuts += 1) % 3 !== 0) {
        await tx.query('select pg_terminate_backend(pg_backend_pid())');
      }
    };
    const runner = w.runner({ projections: [alpha, beta, gamma] });
    runner.start();
    for (let round = 0; round < 4; round += 1) {
      await append(w.store, 'dossier-c', added(1, 'Cut'));
      expect(await runner.waitFor(await write(5))).toBe(true);
    }
    for (const name of NAMES) expect([await counted(name), await counted(name, 'Cut')]).toEqual([20, 4]);
    expect(cuts).toBeGreaterThan(4);
  });

  it('do not wait for a projection whose checkpoint or table another transaction holds', async () => {
    const [alpha, beta, gamma] = counters();
    const runner = w.runner({ projections: [alpha, beta, gamma] });
    runner.start();
    await runner.waitFor(await write(1));
    const holding = await w.pool.connect();
    for (const hold of [
      `select from read.checkpoints where projection = 'beta' and slot = 'live' for update`,
      'lock table read.beta in access exclusive mode',
    ]) {
      await holding.query('begin');
      await holding.query(hold);
      const position = await write(2);
      expect(await runner.waitFor(position, ['alpha', 'gamma'])).toBe(true);
      await holding.query('rollback');
      expect(await runner.waitFor(position)).toBe(true);
    }
    holding.release();
    for (const name of NAMES) expect(await counted(name)).toBe(5);
  });
});

it('one projection is stopped, resumed and rebuilt while the others go on', async () => {
  const runner = w.runner({ projections: counters() });
  runner.start();
  await runner.waitFor(await write(5));
  await runner.stop('beta');
  const whileStopped = await write(40);
  expect(await runner.waitFor(whileStopped, ['alpha', 'gamma'])).toBe(true);
  expect(await counted('beta')).toBe(5);
  const [rebuilt, last] = await Promise.all([runner.rebuild('gamma'), write(40)]);
  expect(rebuilt.handled).toBeGreaterThanOrEqual(45);
  expect(await runner.waitFor(last, ['alpha', 'gamma'])).toBe(true);
  expect((await runner.positions()).map(({ state, lag }) => [state, lag])).toEqual([
    ['RUNNING', 0],
    ['STOPPED', 80],
    ['RUNNING', 0],
  ]);
  await runner.resume('beta');
  expect(await runner.waitFor(last)).toBe(true);
  for (const name of NAMES) expect(await counted(name)).toBe(85);
});
