import { stringify } from 'csv-stringify/sync';
import { safeCell } from '#libs/read-store';
import { CSV_HEADER, csvRow, type ListedEntryDto } from './listed-entry.dto.js';

export type ListFormat = 'JSON' | 'NDJSON' | 'CSV';

const FORMATS: Readonly<Record<string, ListFormat>> = {
  'application/json': 'JSON',
  'application/*': 'JSON',
  '*/*': 'JSON',
  'application/x-ndjson': 'NDJSON',
  'text/csv': 'CSV',
};

/** The first format of an `Accept` header that is offered; JSON without one; `undefined` when none is. */
export function formatOf(accept: string | undefined): ListFormat | undefined {
  if (accept === undefined || accept.trim() === '') return 'JSON';
  for (const range of accept.split(',')) {
    const format = FORMATS[(range.split(';')[0] ?? '').trim().toLowerCase()];
    if (format !== undefined) return format;
  }
  return undefined;
}

const csv = (rows: readonly (readonly unknown[])[]): string =>
  stringify(
    rows.map((row) => row.map(safeCell)),
    { record_delimiter: 'windows', quoted_match: /[\r\n\t]/ },
  );

/** A list as text, one chunk a page. Formula-like cells of CSV are neutralised. */
export async function* textChunks(
  format: Exclude<ListFormat, 'JSON'>,
  pages: AsyncIterable<readonly ListedEntryDto[]>,
): AsyncGenerator<string> {
  if (format === 'CSV') yield `\uFEFF${csv([CSV_HEADER])}`;
  for await (const entries of pages) {
    if (entries.length === 0) continue;
    yield format === 'CSV' ? csv(entries.map(csvRow)) : entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  }
}
