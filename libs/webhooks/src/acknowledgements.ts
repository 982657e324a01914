import type { Pool } from 'pg';
import type { ChangePlace } from './change.js';

export interface Acknowledgement {
  readonly unitId: string;
  /** Which system of the unit. */
  readonly consumer: string;
  readonly place: ChangePlace;
  readonly acknowledgedAt: string;
}

/** How far consumers of the feed say that they are. */
export class Acknowledgements {
  constructor(private readonly pool: Pool) {}

  /**
   * Notes that a consumer has everything up to a place. One behind what it has acknowledged already changes nothing.
   * @returns what stands now
   */
  async acknowledge({ unitId, consumer, place, acknowledgedAt }: Acknowledgement): Promise<Acknowledgement> {
    const { rows } = await this.pool.query<{ position: string; event_id: string; acknowledged_at: Date }>(
      `insert into exchange.acknowledgements as a (unit_id, consumer, position, event_id, acknowledged_at)
       values ($1, $2, $3, $4, $5)
       on conflict (unit_id, consumer) do update set
         event_id = case when excluded.position > a.position then excluded.event_id else a.event_id end,
         acknowledged_at = case when excluded.position > a.position then excluded.acknowledged_at else a.acknowledged_at end,
         position = greatest(a.position, excluded.position)
       returning position, event_id, acknowledged_at`,
      [unitId, consumer, place.position, place.eventId, acknowledgedAt],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('the acknowledgement did not stay');
    const { position, event_id: eventId, acknowledged_at: at } = row;
    return { unitId, consumer, place: { position, eventId }, acknowledgedAt: at.toISOString() };
  }
}
