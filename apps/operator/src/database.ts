import type { Command } from 'commander';
import { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { openEventStore } from '#libs/composition';
import type { EventStore } from '#libs/event-store';
import { readConfiguration, type Configuration } from '#libs/platform';
import { createDataSource } from '#libs/read-store';
import { composition } from '../../standalone/src/composition.js';
import { OperatorFailure, type Terminal } from './terminal.js';
import { openEmbedded } from './embedded.js';
import { explainFailure } from './failures.js';

/** The configuration the servers would have, from the same environment. @throws ConfigurationError */
export function configurationOf(command: Command, terminal: Terminal): Configuration {
  const { data, databaseUrl } = command.optsWithGlobals<{ data?: string; databaseUrl?: string }>();
  const given = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl, DATABASE_URL_FILE: undefined };
  return readConfiguration({
    env: { ...terminal.env, ...given },
    args: data === undefined ? [] : ['--data', data],
    root: terminal.root,
    purpose: 'operator',
  });
}

/**
 * Reaches the database of the configuration for as long as `work` takes; see `openEmbedded` for the embedded one.
 *
 * @throws OperatorFailure that says in one line what went wrong
 */
export async function withUrl<T>(configuration: Configuration, work: (url: string) => Promise<T>): Promise<T> {
  try {
    const { databaseUrl, dataDir } = configuration;
    if (databaseUrl !== undefined) return await work(databaseUrl.reveal());
    const embedded = await openEmbedded(dataDir);
    try {
      return await work(embedded.url);
    } finally {
      await embedded.close();
    }
  } catch (error) {
    throw error instanceof OperatorFailure
      ? error
      : new OperatorFailure(explainFailure(error, configuration), { cause: error });
  }
}

/** Opens the database of the configuration for as long as `work` takes. @throws OperatorFailure */
export async function withDatabase<T>(
  configuration: Configuration,
  work: (dataSource: DataSource) => Promise<T>,
): Promise<T> {
  return withUrl(configuration, async (url) => {
    const dataSource = createDataSource({
      url,
      entities: composition.entities,
      migrations: composition.migrations,
      poolSize: 4,
    });
    await dataSource.initialize();
    try {
      return await work(dataSource);
    } finally {
      await dataSource.destroy();
    }
  });
}

/** What a command works on. */
export interface Workplace {
  readonly url: string;
  readonly pool: Pool;
  readonly store: EventStore;
}

/** Opens a pool and the log for as long as `work` takes. @throws OperatorFailure */
export async function withLog<T>(configuration: Configuration, work: (place: Workplace) => Promise<T>): Promise<T> {
  return withUrl(configuration, async (url) => {
    const pool = new Pool({
      connectionString: url,
      max: 6,
      connectionTimeoutMillis: 5_000,
      application_name: 'mingdan operator',
    });
    // A connection that is cut shows in the query it was for; unheard, it would end the process.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    const log = openEventStore(configuration, url);
    try {
      // Whether the database answers at all is told here, in the words of the driver and not of a part of ours.
      await pool.query('select 1');
      return await work({ url, pool, store: log.store });
    } finally {
      await log.close();
      await pool.end();
    }
  });
}
