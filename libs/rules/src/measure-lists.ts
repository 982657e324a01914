import { compareDates, isLegalDate } from './days.js';
import { FIELDS } from './data/fields.js';
import { hasBasis, SUFFICIENT_BASIS_LEVELS } from './legal-basis.js';
import type { RuleProblem } from './refusal.js';
import type { LegalBasis, LegalDate, ListKind, SubjectType } from './types.js';

/* 措施清单: lists of joint measures, kept by the office (spec 5.1). */

export type MeasureKind = 'INCENTIVE' | 'PUNISHMENT';
/** 强制性措施 must be applied by law; 推荐性措施 as a unit sees fit (S1 §16). */
export type MeasureForce = 'MANDATORY' | 'RECOMMENDED';

/** 绿色通道, 容缺受理, 优先, 信用加分, 检查频次优化, 金融优惠, 推介 (S0 §2-6). */
export const INCENTIVE_CATEGORIES = [
  'GREEN_CHANNEL',
  'DEFERRED_DOCUMENTS',
  'PRIORITY',
  'CREDIT_BONUS',
  'FEWER_INSPECTIONS',
  'FINANCIAL_BENEFIT',
  'PROMOTION',
] as const;
/** 行政性, 市场性, 行业性, 社会性 (S0 §8-11). */
export const PUNISHMENT_CATEGORIES = ['ADMINISTRATIVE', 'MARKET', 'INDUSTRY', 'SOCIAL'] as const;
export type MeasureCategory = (typeof INCENTIVE_CATEGORIES)[number] | (typeof PUNISHMENT_CATEGORIES)[number];

/** To which entries a measure may be applied. */
export interface MeasureScope {
  readonly listKinds: readonly ListKind[];
  /** Fields of the standards; absent: every field. */
  readonly fields?: readonly string[];
  /** Absent: every kind of subject. */
  readonly subjectTypes?: readonly SubjectType[];
  /** Whether it reaches responsible persons to whom the measures of the entry extend (3.13). */
  readonly persons: boolean;
}

/** One measure of a list. */
export interface MeasureItem {
  readonly measureItemId: string;
  readonly kind: MeasureKind;
  readonly force: MeasureForce;
  readonly category: MeasureCategory;
  readonly text: string;
  readonly appliesTo: MeasureScope;
  /** Kinds of units that carry it out, as the list names them. */
  readonly implementingUnitTypes: readonly string[];
  readonly legalBasis: readonly LegalBasis[];
  /** 审批/监管事项 into which it is built. */
  readonly embedPoint?: string;
  readonly effectiveFrom: LegalDate;
  /** Last day. */
  readonly effectiveTo?: LegalDate;
}

export interface MeasureListContent {
  readonly title: string;
  /** 备忘录/清单 from which it was taken. */
  readonly source: string;
  readonly items: readonly MeasureItem[];
}

/** One version of a measure list. */
export interface MeasureList extends MeasureListContent {
  readonly measureListId: string;
  readonly version: number;
  readonly status: 'DRAFT' | 'PUBLISHED' | 'SUPERSEDED';
  readonly publishedOn?: LegalDate;
  readonly effectiveFrom?: LegalDate;
  /** Last day. */
  readonly effectiveTo?: LegalDate;
}

/** An item with the version of the list that it stands on: what a decision pins (architecture D8). */
export interface ListedMeasure extends MeasureItem {
  readonly measureListId: string;
  readonly listVersion: number;
}

/** What of an entry decides whether a measure is for it. */
export interface MeasuredEntry {
  readonly listKind: ListKind;
  readonly field: string;
  readonly subjectType: SubjectType;
}

const covers = (on: LegalDate, from: LegalDate | undefined, to: LegalDate | undefined): boolean =>
  from !== undefined && compareDates(from, on) <= 0 && (to === undefined || compareDates(on, to) <= 0);

/** Every item of a published list that is in force on a day. Only these may be used (上海 32, 浙江 28). */
export function measuresInForce(lists: readonly MeasureList[], on: LegalDate): readonly ListedMeasure[] {
  return lists
    .filter(({ status, effectiveFrom, effectiveTo }) => status !== 'DRAFT' && covers(on, effectiveFrom, effectiveTo))
    .flatMap(({ measureListId, version, items }) =>
      items
        .filter(({ effectiveFrom, effectiveTo }) => covers(on, effectiveFrom, effectiveTo))
        .map((item) => ({ ...item, measureListId, listVersion: version })),
    );
}

