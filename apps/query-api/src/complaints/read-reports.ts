import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { CurrentActor, type Actor, type Role } from '#libs/access';
import { REPORT_KINDS, REPORT_RESULTS, type ReportStatus } from '#libs/informants';
import { reportQueue, type ReportKey } from '#projections';
import { DEFAULT_LIMIT, PageDto } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { shown } from '../joint-measures/measure-units.js';
import { Cursors, ReadModels } from '../reading/catch-up.js';
import { ReadPool } from '../reading/read-pool.js';
import { ReadingPolicy } from '../reading/reach.js';
import { Today } from '../reading/today.js';

const STATUSES = ['RECEIVED', 'FORWARDED', 'CONCLUDED'] as const;
/** The office forwards, units deal with what was forwarded to them, the others see to it. */
const READERS: readonly Role[] = [
  'JOINT_CONFERENCE_OFFICE',
  'RECOGNIZING_UNIT',
  'DISPUTE_HANDLER',
  'SUPERVISOR',
  'PRIVACY_REVIEWER',
];

export class ReadReportsDto extends PageDto {
  @ApiPropertyOptional({ enum: STATUSES, description: '状态 · state' })
  @IsOptional()
  @IsIn(STATUSES)
  status?: ReportStatus;
}

/** 举报, without who reported and without what was reported. */
export class ReportDto {
  @ApiProperty({ format: 'uuid' })
  reportId!: string;
  @ApiProperty({ enum: REPORT_KINDS, description: '举报事项 · kind' })
  kind!: string;
  @ApiProperty({ type: 'boolean', description: '匿名 · anonymous' })
  anonymous!: boolean;
  @ApiProperty({ enum: STATUSES, description: '已收到、办理中、已办结 · received, forwarded, concluded' })
  status!: string;
  @ApiProperty({ format: 'date' })
  receivedOn!: string;
  @ApiPropertyOptional({ type: String, description: '办理单位 · unit that deals with it', example: 'unit-a' })
  unitId?: string;
  @ApiProperty({ type: 'integer', description: '提交内容的次数 · times that facts were given', example: 1 })
  facts!: number;
  @ApiPropertyOptional({ enum: REPORT_RESULTS, description: '结果 · result' })
  result?: string;
  @ApiPropertyOptional({ type: String, format: 'date' })
  decidedOn?: string;
  @ApiProperty({
    type: 'integer',
    description: '待批准的启封 · unsealings that wait for the second person',
    example: 0,
  })
  unsealingsProposed!: number;
  @ApiProperty({ type: 'integer', description: '已批准的启封 · unsealings granted', example: 0 })
  unsealingsGranted!: number;
  @ApiProperty({ type: 'integer', description: '修订号 · revision', example: 2 })
  revision!: number;
}

export class ReportPageDto {
  @ApiProperty({ type: [ReportDto], description: '最早收到的在前 · oldest first' })
  items!: readonly ReportDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
}

export class ReadReportsQuery extends Query<ReportPageDto> {
  constructor(
    readonly actor: Actor,
    readonly wanted: ReadReportsDto,
  ) {
    super();
  }
}

@QueryHandler(ReadReportsQuery)
export class ReadReportsHandler implements IQueryHandler<ReadReportsQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly cursors: Cursors,
    private readonly policy: ReadingPolicy,
    private readonly today: Today,
  ) {}

  async execute({ actor, wanted }: ReadReportsQuery): Promise<ReportPageDto> {
    const { status, cursor, limit = DEFAULT_LIMIT } = wanted;
    const all = this.policy.seesEverything(actor) || this.policy.has(actor, ['PRIVACY_REVIEWER']);
    const unitIds = all || actor.unitId === undefined ? undefined : this.today.unitsOf(actor.unitId);
    await this.models.caughtUp(wanted.after, 'reports');
    const scope = ['reports', unitIds ?? null, status ?? null];
    const after = this.cursors.decode<ReportKey>(scope, cursor, ['receivedOn', 'reportId']);
    const filter = { ...(unitIds && { unitIds }), ...(status && { status }) };
    const page = await reportQueue(this.read.pool, filter, limit, after);
    const next = this.cursors.encode(scope, page.next);
    return { items: page.items.map((row) => shown<ReportDto>(row)), ...(next !== undefined && { next }) };
  }
}

@QueryController('complaints')
export class ReadReportsController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/reports', {
    name: 'readReports',
    zh: '举报：办理情况，不含举报人和举报内容',
    en: 'Reports: how they stand, without who reported and what',
    clause: '6.3',
    roles: READERS,
    answer: ReportPageDto,
    problems: ['CURSOR_INVALID'],
  })
  async reports(@CurrentActor() actor: Actor, @QueryString() wanted: ReadReportsDto): Promise<ReportPageDto> {
    return this.queries.execute(new ReadReportsQuery(actor, wanted));
  }
}
