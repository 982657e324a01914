import type { RawRow } from './table.js';
import { attribute, walkLongXml } from './workbook-xml.js';

export interface SheetOptions {
  readonly strings: readonly string[];
  readonly isDate: (style: number) => boolean;
  readonly date1904: boolean;
  /** Rows with content after which reading stops being of use. */
  readonly maxRows: number;
}

const MAX_COLUMNS = 200;
const DAY_MS = 86_400_000;
/** Day 0 so that 1 March 1900 and later come right; the sheet believes in 29 February 1900. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);

/** What a cell with a number of more digits than a sheet keeps is read as: no identifier is ever guessed. */
export const DIGITS_LOST = '\uFFFDDIGITS_LOST';

/** The rows of a sheet that have any content, their cells as texts. */
export async function sheetRowsOf(xml: string, options: SheetOptions): Promise<readonly RawRow[]> {
  const rows: RawRow[] = [];
  let cells: string[] = [];
  let [line, column, kind, style, value, taking, skipping] = [0, 0, '', 0, '', false, 0];
  await walkLongXml(xml, {
    open: (name, tag) => {
      if (name === 'row') {
        line = Number(attribute(tag, 'r') ?? line + 1);
        [cells, column] = [[], 0];
      } else if (name === 'c') {
        column = columnOf(attribute(tag, 'r')) ?? column + 1;
        kind = attribute(tag, 't') ?? 'n';
        style = Number(attribute(tag, 's') ?? -1);
        value = '';
      } else if (name === 'rPh') skipping += 1;
      else if (name === 'v' || name === 't') taking = skipping === 0;
    },
    close: (name) => {
      if (name === 'v' || name === 't') taking = false;
      else if (name === 'rPh') skipping -= 1;
      else if (name === 'c') {
        if (column > MAX_COLUMNS) throw new RangeError('too many columns');
        while (cells.length < column) cells.push('');
        cells[column - 1] = cellText(kind, value, style, options).trim();
      } else if (name === 'row' && cells.some((cell) => cell !== '')) {
        rows.push({ line, cells: copied(cells) });
        if (rows.length > options.maxRows + 1) throw new RangeError('too many rows');
      }
    },
    text: (part) => {
      if (taking) value += part;
    },
  });
  return rows;
}

/** Texts of their own: parts of the sheet's text would keep all of it in memory for as long as the rows live. */
function copied(cells: readonly string[]): readonly string[] {
  return JSON.parse(JSON.stringify(cells)) as readonly string[];
}

/** 1 for `A7`, 27 for `AA7`. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

function cellText(kind: string, value: string, style: number, { strings, isDate, date1904 }: SheetOptions): string {
  switch (kind) {
    case 's':
      return strings[Number(value)] ?? '';
    case 'b':
      return value === '1' ? 'true' : 'false';
    case 'd':
      return value.slice(0, 10);
    case 'n':
      return value === '' ? '' : isDate(style) ? dateText(Number(value), date1904) : numberText(value);
    default:
      return value;
  }
}

function dateText(serial: number, date1904: boolean): string {
  const day = new Date((date1904 ? EPOCH_1904 : EPOCH_1900) + Math.floor(serial) * DAY_MS);
  return Number.isNaN(day.getTime()) ? '' : day.toISOString().slice(0, 10);
}

/** Sheets keep 15 digits of a number; an identifier typed as a number has lost its last ones. */
function numberText(value: string): string {
  const number = Number(value);
  if (!Number.isFinite(number)) return value;
  if (Number.isInteger(number) && Math.abs(number) >= 1e15) return DIGITS_LOST;
  return String(Number(number.toPrecision(15)));
}
