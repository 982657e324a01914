import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Role } from '#libs/access';
import type { ListKind } from '#libs/rules';
import { allWebhooks } from '#projections';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { ReadPool } from '../reading/read-pool.js';
import { Today } from '../reading/today.js';
import { ExchangeProgress, type Behind } from './exchange-progress.js';

/** They run the exchange, and oversee it. */
export const EXCHANGE_READERS: readonly Role[] = ['PLATFORM_OPERATOR', 'JOINT_CONFERENCE_OFFICE', 'SUPERVISOR'];
const ALL: readonly ListKind[] = ['RED', 'BLACK', 'FOCUS'];

export class ConsumerDto {
  @ApiProperty({ enum: ['FEED', 'WEBHOOK'], description: '自行读取、推送 · reads the feed, or is delivered to' })
  by!: string;
  @ApiProperty({ example: 'unit-c' })
  unitId!: string;
  @ApiProperty({ description: '接收系统，或推送订阅编号 · system, or id of the webhook', example: 'approval-system' })
  consumer!: string;
  @ApiProperty({ type: 'integer', description: '落后的变动数 · changes behind' })
  changesBehind!: number;
  @ApiProperty({ type: 'boolean', description: '实际可能更多 · there may be more' })
  changesAreAtLeast!: boolean;
  @ApiProperty({ type: 'integer', description: '最早未处理的变动已过去的秒数 · age of the oldest of them, in seconds' })
  secondsBehind!: number;
  @ApiPropertyOptional({ type: String, format: 'date-time', description: '最近确认时刻 · last acknowledgement' })
  acknowledgedAt?: string;
}

export class ConsumersDto {
  @ApiProperty({ type: [ConsumerDto], description: '落后最久的在前 · the one furthest behind first' })
  items!: readonly ConsumerDto[];
}

export class ReadConsumersQuery extends Query<ConsumersDto> {}

interface AcknowledgementRow {
  readonly unit_id: string;
  readonly consumer: string;
  readonly position: string;
  readonly event_id: string;
  readonly acknowledged_at: Date;
}

@QueryHandler(ReadConsumersQuery)
export class ReadConsumersHandler implements IQueryHandler<ReadConsumersQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly progress: ExchangeProgress,
    private readonly today: Today,
  ) {}

  async execute(): Promise<ConsumersDto> {
    const items = [...(await this.ofFeed()), ...(await this.ofWebhooks())];
    return { items: items.sort((a, b) => b.secondsBehind - a.secondsBehind) };
  }

  private async ofFeed(): Promise<readonly ConsumerDto[]> {
    const { rows } = await this.read.pool.query<AcknowledgementRow>(
      'select unit_id, consumer, position, event_id, acknowledged_at from exchange.acknowledgements order by unit_id, consumer',
    );
    const items: ConsumerDto[] = [];
    for (const { unit_id: unitId, consumer, position, event_id: eventId, acknowledged_at: at } of rows) {
      const behind = await this.progress.after({ position, eventId }, ALL);
      items.push({ by: 'FEED', unitId, consumer, ...this.told(behind), acknowledgedAt: at.toISOString() });
    }
    return items;
  }

  private async ofWebhooks(): Promise<readonly ConsumerDto[]> {
    const items: ConsumerDto[] = [];
    for (const webhook of await allWebhooks(this.read.pool)) {
      if (webhook.state === 'REMOVED') continue;
      const behind = await this.progress.ofWebhook(webhook);
      const { consumerUnitId: unitId, webhookId: consumer } = webhook;
      items.push({ by: 'WEBHOOK', unitId, consumer, ...this.told(behind) });
    }
    return items;
  }

  private told({ changes, changesAreAtLeast, since }: Behind) {
    const ms = since === undefined ? 0 : Math.max(0, Date.parse(this.today.now) - Date.parse(since));
    return { changesBehind: changes, changesAreAtLeast, secondsBehind: Math.floor(ms / 1_000) };
  }
}

@QueryController('exchange')
export class ReadConsumersController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/exchange/consumers', {
    name: 'readConsumers',
    zh: '各接收方的进度',
    en: 'Who receives changes, and how far each is behind',
    clause: '5.2',
    roles: EXCHANGE_READERS,
    answer: ConsumersDto,
  })
  async consumers(): Promise<ConsumersDto> {
    return this.queries.execute(new ReadConsumersQuery());
  }
}
