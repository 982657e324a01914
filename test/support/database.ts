import { createHash, randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';

type Migrations = readonly (new () => MigrationInterface)[];

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
export async function freshDatabase({ migrations }: { readonly migrations?: Migrations } = {}): Promise<FreshDatabase> {
  const server = process.env['DATABASE_URL'];
  if (server === undefined) throw new Error('DATABASE_URL is not set: database specs run in the jest project "e2e"');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const from = migrations === undefined ? 'template1' : await migratedTemplate(server, migrations);
  await onServer(server, (client) => client.query(`create database ${name} template ${from}`));
  return {
    url: databaseUrl(server, name),
    drop: () => onServer(server, (client) => remove(client, name)),
  };
}

/** How long connections that were closed a moment ago may take to be gone: cut, one would raise an error in its pool. */
const LEAVING_MS = 1_000;

async function remove(client: Client, name: string): Promise<void> {
  for (const limit = performance.now() + LEAVING_MS; performance.now() < limit;) {
    const { rowCount } = await client.query(`select from pg_stat_activity where datname = $1`, [name]);
    if (rowCount === 0) break;
  }
  await client.query(`drop database if exists ${name} with (force)`);
}

/**
 * The name of a database in which these migrations have run and nothing else has: copying it takes a tenth of the time.
 * The spec files of a run share it, and one of them makes it.
 */
async function migratedTemplate(server: string, migrations: Migrations): Promise<string> {
  const text = migrations.map((migration) => migration.toString()).join();
  const name = `template_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
  await onServer(server, async (client) => {
    // Of the session, so that it ends with the connection.
    await client.query('select pg_advisory_lock(hashtext($1))', [name]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 1) return;
    const making = `${name}_${randomBytes(4).toString('hex')}`;
    await client.query(`create database ${making}`);
    await migrate(databaseUrl(server, making), migrations);
    await client.query(`alter database ${making} rename to ${name}`);
  });
  return name;
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Runs these migrations on a database, in the order of their timestamps. */
export async function migrate(url: string, migrations: Migrations): Promise<void> {
  const source = await new DataSource({ type: 'postgres', url, migrations: [...migrations] }).initialize();
  try {
    await source.runMigrations({ transaction: 'all' });
  } finally {
    await source.destroy();
  }
}

async function onServer(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
