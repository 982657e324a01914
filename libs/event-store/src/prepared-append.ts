import { AppendTooLarge, MAX_APPEND_BYTES } from './errors.js';
import type { ExpectedRevision, NewEvent, Position } from './event-store.js';

/** An event ready to be written: its JSON as text, which is what is stored and what the size is measured by. */
export interface PreparedEvent {
  /** In lower case, so that ids compare as text. */
  readonly eventId: string;
  readonly eventType: string;
  readonly schemaVersion: number;
  readonly data: string;
  readonly metadata: string;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Checks an append and turns it into text; every adapter begins with it.
 *
 * @throws AppendTooLarge over 1 MiB, counted as `countedBytes` does
 * @throws TypeError when the caller made a mistake: no event, an id that is no UUID, an empty or unstorable name
 */
export function prepareAppend(
  streamId: string,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
): readonly PreparedEvent[] {
  checkName('stream id', streamId);
  if (expected !== 'no-stream' && expected < 0n) throw new TypeError(`${expected} is no revision`);
  if (events.length === 0) throw new TypeError(`an append to ${streamId} without an event`);
  let bytes = 0;
  const prepared = events.map((event): PreparedEvent => {
    const eventId = event.eventId.toLowerCase();
    if (!uuid.test(eventId)) throw new TypeError(`event id ${event.eventId} is no UUID`);
    checkName('event type', event.eventType);
    if (!Number.isInteger(event.schemaVersion) || event.schemaVersion < 1 || event.schemaVersion > 0x7fffffff) {
      throw new TypeError(`schema version ${event.schemaVersion} of ${event.eventType} is no whole number from 1`);
    }
    const { data, metadata } = event.json ?? {
      data: JSON.stringify(event.data),
      metadata: JSON.stringify(event.metadata),
    };
    bytes += countedBytes(event.eventType, data, metadata);
    return { eventId, eventType: event.eventType, schemaVersion: event.schemaVersion, data, metadata };
  });
  if (bytes > MAX_APPEND_BYTES) throw new AppendTooLarge(streamId, bytes);
  return prepared;
}

/** What an event counts for beside its JSON and its type: room for its version. */
const PER_EVENT_BYTES = 64;

/**
 * What an event counts for in the limit of an append: UTF-8 bytes of the JSON of data and metadata, two bytes a letter of
 * its type, and 64. No store counts more, so that every store refuses the same appends.
 */
function countedBytes(eventType: string, data: string, metadata: string): number {
  return Buffer.byteLength(data) + Buffer.byteLength(metadata) + 2 * eventType.length + PER_EVENT_BYTES;
}

function checkName(what: string, name: string): void {
  // Neither survives a text column of a database unchanged.
  if (name === '' || name.includes('\0') || /\p{Surrogate}/u.test(name)) {
    throw new TypeError(`${JSON.stringify(name)} is no ${what}`);
  }
}

const positionDigits = 16;

/** A counted place in the log, or its digits, as a position: padded, so that positions sort as strings. */
export function formatPosition(place: bigint | number | string): Position {
  return String(place).padStart(positionDigits, '0');
}

/** The counted place of a position. @throws TypeError when it was not made by `formatPosition` */
export function parsePosition(position: Position): bigint {
  if (!/^\d{16,19}$/.test(position)) throw new TypeError(`${JSON.stringify(position)} is no position of this log`);
  return BigInt(position);
}
