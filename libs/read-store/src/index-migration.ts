import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sleep } from './pauses.js';
import type { Projection } from './projection.js';
import {
  type IndexSpec,
  type TableSpec,
  READ_SCHEMA,
  createIndexesSql,
  fingerprint,
  qualified,
  quoted,
} from './tables.js';

// To drop an index is to wait for those who read its table, while whoever comes then waits behind it: so never for long.
const DROP_LOCK_MS = 300;
const DROP_PAUSE_MS = 700;
const DROP_TRIES = 60;

/**
 * The migration that gives live tables the indexes they are declared with, in place of those of an earlier declaration:
 * a rebuild would make the same rows again. Tables that another version of the projection filled are left to their
 * rebuild. While it runs the projection waits, and readers go on.
 *
 * @param before by table all indexes of the declaration before, for each table whose indexes have changed
 */
export function indexMigration(
  name: string,
  timestamp: number,
  { name: projection, version, tables }: Pick<Projection, 'name' | 'version' | 'tables'>,
  before: Readonly<Record<string, readonly IndexSpec[]>>,
): new () => MigrationInterface {
  const earlier = tables.map((table) => ({ ...table, indexes: before[table.name] ?? table.indexes ?? [] }));
  const move = async (runner: QueryRunner, from: readonly TableSpec[], to: readonly TableSpec[]): Promise<void> => {
    const others: unknown = await runner.query(
      `select from ${READ_SCHEMA}.checkpoints where projection = $1 and slot = 'live' and version <> $2`,
      [projection, version],
    );
    if (Array.isArray(others) && others.length > 0) return;
    for (const table of to.filter((one) => one.name in before)) {
      for (const sql of createIndexesSql(table, 'live')) await runner.query(sql);
      await runner.query(`analyze ${qualified(table.name, 'live')}`);
    }
    await runner.query(
      `update ${READ_SCHEMA}.checkpoints set fingerprint = $4 where projection = $1 and version = $2 and fingerprint = $3`,
      [projection, version, fingerprint(from), fingerprint(to)],
    );
    const kept = new Set(indexesOf(to));
    const gone = indexesOf(from).filter((index) => !kept.has(index));
    if (gone.length > 0) await drop(runner, gone);
  };
  return class implements MigrationInterface {
    readonly name = `${name}${timestamp}`;

    up(runner: QueryRunner): Promise<void> {
      return move(runner, earlier, tables);
    }

    down(runner: QueryRunner): Promise<void> {
      return move(runner, tables, earlier);
    }
  };
}

const indexesOf = (tables: readonly TableSpec[]): readonly string[] =>
  tables.flatMap(({ indexes = [] }) => indexes.map((index) => index.name));

async function drop(runner: QueryRunner, indexes: readonly string[]): Promise<void> {
  const names = indexes.map((index) => `${READ_SCHEMA}.${quoted(index)}`).join(', ');
  for (let tries = 1; ; tries += 1) {
    await runner.query(`savepoint dropping; set local lock_timeout = ${DROP_LOCK_MS}`);
    try {
      await runner.query(`drop index if exists ${names}; set local lock_timeout to default`);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== '55P03' || tries === DROP_TRIES) throw error;
      await runner.query('rollback to savepoint dropping');
      await sleep(DROP_PAUSE_MS);
    }
  }
}
