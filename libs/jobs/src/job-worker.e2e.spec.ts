import { Pool } from 'pg';
import fc from 'fast-check';
import { Clock } from '#libs/platform';
import { freshDatabase, type FreshDatabase } from '#test/database';
import { CreateJobs1763700005001 } from './create-jobs.migration.js';
import { HoldJobs1763700010004 } from './hold-jobs.migration.js';
import { isFinished, type Job, type RowResult } from './job.js';
import { JobStore } from './job-store.js';
import { JobWorker, type JobHandler, type JobWorkerOptions } from './job-worker.js';
import { OrderJobs1763700036001 } from './order-jobs.migration.js';
import { PauseJobs1763700044001 } from './pause-jobs.migration.js';

const NOW = '2026-09-07T01:00:00.000Z';

class StandingClock extends Clock {
  now(): string {
    return NOW;
  }
}

const turn = (ms = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('working on jobs', () => {
  let database: FreshDatabase;
  let pool: Pool;
  let store: JobStore;

  beforeAll(async () => {
    database = await freshDatabase({
      migrations: [CreateJobs1763700005001, HoldJobs1763700010004, OrderJobs1763700036001, PauseJobs1763700044001],
    });
    pool = new Pool({ connectionString: database.url, max: 8 });
    store = new JobStore(pool);
  });
  afterEach(() => pool.query('delete from jobs.jobs'));
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  const worker = (handler: Partial<JobHandler> & Pick<JobHandler, 'open'>, more: Partial<JobWorkerOptions> = {}) =>
    new JobWorker({
      ...{ store, pool, clock: new StandingClock(), handlers: [{ kinds: ['K'], ...handler }] },
      ...{ pollMs: 10, leaseMs: 2_000, pace: { duty: 1, lateMs: 1_000, maxPauseMs: 0, load: 2 }, ...more },
    });
  const enqueue = async (given: { readonly total?: number; readonly ordinal?: string } = {}): Promise<string> => {
    const jobId = crypto.randomUUID();
    const common = {
      kind: 'K',
      unitId: 'system',
      requestedBy: 'system',
      fingerprint: 'f',
      payload: {},
      createdAt: NOW,
    };
    await store.enqueue({ ...common, jobId, total: 0, ...given });
    return jobId;
  };
  const finished = async (jobId: string): Promise<Job> => {
    for (;;) {
      const job = await store.find(jobId);
      if (job !== undefined && isFinished(job)) return job;
      await turn(5);
    }
  };
  const done = async (jobId: string, working: readonly JobWorker[]): Promise<Job> => {
    for (const one of working) one.start();
    try {
      return await finished(jobId);
    } finally {
      await Promise.all(working.map((one) => one.stop()));
    }
  };
  const targetsOf = (count: number) => ({
    sql: `select 'D' as about, 't-' || n as target_id, null as entry_id from generate_series(1, $1::int) n`,
    values: [count],
  });

  it('does rows of several keys at once, those of one key in order, and writes all up to some row', async () => {
    const rows = fc.array(fc.record({ key: fc.integer({ min: 0, max: 4 }), turns: fc.integer({ min: 0, max: 3 }) }), {
      ...{ minLength: 1, maxLength: 60 },
    });
    let most = 0;
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const jobId = await enqueue({ total: given.length });
        const running = new Set<number>();
        const ended: number[] = [];
        const handle = async (rowNo: number): Promise<RowResult> => {
          const { key, turns } = given[rowNo - 1]!;
          expect(running.has(key)).toBe(false);
          expect(ended.filter((one) => given[one - 1]!.key === key)).toEqual(
            given.flatMap((one, at) => (one.key === key && at + 1 < rowNo ? [at + 1] : [])),
          );
          running.add(key);
          most = Math.max(most, running.size);
          for (let wait = 0; wait < turns; wait += 1) await turn();
          running.delete(key);
          ended.push(rowNo);
          return { state: 'ACCEPTED', line: rowNo };
        };
        const open = async () => ({ handle, keyOf: (rowNo: number) => String(given[rowNo - 1]!.key) });
        const job = await done(jobId, [worker({ open }, { chunk: 7 })]);
        expect(job).toMatchObject({ state: 'DONE', done: given.length, accepted: given.length });
        const written = await store.rows(jobId, { limit: 100 });
        expect(written.map(({ rowNo, line }) => [rowNo, line])).toEqual(given.map((_, at) => [at + 1, at + 1]));
      }),
      { numRuns: 12 },
    );
    expect(most).toBeLessThanOrEqual(5);
  });

  it('does one row at a time where nobody says which may be done at once', async () => {
    const order: string[] = [];
    const handle = async (rowNo: number): Promise<RowResult> => {
      order.push(`${rowNo} begins`);
      await turn(1);
      order.push(`${rowNo} ends`);
      return { state: 'ACCEPTED' };
    };
    await done(await enqueue({ total: 3 }), [worker({ open: async () => ({ handle }) })]);
    expect(order).toEqual([1, 2, 3].flatMap((row) => [`${row} begins`, `${row} ends`]));
  });

  it('does the jobs of the product one after the other in their order, by however many workers', async () => {
    const ids = [await enqueue({ ordinal: '3' }), await enqueue({ ordinal: '1' }), await enqueue({ ordinal: '2' })];
    const order: string[] = [];
    const handler = {
      targets: async () => targetsOf(9),
      open: async ({ ordinal = '' }: Job) => ({
        keyOf: String,
        handle: async (): Promise<RowResult> => {
          order.push(ordinal);
          await turn(1);
          return { state: 'ACCEPTED' };
        },
      }),
    };
    await done(ids[0]!, [worker(handler), worker(handler), worker(handler)]);
    expect(order).toEqual(['1', '2', '3'].flatMap((one) => Array.from({ length: 9 }, () => one)));
    // What went well is counted; 27 rows of the like tell nobody anything.
    expect(await store.rows(ids[0]!, { limit: 10 })).toEqual([]);
    expect(await store.find(ids[0]!)).toMatchObject({ state: 'DONE', total: 9, accepted: 9 });
  });

  it('waits between two rows while it is paused, goes on where it was, and can be cancelled meanwhile', async () => {
    const jobId = await enqueue({ total: 9 });
    const rows: number[] = [];
    const handle = async (rowNo: number): Promise<RowResult> => {
      if (rowNo === 3) expect(await store.pause(jobId, true)).toBe(true);
      rows.push(rowNo);
      return { state: 'ACCEPTED' };
    };
    const working = worker({ open: async () => ({ handle }) }, { chunk: 1 });
    while ((await store.find(jobId))?.pausedAt === undefined) await working.runOne();
    const waiting = await store.find(jobId);
    expect(waiting).toMatchObject({ state: 'RUNNING', accepted: waiting?.done });
    expect(waiting?.done).toBeLessThan(9);
    // Others do not wait for it.
    const other = await enqueue({ total: 9 });
    expect(
      (await done(other, [worker({ open: async () => ({ handle: async () => ({ state: 'ACCEPTED' }) }) })])).done,
    ).toBe(9);
    expect(await store.find(jobId)).toEqual(waiting);
    expect(await store.pause(jobId, false)).toBe(true);
    while (!isFinished((await store.find(jobId)) ?? { state: 'DONE' })) await working.runOne();
    expect(rows).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await store.pause(jobId, true)).toBe(false);
    await working.stop();

    const unwanted = await enqueue({ total: 9 });
    await store.pause(unwanted, true);
    await store.cancel(unwanted, NOW);
    expect(await store.find(unwanted)).toMatchObject({ state: 'CANCELLED', done: 0 });
  });

  it('asks again while it cannot be said what the rows are', async () => {
    const jobId = await enqueue({ ordinal: '1' });
    let asked = 0;
    const handler = {
      targets: async () => ((asked += 1) < 3 ? undefined : targetsOf(2)),
      open: async () => ({ handle: async (): Promise<RowResult> => ({ state: 'ACCEPTED' }) }),
    };
    expect(await done(jobId, [worker(handler)])).toMatchObject({ state: 'DONE', total: 2 });
    expect(asked).toBe(3);
  });

  it('fails a job of the product whose rows were given up, and does those again and no others', async () => {
    const jobId = await enqueue({ ordinal: '1' });
    let broken = true;
    const tried: string[] = [];
    const handler = {
      targets: async () => targetsOf(30),
      open: async () => ({
        keyOf: String,
        handle: async (rowNo: number): Promise<RowResult> => {
          const [target] = await store.targets(jobId, rowNo, 1);
          tried.push(target!.targetId);
          if (broken && rowNo % 12 === 0) throw new TypeError('broken');
          return { state: 'ACCEPTED' };
        },
      }),
    };
    const failed = await done(jobId, [worker(handler, { attempts: 1 })]);
    expect(failed).toMatchObject({ state: 'FAILED', failure: 'ROWS_GIVEN_UP', done: 30, accepted: 28, refused: 2 });
    expect(await store.failedOfTheProduct()).toBe(1);

    broken = false;
    tried.length = 0;
    expect(await store.retry(jobId)).toBe(2);
    expect(await done(jobId, [worker(handler)])).toMatchObject({ state: 'DONE', done: 2, accepted: 2, refused: 0 });
    expect(tried.sort()).toEqual(['t-12', 't-24']);
    expect(await store.retry(jobId)).toBeUndefined();
  });

  it('says what holds a job up while a part is away, and forgets it when it goes on', async () => {
    const jobId = await enqueue({ total: 1 });
    let away = true;
    const handle = async (): Promise<RowResult> => {
      if (away) throw new RangeError('away');
      return { state: 'ACCEPTED' };
    };
    const one = worker({ open: async () => ({ handle }) }, { isOutage: (error) => error instanceof RangeError });
    one.start();
    while ((await store.find(jobId))?.trouble !== 'RangeError') await turn(5);
    away = false;
    const { trouble, state } = await finished(jobId);
    await one.stop();
    expect([trouble, state]).toEqual([undefined, 'DONE']);
  });
});
