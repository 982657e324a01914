import { makeCitizenId, makeUscc } from '#libs/subjects';

/** Rows of a list as they stand in a file, with the header. */
export type Sheet = readonly (readonly string[])[];

/** A small generator of numbers that gives the same for the same seed, on every machine. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const PLACES = ['示范市', '示范市东区', '示范市西区', '示范市南湖镇', '示范市北塔镇'];
const WORDS = [
  '恒信',
  '远航',
  '金穗',
  '青禾',
  '博诚',
  '瑞丰',
  '华岳',
  '天和',
  '嘉禾',
  '新程',
  '正阳',
  '开元',
  '德润',
  '宏图',
];
const TRADES = ['建材', '食品', '商贸', '物流', '农业', '科技', '机械', '餐饮管理', '装饰工程', '药业', '纺织', '能源'];
const SURNAMES = ['赵', '钱', '孙', '李', '周', '吴', '郑', '王', '冯', '陈', '欧阳', '司马'];
const GIVEN = ['示一', '示二', '范三', '范四', '例五', '例六', '试七', '试八'];

const RED_FACTS = [
  '连续三年纳税信用等级为A级，未发现失信记录。',
  '被评为年度质量管理先进单位，产品抽检连续三年合格。',
  '连续五年按期足额缴纳社会保险费，无拖欠工资投诉。',
];
const BLACK_FACTS = [
  '生产、销售不符合保障人体健康国家标准的产品，货值金额较大，情节严重。',
  '提交虚假材料取得行政许可，被依法撤销许可并处以罚款。',
  '拒不履行已生效的行政处罚决定，经催告后仍未履行。',
];

const RED_HEADER = [
  '主体类型',
  '证件种类',
  '证件号码',
  '名称',
  '依据类别',
  '文书文号',
  '作出单位',
  '文书日期',
  '是否已生效',
  '事实',
];
const BLACK_HEADER = [
  ...['subjectType', 'identifierKind', 'identifier', 'name', 'basisClass', 'basisDocNo', 'basisIssuer', 'basisDate'],
  ...['legallyEffective', 'facts', 'grade', 'actEndedOn', 'amountInvolved'],
];

const DAY_MS = 86_400_000;
const dayAfter = (first: string, days: number): string =>
  new Date(Date.parse(first) + days * DAY_MS).toISOString().slice(0, 10);

/**
 * An initial list of 500 fictitious enterprises and institutions for a red standard, in Chinese, as a department would
 * send it. Rows 25, 75, 125, … are wrong on purpose, see {@link WRONG_RED_ROWS}.
 */
export function redList(): Sheet {
  const next = numbers(20_260_901);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const rows = Array.from({ length: 500 }, (_, at) => {
    const institution = at % 25 === 7;
    const name = institution
      ? `${pick(PLACES)}第${at}公共服务中心`
      : `${pick(PLACES)}${pick(WORDS)}${pick(TRADES)}有限公司（${String(at + 1).padStart(3, '0')}）`;
    return [
      institution ? '机关事业单位' : '企业',
      '统一社会信用代码',
      makeUscc(100_000 + at, institution ? { prefix: '12' } : {}),
      name,
      '受表彰奖励等',
      `市守信〔2026〕${at + 1}号`,
      '示范市市场监管局',
      dayAfter('2026-02-02', Math.floor(next() * 180)),
      '是',
      pick(RED_FACTS),
    ];
  });
  spoil(rows, RED_HEADER, {
    identifier: '证件号码',
    type: '主体类型',
    date: '文书日期',
    name: '名称',
    effective: '是否已生效',
  });
  return [RED_HEADER, ...rows];
}

/** A black list of 40 rows with natural persons among them, with English headers and ISO dates. */
export function blackList(): Sheet {
  const next = numbers(20_260_902);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const rows = Array.from({ length: 40 }, (_, at) => {
    const person = at % 4 === 3;
    const ended = dayAfter('2026-01-15', Math.floor(next() * 120));
    return [
      person ? 'NATURAL_PERSON' : 'ENTERPRISE',
      person ? 'CITIZEN_ID' : 'USCC',
      person ? makeCitizenId(`19${70 + (at % 25)}-0${1 + (at % 9)}-1${at % 9}`, at) : makeUscc(200_000 + at),
      person ? `${pick(SURNAMES)}${pick(GIVEN)}` : `${pick(PLACES)}${pick(WORDS)}${pick(TRADES)}有限公司`,
      'ADMIN_OR_CRIMINAL',
      `市监罚〔2026〕${at + 1}号`,
      '示范市市场监管局',
      dayAfter(ended, 30 + Math.floor(next() * 40)),
      'true',
      pick(BLACK_FACTS),
      'SERIOUS',
      ended,
      String(10_000 + Math.floor(next() * 900_000)),
    ];
  });
  return [BLACK_HEADER, ...rows];
}

/** What is wrong in which row of the red list, and how it is answered. */
export const WRONG_RED_ROWS = [
  { row: 25, wrong: '校验位错误', state: 'REFUSED', code: 'IDENTIFIER_CHECK_DIGIT' },
  { row: 75, wrong: '主体类型不在取值范围内', state: 'REFUSED', code: 'ROW_FIELD_INVALID' },
  { row: 125, wrong: '文书日期在将来', state: 'REFUSED', code: 'DATE_IN_FUTURE' },
  { row: 175, wrong: '与第 174 行重复', state: 'DUPLICATE', code: 'DUPLICATE_ENTRY' },
  { row: 225, wrong: '名称形似公式，内容照收，导出时中和', state: 'ACCEPTED' },
  { row: 275, wrong: '文书日期不存在', state: 'REFUSED', code: 'ROW_FIELD_INVALID' },
  { row: 325, wrong: '缺少名称', state: 'REFUSED', code: 'ROW_FIELD_MISSING' },
  { row: 375, wrong: '依据尚未生效', state: 'REFUSED', code: 'BASIS_NOT_EFFECTIVE' },
  { row: 425, wrong: '证件号码少一位', state: 'REFUSED', code: 'IDENTIFIER_FORMAT' },
  { row: 475, wrong: '证件种类与主体类型不符', state: 'REFUSED', code: 'IDENTIFIER_KIND_MISMATCH' },
] as const;

function spoil(
  rows: string[][],
  header: readonly string[],
  titles: Readonly<Record<'identifier' | 'type' | 'date' | 'name' | 'effective', string>>,
): void {
  const set = (row: number, title: string, change: (value: string) => string): void => {
    const cells = rows[row - 1] ?? [];
    const at = header.indexOf(title);
    cells[at] = change(cells[at] ?? '');
  };
  set(25, titles.identifier, (code) => code.slice(0, 17) + (code.endsWith('0') ? '1' : '0'));
  set(75, titles.type, () => '外星企业');
  set(125, titles.date, () => '2099-01-01');
  rows[174] = [...(rows[173] ?? [])];
  set(225, titles.name, (name) => `=HYPERLINK("http://example.invalid","${name}")`);
  set(275, titles.date, () => '2026-02-30');
  set(325, titles.name, () => '');
  set(375, titles.effective, () => '否');
  set(425, titles.identifier, (code) => code.slice(0, 17));
  set(475, titles.type, () => '自然人');
}
