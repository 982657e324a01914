import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { LookupPurpose, type GrantKind } from '#libs/access';
import { Choice, Code, DateOn, Text } from '../http/fields.js';

export const GRANT_KIND = {
  UNMASKED: '查看未脱敏信息',
  BULK: '批量查询（一次超过50名自然人）',
  EXPORT: '导出自然人信息',
} as const satisfies Record<GrantKind, string>;

/** What is asked for: kind, purpose, matter and days. The unit is that of whoever asks. */
export class RequestGrantDto extends LookupPurpose {
  @Choice('GrantKind', GRANT_KIND, { zh: '申请种类', en: 'kind', example: 'UNMASKED' })
  kind!: GrantKind;

  @ApiProperty({ description: '查询事项代码 · one of the query matters of the unit', example: 'DISPUTE_HANDLING' })
  override purposeCode!: string;

  @Code({
    zh: '使用人，缺省为申请人本人',
    en: 'who would use it; absent: whoever asks',
    optional: true,
    example: 'approval-system',
  })
  @IsOptional()
  userId?: string;

  @DateOn({ zh: '起日', en: 'first day', example: '2026-09-18' })
  from!: string;

  @DateOn({ zh: '止日（当日有效）', en: 'last day', example: '2026-09-30' })
  until!: string;

  @Text({
    zh: '理由，加密保存',
    en: 'reason; sealed',
    max: 1_000,
    example: '核对当事人身份，脱敏信息不足以区分同名人员',
  })
  reason!: string;
}

export class GrantReasonDto {
  @Text({ zh: '理由，加密保存', en: 'reason; sealed', max: 1_000, example: '核对已完成，不再需要' })
  reason!: string;
}
