import { createHash } from 'node:crypto';
import type { RecordedEvent } from '#libs/event-store';
import { projectionMigration, type Projection, type ProjectionWriter } from '#libs/read-store';

/** What the whole log comes to, event by event: the same only for the same events in the same order, each of them once. */
export function chained(chain: string, event: Pick<RecordedEvent, 'position' | 'eventId'>): string {
  return createHash('sha256').update(`${chain}/${event.position}/${event.eventId}`).digest('hex');
}

interface Told {
  readonly id: string;
  readonly events: string;
  readonly chain: string;
}

/**
 * A read model that forgives nothing: it counts, chains and adds one for each position, and an event that it is given twice,
 * never or out of turn shows for ever.
 */
export const witness: Projection = {
  name: 'witness',
  version: 1,
  tables: [
    {
      name: 'witness',
      columns: [
        { name: 'id', type: 'text' },
        { name: 'events', type: 'bigint' },
        { name: 'chain', type: 'text' },
        { name: 'last_position', type: 'text' },
      ],
      primaryKey: ['id'],
    },
    {
      name: 'witness_applied',
      columns: [
        { name: 'position', type: 'text', collation: 'C' },
        { name: 'times', type: 'integer' },
      ],
      primaryKey: ['position'],
    },
  ],
  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    const last = events.at(-1);
    if (last === undefined) return;
    const [before] = await tx.load<{ id: string } & Told>('witness', [{ id: 'all' }]);
    const row = {
      id: 'all',
      events: Number(before?.events ?? 0) + events.length,
      chain: events.reduce(chained, before?.chain ?? ''),
      last_position: last.position,
    };
    await tx.upsert('witness', [row]);
    await tx.query(
      `insert into ${tx.table('witness_applied')} as applied (position, times)
       select position, 1 from unnest($1::text[]) position
       on conflict (position) do update set times = applied.times + 1`,
      [events.map(({ position }) => position)],
    );
  },
};

export const CreateWitness = projectionMigration('CreateWitness', 1763700099001, witness);
