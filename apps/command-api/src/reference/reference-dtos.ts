import { CHANNEL_KIND, CHANNEL_MODE, EVALUATION_CONCLUSION, FOCUS_MODE, PROVENANCE, RULE_SCOPE } from '../enums.js';
import { Choice, Code, DateOn, DocNo, Flag, Nested, PurposeCode, Text, Whole } from '../http/fields.js';
import { DurationDto } from '../shared/dtos.js';
import { StandardContentDto } from './standard-content.dto.js';
import type { FocusMode, Provenance, RuleScope } from '#libs/rules';

export class DraftStandardDto {
  @Code({ zh: '标准编号', en: 'id of the standard', example: 'BLK-1' })
  standardId!: string;

  @Nested(() => StandardContentDto, { zh: '内容', en: 'content' })
  content!: StandardContentDto;
}

export class ReviseStandardDraftDto {
  @Nested(() => StandardContentDto, { zh: '内容', en: 'content' })
  content!: StandardContentDto;
}

export class OpenConsultationDto {
  @DateOn({
    zh: '开始日期；缺省为当日，仅首次登记已在线下征求意见的标准可早于当日',
    en: 'first day; absent: today, earlier only for a first version that was consulted on before',
    optional: true,
  })
  openedOn?: string;
}

export class CloseConsultationDto {
  @DateOn({ zh: '结束日期；缺省为当日', en: 'day on which it is closed; absent: today', optional: true })
  closedOn?: string;

  @Text({
    zh: '征求意见情况及采纳情况',
    en: 'what was answered, and what came of it',
    example: '收到意见三条，采纳一条。',
  })
  summary!: string;

  @Nested(() => StandardContentDto, {
    zh: '按意见修改后的文本；缺省为不修改',
    en: 'the text as amended upon the opinions; absent: it stands',
    optional: true,
  })
  content?: StandardContentDto;
}

export class RejectStandardApprovalDto {
  @Text({ zh: '退回理由', en: 'why it is sent back', example: '救济途径须写明期限。' })
  reason!: string;
}

export class PublishStandardDto {
  @DateOn({ zh: '生效日期', en: 'first day of effect' })
  effectiveFrom!: string;

  @Text({
    zh: '过渡安排',
    en: 'how entries that are under way pass over',
    optional: true,
    example: '施行前已列入的，自施行之日起二十个工作日内逐一复核。',
  })
  transition?: string;
}

export class RetireStandardDto {
  @DateOn({ zh: '最后有效日', en: 'last day; absent: today', optional: true })
  effectiveTo?: string;

  @Text({ zh: '废止理由', en: 'why it ends', optional: true, example: '依据文件已废止。' })
  reason?: string;
}

export class StandardEvaluationDto {
  @DateOn({ zh: '评估日期', en: 'day of the evaluation' })
  evaluatedOn!: string;

  @Text({ zh: '第三方机构', en: 'third party', max: 200, example: '示范大学信用研究中心' })
  evaluator!: string;

  @Choice('EvaluationConclusion', EVALUATION_CONCLUSION, { zh: '结论', en: 'conclusion', example: 'KEEP' })
  conclusion!: keyof typeof EVALUATION_CONCLUSION;

  @DocNo({ zh: '报告编号', en: 'number of the report', example: '评估〔2026〕7号' })
  reportNo!: string;
}

export class CalendarYearDto {
  @Whole({ zh: '年份', en: 'year', min: 1990, max: 2200, example: 2027 })
  year!: number;

  @DateOn({ zh: '放假日', en: 'days off', upTo: 366, atLeast: 0, example: ['2027-01-01'] })
  off!: string[];

  @DateOn({ zh: '调休上班日', en: 'weekend days that are worked', upTo: 104, atLeast: 0, example: [] })
  makeUp!: string[];

  @DocNo({
    zh: '来源文件',
    en: 'document that fixed it',
    max: 500,
    example: '国务院办公厅关于2027年部分节假日安排的通知',
  })
  source!: string;
}

export class RuleDto {
  @Code({ zh: '规则键', en: 'key', example: 'objection.total' })
  key!: string;

  @Nested(() => DurationDto, { zh: '值', en: 'value', example: { value: 5, unit: 'WD' } })
  value!: DurationDto;

  @DocNo({ zh: '法律来源', en: 'legal source', max: 500, example: '《XX 市社会信用条例》第三十九条' })
  legalSource!: string;

  @Choice('Provenance', PROVENANCE, { zh: '出处', en: 'provenance', example: 'EXTERNAL' })
  provenance!: Provenance;

  @DateOn({ zh: '生效日期', en: 'first day of effect' })
  effectiveFrom!: string;

  @DateOn({ zh: '失效日期', en: 'last day of effect', optional: true })
  effectiveTo?: string;
}

export class RulePackDto {
  @Code({ zh: '规则包编号', en: 'id of the pack', example: 'CITY-A' })
  rulePackId!: string;

  @Text({ zh: '名称', en: 'title', max: 200, example: 'A 市社会信用规则' })
  title!: string;

