import { createHash } from 'node:crypto';
import { EntitySchema, type EntitySchemaColumnOptions, type MigrationInterface, type QueryRunner } from 'typeorm';
import type { Projection } from './projection.js';

/** The schema of every read table. */
export const READ_SCHEMA = 'read';

type ScalarType =
  | 'text'
  | 'uuid'
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'boolean'
  | 'numeric'
  | 'double precision'
  | 'date'
  | 'timestamp with time zone'
  | 'json'
  | 'jsonb'
  | 'bytea';
export type ColumnType = ScalarType | `${'text' | 'uuid' | 'integer' | 'bigint' | 'date'}[]`;

export interface ColumnSpec {
  readonly name: string;
  readonly type: ColumnType;
  /** Default: false. */
  readonly nullable?: boolean;
  /** SQL of the default. */
  readonly default?: string;
  /** Say `C` for text that keyset pages are sorted by: the order is then that of the bytes, whatever the server's locale. */
  readonly collation?: 'C';
}

export interface IndexSpec {
  readonly name: string;
  /** Column names, each with an optional direction (`decided_at desc`), or expressions in parentheses. */
  readonly columns: readonly string[];
  readonly unique?: boolean;
  /** SQL of a partial index's condition. */
  readonly where?: string;
  readonly using?: 'btree' | 'gin' | 'hash' | 'brin';
}

/** A read table. Names are snake_case; table and index names leave room for a suffix of eight characters. */
export interface TableSpec {
  readonly name: string;
  readonly columns: readonly ColumnSpec[];
  readonly primaryKey: readonly string[];
  readonly indexes?: readonly IndexSpec[];
}

/** Which set of tables: those that readers see, those a rebuild fills, those a verification fills. */
export type TableSet = 'live' | 'next' | 'check';

const SUFFIX: Record<TableSet, string> = { live: '', next: '__next', check: '__check' };
const NAME = /^[a-z][a-z0-9_]{0,50}$/;

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The bare name of a table in a set. */
export const tableName = (name: string, set: TableSet): string => name + SUFFIX[set];

/** The name of a table in a set, qualified and quoted for SQL. */
export const qualified = (name: string, set: TableSet): string => `${READ_SCHEMA}.${quoted(tableName(name, set))}`;

const primaryKeyName = (table: string, set: TableSet): string => `${table}_pk${SUFFIX[set]}`;
const indexName = (index: IndexSpec, set: TableSet): string => index.name + SUFFIX[set];

/** @throws Error when a name cannot be used, a name stands twice, or a key names no column */
export function checkTables(tables: readonly TableSpec[]): void {
  const seen = new Set<string>();
  const take = (name: string): void => {
    if (!NAME.test(name)) throw new Error(`${name} is no usable table, column or index name`);
    if (seen.has(name)) throw new Error(`${name} is declared twice`);
    seen.add(name);
  };
  for (const table of tables) {
    take(table.name);
    for (const index of table.indexes ?? []) take(index.name);
    const columns = new Set(table.columns.map((column) => column.name));
    if (table.primaryKey.length === 0) throw new Error(`${table.name} has no primary key`);
    for (const key of table.primaryKey) {
      if (!columns.has(key)) throw new Error(`the primary key of ${table.name} names no column: ${key}`);
    }
  }
}

/** @throws Error when there is no table of this name */
export function specOf(tables: readonly TableSpec[], name: string): TableSpec {
  const spec = tables.find((table) => table.name === name);
  if (spec === undefined) throw new Error(`the projection declares no table ${name}`);
  return spec;
}

/** `CREATE TABLE` with its primary key and without its other indexes. */
export function createTableSql(table: TableSpec, set: TableSet): string {
  return createSql(table, set, [`constraint ${keyOf(table, set)}`]);
}

/** `CREATE TABLE` without its primary key: filling in bulk is faster before it exists. */
export function createBareTableSql(table: TableSpec, set: TableSet): string {
  return createSql(table, set, []);
}

/** Gives a bare table its primary key. */
export function addPrimaryKeySql(table: TableSpec, set: TableSet): string {
  return `alter table ${qualified(table.name, set)} add constraint ${keyOf(table, set)}`;
}

const keyOf = (table: TableSpec, set: TableSet): string =>
  `${quoted(primaryKeyName(table.name, set))} primary key (${table.primaryKey.map(quoted).join(', ')})`;

function createSql(table: TableSpec, set: TableSet, constraints: readonly string[]): string {
  const columns = table.columns.map(
    (column) =>
      `${quoted(column.name)} ${column.type}` +
      (column.collation === undefined ? '' : ` collate "${column.collation}"`) +
      (column.default === undefined ? '' : ` default ${column.default}`) +
      (column.nullable === true ? '' : ' not null'),
  );
  return `create table if not exists ${qualified(table.name, set)} (${[...columns, ...constraints].join(', ')})`;
}

