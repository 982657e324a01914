import type { LegalBasis, RulePack, StandardContent } from '#libs/rules';

/* The recognition standards of the fictitious city, and what its regulation adds to the national rules. */

export const REGION = '640100';

/** Fixes no number of its own: it allows a subject on a red list to leave at its own wish (R11). */
export const CITY_PACK: Omit<RulePack, 'version'> = {
  rulePackId: 'REGION-DEMONSTRATION',
  title: '示范市社会信用条例',
  scope: 'REGION',
  appliesTo: REGION,
  effectiveFrom: '2026-04-01',
  rules: [],
  allowsOptOut: true,
};

const CITY_REGULATION: LegalBasis = {
  title: '示范市社会信用条例',
  docNo: '示范市人大常委会公告〔2025〕第9号',
  article: '第二十一条',
  level: 'LOCAL_REGULATION',
};
const SAMR_44: LegalBasis = {
  title: '市场监督管理严重违法失信名单管理办法',
  docNo: '国家市场监督管理总局令第44号',
  article: '第五条至第十条',
  level: 'DEPARTMENT_RULE',
};

const shared = {
  level: 'CITY',
  region: REGION,
  recognizingUnitIds: ['unit-a', 'unit-b'],
  approval: { conferenceConfirmation: false },
  naturalPersonPublication: { allowed: false },
  removalProcedure: '由认定单位作出决定，通过原发布渠道公告，并从信用信息共享平台删除。',
  remedies: '对认定决定不服的，可以自收到决定书之日起六十日内申请行政复议，或者六个月内提起行政诉讼。',
  ruleOverrides: [],
} as const satisfies Partial<StandardContent>;

const redRules = {
  listKind: 'RED',
  publicity: {
    required: true,
    period: { value: 7, unit: 'WD' },
    channels: ['portal-a', 'portal-b', 'credit-china'],
  },
  notice: { required: false, waivable: true, hearing: false },
  disclosureYears: 3,
  removalConditions: '有效期届满、认定有误、不当利用红名单奖励机制，或者被列入黑名单、重点关注名单。',
} as const satisfies Partial<StandardContent>;

const RED_1: StandardContent = {
  ...shared,
  ...redRules,
  title: '守信联合激励对象认定标准（守合同重信用企业）',
  field: 'MARKET_REGULATION',
  conductCodes: ['HT-01', 'HT-02'],
  ownerUnitId: 'unit-a',
  legalBasis: [CITY_REGULATION],
  criteria: { text: '连续三年合同履约率达到百分之九十八以上，无行政处罚记录，并获得市级以上表彰。' },
  validity: { min: { value: 1, unit: 'YEAR' }, max: { value: 3, unit: 'YEAR' } },
};

const RED_2: StandardContent = {
  ...shared,
  ...redRules,
  title: '守信联合激励对象认定标准（诚信纳税示范）',
  field: 'TAX_PAYMENT',
  conductCodes: ['NS-01'],
  ownerUnitId: 'unit-b',
  legalBasis: [CITY_REGULATION],
  criteria: { text: '评价期内按期足额申报缴纳税款，纳税信用级别为A级。' },
  validity: { min: { value: 30, unit: 'CD' }, max: { value: 1, unit: 'YEAR' } },
};

const RED_3: StandardContent = {
  ...RED_1,
  title: '守信联合激励对象认定标准（放心消费示范店）',
  field: 'E_COMMERCE',
  conductCodes: ['XF-01'],
  criteria: { text: '评价期内消费投诉处理率达到百分之九十五以上，无虚假宣传。' },
  validity: { min: { value: 6, unit: 'MONTH' }, max: { value: 2, unit: 'YEAR' } },
};

/** The revision of RED-3: some who were on the list do not meet it any more (3.15). */
export const RED_3_REVISED: StandardContent = {
  ...RED_3,
  criteria: { text: '评价期内消费投诉处理率达到百分之九十九以上，公开承诺七日无理由退货，无虚假宣传。' },
};

const blackRules = {
  listKind: 'BLACK',
  publicity: { required: false, channels: [] },
  disclosureYears: 5,
  removalConditions: '有效期届满、主动修复经认定单位同意、认定有误，或者认定依据被撤销。',
} as const satisfies Partial<StandardContent>;

const blackRepair = {
  repairable: true,
  methods: ['主动纠正失信行为', '履行行政处罚决定确定的义务', '作出信用承诺', '参加信用修复培训'],
  materials: ['信用修复申请表', '信用修复承诺书', '履行义务的证明材料'],
} as const;

const focusAfterExit = {
  standardId: 'FOC-1',
  followsPack: 'NDRC-36-2025',
  validity: { value: 6, unit: 'MONTH' },
  onStandardChange: true,
} as const satisfies NonNullable<StandardContent['focusAfterExit']>;

