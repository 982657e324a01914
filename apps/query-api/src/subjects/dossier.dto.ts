import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { AfterDto, OptionalDate, OptionalInstant } from '../http/parameters.js';
import { LIFECYCLES, LIST_KINDS, MEASURE_STATES, SuspensionGroundDto } from '../lists/listed-entry.dto.js';

export class ReadDossierDto extends AfterDto {
  @OptionalInstant('当时已知：按记录时间 · as known then, by recording time', '2026-10-01T04:00:00Z')
  asOf?: string;

  @OptionalDate('当日有效：按文书日期 · as in effect that day, by legal date', '2026-10-01')
  effectiveAt?: string;
}

export class DossierEntryDto {
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ enum: LIST_KINDS })
  listKind!: string;
  @ApiProperty({ example: 'unit-a' })
  unitId!: string;
  @ApiProperty({ example: 'BLK-1' })
  standardId!: string;
  @ApiProperty({ type: 'integer' })
  standardVersion!: number;
  @ApiProperty({ enum: LIFECYCLES })
  lifecycle!: string;
  @ApiProperty({ enum: MEASURE_STATES })
  measureState!: string;
  @ApiProperty({ type: [SuspensionGroundDto] })
  suspensionGrounds!: readonly SuspensionGroundDto[];
  @ApiProperty({ type: 'boolean' })
  disputed!: boolean;
  @ApiPropertyOptional({ type: String })
  decisionNo?: string;
  @ApiPropertyOptional({ type: String, format: 'date' })
  decidedOn?: string;
  @ApiPropertyOptional({ type: String, format: 'date' })
  validFrom?: string;
  @ApiPropertyOptional({ type: String, format: 'date' })
  validTo?: string;
  @ApiPropertyOptional({ type: String })
  exitReason?: string;
  @ApiPropertyOptional({ type: String, format: 'date' })
  exitEffectiveOn?: string;
  @ApiProperty({ type: 'integer', description: '当时的条目修订号 · revision of the entry as known then' })
  entryRevision!: number;
}

export class DossierCaseDto {
  @ApiProperty({ format: 'uuid' })
  caseId!: string;
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ enum: ['OBJECTION', 'VERIFICATION'] })
  kind!: string;
  @ApiProperty({ example: 'ACCEPTED' })
  status!: string;
  @ApiProperty({ format: 'date' })
  filedOn!: string;
  @ApiPropertyOptional({ type: String })
  outcome?: string;
  @ApiPropertyOptional({ type: String, format: 'date' })
  decidedOn?: string;
}

export class DossierRepairDto {
  @ApiProperty({ format: 'uuid' })
  repairId!: string;
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ example: 'ACCEPTED' })
  status!: string;
  @ApiProperty({ format: 'date' })
  receivedOn!: string;
}

export class DossierDeadlineDto {
  @ApiProperty()
  deadlineId!: string;
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  entryId?: string;
  @ApiProperty({ example: 'platform.report' })
  key!: string;
  @ApiProperty({ enum: ['OPEN', 'PAUSED', 'MET', 'MISSED', 'MISSED_MET', 'LAPSED'] })
  status!: string;
  @ApiProperty({ format: 'date' })
  dueOn!: string;
  @ApiProperty()
  calendarVersion!: string;
  @ApiProperty({ type: 'boolean' })
  provisional!: boolean;
}

export class DossierDto {
  @ApiProperty({ format: 'uuid' })
  subjectId!: string;
  @ApiProperty({ format: 'date-time', description: '按此时已记录的内容 · as known then' })
  asOf!: string;
  @ApiProperty({ format: 'date', description: '按此日有效 · as in effect that day' })
  effectiveAt!: string;
  @ApiProperty({ enum: ['ENTERPRISE', 'SELF_EMPLOYED', 'SOCIAL_ORG', 'INSTITUTION', 'NATURAL_PERSON'] })
  subjectType!: string;
  @ApiPropertyOptional({ type: 'integer', description: '当时的档案版本 · revision of the dossier as known then' })
  revision?: number;
  @ApiProperty({ type: [String], description: '合并的档案 · dossiers joined with it' })
  joinedWith!: readonly string[];
  @ApiProperty({ type: [DossierEntryDto] })
  entries!: readonly DossierEntryDto[];
  @ApiProperty({ type: [DossierCaseDto] })
  cases!: readonly DossierCaseDto[];
  @ApiProperty({ type: [DossierRepairDto] })
  repairs!: readonly DossierRepairDto[];
  @ApiProperty({ type: [DossierDeadlineDto] })
  deadlines!: readonly DossierDeadlineDto[];
}
