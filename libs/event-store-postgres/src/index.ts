export { appendStreams, type NewStream } from './append-streams.js';
export { CreateEventLog1763700000001 } from './create-event-log.migration.js';
export { PostgresEventStore, type PostgresEventStoreOptions } from './postgres-event-store.js';
