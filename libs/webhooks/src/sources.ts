import type { ListKind } from '#libs/rules';
import type { ChangePlace, ListChange } from './change.js';
import type { Webhook } from './webhook-stream.js';

/** A webhook as the read model has it. */
export interface KnownWebhook extends Webhook {
  readonly webhookId: string;
  /** Position of its registration in the log. */
  readonly registeredAt: string;
}

/** Where the changes of lists are read; a read model in the product. */
export interface ChangeSource {
  /** Changes after a place, of these lists, in the order of the log. */
  after(place: ChangePlace | undefined, listKinds: readonly ListKind[], limit: number): Promise<readonly ListChange[]>;
  /** The changes of these events; of one that was erased meanwhile there is none. */
  of(eventIds: readonly string[]): Promise<readonly ListChange[]>;
}

/** Where webhooks are read; a read model in the product. */
export interface WebhookSource {
  all(): Promise<readonly KnownWebhook[]>;
  find(webhookId: string): Promise<KnownWebhook | undefined>;
}
