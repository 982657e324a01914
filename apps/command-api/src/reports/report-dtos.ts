import { ApiProperty } from '@nestjs/swagger';
import type { ReportKind, ReportResult, ReportStatus } from '#libs/informants';
import { Choice, Code, enumSchema, Id, Nested, Text } from '../http/fields.js';
import { ReferenceAnswerDto } from '../reference/reference-desk.js';
import { PurposeDto } from '../subject/look-up-subject.js';

export const REPORT_KIND = {
  DISHONESTY: '失信行为',
  IMPROPER_USE: '不当利用红名单奖励机制',
  WRONG_DATA: '名单信息不实',
  OTHER: '其他',
} as const satisfies Record<ReportKind, string>;

export const REPORT_RESULT = {
  ACTED_UPON: '已依法处理',
  NOT_CONFIRMED: '未能查实',
  NOT_COMPETENT: '不属受理范围',
} as const satisfies Record<ReportResult, string>;

export const REPORT_STATUS = {
  RECEIVED: '已收到',
  FORWARDED: '办理中',
  CONCLUDED: '已办结',
} as const satisfies Record<ReportStatus, string>;

/** Made up; it opens nothing. */
const CODE = '7K3M-Q0ZT-4XWB-9D2H-R6VE-1CJN-8PGA';

export class InformantDto {
  @Text({ zh: '姓名或名称', en: 'name', max: 200, optional: true, example: '李某' })
  name?: string;

  @Text({ zh: '联系方式', en: 'how to reach the informant', max: 200, optional: true, example: '13900000000' })
  contact?: string;
}

export class ReportedFactsDto {
  @Text({ zh: '举报内容', en: 'what is reported', example: '该企业转让守信激励资格牟利。' })
  text!: string;

  @Text({ zh: '被举报对象', en: 'whom it is about', max: 500, optional: true, example: '示范甲企业' })
  about?: string;
}

export class ReceiveReportDto {
  @Choice('ReportKind', REPORT_KIND, { zh: '举报事项', en: 'kind', example: 'IMPROPER_USE' })
  kind!: ReportKind;

  @Nested(() => ReportedFactsDto, { zh: '举报内容', en: 'facts' })
  facts!: ReportedFactsDto;

  @Nested(() => InformantDto, {
    zh: '举报人，匿名举报不填；另库封存',
    en: 'who reports; none in an anonymous report. Sealed in a store of its own',
    optional: true,
  })
  informant?: InformantDto;

  @Code({ zh: '渠道', en: 'channel', example: 'portal' })
  channel!: string;
}

export class ReportCodeDto {
  @Text({ zh: '查询码', en: 'code that was given when it was received', max: 60, example: CODE })
  reportCode!: string;
}

export class AddReportFactsDto extends ReportCodeDto {
  @Nested(() => ReportedFactsDto, { zh: '补充内容', en: 'further facts' })
  facts!: ReportedFactsDto;
}

/** How a report stands, for whoever has its code. */
export class ReportStandDto {
  @ApiProperty({ ...enumSchema('ReportStatus', REPORT_STATUS), description: '状态 · state' })
  status!: ReportStatus;

  @ApiProperty({ format: 'date', description: '收到日期 · received', example: '2026-09-18' })
  receivedOn!: string;

  @ApiProperty({ type: 'integer', description: '已提交内容的次数 · times that facts were given', example: 1 })
  facts!: number;

  @ApiProperty({ ...enumSchema('ReportResult', REPORT_RESULT), required: false, description: '结果 · result' })
  result?: ReportResult;

  @ApiProperty({ required: false, description: '答复 · what the informant is told', example: '已依法处理，感谢举报。' })
  text?: string;

  @ApiProperty({ format: 'date', required: false, description: '办结日期 · concluded', example: '2026-09-30' })
  decidedOn?: string;
}

export class ReportReceivedDto extends ReportStandDto {
  @ApiProperty({
    required: false,
    description:
      '查询码，仅此一次显示，不保存原文；重复同一请求的答复不再包含 · code, shown this once and kept nowhere: the answer to a repeat leaves it out',
    example: CODE,
  })
  reportCode?: string;
}

export class ForwardReportDto {
  @Code({ zh: '办理单位', en: 'unit that deals with it', example: 'unit-a' })
  unitId!: string;
}

export class RecordReportResultDto {
  @Choice('ReportResult', REPORT_RESULT, { zh: '结果', en: 'result' })
  result!: ReportResult;

  @Text({ zh: '给举报人的答复', en: 'what the informant is told', example: '已依法处理，感谢举报。' })
  text!: string;
}

export class ProposeUnsealingDto {
  @Text({ zh: '启封理由', en: 'reason', example: '须向举报人核实转让合同的签订时间。' })
  reason!: string;
}

export class GrantUnsealingDto {
  @Id({ zh: '启封申请', en: 'proposal of another person' })
  proposalId!: string;
}

export class ReportAnswerDto extends ReferenceAnswerDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: '新产生的编号 · ids of what came into being',
    example: { proposalId: '7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10' },
  })
  created!: Record<string, string>;
}

export class ReportPurposeDto {
  @Nested(() => PurposeDto, { zh: '查询目的', en: 'purpose' })
  purpose!: PurposeDto;
}

export class ReportedFactDto extends ReportedFactsDto {
  @ApiProperty({ format: 'date', description: '日期 · day', example: '2026-09-18' })
  on!: string;
}

export class ReportFactsDto {
  @ApiProperty({ type: [ReportedFactDto], description: '按提交顺序 · in the order in which they were given' })
  items!: ReportedFactDto[];

  @ApiProperty({ description: '查询登记编号 · registered as', example: '7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10' })
  queryId!: string;
}

export class UnsealedInformantDto extends InformantDto {
  @ApiProperty({ description: '查询登记编号 · registered as', example: '7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10' })
  queryId!: string;
}

export class UnsealingDto {
  @ApiProperty({ format: 'uuid', description: '启封申请 · proposal' })
  proposalId!: string;

  @ApiProperty({ description: '理由 · reason', example: '须向举报人核实转让合同的签订时间。' })
  reason!: string;

  @ApiProperty({ description: '提出人 · proposer', example: 'a-handler' })
  proposedBy!: string;

  @ApiProperty({ required: false, description: '批准人 · approver', example: 'privacy-reviewer' })
  grantedBy?: string;

  @ApiProperty({ format: 'date-time', required: false, description: '可查看至 · open until' })
  until?: string;
}

export class UnsealingsDto {
  @ApiProperty({ type: [UnsealingDto], description: '已批准的在前 · those granted first' })
  items!: UnsealingDto[];

  @ApiProperty({ description: '查询登记编号 · registered as', example: '7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10' })
  queryId!: string;
}
