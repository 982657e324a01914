import type { RecordedEvent } from '#libs/event-store';
import type { Projection, ProjectionWriter, Row } from '#libs/read-store';
import { evolveWebhook, WEBHOOK_PREFIX, type Webhook, type WebhookEvent } from '#libs/webhooks';
import { WEBHOOKS } from './table.js';

interface StoredWebhook {
  readonly webhook_id: string;
  readonly registered_position: string;
  readonly registered_at: Date | string;
  readonly stream_revision: number;
  readonly webhook: Webhook;
}

/** Webhooks as they are now: what deliveries go by. */
export const webhooks: Projection = {
  name: 'webhooks',
  version: 1,
  tables: [WEBHOOKS],
  streamPrefixes: [WEBHOOK_PREFIX],

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    const ofWebhooks = events.filter(({ streamId }) => streamId.startsWith(WEBHOOK_PREFIX));
    const ids = [...new Set(ofWebhooks.map(({ streamId }) => streamId.slice(WEBHOOK_PREFIX.length)))];
    const stored = await tx.load<StoredWebhook>(
      WEBHOOKS.name,
      ids.map((webhook_id) => ({ webhook_id })),
    );
    const rows = new Map(stored.map((row) => [row.webhook_id, row]));
    for (const event of ofWebhooks) {
      const id = event.streamId.slice(WEBHOOK_PREFIX.length);
      const before = rows.get(id);
      const revision = Number(event.revision);
      if (before !== undefined && revision <= before.stream_revision) continue;
      const state = before === undefined ? {} : { webhook: before.webhook };
      const { webhook } = evolveWebhook(state, {
        type: event.eventType,
        data: event.data,
      } as unknown as WebhookEvent);
      if (webhook === undefined) continue;
      rows.set(id, {
        webhook_id: id,
        registered_position: before?.registered_position ?? event.position,
        registered_at: before?.registered_at ?? (event.metadata['recordedAt'] as string),
        stream_revision: revision,
        webhook,
      });
    }
    await tx.upsert(WEBHOOKS.name, [...rows.values()].map(rowOf));
  },
};

function rowOf({ webhook, ...row }: StoredWebhook): Row {
  return {
    ...row,
    consumer_unit_id: webhook.consumerUnitId,
    state: webhook.state,
    webhook,
  };
}
