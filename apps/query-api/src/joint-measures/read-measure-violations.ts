import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import { CurrentActor, type Actor } from '#libs/access';
import { measureViolations, type ViolationKey } from '#projections';
import { DEFAULT_LIMIT, OptionalCode, PageDto, ToBoolean } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Cursors, ReadModels } from '../reading/catch-up.js';
import { ReadPool } from '../reading/read-pool.js';
import { MEASURE_READERS, MeasureUnits, shown } from './measure-units.js';

export class ReadMeasureViolationsDto extends PageDto {
  @OptionalCode('实施单位 · implementing unit', 'unit-c')
  unit?: string;

  @ApiPropertyOptional({ type: Boolean, description: '未办结或已办结，缺省为全部 · open or closed; absent: all' })
  @IsOptional()
  @ToBoolean()
  @IsBoolean()
  open?: boolean;
}

export class MeasureViolationDto {
  @ApiProperty({ format: 'uuid' })
  violationId!: string;
  @ApiProperty({
    enum: ['WHILE_SUSPENDED', 'AFTER_EXIT', 'OFF_LIST'],
    description:
      '暂停期间实施、退出后实施、未推送或清单外措施 · while suspended, after the exit, not pushed or off the list',
  })
  ground!: string;
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ format: 'uuid' })
  subjectId!: string;
  @ApiProperty({ example: 'unit-c' })
  unitId!: string;
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  pushId?: string;
  @ApiPropertyOptional({ type: String, example: 'procurement-ban' })
  measureItemId?: string;
  @ApiPropertyOptional({ type: String, format: 'uuid', description: '责任人员 · responsible person' })
  personRef?: string;
  @ApiProperty({ format: 'date-time', description: '实施时刻 · when it was applied' })
  appliedAt!: string;
  @ApiPropertyOptional({ type: String, format: 'date', description: '办结日期 · closed' })
  closedOn?: string;
}

export class MeasureViolationPageDto {
  @ApiProperty({ type: [MeasureViolationDto], description: '最近的在前 · latest first' })
  items!: readonly MeasureViolationDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
}

export class ReadMeasureViolationsQuery extends Query<MeasureViolationPageDto> {
  constructor(
    readonly actor: Actor,
    readonly wanted: ReadMeasureViolationsDto,
  ) {
    super();
  }
}

@QueryHandler(ReadMeasureViolationsQuery)
export class ReadMeasureViolationsHandler implements IQueryHandler<ReadMeasureViolationsQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly cursors: Cursors,
    private readonly units: MeasureUnits,
  ) {}

  async execute({ actor, wanted }: ReadMeasureViolationsQuery): Promise<MeasureViolationPageDto> {
    const unitIds = await this.units.of(actor, wanted.unit, '/measures/violations');
    await this.models.caughtUp(wanted.after, 'measure-responses');
    const { open, cursor, limit = DEFAULT_LIMIT } = wanted;
    const scope = ['measure-violations', unitIds ?? null, open ?? null];
    const after = this.cursors.decode<ViolationKey>(scope, cursor, ['appliedAt', 'violationId']);
    const filter = { ...(unitIds && { unitIds }), ...(open !== undefined && { open }) };
    const page = await measureViolations(this.read.pool, filter, limit, after);
    const next = this.cursors.encode(scope, page.next);
    const items = page.items.map((row) =>
      shown<MeasureViolationDto>({ ...row, appliedAt: row.appliedAt.toISOString() }),
    );
    return { items, ...(next !== undefined && { next }) };
  }
}

@QueryController('measures')
export class ReadMeasureViolationsController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/measures/violations', {
    name: 'readMeasureViolations',
    zh: '违规实施的措施',
    en: 'Measures that were applied against the rules',
    clause: '5.2, 7.2 F7, F8',
    roles: MEASURE_READERS,
    answer: MeasureViolationPageDto,
    problems: ['READ_NOT_ALLOWED', 'CURSOR_INVALID'],
  })
  async violations(
    @CurrentActor() actor: Actor,
    @QueryString() wanted: ReadMeasureViolationsDto,
  ): Promise<MeasureViolationPageDto> {
    return this.queries.execute(new ReadMeasureViolationsQuery(actor, wanted));
  }
}
