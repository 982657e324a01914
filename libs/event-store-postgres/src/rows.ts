import type { CustomTypesConfig } from 'pg';
import { formatPosition, type JsonObject, type RecordedEvent } from '#libs/event-store';

/** Columns of a row, in the order `eventOf` expects. */
export const columns = 'position, stream_id, revision, event_id, event_type, schema_version, data, metadata';

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
