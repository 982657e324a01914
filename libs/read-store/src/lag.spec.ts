import { randomUUID } from 'node:crypto';
import { MemoryEventStore, type Position, type ReadAllOptions, type RecordedEvent } from '#libs/event-store';
import { LAG_COUNTED, LagCounter } from './lag.js';

/** Counts what is read of it. */
class CountedStore extends MemoryEventStore {
  read = 0;

  override async *readAll(options: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    for await (const event of super.readAll(options)) {
      this.read += 1;
      yield event;
    }
  }
}

const instant = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString();

async function logOf(count: number): Promise<{ readonly store: CountedStore; readonly at: readonly Position[] }> {
  const store = new CountedStore();
  const at: Position[] = [];
  for (let n = 0; n < count; n += 1) {
    const event = { eventId: randomUUID(), eventType: 'Added', schemaVersion: 1, data: {} };
    const metadata = { recordedAt: instant(n) };
    at.push((await store.append(randomUUID(), 'no-stream', [{ ...event, metadata }])).position);
  }
  return { store, at };
}

it('counts how far everybody is behind, and since when', async () => {
  const { store, at } = await logOf(20);
  const lagOf = await new LagCounter(store).count([at[19], at[16], undefined, at[4], at[16]], at[19]);
  expect(lagOf(at[19])).toEqual({ events: 0, since: undefined });
  expect(lagOf(at[16])).toEqual({ events: 3, since: instant(17) });
  expect(lagOf(at[4])).toEqual({ events: 15, since: instant(5) });
  expect(lagOf(undefined)).toEqual({ events: 20, since: instant(0) });
});

it('reads nothing while all are at the end, and nothing of an empty log', async () => {
  const { store, at } = await logOf(3);
  const lagOf = await new LagCounter(store).count([at[2], at[2]], at[2]);
  expect(lagOf(at[2]).events).toBe(0);
  expect((await new LagCounter(store).count([undefined], undefined))(undefined).events).toBe(0);
  expect(store.read).toBe(0);
});

it('reads little for many that are far behind, and nothing more while they stand still', async () => {
  const { store, at } = await logOf(3_000);
  const places = [10, 20, 30, 500, 1_000, 2_500].map((n) => at[n]);
  const counter = new LagCounter(store);
  const lagOf = await counter.count(places, at[2_999]);
  expect(places.map((place) => lagOf(place).events)).toEqual([...Array<number>(5).fill(LAG_COUNTED), 499]);
  expect(lagOf(at[10]).since).toBe(instant(11));
  expect(store.read).toBeLessThanOrEqual(LAG_COUNTED + 2 * places.length);
  store.read = 0;
  const again = await counter.count(places, at[2_999]);
  expect(again(at[20])).toEqual({ events: LAG_COUNTED, since: instant(21) });
  expect(store.read).toBeLessThanOrEqual(LAG_COUNTED / 2);
});
