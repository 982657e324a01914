import type { CorrectableField } from '#libs/dossier';
import type { ComplaintConduct, ComplaintResult, ComplaintStanding } from '#libs/complaints';
import { CORRECTABLE_FIELD } from '../enums.js';
import { Choice, Code, Id, Nested, Text } from '../http/fields.js';
import { EvidenceDto, IdentifierDto, MAX_EVIDENCE } from '../shared/dtos.js';

export const COMPLAINT_CONDUCT = {
  DELAY: '推诿、拖延',
  REFUSAL: '不予办理',
  LEAK: '泄露信息',
  WRONG_MEASURE: '措施不当',
  OTHER: '其他不当行为',
} as const satisfies Record<ComplaintConduct, string>;

export const COMPLAINT_STANDING = {
  SUBJECT: '信用主体',
  RESPONSIBLE_PERSON: '责任人员',
  AGENT: '代理人',
  THIRD_PARTY: '第三人',
} as const satisfies Record<ComplaintStanding, string>;

export const COMPLAINT_RESULT = {
  SUBSTANTIATED: '属实',
  PARTLY_SUBSTANTIATED: '部分属实',
  UNSUBSTANTIATED: '不属实',
} as const satisfies Record<ComplaintResult, string>;

export class ComplaintMatterDto {
  @Id({ zh: '主体编号', en: 'subject' })
  subjectId!: string;

  @Id({ zh: '条目编号', en: 'entry', optional: true })
  entryId?: string;
}

export class AllegedErrorDto {
  @Choice('CorrectableField', CORRECTABLE_FIELD, {
    zh: '涉及字段',
    en: 'fields',
    upTo: 20,
    atLeast: 0,
    example: ['FACTS'],
  })
  fields!: CorrectableField[];

  @Text({ zh: '信息何处有误', en: 'what is wrong', example: '处罚决定书文号与存档不符。' })
  allegedError!: string;
}

export class FileComplaintDto {
  @Code({ zh: '被投诉单位', en: 'unit complained of', example: 'unit-a' })
  unitId!: string;

  @Choice('ComplaintConduct', COMPLAINT_CONDUCT, { zh: '投诉事由', en: 'what it did', upTo: 5, example: ['DELAY'] })
  conduct!: ComplaintConduct[];

  @Choice('ComplaintStanding', COMPLAINT_STANDING, {
    zh: '投诉人身份；除第三人外须与档案记载相符',
    en: 'standing; all but a third party are looked up in the record',
    example: 'THIRD_PARTY',
  })
  standing!: ComplaintStanding;

  @Nested(() => IdentifierDto, {
    zh: '由工作人员代为登记时：投诉人证件',
    en: 'who complains, where an official records it; never given by the complainant',
    optional: true,
  })
  complainant?: IdentifierDto;

  @Text({ zh: '投诉内容', en: 'text', example: '申请修复已逾期，窗口多次拒绝答复。' })
  text!: string;

  @Text({ zh: '联系方式', en: 'how to reach the complainant', max: 200, optional: true, example: '13800000000' })
  contact?: string;

  @Nested(() => EvidenceDto, { zh: '证据材料', en: 'evidence', upTo: MAX_EVIDENCE, optional: true })
  evidence?: EvidenceDto[];

  @Nested(() => ComplaintMatterDto, { zh: '所涉主体和条目', en: 'in whose matter', optional: true })
  matter?: ComplaintMatterDto;

  @Nested(() => AllegedErrorDto, {
    zh: '认为名单信息有误时填写：分派后转为核实',
    en: 'where data are said to be wrong: becomes a verification once the complaint is assigned',
    optional: true,
  })
  wrongData?: AllegedErrorDto;

  @Code({ zh: '渠道', en: 'channel', example: 'counter' })
  channel!: string;
}

export class AssignComplaintDto {
  @Code({
    zh: '办理单位，不得为被投诉单位',
    en: 'unit that handles it; never the one complained of',
    example: 'unit-s',
  })
  unitId!: string;

  @Code({
    zh: '承办人，缺省为该单位任何有权人员',
    en: 'official; absent: any of the unit',
    optional: true,
    example: 'supervisor',
  })
  handlerId?: string;
}

export class DecideComplaintDto {
  @Choice('ComplaintResult', COMPLAINT_RESULT, { zh: '处理结果', en: 'result' })
  result!: ComplaintResult;

  @Text({ zh: '理由', en: 'reasons', example: '经查，答复逾期五个工作日，已责令改正。' })
  reasons!: string;

  @Text({ zh: '救济途径告知', en: 'remedies, as told', example: '对处理结果不服的，可以向上一级机关反映。' })
  remedyInfo!: string;
}

export class WithdrawComplaintDto {
  @Text({ zh: '撤回理由', en: 'reason', optional: true, example: '问题已解决。' })
  reason?: string;
}
