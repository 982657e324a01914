import { AppendInGroups1763700030001 } from './append-in-groups.migration.js';
import { AppendOne1763700040001 } from './append-one.migration.js';
import { CreateEventLog1763700000001 } from './create-event-log.migration.js';

/** What makes the log in a database, in its order. */
export const eventLogMigrations = [
  CreateEventLog1763700000001,
  AppendInGroups1763700030001,
  AppendOne1763700040001,
] as const;
