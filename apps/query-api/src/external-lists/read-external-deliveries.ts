import { Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import { CurrentActor, type Actor, type Role } from '#libs/access';
import { countedExternalLists, externalDeliveries, type ExternalDelivery } from '#projections';
import { AfterDto } from '../http/parameters.js';
import { queryProblem } from '../http/problems.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { ReadModels } from '../reading/catch-up.js';
import { PersonalData } from '../reading/personal-data.js';
import { ReadPool } from '../reading/read-pool.js';
import { DeliveryFindingDto } from './delivery-finding.dto.js';

/** Whoever keeps lists of others, and who supervises it; a social organisation sees its own. */
const KEEPERS: readonly Role[] = ['PLATFORM_OPERATOR', 'JOINT_CONFERENCE_OFFICE', 'SUPERVISOR'];
const SHOWN = 200;

export class ExternalListParams {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  listId!: string;
}

export class DeliveryCountsDto {
  @ApiProperty({ type: 'integer', description: '行数 · rows' })
  rows!: number;
  @ApiProperty({ type: 'integer', description: '无效行，不予采用 · unusable, left out' })
  invalid!: number;
  @ApiProperty({ type: 'integer', description: '新增 · added' })
  added!: number;
  @ApiProperty({ type: 'integer', description: '变更 · changed' })
  changed!: number;
  @ApiProperty({ type: 'integer', description: '移除 · removed' })
  removed!: number;
  @ApiProperty({ type: 'integer', description: '未变 · unchanged' })
  unchanged!: number;
}

export class DeliveryFaultDto {
  @ApiProperty({ type: 'integer', description: '行号 · line of the file', example: 3 })
  line!: number;
  @ApiProperty({ description: '代码 · code', example: 'IDENTIFIER_CHECK_DIGIT' })
  code!: string;
  @ApiProperty({ description: '列 · column', example: 'identifier' })
  field!: string;
}

export class DeliveryActorDto {
  @ApiProperty()
  userId!: string;
  @ApiPropertyOptional({ type: String })
  unitId?: string;
  @ApiProperty()
  role!: string;
}

export class ExternalDeliveryDto {
  @ApiProperty({ format: 'uuid' })
  deliveryId!: string;
  @ApiProperty({
    enum: ['HELD', 'APPLYING', 'APPLIED', 'DISCARDED', 'SUPERSEDED'],
    description: '暂缓、正在写入、已生效、已作废、已被后来的批次取代',
  })
  state!: string;
  @ApiProperty({ example: '2026-10-01' })
  version!: string;
  @ApiProperty({ description: '文件的 SHA-256', pattern: '^[0-9a-f]{64}$' })
  sha256!: string;
  @ApiProperty({ format: 'date-time' })
  judgedAt!: string;
  @ApiProperty({ type: DeliveryCountsDto })
  counts!: DeliveryCountsDto;
  @ApiProperty({ type: [DeliveryFindingDto], description: '暂缓的原因 · why it was held' })
  findings!: readonly DeliveryFindingDto[];
  @ApiProperty({ type: [DeliveryFaultDto], description: '前 20 个无效行 · the first unusable rows' })
  faults!: readonly DeliveryFaultDto[];
  @ApiProperty({ type: DeliveryActorDto })
  deliveredBy!: DeliveryActorDto;
  @ApiPropertyOptional({ type: DeliveryActorDto, description: '放行或作废的人 · who released or discarded it' })
  settledBy?: DeliveryActorDto;
  @ApiPropertyOptional({ type: String, description: '理由 · reason' })
  reason?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time' })
  settledAt?: string;
}

export class ExternalDeliveriesDto {
  @ApiProperty({ type: [ExternalDeliveryDto], description: '最近的在前，至多 200 批 · the latest first' })
  items!: readonly ExternalDeliveryDto[];
}

export class ReadExternalDeliveriesQuery extends Query<ExternalDeliveriesDto> {
  constructor(
    readonly actor: Actor,
    readonly listId: string,
    readonly after: string | undefined,
  ) {
    super();
  }
}

@QueryHandler(ReadExternalDeliveriesQuery)
export class ReadExternalDeliveriesHandler implements IQueryHandler<ReadExternalDeliveriesQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly people: PersonalData,
  ) {}

  async execute({ actor, listId, after }: ReadExternalDeliveriesQuery): Promise<ExternalDeliveriesDto> {
    await this.models.caughtUp(after, 'external-lists');
    const [list] = await countedExternalLists(this.read.pool, { listId });
    const keeps = actor.roles.some((role) => KEEPERS.includes(role));
    // What others deliver is none of its business, and answered as if it were not there.
    if (list === undefined || (!keeps && (actor.unitId === undefined || list.owner.unitId !== actor.unitId)))
      throw queryProblem('EXTERNAL_LIST_UNKNOWN');
    const rows = await externalDeliveries(this.read.pool, listId, SHOWN);
    const reasons = await this.people.texts(rows.map(({ reason }) => reason ?? ''));
    return { items: rows.map((row, i) => deliveryDto(row, reasons[i] ?? '')) };
  }
}

function deliveryDto(
  { settledBy, settledAt, reason, judgedAt, ...row }: ExternalDelivery,
  text: string,
): ExternalDeliveryDto {
  return {
    ...{ ...row, judgedAt: judgedAt.toISOString() },
    ...(settledBy !== null && { settledBy }),
    ...(reason !== null && { reason: text }),
    ...(settledAt !== null && { settledAt: settledAt.toISOString() }),
  };
}

@QueryController('external')
export class ReadExternalDeliveriesController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/external-lists/{listId}/deliveries', {
    name: 'readExternalDeliveries',
    zh: '外部名单的各批次：新增、变更、移除，暂缓的原因',
    en: 'Deliveries of a list: added, changed, removed, and why one is held',
    clause: '3.8',
    roles: [...KEEPERS, 'SOCIAL_ORGANISATION'],
    answer: ExternalDeliveriesDto,
    problems: ['EXTERNAL_LIST_UNKNOWN'],
  })
  async deliveries(
    @CurrentActor() actor: Actor,
    @Param() { listId }: ExternalListParams,
    @QueryString() { after }: AfterDto,
  ): Promise<ExternalDeliveriesDto> {
    return this.queries.execute(new ReadExternalDeliveriesQuery(actor, listId, after));
  }
}
