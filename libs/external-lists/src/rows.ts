import {
  BatchFileRefused,
  CellFaultFound,
  Cells,
  columnsUnder,
  readTable,
  type ColumnSet,
  type CsvEncoding,
  type FileLimits,
  type RowFaultCode,
} from '#libs/batches';
import type { LegalDate, SubjectType } from '#libs/rules';
import { checkIdentifier, type Identifier, type IdentifierRefusal } from '#libs/subjects';

/** The columns of a list of somebody else. */
export const EXTERNAL_COLUMNS = [
  ...(['ref', 'subjectType', 'identifierKind', 'certificateType', 'identifier', 'name', 'listedOn'] as const),
  ...(['validTo', 'decisionNo', 'grounds'] as const),
] as const;
export type ExternalColumn = (typeof EXTERNAL_COLUMNS)[number];

const COLUMN_SET: ColumnSet<ExternalColumn> = {
  columns: EXTERNAL_COLUMNS,
  required: ['ref', 'subjectType', 'identifierKind', 'identifier', 'name', 'listedOn'],
  headers: {
    ref: ['条目编号', '案号', '编号'],
    subjectType: ['主体类型', '主体类别'],
    identifierKind: ['证件种类', '证件类型'],
    certificateType: ['其他证件名称'],
    identifier: ['证件号码', '统一社会信用代码', '公民身份号码', '身份证号码'],
    name: ['名称', '姓名', '主体名称', '企业名称', '名称或姓名'],
    listedOn: ['列入日期', '发布日期'],
    validTo: ['有效期止', '截止日期'],
    decisionNo: ['决定文号', '执行依据文号'],
    grounds: ['列入事由', '事由', '失信情形'],
  },
};

/** Deliveries are larger than lists that are entered by hand; what is sealed as a file is at most 25 MiB. */
export const DELIVERY_LIMITS: FileLimits = { maxBytes: 24 * 1024 * 1024, maxRows: 200_000 };

const MAX_REF = 100;
const MAX_TEXT = 200;
const MAX_GROUNDS = 500;

/** An entry as it stands in a delivery, its identifier checked and in its normal form. */
export interface DeliveredRow {
  readonly ref: string;
  readonly subjectType: SubjectType;
  readonly identifier: Identifier;
  readonly name: string;
  readonly listedOn: LegalDate;
  readonly validTo?: LegalDate;
  readonly decisionNo?: string;
  readonly grounds?: string;
}

/** A row that cannot be used. Names line and column, never what stood there. */
export interface ExternalRowFault {
  /** Of the file, from 1. */
  readonly line: number;
  readonly code: RowFaultCode | IdentifierRefusal['code'] | 'ROW_HOLDS_IDENTIFIER';
  readonly field: ExternalColumn;
}

/** What a file holds: usable rows and those that are not, or why it cannot be read. */
export type ReadDelivery =
  | { readonly broken: 'UNREADABLE' | 'COLUMNS_WRONG' }
  | { readonly rows: readonly DeliveredRow[]; readonly faults: readonly ExternalRowFault[] };

export interface RowReading {
  /** Birth dates are not after it. */
  readonly today: LegalDate;
  /** Whether a text holds what looks like an identifier: references stand in the log in clear. */
  readonly holdsIdentifier: (text: string) => boolean;
  readonly encoding?: CsvEncoding;
  readonly limits?: FileLimits;
}

/** Reads a delivery: CSV or XLSX, as initial lists are. */
export async function readDelivery(bytes: Buffer, reading: RowReading): Promise<ReadDelivery> {
  try {
    const { table } = await readTable(bytes, reading.limits ?? DELIVERY_LIMITS, reading.encoding);
    const columns = columnsUnder(COLUMN_SET, table.header);
    const rows: DeliveredRow[] = [];
    const faults: ExternalRowFault[] = [];
    for (const { line, cells } of table.rows) {
      const read = rowOf(new Cells(cellsOf(columns, cells)), reading);
      if ('code' in read) faults.push({ line, ...read });
      else rows.push(read);
    }
    return { rows, faults };
  } catch (error) {
    if (!(error instanceof BatchFileRefused)) throw error;
    return { broken: error.code === 'BATCH_COLUMNS' ? 'COLUMNS_WRONG' : 'UNREADABLE' };
  }
}

function cellsOf(columns: readonly (ExternalColumn | undefined)[], cells: readonly string[]) {
  return new Map(columns.flatMap((column, at) => (column === undefined ? [] : [[column, cells[at] ?? ''] as const])));
}

function rowOf(
  cells: Cells<ExternalColumn>,
  { today, holdsIdentifier }: RowReading,
): DeliveredRow | Omit<ExternalRowFault, 'line'> {
  try {
    const subjectType = cells.choice<SubjectType>('subjectType', 'SubjectType');
    const kind = cells.choice<Identifier['kind']>('identifierKind', 'IdentifierKind');
    const certificateType = kind === 'OTHER' ? cells.text('certificateType', 50) : undefined;
    const given = {
      kind,
      value: cells.text('identifier', 64),
      ...(certificateType !== undefined && { certificateType }),
    };
    const check = checkIdentifier(given, subjectType, today);
    if (!check.ok) return { code: check.code, field: 'identifier' };
    const validTo = cells.ifAny('validTo', () => cells.date('validTo'));
    const decisionNo = cells.ifAny('decisionNo', () => cells.text('decisionNo', MAX_TEXT));
    const grounds = cells.ifAny('grounds', () => cells.text('grounds', MAX_GROUNDS));
    const row = {
      ref: cells.text('ref', MAX_REF),
      ...{ subjectType, identifier: check.normalized, name: cells.text('name', MAX_TEXT) },
      listedOn: cells.date('listedOn'),
      ...(validTo !== undefined && { validTo }),
      ...(decisionNo !== undefined && { decisionNo }),
      ...(grounds !== undefined && { grounds }),
    };
    if (holdsIdentifier(row.ref)) return { code: 'ROW_HOLDS_IDENTIFIER', field: 'ref' };
    if (holdsIdentifier(decisionNo ?? '')) return { code: 'ROW_HOLDS_IDENTIFIER', field: 'decisionNo' };
    return row;
  } catch (error) {
    if (error instanceof CellFaultFound) return error.fault as Omit<ExternalRowFault, 'line'>;
    throw error;
  }
}
