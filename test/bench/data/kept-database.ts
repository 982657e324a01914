import { mkdir } from 'node:fs/promises';
import { Client } from 'pg';
import type { MigrationInterface } from 'typeorm';
import { migrate } from '../../support/database.js';
import { openDataFolder } from '../../../apps/standalone/src/data-folder.js';
import { join } from 'node:path';

/** A database that outlives the run, on the server of `DATABASE_URL`, and the folder of what belongs to it. */
export interface KeptDatabase {
  readonly url: string;
  readonly folder: string;
}

/**
 * Finds the database of this name, or makes it; in both cases it is migrated. Its folder is of the same name, in `keep`,
 * a data folder.
 *
 * @param name of letters, digits and underscores
 */
export async function keptDatabase(
  keep: string,
  name: string,
  migrations: readonly (new () => MigrationInterface)[],
): Promise<KeptDatabase> {
  const server = process.env['DATABASE_URL'];
  if (server === undefined) throw new Error('DATABASE_URL is not set');
  openDataFolder(keep);
  const folder = join(keep, name);
  await mkdir(folder, { recursive: true });
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
  const url = new URL(server);
  url.pathname = `/${name}`;
  await migrate(url.href, migrations);
  return { url: url.href, folder };
}
