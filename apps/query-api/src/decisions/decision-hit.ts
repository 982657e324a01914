import { ApiProperty } from '@nestjs/swagger';
import type { EntryInEffect, MeasureToTake } from '#projections';
import { SuspensionGroundDto } from '../lists/listed-entry.dto.js';

/** A measure that was pushed to the asking unit and applies now. */
export class UnitMeasureDto {
  @ApiProperty({ format: 'uuid', description: '措施记录 · the record, under which the unit answers' })
  pushId!: string;
  @ApiProperty({ example: 'procurement-ban' })
  measureItemId!: string;
  @ApiProperty({ enum: ['MANDATORY', 'RECOMMENDED'], description: '强制性、推荐性' })
  force!: string;
}

export class DecisionHitDto {
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ example: 'unit-a', description: '认定单位 · as it was recognised' })
  unitId!: string;
  @ApiProperty({
    example: 'unit-a',
    description: '现由何单位负责；认定单位并入他单位后为承继单位 · answers for it today',
  })
  actingUnitId!: string;
  @ApiProperty({ example: 'BLK-1' })
  standardId!: string;
  @ApiProperty({ type: 'integer', example: 1 })
  standardVersion!: number;
  @ApiProperty({ example: '市监失信〔2026〕7号' })
  decisionNo!: string;
  @ApiProperty({ format: 'date' })
  validFrom!: string;
  @ApiProperty({ format: 'date' })
  validTo!: string;
  @ApiProperty({
    enum: ['APPLY', 'SUSPENDED', 'NONE'],
    description: '措施执行、暂不执行、未发起 · measures apply now, are suspended, or were not triggered',
  })
  measures!: 'APPLY' | 'SUSPENDED' | 'NONE';
  @ApiProperty({ type: [String], description: '现在适用的措施项；暂不执行时为空 · items that apply now' })
  items!: readonly string[];
  @ApiProperty({
    type: [UnitMeasureDto],
    description: '其中推送本单位、现由本单位执行的措施项 · those of them that were pushed to the asking unit',
  })
  unitItems!: readonly UnitMeasureDto[];
  @ApiProperty({ type: [SuspensionGroundDto] })
  suspendedBecause!: readonly SuspensionGroundDto[];
  @ApiProperty({ type: 'boolean', description: '异议核实中 · disputed' })
  disputed!: boolean;
  @ApiProperty({ type: 'integer', description: '条目修订号 · revision of the entry', example: 8 })
  entryRevision!: number;
  @ApiProperty({
    type: 'integer',
    description: '档案版本：证明当时所见 · revision of the dossier that was seen',
    example: 12,
  })
  streamRevision!: number;
}

/**
 * What an entry in effect says to whoever has to decide.
 *
 * @param toTake the asking unit's measures on it
 * @param actingUnitId the unit that answers for it today
 */
export function hitOf(entry: EntryInEffect, toTake: readonly MeasureToTake[], actingUnitId: string): DecisionHitDto {
  const applies = entry.measureState === 'IN_FORCE';
  const { entryId, unitId, standardId, standardVersion, entryRevision, streamRevision } = entry;
  return {
    entryId,
    unitId,
    actingUnitId,
    standardId,
    standardVersion,
    decisionNo: entry.decisionNo ?? '',
    validFrom: entry.validFrom ?? '',
    validTo: entry.validTo ?? '',
    measures: applies ? 'APPLY' : entry.measureState === 'SUSPENDED' ? 'SUSPENDED' : 'NONE',
    items: applies ? entry.measureItems : [],
    unitItems: applies ? toTake.map(({ pushId, measureItemId, force }) => ({ pushId, measureItemId, force })) : [],
    suspendedBecause: entry.suspensionGrounds.map(({ ground, scope }) => ({ ground, scope })),
    disputed: entry.disputeMarks > 0,
    entryRevision,
    streamRevision,
  };
}
