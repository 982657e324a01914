import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CurrentActor, type Actor } from '#libs/access';
import { ReferenceData } from '#libs/reference-data';
import {
  compareStandards,
  contentOf,
  isInForce,
  type LegalDate,
  type RecognitionStandard,
  type StandardDifference,
} from '#libs/rules';
import { entriesToRestart, standardReviewQueue, type OpenStandardReview, type StandardReviewKey } from '#projections';
import { DEFAULT_LIMIT, OptionalCode, PageDto } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Cursors, ReadModels } from '../reading/catch-up.js';
import { ReadingPolicy } from '../reading/reach.js';
import { ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';

/** Entries before their recognition are told with the first page, so many of them. */
const RESTARTS = 200;

export class ReadStandardReviewsDto extends PageDto {
  @OptionalCode('认定单位；缺省为本单位 · recognising unit, by default one’s own', 'unit-a')
  unit?: string;

  @OptionalCode('认定标准 · standard', 'BLK-1')
  standard?: string;
}

export class ComparedTextDto {
  @ApiProperty({ description: '字段 · field', example: 'criteria' })
  field!: string;
  @ApiPropertyOptional({ description: '条目所依版本 · in the version that the entry pins' })
  before?: string;
  @ApiPropertyOptional({ description: '现行版本 · in the version in force' })
  after?: string;
}

export class StandardReviewDto {
  @ApiProperty({ format: 'uuid' })
  standardReviewId!: string;
  @ApiProperty({ format: 'uuid' })
  subjectId!: string;
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ enum: ['RED', 'BLACK', 'FOCUS'] })
  listKind!: string;
  @ApiPropertyOptional({ description: '认定决定文号 · decision number' })
  decisionNo?: string;
  @ApiProperty({ example: 'unit-a' })
  unitId!: string;
  @ApiProperty({ example: 'BLK-1' })
  standardId!: string;
  @ApiProperty({ type: 'integer', description: '条目所依版本 · version that the entry pins' })
  oldVersion!: number;
  @ApiPropertyOptional({
    type: 'integer',
    description: '现行版本；标准已废止的没有 · version in force; none once retired',
  })
  newVersion?: number;
  @ApiProperty({ enum: ['REVISED', 'RETIRED'] })
  change!: string;
  @ApiProperty({ type: [ComparedTextDto], description: '条文对比 · rule text compared' })
  compared!: readonly ComparedTextDto[];
  @ApiProperty({ format: 'date' })
  startOn!: string;
  @ApiProperty({ format: 'date', description: '当日24时届满 · to the end of this day' })
  dueOn!: string;
  @ApiProperty({ description: '已逾期 · the day is over' })
  missed!: boolean;
}

export class EntryToRestartDto {
  @ApiProperty({ format: 'uuid' })
  subjectId!: string;
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ example: 'unit-a' })
  unitId!: string;
  @ApiProperty({ example: 'BLK-1' })
  standardId!: string;
  @ApiProperty({ type: 'integer' })
  oldVersion!: number;
  @ApiPropertyOptional({
    type: 'integer',
    description: '现行版本；没有的只能撤回 · in force; without one it is withdrawn',
  })
  newVersion?: number;
  @ApiProperty({ example: 'READY' })
  lifecycle!: string;
}

export class StandardReviewPageDto {
  @ApiProperty({ type: [StandardReviewDto], description: '最早届满的在前 · earliest due first' })
  items!: readonly StandardReviewDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
  @ApiPropertyOptional({
    type: [EntryToRestartDto],
    description: '认定前须按现行版本重新启动或者撤回的条目，仅首页 · to be restarted or withdrawn, first page only',
  })
  toRestart?: readonly EntryToRestartDto[];
}

export class ReadStandardReviewsQuery extends Query<StandardReviewPageDto> {
  constructor(
    readonly actor: Actor,
    readonly wanted: ReadStandardReviewsDto,
  ) {
    super();
  }
}

