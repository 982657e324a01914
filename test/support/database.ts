import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';

export interface FreshDatabase {
  /** `postgres://user:password@host:port/name` of an empty (or migrated) database of its own. */
  readonly url: string;
  /** Cuts what is still connected and removes the database. */
  drop(): Promise<void>;
}

/**
 * A new database on the server of the e2e project, so that spec files never meet. Call it in `beforeAll` and `drop()`
 * in `afterAll`. With `migrations` these have run before it returns.
 */
export async function freshDatabase(
  options: { readonly migrations?: readonly (new () => MigrationInterface)[] } = {},
): Promise<FreshDatabase> {
  const server = process.env['DATABASE_URL'];
  if (server === undefined) throw new Error('DATABASE_URL is not set: database specs run in the jest project "e2e"');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const database: FreshDatabase = {
    url: url.href,
    drop: () => onServer(server, `drop database if exists ${name} with (force)`),
  };
  if (options.migrations !== undefined) await migrate(database.url, options.migrations);
  return database;
}

/** Runs these migrations on a database, in the order of their timestamps. */
export async function migrate(url: string, migrations: readonly (new () => MigrationInterface)[]): Promise<void> {
  const source = await new DataSource({ type: 'postgres', url, migrations: [...migrations] }).initialize();
  try {
    await source.runMigrations({ transaction: 'all' });
  } finally {
    await source.destroy();
  }
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
