import { Injectable } from '@nestjs/common';
import type { ListKind } from '#libs/rules';
import type { ChangePlace } from '#libs/webhooks';
import { changesBehind, COUNTED_CHANGES, type ListedWebhook } from '#projections';
import { ReadPool } from '../reading/read-pool.js';

/** How far somebody is behind. */
export interface Behind {
  /** Changes not yet dealt with. */
  readonly changes: number;
  readonly changesAreAtLeast: boolean;
  /** When the oldest of them was recorded. */
  readonly since?: string;
}

/** What deliveries to a webhook have come to. */
export interface DeliveryProgress extends Behind {
  readonly delivered: number;
  readonly deadLetters: number;
  /** Held up by a dead letter of their dossier. */
  readonly held: number;
  readonly failingSince?: string;
  readonly lastOutcome?: string;
}

interface ProgressRow {
  readonly position: string;
  readonly event_id: string;
  readonly delivered: string;
  readonly failing_since: Date | null;
  readonly last_outcome: string | null;
  readonly dead: string;
  readonly held: string;
  readonly waiting: string;
  readonly since: Date | null;
}

/** What consumers have had, over the tables of the exchange and the read model of changes. */
@Injectable()
export class ExchangeProgress {
  constructor(private readonly read: ReadPool) {}

  async ofWebhook(webhook: ListedWebhook): Promise<DeliveryProgress> {
    const { rows } = await this.read.pool.query<ProgressRow>(
      `select p.position, p.event_id, p.delivered, p.failing_since, p.last_outcome, d.*
         from exchange.webhook_progress p,
      lateral (select count(*) filter (where state = 'DEAD') as dead, count(*) filter (where state = 'HELD') as held,
                      count(*) as waiting, min(c.recorded_at) as since
                 from exchange.deliveries d left join read.list_changes c using (event_id)
                where d.webhook_id = p.webhook_id) d
        where p.webhook_id = $1`,
      [webhook.webhookId],
    );
    const [row] = rows;
    const start = webhook.startFrom === 'NOW' ? webhook.registeredAt : '';
    const place = { position: row?.position ?? start, eventId: row?.event_id ?? '' };
    const untaken = await this.after(place, webhook.listKinds);
    const since = row?.since?.toISOString() ?? untaken.since;
    return {
      changes: untaken.changes + Number(row?.waiting ?? 0),
      changesAreAtLeast: untaken.changesAreAtLeast,
      ...(since !== undefined && { since }),
      ...{ delivered: Number(row?.delivered ?? 0), deadLetters: Number(row?.dead ?? 0), held: Number(row?.held ?? 0) },
      ...(row?.failing_since && { failingSince: row.failing_since.toISOString() }),
      ...(row?.last_outcome && { lastOutcome: row.last_outcome }),
    };
  }

  /** What of these lists stands after a place. */
  async after(place: ChangePlace, listKinds: readonly ListKind[]): Promise<Behind> {
    const { changes, since } = await changesBehind(this.read.pool, place, listKinds);
    return { changes, changesAreAtLeast: changes >= COUNTED_CHANGES, ...(since !== undefined && { since }) };
  }
}
