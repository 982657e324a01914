import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional, IntersectionType, OmitType } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import { CurrentActor, Matters, type Actor, type MatterCount, type MatterKey, type MatterPeriod } from '#libs/access';
import { addDays } from '#libs/rules';
import { DEFAULT_LIMIT, OptionalCode, OptionalDate, PageDto, ToBoolean } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { MeasureUnits, shown } from '../joint-measures/measure-units.js';
import { Cursors } from '../reading/catch-up.js';
import { Today } from '../reading/today.js';
import { ASKING_ROLES } from './ask-decision.js';

export class MatterPeriodDto {
  @OptionalCode('单位；缺省为本单位 · unit, by default one’s own', 'unit-c')
  unit?: string;
  @OptionalDate('期间首日，缺省为当年首日 · first day of the period', '2026-01-01')
  from?: string;
  @OptionalDate('期间末日的次日，缺省为明日 · first day after the period', '2027-01-01')
  to?: string;
}

export class ReadMattersDto extends IntersectionType(MatterPeriodDto, OmitType(PageDto, ['after'])) {
  @ApiPropertyOptional({ type: Boolean, description: '只看已查询或未查询的 · only those asked about, or not' })
  @IsOptional()
  @ToBoolean()
  @IsBoolean()
  asked?: boolean;
}

export class UnitCoverageDto {
  @ApiProperty({
    example: 'unit-c',
    description: '单位；并入他单位的计入承继单位 · merged ones count with their successor',
  })
  unitId!: string;
  @ApiProperty({ type: 'integer', description: '分母：期间受理并报送的事项 · matters opened in the period' })
  reported!: number;
  @ApiProperty({ type: 'integer', description: '分子：其中已作决定查询的 · those that a decision was asked for' })
  covered!: number;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: '应查必查率；无事项时为空 · null where nothing was reported',
  })
  rate!: number | null;
  @ApiProperty({ type: 'integer', description: '期间首次查询的事项，不论是否报送 · first asked about in the period' })
  asked!: number;
}

/** F6 应查必查率. */
export class MatterCoverageDto {
  @ApiProperty({ format: 'date' })
  from!: string;
  @ApiProperty({ format: 'date' })
  to!: string;
  @ApiProperty({ type: [UnitCoverageDto] })
  items!: readonly UnitCoverageDto[];
  @ApiProperty({ type: 'integer', description: '期间查询过的单位数 · distinct units that asked' })
  askingUnits!: number;
}

export class MatterDto {
  @ApiProperty({ example: 'unit-c' })
  unitId!: string;
  @ApiProperty({ example: 'BID_REVIEW' })
  purposeCode!: string;
  @ApiProperty({ example: '银公资〔2026〕8号' })
  matterNo!: string;
  @ApiProperty({ format: 'date' })
  openedOn!: string;
  @ApiPropertyOptional({ type: String, format: 'date', description: '首次查询之日 · first asked about on' })
  askedOn?: string;
}

export class MatterPageDto {
  @ApiProperty({ type: [MatterDto], description: '最近受理的在前 · latest first' })
  items!: readonly MatterDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
}

export class ReadMatterCoverageQuery extends Query<MatterCoverageDto> {
  constructor(
    readonly actor: Actor,
    readonly wanted: MatterPeriodDto,
  ) {
    super();
  }
}

export class ReadMattersQuery extends Query<MatterPageDto> {
  constructor(
    readonly actor: Actor,
    readonly wanted: ReadMattersDto,
  ) {
    super();
  }
}

@QueryHandler(ReadMatterCoverageQuery)
export class ReadMatterCoverageHandler implements IQueryHandler<ReadMatterCoverageQuery> {
  constructor(
    private readonly matters: Matters,
    private readonly units: MeasureUnits,
    private readonly today: Today,
  ) {}

