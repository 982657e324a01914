import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Row } from './projection.js';
import { arrayLiteral, isJson } from './rows.js';
import { type ColumnSpec, type TableSpec, quoted } from './tables.js';

/** Characters that are sent at once. */
const CHUNK = 128 * 1024;
const SPECIAL = /[\\\t\n\r]/;
const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * Sends rows to a table by COPY, inside the transaction that the client is in. Columns that a row does not name are null.
 *
 * @param into name of the table in SQL
 * @param options of COPY, such as `freeze`
 */
export async function copyRows(
  client: PoolClient,
  into: string,
  spec: TableSpec,
  rows: Iterable<Row>,
  options: readonly string[] = [],
): Promise<void> {
  const columns = spec.columns.map(({ name }) => quoted(name)).join(', ');
  const given = options.length === 0 ? '' : ` with (${options.join(', ')})`;
  const stream = client.query(copyFrom(`copy ${into} (${columns}) from stdin${given}`));
  await pipeline(Readable.from(chunksOf(spec.columns, rows), { objectMode: false, highWaterMark: 4 * CHUNK }), stream);
}

/** The rows in the text format of COPY. */
function* chunksOf(columns: readonly ColumnSpec[], rows: Iterable<Row>): Generator<Buffer> {
  const write = columns.map(textOf);
  let chunk = '';
  for (const row of rows) {
    for (let i = 0; i < columns.length; i += 1) {
      const column = columns[i];
      const value = column === undefined ? undefined : row[column.name];
      if (i > 0) chunk += '\t';
      chunk += value === null || value === undefined ? '\\N' : (write[i]?.(value) ?? '');
    }
    chunk += '\n';
    if (chunk.length < CHUNK) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  if (chunk.length > 0) yield Buffer.from(chunk);
}

/** How a value of a column is written; never null. */
function textOf(column: ColumnSpec): (value: unknown) => string {
  if (isJson(column)) return (value) => escaped(typeof value === 'string' ? value : JSON.stringify(value));
  return (value) => {
    if (typeof value === 'string') return escaped(value);
    if (typeof value === 'boolean') return value ? 't' : 'f';
    if (typeof value === 'number' || typeof value === 'bigint') return String(value);
    if (value instanceof Date) return column.type === 'date' ? dayOf(value) : value.toISOString();
    if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`;
    if (Array.isArray(value)) return escaped(arrayLiteral(value));
    throw new Error(`${column.name} cannot take a value of type ${typeof value}`);
  };
}

const escaped = (text: string): string =>
  SPECIAL.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => ESCAPED[character] ?? character) : text;

/** pg gives a date as midnight where the process runs. */
function dayOf(date: Date): string {
  const pad = (n: number, length: number): string => String(n).padStart(length, '0');
  return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
}
