import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import { OptionalInstant, PageDto } from '../http/parameters.js';

export class ReadTimelineDto extends PageDto {
  @ApiPropertyOptional({ format: 'uuid', description: '仅此条目 · only this entry' })
  @IsOptional()
  @IsUUID()
  entry?: string;

  @OptionalInstant('当时已记录的内容 · as known then', '2026-10-01T04:00:00Z')
  asOf?: string;
}

export class TimelineActorDto {
  @ApiProperty({ example: 'RECOGNIZING_UNIT' })
  role!: string;
  @ApiPropertyOptional({ type: String, example: 'unit-a' })
  unitId?: string;
  @ApiPropertyOptional({ type: String, description: '不向主体显示 · not shown to the subject' })
  userId?: string;
  @ApiPropertyOptional({ type: String, description: '系统依据的规则 · rule the system acts by' })
  rule?: string;
}

export class TimelineTextDto {
  @ApiProperty({ example: '理由' })
  zh!: string;
  @ApiProperty({ example: 'Reasons' })
  en!: string;
  @ApiPropertyOptional({ type: String, description: '无权查看或须登记事由时不给出 · absent where it may not be shown' })
  text?: string;
}

export class TimelineEvidenceDto {
  @ApiProperty({ format: 'uuid' })
  docId!: string;
  @ApiProperty()
  sha256!: string;
}

export class TimelineEventDto {
  @ApiProperty({ format: 'uuid' })
  subjectId!: string;
  @ApiPropertyOptional({ type: 'integer', description: '档案内序号；不向主体显示 · place in the dossier' })
  revision?: number;
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  entryId?: string;
  @ApiPropertyOptional({ enum: ['RED', 'BLACK', 'FOCUS'] })
  listKind?: string;
  @ApiProperty({ example: 'EntryRecognized' })
  eventType!: string;
  @ApiProperty({ example: '公示期于2026-09-17届满，无异议。' })
  zh!: string;
  @ApiProperty({ example: 'The publicity ended on 2026-09-17, without an objection.' })
  en!: string;
  @ApiProperty({ type: [TimelineTextDto], description: '事件中的姓名与文字 · names and texts' })
  texts!: readonly TimelineTextDto[];
  @ApiProperty({ type: TimelineActorDto })
  actor!: TimelineActorDto;
  @ApiPropertyOptional({ type: TimelineActorDto, description: '审批人 · approver' })
  approver?: TimelineActorDto;
  @ApiProperty({ format: 'date-time', description: '记录时间 · recorded' })
  recordedAt!: string;
  @ApiProperty({ format: 'date-time', description: '生效时间 · took effect' })
  occurredAt!: string;
  @ApiPropertyOptional({ type: String, format: 'date', description: '文书日期 · legal date' })
  legalDate?: string;
  @ApiProperty({ type: [String], description: '依据 · legal basis' })
  legalBasis!: readonly string[];
  @ApiProperty({ type: [TimelineEvidenceDto] })
  evidence!: readonly TimelineEvidenceDto[];
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: '决定前核对的前提 · the gates that were checked, under which standard and rule packs',
  })
  receipt?: unknown;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: '期限 · deadline' })
  deadline?: unknown;
}

export class TimelinePageDto {
  @ApiProperty({ type: [TimelineEventDto], description: '按记录顺序 · in the order of recording' })
  items!: readonly TimelineEventDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
  @ApiPropertyOptional({ type: String, format: 'uuid', description: '登记编号 · number in the look-up register' })
  queryId?: string;
}
