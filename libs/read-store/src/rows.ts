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
export function arrayLiteral(values: readonly unknown[]): string {
  const element = (value: unknown): string => {
    if (value === null || value === undefined) return 'NULL';
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `"${text.replace(/["\\]/g, '\\$&')}"`;
  };
  return `{${values.map(element).join(',')}}`;
}
