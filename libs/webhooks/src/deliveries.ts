import { setTimeout as pause } from 'node:timers/promises';
import type { Networks } from './networks.js';
import { Sender, type SenderSettings } from './sender.js';
import { WebhookWorker, type WorkerParts } from './worker.js';

/** Says which process delivers: one at a time. */
export interface DeliveryLease {
  /** A signal that fires when the lease is lost, or `undefined` while another process has it. */
  acquire(): Promise<AbortSignal | undefined>;
  release(): Promise<void>;
}

export interface DeliveriesParts extends WorkerParts {
  readonly lease: DeliveryLease;
  readonly networks: Networks;
  readonly sender?: Omit<SenderSettings, 'networks'>;
}

const KEPT_DAYS = 30;
const PRUNE_MS = 3_600_000;

/**
 * Delivers changes of lists to every webhook, each by a worker of its own: one that is slow or away holds up nobody else,
 * and holds no connection to the database while it is waited for.
 */
export class WebhookDeliveries {
  private readonly closing = new AbortController();
  private readonly workers = new Map<string, Promise<void>>();
  private running: Promise<void> | undefined;
  /** Webhooks that were removed and cleared away. */
  private readonly removed = new Set<string>();
  private prunedAt = -Infinity;

  constructor(private readonly parts: DeliveriesParts) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Cuts off what is on its way; it is delivered again by whoever goes on. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
    await this.parts.lease.release();
  }

  private async run(): Promise<void> {
    const { lease, log, pollMs = 500 } = this.parts;
    while (!this.closing.signal.aborted) {
      try {
        const held = await lease.acquire();
        if (held !== undefined) {
          log.info({ part: 'webhooks' }, 'delivers to webhooks');
          await this.deliver(AbortSignal.any([held, this.closing.signal]));
        }
      } catch (error) {
        if (!this.closing.signal.aborted) log.warn({ err: error }, 'webhooks could not be served; it is tried again');
      }
      await pause(pollMs, undefined, { signal: this.closing.signal }).catch(() => undefined);
    }
  }

  /** Keeps a worker for each webhook until the signal fires. */
  private async deliver(signal: AbortSignal): Promise<void> {
    const { webhooks, pollMs = 500, log } = this.parts;
    try {
      while (!signal.aborted) {
        try {
          for (const { webhookId, state } of await webhooks.all()) {
            if (this.workers.has(webhookId) || this.removed.has(webhookId)) continue;
            this.employ(webhookId, signal);
            if (state === 'REMOVED') this.removed.add(webhookId);
          }
          await this.prune();
        } catch (error) {
          log.warn({ err: error }, 'webhooks could not be looked at; it is tried again');
        }
        await pause(pollMs, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      await Promise.all(this.workers.values());
    }
  }

  private employ(webhookId: string, signal: AbortSignal): void {
    const { networks, sender: settings } = this.parts;
    const sender = new Sender({ ...settings, networks });
    const work = new WebhookWorker(webhookId, this.parts, sender).run(signal).finally(() => {
      sender.close();
      this.workers.delete(webhookId);
    });
    this.workers.set(webhookId, work);
  }

  private async prune(): Promise<void> {
    if (performance.now() - this.prunedAt < PRUNE_MS) return;
    this.prunedAt = performance.now();
    await this.parts.store.prune(KEPT_DAYS);
  }
}
