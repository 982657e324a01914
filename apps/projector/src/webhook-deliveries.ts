import type { Pool } from 'pg';
import { allWebhooks, changesAfter, changesOf, findWebhook } from '#projections';
import type { Runtime } from '#libs/composition';
import type { Configuration, Logger, Metrics } from '#libs/platform';
import { Leases } from '#libs/read-store';
import {
  DeliveryMetrics,
  DeliveryStore,
  Networks,
  WebhookDeliveries,
  type ChangeSource,
  type DeliveriesParts,
  type WebhookSource,
} from '#libs/webhooks';

/** What deliveries read, over the read models. */
export function deliverySources(pool: Pool): { readonly webhooks: WebhookSource; readonly changes: ChangeSource } {
  return {
    webhooks: { all: () => allWebhooks(pool), find: (webhookId) => findWebhook(pool, webhookId) },
    changes: {
      after: (place, listKinds, limit) => changesAfter(pool, place, listKinds, limit),
      of: (eventIds) => changesOf(pool, eventIds),
    },
  };
}

/** The lease under which one process delivers; the next takes over when it is gone. */
const LEASE = ['process', 'webhook-deliveries'] as const;

/** Deliveries to webhooks over a runtime; not yet started. */
export function webhookDeliveriesOf(
  { pool, vault, clock }: Pick<Runtime, 'pool' | 'vault' | 'clock'>,
  {
    configuration,
    databaseUrl,
    logger,
    metrics,
  }: {
    readonly configuration: Pick<Configuration, 'webhooks'>;
    readonly databaseUrl: string;
    readonly logger: Logger;
    readonly metrics: Metrics;
  },
): { start(): void; close(): Promise<void> } {
  const leases = new Leases(databaseUrl);
  const { networks, pauses } = configuration.webhooks;
  const parts: DeliveriesParts = {
    ...deliverySources(pool),
    ...{ vault, clock, store: new DeliveryStore(pool), log: logger },
    metrics: new DeliveryMetrics(metrics.registry),
    networks: new Networks(networks),
    lease: { acquire: () => leases.acquire(...LEASE), release: () => leases.release(...LEASE) },
    ...(pauses && { pauses }),
  };
  const deliveries = new WebhookDeliveries(parts);
  return {
    start: () => deliveries.start(),
    close: async () => {
      await deliveries.close();
      await leases.close();
    },
  };
}
