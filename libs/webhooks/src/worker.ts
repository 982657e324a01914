import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '#libs/platform';
import type { Vault } from '#libs/vault';
import type { ListChange } from './change.js';
import type { DeliveryMetrics } from './delivery-metrics.js';
import type { DeliveryStore, Due, Tried } from './delivery-store.js';
import { CLOUD_EVENT, cloudEventOf } from './message.js';
import { signatureOf } from './secret.js';
import type { Attempt, Sender } from './sender.js';
import type { ChangeSource, KnownWebhook, WebhookSource } from './sources.js';

/** Pauses between attempts as Standard Webhooks recommends, in seconds; after the last a message is a dead letter. */
export const DEFAULT_PAUSES: readonly number[] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

export interface WorkerParts {
  readonly webhooks: WebhookSource;
  readonly changes: ChangeSource;
  readonly store: DeliveryStore;
  readonly vault: Pick<Vault, 'open' | 'destroyKeys'>;
  /** By it secrets end. Messages are stamped, and tried again, by the clock of the machine: receivers have no other. */
  readonly clock: Clock;
  readonly log: {
    info(details: object, message: string): void;
    warn(details: object, message: string): void;
    error(details: object, message: string): void;
  };
  readonly metrics?: DeliveryMetrics;
  /** Seconds between attempts. Default {@link DEFAULT_PAUSES}. */
  readonly pauses?: readonly number[];
  /** Changes taken up at a time. Default 500. */
  readonly window?: number;
  /** Messages on their way to one receiver at once. Default 8. */
  readonly parallel?: number;
  /** How often it is looked whether there is something new. Default 500 ms. */
  readonly pollMs?: number;
}

/** Tells one consumer what changes: in order per dossier, at least once, without regard to any other. */
export class WebhookWorker {
  /** After a failure one message at a time knocks, until one is taken. */
  private knocking = false;
  /** Secrets whose keys this process has destroyed. */
  private readonly destroyed = new Set<string>();

  constructor(
    private readonly webhookId: string,
    private readonly parts: WorkerParts,
    private readonly sender: Sender,
  ) {}

