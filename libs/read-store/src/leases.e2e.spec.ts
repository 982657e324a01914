import { Pool } from 'pg';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.js';
import { Leases, heldLeases } from './leases.js';
import { until } from './testing/fixtures.js';

let database: FreshDatabase;
let pool: Pool;
let first: Leases;
let second: Leases;
beforeEach(async () => {
  database = await freshDatabase();
  pool = new Pool({ connectionString: database.url, max: 1 });
  [first, second] = [new Leases(database.url), new Leases(database.url)];
});
afterEach(async () => {
  await Promise.all([first.close(), second.close()]);
  await pool.end();
  await database.drop();
});

const names = ['totals', 'mailer'];

it('one process owns a follower, everybody sees that, and names do not disturb each other', async () => {
  expect((await first.acquire('live', 'totals'))?.aborted).toBe(false);
  expect(await second.acquire('live', 'totals')).toBeUndefined();
  expect((await second.acquire('process', 'totals'))?.aborted).toBe(false);
  expect((await second.acquire('live', 'mailer'))?.aborted).toBe(false);
  expect([...(await heldLeases(pool, names))].sort()).toEqual(['live mailer', 'live totals', 'process totals']);
});

it('another takes over when it is released or its process ends', async () => {
  await first.acquire('live', 'totals');
  await first.release('live', 'totals');
  expect((await second.acquire('live', 'totals'))?.aborted).toBe(false);
  await second.close();
  await until(async () => (await first.acquire('live', 'totals')) !== undefined);
});

it('the owner is told when its connection is lost, and can take part again', async () => {
  const lease = await first.acquire('live', 'totals');
  await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'mingdan-lease'`,
  );
  await until(async () => lease?.aborted === true);
  expect((await second.acquire('live', 'totals'))?.aborted).toBe(false);
  expect(await first.acquire('live', 'totals')).toBeUndefined();
  expect([...(await heldLeases(pool, names))]).toEqual(['live totals']);
});
