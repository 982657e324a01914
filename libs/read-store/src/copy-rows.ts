import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Row } from './projection.js';
import { textOf } from './rows.js';
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
      chunk += value === null || value === undefined ? '\\N' : escaped(write[i]?.(value) ?? '');
    }
    chunk += '\n';
    if (chunk.length < CHUNK) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  if (chunk.length > 0) yield Buffer.from(chunk);
}

const escaped = (text: string): string =>
  SPECIAL.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => ESCAPED[character] ?? character) : text;
