import { MAX_APPEND_BYTES, type RecordedEvent } from '#libs/event-store';

/** So many events an append holds at most; more of them make it no faster. */
const MAX_EVENTS = 500;

/** Consecutive events of the log that one append may write: of one stream, one after another, up to the size limit. */
export async function* appendsOf(
  events: AsyncIterable<RecordedEvent>,
): AsyncGenerator<readonly [RecordedEvent, ...RecordedEvent[]], void, void> {
  let group: [RecordedEvent, ...RecordedEvent[]] | undefined;
  let bytes = 0;
  for await (const event of events) {
    const size = Buffer.byteLength(JSON.stringify(event.data)) + Buffer.byteLength(JSON.stringify(event.metadata));
    const before = group?.at(-1);
    if (group !== undefined && before !== undefined) {
      const follows = before.streamId === event.streamId && before.revision + 1n === event.revision;
      if (follows && group.length < MAX_EVENTS && bytes + size <= MAX_APPEND_BYTES) {
        group.push(event);
        bytes += size;
        continue;
      }
      yield group;
    }
    group = [event];
    bytes = size;
  }
  if (group !== undefined) yield group;
}
