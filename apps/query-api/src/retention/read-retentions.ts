import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { CurrentActor, type Actor, type Role } from '#libs/access';
import { retentionBoard, type RetentionKey, type RetentionState } from '#projections';
import { DEFAULT_LIMIT, OptionalCode, PageDto } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { LIST_KINDS } from '../lists/listed-entry.dto.js';
import { Cursors, ReadModels } from '../reading/catch-up.js';
import { ReadingPolicy } from '../reading/reach.js';
import { ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';

const STATES: readonly RetentionState[] = ['RUNNING', 'EXPIRED', 'ERASED'];
/** They see the retentions of every unit. */
const OVERSEEING: readonly Role[] = ['SUPERVISOR', 'PRIVACY_REVIEWER'];

export class ReadRetentionsDto extends PageDto {
  @OptionalCode('认定单位；缺省为本单位 · recognising unit, by default one’s own', 'unit-a')
  unit?: string;

  @ApiPropertyOptional({
    enum: STATES,
    description: '保存中、届满待清除、已清除 · kept, over and to be erased, erased',
  })
  @IsOptional()
  @IsIn(STATES)
  state?: RetentionState;
}

export class ArchiveDutyDto {
  @ApiProperty({ format: 'uuid' })
  dutyId!: string;
  @ApiPropertyOptional({ type: String, format: 'date' })
  until?: string;
  @ApiPropertyOptional({ type: String, format: 'date' })
  liftedOn?: string;
}

export class RetentionDto {
  @ApiProperty({ format: 'uuid' })
  subjectId!: string;
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ enum: LIST_KINDS })
  listKind!: string;
  @ApiProperty({ example: 'unit-a' })
  unitId!: string;
  @ApiProperty({ enum: STATES })
  state!: RetentionState;
  @ApiProperty({ format: 'date', description: '保存期限的最后一日 · last day of the retention' })
  dueOn!: string;
  @ApiPropertyOptional({ enum: ['GENERAL', 'MINOR_PERSON', 'MINOR_BREACH_CORRECTED'] })
  retentionClass?: string;
  @ApiPropertyOptional({ type: String, format: 'uuid', description: '待决定的清除提请 · open proposal to erase' })
  proposalId?: string;
  @ApiPropertyOptional({ type: String, description: '提请人；system 为系统提请，尚待经办人写明依据' })
  drafterId?: string;
  @ApiProperty({ type: [ArchiveDutyDto] })
  archiveDuties!: readonly ArchiveDutyDto[];
  @ApiPropertyOptional({ type: String, format: 'date' })
  erasedOn?: string;
}

export class RetentionPageDto {
  @ApiProperty({ type: [RetentionDto], description: '最早届满的在前；不含个人信息 · earliest first, nothing personal' })
  items!: readonly RetentionDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
  @ApiProperty({ format: 'date' })
  today!: string;
}

export class ReadRetentionsQuery extends Query<RetentionPageDto> {
  constructor(
    readonly actor: Actor,
    readonly wanted: ReadRetentionsDto,
  ) {
    super();
  }
}

/** What the officials work by who erase: an entry whose retention is over is hidden from every list. */
@QueryHandler(ReadRetentionsQuery)
export class ReadRetentionsHandler implements IQueryHandler<ReadRetentionsQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly cursors: Cursors,
    private readonly policy: ReadingPolicy,
    private readonly today: Today,
  ) {}

  async execute({ actor, wanted }: ReadRetentionsQuery): Promise<RetentionPageDto> {
    const unitIds = await this.units(actor, wanted.unit);
    await this.models.caughtUp(wanted.after, 'retentions');
    const scope = ['retentions', unitIds ?? null, wanted.state ?? null];
    const after = this.cursors.decode<RetentionKey>(scope, wanted.cursor, ['dueOn', 'entryId']);
    const filter = {
      today: this.today.date,
      ...(unitIds && { unitIds }),
      ...(wanted.state && { state: wanted.state }),
    };
    const page = await retentionBoard(this.read.pool, filter, wanted.limit ?? DEFAULT_LIMIT, after);
    const next = this.cursors.encode(scope, page.next);
    const items = page.items.map((row) => {
      const shown = Object.entries(row).filter(([, value]) => value !== null);
      return Object.fromEntries(shown) as unknown as RetentionDto;
    });
    return { items, today: filter.today, ...(next !== undefined && { next }) };
  }

  private async units(actor: Actor, unit: string | undefined): Promise<readonly string[] | undefined> {
    if (this.policy.has(actor, OVERSEEING)) return unit === undefined ? undefined : this.today.unitsOf(unit);
    const own = actor.unitId === undefined ? [] : this.today.unitsOf(actor.unitId);
    if (unit !== undefined && !own.includes(unit))
      return this.policy.deny(actor, { method: 'GET', path: '/retentions' }, 'READ_NOT_ALLOWED');
    return unit === undefined ? own : [unit];
  }
}

@QueryController('oversight')
export class ReadRetentionsController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/retentions', {
    name: 'readRetentions',
    zh: '保存期限与待清除的条目',
    en: 'What is kept until when, and what has to be erased',
    clause: '3.14, 3.16',
    roles: ['RECOGNIZING_UNIT', ...OVERSEEING],
    answer: RetentionPageDto,
    problems: ['READ_NOT_ALLOWED', 'CURSOR_INVALID'],
  })
  async board(@CurrentActor() actor: Actor, @QueryString() wanted: ReadRetentionsDto): Promise<RetentionPageDto> {
    return this.queries.execute(new ReadRetentionsQuery(actor, wanted));
  }
}