/** Whether a measure is meant for an entry of this list, field and kind of subject. */
export function isForEntry({ appliesTo }: Pick<MeasureItem, 'appliesTo'>, entry: MeasuredEntry): boolean {
  const { listKinds, fields, subjectTypes } = appliesTo;
  return (
    listKinds.includes(entry.listKind) &&
    (fields === undefined || fields.includes(entry.field)) &&
    (subjectTypes === undefined || subjectTypes.includes(entry.subjectType))
  );
}

/** What keeps a list from being published, each with its field and clause. */
export function checkMeasureList(content: MeasureListContent, takenIds: ReadonlySet<string>): readonly RuleProblem[] {
  const problems: RuleProblem[] = [];
  const add = (code: string, field: string, zh: string, en: string, clause = '5.1') =>
    problems.push({ code, field, zh, en, clause });
  if (content.title.trim() === '') add('MEASURE_LIST_TITLE_MISSING', 'title', '缺少清单名称', 'Title missing');
  if (content.source.trim() === '')
    add('MEASURE_LIST_SOURCE_MISSING', 'source', '缺少清单来源', 'Source of the list missing');
  if (content.items.length === 0) add('MEASURE_ITEMS_MISSING', 'items', '清单没有措施', 'The list has no items');
  const seen = new Set<string>();
  content.items.forEach((item, index) => {
    const at = `items.${index}`;
    if (seen.has(item.measureItemId) || takenIds.has(item.measureItemId))
      add('MEASURE_ITEM_TWICE', `${at}.measureItemId`, '措施编号已被使用', 'The id belongs to another item');
    seen.add(item.measureItemId);
    for (const problem of checkItem(item)) add(problem.code, `${at}.${problem.field}`, problem.zh, problem.en);
  });
  return problems;
}

function checkItem(item: MeasureItem): readonly Omit<RuleProblem, 'clause'>[] {
  const problems: Omit<RuleProblem, 'clause'>[] = [];
  const demand = (holds: boolean, code: string, field: string, zh: string, en: string) => {
    if (!holds) problems.push({ code, field, zh, en });
  };
  const { kind, force, category, appliesTo, legalBasis, effectiveFrom, effectiveTo } = item;
  demand(item.text.trim() !== '', 'MEASURE_TEXT_MISSING', 'text', '缺少措施内容', 'Text of the measure missing');
  const categories: readonly string[] = kind === 'INCENTIVE' ? INCENTIVE_CATEGORIES : PUNISHMENT_CATEGORIES;
  demand(
    categories.includes(category),
    'MEASURE_CATEGORY_NOT_FIT',
    'category',
    '类别与激励、惩戒种类不符',
    'The category belongs to the other kind',
  );
  const lists = kind === 'INCENTIVE' ? ['RED'] : ['BLACK', 'FOCUS'];
  demand(
    appliesTo.listKinds.length > 0 && appliesTo.listKinds.every((list) => lists.includes(list)),
    'MEASURE_LIST_KIND_NOT_FIT',
    'appliesTo.listKinds',
    '激励措施仅用于红名单，惩戒措施不得用于红名单',
    'Incentives are for the red list, punishments for the others',
  );
  demand(
    (appliesTo.fields ?? []).every((field) => field in FIELDS),
    'FIELD_UNKNOWN',
    'appliesTo.fields',
    '领域代码不存在',
    'The field code is not in the code table',
  );
  // 依法必须联合执行 (S1 §16); and a punishment always rests on something.
  const needed = kind === 'PUNISHMENT' || force === 'MANDATORY' || appliesTo.persons;
  demand(
    !needed || legalBasis.some(({ title }) => title.trim() !== ''),
    'MEASURE_BASIS_MISSING',
    'legalBasis',
    '惩戒措施、强制性措施和落实到人的措施须有法律依据',
    'A punishment, a mandatory measure and one that reaches persons need a legal basis',
  );
  demand(
    force !== 'MANDATORY' || hasBasis(legalBasis, SUFFICIENT_BASIS_LEVELS),
    'MEASURE_BASIS_INSUFFICIENT',
    'legalBasis',
    '强制性措施须以法律、法规、党中央国务院文件或部门规章为依据',
    'A mandatory measure needs a law, a regulation, a Party or State Council document or a department rule',
  );
  const dated = isLegalDate(effectiveFrom) && (effectiveTo === undefined || isLegalDate(effectiveTo));
  demand(
    dated && (effectiveTo === undefined || compareDates(effectiveFrom, effectiveTo) <= 0),
    'MEASURE_PERIOD_INVALID',
    'effectiveTo',
    '措施有效期间无效',
    'The period of the measure is not valid',
  );
  return problems;
}
