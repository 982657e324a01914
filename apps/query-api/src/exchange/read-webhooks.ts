import { Query as QueryString } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { allWebhooks, type ListedWebhook } from '#projections';
import { AfterDto } from '../http/parameters.js';
import { QueryController, QueryRoute } from '../http/query-route.js';
import { ReadModels } from '../reading/catch-up.js';
import { ReadPool } from '../reading/read-pool.js';
import { ExchangeProgress, type DeliveryProgress } from './exchange-progress.js';
import { EXCHANGE_READERS } from './read-consumers.js';

export class DeliveryProgressDto {
  @ApiProperty({ type: 'integer', description: '已送达 · delivered' })
  delivered!: number;
  @ApiProperty({ type: 'integer', description: '尚未送达，含死信与被搁置的 · not delivered yet' })
  changes!: number;
  @ApiProperty({ type: 'boolean', description: '实际可能更多 · there may be more' })
  changesAreAtLeast!: boolean;
  @ApiPropertyOptional({ type: String, format: 'date-time', description: '最早一项的记录时刻 · of the oldest' })
  since?: string;
  @ApiProperty({ type: 'integer', description: '死信 · dead letters' })
  deadLetters!: number;
  @ApiProperty({ type: 'integer', description: '因同一档案有死信而搁置 · held up by a dead letter of their dossier' })
  held!: number;
  @ApiPropertyOptional({ type: String, format: 'date-time', description: '自何时起不通 · failing since' })
  failingSince?: string;
  @ApiPropertyOptional({ type: String, description: '最近一次结果 · last outcome', example: 'DELIVERED' })
  lastOutcome?: string;
}

/** A webhook without its secrets: those are shown once, by the command that makes them. */
export class WebhookDto {
  @ApiProperty({ format: 'uuid' })
  webhookId!: string;
  @ApiProperty({ format: 'uri', example: 'https://receiver.example.cn/hooks/mingdan' })
  url!: string;
  @ApiProperty({ example: 'unit-c' })
  consumerUnitId!: string;
  @ApiProperty({ enum: ['RED', 'BLACK', 'FOCUS'], isArray: true })
  listKinds!: readonly string[];
  @ApiProperty({ enum: ['ACTIVE', 'PAUSED', 'REMOVED'] })
  state!: string;
  @ApiProperty({ format: 'date-time' })
  registeredOn!: string;
  @ApiProperty({ type: 'integer', description: '修订号 · revision', example: 1 })
  revision!: number;
  @ApiPropertyOptional({ type: String, format: 'date-time', description: '旧密钥有效至 · former secret is good until' })
  formerSecretEndsAt?: string;
  @ApiProperty({ type: DeliveryProgressDto })
  progress!: DeliveryProgressDto;
}

export class WebhooksDto {
  @ApiProperty({ type: [WebhookDto] })
  items!: readonly WebhookDto[];
}

export class ReadWebhooksQuery extends Query<WebhooksDto> {
  constructor(readonly after: string | undefined) {
    super();
  }
}

export function webhookDto(webhook: ListedWebhook, progress: DeliveryProgress): WebhookDto {
  const { webhookId, url, consumerUnitId, listKinds, state, registeredOn, revision, secrets } = webhook;
  const formerSecretEndsAt = secrets.find(({ endsAt }) => endsAt !== undefined)?.endsAt;
  return {
    ...{ webhookId, url, consumerUnitId, listKinds, state, registeredOn, revision, progress },
    ...(formerSecretEndsAt !== undefined && { formerSecretEndsAt }),
  };
}

@QueryHandler(ReadWebhooksQuery)
export class ReadWebhooksHandler implements IQueryHandler<ReadWebhooksQuery> {
  constructor(
    private readonly read: ReadPool,
    private readonly models: ReadModels,
    private readonly progress: ExchangeProgress,
  ) {}

  async execute({ after }: ReadWebhooksQuery): Promise<WebhooksDto> {
    await this.models.caughtUp(after, 'webhooks');
    const items: WebhookDto[] = [];
    for (const webhook of await allWebhooks(this.read.pool)) {
      items.push(webhookDto(webhook, await this.progress.ofWebhook(webhook)));
    }
    return { items };
  }
}

@QueryController('exchange')
export class ReadWebhooksController {
  constructor(private readonly queries: QueryBus) {}

  @QueryRoute('/webhooks', {
    name: 'readWebhooks',
    zh: '推送订阅及其进度',
    en: 'Webhooks, and what deliveries have come to',
    clause: '3.12',
    roles: EXCHANGE_READERS,
    answer: WebhooksDto,
  })
  async webhooks(@QueryString() { after }: AfterDto): Promise<WebhooksDto> {
    return this.queries.execute(new ReadWebhooksQuery(after));
  }
}
