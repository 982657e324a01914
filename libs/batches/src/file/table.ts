import { BatchFileRefused } from '../errors.js';
import { readCsv } from './csv.js';
import { readXlsx } from './xlsx.js';

/** A list as it stands in the file: one header, then rows of cells. */
export interface RawTable {
  readonly header: readonly string[];
  readonly rows: readonly RawRow[];
}

export interface RawRow {
  /** Line of the file where the row begins, counted from 1; for a workbook the row of its sheet. */
  readonly line: number;
  readonly cells: readonly string[];
}

export type FileFormat = 'csv' | 'xlsx';
export type CsvEncoding = 'utf-8' | 'gb18030';

export interface FileLimits {
  readonly maxBytes: number;
  readonly maxRows: number;
  /** Most that the parts of a workbook may unfold to. Default 200 MiB. */
  readonly maxUnpackedBytes?: number;
}

export const DEFAULT_LIMITS: FileLimits = { maxBytes: 24 * 1024 * 1024, maxRows: 100_000 };

export interface ReadTable {
  readonly table: RawTable;
  readonly format: FileFormat;
  /** Of a CSV file, as said or as found. */
  readonly encoding?: CsvEncoding;
}

/**
 * Reads a CSV file or the first sheet of an XLSX workbook; what it is, its content says.
 *
 * @param encoding of a CSV file; found out when it is not said
 * @throws BatchFileRefused
 */
export async function readTable(
  bytes: Buffer,
  limits: FileLimits = DEFAULT_LIMITS,
  encoding?: CsvEncoding,
): Promise<ReadTable> {
  if (bytes.length === 0) throw new BatchFileRefused('BATCH_FILE_EMPTY', '文件为空。', 'The file is empty.');
  if (bytes.length > limits.maxBytes) throw fileTooLarge(limits.maxBytes);
  if (bytes.length >= 4 && bytes.readUInt32BE(0) === 0x504b0304)
    return { table: await readXlsx(bytes, limits), format: 'xlsx' };
  return { ...(await readCsv(bytes, limits, encoding)), format: 'csv' };
}

export function fileTooLarge(maxBytes: number): BatchFileRefused {
  const most = `${Math.floor(maxBytes / 1024 / 1024)} MiB`;
  return new BatchFileRefused('BATCH_FILE_TOO_LARGE', `文件超过 ${most}。`, `The file is larger than ${most}.`);
}

export function tooManyRows(maxRows: number): BatchFileRefused {
  return new BatchFileRefused(
    'BATCH_TOO_MANY_ROWS',
    `文件超过 ${maxRows} 行，请分成几个文件。`,
    `The file has more than ${maxRows} rows; split it.`,
  );
}
