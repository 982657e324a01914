import { BatchFileRefused } from '../errors.js';

/** The columns of an initial list. */
export const COLUMNS = [
  'subjectType',
  'identifierKind',
  'certificateType',
  'identifier',
  'name',
  'basisClass',
  'basisDocNo',
  'basisIssuer',
  'basisDate',
  'legallyEffective',
  'facts',
  'grade',
  'actEndedOn',
  'amountInvolved',
  'minorActs',
  'lackOfIntentProven',
] as const;
export type Column = (typeof COLUMNS)[number];

/** Columns a list cannot do without; the others may be left out of the file. */
export const REQUIRED_COLUMNS: readonly Column[] = [
  ...(['subjectType', 'identifierKind', 'identifier', 'name', 'basisClass', 'basisDocNo', 'basisIssuer'] as const),
  ...(['basisDate', 'legallyEffective', 'facts'] as const),
];

/** What each column may be called in the header beside its English name; the first is the one shown. */
export const CHINESE_HEADERS: Readonly<Record<Column, readonly [string, ...string[]]>> = {
  subjectType: ['主体类型', '主体类别'],
  identifierKind: ['证件种类', '证件类型'],
  certificateType: ['其他证件名称'],
  identifier: ['证件号码', '统一社会信用代码', '公民身份号码', '身份证号码'],
  name: ['名称', '姓名', '主体名称', '企业名称', '名称或姓名'],
  basisClass: ['依据类别', '认定依据类别'],
  basisDocNo: ['文书文号', '依据文号', '决定书文号'],
  basisIssuer: ['作出单位', '文书作出单位'],
  basisDate: ['文书日期', '依据日期'],
  legallyEffective: ['是否已生效', '是否生效'],
  facts: ['事实', '主要事实'],
  grade: ['失信程度'],
  actEndedOn: ['行为终了日期', '行为终了日'],
  amountInvolved: ['涉及金额', '涉及金额（元）', '涉及金额(元)'],
  minorActs: ['轻微失信行为', '多次轻微失信行为'],
  lackOfIntentProven: ['已证明没有主观故意', '没有主观故意'],
};

function plain(header: string): string {
  return header
    .normalize('NFKC')
    .replace(/[\s_*＊]+/gu, '')
    .toLowerCase();
}

/** The columns of a kind of list: their names, what each may be called, and which it cannot do without. */
export interface ColumnSet<C extends string> {
  readonly columns: readonly C[];
  readonly required: readonly C[];
  /** What each column may be called in the header beside its English name; the first is the one shown. */
  readonly headers: Readonly<Record<C, readonly [string, ...string[]]>>;
}

/**
 * Which column of an initial list stands where.
 * @throws BatchFileRefused when a column is unknown, stands twice, or is missing
 */
export function columnsOf(header: readonly string[]): readonly (Column | undefined)[] {
  return columnsUnder({ columns: COLUMNS, required: REQUIRED_COLUMNS, headers: CHINESE_HEADERS }, header);
}

/**
 * Which column stands where.
 * @throws BatchFileRefused when a column is unknown, stands twice, or is missing
 */
export function columnsUnder<C extends string>(
  { columns: known, required, headers }: ColumnSet<C>,
  header: readonly string[],
): readonly (C | undefined)[] {
  const byHeader = new Map(
    known.flatMap((column) => [column, ...headers[column]].map((title) => [plain(title), column] as const)),
  );
  // A nameless column at the end is what spreadsheets leave behind; readers of rows refuse content in it.
  const columns = header.map((title) => byHeader.get(plain(title)));
  const unknown = header.flatMap((title, at) => (columns[at] === undefined && title !== '' ? [at + 1] : []));
  const twice = known.filter((column) => columns.indexOf(column) !== columns.lastIndexOf(column));
  const missing = required.filter((column) => !columns.includes(column));
  if (unknown.length + twice.length + missing.length === 0) return columns;
  const called = (column: C): string => `${headers[column][0]}(${column})`;
  const zh = [
    ...(unknown.length > 0 ? [`第 ${unknown.join('、')} 列的列名无法识别`] : []),
    ...(twice.length > 0 ? [`重复的列：${twice.map(called).join('、')}`] : []),
    ...(missing.length > 0 ? [`缺少列：${missing.map(called).join('、')}`] : []),
  ];
  const en = [
    ...(unknown.length > 0 ? [`the title of column ${unknown.join(', ')} is not known`] : []),
    ...(twice.length > 0 ? [`columns that stand twice: ${twice.join(', ')}`] : []),
    ...(missing.length > 0 ? [`columns that are missing: ${missing.join(', ')}`] : []),
  ];
  throw new BatchFileRefused('BATCH_COLUMNS', `${zh.join('；')}。`, `The header is wrong: ${en.join('; ')}.`, 1);
}
