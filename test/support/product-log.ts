import { randomUUID } from 'node:crypto';
import type { EventStore, RecordedEvent } from '#libs/event-store';
import { EventStoreDbEventStore } from '#libs/event-store-eventstoredb';
import { PostgresEventStore } from '#libs/event-store-postgres';
import { startEventStoreServer } from './eventstore-server.js';

/** A log that a product keeps its events in: settings that lead there, and a way around the product to read it. */
export interface ProductLog {
  /** Environment of a product that is to keep its events there. */
  readonly env: Readonly<Record<string, string>>;
  /** @param databaseUrl of the product; its log is in it where the event store is PostgreSQL */
  open(databaseUrl: string): EventStore & { close(): Promise<void> };
  /** Ends the server, if it was started for this log. */
  close(): Promise<void>;
}

const asked = (globalThis as { readonly EVENT_STORE?: string }).EVENT_STORE ?? process.env['EVENT_STORE'];
/** Which event store the products under test are on: that of the jest project, else of the environment. */
export const EVENT_STORE = asked === 'eventstoredb' ? 'eventstoredb' : 'postgres';

/**
 * A log of its own for one product. On EventStoreDB it is in the server that `EVENTSTORE_URL` names, under a prefix that
 * nobody else has, or in a stand-in.
 */
export async function freshLog(): Promise<ProductLog> {
  if (EVENT_STORE === 'postgres') {
    return {
      env: {},
      open: (connectionString) => new PostgresEventStore({ connectionString, max: 2 }),
      close: () => Promise.resolve(),
    };
  }
  const given = process.env['EVENTSTORE_URL'];
  const own = given === undefined ? await startEventStoreServer() : undefined;
  const url = given ?? own?.url ?? '';
  const streamPrefix = `test-${randomUUID()}.`;
  return {
    env: { EVENT_STORE, EVENTSTORE_URL: url, EVENTSTORE_STREAM_PREFIX: streamPrefix },
    open: () => new EventStoreDbEventStore({ connectionString: url, streamPrefix }),
    close: async () => own?.stop(),
  };
}

/** The events of a log, in its order. */
export async function eventsIn(store: EventStore, streamId?: string): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  const all = streamId === undefined ? store.readAll() : store.readStream(streamId);
  for await (const event of all) events.push(event);
  return events;
}
