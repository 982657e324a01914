import { ADMIN_LEVEL, DISHONESTY_GRADE, FOCUS_MODE, LIST_KIND, RESPONSIBLE_CAPACITY } from '../enums.js';
import { Choice, Code, DocNo, Flag, Nested, Text, Whole } from '../http/fields.js';
import { DurationDto, LegalBasisDto, MAX_BASIS, MAX_CHANNELS } from '../shared/dtos.js';
import type { DishonestyGrade, Duration, FocusMode, ListKind, ResponsibleCapacity, StandardContent } from '#libs/rules';

/* A recognition standard as it is drafted (spec 4.1). What it must contain to be published is a rule, not a shape. */

export class CriteriaDto {
  @Text({ zh: '认定条件', en: 'conditions', example: '生产、销售不合格产品，货值金额5万元以上。' })
  text!: string;

  @Whole({ zh: '轻微失信行为次数', en: 'count of minor acts', min: 1, max: 1_000, optional: true, example: 3 })
  minorRepeatCount?: number;

  @Whole({
    zh: '金额下限（元）',
    en: 'least amount, in yuan',
    min: 0,
    max: 1_000_000_000_000,
    optional: true,
    example: 50000,
  })
  amountAtLeast?: number;
}

export class ValidityBoundsDto {
  @Nested(() => DurationDto, { zh: '最短有效期', en: 'shortest validity' })
  min!: DurationDto;

  @Nested(() => DurationDto, { zh: '最长有效期', en: 'longest validity' })
  max!: DurationDto;
}

export class PublicityTermsDto {
  @Flag({ zh: '是否必须公示', en: 'whether publicity is required' })
  required!: boolean;

  @Nested(() => DurationDto, { zh: '公示期', en: 'period', optional: true })
  period?: DurationDto;

  @Code({
    zh: '公示渠道',
    en: 'channels',
    upTo: MAX_CHANNELS,
    atLeast: 0,
    example: ['unit-a-portal', 'credit-portal'],
  })
  channels!: string[];
}

export class NoticeTermsDto {
  @Flag({ zh: '是否必须事前告知', en: 'whether a prior notice is required' })
  required!: boolean;

  @Flag({ zh: '对组织可否免除', en: 'whether it can be waived for organisations', example: false })
  waivable!: boolean;

  @Nested(() => DurationDto, { zh: '陈述申辩期', en: 'time for a statement', optional: true })
  statementPeriod?: DurationDto;

  @Flag({ zh: '是否可申请听证', en: 'whether a hearing is granted', example: false })
  hearing!: boolean;
}

export class ApprovalTermsDto {
  @Flag({ zh: '是否须经联席会议确认', en: 'whether the joint conference confirms', example: false })
  conferenceConfirmation!: boolean;
}

export class RepairTermsDto {
  @Flag({ zh: '能否修复', en: 'whether it can be repaired' })
  repairable!: boolean;

  @Nested(() => LegalBasisDto, { zh: '不得修复的依据', en: 'basis where not', upTo: MAX_BASIS, optional: true })
  irreparableBasis?: LegalBasisDto[];

  @DocNo({ zh: '修复方式', en: 'ways of repair', upTo: 20, atLeast: 0, example: ['主动纠正失信行为'] })
  methods!: string[];

  @Nested(() => DurationDto, { zh: '最短公示期', en: 'shortest time on the list' })
  minTimeBeforeRepair!: DurationDto;

  @DocNo({ zh: '修复材料', en: 'materials', upTo: 30, atLeast: 0, example: ['履行义务证明', '信用承诺书'] })
  materials!: string[];
}

export class FocusTermsDto {
  @Code({ zh: '重点关注认定标准', en: 'focus standard', example: 'FOC-1' })
  standardId!: string;

  @Choice('FocusMode', FOCUS_MODE, { zh: '方式', en: 'mode', optional: true })
  mode?: FocusMode;

  @Code({ zh: '所依规则包', en: 'pack the mode follows', optional: true, example: 'SEED-S1' })
  followsPack?: string;

  @Nested(() => DurationDto, { zh: '有效期', en: 'validity' })
  validity!: DurationDto;

  @Flag({ zh: '标准改变退出后是否转入', en: 'also after an exit because the standard changed' })
  onStandardChange!: boolean;
}

export class PersonsExtendDto {
  @Choice('ResponsibleCapacity', RESPONSIBLE_CAPACITY, { zh: '身份', en: 'capacities', upTo: 7 })
  capacities!: ResponsibleCapacity[];

  @Nested(() => LegalBasisDto, { zh: '依据', en: 'basis', upTo: MAX_BASIS })
  basis!: LegalBasisDto[];
}

export class AllowedByLawDto {
  @Flag({ zh: '是否允许', en: 'whether it is allowed', example: false })
  allowed!: boolean;

  @Nested(() => LegalBasisDto, { zh: '依据', en: 'basis', optional: true })
  basis?: LegalBasisDto;
}

export class PersonPublicationDto extends AllowedByLawDto {
  @Code({
    zh: '脱敏方案，缺省为通用方案',
    en: 'mask profile; absent: the default one',
    optional: true,
    example: 'SPEC-6.4',
  })
  maskProfile?: string;
}

