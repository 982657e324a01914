import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CurrentActor, type Actor } from '#libs/access';
import { deadlinesByUnit } from '#projections';
import { DEFAULT_LIMIT, OptionalCode, PageDto } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Cursors, ReadModels } from '../reading/catch-up.js';
import { ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';
import { DeskUnits } from './desk-units.js';

export class ReadUnitDeadlinesDto extends PageDto {
  @OptionalCode('单位；缺省为可见的全部单位 · unit, by default all that one sees', 'unit-a')
  unit?: string;
}

export class UnitDeadlinesDto {
  @ApiProperty({ example: 'unit-a' })
  unitId!: string;
  @ApiProperty({ type: 'integer', description: '待办，含今日到期 · open, those due today among them' })
  open!: number;
  @ApiProperty({ type: 'integer', description: '今日到期 · due today' })
  dueToday!: number;
  @ApiProperty({ type: 'integer', description: '逾期未办 · missed and not met yet' })
  missed!: number;
  @ApiProperty({ type: 'integer', description: '中止 · paused' })
  paused!: number;
  @ApiPropertyOptional({ type: String, format: 'date', description: '最早届满日 · earliest last day' })
  earliestDueOn?: string;
}

export class UnitDeadlinesPageDto {
  @ApiProperty({ type: [UnitDeadlinesDto], description: '按单位编号 · by the id of the unit' })
  items!: readonly UnitDeadlinesDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
  @ApiProperty({ format: 'date' })
  today!: string;
}

export class ReadUnitDeadlinesQuery extends Query<UnitDeadlinesPageDto> {
  constructor(
    readonly actor: Actor,
    readonly wanted: ReadUnitDeadlinesDto,
  ) {
    super();
  }
}

@QueryHandler(ReadUnitDeadlinesQuery)
export class ReadUnitDeadlinesHandler implements IQueryHandler<ReadUnitDeadlinesQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly cursors: Cursors,
    private readonly units: DeskUnits,
    private readonly today: Today,
  ) {}

  async execute({ actor, wanted }: ReadUnitDeadlinesQuery): Promise<UnitDeadlinesPageDto> {
    const unitIds = await this.units.of(actor, wanted.unit, '/deadlines/units');
    await this.models.caughtUp(wanted.after, 'deadlines');
    const scope = ['unit-deadlines', unitIds ?? null];
    const after = this.cursors.decode<{ unitId: string }>(scope, wanted.cursor, ['unitId']);
    const { date: today } = this.today;
    const filter = { today, ...(unitIds && { unitIds }) };
    const page = await deadlinesByUnit(this.read.pool, filter, wanted.limit ?? DEFAULT_LIMIT, after);
    const next = this.cursors.encode(scope, page.next);
    const items = page.items.map(({ earliestDueOn, ...row }) => ({
      ...row,
      ...(earliestDueOn !== null && { earliestDueOn }),
    }));
    return { items, today, ...(next !== undefined && { next }) };
  }
}

@QueryController('desks')
export class ReadUnitDeadlinesController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/deadlines/units', {
    name: 'readUnitDeadlines',
    zh: '各单位时限汇总',
    en: 'How the deadlines of each unit stand',
    clause: '3.16, 3.18',
    roles: [
      ...(['RECOGNIZING_UNIT', 'IMPLEMENTING_UNIT', 'DISPUTE_HANDLER'] as const),
      ...(['INFORMATION_PROVIDER', 'JOINT_CONFERENCE_OFFICE', 'SUPERVISOR'] as const),
    ],
    answer: UnitDeadlinesPageDto,
    problems: ['READ_NOT_ALLOWED', 'CURSOR_INVALID'],
  })
  async board(
    @CurrentActor() actor: Actor,
    @QueryString() wanted: ReadUnitDeadlinesDto,
  ): Promise<UnitDeadlinesPageDto> {
    return this.queries.execute(new ReadUnitDeadlinesQuery(actor, wanted));
  }
}
