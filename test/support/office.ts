import { DEMONSTRATION_MATTERS, DEMONSTRATION_UNITS, type DemonstrationUnit } from '#libs/access';
import type { Product } from './product.js';
import { standardOnPaper, type StandardRequest } from './standard-on-paper.js';

/* The common fixtures of specification section 9, entered over HTTP by the officials who may. */

export const X = { type: 'USCC', value: '91640100MA00TE5T0A' } as const;
export const Y = { type: 'USCC', value: '91640100MA00TE5T1D' } as const;
export const P = { type: 'CITIZEN_ID', value: '640100199001010012' } as const;

const SOURCE = 'national-credit-platform';

const shared = {
  field: 'TAXATION',
  conductCodes: ['C-001'],
  level: 'CITY',
  region: '640100',
  ownerUnitId: 'unit-a',
  recognizingUnitIds: ['unit-a', 'unit-b'],
  legalBasis: [{ title: '市社会信用条例', docNo: '市人大公告第12号', level: 'LOCAL_REGULATION' }],
  criteria: { text: '符合规定的情形' },
  approval: { conferenceConfirmation: false },
  naturalPersonPublication: { allowed: false },
  disclosureYears: 5,
  removalConditions: '有效期届满、修复或者认定有误',
  removalProcedure: '认定单位决定后通过原渠道公告',
  remedies: '可以申请行政复议或者提起行政诉讼',
  ruleOverrides: [],
} as const;

export const RED_1 = {
  ...shared,
  title: '守信红名单认定标准',
  listKind: 'RED',
  validity: { min: { value: 1, unit: 'YEAR' }, max: { value: 3, unit: 'YEAR' } },
  publicity: { required: true, period: { value: 7, unit: 'WD' }, channels: ['portal-a', 'credit-china'] },
  notice: { required: false, waivable: true, hearing: false },
} as const;

export const FOCUS_AFTER_EXIT = {
  standardId: 'FOC-1',
  followsPack: 'NDRC-36-2025',
  validity: { value: 6, unit: 'MONTH' },
  onStandardChange: true,
} as const;

/** Three years, to be repaired after one, six months of focus afterwards. */
export const BLK_1 = {
  ...shared,
  title: '严重失信名单认定标准',
  listKind: 'BLACK',
  grade: 'SERIOUS',
  validity: { min: { value: 3, unit: 'YEAR' }, max: { value: 3, unit: 'YEAR' } },
  publicity: { required: false, channels: [] },
  notice: { required: true, waivable: true, hearing: true, statementPeriod: { value: 5, unit: 'WD' } },
  repair: {
    repairable: true,
    methods: ['主动纠正失信行为'],
    minTimeBeforeRepair: { value: 1, unit: 'YEAR' },
    materials: ['信用承诺书'],
  },
  focusAfterExit: FOCUS_AFTER_EXIT,
} as const;

/** A lighter grade, to be repaired after three months (36号). */
export const BLK_GENERAL = {
  ...BLK_1,
  title: '一般失信名单认定标准',
  grade: 'GENERAL',
  validity: { min: { value: 1, unit: 'YEAR' }, max: { value: 1, unit: 'YEAR' } },
  repair: { ...BLK_1.repair, minTimeBeforeRepair: { value: 3, unit: 'MONTH' } },
} as const;

export const FOC_1 = {
  ...shared,
  title: '重点关注名单认定标准',
  listKind: 'FOCUS',
  grade: 'GENERAL',
  criteria: { text: '较重失信或者多次轻微失信', minorRepeatCount: 3 },
  validity: { min: { value: 6, unit: 'MONTH' }, max: { value: 1, unit: 'YEAR' } },
  publicity: { required: false, channels: [] },
  notice: { required: true, waivable: true, hearing: false },
} as const;

const CHANNELS = [
  { channelId: 'portal-a', name: '市市场监管局门户网站', mode: 'MANUAL', kind: 'UNIT_PORTAL', unitId: 'unit-a' },
  { channelId: 'portal-b', name: '市税务局门户网站', mode: 'MANUAL', kind: 'UNIT_PORTAL', unitId: 'unit-b' },
  { channelId: 'credit-china', name: '信用中国（示范市）', mode: 'AUTOMATIC', kind: 'CREDIT_PORTAL' },
  { channelId: 'enterprise', name: '企业信用信息公示系统', mode: 'AUTOMATIC', kind: 'ENTERPRISE_PUBLICITY' },
];

export interface OfficeOptions {
  /** Rows of the national black and red lists; `false`: no snapshot was ever imported, the source is away. */
  readonly national?: readonly (readonly [identifier: string, list: 'BLACK' | 'RED', ref: string])[] | false;
}

/** Units, channels, standards and the national snapshot. */
export async function openOffice(product: Product, { national = [] }: OfficeOptions = {}): Promise<void> {
  const unit = ({ unitId, name, uscc }: DemonstrationUnit, more: object = {}): Promise<void> =>
    entered(product, 'o-officer', '/units', {
      ...{ unitId, name, code: uscc, region: '640100', queryMatters: DEMONSTRATION_MATTERS, ...more },
    });
  const subordinate = ({ unitId }: DemonstrationUnit): boolean => unitId === 'unit-a' || unitId === 'unit-b';
  await Promise.all(DEMONSTRATION_UNITS.filter((one) => !subordinate(one)).map((one) => unit(one)));
  await Promise.all(DEMONSTRATION_UNITS.filter(subordinate).map((one) => unit(one, { superiorUnitId: 'unit-s' })));
  await Promise.all([
    ...CHANNELS.map((channel) => entered(product, 'platform-operator', '/channels', channel)),
    publishStandard(product, 'RED-1', RED_1),
    publishStandard(product, 'FOC-1', FOC_1).then(() => publishStandard(product, 'BLK-1', BLK_1)),
  ]);
  if (national !== false) await importSnapshot(product, '2026-1', national);
}

/** A first version as it was made on paper: drafted and published by the head of unit A, approved by a second person. */
export async function publishStandard(
  product: Product,
  standardId: string,
  content: object,
  effectiveFrom = '2026-04-01',
): Promise<void> {
  await enterSteps(product, standardOnPaper(standardId, content, effectiveFrom));
}

/** Steps of a standard, one after the other. */
export async function enterSteps(product: Product, steps: readonly StandardRequest[]): Promise<void> {
  for (const { who, path, body } of steps) await entered(product, who, path, body);
}

/** A snapshot of the national lists, as the platform's operator imports it. */
export async function importSnapshot(
  product: Product,
  version: string,
  rows: Exclude<OfficeOptions['national'], false | undefined>,
): Promise<void> {
  const lines = rows.map(([identifier, list, ref]) => `USCC,${identifier},${list},${ref},unit-n`);
  const csv = ['identifierKind,identifier,listKind,ref,unit', ...lines, ''].join('\n');
  const { status, text } = await product
    .as('platform-operator')
    .send('POST', `/cross-check-sources/${SOURCE}/snapshots?version=${version}&snapshotAt=${product.now}`, csv, {
      'content-type': 'text/csv',
    });
  if (status !== 200) throw new Error(`the snapshot was not imported: ${text}`);
}

async function entered(product: Product, who: string, path: string, body: object): Promise<void> {
  const { status, text } = await product.as(who).send('POST', path, body);
  if (status !== 201) throw new Error(`${path} answered ${status}: ${text}`);
}
