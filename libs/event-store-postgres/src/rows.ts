import type { CustomTypesConfig } from 'pg';
import { formatPosition, type Json, type JsonObject, type NeededFields, type RecordedEvent } from '#libs/event-store';

/** Columns of a row, in the order `eventOf` expects. */
export const columns = 'position, stream_id, revision, event_id, event_type, schema_version, data, metadata';
const placeColumns = 'position, stream_id, revision, event_id, event_type, schema_version';

export type EventRow = readonly [string, string, string, string, string, string, string, string];

/** Every column as the text the server sent: parsers set for the whole process do not reach the log. */
export const asText: CustomTypesConfig = { getTypeParser: () => (text: string | Buffer) => text };

export function eventOf(row: EventRow): RecordedEvent {
  return {
    streamId: row[1],
    revision: BigInt(row[2]),
    position: formatPosition(row[0]),
    eventId: row[3],
    eventType: row[4],
    schemaVersion: Number(row[5]),
    data: JSON.parse(row[6]) as JsonObject,
    metadata: JSON.parse(row[7]) as JsonObject,
  };
}

/** Which columns say what is needed of an event, and how they are taken for one. */
export interface Selection {
  /** SQL of the columns; the names of fields are its parameters, counted from `firstParameter`. */
  readonly columns: string;
  readonly names: readonly string[];
  /** Index of the first column of JSON. */
  readonly json: number;
  readonly event: (row: readonly (string | null)[]) => RecordedEvent;
}

/**
 * The server takes single fields out of the JSON: the rest is neither sent nor parsed, nor read where it is stored apart.
 *
 * @param before how many other columns come first in the row
 */
export function selectionOf({ data, metadata }: NeededFields, before: number, firstParameter: number): Selection {
  const names = [...(data ?? []), ...(metadata ?? [])];
  const taken = (column: string, fields: readonly string[] | undefined, first: number): readonly string[] =>
    fields?.map((_, i) => `${column} -> $${first + i}::text as ${column}_${i}`) ?? [column];
  const json = before + 6;
  const jsonOfMetadata = json + (data?.length ?? 1);
  return {
    columns: [
      placeColumns,
      ...taken('data', data, firstParameter),
      ...taken('metadata', metadata, firstParameter + (data?.length ?? 0)),
    ].join(', '),
    names,
    json,
    event: (row) => {
      const text = (column: number): string => row[before + column] ?? '';
      return {
        streamId: text(1),
        revision: BigInt(text(2)),
        position: formatPosition(text(0)),
        eventId: text(3),
        eventType: text(4),
        schemaVersion: Number(text(5)),
        data: objectOf(row, json, data),
        metadata: objectOf(row, jsonOfMetadata, metadata),
      };
    },
  };
}

function objectOf(row: readonly (string | null)[], first: number, names: readonly string[] | undefined): JsonObject {
  if (names === undefined) return JSON.parse(row[first] ?? '') as JsonObject;
  const found: Record<string, Json> = {};
  for (const [i, name] of names.entries()) {
    // A field that is not there is null to SQL; one that is null is JSON.
    const json = row[first + i] ?? null;
    if (json !== null) found[name] = JSON.parse(json) as Json;
  }
  return found;
}

/** How many rows to ask for, so that a page holds some 4 MB whatever the size of the events. */
export class PageSize {
  private rows = 100;

  /** At most `wanted`. */
  atMost(wanted: number): number {
    return Math.min(this.rows, wanted);
  }

  learn(page: readonly EventRow[]): void {
    if (page.length === 0) return;
    const characters = page.reduce((sum, row) => sum + row[6].length + row[7].length, 0);
    this.rows = Math.max(1, Math.min(5_000, Math.floor((4_000_000 * page.length) / characters)));
  }
}