const BLK_1: StandardContent = {
  ...shared,
  ...blackRules,
  title: '严重违法失信名单认定标准（市场监督管理）',
  field: 'MARKET_REGULATION',
  conductCodes: ['SJ-01', 'SJ-02', 'SJ-07'],
  ownerUnitId: 'unit-a',
  legalBasis: [SAMR_44],
  criteria: { text: '受到较重行政处罚，属于办法第五条至第十条所列情形，且主观恶性明显、社会危害严重。' },
  grade: 'SERIOUS',
  validity: { min: { value: 3, unit: 'YEAR' }, max: { value: 3, unit: 'YEAR' } },
  notice: { required: true, waivable: true, hearing: true, statementPeriod: { value: 5, unit: 'WD' } },
  repair: {
    ...blackRepair,
    minTimeBeforeRepair: { value: 1, unit: 'YEAR' },
    irreparableBasis: [
      { title: '中共中央办公厅、国务院办公厅关于健全社会信用体系的意见', level: 'PARTY_STATE_COUNCIL_DOC' },
    ],
  },
  focusAfterExit,
  personsExtend: {
    capacities: ['LEGAL_REPRESENTATIVE', 'PRINCIPAL', 'DIRECTLY_RESPONSIBLE'],
    basis: [SAMR_44],
  },
};

const BLK_2: StandardContent = {
  ...shared,
  ...blackRules,
  title: '一般失信名单认定标准（公共资源交易与合同履约）',
  field: 'PROCUREMENT',
  conductCodes: ['GG-03', 'GG-05'],
  ownerUnitId: 'unit-a',
  legalBasis: [{ title: '中华人民共和国政府采购法', article: '第七十七条', level: 'LAW' }],
  criteria: { text: '提供虚假材料谋取中标、成交，或者无正当理由不履行采购合同，情节一般。' },
  grade: 'GENERAL',
  validity: { min: { value: 3, unit: 'MONTH' }, max: { value: 1, unit: 'YEAR' } },
  notice: { required: true, waivable: true, hearing: false, statementPeriod: { value: 5, unit: 'WD' } },
  repair: { ...blackRepair, minTimeBeforeRepair: { value: 3, unit: 'MONTH' } },
  focusAfterExit: { ...focusAfterExit, validity: { value: 3, unit: 'MONTH' } },
};

const TAX_LAW: LegalBasis = { title: '中华人民共和国税收征收管理法', article: '第四十五条', level: 'LAW' };

/** Natural persons may be shown, by a law that says so. */
const BLK_P: StandardContent = {
  ...shared,
  ...blackRules,
  title: '重大税收违法失信主体认定标准（含自然人）',
  field: 'TAXATION',
  conductCodes: ['SW-01', 'SW-04'],
  ownerUnitId: 'unit-b',
  legalBasis: [
    { title: '重大税收违法失信主体信息公布管理办法', docNo: '国家税务总局令第54号', level: 'DEPARTMENT_RULE' },
    TAX_LAW,
  ],
  criteria: { text: '欠缴税款并采取转移、隐匿财产等手段妨碍追缴，金额十万元以上。', amountAtLeast: 100_000 },
  grade: 'SERIOUS',
  validity: { min: { value: 3, unit: 'YEAR' }, max: { value: 3, unit: 'YEAR' } },
  notice: { required: true, waivable: false, hearing: true, statementPeriod: { value: 5, unit: 'WD' } },
  repair: { ...blackRepair, minTimeBeforeRepair: { value: 1, unit: 'YEAR' } },
  focusAfterExit,
  naturalPersonPublication: { allowed: true, basis: TAX_LAW },
};
export const PUBLICATION_AUTHORITY = TAX_LAW;

const FOC_1: StandardContent = {
  ...shared,
  title: '重点关注名单认定标准',
  listKind: 'FOCUS',
  field: 'MARKET_REGULATION',
  conductCodes: ['ZD-01', 'ZD-02'],
  ownerUnitId: 'unit-a',
  legalBasis: [CITY_REGULATION],
  criteria: { text: '在重点领域发生较重失信行为，或者一年内发生三次以上轻微失信行为。', minorRepeatCount: 3 },
  grade: 'GENERAL',
  validity: { min: { value: 1, unit: 'MONTH' }, max: { value: 1, unit: 'YEAR' } },
  publicity: { required: false, channels: [] },
  notice: { required: true, waivable: true, hearing: false },
  earlyRelease: { allowed: true, conditions: '关注期内未再发生失信行为，且已完成整改并经核查合格。' },
  disclosureYears: 1,
  removalConditions: '有效期届满、提前解除、认定有误，或者转入黑名单。',
};

/** In the order in which they are published: a black standard names the focus standard after an exit. */
export const STANDARDS: readonly { readonly standardId: string; readonly content: StandardContent }[] = [
  { standardId: 'FOC-1', content: FOC_1 },
  { standardId: 'RED-1', content: RED_1 },
  { standardId: 'RED-2', content: RED_2 },
  { standardId: 'RED-3', content: RED_3 },
  { standardId: 'BLK-1', content: BLK_1 },
  { standardId: 'BLK-2', content: BLK_2 },
  { standardId: 'BLK-P', content: BLK_P },
];