export class EarlyReleaseTermsDto {
  @Flag({ zh: '是否允许提前解除', en: 'whether it is allowed' })
  allowed!: boolean;

  @Text({ zh: '条件', en: 'conditions', optional: true, example: '连续六个月无新的失信行为。' })
  conditions?: string;
}

export class RuleOverrideDto {
  @Code({ zh: '规则键', en: 'rule key', example: 'notice.statement' })
  key!: string;

  @Nested(() => DurationDto, { zh: '值', en: 'value' })
  value!: DurationDto;
}

export class StandardContentDto {
  @Text({ zh: '名称', en: 'title', max: 200, example: '严重违法失信企业认定标准' })
  title!: string;

  @Choice('ListKind', LIST_KIND, { zh: '名单类型', en: 'kind of list', example: 'BLACK' })
  listKind!: ListKind;

  @Code({ zh: '领域代码', en: 'field', example: 'PRODUCT_QUALITY' })
  field!: string;

  @Code({ zh: '行为代码', en: 'conduct codes', upTo: 100, atLeast: 0, example: ['UNQUALIFIED_PRODUCTS'] })
  conductCodes!: string[];

  @Choice('AdminLevel', ADMIN_LEVEL, { zh: '层级', en: 'level', example: 'CITY' })
  level!: keyof typeof ADMIN_LEVEL;

  @Code({ zh: '地区代码', en: 'region', optional: true, example: '640100' })
  region?: string;

  @Code({ zh: '制定单位', en: 'owner unit', example: 'unit-a' })
  ownerUnitId!: string;

  @Code({ zh: '认定单位', en: 'recognising units', upTo: 100, example: ['unit-a'] })
  recognizingUnitIds!: string[];

  @Nested(() => LegalBasisDto, { zh: '法律依据', en: 'legal basis', upTo: MAX_BASIS, atLeast: 0 })
  legalBasis!: LegalBasisDto[];

  @Nested(() => CriteriaDto, { zh: '认定条件', en: 'criteria' })
  criteria!: CriteriaDto;

  @Choice('DishonestyGrade', DISHONESTY_GRADE, { zh: '失信程度', en: 'grade', optional: true, example: 'SERIOUS' })
  grade?: DishonestyGrade;

  @Nested(() => ValidityBoundsDto, {
    zh: '有效期范围；公布前须有',
    en: 'bounds of the validity; needed to publish',
    optional: true,
  })
  validity?: ValidityBoundsDto;

  @Nested(() => PublicityTermsDto, { zh: '公示', en: 'publicity' })
  publicity!: PublicityTermsDto;

  @Nested(() => NoticeTermsDto, { zh: '事前告知', en: 'prior notice' })
  notice!: NoticeTermsDto;

  @Nested(() => ApprovalTermsDto, { zh: '确认', en: 'approval' })
  approval!: ApprovalTermsDto;

  @Nested(() => RepairTermsDto, { zh: '修复（黑名单）', en: 'repair, black only', optional: true })
  repair?: RepairTermsDto;

  @Nested(() => FocusTermsDto, { zh: '退出后转入重点关注', en: 'focus listing after exit', optional: true })
  focusAfterExit?: FocusTermsDto;

  @Nested(() => PersonsExtendDto, { zh: '落实到人', en: 'extension to persons', optional: true })
  personsExtend?: PersonsExtendDto;

  @Nested(() => PersonPublicationDto, { zh: '自然人公开', en: 'publication of natural persons' })
  naturalPersonPublication!: PersonPublicationDto;

  @Nested(() => AllowedByLawDto, { zh: '未成年人', en: 'minors', optional: true })
  minors?: AllowedByLawDto;

  @Nested(() => EarlyReleaseTermsDto, { zh: '提前解除（重点关注）', en: 'early release, focus only', optional: true })
  earlyRelease?: EarlyReleaseTermsDto;

  @Whole({ zh: '披露年限', en: 'years of disclosure', min: 0, max: 100, example: 5 })
  disclosureYears!: number;

  @Text({
    zh: '移出条件；公布前须有',
    en: 'conditions of removal; needed to publish',
    optional: true,
    example: '有效期届满或经同意修复。',
  })
  removalConditions?: string;

  @Text({
    zh: '移出程序；公布前须有',
    en: 'procedure of removal; needed to publish',
    optional: true,
    example: '由认定单位决定并公告。',
  })
  removalProcedure?: string;

  @Text({
    zh: '救济途径；公布前须有',
    en: 'remedies; needed to publish',
    optional: true,
    example: '可在60日内申请行政复议，或在6个月内提起行政诉讼。',
  })
  remedies?: string;

  @Nested(() => RuleOverrideDto, { zh: '自定规则值', en: 'values of its own', upTo: 100, atLeast: 0 })
  ruleOverrides!: RuleOverrideDto[];
}

/** No time at all: what a draft says that fixes no validity yet. */
const NONE: Duration = { value: 0, unit: 'YEAR' };

/** A draft may still lack what it needs to be published: that is for the publication to refuse, by name. */
export function contentFrom({
  validity = { min: NONE, max: NONE },
  removalConditions = '',
  removalProcedure = '',
  remedies = '',
  ...written
}: StandardContentDto): StandardContent {
  return { ...written, validity, removalConditions, removalProcedure, remedies };
}
