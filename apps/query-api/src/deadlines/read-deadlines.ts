import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { CurrentActor, type Actor } from '#libs/access';
import { deadlineBoard, deadlineName, type DeadlineKey, type DeadlineState } from '#projections';
import { DEFAULT_LIMIT, OptionalCode, PageDto } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Cursors, ReadModels } from '../reading/catch-up.js';
import { ReadingPolicy } from '../reading/reach.js';
import { PreparedPool } from '../reading/prepared-pool.js';
import { Today } from '../reading/today.js';

const STATES: readonly DeadlineState[] = ['OPEN', 'DUE_TODAY', 'MISSED', 'PAUSED', 'MET', 'MET_LATE', 'LAPSED'];

export class ReadDeadlinesDto extends PageDto {
  @OptionalCode('责任单位；缺省为本单位 · unit that owes it, by default one’s own', 'unit-a')
  unit?: string;

  @ApiPropertyOptional({ enum: STATES, description: '待办、今日到期、逾期、中止、按时完成、逾期完成、无须办理' })
  @IsOptional()
  @IsIn(STATES)
  state?: DeadlineState;

  @OptionalCode('事项 · rule key', 'platform.report')
  key?: string;
}

export class DeadlineDto {
  @ApiProperty()
  deadlineId!: string;
  @ApiProperty({ format: 'uuid', description: '主体编号；投诉期限为投诉编号 · subject; of a complaint its own id' })
  subjectId!: string;
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  entryId?: string;
  @ApiPropertyOptional({ enum: ['RED', 'BLACK', 'FOCUS'] })
  listKind?: string;
  @ApiProperty({ example: 'platform.report' })
  key!: string;
  @ApiProperty({ example: '报送信用信息共享平台' })
  nameZh!: string;
  @ApiProperty({ example: 'Report to the credit platform' })
  nameEn!: string;
  @ApiProperty({ description: '所属事项编号 · what owns it' })
  ownerRef!: string;
  @ApiPropertyOptional({ type: String, example: 'unit-a' })
  unitId?: string;
  @ApiProperty({ enum: STATES })
  state!: DeadlineState;
  @ApiProperty({ format: 'date' })
  startOn!: string;
  @ApiProperty({ format: 'date', description: '当日24时届满 · to the end of this day' })
  dueOn!: string;
  @ApiProperty({ format: 'date', description: '最初的届满日 · as first set' })
  firstDueOn!: string;
  @ApiPropertyOptional({ type: String, format: 'date' })
  metOn?: string;
  @ApiProperty({ type: 'boolean' })
  late!: boolean;
  @ApiPropertyOptional({ type: String, format: 'date' })
  pausedOn?: string;
  @ApiPropertyOptional({ type: String })
  lapsedBecause?: string;
  @ApiProperty({ description: '计算所用的日历版本 · calendar it was computed with' })
  calendarVersion!: string;
  @ApiProperty({ type: 'boolean', description: '节假日表未公布，暂定 · provisional' })
  provisional!: boolean;
  @ApiProperty({ example: 'SEED-S1@1' })
  ruleFrom!: string;
  @ApiProperty({ example: 'S1 §3' })
  legalSource!: string;
}

export class DeadlinePageDto {
  @ApiProperty({ type: [DeadlineDto], description: '最早届满的在前 · earliest first' })
  items!: readonly DeadlineDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
  @ApiProperty({ format: 'date' })
  today!: string;
}

export class ReadDeadlinesQuery extends Query<DeadlinePageDto> {
  constructor(
    readonly actor: Actor,
    readonly wanted: ReadDeadlinesDto,
  ) {
    super();
  }
}

@QueryHandler(ReadDeadlinesQuery)
export class ReadDeadlinesHandler implements IQueryHandler<ReadDeadlinesQuery> {
  constructor(
    private readonly prepared: PreparedPool,
    private readonly models: ReadModels,
    private readonly cursors: Cursors,
    private readonly policy: ReadingPolicy,
    private readonly today: Today,
  ) {}

  async execute({ actor, wanted }: ReadDeadlinesQuery): Promise<DeadlinePageDto> {
    const unitIds = await this.units(actor, wanted.unit);
    await this.models.caughtUp(wanted.after, 'deadlines');
    const scope = ['deadlines', unitIds ?? null, wanted.state ?? null, wanted.key ?? null];
    const after = this.cursors.decode<DeadlineKey>(scope, wanted.cursor, ['dueOn', 'subjectId', 'deadlineId']);
    const filter = {
      today: this.today.date,
      ...(unitIds && { unitIds }),
      ...(wanted.state && { state: wanted.state }),
      ...(wanted.key !== undefined && { key: wanted.key }),
    };
    const page = await deadlineBoard(this.prepared.pool, filter, wanted.limit ?? DEFAULT_LIMIT, after);
    const next = this.cursors.encode(scope, page.next);
    const items = page.items.map((row) => {
      const { zh: nameZh, en: nameEn } = deadlineName(row.key);
      const shown = Object.entries({ ...row, nameZh, nameEn }).filter(([, value]) => value !== null);
      return Object.fromEntries(shown) as unknown as DeadlineDto;
    });
    return { items, today: filter.today, ...(next !== undefined && { next }) };
  }

  /** A unit sees its own board; the office and the supervisor see all. */
  private async units(actor: Actor, unit: string | undefined): Promise<readonly string[] | undefined> {
    if (this.policy.seesEverything(actor)) return unit === undefined ? undefined : this.today.unitsOf(unit);
    const own = actor.unitId === undefined ? [] : this.today.unitsOf(actor.unitId);
    if (unit !== undefined && !own.includes(unit))
      return this.policy.deny(actor, { method: 'GET', path: '/deadlines' }, 'READ_NOT_ALLOWED');
    return unit === undefined ? own : [unit];
  }
}

@QueryController('oversight')
export class ReadDeadlinesController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/deadlines', {
    name: 'readDeadlines',
    zh: '时限看板',
    en: 'The board of deadlines',
    clause: '3.16, 3.18',
    roles: [
      'RECOGNIZING_UNIT',
      'IMPLEMENTING_UNIT',
      'DISPUTE_HANDLER',
      'INFORMATION_PROVIDER',
      'JOINT_CONFERENCE_OFFICE',
      'SUPERVISOR',
    ],
    answer: DeadlinePageDto,
    problems: ['READ_NOT_ALLOWED', 'CURSOR_INVALID'],
  })
  async board(@CurrentActor() actor: Actor, @QueryString() wanted: ReadDeadlinesDto): Promise<DeadlinePageDto> {
    return this.queries.execute(new ReadDeadlinesQuery(actor, wanted));
  }
}
