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
