import type { Row } from './projection.js';
import type { ColumnSpec, TableSpec } from './tables.js';

export const isJson = (column: ColumnSpec): boolean => column.type === 'json' || column.type === 'jsonb';

/** The primary key of a row as one text. */
export function keyOf(spec: TableSpec, row: Row): string {
  const [first = '', ...rest] = spec.primaryKey;
  // No text that PostgreSQL takes holds the character 0.
  return rest.reduce((key, name) => `${key}\0${String(row[name])}`, String(row[first]));
}

/**
 * The columns that the rows of one upsert name, in the order of the table.
 *
 * @throws Error when a row names another column than the first, or one that the table has not
 */
export function columnsOf(spec: TableSpec, rows: readonly Row[]): readonly ColumnSpec[] {
  const [first = {}] = rows;
  const columns = spec.columns.filter((column) => column.name in first);
  const unknown = Object.keys(first).filter((name) => !columns.some((column) => column.name === name));
  if (unknown.length > 0) throw new Error(`${spec.name} has no column ${unknown.join(', ')}`);
  for (const row of rows) {
    if (Object.keys(row).length !== columns.length || columns.some((column) => !(column.name in row))) {
      throw new Error(`the rows of one upsert into ${spec.name} name different columns`);
    }
  }
  return columns;
}

/** An array as PostgreSQL writes one. */
function arrayLiteral(values: readonly unknown[]): string {
  const element = (value: unknown): string => {
    if (value === null || value === undefined) return 'NULL';
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `"${text.replace(/["\\]/g, '\\$&')}"`;
  };
  return `{${values.map(element).join(',')}}`;
}

/**
 * How a value of a column is written for PostgreSQL to read, as its text; never null.
 *
 * @throws Error when the column cannot take a value of this type
 */
export function textOf(column: ColumnSpec): (value: unknown) => string {
  if (isJson(column)) return (value) => (typeof value === 'string' ? value : JSON.stringify(value));
  return (value) => {
    if (typeof value === 'string') return value;
    if (typeof value === 'boolean') return value ? 'true' : 'false';
    if (typeof value === 'number' || typeof value === 'bigint') return String(value);
    if (value instanceof Date) return column.type === 'date' ? dayOf(value) : value.toISOString();
    if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`;
    if (Array.isArray(value)) return arrayLiteral(value);
    throw new Error(`${column.name} cannot take a value of type ${typeof value}`);
  };
}

/** pg gives a date as midnight where the process runs. */
function dayOf(date: Date): string {
  const pad = (n: number, length: number): string => String(n).padStart(length, '0');
  return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
}
