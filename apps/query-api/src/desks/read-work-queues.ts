import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CurrentActor, type Actor, type Role } from '#libs/access';
import { workItems, type WorkItemKey, type WorkQueue } from '#projections';
import { DEFAULT_LIMIT } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Cursors, ReadModels } from '../reading/catch-up.js';
import { ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';
import { DeskUnits } from './desk-units.js';
import { workItemDto, WorkItemPageDto, WorkQueueDto } from './work-item.dto.js';

const OVERSEERS: readonly Role[] = ['JOINT_CONFERENCE_OFFICE', 'SUPERVISOR'];
const KEEPERS: readonly Role[] = ['RECOGNIZING_UNIT', 'DISPUTE_HANDLER'];
const PATHS: Readonly<Record<WorkQueue, string>> = { DISPUTES: '/disputes', REPAIRS: '/repairs', TASKS: '/tasks' };

export class ReadWorkQueueQuery extends Query<WorkItemPageDto> {
  constructor(
    readonly actor: Actor,
    readonly queue: WorkQueue,
    readonly wanted: WorkQueueDto,
  ) {
    super();
  }
}

@QueryHandler(ReadWorkQueueQuery)
export class ReadWorkQueueHandler implements IQueryHandler<ReadWorkQueueQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly cursors: Cursors,
    private readonly units: DeskUnits,
    private readonly today: Today,
  ) {}

  async execute({ actor, queue, wanted }: ReadWorkQueueQuery): Promise<WorkItemPageDto> {
    const reached = await this.units.queue(actor, wanted.unit, PATHS[queue], KEEPERS);
    await this.models.caughtUp(wanted.after, 'work-queues', 'deadlines');
    const { stage, acts, official: officialId, cursor, limit = DEFAULT_LIMIT } = wanted;
    const asked = {
      ...(stage !== undefined && { stage }),
      ...(acts !== undefined && { acts }),
      ...(officialId !== undefined && { officialId }),
    };
    const filter = { queue, ...reached, ...asked };
    const scope = ['work-items', filter];
    const after = this.cursors.decode<WorkItemKey>(scope, cursor, ['sortOn', 'itemId']);
    const page = await workItems(this.read.pool, filter, limit, after);
    const next = this.cursors.encode(scope, page.next);
    const { date: today } = this.today;
    return { items: page.items.map((row) => workItemDto(row, today)), today, ...(next !== undefined && { next }) };
  }
}

/** The work of the desks (3.18). No row names a person or says by whom an objection came (6.3). */
@QueryController('desks')
export class ReadWorkQueuesController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/disputes', {
    name: 'readDisputes',
    zh: '异议、核实与复核清单',
    en: 'Open objections, verifications and reviews',
    clause: '3.8, 3.18',
    roles: [...KEEPERS, 'INFORMATION_PROVIDER', ...OVERSEERS],
    answer: WorkItemPageDto,
    problems: ['READ_NOT_ALLOWED', 'CURSOR_INVALID'],
  })
  async disputes(@CurrentActor() actor: Actor, @QueryString() wanted: WorkQueueDto): Promise<WorkItemPageDto> {
    return this.queries.execute(new ReadWorkQueueQuery(actor, 'DISPUTES', wanted));
  }

  @QueryRoute('/repairs', {
    name: 'readRepairs',
    zh: '信用修复清单',
    en: 'Open applications for repair',
    clause: '3.10, 3.18',
    roles: [...KEEPERS, ...OVERSEERS],
    answer: WorkItemPageDto,
    problems: ['READ_NOT_ALLOWED', 'CURSOR_INVALID'],
  })
  async repairs(@CurrentActor() actor: Actor, @QueryString() wanted: WorkQueueDto): Promise<WorkItemPageDto> {
    return this.queries.execute(new ReadWorkQueueQuery(actor, 'REPAIRS', wanted));
  }

  @QueryRoute('/tasks', {
    name: 'readTasks',
    zh: '待审批决定及其经办、审批人员',
    en: 'Proposed decisions that wait for their second person, and who holds either half',
    clause: '2, 3.18',
    roles: [...KEEPERS, ...OVERSEERS],
    answer: WorkItemPageDto,
    problems: ['READ_NOT_ALLOWED', 'CURSOR_INVALID'],
  })
  async tasks(@CurrentActor() actor: Actor, @QueryString() wanted: WorkQueueDto): Promise<WorkItemPageDto> {
    return this.queries.execute(new ReadWorkQueueQuery(actor, 'TASKS', wanted));
  }
}
