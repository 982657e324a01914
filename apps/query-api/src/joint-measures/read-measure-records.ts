import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { CurrentActor, type Actor } from '#libs/access';
import type { MeasureRecordState } from '#libs/joint-measures';
import { measureRecords, type MeasureRecordKey } from '#projections';
import { DEFAULT_LIMIT, OptionalCode, PageDto, ToBoolean } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Cursors, ReadModels } from '../reading/catch-up.js';
import { ReadPool } from '../reading/read-pool.js';
import { MEASURE_READERS, MeasureUnits, shown } from './measure-units.js';

const STATES: readonly MeasureRecordState[] = [
  ...(['PUSHED', 'ACKNOWLEDGED', 'APPLIED', 'DECLINED'] as const),
  ...(['SUSPENDED', 'RESUMED', 'LIFTED'] as const),
];
const STATE_TEXT = '已推送、已响应、已实施、不实施、已暂停、已恢复、已解除 · as the unit has told it';

export class ReadMeasureRecordsDto extends PageDto {
  @OptionalCode('实施单位；缺省为本单位 · implementing unit, by default one’s own', 'unit-c')
  unit?: string;

  @ApiPropertyOptional({ enum: STATES, description: STATE_TEXT })
  @IsOptional()
  @IsIn(STATES)
  state?: MeasureRecordState;

  @ApiPropertyOptional({
    type: Boolean,
    description: '只看待办：未答复或有未确认的指令 · only what is still to be done',
  })
  @IsOptional()
  @ToBoolean()
  @IsBoolean()
  open?: boolean;
}

export class MeasureRecordDto {
  @ApiProperty({ format: 'uuid' })
  pushId!: string;
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ format: 'uuid' })
  subjectId!: string;
  @ApiProperty({ enum: ['RED', 'BLACK', 'FOCUS'] })
  listKind!: string;
  @ApiProperty({ example: 'unit-a', description: '发起单位 · initiating unit' })
  initiatorId!: string;
  @ApiProperty({ example: 'unit-c', description: '实施单位 · implementing unit' })
  unitId!: string;
  @ApiProperty({ example: 'procurement-ban' })
  measureItemId!: string;
  @ApiProperty({ enum: ['MANDATORY', 'RECOMMENDED'] })
  force!: string;
  @ApiPropertyOptional({ type: String, format: 'uuid', description: '责任人员 · responsible person' })
  personRef?: string;
  @ApiProperty({ enum: STATES, description: STATE_TEXT })
  state!: string;
  @ApiPropertyOptional({
    enum: ['SUSPEND', 'RESUME', 'STOP'],
    description: '未确认：单位尚未确认已暂停、恢复或停止 · not yet confirmed by the unit',
  })
  unconfirmed?: string;
  @ApiPropertyOptional({ type: String, format: 'uuid', description: '未确认的指令 · the instruction' })
  unconfirmedId?: string;
  @ApiProperty({ format: 'date' })
  pushedOn!: string;
  @ApiPropertyOptional({ type: String, format: 'date' })
  acknowledgedOn?: string;
  @ApiPropertyOptional({ type: String, format: 'date', description: '最近一次实施 · last application' })
  appliedOn?: string;
  @ApiPropertyOptional({ type: String, format: 'date' })
  declinedOn?: string;
  @ApiPropertyOptional({ type: String, format: 'date' })
  liftedOn?: string;
  @ApiPropertyOptional({ type: String, format: 'date' })
  lastFeedbackOn?: string;
  @ApiPropertyOptional({
    type: String,
    format: 'date',
    description: '条目认定有误，建议复查据此办理的事项 · the entry was wrong: look again at what was done on it',
  })
  reconsiderationSuggestedOn?: string;
  @ApiProperty({ type: 'integer' })
  feedbacks!: number;
}

export class MeasureRecordPageDto {
  @ApiProperty({ type: [MeasureRecordDto], description: '最近推送的在前 · latest push first' })
  items!: readonly MeasureRecordDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
}

export class ReadMeasureRecordsQuery extends Query<MeasureRecordPageDto> {
  constructor(
    readonly actor: Actor,
    readonly wanted: ReadMeasureRecordsDto,
  ) {
    super();
  }
}

@QueryHandler(ReadMeasureRecordsQuery)
export class ReadMeasureRecordsHandler implements IQueryHandler<ReadMeasureRecordsQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly cursors: Cursors,
    private readonly units: MeasureUnits,
  ) {}

  async execute({ actor, wanted }: ReadMeasureRecordsQuery): Promise<MeasureRecordPageDto> {
    const unitIds = await this.units.of(actor, wanted.unit, '/measures/records');
    await this.models.caughtUp(wanted.after, 'measure-responses');
    const { state, open, cursor, limit = DEFAULT_LIMIT } = wanted;
    const scope = ['measure-records', unitIds ?? null, state ?? null, open ?? null];
    const after = this.cursors.decode<MeasureRecordKey>(scope, cursor, ['pushedOn', 'pushId']);
    const filter = { ...(unitIds && { unitIds }), ...(state && { state }), ...(open !== undefined && { open }) };
    const page = await measureRecords(this.read.pool, filter, limit, after);
    const next = this.cursors.encode(scope, page.next);
    return { items: page.items.map((row) => shown<MeasureRecordDto>(row)), ...(next !== undefined && { next }) };
  }
}

@QueryController('measures')
export class ReadMeasureRecordsController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/measures/records', {
    name: 'readMeasureRecords',
    zh: '措施响应看板',
    en: 'The board of responses: one record for each entry, person, unit and item',
    clause: '3.18, 5.2',
    roles: MEASURE_READERS,
    answer: MeasureRecordPageDto,
    problems: ['READ_NOT_ALLOWED', 'CURSOR_INVALID'],
  })
  async records(
    @CurrentActor() actor: Actor,
    @QueryString() wanted: ReadMeasureRecordsDto,
  ): Promise<MeasureRecordPageDto> {
    return this.queries.execute(new ReadMeasureRecordsQuery(actor, wanted));
  }
}
