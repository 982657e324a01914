import type { TableSpec } from '#libs/read-store';
import { col } from '../columns.js';

/** One row a webhook, also of those that were removed. Secrets stay sealed. */
export const WEBHOOKS: TableSpec = {
  name: 'webhooks',
  primaryKey: ['webhook_id'],
  columns: [
    col.id('webhook_id'),
    col.id('consumer_unit_id'),
    col.id('state'),
    /** Position of the registration in the log. */
    col.id('registered_position'),
    col.instant('registered_at'),
    col.int('stream_revision'),
    col.json('webhook'),
  ],
};
