import type { Pool } from 'pg';
import { type Checkpoint, deleteCheckpoint, ensureCheckpoint, loadCheckpoint } from './checkpoints.js';
import type { Projection, Row } from './projection.js';
import {
  type TableSet,
  addPrimaryKeySql,
  createBareTableSql,
  createIndexesSql,
  fingerprint,
  qualified,
  quoted,
  tableName,
} from './tables.js';
import { PgProjectionWriter } from './writer.js';

/** The tables beside the live ones that a rebuild or a verification fills, and their checkpoint. */
export class FilledTables {
  private keyed = false;

  constructor(
    private readonly pool: Pool,
    private readonly projection: Projection,
    readonly set: Exclude<TableSet, 'live'>,
  ) {}

  /** Makes them, or finds those of an interrupted run of the same version. */
  async prepare(fresh: boolean): Promise<Checkpoint> {
    const { name, version, tables } = this.projection;
    const print = fingerprint(tables);
    const found = await this.checkpoint();
    const same = found !== undefined && found.version === version && found.fingerprint === print;
    if (fresh || !same || !(await this.exist())) {
      await this.discard(found?.tables ?? []);
      for (const table of tables) await this.pool.query(createBareTableSql(table, this.set));
    }
    const names = tables.map((table) => table.name);
    const made = { name, slot: this.set, version, fingerprint: print, tables: names };
    const checkpoint = await ensureCheckpoint(this.pool, made);
    this.keyed = false;
    return checkpoint;
  }

  async discard(others: readonly string[] = []): Promise<void> {
    const names = new Set([...others, ...this.projection.tables.map((table) => table.name)]);
    for (const name of names) await this.pool.query(`drop table if exists ${qualified(name, this.set)}`);
    await deleteCheckpoint(this.pool, this.projection.name, this.set);
  }

  async checkpoint(): Promise<Checkpoint | undefined> {
    return loadCheckpoint(this.pool, this.projection.name, this.set);
  }

  /** Gives them their primary keys, unless they have them: rows can then be found and replaced. */
  async addKeys(): Promise<void> {
    if (this.keyed) return;
    for (const table of this.projection.tables) {
      const name = qualified(table.name, this.set);
      const { rowCount } = await this.pool.query(
        `select from pg_index where indrelid = $1::regclass and indisprimary`,
        [name],
      );
      if (rowCount === 0) await this.pool.query(addPrimaryKeySql(table, this.set));
    }
    this.keyed = true;
  }

  /** Adds the other indexes and counts the rows for the planner. */
  async index(): Promise<void> {
    for (const table of this.projection.tables) {
      for (const sql of createIndexesSql(table, this.set)) await this.pool.query(sql);
      await this.pool.query(`analyze ${qualified(table.name, this.set)}`);
    }
  }

  /** The rows with these keys as they are stored. Adds the primary keys, if need be. */
  async load(table: string, keys: readonly Row[]): Promise<readonly Row[]> {
    await this.addKeys();
    const client = await this.pool.connect();
    try {
      return await new PgProjectionWriter(client, this.projection.tables, this.set).load<Record<string, unknown>>(
        table,
        keys,
      );
    } finally {
      client.release();
    }
  }

  /** By table, what a row holds in the columns that nobody names. */
  async defaults(): Promise<ReadonlyMap<string, Row>> {
    const rows = new Map<string, Row>();
    for (const { name, columns } of this.projection.tables) {
      const given = columns.filter((column) => column.default !== undefined);
      const listed = given.map((column) => `(${column.default})::${column.type} as ${quoted(column.name)}`);
      const found =
        given.length === 0 ? undefined : (await this.pool.query<Row>(`select ${listed.join(', ')}`)).rows[0];
      rows.set(name, { ...Object.fromEntries(columns.map((column) => [column.name, null])), ...found });
    }
    return rows;
  }

  private async exist(): Promise<boolean> {
    const names = this.projection.tables.map((table) => tableName(table.name, this.set));
    const { rows } = await this.pool.query<{ n: string }>(
      `select count(*) as n from pg_tables where schemaname = 'read' and tablename = any($1)`,
      [names],
    );
    return Number(rows[0]?.n) === names.length;
  }
}
