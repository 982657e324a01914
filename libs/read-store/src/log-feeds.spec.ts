import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { MemoryEventStore, type Position, type SubscribeOptions, type SubscriptionBatch } from '#libs/event-store';
import { LogFeeds, type LogFeedSettings } from './log-feeds.js';

/** Counts how often the log is read, and how many events of it. */
class CountedStore extends MemoryEventStore {
  subscriptions = 0;
  delivered = 0;
  broken = false;

  override async *subscribe(options: SubscribeOptions = {}): AsyncIterable<SubscriptionBatch> {
    this.subscriptions += 1;
    for await (const batch of super.subscribe(options)) {
      // As over a connection: what was asked for comes later.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.broken) throw new TypeError('the log cannot be read');
      this.delivered += batch.events.length;
      yield batch;
    }
  }
}

let store: CountedStore;
let ending: AbortController;
const open: LogFeeds[] = [];
beforeEach(() => {
  store = new CountedStore();
  ending = new AbortController();
});
afterEach(async () => {
  ending.abort();
  await Promise.all(open.splice(0).map((feeds) => feeds.close()));
});

function feedsOf(batchSize: number, patience: Partial<LogFeedSettings> = {}): LogFeeds {
  const feeds = new LogFeeds({ store, batchSize, ...patience });
  open.push(feeds);
  return feeds;
}

async function write(count: number, text = ''): Promise<Position[]> {
  const positions: Position[] = [];
  for (let n = 0; n < count; n += 1) {
    const event = { eventId: randomUUID(), eventType: 'Added', schemaVersion: 1, data: { text }, metadata: {} };
    positions.push((await store.append(randomUUID(), 'no-stream', [event])).position);
  }
  return positions;
}

/** Follows on its own account, and notes what it was given. */
class Reader {
  readonly seen: Position[] = [];
  largest = 0;
  failure: unknown;
  private readonly stopping = new AbortController();
  readonly done: Promise<void>;

  constructor(
    feeds: LogFeeds,
    after: Position | undefined,
    private readonly work: (seen: number) => Promise<void> | void = () => undefined,
  ) {
    this.done = this.run(feeds, after).catch((error: unknown) => {
      this.failure = error;
    });
  }

  stop(): Promise<void> {
    this.stopping.abort();
    return this.done;
  }

  async saw(count: number): Promise<void> {
    await until(() => this.seen.length >= count);
  }

