import type { RecordedEvent } from './event-store.js';

/** Collects single events into pages, reading the next page while one is worked on. */
export async function* pagesOf(
  events: AsyncIterable<RecordedEvent>,
  size: number,
  types?: ReadonlySet<string>,
): AsyncGenerator<readonly RecordedEvent[]> {
  const iterator = events[Symbol.asyncIterator]();
  const collect = async (): Promise<{ page: readonly RecordedEvent[]; ended: boolean }> => {
    const page: RecordedEvent[] = [];
    while (page.length < size) {
      const next = await iterator.next();
      if (next.done === true) return { page, ended: true };
      if (types === undefined || types.has(next.value.eventType)) page.push(next.value);
    }
    return { page, ended: false };
  };
  let ahead = collect();
  try {
    for (;;) {
      const { page, ended } = await ahead;
      if (!ended) {
        ahead = collect();
        // Awaited above; until then a failure must not count as unhandled.
        ahead.catch(() => undefined);
      }
      if (page.length > 0) yield page;
      if (ended) return;
    }
  } finally {
    await ahead.catch(() => undefined);
    await iterator.return?.(undefined);
  }
}
