import type { RecognitionStandard, StandardContent } from '#libs/rules';

/** The three standards of spec section 9. */
const shared = {
  field: 'MARKET_REGULATION',
  conductCodes: ['C-001'],
  level: 'CITY',
  region: '640100',
  ownerUnitId: 'unit-a',
  recognizingUnitIds: ['unit-a'],
  legalBasis: [{ title: '市场监督管理严重违法失信名单管理办法', level: 'DEPARTMENT_RULE' }],
  criteria: { text: '符合管理办法规定的情形' },
  approval: { conferenceConfirmation: false },
  naturalPersonPublication: { allowed: false },
  disclosureYears: 5,
  removalConditions: '有效期届满、修复或者认定有误',
  removalProcedure: '认定单位决定后通过原渠道公告',
  remedies: '可以申请行政复议或者提起行政诉讼',
  ruleOverrides: [],
} as const satisfies Partial<StandardContent>;

export const RED_1: StandardContent = {
  ...shared,
  title: '守信红名单认定标准',
  listKind: 'RED',
  validity: { min: { value: 1, unit: 'YEAR' }, max: { value: 3, unit: 'YEAR' } },
  publicity: { required: true, period: { value: 7, unit: 'WD' }, channels: ['unit-portal', 'credit-china'] },
  notice: { required: false, waivable: true, hearing: false },
};

export const BLK_1: StandardContent = {
  ...shared,
  title: '严重违法失信名单认定标准',
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
  focusAfterExit: { standardId: 'FOC-1', validity: { value: 6, unit: 'MONTH' }, onStandardChange: true },
};

export const FOC_1: StandardContent = {
  ...shared,
  title: '重点关注名单认定标准',
  listKind: 'FOCUS',
  criteria: { text: '多次发生轻微失信行为', minorRepeatCount: 3 },
  validity: { min: { value: 6, unit: 'MONTH' }, max: { value: 1, unit: 'YEAR' } },
  publicity: { required: false, channels: [] },
  notice: { required: true, waivable: true, hearing: false },
};

/** The content as a published version. */
export function published(content: StandardContent, standardId = 'STD-1', version = 1): RecognitionStandard {
  return {
    ...content,
    standardId,
    version,
    status: 'PUBLISHED',
    publishedOn: '2026-08-01',
    effectiveFrom: '2026-08-01',
    basisInsufficient: false,
  };
}
