import { ApiProperty } from '@nestjs/swagger';
import type { ListKind } from '#libs/rules';
import { LIST_KIND } from '../enums.js';
import { Choice, Code, Text, WebAddress } from '../http/fields.js';
import { ReferenceAnswerDto } from '../reference/reference-desk.js';

export const START_FROM = { BEGINNING: '自始至今的全部变动', NOW: '自登记时起的变动' } as const;
export const REPLAY_SCOPE = {
  BEGINNING: '自始重发',
  PLACE: '自游标所指变动之后重发',
  DEAD_LETTERS: '重发死信及其后被搁置的变动',
} as const;

/** Cursors are opaque; this one leads nowhere. */
const CURSOR = 'q3dK1k0v7nQyT5yJ8b0yXm8m2l0m1b7r2sZ1Hk4c9Q';

export class RegisterWebhookDto {
  @WebAddress({
    zh: '接收地址：https；不得指向内部网络，运行方允许的除外',
    en: 'receiver: https, and in no private network that the operator has not allowed',
    example: 'https://receiver.example.cn/hooks/mingdan',
  })
  url!: string;

  @Code({ zh: '接收单位', en: 'unit whose system receives', example: 'unit-c' })
  consumerUnitId!: string;

  @Choice('ListKind', LIST_KIND, { zh: '推送的名单', en: 'lists', upTo: 3, example: ['RED', 'BLACK'] })
  listKinds!: ListKind[];

  @Choice('StartFrom', START_FROM, {
    zh: '从何时起推送，缺省 NOW',
    en: 'since when; absent: NOW',
    optional: true,
    example: 'NOW',
  })
  startFrom?: keyof typeof START_FROM;
}

export class WebhookEndpointDto {
  @WebAddress({ zh: '新的接收地址', en: 'new receiver', example: 'https://receiver.example.cn/hooks/2' })
  url!: string;
}

export class WebhookReplayDto {
  @Choice('ReplayScope', REPLAY_SCOPE, { zh: '重发范围', en: 'what is delivered again', example: 'PLACE' })
  scope!: keyof typeof REPLAY_SCOPE;

  @Text({
    zh: '变动查询答复中的游标，仅用于 PLACE',
    en: 'cursor of the feed of changes; with PLACE only',
    max: 2_048,
    optional: true,
    example: CURSOR,
  })
  cursor?: string;
}

/** Answer to the commands that give out a secret: the only time that it is shown. */
export class WebhookSecretAnswerDto extends ReferenceAnswerDto {
  @ApiProperty({
    required: false,
    description:
      '签名密钥，仅此一次显示；重复同一命令的答复不再包含 · secret of the signatures, shown this once: the answer to a repeat of the command leaves it out',
    example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDS0hkq7+TMzI=',
  })
  secret?: string;
}

export class AcknowledgeChangesDto {
  @Code({ zh: '接收系统', en: 'system of the unit that has read them', example: 'approval-system' })
  consumer!: string;

  @Text({ zh: '已处理到的游标', en: 'cursor up to which everything is dealt with', max: 2_048, example: CURSOR })
  cursor!: string;
}

export class AcknowledgedDto {
  @ApiProperty({ description: '单位 · unit', example: 'unit-c' })
  unitId!: string;

  @ApiProperty({ description: '接收系统 · system', example: 'approval-system' })
  consumer!: string;

  @ApiProperty({ format: 'date-time', description: '确认时刻 · when what stands was acknowledged' })
  acknowledgedAt!: string;
}
