import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { CurrentActor, type Actor } from '#libs/access';
import { requiredKinds, type Channel } from '#libs/dossier';
import { ReferenceData } from '#libs/reference-data';
import { publicationTasksOf, type PublicationAct, type PublicationTask, type PublicationTaskKey } from '#projections';
import { DEFAULT_LIMIT, OptionalCode, PageDto } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Cursors, ReadModels } from '../reading/catch-up.js';
import { ReadingPolicy } from '../reading/reach.js';
import { ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';

const ACTS: readonly PublicationAct[] = ['PUBLISH', 'ANNOUNCE_EXIT', 'TAKE_DOWN', 'PUBLISH_RESTORATION'];
const STATES = ['OPEN', 'CLOSED', 'ALL'] as const;

export class ReadPublicationTasksDto extends PageDto {
  @OptionalCode('责任单位；缺省为本单位 · unit that owes it, by default one’s own', 'unit-a')
  unit?: string;

  @ApiPropertyOptional({ enum: ACTS, description: '发布、退出公告、撤下、恢复信誉公告' })
  @IsOptional()
  @IsIn(ACTS)
  act?: PublicationAct;

  @ApiPropertyOptional({ enum: STATES, description: '待办（缺省）、已了结、全部 · open by default' })
  @IsOptional()
  @IsIn(STATES)
  state?: (typeof STATES)[number];

  @ApiPropertyOptional({ format: 'uuid', description: '条目 · entry' })
  @IsOptional()
  @IsUUID('all')
  entryId?: string;
}

export class TaskChannelDto {
  @ApiProperty({ example: 'credit-china' })
  channelId!: string;
  @ApiProperty({ example: '信用中国（示范市）' })
  name!: string;
  @ApiPropertyOptional({ format: 'date', description: '已关闭，旧内容仍须在此公告、撤下 · closed since' })
  closedOn?: string;
}

export class PublicationTaskDto {
  @ApiProperty({ format: 'uuid' })
  subjectId!: string;
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ enum: ['RED', 'BLACK', 'FOCUS'] })
  listKind!: string;
  @ApiProperty({ example: 'unit-a' })
  unitId!: string;
  @ApiProperty({ enum: ACTS })
  act!: PublicationAct;
  @ApiProperty({ enum: ['CHANNEL', 'SUBJECT'], description: '在渠道办理，或告知主体本人 · where nobody saw it' })
  to!: string;
  @ApiPropertyOptional({
    type: String,
    description: '须使用的渠道种类（首次发布）· kind required, of a first publication',
  })
  channelKind?: string;
  @ApiProperty({
    type: [TaskChannelDto],
    description: '渠道；首次发布时为可选的渠道 · for a first publication any of these',
  })
  channels!: readonly TaskChannelDto[];
  @ApiProperty({ format: 'date' })
  openedOn!: string;
  @ApiPropertyOptional({ type: String, format: 'date' })
  dueOn?: string;
  @ApiProperty({ type: 'boolean', description: '逾期未办 · past its day and open' })
  overdue!: boolean;
  @ApiPropertyOptional({ type: String, format: 'date' })
  closedOn?: string;
  @ApiPropertyOptional({ enum: ['DONE', 'LAPSED'], description: '已办理、不再须办 · done by the act, or owed no more' })
  closedBecause?: string;
}

export class PublicationTaskPageDto {
  @ApiProperty({ type: [PublicationTaskDto], description: '最早的在前 · oldest first' })
  items!: readonly PublicationTaskDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
}

export class ReadPublicationTasksQuery extends Query<PublicationTaskPageDto> {
  constructor(
    readonly actor: Actor,
    readonly wanted: ReadPublicationTasksDto,
  ) {
    super();
  }
}

