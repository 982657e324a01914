import type { Mask, MaskField, MaskProfileContent, MaskReader, MaskRow } from '../mask-profiles.js';

type Cell = Mask | readonly [head: number, tail: number];

/** The table of spec 6.4: field, what the public sees, what departments see. */
const TABLE: readonly (readonly [MaskField, Cell, Cell])[] = [
  ['ORGANISATION_NAME', 'FULL', 'FULL'],
  ['USCC', 'FULL', 'FULL'],
  ['LEGAL_REPRESENTATIVE', 'SURNAME', 'FULL'],
  ['PERSON_NAME', 'SURNAME', 'FULL'],
  ['CITIZEN_ID', [4, 4], [6, 4]],
  ['OTHER_CERTIFICATE', [0, 2], [0, 4]],
  ['PHONE', 'HIDDEN', [3, 4]],
  ['ADDRESS', 'HIDDEN', 'COUNTY'],
  ['BIRTH_DATE', 'HIDDEN', 'YEAR'],
  ['BANK_ACCOUNT', 'HIDDEN', [0, 4]],
  ['DECISION', 'FULL', 'FULL'],
  ['AMOUNT', 'FULL', 'FULL'],
  ['FACTS', 'SCRUBBED', 'FULL'],
];

function row(field: MaskField, reader: MaskReader, cell: Cell): MaskRow {
  if (typeof cell === 'string') return { field, reader, mask: cell };
  return { field, reader, mask: 'ENDS', head: cell[0], tail: cell[1] };
}

/** The profile that comes with the service; its first day lies before every publication. */
export const SHIPPED_MASK_PROFILE: MaskProfileContent = {
  title: '名单信息发布脱敏方案（缺省）',
  legalSource: 'S1 十九"必要的技术处理"；深圳经济特区社会信用条例第三十八条',
  provenance: 'MEMORY',
  rows: TABLE.flatMap(([field, shown, told]) => [row(field, 'PUBLIC', shown), row(field, 'DEPARTMENT', told)]),
};
export const SHIPPED_MASK_PROFILE_FROM = '2016-01-01';