  /** Works until the signal fires or the webhook is removed. */
  async run(signal: AbortSignal): Promise<void> {
    const { pollMs = 500, log } = this.parts;
    while (!signal.aborted) {
      let rest = pollMs;
      try {
        const webhook = await this.parts.webhooks.find(this.webhookId);
        if (webhook === undefined) return;
        await this.destroySpent(webhook);
        if (webhook.state === 'REMOVED') return await this.parts.store.forget(this.webhookId);
        rest = await this.round(webhook, signal);
      } catch (error) {
        if (signal.aborted) return;
        log.warn({ webhook: this.webhookId, err: error }, 'deliveries could not go on; it is tried again');
      }
      if (rest > 0) await pause(rest, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One round. @returns how long to rest, in milliseconds */
  private async round(webhook: KnownWebhook, signal: AbortSignal): Promise<number> {
    const { store, pollMs = 500, parallel = 8 } = this.parts;
    await this.takeUp(webhook);
    if (webhook.state === 'PAUSED') return pollMs;
    const due = await store.due(this.webhookId, this.knocking ? 1 : parallel * 8);
    if (due.length === 0) return Math.min(pollMs, (await store.nextDueIn(this.webhookId)) ?? pollMs);
    const changes = new Map(
      (await this.parts.changes.of(due.map(({ eventId }) => eventId))).map((c) => [c.eventId, c]),
    );
    const gone = due.filter(({ eventId }) => !changes.has(eventId));
    if (gone.length > 0)
      await store.drop(
        this.webhookId,
        gone.map(({ eventId }) => eventId),
      );
    const secrets = await this.secretsOf(webhook);
    const waiting = due.flatMap((one) => {
      const change = changes.get(one.eventId);
      return change === undefined ? [] : [{ one, change }];
    });
    const tried: Tried[] = [];
    const lane = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined && !signal.aborted; next = waiting.shift()) {
        const attempt = await this.tell(webhook, secrets, next.change, signal);
        // An attempt that was cut off by ourselves says nothing of the receiver.
        if (signal.aborted && attempt.outcome !== 'DELIVERED') return;
        tried.push(this.judged(next.one, attempt));
        this.knocking = attempt.outcome !== 'DELIVERED';
        // The rest of the round is for a receiver that answers.
        if (this.knocking) return;
      }
    };
    await Promise.all(Array.from({ length: parallel }, lane));
    if (tried.length > 0) await store.settle(this.webhookId, tried);
    return 0;
  }

  /** Carries out replays that were ordered, and takes up what is new as far as there is room. */
  private async takeUp(webhook: KnownWebhook): Promise<void> {
    const { store, changes, window = 500 } = this.parts;
    const start = webhook.startFrom === 'NOW' ? webhook.registeredAt : '';
    await store.begin(this.webhookId, { position: start, eventId: '' });
    const before = await store.progress(this.webhookId);
    for (const [i, replay] of webhook.replays.entries()) {
      if (before !== undefined && i >= before.replaysDone) await store.replay(this.webhookId, i + 1, replay);
    }
    const room = window - (await store.pending(this.webhookId));
    const progress = await store.progress(this.webhookId);
    if (room <= 0 || progress === undefined) return;
    const place = progress.place.position === '' ? undefined : progress.place;
    await store.enqueue(this.webhookId, await changes.after(place, webhook.listKinds, room));
  }

  private async tell(
    { url }: KnownWebhook,
    secrets: readonly string[],
    change: ListChange,
    signal: AbortSignal,
  ): Promise<Attempt> {
    // Unsigned nothing goes out.
    if (secrets.length === 0) return { outcome: 'UNREADABLE', ms: 0 };
    const body = JSON.stringify(cloudEventOf(change));
    const timestamp = Math.floor(Date.now() / 1_000);
    const headers = {
      'content-type': CLOUD_EVENT,
      'user-agent': 'Mingdan',
      'webhook-id': change.eventId,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatureOf(secrets, change.eventId, timestamp, body),
    };
    const attempt = await this.sender.send({ url, headers, body }, signal);
    this.parts.metrics?.attempt(attempt);
    return attempt;
  }

  private judged(due: Due, attempt: Attempt): Tried {
    if (attempt.outcome === 'DELIVERED') return { ...due, attempt };
    const seconds = (this.parts.pauses ?? DEFAULT_PAUSES)[due.attempts];
    if (seconds === undefined) {
      const { webhookId } = this;
      this.parts.metrics?.dead();
      this.parts.log.error(
        { webhook: webhookId, event: due.eventId, outcome: attempt.outcome },
        'a message was given up: it waits among the dead letters, and with it its dossier',
      );
      return { ...due, attempt };
    }
    // Not all at the same instant: what failed together would knock together.
    const ms = seconds * 1_000 * (0.9 + Math.random() * 0.2);
    return { ...due, attempt, nextAttemptAt: new Date(Date.now() + ms) };
  }

  /** What messages are signed with now, opened. */
  private async secretsOf(webhook: KnownWebhook): Promise<readonly string[]> {
    const good = webhook.secrets.filter(({ endsAt }) => !this.isOver(endsAt));
    const opened = await this.parts.vault.open(good.map(({ secret }) => secret));
    return (opened as readonly unknown[]).filter((secret) => typeof secret === 'string');
  }

  /** Nothing is signed any more with a secret that is over: its key is destroyed, and it opens nowhere again. */
  private async destroySpent({ secrets, state }: KnownWebhook): Promise<void> {
    const spent = secrets.filter(
      ({ secretId, endsAt }) => (state === 'REMOVED' || this.isOver(endsAt)) && !this.destroyed.has(secretId),
    );
    if (spent.length === 0) return;
    await this.parts.vault.destroyKeys(spent.map(({ secretId }) => ({ about: this.webhookId, scope: secretId })));
    for (const { secretId } of spent) this.destroyed.add(secretId);
  }

  private isOver(endsAt: string | undefined): boolean {
    return endsAt !== undefined && Date.parse(endsAt) <= Date.parse(this.parts.clock.now());
  }
}
