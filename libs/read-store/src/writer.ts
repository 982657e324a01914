import { createHash } from 'node:crypto';
import type { PoolClient, QueryResultRow } from 'pg';
import { textArray } from '#libs/pg-arrays';
import type { ProjectionWriter, Row, RowToMake } from './projection.js';
import { columnsOf, keyOf, textOf } from './rows.js';
import { type ColumnSpec, type TableSet, type TableSpec, qualified, quoted, specOf } from './tables.js';

/**
 * Writes into one set of a projection's tables over one connection that is inside a transaction.
 *
 * @param sent of a connection with `pipeline`: takes what was sent and is not waited for, so that the next rows are made
 *   while the server takes in the last; nothing may be committed before all of it is fulfilled
 */
export class PgProjectionWriter implements ProjectionWriter {
  constructor(
    private readonly client: PoolClient,
    private readonly tables: readonly TableSpec[],
    private readonly set: TableSet,
    private readonly sent?: Promise<unknown>[],
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
    // One by one by the key (`limit`): joined as a whole, a plan made while the table was small would read all of it.
    const sql =
      `select ${listed} from ${keysFrom(spec)} cross join lateral ` +
      `(select * from ${this.table(table)} t where ${sameKey(spec)} limit 1) t`;
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
    await this.written(this.prepared(sql, arrays(columns, lastOfEachKey(spec, rows))));
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
    const sql = `delete from ${this.table(table)} t using ${keysFrom(spec)} where ${sameKey(spec)}`;
    // Planned each time for the table as it is by now: nothing holds a plan for a small one to its key.
    await this.written(this.client.query(sql, arrays(keyColumns(spec), keys)));
  }

  private async written(written: Promise<unknown>): Promise<void> {
    if (this.sent === undefined) return void (await written);
    // Whoever holds the list looks at it in the end.
    written.catch(() => undefined);
    this.sent.push(written);
  }

  private async prepared<R extends QueryResultRow>(text: string, values: unknown[]): Promise<readonly R[]> {
    return (await this.client.query<R>({ name: nameOf(text), text, values })).rows;
  }

  private spec(name: string): TableSpec {
    return specOf(this.tables, name);
  }
}

const NAMES = new Map<string, string>();

/** Tables and the columns that are written are few, and so are the statements. */
function nameOf(statement: string): string {
  let name = NAMES.get(statement);
  if (name === undefined) NAMES.set(statement, (name = createHash('md5').update(statement).digest('hex')));
  return name;
}

const keyList = (spec: TableSpec): string => spec.primaryKey.map(quoted).join(', ');

function keyColumns(spec: TableSpec): readonly ColumnSpec[] {
  return spec.columns.filter((column) => spec.primaryKey.includes(column.name));
}

const sameKey = (spec: TableSpec): string =>
  spec.primaryKey.map((name) => `t.${quoted(name)} = k.${quoted(name)}`).join(' and ');

function keysFrom(spec: TableSpec): string {
  const columns = keyColumns(spec);
  return `(select ${columns.map((column) => selected(column)).join(', ')} from ${unnested(columns)}) k`;
}

// All travel as texts in binary and are cast one by one: unnest() would flatten arrays of arrays, and whatever else `pg`
// makes of an array costs more than all that is done to its elements.
function selected(column: ColumnSpec): string {
  const name = quoted(column.name);
  return column.type === 'text' ? `u.${name}` : `u.${name}::${column.type} as ${name}`;
}

function unnested(columns: readonly ColumnSpec[]): string {
  const parameters = columns.map((_, i) => `$${i + 1}::text[]`);
  return `unnest(${parameters.join(', ')}) as u(${columns.map((column) => quoted(column.name)).join(', ')})`;
}

function arrays(columns: readonly ColumnSpec[], rows: readonly Row[]): Buffer[] {
  return columns.map((column) => {
    const text = textOf(column);
    return textArray(
      rows.map((row) => {
        const value = row[column.name];
        return value === null || value === undefined ? null : text(value);
      }),
    );
  });
}

function lastOfEachKey(spec: TableSpec, rows: readonly Row[]): readonly Row[] {
  const byKey = new Map<string, Row>();
  for (const row of rows) byKey.set(keyOf(spec, row), row);
  return byKey.size === rows.length ? rows : [...byKey.values()];
}
