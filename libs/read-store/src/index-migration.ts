import type { MigrationInterface, QueryRunner } from 'typeorm';
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

/**
 * The migration that gives live tables the indexes they are declared with, in place of those of an earlier declaration:
 * a rebuild would make the same rows again. Tables that another version of the projection filled are left to their
 * rebuild.
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
    const live: unknown = await runner.query(
      `select from ${READ_SCHEMA}.checkpoints where projection = $1 and slot = 'live' and version <> $2`,
      [projection, version],
    );
    if (Array.isArray(live) && live.length > 0) return;
    for (const table of to) {
      for (const sql of createIndexesSql(table, 'live')) await runner.query(sql);
      const kept = new Set(table.indexes?.map((index) => index.name));
      const gone = from.find((one) => one.name === table.name)?.indexes?.filter((index) => !kept.has(index.name)) ?? [];
      for (const index of gone) await runner.query(`drop index if exists ${READ_SCHEMA}.${quoted(index.name)}`);
      await runner.query(`analyze ${qualified(table.name, 'live')}`);
    }
    await runner.query(
      `update ${READ_SCHEMA}.checkpoints set fingerprint = $4 where projection = $1 and version = $2 and fingerprint = $3`,
      [projection, version, fingerprint(from), fingerprint(to)],
    );
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
