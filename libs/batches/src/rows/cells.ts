import { isLegalDate, LABELS, type LegalDate } from '#libs/rules';
import { DIGITS_LOST } from '../file/sheet-xml.js';

export type RowFaultCode = 'ROW_FIELD_MISSING' | 'ROW_FIELD_INVALID' | 'ROW_DIGITS_LOST';

/** What is wrong with the shape of a row, and in which column. */
export interface CellFault<C extends string> {
  readonly code: RowFaultCode;
  readonly field: C;
}

/** A cell is not as it has to be: the row cannot be used. */
export class CellFaultFound<C extends string> extends Error {
  constructor(readonly fault: CellFault<C>) {
    super(`${fault.code} ${fault.field}`);
  }
}

export const MAX_SHORT = 200;
const MAX_YUAN = 1_000_000_000_000;
const YES = new Set(['true', 'yes', 'y', '1', '是', '已生效', '有']);
const NO = new Set(['false', 'no', 'n', '0', '否', '未生效', '无']);

/** The cells of one row by their columns. Every reader throws {@link CellFaultFound}. */
export class Cells<C extends string> {
  constructor(private readonly cells: ReadonlyMap<C, string>) {}

  ifAny<T>(column: C, then: () => T): T | undefined {
    return (this.cells.get(column) ?? '') === '' ? undefined : then();
  }

  text(column: C, most: number): string {
    const value = this.cells.get(column) ?? '';
    if (value === '') throw new CellFaultFound({ code: 'ROW_FIELD_MISSING', field: column });
    if (value === DIGITS_LOST) throw new CellFaultFound({ code: 'ROW_DIGITS_LOST', field: column });
    // As the single command: well-formed text without control characters.
    if (value.length > most || /[^\P{Cc}\n\r\t]|\p{Cs}/u.test(value)) throw invalid(column);
    return value;
  }

  choice<T extends string>(column: C, enumeration: string): T {
    const value = this.text(column, MAX_SHORT);
    const labels = LABELS[enumeration] ?? {};
    const code = Object.keys(labels).find(
      (known) => known === value.toUpperCase() || labels[known]?.zh === value || SHORT[known] === value,
    );
    if (code === undefined) throw invalid(column);
    return code as T;
  }

  date(column: C): LegalDate {
    return dateOf(this.text(column, 30)) ?? refuseCell(column);
  }

  flag(column: C): boolean {
    const value = this.text(column, 10).toLowerCase();
    if (YES.has(value)) return true;
    return NO.has(value) ? false : refuseCell(column);
  }

  yuan(column: C): number {
    const value = this.text(column, 30).replace(/[,，]/gu, '').replace(/元$/u, '');
    const amount = /^\d+(\.\d{1,2})?$/.test(value) ? Number(value) : Number.NaN;
    return amount <= MAX_YUAN ? amount : refuseCell(column);
  }
}

/** Short Chinese labels in everyday use beside those of the product. */
const SHORT: Readonly<Record<string, string>> = {
  MINOR: '轻微',
  GENERAL: '一般',
  SERIOUS: '严重',
  CITIZEN_ID: '身份证',
  ADMIN_OR_CRIMINAL: '行政处罚',
  UNPERFORMED_JUDGMENT: '未履行生效裁决',
  COMMENDATION: '表彰奖励',
  REGISTRATION: '登记',
  OTHER_LEGAL: '其他',
};

/** A day written `2026-09-01`, `2026/9/1`, `2026.9.1`, `20260901` or `2026年9月1日`. */
export function dateOf(text: string): LegalDate | undefined {
  const parts = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))$/u.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, packedMonth, packedDay] = parts;
  const date = `${year}-${(month ?? packedMonth ?? '').padStart(2, '0')}-${(day ?? packedDay ?? '').padStart(2, '0')}`;
  return isLegalDate(date) ? date : undefined;
}

function invalid<C extends string>(field: C): CellFaultFound<C> {
  return new CellFaultFound({ code: 'ROW_FIELD_INVALID', field });
}

export function refuseCell(field: string): never {
  throw invalid(field);
}