@QueryHandler(ReadStandardReviewsQuery)
export class ReadStandardReviewsHandler implements IQueryHandler<ReadStandardReviewsQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly cursors: Cursors,
    private readonly policy: ReadingPolicy,
    private readonly reference: ReferenceData,
    private readonly today: Today,
  ) {}

  async execute({ actor, wanted }: ReadStandardReviewsQuery): Promise<StandardReviewPageDto> {
    const { unit, standard, limit = DEFAULT_LIMIT } = wanted;
    const unitIds = await this.units(actor, unit);
    await this.models.caughtUp(wanted.after, 'deadlines', 'current-lists');
    const scope = ['standard-reviews', unitIds ?? null, standard ?? null];
    const after = this.cursors.decode<StandardReviewKey>(scope, wanted.cursor, ['dueOn', 'standardReviewId']);
    const filter = {
      today: this.today.date,
      ...(unitIds && { unitIds }),
      ...(standard !== undefined && { standardId: standard }),
    };
    const rows = await standardReviewQueue(this.read.pool, filter, limit + 1, after);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    const next = this.cursors.encode(scope, last && { dueOn: last.dueOn, standardReviewId: last.standardReviewId });
    return {
      items: page.map((row) => this.told(row)),
      ...(next !== undefined && { next }),
      ...(after === undefined && { toRestart: await this.restarts(unitIds, standard) }),
    };
  }

  private told({ standardVersion, decisionNo, ...row }: OpenStandardReview): StandardReviewDto {
    const current = this.inForce(row.standardId);
    return {
      ...row,
      ...(decisionNo !== null && { decisionNo }),
      oldVersion: standardVersion,
      ...(current && { newVersion: current.version }),
      change: current ? 'REVISED' : 'RETIRED',
      compared: this.compared(row.standardId, standardVersion, current),
    };
  }

  private compared(
    standardId: string,
    pinned: number,
    current: RecognitionStandard | undefined,
  ): readonly StandardDifference[] {
    const { standards } = this.reference.snapshot();
    const old = standards.find((one) => one.standardId === standardId && one.version === pinned);
    return old && current ? compareStandards(contentOf(old), contentOf(current)) : [];
  }

  private async restarts(
    unitIds: readonly string[] | undefined,
    standard: string | undefined,
  ): Promise<readonly EntryToRestartDto[]> {
    const { standards } = this.reference.snapshot();
    const ids = [...new Set(standards.map(({ standardId }) => standardId))].filter(
      (id) => standard === undefined || id === standard,
    );
    const current = ids.map((standardId) => ({ standardId, version: this.inForce(standardId)?.version ?? null }));
    const entries = await entriesToRestart(this.read.pool, current, unitIds, RESTARTS);
    return entries.map(({ subjectId, entryId, unitId, standardId, standardVersion, lifecycle }) => {
      const newVersion = current.find((one) => one.standardId === standardId)?.version;
      return {
        ...{ subjectId, entryId, unitId, standardId, lifecycle, oldVersion: standardVersion },
        ...(typeof newVersion === 'number' && { newVersion }),
      };
    });
  }

  private inForce(standardId: string, on: LegalDate = this.today.date): RecognitionStandard | undefined {
    return this.reference.snapshot().standards.findLast((one) => one.standardId === standardId && isInForce(one, on));
  }

  /** A unit sees its own; the office and the supervisor see all. */
  private async units(actor: Actor, unit: string | undefined): Promise<readonly string[] | undefined> {
    if (this.policy.seesEverything(actor)) return unit === undefined ? undefined : this.today.unitsOf(unit);
    const own = actor.unitId === undefined ? [] : this.today.unitsOf(actor.unitId);
    if (unit !== undefined && !own.includes(unit))
      return this.policy.deny(actor, { method: 'GET', path: '/standard-reviews' }, 'READ_NOT_ALLOWED');
    return unit === undefined ? own : [unit];
  }
}

@QueryController('oversight')
export class ReadStandardReviewsController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/standard-reviews', {
    name: 'readStandardReviews',
    zh: '标准变更复核队列',
    en: 'Reviews that are open since a standard changed',
    clause: '3.15, 3.18',
    roles: ['RECOGNIZING_UNIT', 'JOINT_CONFERENCE_OFFICE', 'SUPERVISOR'],
    answer: StandardReviewPageDto,
    problems: ['READ_NOT_ALLOWED', 'CURSOR_INVALID'],
  })
  async queue(
    @CurrentActor() actor: Actor,
    @QueryString() wanted: ReadStandardReviewsDto,
  ): Promise<StandardReviewPageDto> {
    return this.queries.execute(new ReadStandardReviewsQuery(actor, wanted));
  }
}
