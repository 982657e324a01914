import type { KnownWebhook, Webhook } from '#libs/webhooks';
import type { Queryable } from '../columns.js';

interface WebhookRow {
  readonly webhook_id: string;
  readonly registered_position: string;
  readonly registered_at: Date;
  readonly stream_revision: number;
  readonly webhook: Webhook;
}

/** A webhook with what only its desk needs. */
export interface ListedWebhook extends KnownWebhook {
  readonly registeredOn: string;
  /** Number of its events: its revision. */
  readonly revision: number;
}

const COLUMNS = 'webhook_id, registered_position, registered_at, stream_revision, webhook';

const webhookOf = (row: WebhookRow): ListedWebhook => ({
  ...row.webhook,
  webhookId: row.webhook_id,
  registeredAt: row.registered_position,
  registeredOn: row.registered_at.toISOString(),
  revision: row.stream_revision + 1,
});

/** Every webhook, also those that were removed, the oldest first. */
export async function allWebhooks(db: Queryable): Promise<readonly ListedWebhook[]> {
  const { rows } = await db.query<WebhookRow>(`select ${COLUMNS} from read.webhooks order by registered_position`);
  return rows.map(webhookOf);
}

export async function findWebhook(db: Queryable, webhookId: string): Promise<ListedWebhook | undefined> {
  const { rows } = await db.query<WebhookRow>(`select ${COLUMNS} from read.webhooks where webhook_id = $1`, [
    webhookId,
  ]);
  return rows.map(webhookOf)[0];
}
