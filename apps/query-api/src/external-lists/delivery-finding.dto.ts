import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export const FINDINGS = [
  ...['UNREADABLE', 'COLUMNS_WRONG', 'DIGEST_MISSING', 'DIGEST_MISMATCH', 'ENTRY_TWICE', 'INVALID_ROWS'],
  ...['TOO_FEW_ROWS', 'TOO_MANY_ROWS', 'UNUSUAL_REMOVAL', 'REMOVED_RETURNS'],
] as const;

export class DeliveryFindingDto {
  @ApiProperty({
    enum: FINDINGS,
    description:
      '无法读取、列名有误、未给出摘要、摘要不符、条目重复、无效行过多、行数过少、行数过多、移除过多、所有者已移除的条目再次出现',
  })
  code!: string;
  @ApiPropertyOptional({ type: 'integer', description: '数目 · how many', example: 3 })
  count?: number;
  @ApiPropertyOptional({ type: 'integer', description: '相对于 · of how many, or the bound', example: 4 })
  of?: number;
}