/** What is owed on channels; closed by nothing but the act (3.9, C1, R4). */
@QueryHandler(ReadPublicationTasksQuery)
export class ReadPublicationTasksHandler implements IQueryHandler<ReadPublicationTasksQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly cursors: Cursors,
    private readonly policy: ReadingPolicy,
    private readonly today: Today,
    private readonly reference: ReferenceData,
  ) {}

  async execute({ actor, wanted }: ReadPublicationTasksQuery): Promise<PublicationTaskPageDto> {
    const unitIds = await this.units(actor, wanted.unit);
    await this.models.caughtUp(wanted.after, 'publication-tasks');
    const { act, entryId, state = 'OPEN' } = wanted;
    const scope = ['publication-tasks', unitIds ?? null, act ?? null, entryId ?? null, state];
    const names = ['openedOn', 'entryId', 'act', 'channelId'] as const;
    const after = this.cursors.decode<PublicationTaskKey>(scope, wanted.cursor, names);
    const filter = {
      ...(unitIds && { unitIds }),
      ...(act && { act }),
      ...(entryId !== undefined && { entryId }),
      ...(state !== 'ALL' && { open: state === 'OPEN' }),
    };
    const page = await publicationTasksOf(this.read.pool, filter, wanted.limit ?? DEFAULT_LIMIT, after);
    const next = this.cursors.encode(scope, page.next);
    return { items: page.items.flatMap((task) => this.told(task)), ...(next !== undefined && { next }) };
  }

  /** A first publication is owed on one channel of each kind that is required. */
  private told(task: PublicationTask): readonly PublicationTaskDto[] {
    const { channels } = this.reference.snapshot();
    const { subjectId, entryId, listKind, unitId, act, openedOn, dueOn, closedOn, closedBecause } = task;
    const common = {
      ...{ subjectId, entryId, listKind, unitId, act, openedOn },
      ...(dueOn !== null && { dueOn }),
      overdue: closedOn === null && dueOn !== null && dueOn < this.today.date,
      ...(closedOn !== null && { closedOn }),
      ...(closedBecause !== null && { closedBecause }),
    };
    if (task.channelId !== '') {
      const known = channels.filter(({ channelId }) => channelId === task.channelId);
      return [{ ...common, to: 'CHANNEL', channels: known.map(shown) }];
    }
    if (act !== 'PUBLISH') return [{ ...common, to: 'SUBJECT', channels: [] }];
    // Done: the channels that were chosen have rows of their own.
    if (closedBecause === 'DONE') return [];
    return requiredKinds(task.subjectType ?? 'ENTERPRISE').map((channelKind) => ({
      ...{ ...common, to: 'CHANNEL', channelKind },
      channels: channels.filter((one) => one.kind === channelKind && this.usable(one, unitId)).map(shown),
    }));
  }

  private usable({ kind, unitId, closedOn }: Channel, ofUnit: string): boolean {
    if (closedOn !== undefined && closedOn <= this.today.date) return false;
    return kind !== 'UNIT_PORTAL' || this.today.unitNow(unitId ?? '') === this.today.unitNow(ofUnit);
  }

  /** A unit sees its own tasks; the office and the supervisor see all. */
  private async units(actor: Actor, unit: string | undefined): Promise<readonly string[] | undefined> {
    if (this.policy.seesEverything(actor)) return unit === undefined ? undefined : this.today.unitsOf(unit);
    const own = actor.unitId === undefined ? [] : this.today.unitsOf(actor.unitId);
    if (unit !== undefined && !own.includes(unit))
      return this.policy.deny(actor, { method: 'GET', path: '/publication-tasks' }, 'READ_NOT_ALLOWED');
    return unit === undefined ? own : [unit];
  }
}

function shown({ channelId, name, closedOn }: Channel): TaskChannelDto {
  return { channelId, name, ...(closedOn !== undefined && { closedOn }) };
}

@QueryController('oversight')
export class ReadPublicationTasksController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/publication-tasks', {
    name: 'readPublicationTasks',
    zh: '公示发布待办',
    en: 'What is owed on channels: publications, exits, restorations',
    clause: '3.9, 3.12',
    roles: ['RECOGNIZING_UNIT', 'JOINT_CONFERENCE_OFFICE', 'SUPERVISOR'],
    answer: PublicationTaskPageDto,
    problems: ['READ_NOT_ALLOWED', 'CURSOR_INVALID'],
  })
  async tasks(
    @CurrentActor() actor: Actor,
    @QueryString() wanted: ReadPublicationTasksDto,
  ): Promise<PublicationTaskPageDto> {
    return this.queries.execute(new ReadPublicationTasksQuery(actor, wanted));
  }
}
