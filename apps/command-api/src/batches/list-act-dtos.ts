import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { IsObject } from 'class-validator';
import { LIST_ACTS, type ListAct } from '#libs/batches';
import type { ListKind } from '#libs/rules';
import { LIST_KIND } from '../enums.js';
import { Choice, Code, DateOn, DocNo, Flag, Id, Nested, Sha256, Text, Whole } from '../http/fields.js';
import { ChannelShownDto, LegalBasisDto, MAX_CHANNELS, TermsDto } from '../shared/dtos.js';

const ACT_LABELS = {
  CROSS_CHECK: '交叉比对',
  PUBLICITY: '公示',
  PROPOSE_RECOGNITION: '拟认定',
  RECOGNIZE: '认定',
  PUBLISH: '发布',
  REPORT: '报送',
} as const satisfies Record<ListAct, string>;

const LIFECYCLE = {
  DRAFT: '初步名单',
  SCREENED: '已筛查',
  NOTICE_SERVED: '已告知',
  IN_PUBLICITY: '公示中',
  READY: '待认定',
  ACTIVE: '有效',
} as const;

/** Most entries that stand in one request; longer lists are named by a filter. */
export const MAX_NAMED_ENTRIES = 5_000;

export class NoParametersDto {}

export class PublicityParametersDto {
  @Nested(() => ChannelShownDto, { zh: '公示渠道', en: 'channels', upTo: MAX_CHANNELS })
  channels!: ChannelShownDto[];

  @DateOn({ zh: '公示起始日', en: 'first day', optional: true })
  startsOn?: string;

  @Text({ zh: '异议受理联系方式', en: 'where to object', max: 200 })
  objectionContact!: string;
}

export class ProposeParametersDto {
  @Nested(() => TermsDto, { zh: '拟定的期限与条件', en: 'terms' })
  terms!: TermsDto;

  @Text({ zh: '理由', en: 'reasons' })
  reasons!: string;
}

export class RecognizeParametersDto {
  @DocNo({
    zh: '决定书文号，{n} 为顺序号',
    en: 'number of the decision; {n} is replaced by a running number',
    example: '市监信〔2026〕{n}号',
  })
  decisionNo!: string;

  @Whole({ zh: '首个顺序号', en: 'first running number', min: 1, max: 1_000_000, optional: true, example: 1 })
  firstNumber?: number;

  @DateOn({ zh: '决定日期', en: 'date of the decision', optional: true })
  decidedOn?: string;
}

export class PublishParametersDto {
  @Nested(() => ChannelShownDto, { zh: '发布渠道', en: 'channels', upTo: MAX_CHANNELS })
  channels!: ChannelShownDto[];

  @DateOn({ zh: '发布日期', en: 'day of the publication', optional: true })
  publishedOn?: string;

  @Nested(() => LegalBasisDto, { zh: '公开自然人信息的依据', en: 'authority to show a natural person', optional: true })
  authority?: LegalBasisDto;
}

export class ReportParametersDto {
  @Code({ zh: '平台编号', en: 'platform', example: 'city-platform' })
  platformId!: string;

  @DateOn({ zh: '报送日期', en: 'day of the report', optional: true })
  reportedOn?: string;

  @DocNo({ zh: '报送编号，{n} 为顺序号', en: 'reference of the report', example: 'BS-2026-{n}' })
  reportRef!: string;

  @Whole({ zh: '首个顺序号', en: 'first running number', min: 1, max: 1_000_000, optional: true, example: 1 })
  firstNumber?: number;
}

/** The shape of the parameters of each act. */
export const ACT_PARAMETERS = {
  CROSS_CHECK: NoParametersDto,
  PUBLICITY: PublicityParametersDto,
  PROPOSE_RECOGNITION: ProposeParametersDto,
  RECOGNIZE: RecognizeParametersDto,
  PUBLISH: PublishParametersDto,
  REPORT: ReportParametersDto,
} as const satisfies Record<ListAct, new () => object>;

export class ActOnEntryDto {
  @Id({ zh: '主体编号', en: 'subject' })
  subjectId!: string;

  @Id({ zh: '条目编号', en: 'entry' })
  entryId!: string;

  @Sha256({ zh: '已核准的展示文字的 SHA-256', en: 'SHA-256 of the text approved', optional: true })
  approvedContentHash?: string;
}

export class ListFilterDto {
  @Id({ zh: '导入批次中已接受的条目', en: 'accepted entries of an import', optional: true })
  batchId?: string;

  @Choice('ListKind', LIST_KIND, { zh: '名单类型', en: 'kind of list', optional: true })
  listKind?: ListKind;

  @Code({ zh: '认定标准', en: 'standard', optional: true })
  standardId?: string;

  @Choice('ListActLifecycle', LIFECYCLE, { zh: '条目状态', en: 'where the entries stand', optional: true })
  lifecycle?: keyof typeof LIFECYCLE;
}

@ApiExtraModels(...Object.values(ACT_PARAMETERS))
export class ListActDto {
  @Choice('ListAct', ACT_LABELS, { zh: '操作', en: 'act', example: 'PUBLICITY' })
  act!: keyof typeof LIST_ACTS;

  @Nested(() => ActOnEntryDto, {
    zh: '条目',
    en: 'entries; these or a filter',
    upTo: MAX_NAMED_ENTRIES,
    optional: true,
  })
  entries?: ActOnEntryDto[];

  @Nested(() => ListFilterDto, { zh: '按条件选择本单位条目', en: 'entries of the unit by a filter', optional: true })
  filter?: ListFilterDto;

  @ApiProperty({
    description: '各条目共同的内容，依操作而定 · what all entries have in common, by the act',
    // Not oneOf: what PUBLICITY takes would also do for PUBLISH, by its shape.
    anyOf: Object.values(ACT_PARAMETERS).map((dto) => ({ $ref: getSchemaPath(dto) })),
  })
  @IsObject()
  parameters!: object;

  @Flag({ zh: '已核准全部展示文字（公示、发布）', en: 'all texts as they are rendered are approved', optional: true })
  renderedTextsApproved?: boolean;
}
