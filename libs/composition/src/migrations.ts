import type { Pool } from 'pg';
import {
  AppendAtOnce1763700043002,
  CreateMatters1763700021001,
  CreateRegisters1763700002001,
  ExtendLookups1763700022001,
} from '#libs/access';
import { CreateCrossCheck1763700003001 } from '#libs/cross-check';
import {
  AppendInGroups1763700030001,
  AppendOne1763700040001,
  CreateEventLog1763700000001,
} from '#libs/event-store-postgres';
import { CreateEvidence1763700006001 } from '#libs/evidence';
import { CreateInformants1763700024001 } from '#libs/informants';
import { CreateExternalSources1763700025002 } from '#libs/external-lists';
import {
  CreateJobs1763700005001,
  HoldJobs1763700010004,
  OrderJobs1763700036001,
  PauseJobs1763700044001,
} from '#libs/jobs';
import {
  CreateFollowedLog1763700007001,
  CreateReadStore1763700000002,
  type DataSourceSettings,
} from '#libs/read-store';
import { CreateVault1763700001001, FindKeysByScope1763700023001 } from '#libs/vault';
import { CreateExchange1763700010001 } from '#libs/webhooks';
import { StartProblem } from './start-failure.js';

type Migrations = DataSourceSettings['migrations'];

/**
 * Every migration of the product. The tables of the log are made on either store: empty they harm nobody, and a
 * database that is migrated is migrated the same way everywhere.
 */
export function migrationsWith(readModels: Migrations): Migrations {
  return [
    CreateEventLog1763700000001,
    CreateReadStore1763700000002,
    CreateVault1763700001001,
    CreateRegisters1763700002001,
    CreateMatters1763700021001,
    CreateCrossCheck1763700003001,
    ...readModels,
    CreateJobs1763700005001,
    CreateEvidence1763700006001,
    CreateFollowedLog1763700007001,
    CreateExchange1763700010001,
    FindKeysByScope1763700023001,
    HoldJobs1763700010004,
    CreateInformants1763700024001,
    ExtendLookups1763700022001,
    AppendAtOnce1763700043002,
    CreateExternalSources1763700025002,
    AppendInGroups1763700030001,
    OrderJobs1763700036001,
    PauseJobs1763700044001,
    AppendOne1763700040001,
  ];
}

const UNDEFINED_TABLE = '42P01';

/** Names of the migrations that the database has not seen. More than ours are no fault: a newer release was there. */
export async function pendingMigrations(pool: Pool, migrations: Migrations): Promise<readonly string[]> {
  const done = new Set<string>();
  try {
    const { rows } = await pool.query<{ name: string }>('select name from public.migrations');
    for (const { name } of rows) done.add(name);
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNDEFINED_TABLE) throw error;
  }
  return migrations.map(nameOf).filter((name) => !done.has(name));
}

/** As TypeORM writes it down. */
function nameOf(migration: Migrations[number]): string {
  return (new migration() as { readonly name?: string }).name ?? migration.name;
}

/** @throws StartProblem that says what to run */
export async function requireMigrated(pool: Pool, migrations: Migrations): Promise<void> {
  const pending = await pendingMigrations(pool, migrations);
  if (pending.length === 0) return;
  throw new StartProblem(
    `The database lacks ${pending.length} of ${migrations.length} migrations of this release: run operator migrate first.`,
  );
}
