import { DIGITS_LOST } from '../file/sheet-xml.js';
import { candidateOf } from './candidate.js';
import { CHINESE_HEADERS, COLUMNS, columnsOf, REQUIRED_COLUMNS, type Column } from './columns.js';

const RIGHT: Readonly<Record<Column, string>> = {
  subjectType: '企业',
  identifierKind: '统一社会信用代码',
  certificateType: '',
  identifier: '91640100MA00TE5T0A',
  name: '示范公司',
  basisClass: 'ADMIN_OR_CRIMINAL',
  basisDocNo: '市监罚〔2026〕12号',
  basisIssuer: 'A 市市场监管局',
  basisDate: '2026年8月2日',
  legallyEffective: '是',
  facts: '事实',
  grade: '严重',
  actEndedOn: '2026/6/30',
  amountInvolved: '120,000.50元',
  minorActs: '',
  lackOfIntentProven: '否',
};
const read = (change: Partial<Record<Column, string>> = {}) =>
  candidateOf({ line: 2, cells: COLUMNS.map((column) => change[column] ?? RIGHT[column]) }, COLUMNS);

describe('the columns of a list', () => {
  it('are known by Chinese and by English titles, with blanks and stars ignored', () => {
    expect(columnsOf(COLUMNS)).toEqual(COLUMNS);
    expect(columnsOf(COLUMNS.map((column) => `* ${CHINESE_HEADERS[column][0]} `))).toEqual(COLUMNS);
    expect(columnsOf([...REQUIRED_COLUMNS, ''])).toEqual([...REQUIRED_COLUMNS, undefined]);
  });

  it('are refused when one is unknown, missing or there twice', () => {
    for (const header of [[...COLUMNS, '备注'], REQUIRED_COLUMNS.slice(1), [...COLUMNS, '姓名']])
      expect(() => columnsOf(header)).toThrow(expect.objectContaining({ code: 'BATCH_COLUMNS', line: 1 }));
  });
});

describe('a row', () => {
  it('becomes a candidate, labels and codes alike, dates and amounts as people write them', () => {
    expect(read()).toEqual({
      subjectType: 'ENTERPRISE',
      identifier: { kind: 'USCC', value: '91640100MA00TE5T0A' },
      name: '示范公司',
      entry: {
        basis: [
          {
            class: 'ADMIN_OR_CRIMINAL',
            docNo: '市监罚〔2026〕12号',
            issuer: 'A 市市场监管局',
            date: '2026-08-02',
            legallyEffective: true,
          },
        ],
        facts: '事实',
        grade: 'SERIOUS',
        actEndedOn: '2026-06-30',
        amountInvolved: 120000.5,
        lackOfIntentProven: false,
      },
    });
    expect(read({ minorActs: '罚1号@2026-01-02；罚2号@20260304' })).toMatchObject({
      entry: {
        acts: [
          { docNo: '罚1号', on: '2026-01-02' },
          { docNo: '罚2号', on: '2026-03-04' },
        ],
      },
    });
    expect(read({ identifierKind: 'OTHER', certificateType: '护照' })).toMatchObject({
      identifier: { kind: 'OTHER', certificateType: '护照' },
    });
  });

  it.each([
    [{ name: '' }, 'ROW_FIELD_MISSING', 'name'],
    [{ identifier: DIGITS_LOST }, 'ROW_DIGITS_LOST', 'identifier'],
    [{ identifierKind: 'OTHER' }, 'ROW_FIELD_MISSING', 'certificateType'],
    [{ subjectType: '公司' }, 'ROW_FIELD_INVALID', 'subjectType'],
    [{ basisDate: '2026-02-30' }, 'ROW_FIELD_INVALID', 'basisDate'],
    [{ legallyEffective: '也许' }, 'ROW_FIELD_INVALID', 'legallyEffective'],
    [{ amountInvolved: '-1' }, 'ROW_FIELD_INVALID', 'amountInvolved'],
    [{ amountInvolved: '1.234' }, 'ROW_FIELD_INVALID', 'amountInvolved'],
    [{ minorActs: '罚1号' }, 'ROW_FIELD_INVALID', 'minorActs'],
    [{ facts: 'a\u0007b' }, 'ROW_FIELD_INVALID', 'facts'],
    [{ facts: 'x'.repeat(5_001) }, 'ROW_FIELD_INVALID', 'facts'],
    [{ grade: 'constructor' }, 'ROW_FIELD_INVALID', 'grade'],
  ] as const)('%j is a fault of its column', (change, code, field) => {
    expect(read(change)).toEqual({ code, field });
  });
});
