import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ListChange } from '#libs/webhooks';

export class ChangedEntryDto {
  @ApiProperty({ description: '认定单位 · recognising unit', example: 'unit-a' })
  unitId!: string;
  @ApiProperty({ example: 'BLK-1' })
  standardId!: string;
  @ApiProperty({ type: 'integer', example: 1 })
  standardVersion!: number;
  @ApiProperty({ enum: ['ACTIVE', 'EXITED'] })
  state!: string;
  @ApiProperty({ enum: ['NOT_TRIGGERED', 'IN_FORCE', 'SUSPENDED', 'STOPPED'], description: '措施 · measures' })
  measureState!: string;
  @ApiProperty({ type: 'boolean', description: '异议核实中 · disputed' })
  disputed!: boolean;
  @ApiProperty({ type: 'boolean', description: '已公布 · published' })
  published!: boolean;
  @ApiProperty({ format: 'date' })
  validFrom!: string;
  @ApiProperty({
    format: 'date',
    description: '最后有效日，次日起即不在列 · last day: the entry has ended the day after',
  })
  validTo!: string;
  @ApiPropertyOptional({ type: String, example: 'REPAIRED', description: '退出原因 · reason of the exit' })
  exitReason?: string;
  @ApiPropertyOptional({ type: String, format: 'date', description: '不再在列的首日 · first day off the list' })
  exitEffectiveOn?: string;
  @ApiPropertyOptional({ type: Boolean, description: '退出后查明列入有误 · found wrong after it had left' })
  annulled?: boolean;
}

/** One change of a list: the entry as it stands after it. Opaque ids, codes and dates; nothing personal. */
export class ChangeDto {
  @ApiProperty({ format: 'uuid', description: '变动编号，供去重 · id of the change, to know a repeat by' })
  changeId!: string;
  @ApiProperty({ description: '此变动的游标，永不过期 · cursor after this change; it never expires' })
  cursor!: string;
  @ApiProperty({ format: 'date-time' })
  recordedAt!: string;
  @ApiProperty({
    enum: ['LISTED', 'CHANGED', 'SUSPENDED', 'RESUMED', 'EXITED', 'ERASED'],
    description:
      '列入、变更、中止、恢复、退出、删除。ERASED 之后，先前收到的该条目内容应一并删除 · what happened; after ERASED drop what was received of the entry',
  })
  kind!: string;
  @ApiProperty({ format: 'uuid', description: '主体编号，不含个人信息 · opaque' })
  subjectId!: string;
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ enum: ['RED', 'BLACK', 'FOCUS'] })
  listKind!: string;
  @ApiPropertyOptional({ type: ChangedEntryDto, description: '变动后的条目；已删除的没有 · absent of what was erased' })
  entry?: ChangedEntryDto;
}

export function changeDto({ position: _position, eventId, ...change }: ListChange, cursor: string): ChangeDto {
  return { changeId: eventId, cursor, ...change };
}
