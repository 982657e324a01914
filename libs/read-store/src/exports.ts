import { stringify } from 'csv-stringify/sync';
import type { Pool } from 'pg';

export interface StreamSettings {
  readonly pool: Pool;
  /** One SELECT. */
  readonly sql: string;
  readonly params?: readonly unknown[];
  readonly signal?: AbortSignal;
  /** Rows fetched at a time. Default 1,000. */
  readonly batchSize?: number;
  /** A reader that takes longer is cut off, since an open snapshot holds up the swap of a rebuild. Default 10 minutes. */
  readonly maxMs?: number;
}

/** Rows of a SELECT as arrays, batch by batch, over a server-side cursor. The next batch is read when it is asked for. */
export async function* streamRows(settings: StreamSettings): AsyncGenerator<readonly (readonly unknown[])[]> {
  const { pool, sql, params = [], signal, batchSize = 1_000, maxMs = 600_000 } = settings;
  const deadline = performance.now() + maxMs;
  const late = (): Error => new Error(`the rows were not taken within ${maxMs} ms`);
  const client = await pool.connect();
  const ignore = (): void => undefined;
  client.on('error', ignore);
  let held = true;
  const release = (broken: boolean): void => {
    if (held) client.release(broken);
    held = false;
  };
  // Whoever has stopped reading asks for nothing any more: the snapshot must end all the same.
  const timer = setTimeout(() => release(true), maxMs);
  let broken = true;
  try {
    await client.query('begin transaction isolation level repeatable read read only');
    await client.query(`declare streamed no scroll cursor for ${sql}`, [...params]);
    for (;;) {
      signal?.throwIfAborted();
      if (performance.now() > deadline) throw late();
      const { rows } = await client.query<unknown[]>({ text: `fetch ${batchSize} from streamed`, rowMode: 'array' });
      if (rows.length > 0) yield rows;
      if (rows.length < batchSize) break;
    }
    broken = false;
  } catch (error) {
    throw held ? error : late();
  } finally {
    clearTimeout(timer);
    if (held)
      await client.query('rollback').then(
        () => (broken = false),
        () => undefined,
      );
    client.off('error', ignore);
    release(broken);
  }
}

/**
 * Newline-delimited JSON, many lines a chunk. The SELECT gives one column: the JSON text of a row as the projection
 * stored it, or `row_to_json(…)::text`. It is passed through unparsed.
 */
export async function* streamNdjson(settings: StreamSettings): AsyncGenerator<string> {
  for await (const rows of streamRows(settings)) {
    let chunk = '';
    for (const [value] of rows) {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      chunk += (text.includes('\n') ? text.replaceAll(/[\r\n]+/g, ' ') : text) + '\n';
    }
    yield chunk;
  }
}

export interface CsvSettings extends StreamSettings {
  /** Titles of the columns, in the order of the SELECT. */
  readonly header: readonly string[];
  /** Begin with a byte order mark, by which spreadsheets know UTF-8. Default true. */
  readonly bom?: boolean;
}

const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;
const NUMBER = /^-\d+(\.\d+)?$/;

/** A cell that no spreadsheet takes for a formula: one that could be is led by an apostrophe. */
export function safeCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  const text = typeof value === 'string' ? value : value instanceof Date ? value.toISOString() : JSON.stringify(value);
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

/** RFC 4180 with formula-like cells neutralised, many lines a chunk. */
export async function* streamCsv(settings: CsvSettings): AsyncGenerator<string> {
  yield (settings.bom === false ? '' : '\uFEFF') + toCsv([settings.header]);
  for await (const rows of streamRows(settings)) yield toCsv(rows);
}

function toCsv(rows: readonly (readonly unknown[])[]): string {
  return stringify(
    rows.map((row) => row.map(safeCell)),
    { record_delimiter: 'windows', quoted_match: /[\r\n\t]/ },
  );
}
