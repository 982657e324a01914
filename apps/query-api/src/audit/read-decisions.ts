import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsUUID } from 'class-validator';
import { CurrentActor, type Actor } from '#libs/access';
import { DECISION_KINDS, auditedDecisions, type AuditFilter, type AuditKey, type AuditedKind } from '#projections';
import { DEFAULT_LIMIT, OptionalCode, OptionalInstant, PageDto, ToBoolean } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Cursors, ReadModels } from '../reading/catch-up.js';
import { ReadingPolicy } from '../reading/reach.js';
import { ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';

export class ReadDecisionsDto extends PageDto {
  @OptionalCode('作出决定的单位 · unit that decided', 'unit-a')
  unit?: string;
  @OptionalCode('经办人或审批人 · drafter or approver', 'u-a-approver')
  actor?: string;

  @ApiPropertyOptional({ enum: DECISION_KINDS, description: '决定种类 · kind of decision' })
  @IsOptional()
  @IsIn(DECISION_KINDS)
  kind?: AuditedKind;

  @OptionalInstant('记录时间不早于 · recorded at or after', '2026-09-01T00:00:00Z')
  from?: string;
  @OptionalInstant('记录时间早于 · recorded before', '2026-10-01T00:00:00Z')
  until?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  subject?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  entry?: string;

  @ApiPropertyOptional({ type: 'boolean', description: '仅补录的 · only those recorded late' })
  @IsOptional()
  @ToBoolean()
  @IsBoolean()
  backdated?: boolean;

  @ApiPropertyOptional({ type: 'boolean', description: 'false：仅未由两人作出的 · false: only those not taken by two' })
  @IsOptional()
  @ToBoolean()
  @IsBoolean()
  fourEyesOk?: boolean;
}

export class AuditedDecisionDto {
  @ApiProperty({ enum: DECISION_KINDS })
  kind!: AuditedKind;
  @ApiPropertyOptional({ type: String, example: 'RECOGNIZED' })
  outcome?: string;
  @ApiProperty({ example: 'EntryRecognized' })
  eventType!: string;
  @ApiProperty({ format: 'uuid' })
  subjectId!: string;
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  entryId?: string;
  @ApiPropertyOptional({ enum: ['RED', 'BLACK', 'FOCUS'] })
  listKind?: string;
  @ApiPropertyOptional({ type: String, example: 'BLK-1' })
  standardId?: string;
  @ApiPropertyOptional({ type: String, example: 'unit-a' })
  unitId?: string;
  @ApiPropertyOptional({ type: String, description: '经办人 · drafter' })
  drafterId?: string;
  @ApiPropertyOptional({ type: String, description: '审批人或决定人 · approver or decider' })
  approverId?: string;
  @ApiPropertyOptional({ type: String, description: '系统依据的规则 · rule the system acts by' })
  rule?: string;
  @ApiPropertyOptional({ type: String })
  proposalId?: string;
  @ApiPropertyOptional({ type: String })
  caseId?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time' })
  draftedAt?: string;
  @ApiProperty({ format: 'date-time' })
  recordedAt!: string;
  @ApiPropertyOptional({ type: 'integer', description: '提请到决定之间的秒数 · seconds between draft and decision' })
  secondsBetween?: number;
  @ApiPropertyOptional({ type: String, format: 'date' })
  decidedOn?: string;
  @ApiPropertyOptional({
    type: 'integer',
    description: '决定日期到记录之间的天数 · days from the decision to its recording',
  })
  recordedAfterDays?: number;
  @ApiProperty({ type: 'boolean', description: '补录 · backdated' })
  backdated!: boolean;
  @ApiPropertyOptional({ type: 'boolean', description: '是否两人作出；一人即可时不给出 · absent where one may decide' })
  fourEyesOk?: boolean;
  @ApiProperty({ type: 'boolean', description: '依据层级不足 · basis below the level required' })
  basisInsufficient!: boolean;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: '核对的前提 · the gates checked' })
  receipt?: unknown;
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: '证据哈希 · evidence',
  })
  evidence!: readonly unknown[];
  @ApiProperty({ type: [String] })
  legalBasis!: readonly string[];
  @ApiProperty({ description: '日志位置 · position in the log' })
  position!: string;
}

export class AuditedDecisionPageDto {
  @ApiProperty({ type: [AuditedDecisionDto], description: '最近记录的在前 · latest first' })
  items!: readonly AuditedDecisionDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
}

export class ReadDecisionsQuery extends Query<AuditedDecisionPageDto> {
  constructor(
    readonly actor: Actor,
    readonly wanted: ReadDecisionsDto,
  ) {
    super();
  }
}

@QueryHandler(ReadDecisionsQuery)
export class ReadDecisionsHandler implements IQueryHandler<ReadDecisionsQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly cursors: Cursors,
    private readonly policy: ReadingPolicy,
    private readonly today: Today,
  ) {}

  async execute({ actor, wanted }: ReadDecisionsQuery): Promise<AuditedDecisionPageDto> {
    if (!this.policy.seesEverything(actor))
      return this.policy.deny(actor, { method: 'GET', path: '/audit/decisions' }, 'READ_NOT_ALLOWED');
    await this.models.caughtUp(wanted.after, 'audit-log');
    const filter = this.filter(wanted);
    const scope = ['audit', filter];
    const after = this.cursors.decode<AuditKey>(scope, wanted.cursor, ['recordedAt', 'position']);
    const page = await auditedDecisions(this.read.pool, filter, wanted.limit ?? DEFAULT_LIMIT, after);
    const next = this.cursors.encode(scope, page.next);
    const items = page.items.map(({ streamRevision: _revision, ...decision }) => {
      const shown = Object.entries(decision).filter(([, value]) => value !== null);
      return Object.fromEntries(shown) as unknown as AuditedDecisionDto;
    });
    return { items, ...(next !== undefined && { next }) };
  }

  private filter(wanted: ReadDecisionsDto): AuditFilter {
    const { unit, actor, kind, from, until, subject, entry, backdated, fourEyesOk } = wanted;
    return {
      ...(unit !== undefined && { unitIds: this.today.unitsOf(unit) }),
      ...(actor !== undefined && { actorId: actor }),
      ...(kind && { kind }),
      ...(from !== undefined && { from }),
      ...(until !== undefined && { until }),
      ...(subject !== undefined && { subjectId: subject }),
      ...(entry !== undefined && { entryId: entry }),
      ...(backdated !== undefined && { backdated }),
      ...(fourEyesOk !== undefined && { fourEyesOk }),
    };
  }
}

@QueryController('oversight')
export class ReadDecisionsController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/audit/decisions', {
    name: 'readDecisions',
    zh: '决定审计',
    en: 'The audit of decisions',
    clause: '3.18',
    roles: ['SUPERVISOR', 'JOINT_CONFERENCE_OFFICE'],
    answer: AuditedDecisionPageDto,
    problems: ['READ_NOT_ALLOWED', 'CURSOR_INVALID'],
  })
  async decisions(
    @CurrentActor() actor: Actor,
    @QueryString() wanted: ReadDecisionsDto,
  ): Promise<AuditedDecisionPageDto> {
    return this.queries.execute(new ReadDecisionsQuery(actor, wanted));
  }
}