  @Choice('RuleScope', RULE_SCOPE, { zh: '适用范围', en: 'scope', example: 'REGION' })
  scope!: RuleScope;

  @Code({ zh: '地区或领域代码', en: 'region or field', optional: true, example: '640100' })
  appliesTo?: string;

  @DateOn({ zh: '生效日期', en: 'first day of effect' })
  effectiveFrom!: string;

  @DateOn({ zh: '失效日期', en: 'last day of effect', optional: true })
  effectiveTo?: string;

  @Nested(() => RuleDto, { zh: '规则', en: 'rules', upTo: 500, atLeast: 0 })
  rules!: RuleDto[];

  @Choice('FocusMode', FOCUS_MODE, {
    zh: '黑名单退出后的关注方式',
    en: 'focus mode after a black exit',
    optional: true,
  })
  focusAfterExitMode?: FocusMode;

  @Flag({ zh: '红名单主体可否自愿退出', en: 'whether a red subject may opt out', optional: true })
  allowsOptOut?: boolean;

  @Flag({
    zh: '可否延长有效期（行业规则包）',
    en: 'whether the validity may be extended; sector packs only',
    optional: true,
    example: false,
  })
  allowsValidityExtension?: boolean;
}

export class ChannelDto {
  @Code({ zh: '渠道编号', en: 'id of the channel', example: 'unit-a-portal' })
  channelId!: string;

  @Text({ zh: '名称', en: 'name', max: 200, example: 'A 市市场监督管理局门户网站' })
  name!: string;

  @Choice('ChannelMode', CHANNEL_MODE, { zh: '维护方式', en: 'mode', example: 'MANUAL' })
  mode!: keyof typeof CHANNEL_MODE;

  @Choice('ChannelKind', CHANNEL_KIND, { zh: '种类', en: 'kind', example: 'UNIT_PORTAL' })
  kind!: keyof typeof CHANNEL_KIND;

  @Code({ zh: '所属单位', en: 'unit whose portal it is', optional: true, example: 'unit-a' })
  unitId?: string;

  @DocNo({
    zh: '法律来源，缺省依其种类',
    en: 'what it rests on; absent: by its kind',
    max: 500,
    optional: true,
    example: 'S1 三',
  })
  legalSource?: string;
}

export class ChannelChangeDto {
  @Text({ zh: '名称', en: 'name', max: 200, example: 'A 市市场监督管理局网站' })
  name!: string;

  @Choice('ChannelMode', CHANNEL_MODE, { zh: '维护方式', en: 'mode', example: 'MANUAL' })
  mode!: keyof typeof CHANNEL_MODE;

  @DocNo({
    zh: '法律来源，缺省不变',
    en: 'what it rests on; absent: as before',
    max: 500,
    optional: true,
    example: 'S1 三',
  })
  legalSource?: string;
}

export class ChannelClosureDto {
  @DateOn({
    zh: '关闭日期（首个不再使用日），缺省今日',
    en: 'first day without it; absent: today',
    optional: true,
    example: '2099-12-31',
  })
  closedOn?: string;

  @DocNo({ zh: '依据', en: 'document that closed it', max: 500, example: '市政府网站集约化工作方案' })
  basis!: string;
}

export class QueryMatterDto {
  @PurposeCode()
  purposeCode!: string;

  @Text({ zh: '事项名称', en: 'title', max: 200, example: '招标投标资格审查' })
  title!: string;

  @Text({
    zh: '依据：条款或权责清单项目',
    en: 'clause or power it rests on',
    max: 200,
    example: '《中华人民共和国招标投标法》第十八条',
  })
  legalBasis!: string;
}

export class UnitDto {
  @Code({ zh: '单位编号', en: 'id of the unit', example: 'unit-d' })
  unitId!: string;

  @Text({ zh: '名称', en: 'name', max: 200, example: 'D 市交通运输局' })
  name!: string;

  @Text({
    zh: '统一社会信用代码',
    en: 'unified social credit code',
    max: 18,
    optional: true,
    example: '12640100000000001R',
  })
  code?: string;

  @Code({ zh: '行政区划代码', en: 'administrative division', optional: true, example: '640100' })
  region?: string;

  @Code({ zh: '上级单位', en: 'superior unit', optional: true, example: 'unit-o' })
  superiorUnitId?: string;

  @Nested(() => QueryMatterDto, {
    zh: '随同公布的查询事项',
    en: 'query matters published with it',
    upTo: 100,
    optional: true,
  })
  queryMatters?: QueryMatterDto[];
}

export class UnitNameDto {
  @Text({ zh: '新名称', en: 'new name', max: 200, example: 'D 市交通运输综合执法局' })
  name!: string;

  @DateOn({ zh: '更名日期', en: 'day of the change', optional: true })
  renamedOn?: string;
}

export class UnitMergerDto {
  @Code({ zh: '承继单位', en: 'unit that goes on', example: 'unit-a' })
  into!: string;

  @DateOn({ zh: '合并日期', en: 'day of the merger', optional: true })
  mergedOn?: string;
}