/** `CREATE INDEX` for every index but the primary key. */
export function createIndexesSql(table: TableSpec, set: TableSet): readonly string[] {
  return (table.indexes ?? []).map(
    (index) =>
      `create ${index.unique === true ? 'unique ' : ''}index if not exists ${quoted(indexName(index, set))} ` +
      `on ${qualified(table.name, set)} using ${index.using ?? 'btree'} (${index.columns.join(', ')})` +
      (index.where === undefined ? '' : ` where ${index.where}`),
  );
}

/** Renames a table of a set, with its key and indexes, to the names of the live one, which must be gone. */
export function renameToLiveSql(table: TableSpec, set: TableSet): readonly string[] {
  return [
    `alter table ${qualified(table.name, set)} rename to ${quoted(table.name)}`,
    `alter table ${qualified(table.name, 'live')} rename constraint ${quoted(primaryKeyName(table.name, set))} to ${quoted(primaryKeyName(table.name, 'live'))}`,
    ...(table.indexes ?? []).map(
      (index) => `alter index ${READ_SCHEMA}.${quoted(indexName(index, set))} rename to ${quoted(index.name)}`,
    ),
  ];
}

/** Tells whether two declarations make the same tables. */
export function fingerprint(tables: readonly TableSpec[]): string {
  const ddl = tables.flatMap((table) => [createTableSql(table, 'live'), ...createIndexesSql(table, 'live')]);
  return createHash('sha256').update(ddl.join('\n')).digest('hex').slice(0, 32);
}

/**
 * The migration that creates a projection's tables where they are missing. A later change of the declaration needs no
 * migration: raise the projection's version, and the rebuild makes the new tables beside the old ones and swaps. Where
 * indexes alone have changed, see {@link indexMigration}.
 */
export function projectionMigration(
  name: string,
  timestamp: number,
  projection: Pick<Projection, 'tables'>,
): new () => MigrationInterface {
  return class implements MigrationInterface {
    readonly name = `${name}${timestamp}`;

    async up(runner: QueryRunner): Promise<void> {
      checkTables(projection.tables);
      for (const table of projection.tables) {
        await runner.query(createTableSql(table, 'live'));
        for (const sql of createIndexesSql(table, 'live')) await runner.query(sql);
      }
    }

    async down(runner: QueryRunner): Promise<void> {
      for (const table of projection.tables)
        await runner.query(`drop table if exists ${qualified(table.name, 'live')}`);
    }
  };
}

// PostgreSQL keeps the number 0 of these types as '0'::bigint, and TypeORM compares what it keeps.
function catalogued({ type, default: value = '' }: ColumnSpec): string {
  return (type === 'bigint' || type === 'smallint') && /^-?\d+$/.test(value) ? `'${value}'` : value;
}

const DIRECTION = /\s+(asc|desc)(\s+nulls\s+(first|last))?$/i;

/**
 * The TypeORM entity of a read table, for ordinary queries and for the test that entities equal migrations. Properties
 * are named as the columns.
 */
export function entityOf(table: TableSpec): EntitySchema<Record<string, unknown>> {
  const columns: Record<string, EntitySchemaColumnOptions> = {};
  for (const column of table.columns) {
    const array = column.type.endsWith('[]');
    columns[column.name] = {
      type: (array ? column.type.slice(0, -2) : column.type) as ScalarType,
      nullable: column.nullable === true,
      ...(array ? { array: true } : {}),
      ...(column.collation === undefined ? {} : { collation: column.collation }),
      ...(column.default === undefined ? {} : { default: () => catalogued(column) }),
      ...(table.primaryKey.includes(column.name)
        ? { primary: true, primaryKeyConstraintName: primaryKeyName(table.name, 'live') }
        : {}),
    };
  }
  return new EntitySchema<Record<string, unknown>>({
    name: table.name,
    tableName: table.name,
    schema: READ_SCHEMA,
    columns,
    indices: (table.indexes ?? []).map((index) => {
      const plain = index.columns.every((column) => column in columns);
      const comparable = plain && index.where === undefined && (index.using ?? 'btree') === 'btree';
      const named = index.columns.map((column) => column.replace(DIRECTION, '')).filter((column) => column in columns);
      return {
        name: index.name,
        columns: named.length > 0 ? named : [...table.primaryKey],
        unique: index.unique === true,
        // TypeORM knows no directions, expressions or methods; such an index is left to the migration.
        ...(comparable ? {} : { synchronize: false }),
      };
    }),
  });
}
