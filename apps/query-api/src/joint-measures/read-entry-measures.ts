import { Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CurrentActor, type Actor } from '#libs/access';
import { measureLoop, measureRecords, type MeasureLoop } from '#projections';
import { AfterDto, EntryParams } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { ReadModels } from '../reading/catch-up.js';
import { ReadingPolicy } from '../reading/reach.js';
import { ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';
import { shown } from './measure-units.js';
import { MeasureRecordDto } from './read-measure-records.js';

/** More records than one entry can have: 100 units with 100 items are proposed at most at once. */
const ALL = 10_000;

export class TriggeredItemDto {
  @ApiProperty({ example: 'procurement-ban' })
  measureItemId!: string;
  @ApiProperty({ enum: ['MANDATORY', 'RECOMMENDED'] })
  force!: string;
  @ApiProperty({ type: 'boolean', description: '落实到责任人员 · reaches responsible persons' })
  persons!: boolean;
  @ApiPropertyOptional({ type: String, example: 'CITY-PUNISHMENTS' })
  measureListId?: string;
  @ApiPropertyOptional({ type: 'integer', example: 1 })
  listVersion?: number;
}

export class DesignatedUnitDto {
  @ApiProperty({ example: 'unit-c' })
  unitId!: string;
  @ApiProperty({ type: [String], example: ['procurement-ban'] })
  items!: readonly string[];
}

export class ProposedUnitsDto {
  @ApiProperty({ format: 'uuid' })
  proposalId!: string;
  @ApiProperty({ type: [DesignatedUnitDto] })
  designations!: readonly DesignatedUnitDto[];
  @ApiProperty({ format: 'date' })
  proposedOn!: string;
}

/** What has become of the measures of an entry. An implementing unit sees its own records. */
export class EntryMeasuresDto {
  @ApiProperty({ format: 'uuid' })
  subjectId!: string;
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ type: 'integer', description: '第几次发起 · which trigger of this entry' })
  round!: number;
  @ApiProperty({ enum: ['INCENTIVE', 'PUNISHMENT'] })
  kind!: string;
  @ApiProperty({ example: 'unit-a', description: '发起单位 · initiating unit' })
  unitId!: string;
  @ApiProperty({ format: 'date' })
  triggeredOn!: string;
  @ApiProperty({ type: [TriggeredItemDto] })
  items!: readonly TriggeredItemDto[];
  @ApiPropertyOptional({ type: ProposedUnitsDto, description: '待办公室确定 · waits for the office' })
  proposal?: ProposedUnitsDto;
  @ApiPropertyOptional({ type: String, format: 'date', description: '最近一次确定实施单位 · last designation' })
  designatedOn?: string;
  @ApiProperty({ type: 'integer', description: '已报送案例 · cases filed' })
  caseReports!: number;
  @ApiProperty({ type: [MeasureRecordDto], description: '措施记录，最近推送的在前 · records, latest push first' })
  records!: readonly MeasureRecordDto[];
}

export class ReadEntryMeasuresQuery extends Query<EntryMeasuresDto> {
  constructor(
    readonly actor: Actor,
    readonly params: EntryParams,
    readonly after: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(ReadEntryMeasuresQuery)
export class ReadEntryMeasuresHandler implements IQueryHandler<ReadEntryMeasuresQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly policy: ReadingPolicy,
    private readonly today: Today,
  ) {}

  async execute({ actor, params, after }: ReadEntryMeasuresQuery): Promise<EntryMeasuresDto> {
    const { subjectId, entryId } = params;
    await this.models.caughtUp(after, 'measure-responses');
    const loop = await measureLoop(this.read.pool, entryId);
    const whole = this.policy.seesEverything(actor) || (loop && this.policy.isOwnUnit(actor, loop.unitId));
    const own = actor.unitId === undefined ? [] : this.today.unitsOf(actor.unitId);
    const filter = whole === true ? { entryId } : { entryId, unitIds: own };
    const { items: records } = await measureRecords(this.read.pool, filter, ALL);
    const visible = loop?.subjectId === subjectId && (whole === true || records.length > 0);
    const route = { method: 'GET', path: '/subjects/:subjectId/entries/:entryId/measures' };
    if (!visible) return this.policy.deny(actor, route, 'NOT_VISIBLE', subjectId);
    return { ...entryMeasures(loop, whole === true), records: records.map((row) => shown<MeasureRecordDto>(row)) };
  }
}

function entryMeasures({ entryId, subjectId, unitId, state }: MeasureLoop, whole: boolean) {
  const { trigger, caseReports } = state;
  const { round = 1, kind = '', triggeredOn = '', items = [], proposal, designatedOn } = trigger ?? {};
  const open = whole && proposal !== undefined;
  return {
    ...{ subjectId, entryId, unitId, round, kind, triggeredOn, items, caseReports },
    ...(open && {
      proposal: {
        ...{ proposalId: proposal.proposalId, designations: proposal.designations, proposedOn: proposal.proposedOn },
      },
    }),
    ...(designatedOn !== undefined && { designatedOn }),
  };
}

@QueryController('measures')
export class ReadEntryMeasuresController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/subjects/{subjectId}/entries/{entryId}/measures', {
    name: 'readEntryMeasures',
    zh: '条目的联合奖惩措施及各单位响应',
    en: 'The joint measures of an entry, and what units have answered',
    clause: '5.2',
    roles: ['RECOGNIZING_UNIT', 'INITIATING_UNIT', 'IMPLEMENTING_UNIT', 'JOINT_CONFERENCE_OFFICE', 'SUPERVISOR'],
    answer: EntryMeasuresDto,
    problems: ['NOT_VISIBLE'],
  })
  async measures(
    @CurrentActor() actor: Actor,
    @Param() params: EntryParams,
    @QueryString() { after }: AfterDto,
  ): Promise<EntryMeasuresDto> {
    return this.queries.execute(new ReadEntryMeasuresQuery(actor, params, after));
  }
}
