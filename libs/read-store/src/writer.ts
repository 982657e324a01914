import { createHash } from 'node:crypto';
import type { PoolClient, QueryResultRow } from 'pg';
import type { ProjectionWriter, Row, RowToMake } from './projection.js';
import { arrayLiteral, columnsOf, isJson, keyOf } from './rows.js';
import { type ColumnSpec, type TableSet, type TableSpec, qualified, quoted, specOf } from './tables.js';

/** Writes into one set of a projection's tables over one connection that is inside a transaction. */
export class PgProjectionWriter implements ProjectionWriter {
  constructor(
    private readonly client: PoolClient,
    private readonly tables: readonly TableSpec[],
    private readonly set: TableSet,
  ) {}

  async query<R extends QueryResultRow = QueryResultRow>(
    sql: string,
    params: readonly unknown[] = [],
  ): Promise<readonly R[]> {
    return (await this.client.query<R>(sql, [...params])).rows;
  }

  table(name: string): string {
    return qualified(this.spec(name).name, this.set);
  }

  async load<R extends QueryResultRow = QueryResultRow>(table: string, keys: readonly Row[]): Promise<readonly R[]> {
    if (keys.length === 0) return [];
    const spec = this.spec(table);
    const listed = spec.columns.map((column) => `t.${quoted(column.name)}`).join(', ');
    const sql = `select ${listed} from ${this.table(table)} t join ${this.keysFrom(spec)} using (${keyList(spec)})`;
    return this.prepared<R>(sql, arrays(keyColumns(spec), keys));
  }

  async upsert(table: string, rows: readonly Row[]): Promise<void> {
    const spec = this.spec(table);
    const [first] = rows;
    if (first === undefined) return;
    const columns = columnsOf(spec, rows);
    const names = columns.map((column) => quoted(column.name));
    const changed = names.filter((name) => !spec.primaryKey.map(quoted).includes(name));
    const sql =
      `insert into ${this.table(table)} (${names.join(', ')}) ` +
      `select ${columns.map((column) => selected(column)).join(', ')} from ${unnested(columns)} ` +
      `on conflict (${keyList(spec)}) do ` +
      (changed.length === 0
        ? 'nothing'
        : `update set ${changed.map((name) => `${name} = excluded.${name}`).join(', ')}`);
    await this.prepared(sql, arrays(columns, lastOfEachKey(spec, rows)));
  }

  async upsertMade(table: string, rows: readonly RowToMake[]): Promise<void> {
    await this.upsert(
      table,
      rows.map(({ make }) => make()),
    );
  }

  async remove(table: string, keys: readonly Row[]): Promise<void> {
    if (keys.length === 0) return;
    const spec = this.spec(table);
    const same = spec.primaryKey.map((name) => `t.${quoted(name)} = k.${quoted(name)}`).join(' and ');
    const sql = `delete from ${this.table(table)} t using ${this.keysFrom(spec)} where ${same}`;
    await this.prepared(sql, arrays(keyColumns(spec), keys));
  }

  private keysFrom(spec: TableSpec): string {
    const columns = keyColumns(spec);
    return `(select ${columns.map((column) => selected(column)).join(', ')} from ${unnested(columns)}) k`;
  }

  private async prepared<R extends QueryResultRow>(text: string, values: unknown[]): Promise<readonly R[]> {
    const name = createHash('md5').update(text).digest('hex');
    return (await this.client.query<R>({ name, text, values })).rows;
  }

  private spec(name: string): TableSpec {
    return specOf(this.tables, name);
  }
}

const keyList = (spec: TableSpec): string => spec.primaryKey.map(quoted).join(', ');

function keyColumns(spec: TableSpec): readonly ColumnSpec[] {
  return spec.columns.filter((column) => spec.primaryKey.includes(column.name));
}

// unnest() flattens arrays of arrays, so array columns travel as texts and are cast one by one, as JSON does.
const travelsAsText = (column: ColumnSpec): boolean => column.type.endsWith('[]') || isJson(column);

function selected(column: ColumnSpec): string {
  const value = `u.${quoted(column.name)}`;
  return travelsAsText(column) ? `${value}::${column.type} as ${quoted(column.name)}` : value;
}

function unnested(columns: readonly ColumnSpec[]): string {
  const parameters = columns.map((column, i) => `$${i + 1}::${travelsAsText(column) ? 'text' : column.type}[]`);
  return `unnest(${parameters.join(', ')}) as u(${columns.map((column) => quoted(column.name)).join(', ')})`;
}

function arrays(columns: readonly ColumnSpec[], rows: readonly Row[]): unknown[] {
  return columns.map((column) => rows.map((row) => sent(column, row[column.name])));
}

function sent(column: ColumnSpec, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (isJson(column)) return typeof value === 'string' ? value : JSON.stringify(value);
  if (Array.isArray(value)) return arrayLiteral(value);
  return value;
}

function lastOfEachKey(spec: TableSpec, rows: readonly Row[]): readonly Row[] {
  const byKey = new Map<string, Row>();
  for (const row of rows) byKey.set(keyOf(spec, row), row);
  return byKey.size === rows.length ? rows : [...byKey.values()];
}
