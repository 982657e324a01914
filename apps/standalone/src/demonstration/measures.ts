import type { LegalBasis, MeasureItem, MeasureListContent } from '#libs/rules';

/* The measure lists of the fictitious city (spec 5.1): what its units trigger, and what the examples name. */

const PROCUREMENT_LAW: LegalBasis = {
  title: '中华人民共和国政府采购法',
  docNo: '主席令第68号',
  article: '第二十二条',
  level: 'LAW',
};
const LAND: LegalBasis = {
  title: '国务院关于建立完善守信联合激励和失信联合惩戒制度加快推进社会诚信建设的指导意见',
  docNo: '国发〔2016〕33号',
  level: 'PARTY_STATE_COUNCIL_DOC',
};
const SAMR_44: LegalBasis = {
  title: '市场监督管理严重违法失信名单管理办法',
  docNo: '国家市场监督管理总局令第44号',
  article: '第十五条',
  level: 'DEPARTMENT_RULE',
};
const CITY_PLAN: LegalBasis = { title: '示范市守信联合激励实施办法', level: 'NORMATIVE_DOC' };

type Told = Pick<MeasureItem, 'measureItemId' | 'force' | 'category' | 'text' | 'implementingUnitTypes'> & {
  readonly basis: LegalBasis;
  readonly embedPoint?: string;
};

const punishment = ({ basis, ...told }: Told): MeasureItem => ({
  ...told,
  kind: 'PUNISHMENT',
  appliesTo: { listKinds: ['BLACK', 'FOCUS'], persons: false },
  legalBasis: [basis],
  effectiveFrom: '2026-01-01',
});
const incentive = ({ basis, ...told }: Told): MeasureItem => ({
  ...told,
  kind: 'INCENTIVE',
  appliesTo: { listKinds: ['RED'], persons: false },
  legalBasis: [basis],
  effectiveFrom: '2026-01-01',
});

const PUNISHMENTS: readonly MeasureItem[] = [
  punishment({
    ...{ measureItemId: 'procurement-ban', force: 'MANDATORY', category: 'MARKET', text: '限制参加政府采购活动' },
    ...{
      implementingUnitTypes: ['财政部门', '公共资源交易中心'],
      basis: PROCUREMENT_LAW,
      embedPoint: '供应商资格审查',
    },
  }),
  punishment({
    ...{ measureItemId: 'land-supply-limit', force: 'RECOMMENDED', category: 'MARKET', text: '限制取得政府供应土地' },
    ...{ implementingUnitTypes: ['自然资源部门', '公共资源交易中心'], basis: LAND, embedPoint: '土地竞买资格审查' },
  }),
  punishment({
    ...{ measureItemId: 'key-supervision', force: 'MANDATORY', category: 'ADMINISTRATIVE', text: '列为重点监管对象' },
    ...{ implementingUnitTypes: ['行业监管部门'], basis: SAMR_44 },
  }),
];

const INCENTIVES: readonly MeasureItem[] = [
  incentive({
    ...{ measureItemId: 'green-channel', force: 'RECOMMENDED', category: 'GREEN_CHANNEL', text: '行政审批绿色通道' },
    ...{ implementingUnitTypes: ['行政审批部门'], basis: CITY_PLAN, embedPoint: '行政许可受理' },
  }),
  incentive({
    ...{ measureItemId: 'fewer-inspections', force: 'RECOMMENDED', category: 'FEWER_INSPECTIONS' },
    ...{ text: '减少日常检查频次', implementingUnitTypes: ['行业监管部门'], basis: CITY_PLAN },
  }),
  incentive({
    ...{ measureItemId: 'procurement-bonus', force: 'RECOMMENDED', category: 'CREDIT_BONUS', text: '政府采购信用加分' },
    ...{ implementingUnitTypes: ['财政部门', '公共资源交易中心'], basis: CITY_PLAN, embedPoint: '评标' },
  }),
];

/** What the units of the demonstration trigger. */
export const PUNISHMENT_ITEMS = PUNISHMENTS.map(({ measureItemId }) => measureItemId);
export const INCENTIVE_ITEMS = INCENTIVES.map(({ measureItemId }) => measureItemId);

export const MEASURE_LISTS: Readonly<Record<string, MeasureListContent>> = {
  'CITY-PUNISHMENTS': {
    title: '示范市失信联合惩戒措施清单',
    source: '全国失信惩戒措施基础清单（2024年版）',
    items: PUNISHMENTS,
  },
  'CITY-INCENTIVES': {
    title: '示范市守信联合激励措施清单',
    source: '示范市守信联合激励实施办法',
    items: INCENTIVES,
  },
};
