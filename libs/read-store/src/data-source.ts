import { DataSource, type EntitySchema, type MixedList } from 'typeorm';

export type EntityClass = (abstract new (...args: never[]) => object) | EntitySchema;

export interface DataSourceSettings {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  readonly entities: readonly EntityClass[];
  /** Migration classes, as classes and not as globs, ordered by their timestamps. */
  readonly migrations: readonly (new () => object)[];
  /** How many connections the pool may hold. Default 10. */
  readonly poolSize?: number;
}

/** A TypeORM data source that never changes the schema by itself. The migrations table is `public.migrations`. */
export function createDataSource(settings: DataSourceSettings): DataSource {
  return new DataSource({
    type: 'postgres',
    url: settings.url,
    schema: 'public',
    entities: [...settings.entities] as MixedList<EntitySchema>,
    migrations: [...settings.migrations],
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    poolSize: settings.poolSize ?? 10,
    applicationName: 'mingdan',
  });
}

const MIGRATION_LOCK = 7_265_001;

/**
 * Runs the migrations that have not run, each in its own transaction. Processes that start together take turns: the
 * later ones find the work done. Opens the data source if need be.
 *
 * @returns the names of the migrations that ran now
 */
export async function runMigrations(dataSource: DataSource): Promise<readonly string[]> {
  if (!dataSource.isInitialized) await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      return (await dataSource.runMigrations({ transaction: 'each' })).map((migration) => migration.name);
    } finally {
      await lock.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    }
  } finally {
    await lock.release();
  }
}

/** The statements that would make the database equal the entities. None after the migrations: a test says so. */
export async function schemaDifferences(dataSource: DataSource): Promise<readonly string[]> {
  const log = await dataSource.driver.createSchemaBuilder().log();
  return log.upQueries.map((query) => query.query);
}

/** @throws Error naming every statement that separates the entities from what the migrations made */
export async function assertEntitiesEqualMigrations(dataSource: DataSource): Promise<void> {
  const differences = await schemaDifferences(dataSource);
  if (differences.length > 0) throw new Error(`entities differ from migrations:\n${differences.join('\n')}`);
}
