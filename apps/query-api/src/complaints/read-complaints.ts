import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { CurrentActor, type Actor } from '#libs/access';
import type { ComplaintStatus } from '#libs/complaints';
import { complaintQueue, type ComplaintKey } from '#projections';
import { DEFAULT_LIMIT, PageDto, ToBoolean } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Cursors, ReadModels } from '../reading/catch-up.js';
import { ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';
import { ComplaintReach, COMPLAINT_READERS } from './complaint-reach.js';
import { COMPLAINT_STATUSES, complaintDto, ComplaintPageDto } from './complaint.dto.js';

export class ReadComplaintsDto extends PageDto {
  @ApiPropertyOptional({ enum: COMPLAINT_STATUSES, description: '状态 · state' })
  @IsOptional()
  @IsIn(COMPLAINT_STATUSES)
  status?: ComplaintStatus;

  @ApiPropertyOptional({ type: Boolean, description: '逾期未答复，缺省为全部 · not answered in time; absent: all' })
  @IsOptional()
  @ToBoolean()
  @IsBoolean()
  overdue?: boolean;
}

export class ReadComplaintsQuery extends Query<ComplaintPageDto> {
  constructor(
    readonly actor: Actor,
    readonly wanted: ReadComplaintsDto,
  ) {
    super();
  }
}

@QueryHandler(ReadComplaintsQuery)
export class ReadComplaintsHandler implements IQueryHandler<ReadComplaintsQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly cursors: Cursors,
    private readonly reach: ComplaintReach,
    private readonly today: Today,
  ) {}

  async execute({ actor, wanted }: ReadComplaintsQuery): Promise<ComplaintPageDto> {
    const { status, overdue, cursor, limit = DEFAULT_LIMIT } = wanted;
    const seen = this.reach.filter(actor);
    await this.models.caughtUp(wanted.after, 'complaints');
    const scope = ['complaints', seen, status ?? null, overdue ?? null];
    const after = this.cursors.decode<ComplaintKey>(scope, cursor, ['filedOn', 'complaintId']);
    const today = this.today.date;
    const filter = { today, ...seen, ...(status && { status }), ...(overdue !== undefined && { overdue }) };
    const page = await complaintQueue(this.read.pool, filter, limit, after);
    const next = this.cursors.encode(scope, page.next);
    return { items: page.items.map((row) => complaintDto(row, today)), ...(next !== undefined && { next }) };
  }
}

@QueryController('complaints')
export class ReadComplaintsController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/complaints', {
    name: 'readComplaints',
    zh: '投诉：本人的、分派给本单位的；联席办和督查看全部',
    en: 'Complaints: one’s own, those assigned to the unit; all for the office and the supervisor',
    clause: '6.1, 7.2 R7',
    roles: COMPLAINT_READERS,
    answer: ComplaintPageDto,
    problems: ['CURSOR_INVALID'],
  })
  async complaints(@CurrentActor() actor: Actor, @QueryString() wanted: ReadComplaintsDto): Promise<ComplaintPageDto> {
    return this.queries.execute(new ReadComplaintsQuery(actor, wanted));
  }
}
