import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CurrentActor, type Actor } from '#libs/access';
import { ReferenceData } from '#libs/reference-data';
import { contentOf, isPublished, type RecognitionStandard } from '#libs/rules';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { REFERENCE_READERS } from './readers.js';

export class ConsultationDto {
  @ApiProperty({ format: 'date' })
  openedOn!: string;
  @ApiProperty({ format: 'date', description: '最后一日 · last day on which opinions are taken' })
  endsOn!: string;
  @ApiPropertyOptional({ format: 'date' })
  closedOn?: string;
  @ApiPropertyOptional({ description: '征求意见情况 · what was answered and what came of it' })
  summary?: string;
}

export class LastEvaluationDto {
  @ApiProperty({ format: 'date' })
  evaluatedOn!: string;
  @ApiProperty({ description: '第三方机构 · third party' })
  evaluator!: string;
  @ApiProperty({ enum: ['KEEP', 'REVISE', 'RETIRE'] })
  conclusion!: string;
  @ApiProperty({ description: '报告编号 · number of the report' })
  reportNo!: string;
}

export class StandardDto {
  @ApiProperty({ example: 'BLK-1' })
  standardId!: string;
  @ApiProperty({ type: 'integer', example: 1 })
  version!: number;
  @ApiProperty({ enum: ['DRAFT', 'CONSULTING', 'APPROVED', 'PUBLISHED', 'EFFECTIVE', 'SUPERSEDED', 'RETIRED'] })
  status!: string;
  @ApiPropertyOptional({ format: 'date', description: '公布日期 · published' })
  publishedOn?: string;
  @ApiPropertyOptional({ format: 'date', description: '生效日期 · first day in force' })
  effectiveFrom?: string;
  @ApiPropertyOptional({ format: 'date', description: '最后有效日 · last day in force' })
  effectiveTo?: string;
  @ApiPropertyOptional({ type: () => ConsultationDto, description: '征求意见 · consultation of the public' })
  consultation?: ConsultationDto;
  @ApiPropertyOptional({ description: '提请批准人 · who put it forward for approval', example: 'a-head' })
  proposedBy?: string;
  @ApiPropertyOptional({ description: '批准人 · who approved it', example: 'a-approver' })
  approvedBy?: string;
  @ApiPropertyOptional({ description: '过渡安排 · how entries that are under way pass over' })
  transition?: string;
  @ApiPropertyOptional({
    type: () => LastEvaluationDto,
    description: '最近一次第三方评估 · last evaluation by a third party',
  })
  lastEvaluation?: LastEvaluationDto;
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

  /**
   * Every version that was published, and those on which opinions are taken; other drafts only for the unit that owns
   * them. Who approved stays within the unit.
   */
  async execute({ actor }: ReadStandardsQuery): Promise<StandardsDto> {
    const items = this.reference
      .snapshot()
      .standards.filter((one) => isPublished(one) || isOpen(one) || one.ownerUnitId === actor.unitId)
      .map((standard) => {
        const { standardId, version, status, publishedOn, effectiveFrom, effectiveTo, basisInsufficient } = standard;
        const { consultation, proposedBy, approvedBy, transition, lastEvaluation, ownerUnitId } = standard;
        return {
          ...{ standardId, version, status, basisInsufficient, content: contentOf(standard) },
          ...(publishedOn !== undefined && { publishedOn }),
          ...(effectiveFrom !== undefined && { effectiveFrom }),
          ...(effectiveTo !== undefined && { effectiveTo }),
          ...(consultation && { consultation }),
          ...(proposedBy && ownerUnitId === actor.unitId && { proposedBy: proposedBy.userId }),
          ...(approvedBy && ownerUnitId === actor.unitId && { approvedBy: approvedBy.userId }),
          ...(transition !== undefined && { transition }),
          ...(lastEvaluation && { lastEvaluation }),
        };
      })
      .sort((a, b) => (a.standardId < b.standardId ? -1 : a.standardId > b.standardId ? 1 : b.version - a.version));
    return { items };
  }
}

/** Whether opinions are taken on it: everybody may read what they are asked about. */
function isOpen({ consultation }: RecognitionStandard): boolean {
  return consultation !== undefined && consultation.closedOn === undefined;
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
