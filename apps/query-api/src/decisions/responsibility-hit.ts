import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { MeasureToTake, PartInEffect } from '#projections';
import { DecisionHitDto, hitOf } from './decision-hit.js';

export const CAPACITIES = [
  ...['LEGAL_REPRESENTATIVE', 'PRINCIPAL', 'ACTUAL_CONTROLLER', 'DIRECTLY_RESPONSIBLE', 'SENIOR_MANAGER'],
  ...['REGISTERED_PRACTITIONER', 'SHAREHOLDER_DIRECTOR'],
] as const;

/** The part of a person in an entity's entry (3.13). */
export class ResponsibilityHitDto extends DecisionHitDto {
  @ApiProperty({ enum: CAPACITIES, description: '行为发生时的身份 · capacity at the time of the act' })
  capacity!: string;
  @ApiProperty({ format: 'date', description: '任职起始日 · in office from', example: '2020-01-01' })
  fromDate!: string;
  @ApiPropertyOptional({ type: String, format: 'date', description: '任职截止日 · in office until' })
  toDate?: string;
  @ApiProperty({ type: 'boolean', description: '措施是否有依据及于本人 · whether the measures extend to the person' })
  measuresExtend!: boolean;
}

/** As a responsible person: the entity's measures where they extend, unless they rest for the entity or for this person. */
export function responsibilityOf(
  part: PartInEffect,
  toTake: readonly MeasureToTake[],
  actingUnitId: string,
): ResponsibilityHitDto {
  const { capacity, fromDate, toDate, measuresExtend, suspendedBecause, personMarks } = part;
  const hit = hitOf(part, toTake, actingUnitId);
  const office = { capacity, fromDate, ...(toDate !== null && { toDate }), measuresExtend };
  const disputed = hit.disputed || personMarks > 0;
  const none = { items: [], unitItems: [] };
  if (!measuresExtend) return { ...hit, measures: 'NONE', ...none, suspendedBecause: [], disputed, ...office };
  if (suspendedBecause === null) return { ...hit, disputed, ...office };
  const because = [...hit.suspendedBecause, { ground: suspendedBecause, scope: 'PERSON' }];
  const measures = hit.measures === 'NONE' ? ('NONE' as const) : ('SUSPENDED' as const);
  return { ...hit, measures, ...none, suspendedBecause: because, disputed, ...office };
}
