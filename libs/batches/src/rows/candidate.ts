import type { CommandData } from '#libs/dossier';
import { isLegalDate, LABELS, type DishonestyGrade, type LegalDate, type RecognitionBasisClass } from '#libs/rules';
import type { SubjectType } from '#libs/rules';
import type { Identifier } from '#libs/subjects';
import { DIGITS_LOST } from '../file/sheet-xml.js';
import type { RawRow } from '../file/table.js';
import type { Column } from './columns.js';

/** A row that has the right shape: somebody, and what is to be listed. */
export interface Candidate {
  readonly subjectType: SubjectType;
  readonly identifier: Identifier;
  readonly name: string;
  readonly entry: Omit<CommandData<'GenerateInitialEntry'>, 'standardId'>;
}

export type RowFaultCode = 'ROW_FIELD_MISSING' | 'ROW_FIELD_INVALID' | 'ROW_DIGITS_LOST';

/** What is wrong with the shape of a row, and in which column. */
export interface RowFault {
  readonly code: RowFaultCode;
  readonly field: Column;
}

class Fault extends Error {
  constructor(readonly fault: RowFault) {
    super(`${fault.code} ${fault.field}`);
  }
}

const MAX_FACTS = 5_000;
const MAX_SHORT = 200;
const MAX_YUAN = 1_000_000_000_000;
const YES = new Set(['true', 'yes', 'y', '1', '是', '已生效', '有']);
const NO = new Set(['false', 'no', 'n', '0', '否', '未生效', '无']);

/** Reads the cells of a row; values of an enumeration may be its codes or its Chinese labels. */
export function candidateOf(row: RawRow, columns: readonly (Column | undefined)[]): Candidate | RowFault {
  const cells = new Map<Column, string>();
  columns.forEach((column, at) => {
    if (column !== undefined) cells.set(column, row.cells[at] ?? '');
  });
  try {
    return read(new Cells(cells));
  } catch (error) {
    if (error instanceof Fault) return error.fault;
    throw error;
  }
}

export function isFault(row: Candidate | RowFault): row is RowFault {
  return 'code' in row;
}

function read(cells: Cells): Candidate {
  const kind = cells.choice<Identifier['kind']>('identifierKind', 'IdentifierKind');
  const certificateType = kind === 'OTHER' ? cells.text('certificateType', 50) : undefined;
  const grade = cells.ifAny('grade', () => cells.choice<DishonestyGrade>('grade', 'DishonestyGrade'));
  const actEndedOn = cells.ifAny('actEndedOn', () => cells.date('actEndedOn'));
  const amountInvolved = cells.ifAny('amountInvolved', () => cells.yuan('amountInvolved'));
  const acts = cells.ifAny('minorActs', () => cells.acts('minorActs'));
  const lackOfIntentProven = cells.ifAny('lackOfIntentProven', () => cells.flag('lackOfIntentProven'));
  return {
    subjectType: cells.choice<SubjectType>('subjectType', 'SubjectType'),
    identifier: {
      kind,
      value: cells.text('identifier', 64),
      ...(certificateType === undefined ? {} : { certificateType }),
    },
    name: cells.text('name', MAX_SHORT),
    entry: {
      basis: [
        {
          class: cells.choice<RecognitionBasisClass>('basisClass', 'RecognitionBasisClass'),
          docNo: cells.text('basisDocNo', MAX_SHORT),
          issuer: cells.text('basisIssuer', MAX_SHORT),
          date: cells.date('basisDate'),
          legallyEffective: cells.flag('legallyEffective'),
        },
      ],
      facts: cells.text('facts', MAX_FACTS),
      ...(grade === undefined ? {} : { grade }),
      ...(actEndedOn === undefined ? {} : { actEndedOn }),
      ...(amountInvolved === undefined ? {} : { amountInvolved }),
      ...(acts === undefined ? {} : { acts }),
      ...(lackOfIntentProven === undefined ? {} : { lackOfIntentProven }),
    },
  };
}

class Cells {
  constructor(private readonly cells: ReadonlyMap<Column, string>) {}

  ifAny<T>(column: Column, then: () => T): T | undefined {
    return (this.cells.get(column) ?? '') === '' ? undefined : then();
  }

  text(column: Column, most: number): string {
    const value = this.cells.get(column) ?? '';
    if (value === '') throw new Fault({ code: 'ROW_FIELD_MISSING', field: column });
    if (value === DIGITS_LOST) throw new Fault({ code: 'ROW_DIGITS_LOST', field: column });
    // As the single command: well-formed text without control characters.
    if (value.length > most || /[^\P{Cc}\n\r\t]|\p{Cs}/u.test(value)) throw invalid(column);
    return value;
  }

  choice<T extends string>(column: Column, enumeration: string): T {
    const value = this.text(column, MAX_SHORT);
    const labels = LABELS[enumeration] ?? {};
    const code = Object.keys(labels).find(
      (known) => known === value.toUpperCase() || labels[known]?.zh === value || SHORT[known] === value,
    );
    if (code === undefined) throw invalid(column);
    return code as T;
  }

  date(column: Column): LegalDate {
    return dateOf(this.text(column, 30)) ?? fail(column);
  }

  flag(column: Column): boolean {
    const value = this.text(column, 10).toLowerCase();
    if (YES.has(value)) return true;
    return NO.has(value) ? false : fail(column);
  }

  yuan(column: Column): number {
    const value = this.text(column, 30).replace(/[,，]/gu, '').replace(/元$/u, '');
    const amount = /^\d+(\.\d{1,2})?$/.test(value) ? Number(value) : Number.NaN;
    return amount <= MAX_YUAN ? amount : fail(column);
  }

  /** `document number @ day`, several of them divided by semicolons. */
  acts(column: Column): { docNo: string; on: LegalDate }[] {
    return this.text(column, MAX_FACTS)
      .split(/[;；]/u)
      .filter((part) => part.trim() !== '')
      .map((part) => {
        const [docNo = '', day = ''] = part.split('@').map((piece) => piece.trim());
        const on = dateOf(day);
        return docNo === '' || docNo.length > MAX_SHORT || on === undefined ? fail(column) : { docNo, on };
      });
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
function dateOf(text: string): LegalDate | undefined {
  const parts = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))$/u.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, packedMonth, packedDay] = parts;
  const date = `${year}-${(month ?? packedMonth ?? '').padStart(2, '0')}-${(day ?? packedDay ?? '').padStart(2, '0')}`;
  return isLegalDate(date) ? date : undefined;
}

function invalid(field: Column): Fault {
  return new Fault({ code: 'ROW_FIELD_INVALID', field });
}

function fail(field: Column): never {
  throw invalid(field);
}
