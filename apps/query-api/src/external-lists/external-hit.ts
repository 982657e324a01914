import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ListKind } from '#libs/rules';
import type { ExternalEntry } from '#projections';
import { LIST_KINDS } from '../lists/listed-entry.dto.js';
import { ExternalFlagDto, flagOf } from './mirror-flag.dto.js';

/** An entry of a list of somebody else, said to whoever has to decide. Nothing personal is in it. */
export class ExternalHitDto {
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ enum: LIST_KINDS })
  listKind!: ListKind;
  @ApiProperty({ format: 'date' })
  listedOn!: string;
  @ApiPropertyOptional({ type: String, format: 'date', description: '有效期止 · last day' })
  validTo?: string;
  @ApiPropertyOptional({ type: String, description: '决定文号 · document', example: '（2026）宁01执1号' })
  decisionNo?: string;
  @ApiProperty({ type: 'boolean', description: '异议已转送所有者，尚待答复 · an objection waits for the owner' })
  disputed!: boolean;
  @ApiProperty({ type: ExternalFlagDto, description: '所有者、版本与时效 · owner, version and age' })
  list!: ExternalFlagDto;
}

export function externalHit(entry: ExternalEntry, now: string): ExternalHitDto {
  const { entryId, listKind, listedOn, validTo, decisionNo, disputed } = entry;
  return {
    ...{ entryId, listKind, listedOn },
    ...(validTo !== null && { validTo }),
    ...(decisionNo !== null && { decisionNo }),
    ...{ disputed, list: flagOf(entry, now) },
  };
}
