import type { ListKind, MeasureCategory, MeasureForce, MeasureKind, SubjectType } from '#libs/rules';
import { LIST_KIND, SUBJECT_TYPE } from '../enums.js';
import { Choice, Code, DateOn, DocNo, Flag, Nested, Text } from '../http/fields.js';
import { LegalBasisDto, MAX_BASIS } from '../shared/dtos.js';

export const MEASURE_KIND = { INCENTIVE: '激励', PUNISHMENT: '惩戒' } as const satisfies Record<MeasureKind, string>;
export const MEASURE_FORCE = {
  MANDATORY: '强制性',
  RECOMMENDED: '推荐性',
} as const satisfies Record<MeasureForce, string>;
export const MEASURE_CATEGORY = {
  GREEN_CHANNEL: '绿色通道',
  DEFERRED_DOCUMENTS: '容缺受理',
  PRIORITY: '优先',
  CREDIT_BONUS: '信用加分',
  FEWER_INSPECTIONS: '检查频次优化',
  FINANCIAL_BENEFIT: '金融优惠',
  PROMOTION: '推介',
  ADMINISTRATIVE: '行政性',
  MARKET: '市场性',
  INDUSTRY: '行业性',
  SOCIAL: '社会性',
} as const satisfies Record<MeasureCategory, string>;

export class MeasureScopeDto {
  @Choice('ListKind', LIST_KIND, { zh: '适用的名单', en: 'lists', upTo: 3, example: ['BLACK'] })
  listKinds!: ListKind[];

  @Code({
    zh: '适用的领域，缺省为全部',
    en: 'fields; absent: all',
    upTo: 60,
    optional: true,
    example: ['MARKET_REGULATION', 'TAXATION'],
  })
  fields?: string[];

  @Choice('SubjectType', SUBJECT_TYPE, {
    zh: '适用的主体类型，缺省为全部',
    en: 'kinds of subjects; absent: all',
    upTo: 5,
    optional: true,
    example: ['ENTERPRISE'],
  })
  subjectTypes?: SubjectType[];

  @Flag({ zh: '是否落实到责任人员', en: 'whether it reaches responsible persons', example: false })
  persons!: boolean;
}

export class MeasureItemDto {
  @Code({ zh: '措施编号', en: 'id of the measure', example: 'procurement-ban' })
  measureItemId!: string;

  @Choice('MeasureKind', MEASURE_KIND, { zh: '种类', en: 'kind', example: 'PUNISHMENT' })
  kind!: MeasureKind;

  @Choice('MeasureForce', MEASURE_FORCE, { zh: '强制性或推荐性', en: 'force', example: 'MANDATORY' })
  force!: MeasureForce;

  @Choice('MeasureCategory', MEASURE_CATEGORY, { zh: '类别', en: 'category', example: 'MARKET' })
  category!: MeasureCategory;

  @Text({ zh: '措施内容', en: 'text', max: 1_000, example: '限制参与政府采购活动' })
  text!: string;

  @Nested(() => MeasureScopeDto, { zh: '适用范围', en: 'what it applies to' })
  appliesTo!: MeasureScopeDto;

  @Text({ zh: '实施单位类型', en: 'kinds of units', max: 100, upTo: 50, atLeast: 0, example: ['财政部门'] })
  implementingUnitTypes!: string[];

  @Nested(() => LegalBasisDto, { zh: '法律依据', en: 'legal basis', upTo: MAX_BASIS })
  legalBasis!: LegalBasisDto[];

  @DocNo({ zh: '嵌入的审批、监管事项', en: 'matter into which it is built', optional: true, example: '供应商资格审查' })
  embedPoint?: string;

  @DateOn({ zh: '生效日期', en: 'first day of effect', example: '2026-01-01' })
  effectiveFrom!: string;

  @DateOn({ zh: '最后有效日', en: 'last day', optional: true, example: '2031-12-31' })
  effectiveTo?: string;
}

export class MeasureListContentDto {
  @Text({ zh: '清单名称', en: 'title', max: 200, example: '示范市失信联合惩戒措施清单' })
  title!: string;

  @DocNo({ zh: '来源', en: 'source', max: 500, example: '全国失信惩戒措施基础清单（2024年版）' })
  source!: string;

  @Nested(() => MeasureItemDto, { zh: '措施', en: 'items', upTo: 500 })
  items!: MeasureItemDto[];
}

export class DraftMeasureListDto {
  @Code({ zh: '清单编号', en: 'id of the list', example: 'CITY-PUNISHMENTS' })
  measureListId!: string;

  @Nested(() => MeasureListContentDto, { zh: '内容', en: 'content' })
  content!: MeasureListContentDto;
}

export class PublishMeasureListDto {
  @DateOn({ zh: '生效日期', en: 'first day of effect' })
  effectiveFrom!: string;
}