  private async run(feeds: LogFeeds, after: Position | undefined): Promise<void> {
    const signal = AbortSignal.any([this.stopping.signal, ending.signal]);
    for await (const { events } of feeds.follow({ after, signal })) {
      this.seen.push(...events.map(({ position }) => position));
      this.largest = Math.max(this.largest, events.length);
      await this.work(this.seen.length);
    }
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('what was waited for did not happen within 5 s');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A door that is shut until it is opened. */
function door(): { readonly passed: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

describe('one reading for all', () => {
  it('reads the log once for followers that begin together, and what is appended later', async () => {
    const written = await write(1_000);
    const feeds = feedsOf(50);
    const readers = Array.from({ length: 8 }, () => new Reader(feeds, undefined));
    await Promise.all(readers.map((reader) => reader.saw(1_000)));
    written.push(...(await write(3)));
    await Promise.all(readers.map((reader) => reader.saw(1_003)));
    for (const reader of readers) {
      expect(reader.seen).toEqual(written);
      expect(reader.largest).toBeLessThanOrEqual(50);
    }
    expect({ subscriptions: store.subscriptions, delivered: store.delivered }).toEqual({
      subscriptions: 1,
      delivered: 1_003,
    });
  });

  it('lets one that is far behind read by itself until it meets the others', async () => {
    const written = await write(500);
    const feeds = feedsOf(10);
    const ahead = new Reader(feeds, written.at(-1));
    await until(() => store.subscriptions === 1);
    const behind = new Reader(feeds, undefined);
    await behind.saw(500);
    await until(() => feeds.size === 1);
    expect(store).toMatchObject({ subscriptions: 2, delivered: 500 });
    const later = await write(4);
    await Promise.all([ahead.saw(4), behind.saw(504)]);
    expect(ahead.seen).toEqual(later);
    expect(behind.seen).toEqual([...written, ...later]);
    expect(store).toMatchObject({ subscriptions: 2, delivered: 504 });
  });

  it('goes on for the others while one is stuck, which then misses nothing and comes back to them', async () => {
    const stuck = door();
    const written = await write(2_000);
    const feeds = feedsOf(20, { patienceBehindMs: 5 });
    const slow = new Reader(feeds, undefined, (seen) => (seen === 20 ? stuck.passed : undefined));
    const others = [new Reader(feeds, undefined), new Reader(feeds, undefined)];
    await Promise.all(others.map((reader) => reader.saw(2_000)));
    expect(slow.seen).toHaveLength(20);
    stuck.open();
    await slow.saw(2_000);
    await until(() => feeds.size === 1);
    written.push(...(await write(1)));
    await Promise.all([slow, ...others].map((reader) => reader.saw(2_001)));
    for (const reader of [slow, ...others]) expect(reader.seen).toEqual(written);
    expect(store.subscriptions).toBe(2);
  });

  it('waits longer for one that is stuck while nobody has come to the end, than when they have', async () => {
    const [first, second] = [door(), door()];
    await write(400);
    const feeds = feedsOf(20, { patienceMs: 0, patienceBehindMs: 60_000 });
    const slow = new Reader(feeds, undefined, (seen) => {
      if (seen > 400) return second.passed;
      return seen === 20 ? first.passed : undefined;
    });
    const other = new Reader(feeds, undefined);
    // As far as is read ahead of the one that is stuck, and one batch that was on its way; there it waits.
    await other.saw(100);
    for (let turn = 0; turn < 500; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(other.seen.length).toBeLessThanOrEqual(120);
    first.open();
    await Promise.all([slow.saw(400), other.saw(400)]);
    expect(store.subscriptions).toBe(1);

    await write(400);
    await other.saw(800);
    expect(slow.seen.length).toBeLessThanOrEqual(420);
    second.open();
    await slow.saw(800);
    expect(slow.seen).toEqual(other.seen);
    expect(store.subscriptions).toBe(2);
  });

  it('waits for one that is only slower, and does not read far ahead of it', async () => {
    await write(2_000);
    const feeds = feedsOf(20, { patienceBehindMs: 60_000 });
    const ahead: number[] = [];
    const slower = new Reader(feeds, undefined, async (seen) => {
      ahead.push(store.delivered - seen);
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    });
    const fast = new Reader(feeds, undefined);
    await Promise.all([slower.saw(2_000), fast.saw(2_000)]);
    expect(store.subscriptions).toBe(1);
    // Four batches that wait, and one that was on its way.
    expect(Math.max(...ahead)).toBeLessThanOrEqual(5 * 20);
  });

  it('reads less far ahead where events are large', async () => {
    await write(60, 'x'.repeat(500_000));
    const stuck = door();
    const reader = new Reader(feedsOf(10), undefined, (seen) => (seen === 10 ? stuck.passed : undefined));
    await reader.saw(10);
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    // 32 of them are 16 million characters.
    expect(store.delivered).toBeLessThanOrEqual(10 + 40);
    stuck.open();
    await reader.saw(60);
  });

  it('ends the reading with its last follower', async () => {
    const feeds = feedsOf(10);
    const readers = [new Reader(feeds, undefined), new Reader(feeds, undefined)];
    await until(() => feeds.size === 1);
    await readers[0]?.stop();
    expect(feeds.size).toBe(1);
    await readers[1]?.stop();
    expect(feeds.size).toBe(0);
    await feeds.close();
  });

  it('tells everybody what ended it, and reads again for who follows again', async () => {
    await write(5);
    const feeds = feedsOf(10);
    const readers = [new Reader(feeds, undefined), new Reader(feeds, undefined)];
    await Promise.all(readers.map((reader) => reader.saw(5)));
    store.broken = true;
    const [sixth] = await write(1);
    await Promise.all(readers.map((reader) => reader.done));
    for (const reader of readers) expect(reader.failure).toEqual(new TypeError('the log cannot be read'));
    store.broken = false;
    const again = new Reader(feeds, readers[0]?.seen.at(-1));
    await again.saw(1);
    expect(again.seen).toEqual([sixth]);
  });

  it('gives everybody every event after its position once and in order, whoever is slow and whenever they come', async () => {
    const plan = fc.record({
      written: fc.integer({ min: 1, max: 120 }),
      later: fc.integer({ min: 0, max: 60 }),
      batchSize: fc.integer({ min: 1, max: 9 }),
      readers: fc.array(
        fc.record({
          from: fc.integer({ min: 0, max: 120 }),
          comesAfter: fc.integer({ min: 0, max: 20 }),
          turnsOfWork: fc.integer({ min: 0, max: 12 }),
          leavesAt: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
        }),
        { minLength: 1, maxLength: 6 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ written, later, batchSize, readers }) => {
        store = new CountedStore();
        ending = new AbortController();
        const before = await write(written);
        const feeds = feedsOf(batchSize, { patienceMs: 1, patienceBehindMs: 1 });
        const turns = async (count: number): Promise<void> => {
          for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        };
        const running = readers.map(async ({ from, comesAfter, turnsOfWork, leavesAt }) => {
          await turns(comesAfter);
          const skipped = Math.min(from, written);
          const reader = new Reader(feeds, before[skipped - 1], () => turns(turnsOfWork));
          const expected = written + later - skipped;
          await reader.saw(Math.min(leavesAt ?? expected, expected));
          if (leavesAt !== undefined) await reader.stop();
          return { reader, skipped, whole: leavesAt === undefined };
        });
        const all = [...before, ...(await write(later))];
        for (const { reader, skipped, whole } of await Promise.all(running)) {
          expect(reader.seen).toEqual(all.slice(skipped, whole ? undefined : skipped + reader.seen.length));
        }
        ending.abort();
        await feeds.close();
        expect(feeds.size).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
