import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { CurrentActor, type Actor } from '#libs/access';
import { listGrants, type GrantKey, type ListedGrant } from '#projections';
import { DEFAULT_LIMIT, OptionalCode, PageDto } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Cursors, ReadModels } from '../reading/catch-up.js';
import { PersonalData } from '../reading/personal-data.js';
import { DEPARTMENT_ROLES, ReadingPolicy } from '../reading/reach.js';
import { ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';
import { REGISTER_READERS } from './read-lookups.js';

const KINDS = ['UNMASKED', 'BULK', 'EXPORT'] as const;
const STATUSES = ['REQUESTED', 'GRANTED', 'REFUSED', 'REVOKED'] as const;

export class ReadGrantsDto extends PageDto {
  @OptionalCode('单位 · unit', 'unit-a')
  unit?: string;
  @OptionalCode('使用人 · who would use it', 'a-handler')
  user?: string;

  @ApiPropertyOptional({ enum: KINDS, description: '种类 · kind' })
  @IsOptional()
  @IsIn(KINDS)
  kind?: (typeof KINDS)[number];

  @ApiPropertyOptional({ enum: STATUSES, description: '状态 · state' })
  @IsOptional()
  @IsIn(STATUSES)
  status?: (typeof STATUSES)[number];
}

export class GrantDto {
  @ApiProperty({ format: 'uuid' })
  grantId!: string;
  @ApiProperty({ enum: KINDS })
  kind!: string;
  @ApiProperty({ example: 'unit-a' })
  unitId!: string;
  @ApiProperty({ description: '使用人 · who may use it', example: 'a-handler' })
  userId!: string;
  @ApiProperty({ description: '申请人 · who asked', example: 'a-handler' })
  requestedBy!: string;
  @ApiProperty({ example: 'DISPUTE_HANDLING' })
  purposeCode!: string;
  @ApiProperty({ example: '银信异〔2026〕15号' })
  matterNo!: string;
  @ApiPropertyOptional({ type: String })
  legalBasis?: string;
  @ApiProperty({ format: 'date' })
  from!: string;
  @ApiProperty({ format: 'date', description: '止日（当日有效）· last day' })
  until!: string;
  @ApiProperty({ description: '申请理由 · reason' })
  reason!: string;
  @ApiProperty({ enum: STATUSES })
  status!: string;
  @ApiProperty({ type: 'boolean', description: '今日有效 · in force today' })
  inForce!: boolean;
  @ApiProperty({ format: 'date-time' })
  requestedAt!: string;
  @ApiPropertyOptional({ type: String, description: '审查员 · reviewer' })
  decidedBy?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time' })
  decidedAt?: string;
  @ApiPropertyOptional({ type: String, description: '不予批准或撤销的理由 · why refused or revoked' })
  decisionReason?: string;
  @ApiProperty({ type: 'integer', description: '修订号 · revision', example: 1 })
  revision!: number;
}

export class GrantPageDto {
  @ApiProperty({ type: [GrantDto], description: '最近申请的在前 · latest first' })
  items!: readonly GrantDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
}

export class ReadGrantsQuery extends Query<GrantPageDto> {
  constructor(
    readonly actor: Actor,
    readonly wanted: ReadGrantsDto,
  ) {
    super();
  }
}

@QueryHandler(ReadGrantsQuery)
export class ReadGrantsHandler implements IQueryHandler<ReadGrantsQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly cursors: Cursors,
    private readonly policy: ReadingPolicy,
    private readonly people: PersonalData,
    private readonly today: Today,
  ) {}

  async execute({ actor, wanted }: ReadGrantsQuery): Promise<GrantPageDto> {
    const { unit, user, kind, status, cursor, limit = DEFAULT_LIMIT } = wanted;
    // Who decides on them and who oversees it see all, others those of their unit.
    const all = this.policy.has(actor, REGISTER_READERS);
    if (!all && (actor.unitId === undefined || (unit !== undefined && unit !== actor.unitId)))
      return this.policy.deny(actor, { method: 'GET', path: '/grants' }, 'READ_NOT_ALLOWED');
    const unitId = all ? unit : actor.unitId;
    await this.models.caughtUp(wanted.after, 'grants');
    const filter = {
      ...(unitId !== undefined && { unitId }),
      ...(user !== undefined && { userId: user }),
      ...(kind !== undefined && { kind }),
      ...(status !== undefined && { status }),
    };
    const scope = ['grants', filter];
    const after = this.cursors.decode<GrantKey>(scope, cursor, ['requestedAt', 'grantId']);
    const page = await listGrants(this.read.pool, filter, limit, after);
    const next = this.cursors.encode(scope, page.next);
    const reasons = await this.people.texts(page.items.map(({ reason }) => reason));
    const decisions = await this.people.texts(page.items.map(({ decisionReason }) => decisionReason ?? ''));
    const items = page.items.map((grant, i) => this.grant(grant, reasons[i] ?? '', decisions[i] ?? ''));
    return { items, ...(next !== undefined && { next }) };
  }

  private grant(grant: ListedGrant, reason: string, decisionReason: string): GrantDto {
    const { decisionReason: _sealed, ...shown } = grant;
    const { date } = this.today;
    const inForce = grant.status === 'GRANTED' && grant.from <= date && date <= grant.until;
    return { ...shown, reason, inForce, ...(decisionReason !== '' && { decisionReason }) };
  }
}

@QueryController('register')
export class ReadGrantsController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/grants', {
    name: 'readGrants',
    zh: '未脱敏、批量查询与导出的批准',
    en: 'Grants and requests for them',
    clause: '6.2',
    roles: [...REGISTER_READERS, ...DEPARTMENT_ROLES.filter((role) => role !== 'SUPERVISOR'), 'SOCIAL_ORGANISATION'],
    answer: GrantPageDto,
    problems: ['CURSOR_INVALID', 'READ_NOT_ALLOWED'],
  })
  async grants(@CurrentActor() actor: Actor, @QueryString() wanted: ReadGrantsDto): Promise<GrantPageDto> {
    return this.queries.execute(new ReadGrantsQuery(actor, wanted));
  }
}
