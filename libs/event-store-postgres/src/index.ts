export { AppendInGroups1763700030001 } from './append-in-groups.migration.js';
export { AppendOne1763700040001 } from './append-one.migration.js';
export { appendStreams, type NewStream } from './append-streams.js';
export { CreateEventLog1763700000001 } from './create-event-log.migration.js';
export type { WrittenGroup } from './group-writer.js';
export { eventLogMigrations } from './migrations.js';
export { PostgresEventStore, type PostgresEventStoreOptions } from './postgres-event-store.js';
