import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { VaultBusy, VaultUnavailable } from './errors.js';

/** Session lock of everything that reads or changes the vault as a whole. */
const WHOLE_VAULT_LOCK = 7_401_763_700_001n;

/** Names under which connections keep statements that are given again and again. */
const names = new Map<string, string>();

/** @throws VaultUnavailable for whatever the database has to object; the values never reach the message. */
export async function run<R extends QueryResultRow>(
  on: Pool | PoolClient,
  sql: string,
  values: readonly unknown[] = [],
): Promise<R[]> {
  try {
    if (values.length === 0) return (await on.query<R>(sql)).rows;
    const name = names.get(sql) ?? `vault.${names.size}`;
    names.set(sql, name);
    return (await on.query<R>({ name, text: sql, values: [...values] })).rows;
  } catch (cause) {
    throw new VaultUnavailable('the database of the vault did not answer', { cause });
  }
}

export async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (cause) {
    throw new VaultUnavailable('the database of the vault cannot be reached', { cause });
  }
}

/** Runs the work in one transaction; durable when it returns, whatever the server's default of synchronous_commit. */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  isolation = 'read committed',
): Promise<T> {
  const client = await connect(pool);
  try {
    await run(client, `begin isolation level ${isolation}; set local synchronous_commit = on`);
    const result = await work(client);
    await run(client, 'commit');
    client.release();
    return result;
  } catch (error) {
    await client.query('rollback').then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    );
    throw error;
  }
}

/**
 * For a statement that is a transaction of its own, to be joined with its result: it is durable when it returns, whatever
 * the server's default of synchronous_commit.
 */
export const DURABLY = `(select set_config('synchronous_commit', 'on', true)) durably`;

/**
 * Holds the vault for one backup, restore or rotation.
 * @throws VaultBusy when another one holds it.
 */
export async function holdingTheVault<T>(pool: Pool, work: () => Promise<T>): Promise<T> {
  const client = await connect(pool);
  let held = false;
  try {
    const [answer] = await run<{ held: boolean }>(client, 'select pg_try_advisory_lock($1) as held', [
      WHOLE_VAULT_LOCK,
    ]);
    held = answer?.held === true;
    if (!held) throw new VaultBusy();
    return await work();
  } finally {
    // When the connection has died under it, its end frees the lock.
    const freed = held ? client.query('select pg_advisory_unlock($1)', [WHOLE_VAULT_LOCK]) : Promise.resolve();
    await freed.then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    );
  }
}
