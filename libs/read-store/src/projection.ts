import type { QueryResultRow } from 'pg';
import type { NeededFields, RecordedEvent } from '#libs/event-store';
import type { TableSpec } from './tables.js';

/** Column names and values as pg takes them. `json` and `jsonb` columns take the JSON text or the value. */
export type Row = Readonly<Record<string, unknown>>;

/** A row that costs something to make. */
export interface RowToMake {
  /** Its primary key. */
  readonly key: Row;
  /** Gives all its columns. Pure, and of what nothing changes any more: it may be called later, or never. */
  readonly make: () => Row;
}

/**
 * What a projection writes with: one connection, inside the transaction that also moves the checkpoint; or memory, where
 * tables are filled in bulk. A value comes back as pg gives it, or as it was written.
 */
export interface ProjectionWriter {
  /**
   * Runs one statement and gives its rows. Name tables by `table()` only. A projection that asks for either is not
   * filled in bulk: `load` and `remove` are enough for most.
   */
  query<R extends QueryResultRow = QueryResultRow>(sql: string, params?: readonly unknown[]): Promise<readonly R[]>;
  /** The SQL name of one of the projection's tables: the live one, or the one a rebuild fills. */
  table(name: string): string;
  /** The rows with these primary keys that exist, in no order. One statement. */
  load<R extends QueryResultRow = QueryResultRow>(table: string, keys: readonly Row[]): Promise<readonly R[]>;
  /**
   * Inserts rows or replaces the named columns of those that exist. One statement. All rows name the same columns, the
   * primary key among them; of two rows with one key the later wins.
   */
  upsert(table: string, rows: readonly Row[]): Promise<void>;
  /** As `upsert`, of whole rows. A fill in bulk makes only the last of each key. */
  upsertMade(table: string, rows: readonly RowToMake[]): Promise<void>;
  /** Deletes the rows with these primary keys. One statement. */
  remove(table: string, keys: readonly Row[]): Promise<void>;
}

/**
 * A read model. It must be a pure function of the events in their order: no clock, no random value, no memory kept
 * between batches, nothing read but its own tables; how the log is cut into batches must not matter.
 */
export interface Projection {
  /** Unique among projections and processes. */
  readonly name: string;
  /** Raise it whenever the tables or the handling change: the runner then rebuilds. Starts at 1. */
  readonly version: number;
  readonly tables: readonly TableSpec[];
  /** Only events of streams whose id starts with one of these are handled. Default: all. */
  readonly streamPrefixes?: readonly string[];
  /** A fill in bulk reads events of these types only; to all others `handle` must be indifferent. Default: all. */
  readonly eventTypes?: readonly string[];
  /** A fill in bulk may read these fields of events only; to all others `handle` must be indifferent. Default: all. */
  readonly fields?: NeededFields;
  /**
   * Handles a batch in the order of the log. Fold it in memory and write with one statement a table. A throw rolls the
   * batch back; the runner then narrows it down to the event at fault.
   */
  handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void>;
}

/**
 * A side process: events in, commands out. At least once and in order, so its commands carry ids derived from the event
 * (event id, name of the process) and repeating one is harmless. A rebuild never runs it.
 */
export interface EventProcess {
  /** Unique among projections and processes. */
  readonly name: string;
  readonly streamPrefixes?: readonly string[];
  /** Where a process that has never run begins. Default: at the beginning of the log. */
  readonly startAt?: 'beginning' | 'end';
  /** Returns when the commands it caused have been acknowledged. A throw is retried, then stops the process. */
  handle(event: RecordedEvent): Promise<void>;
}

/** Whether an event belongs to one of the streams asked for. */
export function concerns(event: RecordedEvent, prefixes: readonly string[] | undefined): boolean {
  return prefixes === undefined || prefixes.some((prefix) => event.streamId.startsWith(prefix));
}
