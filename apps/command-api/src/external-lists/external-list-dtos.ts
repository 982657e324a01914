import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { OwnerOutcome } from '#libs/external-lists';
import type { ListKind } from '#libs/rules';
import { LIST_KIND } from '../enums.js';
import { Choice, Code, DateOn, DocNo, Flag, Nested, Sha256, Share, Text, WebAddress, Whole } from '../http/fields.js';
import { ReferenceAnswerDto } from '../reference/reference-desk.js';
import { PersonDto } from '../shared/dtos.js';

export const OWNER_OUTCOME = { REMOVED: '所有者已移除', CHANGED: '所有者已更正', MAINTAINED: '所有者维持' } as const;
export const DELIVERY_STATE = {
  QUEUED: '等待处理',
  HELD: '暂缓，待他人处理',
  APPLYING: '正在写入',
  APPLIED: '已生效',
  DISCARDED: '已作废',
} as const;

export class ListOwnerDto {
  @Text({ zh: '名单所有者', en: 'owner of the list', max: 200, example: '示范市中级人民法院' })
  name!: string;
}

export class ListSourceDto {
  @WebAddress({
    zh: '来源地址：https；不得指向内部网络，运行方允许的除外',
    en: 'https, and in no private network that the operator has not allowed',
    example: 'https://lists.example.cn/dishonest.csv',
  })
  url!: string;

  @Whole({
    zh: '每隔多少分钟读取，缺省 1440',
    en: 'minutes between two looks; absent: 1440',
    optional: true,
    min: 5,
    max: 44_640,
    example: 1440,
  })
  everyMinutes?: number;
}

export class DeliveryBoundsDto {
  @Whole({ zh: '一批最少行数', en: 'fewest rows', min: 0, max: 200_000, example: 1 })
  minRows!: number;

  @Whole({ zh: '一批最多行数', en: 'most rows', min: 1, max: 200_000, example: 100_000 })
  maxRows!: number;

  @Share({ zh: '一次最多移除的比例', en: 'share of the entries that may be removed at once', example: 0.1 })
  maxRemovedShare!: number;

  @Share({ zh: '最多无法使用的行的比例', en: 'share of the rows that may be unusable', example: 0.02 })
  maxInvalidShare!: number;
}

export class OwnerMaskDto {
  @Flag({ zh: '所有者公开自然人全名', en: 'the owner shows names of persons whole' })
  wholeName!: boolean;

  @Whole({ zh: '证件号码显示前几位', en: 'characters shown at the head of a number', min: 0, max: 10, example: 4 })
  identifierHead!: number;

  @Whole({ zh: '证件号码显示后几位', en: 'characters shown at its end', min: 0, max: 6, example: 4 })
  identifierTail!: number;
}

export class ExternalListTermsDto {
  @Nested(() => ListSourceDto, {
    zh: '定时读取的来源；缺省为上传文件',
    en: 'where it is fetched from; absent: deliveries are uploaded',
    optional: true,
  })
  source?: ListSourceDto;

  @Nested(() => DeliveryBoundsDto, { zh: '规模界限，超出即暂缓', en: 'bounds; what is outside is held' })
  bounds!: DeliveryBoundsDto;

  @Nested(() => OwnerMaskDto, { zh: '所有者如何显示自然人', en: 'how the owner shows natural persons' })
  ownerMask!: OwnerMaskDto;

  @Whole({
    zh: '所有者答复异议的期限（日）',
    en: 'calendar days within which the owner answers an objection',
    optional: true,
    min: 1,
    max: 366,
    example: 15,
  })
  answerWithinDays?: number;

  @Text({
    zh: '异议转送的联系方式',
    en: 'where objections are forwarded to',
    max: 500,
    example: '执行局，0951-0000000',
  })
  contact!: string;
}

export class RegisterMirroredListDto extends ExternalListTermsDto {
  @Nested(() => ListOwnerDto, { zh: '所有者', en: 'owner' })
  owner!: ListOwnerDto;

  @Text({ zh: '名单名称', en: 'title', max: 200, example: '失信被执行人名单' })
  title!: string;

  @Choice('ListKind', LIST_KIND, { zh: '名单类型', en: 'kind of list', example: 'BLACK' })
  listKind!: ListKind;

  @Text({ zh: '法律依据', en: 'legal source', max: 500, example: '法释〔2017〕7号' })
  legalSource!: string;

