import { stringify } from 'csv-stringify/sync';
import { safeCell } from '#libs/read-store';
import { CSV_HEADER, csvRow, type ListedEntryDto } from './listed-entry.dto.js';
import { workbookChunks } from './workbook.js';

export type ListFormat = 'JSON' | 'NDJSON' | 'CSV' | 'XLSX';

/** What a format is called on the wire. */
export const MEDIA_TYPES = {
  NDJSON: 'application/x-ndjson; charset=utf-8',
  CSV: 'text/csv; charset=utf-8',
  XLSX: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const satisfies Record<Exclude<ListFormat, 'JSON'>, string>;

const FORMATS: Readonly<Record<string, ListFormat>> = {
  'application/json': 'JSON',
  'application/*': 'JSON',
  '*/*': 'JSON',
  'application/x-ndjson': 'NDJSON',
  'text/csv': 'CSV',
  [MEDIA_TYPES.XLSX]: 'XLSX',
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

/** A list in a file, one chunk or more a page. Formula-like cells of CSV are neutralised. */
export async function* fileChunks(
  format: Exclude<ListFormat, 'JSON'>,
  title: string,
  pages: AsyncIterable<readonly ListedEntryDto[]>,
): AsyncGenerator<string | Uint8Array> {
  if (format === 'XLSX') {
    yield* workbookChunks(title, CSV_HEADER, rowsOf(pages));
    return;
  }
  if (format === 'CSV') yield `\uFEFF${csv([CSV_HEADER])}`;
  for await (const entries of pages) {
    if (entries.length === 0) continue;
    yield format === 'CSV' ? csv(entries.map(csvRow)) : entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  }
}

async function* rowsOf(
  pages: AsyncIterable<readonly ListedEntryDto[]>,
): AsyncGenerator<readonly (readonly unknown[])[]> {
  for await (const entries of pages) yield entries.map(csvRow);
}
