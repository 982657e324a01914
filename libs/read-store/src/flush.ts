import type { PoolClient } from 'pg';
import { copyRows } from './copy-rows.js';
import type { Generation, HeldTable } from './bulk-writer.js';
import type { Row } from './projection.js';
import { type TableSet, qualified, quoted } from './tables.js';
import { PgProjectionWriter } from './writer.js';

const REMOVED_AT_ONCE = 10_000;

/**
 * Writes what a generation changed into the tables, over a connection that is inside a transaction.
 *
 * @param empty whether nothing was ever written into the tables, which then have no keys: the rows are copied straight
 *   into them. Otherwise they have their primary keys, and rows replace those that are there.
 */
export async function flush(client: PoolClient, generation: Generation, set: TableSet, empty: boolean): Promise<void> {
  // Cheaper to make than the default, where the server was built with it.
  await client.query(
    `select set_config(name, 'lz4', true) from pg_settings
     where name = 'default_toast_compression' and 'lz4' = any(enumvals)`,
  );
  for (const table of generation.all) {
    if (table.size === 0) continue;
    await (empty ? copyIntoEmpty(client, table, set) : merge(client, table, set));
  }
}

async function copyIntoEmpty(client: PoolClient, table: HeldTable, set: TableSet): Promise<void> {
  const name = qualified(table.spec.name, set);
  // Emptied in this transaction, it takes rows that need no second visit by a vacuum.
  await client.query(`truncate ${name}`);
  await copyRows(client, name, table.spec, present(table), ['freeze']);
}

async function merge(client: PoolClient, table: HeldTable, set: TableSet): Promise<void> {
  const { spec } = table;
  const name = qualified(spec.name, set);
  const gone: Row[] = [];
  const staging = quoted(`staging_${spec.name}`);
  await client.query(`create temporary table ${staging} (like ${name}) on commit drop`);
  await copyRows(client, `pg_temp.${staging}`, spec, present(table, gone));
  const columns = spec.columns.map((column) => quoted(column.name));
  const key = spec.primaryKey.map(quoted);
  const changed = columns.filter((column) => !key.includes(column));
  const replace =
    changed.length === 0
      ? 'nothing'
      : `update set ${changed.map((column) => `${column} = excluded.${column}`).join(', ')}`;
  await client.query(
    `insert into ${name} (${columns.join(', ')}) select ${columns.join(', ')} from pg_temp.${staging}
     on conflict (${key.join(', ')}) do ${replace}`,
  );
  const writer = new PgProjectionWriter(client, [spec], set);
  for (let i = 0; i < gone.length; i += REMOVED_AT_ONCE)
    await writer.remove(spec.name, gone.slice(i, i + REMOVED_AT_ONCE));
}

/** The rows to write; what is gone is put aside by its key. */
function* present(table: HeldTable, gone: Row[] = []): Generator<Row> {
  for (const [key, row] of table.changes()) {
    if (row !== undefined) yield row;
    else gone.push(keyRow(table, key));
  }
}

function keyRow({ spec }: HeldTable, key: string): Row {
  const parts = key.split('\0');
  return Object.fromEntries(spec.primaryKey.map((name, i) => [name, parts[i]]));
}
