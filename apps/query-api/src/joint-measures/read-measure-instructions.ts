import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CurrentActor, type Actor } from '#libs/access';
import { unconfirmedInstructions, type InstructionKey } from '#projections';
import { DEFAULT_LIMIT, OptionalCode, PageDto } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Cursors, ReadModels } from '../reading/catch-up.js';
import { ReadPool } from '../reading/read-pool.js';
import { MEASURE_READERS, MeasureUnits, shown } from './measure-units.js';

export class ReadMeasureInstructionsDto extends PageDto {
  @OptionalCode('实施单位；缺省为本单位 · implementing unit, by default one’s own', 'unit-c')
  unit?: string;
}

export class MeasureInstructionDto {
  @ApiProperty({ format: 'uuid' })
  instructionId!: string;
  @ApiProperty({ format: 'uuid' })
  entryId!: string;
  @ApiProperty({ format: 'uuid' })
  subjectId!: string;
  @ApiProperty({ example: 'unit-c' })
  unitId!: string;
  @ApiProperty({ enum: ['SUSPEND', 'RESUME', 'STOP'], description: '暂停、恢复、停止 · suspend, resume, stop' })
  instruction!: string;
  @ApiProperty({ format: 'date-time', description: '自何时起 · since when' })
  fromAt!: string;
  @ApiProperty({ format: 'date' })
  pushedOn!: string;
  @ApiPropertyOptional({ type: String, format: 'date', description: '确认期限 · to be confirmed by' })
  dueOn?: string;
  @ApiProperty({ type: [String], description: '所涉措施记录 · records concerned' })
  pushIds!: readonly string[];
}

export class MeasureInstructionPageDto {
  @ApiProperty({ type: [MeasureInstructionDto], description: '未确认的指令，最早的在前 · not confirmed, oldest first' })
  items!: readonly MeasureInstructionDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
}

export class ReadMeasureInstructionsQuery extends Query<MeasureInstructionPageDto> {
  constructor(
    readonly actor: Actor,
    readonly wanted: ReadMeasureInstructionsDto,
  ) {
    super();
  }
}

@QueryHandler(ReadMeasureInstructionsQuery)
export class ReadMeasureInstructionsHandler implements IQueryHandler<ReadMeasureInstructionsQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly cursors: Cursors,
    private readonly units: MeasureUnits,
  ) {}

  async execute({ actor, wanted }: ReadMeasureInstructionsQuery): Promise<MeasureInstructionPageDto> {
    const unitIds = await this.units.of(actor, wanted.unit, '/measures/instructions');
    await this.models.caughtUp(wanted.after, 'measure-responses');
    const scope = ['measure-instructions', unitIds ?? null];
    const after = this.cursors.decode<InstructionKey>(scope, wanted.cursor, ['pushedOn', 'instructionId']);
    const filter = unitIds === undefined ? {} : { unitIds };
    const page = await unconfirmedInstructions(this.read.pool, filter, wanted.limit ?? DEFAULT_LIMIT, after);
    const next = this.cursors.encode(scope, page.next);
    const items = page.items.map((row) => shown<MeasureInstructionDto>({ ...row, fromAt: row.fromAt.toISOString() }));
    return { items, ...(next !== undefined && { next }) };
  }
}

@QueryController('measures')
export class ReadMeasureInstructionsController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/measures/instructions', {
    name: 'readMeasureInstructions',
    zh: '未确认暂停、恢复、停止的单位',
    en: 'Suspensions, resumptions and stops that units have not confirmed',
    clause: '5.2; S1 §4',
    roles: MEASURE_READERS,
    answer: MeasureInstructionPageDto,
    problems: ['READ_NOT_ALLOWED', 'CURSOR_INVALID'],
  })
  async instructions(
    @CurrentActor() actor: Actor,
    @QueryString() wanted: ReadMeasureInstructionsDto,
  ): Promise<MeasureInstructionPageDto> {
    return this.queries.execute(new ReadMeasureInstructionsQuery(actor, wanted));
  }
}
