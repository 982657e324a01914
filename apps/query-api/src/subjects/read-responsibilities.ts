import { Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CurrentActor, type Actor } from '#libs/access';
import { partsOf, subjectsOf, type ListedPart } from '#projections';
import { CAPACITIES } from '../decisions/responsibility-hit.js';
import { AfterDto, SubjectParams } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { LIFECYCLES, LIST_KINDS } from '../lists/listed-entry.dto.js';
import { ReadModels } from '../reading/catch-up.js';
import { ReadingPolicy } from '../reading/reach.js';
import { ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';

const ROUTE = { method: 'GET', path: '/subjects/:subjectId/responsibilities' } as const;

/** The part of a person in an entry of an entity (3.13). It names neither of them. */
export class ResponsibilityDto {
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ format: 'uuid', description: '单位主体编号 · the entity' })
  entitySubjectId!: string;
  @ApiProperty({ enum: LIST_KINDS })
  listKind!: string;
  @ApiProperty({ enum: LIFECYCLES })
  lifecycle!: string;
  @ApiProperty({ example: 'unit-a' })
  unitId!: string;
  @ApiProperty({ example: 'BLK-1' })
  standardId!: string;
  @ApiPropertyOptional({ type: String, example: '市监失信〔2026〕7号' })
  decisionNo?: string;
  @ApiProperty({ enum: CAPACITIES, description: '行为发生时的身份 · capacity at the time of the act' })
  capacity!: string;
  @ApiProperty({ format: 'date', example: '2020-01-01' })
  fromDate!: string;
  @ApiPropertyOptional({ type: String, format: 'date' })
  toDate?: string;
  @ApiProperty({ type: 'boolean', description: '措施是否有依据及于本人 · whether the measures extend to the person' })
  measuresExtend!: boolean;
  @ApiProperty({ type: 'boolean', description: '本人部分有异议或救济 · disputed' })
  disputed!: boolean;
  @ApiPropertyOptional({ enum: ['VERIFICATION', 'STAY'], description: '对本人暂不执行的理由 · why they rest' })
  suspendedBecause?: string;
  @ApiPropertyOptional({ type: String, format: 'date', description: '本人部分终止之日 · closed on' })
  closedOn?: string;
  @ApiPropertyOptional({ enum: ['ENTRY_ENDED', 'OBJECTION_UPHELD', 'REMEDY_ANNULLED', 'REPAIRED'] })
  closedBecause?: string;
}

export class ResponsibilitiesDto {
  @ApiProperty({ type: [ResponsibilityDto] })
  items!: readonly ResponsibilityDto[];
}

export class ReadResponsibilitiesQuery extends Query<ResponsibilitiesDto> {
  constructor(
    readonly actor: Actor,
    readonly subjectId: string,
    readonly after: string | undefined,
  ) {
    super();
  }
}

/** Before the notice nothing has been said to the person: it is a draft of the unit. */
const NOT_YET_TOLD: readonly string[] = ['DRAFT', 'SCREENED'];

@QueryHandler(ReadResponsibilitiesQuery)
export class ReadResponsibilitiesHandler implements IQueryHandler<ReadResponsibilitiesQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly policy: ReadingPolicy,
    private readonly today: Today,
  ) {}

  async execute({ actor, subjectId, after }: ReadResponsibilitiesQuery): Promise<ResponsibilitiesDto> {
    for (const model of ['current-lists', 'responsible-persons']) await this.models.caughtUp(after, model);
    const refs = await this.refs(actor, subjectId);
    const parts = await partsOf(this.read.pool, refs, this.today.date);
    const told = actor.kind === 'OFFICIAL' ? parts : parts.filter((part) => !NOT_YET_TOLD.includes(part.lifecycle));
    return { items: told.map(responsibilityDto) };
  }

  /** Somebody has a part in an entry without a dossier of the own, and asks for it alone. */
  private async refs(actor: Actor, subjectId: string): Promise<readonly string[]> {
    if (actor.kind === 'SUBJECT' && actor.subjectRef === subjectId) {
      const own = await subjectsOf(this.read.pool, subjectId);
      return [subjectId, ...own.map((one) => one.subjectId)];
    }
    const { reach, subjectIds } = await this.policy.visible(actor, subjectId, ROUTE, 'CASE');
    if (reach !== 'WHOLE' && reach !== 'OWN') return this.policy.deny(actor, ROUTE, 'NOT_VISIBLE', subjectId);
    return [subjectId, ...subjectIds];
  }
}

function responsibilityDto(part: ListedPart): ResponsibilityDto {
  const { entryId, listKind, lifecycle, unitId, standardId, decisionNo, capacity, fromDate, toDate } = part;
  const { measuresExtend, suspendedBecause, personMarks, closedOn, closedBecause } = part;
  return {
    ...{ entryId, entitySubjectId: part.subjectId, listKind, lifecycle, unitId, standardId },
    ...(decisionNo !== null && { decisionNo }),
    ...{ capacity, fromDate, measuresExtend, disputed: personMarks > 0 },
    ...(toDate !== null && { toDate }),
    ...(suspendedBecause !== null && { suspendedBecause }),
    ...(closedOn !== null && { closedOn }),
    ...(closedBecause !== null && { closedBecause }),
  };
}

@QueryController('subjects')
export class ReadResponsibilitiesController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/subjects/{subjectId}/responsibilities', {
    name: 'readResponsibilities',
    zh: '作为责任人员涉及的条目',
    en: 'Entries in which a person is responsible',
    clause: '3.13',
    roles: ['DISPUTE_HANDLER', 'JOINT_CONFERENCE_OFFICE', 'SUPERVISOR', 'SUBJECT'],
    answer: ResponsibilitiesDto,
    problems: ['NOT_VISIBLE'],
  })
  async responsibilities(
    @CurrentActor() actor: Actor,
    @Param() { subjectId }: SubjectParams,
    @QueryString() { after }: AfterDto,
  ): Promise<ResponsibilitiesDto> {
    return this.queries.execute(new ReadResponsibilitiesQuery(actor, subjectId, after));
  }
}
