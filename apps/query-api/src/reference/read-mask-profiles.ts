import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CurrentActor, type Actor } from '#libs/access';
import { ReferenceData } from '#libs/reference-data';
import { MASK_FIELDS, MASKS, maskProfileInForce } from '#libs/rules';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Today } from '../reading/today.js';
import { REFERENCE_READERS } from './readers.js';

export class MaskRowShownDto {
  @ApiProperty({ enum: MASK_FIELDS })
  field!: string;
  @ApiProperty({ enum: ['PUBLIC', 'DEPARTMENT'] })
  reader!: string;
  @ApiProperty({ enum: MASKS })
  mask!: string;
  @ApiPropertyOptional({ type: 'integer' })
  head?: number;
  @ApiPropertyOptional({ type: 'integer' })
  tail?: number;
}

export class MaskProfileShownDto {
  @ApiProperty({ example: 'SPEC-6.4' })
  maskProfileId!: string;
  @ApiProperty({ type: 'integer', example: 1 })
  version!: number;
  @ApiProperty({ enum: ['DRAFT', 'PUBLISHED', 'SUPERSEDED'] })
  status!: string;
  @ApiProperty({ type: 'boolean', description: '今日是否生效 · in force today' })
  inForce!: boolean;
  @ApiProperty()
  title!: string;
  @ApiProperty({ description: '法律来源 · legal source' })
  legalSource!: string;
  @ApiProperty({ enum: ['SEED', 'EXTERNAL', 'MEMORY', 'DECISION'] })
  provenance!: string;
  @ApiPropertyOptional({ format: 'date' })
  effectiveFrom?: string;
  @ApiPropertyOptional({ format: 'date' })
  effectiveTo?: string;
  @ApiProperty({ type: [MaskRowShownDto] })
  rows!: readonly MaskRowShownDto[];
}

export class MaskProfilesDto {
  @ApiProperty({ type: [MaskProfileShownDto] })
  items!: readonly MaskProfileShownDto[];
}

export class ReadMaskProfilesQuery extends Query<MaskProfilesDto> {
  constructor(readonly actor: Actor) {
    super();
  }
}

@QueryHandler(ReadMaskProfilesQuery)
export class ReadMaskProfilesHandler implements IQueryHandler<ReadMaskProfilesQuery> {
  constructor(
    private readonly reference: ReferenceData,
    private readonly today: Today,
  ) {}

  /** Every version that was published; drafts for who drafts and who signs off. */
  async execute({ actor }: ReadMaskProfilesQuery): Promise<MaskProfilesDto> {
    const { maskProfiles } = this.reference.snapshot();
    const drafts = actor.roles.some((role) => role === 'JOINT_CONFERENCE_OFFICE' || role === 'PRIVACY_REVIEWER');
    const items = maskProfiles
      .filter(({ status }) => drafts || status !== 'DRAFT')
      .map((profile) => {
        const { maskProfileId, version, status, title, legalSource, provenance, rows } = profile;
        const { effectiveFrom, effectiveTo } = profile;
        return {
          ...{ maskProfileId, version, status, title, legalSource, provenance, rows },
          inForce: maskProfileInForce(maskProfiles, this.today.date, maskProfileId) === profile,
          ...(effectiveFrom !== undefined && { effectiveFrom }),
          ...(effectiveTo !== undefined && { effectiveTo }),
        };
      });
    return { items };
  }
}

@QueryController('reference')
export class ReadMaskProfilesController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/mask-profiles', {
    name: 'readMaskProfiles',
    zh: '脱敏方案各版本',
    en: 'Mask profiles, every version',
    clause: '6.4',
    roles: REFERENCE_READERS,
    answer: MaskProfilesDto,
  })
  async profiles(@CurrentActor() actor: Actor): Promise<MaskProfilesDto> {
    return this.queries.execute(new ReadMaskProfilesQuery(actor));
  }
}
