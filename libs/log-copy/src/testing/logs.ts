import fc from 'fast-check';
import type { EventStore, JsonObject, NewEvent, RecordedEvent } from '#libs/event-store';

/** One append of a log under test: which of a few streams, and what its events say. */
export interface PlannedAppend {
  readonly stream: number;
  readonly contents: readonly JsonObject[];
}

/** Any text, with characters outside the first plane, and without what no store of ours has to keep. */
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const content = fc
  .dictionary(text, fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()), {
    maxKeys: 4,
  })
  .map((object) => JSON.parse(JSON.stringify(object)) as JsonObject);

/** Any log: appends of one to four events to any of five streams. */
export const anyLog: fc.Arbitrary<readonly PlannedAppend[]> = fc.array(
  fc.record({ stream: fc.nat(4), contents: fc.array(content, { minLength: 1, maxLength: 4 }) }),
  { maxLength: 25 },
);

const streamName = (stream: number): string => `dossier-${stream}`;

/** Writes a planned log; the same plan gives other event ids every time. */
export async function write(store: EventStore, plan: readonly PlannedAppend[]): Promise<void> {
  const ends = new Map<number, bigint>();
  for (const { stream, contents } of plan) {
    const events = contents.map((data, place) => eventOf(data, place));
    const { revision } = await store.append(streamName(stream), ends.get(stream) ?? 'no-stream', events);
    ends.set(stream, revision);
  }
}

export function eventOf(data: JsonObject, place = 0): NewEvent {
  return {
    eventId: crypto.randomUUID(),
    eventType: `Happened${place}`,
    schemaVersion: place + 1,
    data,
    metadata: { commandId: `command-${place}`, 备注: '附件' },
  };
}

/** A log of so many single events, round a number of streams. */
export async function fill(store: EventStore, events: number, streams = 7): Promise<void> {
  const plan = Array.from({ length: events }, (_, n) => ({ stream: n % streams, contents: [{ n }] }));
  await write(store, plan);
}

/** Everything a log holds, in its order, but the positions, which are its own. */
export async function contents(store: EventStore): Promise<readonly Omit<RecordedEvent, 'position'>[]> {
  const all: Omit<RecordedEvent, 'position'>[] = [];
  for await (const { position: _, ...event } of store.readAll()) all.push(event);
  return all;
}
