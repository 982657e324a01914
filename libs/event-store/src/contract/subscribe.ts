import { collect, event, events, Follower, numbers, uniquePrefix, type ContractContext } from './subject.js';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

export function subscribeContract(context: () => ContractContext): void {
  describe('subscribe', () => {
    it('catches up, says so, and goes on live', async () => {
      const { store, stream } = context();
      const prefix = uniquePrefix();
      const id = stream(prefix);
      await store.append(id, 'no-stream', events(5));
      const follower = new Follower(store, { streamPrefixes: [prefix], batchSize: 2 });
      await follower.takeUntilCaughtUp();
      expect(numbers(follower.seen)).toEqual([0, 1, 2, 3, 4]);
      const live = follower.takeEvents(8);
      await store.append(id, 4n, events(3, 5));
      await live;
      expect(numbers(follower.seen)).toEqual(upTo(8));
      expect(follower.batches.every((batch) => batch.events.length <= 2)).toBe(true);
      await follower.stop();
    });

    it('says that it has caught up when there is nothing to read, once', async () => {
      const { store, stream } = context();
      const prefix = uniquePrefix();
      const follower = new Follower(store, { streamPrefixes: [prefix] });
      expect(await follower.take()).toEqual({ events: [], caughtUp: true });
      const next = follower.take();
      await store.append(stream(prefix), 'no-stream', [event(1)]);
      expect(numbers((await next)?.events ?? [])).toEqual([1]);
      await follower.stop();
    });

    it('resumes after a position without delivering anything again', async () => {
      const { store, stream } = context();
      const prefix = uniquePrefix();
      const id = stream(prefix);
      await store.append(id, 'no-stream', events(10));
      const first = new Follower(store, { streamPrefixes: [prefix], batchSize: 4 });
      await first.take();
      await first.stop();
      const handled = first.seen.at(3)?.position;
      expect(handled).toBeDefined();
      await store.append(id, 9n, events(2, 10));
      const second = new Follower(store, {
        streamPrefixes: [prefix],
        ...(handled === undefined ? {} : { after: handled }),
      });
      await second.takeUntilCaughtUp();
      expect(numbers(second.seen)).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
      await second.stop();
    });

    it('waits for a slow consumer and then gives everything in order', async () => {
      const { store, stream } = context();
      const prefix = uniquePrefix();
      const id = stream(prefix);
      await store.append(id, 'no-stream', events(5));
      const follower = new Follower(store, { streamPrefixes: [prefix], batchSize: 5 });
      await follower.takeEvents(5);
      for (let from = 5; from < 205; from += 20) await store.append(id, BigInt(from - 1), events(20, from));
      expect(follower.batches).toHaveLength(1);
      await follower.takeEvents(205);
      expect(numbers(follower.seen)).toEqual(upTo(205));
      expect(Math.max(...follower.batches.map((batch) => batch.events.length))).toBe(5);
      await follower.stop();
    });

    it('delivers only streams of its prefixes, also live', async () => {
      const { store, stream } = context();
      const [ours, theirs] = [uniquePrefix(), uniquePrefix()];
      const follower = new Follower(store, { streamPrefixes: [ours] });
      await follower.takeUntilCaughtUp();
      await store.append(stream(theirs), 'no-stream', events(3, 90));
      await store.append(stream(ours), 'no-stream', [event(1)]);
      await store.append(stream(theirs), 'no-stream', events(3, 93));
      await store.append(stream(ours), 'no-stream', [event(2)]);
      await follower.takeEvents(2);
      expect(numbers(follower.seen)).toEqual([1, 2]);
      await follower.stop();
    });

    it('misses nothing and keeps the order of the log while several write', async () => {
      const { store, stream } = context();
      const prefix = uniquePrefix();
      const follower = new Follower(store, { streamPrefixes: [prefix], batchSize: 7 });
      const writer = async (): Promise<void> => {
        const id = stream(prefix);
        for (let n = 0; n < 25; n += 1) await store.append(id, n === 0 ? 'no-stream' : BigInt(n - 1), [event(n)]);
      };
      await Promise.all([follower.takeEvents(200), ...Array.from({ length: 8 }, writer)]);
      const positions = follower.seen.map(({ position }) => position);
      expect([...positions].sort()).toEqual(positions);
      expect(follower.seen).toEqual(await collect(store.readAll({ streamPrefixes: [prefix] })));
      await follower.stop();
    });

    it('serves several subscribers, each in full', async () => {
      const { store, stream } = context();
      const prefix = uniquePrefix();
      const followers = [1, 3, 100].map((batchSize) => new Follower(store, { streamPrefixes: [prefix], batchSize }));
      const all = followers.map((follower) => follower.takeEvents(10));
      await store.append(stream(prefix), 'no-stream', events(10));
      await Promise.all(all);
      for (const follower of followers) {
        expect(numbers(follower.seen)).toEqual(upTo(10));
        await follower.stop();
      }
    });
  });

  describe('the end of a subscription', () => {
    it('comes without an error when aborted while it waits', async () => {
      const { store } = context();
      const follower = new Follower(store, { streamPrefixes: [uniquePrefix()] });
      await follower.takeUntilCaughtUp();
      const waiting = follower.take();
      follower.abortOnly();
      expect(await waiting).toBeUndefined();
    });

    it('comes before the next batch when aborted in the middle', async () => {
      const { store, stream } = context();
      const prefix = uniquePrefix();
      await store.append(stream(prefix), 'no-stream', events(10));
      const follower = new Follower(store, { streamPrefixes: [prefix], batchSize: 2 });
      await follower.take();
      expect(await follower.stop()).toBe(0);
      expect(numbers(follower.seen)).toEqual([0, 1]);
    });

    it('comes at once when it was aborted before it began', async () => {
      const { store, stream } = context();
      const prefix = uniquePrefix();
      await store.append(stream(prefix), 'no-stream', events(1));
      const signal = AbortSignal.abort();
      expect(await collect(store.subscribe({ streamPrefixes: [prefix], signal }))).toEqual([]);
    });

    it('comes when the consumer leaves its loop', async () => {
      const { store, stream } = context();
      const prefix = uniquePrefix();
      await store.append(stream(prefix), 'no-stream', events(6));
      const seen: unknown[] = [];
      for await (const batch of store.subscribe({ streamPrefixes: [prefix], batchSize: 3 })) {
        seen.push(...numbers(batch.events));
        break;
      }
      expect(seen).toEqual([0, 1, 2]);
    });
  });
}
