import type { RecordedEvent } from '#libs/event-store';
import type { Projection, ProjectionWriter, TableSpec } from '#libs/read-store';

/** One row a dossier: the plainest read model there is, which every peer can have as well. */
export interface DossierRow {
  readonly stream_id: string;
  readonly events: number;
  readonly entries: number;
  readonly recognized: number;
  readonly last_type: string;
  readonly changed_at: string;
}

const TABLE = {
  name: 'bench_dossiers',
  columns: [
    { name: 'stream_id', type: 'text', collation: 'C' },
    { name: 'events', type: 'integer' },
    { name: 'entries', type: 'integer' },
    { name: 'recognized', type: 'integer' },
    { name: 'last_type', type: 'text' },
    { name: 'changed_at', type: 'text' },
  ],
  primaryKey: ['stream_id'],
} as const satisfies TableSpec;

export const COLUMNS = TABLE.columns.map(({ name }) => name);

export const dossierRows: Projection = {
  ...{ name: 'bench-dossiers', version: 1, tables: [TABLE], streamPrefixes: ['dossier-'] },
  fields: { data: [], metadata: ['recordedAt'] },
  handle: async (events: readonly RecordedEvent[], tx: ProjectionWriter) => {
    const keys = [...new Set(events.map(({ streamId }) => streamId))].map((stream_id) => ({ stream_id }));
    const rows = new Map(
      (await tx.load<DossierRow & Record<string, unknown>>(TABLE.name, keys)).map((row) => [row.stream_id, row]),
    );
    for (const event of events) rows.set(event.streamId, { ...added(rows.get(event.streamId), event) });
    await tx.upsert(TABLE.name, [...rows.values()]);
  },
};

/** The row with one more event in it. */
export function added(
  row: DossierRow | undefined,
  { streamId, eventType, metadata }: Pick<RecordedEvent, 'streamId' | 'eventType' | 'metadata'>,
): DossierRow {
  return {
    stream_id: streamId,
    events: (row?.events ?? 0) + 1,
    entries: (row?.entries ?? 0) + Number(eventType === 'InitialEntryGenerated'),
    recognized: (row?.recognized ?? 0) + Number(eventType === 'EntryRecognized'),
    last_type: eventType,
    changed_at: metadata['recordedAt'] as string,
  };
}

/** The whole of it in one statement of SQL. */
export const BY_SQL = (table: string): string => `
  insert into ${table} (${COLUMNS.join(', ')})
  select stream_id, count(*), count(*) filter (where event_type = 'InitialEntryGenerated'),
      count(*) filter (where event_type = 'EntryRecognized'), (array_agg(event_type order by revision desc))[1],
      (array_agg(metadata ->> 'recordedAt' order by revision desc))[1]
    from event_log.events where stream_id like 'dossier-%' group by stream_id`;

/** What one event does to its row: what a projection without a batch writes. */
export const ONE_EVENT = (table: string): string => `
  insert into ${table} as row (${COLUMNS.join(', ')}) values ($1, $2, $3, $4, $5, $6)
  on conflict (stream_id) do update set events = row.events + 1, entries = row.entries + excluded.entries,
    recognized = row.recognized + excluded.recognized, last_type = excluded.last_type, changed_at = excluded.changed_at`;
