import { Param, Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { findWebhook } from '#projections';
import { DEFAULT_LIMIT, PageDto } from '../http/parameters.js';
import { queryProblem } from '../http/problems.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { Cursors } from '../reading/catch-up.js';
import { ReadPool } from '../reading/read-pool.js';
import { EXCHANGE_READERS } from './read-consumers.js';

const STATES = ['PENDING', 'HELD', 'DEAD'] as const;
/** Attempts shown of each message. */
const SHOWN = 10;

export class WebhookParams {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  webhookId!: string;
}

export class ReadDeliveriesDto extends PageDto {
  @ApiPropertyOptional({
    enum: STATES,
    description: '待送、搁置、死信；缺省 DEAD · waiting, held, or dead letters; absent: DEAD',
  })
  @IsOptional()
  @IsIn(STATES)
  state?: (typeof STATES)[number];
}

export class AttemptDto {
  @ApiProperty({ format: 'date-time' })
  at!: string;
  @ApiProperty({
    enum: ['DELIVERED', 'REFUSED', 'REDIRECTED', 'FORBIDDEN', 'UNRESOLVED', 'TIMED_OUT', 'UNREACHABLE', 'UNREADABLE'],
  })
  outcome!: string;
  @ApiPropertyOptional({ type: 'integer', description: 'HTTP 状态 · status of the answer', example: 500 })
  status?: number;
  @ApiProperty({ type: 'integer', description: '用时（毫秒） · how long it took' })
  ms!: number;
}

export class DeliveryDto {
  @ApiProperty({ format: 'uuid', description: '变动编号，即消息的 webhook-id · id of the change and of the message' })
  changeId!: string;
  @ApiProperty({ format: 'uuid' })
  subjectId!: string;
  @ApiProperty({ enum: STATES })
  state!: string;
  @ApiProperty({ type: 'integer', description: '已尝试次数 · attempts' })
  attempts!: number;
  @ApiPropertyOptional({ type: String, format: 'date-time', description: '下次尝试 · next attempt' })
  nextAttemptAt?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time', description: '何时成为死信 · when it was given up' })
  diedAt?: string;
  @ApiProperty({ type: [AttemptDto], description: '最近的尝试，近者在前 · latest attempts' })
  tried!: readonly AttemptDto[];
}

export class DeliveriesDto {
  @ApiProperty({ type: [DeliveryDto], description: '按发生顺序 · in the order of the changes' })
  items!: readonly DeliveryDto[];
  @ApiPropertyOptional({ type: String })
  next?: string;
}

export class ReadDeliveriesQuery extends Query<DeliveriesDto> {
  constructor(
    readonly webhookId: string,
    readonly wanted: ReadDeliveriesDto,
  ) {
    super();
  }
}

interface DeliveryRow {
  readonly ordinal: string;
  readonly event_id: string;
  readonly subject_id: string;
  readonly state: string;
  readonly attempts: number;
  readonly next_attempt_at: Date;
  readonly died_at: Date | null;
  readonly tried: readonly { at: string; outcome: string; status: number | null; ms: number }[] | null;
}

@QueryHandler(ReadDeliveriesQuery)
export class ReadDeliveriesHandler implements IQueryHandler<ReadDeliveriesQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly cursors: Cursors,
  ) {}

  async execute({ webhookId, wanted }: ReadDeliveriesQuery): Promise<DeliveriesDto> {
    if ((await findWebhook(this.read.pool, webhookId)) === undefined) throw queryProblem('WEBHOOK_UNKNOWN');
    const { state = 'DEAD', limit = DEFAULT_LIMIT } = wanted;
    const scope = ['deliveries', webhookId, state];
    const after = this.cursors.decode<{ ordinal: string }>(scope, wanted.cursor, ['ordinal']);
    const { rows } = await this.read.pool.query<DeliveryRow>(
      `select d.ordinal, d.event_id, d.subject_id, d.state, d.attempts, d.next_attempt_at, d.died_at, a.tried
         from exchange.deliveries d,
      lateral (select json_agg(json_build_object('at', at, 'outcome', outcome, 'status', status, 'ms', ms)) as tried
                 from (select * from exchange.attempts t
                        where t.webhook_id = d.webhook_id and t.event_id = d.event_id
                        order by attempt_id desc limit ${SHOWN}) latest) a
        where d.webhook_id = $1 and d.state = $2 and d.ordinal > $3 order by d.ordinal limit $4`,
      [webhookId, state, after?.ordinal ?? '0', limit + 1],
    );
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    const next = this.cursors.encode(scope, last && { ordinal: last.ordinal });
    return { items: rows.slice(0, limit).map(deliveryDto), ...(next !== undefined && { next }) };
  }
}

function deliveryDto(row: DeliveryRow): DeliveryDto {
  const { event_id: changeId, subject_id: subjectId, state, attempts } = row;
  return {
    ...{ changeId, subjectId, state, attempts },
    ...(state === 'PENDING' && { nextAttemptAt: row.next_attempt_at.toISOString() }),
    ...(row.died_at && { diedAt: row.died_at.toISOString() }),
    tried: (row.tried ?? []).map(({ at, outcome, status, ms }) => ({
      ...{ at: new Date(at).toISOString(), outcome, ms },
      ...(status !== null && { status }),
    })),
  };
}

@QueryController('exchange')
export class ReadDeliveriesController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/webhooks/{webhookId}/deliveries', {
    name: 'readDeliveries',
    zh: '未送达的消息：死信、待送与搁置',
    en: 'What a webhook has not been told: dead letters, waiting and held messages',
    clause: '3.12',
    roles: EXCHANGE_READERS,
    answer: DeliveriesDto,
    problems: ['CURSOR_INVALID', 'WEBHOOK_UNKNOWN'],
  })
  async deliveries(
    @Param() { webhookId }: WebhookParams,
    @QueryString() wanted: ReadDeliveriesDto,
  ): Promise<DeliveriesDto> {
    return this.queries.execute(new ReadDeliveriesQuery(webhookId, wanted));
  }
}