  @Code({
    zh: '外地名单：地区代码',
    en: 'code of another region whose list is recognised here',
    optional: true,
    example: '620100',
  })
  foreignRegion?: string;
}

export class RegisterReferenceListDto extends ExternalListTermsDto {
  @Code({
    zh: '提供名单的社会机构，缺省为本单位',
    en: 'social organisation; absent: one’s own',
    optional: true,
    example: 'unit-c',
  })
  ownerUnitId?: string;

  @Text({ zh: '社会机构名称', en: 'name of the social organisation', max: 200, example: '示范市建筑业协会' })
  ownerName!: string;

  @Text({ zh: '名单名称', en: 'title', max: 200, example: '会员诚信名单' })
  title!: string;

  @Choice('ListKind', LIST_KIND, { zh: '名单类型', en: 'kind of list', example: 'RED' })
  listKind!: ListKind;

  @Text({ zh: '依据', en: 'source', max: 500, example: '协会章程第八条' })
  legalSource!: string;
}

export class ExternalReasonDto {
  @Text({ zh: '理由', en: 'reason', example: '已向所有者核实。' })
  reason!: string;
}

export class ForwardObjectionDto {
  @Nested(() => PersonDto, {
    zh: '由工作人员代为登记时：异议人',
    en: 'who objects, where an official records it; never given by the objector',
    optional: true,
  })
  objector?: PersonDto;

  @Text({ zh: '异议内容', en: 'objection', example: '案款已履行完毕，不应再列入。' })
  text!: string;

  @Text({ zh: '联系方式', en: 'how to reach the objector', max: 200, optional: true, example: '13800000000' })
  contact?: string;
}

export class OwnerOutcomeDto {
  @Choice('OwnerOutcome', OWNER_OUTCOME, { zh: '所有者的处理结果', en: 'outcome', example: 'MAINTAINED' })
  outcome!: OwnerOutcome;

  @DocNo({ zh: '所有者的文书号', en: 'document of the owner', example: '（2026）宁01执异3号' })
  docNo!: string;

  @DateOn({ zh: '作出日期', en: 'day it was decided' })
  decidedOn!: string;

  @Text({ zh: '说明', en: 'note', optional: true, example: '经核实仍未履行。' })
  note?: string;
}

/** Answer to commands on lists of others. */
export class ExternalListAnswerDto extends ReferenceAnswerDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: '新产生的编号 · ids that came into being, by name',
    example: { forwardingId: '7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10' },
  })
  created!: Record<string, string>;
}

/** The fields of the form that a delivery is uploaded with. */
export class DeliverListDto {
  @Code({ zh: '所有者的版本号', en: 'version, as the owner counts', example: '2026-10-01' })
  version!: string;

  @Sha256({ zh: '所有者给出的文件 SHA-256', en: 'SHA-256 of the file, as the owner names it' })
  sha256!: string;

  @Choice(
    'DeliveryEncoding',
    { 'utf-8': 'UTF-8', gb18030: 'GB18030' },
    { zh: 'CSV 的编码，缺省时自动识别', en: 'of a CSV file; found out when it is not said', optional: true },
  )
  encoding?: 'utf-8' | 'gb18030';
}

export class DeliveryTakenDto {
  @ApiProperty({ format: 'uuid', description: '批次编号 · delivery' })
  deliveryId!: string;

  @ApiProperty({ enum: Object.keys(DELIVERY_STATE), description: '状态 · state', example: 'QUEUED' })
  state!: keyof typeof DELIVERY_STATE;

  @ApiProperty({ description: '同一版本、同一内容此前已报送 · this version with this content had come before' })
  repeated!: boolean;
}

export class ListDeliveryProgressDto {
  @ApiProperty({ format: 'uuid', description: '批次编号 · delivery' })
  deliveryId!: string;

  @ApiProperty({ enum: ['QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED', 'HELD'], description: '后台任务 · job' })
  job!: string;

  @ApiProperty({ type: 'integer', description: '步骤总数 · steps', example: 3 })
  total!: number;

  @ApiProperty({ type: 'integer', description: '已完成步骤 · steps done', example: 3 })
  done!: number;

  @ApiPropertyOptional({
    type: String,
    description: '未能进行的代码 · code of why it did not go on',
    example: 'DELIVERY_HELD',
  })
  code?: string;
}
