import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CurrentActor, type Actor } from '#libs/access';
import { ReferenceData } from '#libs/reference-data';
import { contentOf } from '#libs/rules';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { REFERENCE_READERS } from './readers.js';

export class StandardDto {
  @ApiProperty({ example: 'BLK-1' })
  standardId!: string;
  @ApiProperty({ type: 'integer', example: 1 })
  version!: number;
  @ApiProperty({ enum: ['DRAFT', 'PUBLISHED', 'SUPERSEDED', 'RETIRED'] })
  status!: string;
  @ApiPropertyOptional({ format: 'date', description: '公布日期 · published' })
  publishedOn?: string;
  @ApiPropertyOptional({ format: 'date', description: '生效日期 · first day in force' })
  effectiveFrom?: string;
  @ApiPropertyOptional({ format: 'date', description: '最后有效日 · last day in force' })
  effectiveTo?: string;
  @ApiProperty({ description: '黑名单依据层级不足（WARN 模式）· black on a basis below the five levels' })
  basisInsufficient!: boolean;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: '标准内容，字段同 POST /standards · what is written in it, as in POST /standards',
  })
  content!: object;
}

export class StandardsDto {
  @ApiProperty({ type: [StandardDto] })
  items!: readonly StandardDto[];
}

export class ReadStandardsQuery extends Query<StandardsDto> {
  constructor(readonly actor: Actor) {
    super();
  }
}

@QueryHandler(ReadStandardsQuery)
export class ReadStandardsHandler implements IQueryHandler<ReadStandardsQuery> {
  constructor(private readonly reference: ReferenceData) {}

  /** Every version that was published; drafts only for the unit that owns them. */
  async execute({ actor }: ReadStandardsQuery): Promise<StandardsDto> {
    const items = this.reference
      .snapshot()
      .standards.filter(({ status, ownerUnitId }) => status !== 'DRAFT' || ownerUnitId === actor.unitId)
      .map((standard) => {
        const { standardId, version, status, publishedOn, effectiveFrom, effectiveTo, basisInsufficient } = standard;
        return {
          ...{ standardId, version, status, basisInsufficient, content: contentOf(standard) },
          ...(publishedOn !== undefined && { publishedOn }),
          ...(effectiveFrom !== undefined && { effectiveFrom }),
          ...(effectiveTo !== undefined && { effectiveTo }),
        };
      })
      .sort((a, b) => (a.standardId < b.standardId ? -1 : a.standardId > b.standardId ? 1 : b.version - a.version));
    return { items };
  }
}

@QueryController('reference')
export class ReadStandardsController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/standards', {
    name: 'readStandards',
    zh: '认定标准各版本',
    en: 'Recognition standards, every version',
    clause: '4',
    roles: REFERENCE_READERS,
    answer: StandardsDto,
  })
  async standards(@CurrentActor() actor: Actor): Promise<StandardsDto> {
    return this.queries.execute(new ReadStandardsQuery(actor));
  }
}
