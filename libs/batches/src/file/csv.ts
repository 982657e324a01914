import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { CsvError, parse, type CsvErrorCode, type InfoRecord } from 'csv-parse';
import { BatchFileRefused } from '../errors.js';
import { tooManyRows, type CsvEncoding, type FileLimits, type RawTable } from './table.js';

const MAX_RECORD = 100_000;
/** Characters that are read before others have their turn of the event loop. */
const PIECE = 65_536;

/**
 * Reads CSV (RFC 4180; lines end with CRLF, LF or CR) in UTF-8, with or without a byte order mark, or in GB18030. Rows
 * without any content are passed over; lines inside of a cell end with LF.
 *
 * @throws BatchFileRefused with the line where it breaks
 */
export async function readCsv(
  bytes: Buffer,
  limits: FileLimits,
  said?: CsvEncoding,
): Promise<{ readonly table: RawTable; readonly encoding: CsvEncoding }> {
  const { text, encoding } = decode(bytes, said);
  const broken = text.indexOf('\0');
  if (broken >= 0) throw csvBroken(lineAt(text, broken));
  const records: { readonly record: string[]; readonly info: InfoRecord }[] = [];
  try {
    const parser = parse({
      info: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
      max_record_size: MAX_RECORD,
      record_delimiter: '\n',
      // One more than may be, so that too many are noticed without reading them all.
      to: limits.maxRows + 2,
    });
    const read: AsyncIterable<(typeof records)[number]> = Readable.from(piecesOf(text)).pipe(parser);
    for await (const record of read) records.push(record);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw csvBroken(typeof error['lines'] === 'number' ? error['lines'] : undefined, error.code);
  }
  const [first, ...rest] = records;
  if (first === undefined) throw new BatchFileRefused('BATCH_FILE_EMPTY', '文件为空。', 'The file is empty.');
  if (rest.length > limits.maxRows) throw tooManyRows(limits.maxRows);
  const rows = rest.map(({ record, info }) => ({ line: info.lines - inner(record), cells: record }));
  return { table: { header: first.record, rows }, encoding };
}

/** A long list is read piece by piece: requests do not wait for the end of it. */
async function* piecesOf(text: string): AsyncGenerator<string> {
  for (let from = 0; from < text.length; from += PIECE) {
    yield text.slice(from, from + PIECE);
    await turn();
  }
}

/** Line breaks inside the quoted fields of a record: the parser counts the line where it ends. */
function inner(record: readonly string[]): number {
  return record.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
}

function decode(bytes: Buffer, said?: CsvEncoding): { readonly text: string; readonly encoding: CsvEncoding } {
  const candidates: readonly CsvEncoding[] = said === undefined ? ['utf-8', 'gb18030'] : [said];
  for (const encoding of candidates) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      // One kind of line end, also inside of cells, so that lines are counted as an editor counts them.
      return { text: text.replaceAll(/\r\n?/g, '\n'), encoding };
    } catch {
      // Not this one.
    }
  }
  throw new BatchFileRefused(
    'BATCH_ENCODING',
    said === undefined ? '文件既不是 UTF-8 也不是 GB18030 编码。' : `文件不是 ${said.toUpperCase()} 编码。`,
    said === undefined ? 'The file is neither UTF-8 nor GB18030.' : `The file is not ${said.toUpperCase()}.`,
  );
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}

function csvBroken(line: number | undefined, code?: CsvErrorCode): BatchFileRefused {
  const [zh, en] = {
    CSV_QUOTE_NOT_CLOSED: ['引号没有闭合', 'a quoted field is not closed'],
    CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: ['列数与首行不同', 'it has not as many columns as the header'],
    CSV_MAX_RECORD_SIZE: ['一行过长', 'a row is too long'],
  }[code as string] ?? ['不是有效的 CSV', 'it is not valid CSV'];
  return new BatchFileRefused(
    'BATCH_CSV',
    line === undefined ? `文件有误：${zh}。` : `第 ${line} 行有误：${zh}。`,
    line === undefined ? `The file is broken: ${en}.` : `Line ${line} is broken: ${en}.`,
    line,
  );
}