  async execute({ actor, wanted }: ReadMatterCoverageQuery): Promise<MatterCoverageDto> {
    const unitIds = await this.units.of(actor, wanted.unit, '/matters/coverage');
    const period = periodOf(wanted, this.today.date);
    const items = byUnit(await this.matters.counts(period, unitIds), (unitId) => this.today.unitNow(unitId));
    return { ...period, items, askingUnits: items.filter(({ asked }) => asked > 0).length };
  }
}

@QueryHandler(ReadMattersQuery)
export class ReadMattersHandler implements IQueryHandler<ReadMattersQuery> {
  constructor(
    private readonly matters: Matters,
    private readonly units: MeasureUnits,
    private readonly cursors: Cursors,
    private readonly today: Today,
  ) {}

  async execute({ actor, wanted }: ReadMattersQuery): Promise<MatterPageDto> {
    const unitIds = await this.units.of(actor, wanted.unit, '/matters');
    const { asked, cursor, limit = DEFAULT_LIMIT } = wanted;
    const period = periodOf(wanted, this.today.date);
    const scope = ['matters', unitIds ?? null, wanted.from ?? null, wanted.to ?? null, asked ?? null];
    const after = this.cursors.decode<MatterKey>(scope, cursor, ['openedOn', 'unitId', 'purposeCode', 'matterNo']);
    const rows = await this.matters.list(period, {
      ...(unitIds && { unitIds }),
      ...(asked !== undefined && { asked }),
      ...(after && { after }),
      limit: limit + 1,
    });
    const items = rows.slice(0, limit);
    const last = rows.length > limit ? items.at(-1) : undefined;
    const next = this.cursors.encode(scope, last && keyOf(last));
    return { items: items.map((row) => shown<MatterDto>(row)), ...(next !== undefined && { next }) };
  }
}

const keyOf = ({ openedOn, unitId, purposeCode, matterNo }: MatterKey): MatterKey => ({
  ...{ openedOn, unitId, purposeCode, matterNo },
});

function periodOf({ from, to }: MatterPeriodDto, today: string): MatterPeriod {
  return { from: from ?? `${today.slice(0, 4)}-01-01`, to: to ?? addDays(today, 1) };
}

function byUnit(counts: readonly MatterCount[], unitNow: (unitId: string) => string): readonly UnitCoverageDto[] {
  const found = new Map<string, UnitCoverageDto>();
  for (const count of counts) {
    const unitId = unitNow(count.unitId);
    const before = found.get(unitId) ?? { reported: 0, covered: 0, asked: 0 };
    const reported = before.reported + count.reported;
    const covered = before.covered + count.covered;
    const rate = reported === 0 ? null : covered / reported;
    found.set(unitId, { unitId, reported, covered, rate, asked: before.asked + count.asked });
  }
  return [...found.values()].sort((a, b) => (a.unitId < b.unitId ? -1 : 1));
}

@QueryController('oversight')
export class ReadMattersController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/matters/coverage', {
    name: 'readMatterCoverage',
    zh: '应查必查率：各单位报送的事项与其中已查询的',
    en: 'Matters reported, and those of them that a decision was asked for, by unit',
    clause: '7.2 F6',
    roles: ASKING_ROLES,
    answer: MatterCoverageDto,
    problems: ['READ_NOT_ALLOWED'],
  })
  async coverage(@CurrentActor() actor: Actor, @QueryString() wanted: MatterPeriodDto): Promise<MatterCoverageDto> {
    return this.queries.execute(new ReadMatterCoverageQuery(actor, wanted));
  }

  @QueryRoute('/matters', {
    name: 'readMatters',
    zh: '报送的应查事项及其是否查询',
    en: 'Matters reported, and whether a decision was asked for',
    clause: '7.2 F6',
    roles: ASKING_ROLES,
    answer: MatterPageDto,
    problems: ['READ_NOT_ALLOWED', 'CURSOR_INVALID'],
  })
  async list(@CurrentActor() actor: Actor, @QueryString() wanted: ReadMattersDto): Promise<MatterPageDto> {
    return this.queries.execute(new ReadMattersQuery(actor, wanted));
  }
}
