import fc from 'fast-check';
import { Registry } from 'prom-client';
import { StoreUnavailable, type EventStore } from '#libs/event-store';
import { CommandLoop, type LoopAnswer } from './command-loop.js';
import { IdempotencyConflict, PreconditionFailed, StreamExists } from './errors.js';
import { commandKey } from './ids.js';
import { loadStream, type FoldedStream } from './loaded-stream.js';
import { prometheusCacheMetrics } from './stream-cache-metrics.js';
import { StreamCache } from './stream-cache.js';
import { boxes, put, StandingClock, TooMuch, type Boxes } from './testing/counter.js';
import { DisturbedStore, loseAcknowledgement } from './testing/store-wrappers.js';
import { deepFreeze, WatchedStore } from './testing/watched-store.js';

const ID = '0b8e6d2c-4a54-4a33-8f0e-5f1f3f0f9a01';
const STREAM = 'boxes-1';

/** One process with a cache of its own. Whatever changes a state that it shares fails. */
function processOn(
  store: EventStore,
  limits = { maxStreams: 100, maxBytes: 1_000_000 },
  registry = new Registry(),
  clock = new StandingClock(),
) {
  const cache = new StreamCache<Boxes>(limits, prometheusCacheMetrics(registry, 'boxes'));
  const kind: typeof boxes = {
    ...boxes,
    streams: cache,
    evolve: (state, event) => deepFreeze(boxes.evolve(deepFreeze(state), deepFreeze(event))),
  };
  const loop = new CommandLoop(store, clock, { sleep: async () => undefined, random: () => 0.5 });
  const run = (request: ReturnType<typeof put>): Promise<LoopAnswer> => loop.run(kind, request);
  const metric = async (name: string): Promise<number> =>
    (await registry.getMetricsAsJSON())
      .find((one) => one.name === `mingdan_boxes_cache_${name.split(' ')[0]}`)
      ?.values.find(({ labels }) => name.includes(' ') === false || labels['result'] === name.split(' ')[1])?.value ??
    0;
  return { cache, kind, loop, run, metric };
}

/** Everything that a fold says, so that two can be compared to the letter. */
function said(fold: FoldedStream<unknown>): string {
  const { state, revision, position, lastRecordedAt } = fold;
  return JSON.stringify([state, `${revision}`, position, lastRecordedAt, [...fold.scopeRevisions()]]);
}

describe('a cache of streams', () => {
  let store: WatchedStore;
  beforeEach(() => {
    store = new WatchedStore();
  });

  it('spares the read of a stream that was read or written here before', async () => {
    const { run, metric } = processOn(store);
    await run(put('a', 1));
    await run(put('a', 2));
    expect(await run(put('b', 4))).toMatchObject({ revision: 2n, scopeRevision: 1 });
    expect(store.reads).toEqual([0n]);
    expect(await metric('requests_total hit')).toBe(2);
    expect(await metric('requests_total miss')).toBe(1);
    expect(await metric('streams')).toBe(1);
    expect(await metric('bytes')).toBeGreaterThan(1_000);
  });

  it('holds what a read would give: what JSON drops or changes is not remembered', async () => {
    const { cache, kind, loop } = processOn(store);
    const sloppy: typeof boxes = {
      ...kind,
      evolve: (state, { data }) => ({ ...state, [JSON.stringify(Object.keys(data))]: 1 }),
      encode: async (events) =>
        events.map(({ type, box }) => ({
          ...{ eventType: type, schemaVersion: 1, metadata: {} },
          data: { box, at: new Date(0), gone: undefined, nan: NaN } as never,
        })),
    };
    await loop.run(sloppy, put('a', 1));
    const held = cache.held(STREAM);
    expect(Object.keys(held?.state ?? {})).toEqual(['["box","at","nan"]']);
    expect(said(held as FoldedStream<Boxes>)).toBe(said(await loadStream(store, STREAM, sloppy)));
  });

  describe('when another process has moved the stream', () => {
    let here: ReturnType<typeof processOn>;
    let there: ReturnType<typeof processOn>;
    beforeEach(async () => {
      here = processOn(store);
      there = processOn(store);
      await here.run(put('a', 900));
      await here.run(put('a', 50));
      await there.run(put('a', 40));
      store.reads.length = 0;
    });

    it('reads the rest of it after the conflict, and decides anew', async () => {
      expect(await here.run(put('b', 1))).toMatchObject({ revision: 3n, scopeRevision: 1 });
      expect(store.reads).toEqual([1n]);
      expect(await here.metric('stale_total')).toBe(1);
      expect(said(here.cache.held(STREAM) as FoldedStream<Boxes>)).toBe(said(await loadStream(store, STREAM, boxes)));
    });

    it('refuses what is too much by now', async () => {
      await expect(here.run(put('a', 11))).rejects.toThrow(TooMuch);
      expect(store.reads).toEqual([1n]);
    });

    it('does not refuse what is allowed by now', async () => {
      await expect(here.run(put('a', 51))).rejects.toThrow(TooMuch);
      await there.run(put('a', -90));
      store.reads.length = 0;
      expect(await here.run(put('a', 60))).toMatchObject({ revision: 4n, scopeRevision: 5 });
      expect(store.reads).toEqual([2n]);
    });

    it('answers an act that is already true by a read', async () => {
      expect(await here.run(put('a', 0))).toMatchObject({ events: [], revision: 2n, scopeRevision: 3 });
      expect(store.reads).toEqual([1n]);
    });

    it('tells a stale If-Match, and one that is stale in memory only', async () => {
      await expect(here.run(put('a', 1, { ifMatch: 2 }))).rejects.toMatchObject({
        name: PreconditionFailed.name,
        actual: 3,
      });
      await there.run(put('a', 1));
      expect(await here.run(put('a', 1, { ifMatch: 4 }))).toMatchObject({ scopeRevision: 5 });
    });

    it('answers a repeat of what the other did, and refuses its id with another body', async () => {
      const request = put('b', 7, { commandId: ID });
      const first = await there.run(request);
      expect(await here.run(request)).toEqual({ ...first, replayed: true });
      await expect(here.run(put('b', 8, { commandId: ID }))).rejects.toThrow(IdempotencyConflict);
      expect((await loadStream(store, STREAM, boxes)).state).toEqual({ a: 990, b: 7 });
    });
  });

  it('refuses a stream that should be new by a read', async () => {
    const { run } = processOn(store);
    await run(put('a', 1, { expectNew: true }));
    await expect(run(put('a', 1, { expectNew: true }))).rejects.toThrow(StreamExists);
    expect(store.reads).toEqual([0n, 0n]);
  });

  it('answers a repeat as the first time, whatever came after', async () => {
    const { run } = processOn(store);
    const request = put('a', 999, { commandId: ID });
    await run(put('a', 1));
    const first = await run(request);
    await run(put('floor', 1));
    expect(await run(request)).toEqual({ ...first, replayed: true });
  });

  it('does not take the events of a repeat at the same revision for its own where they differ', async () => {
    let sealed = 0;
    const [here, there] = [processOn(store), processOn(store)];
    const sealing = ({ kind }: typeof here): typeof boxes => ({
      ...kind,
      evolve: (state, { data }) => ({ ...state, [data['box'] as string]: Number(data['seal']) }),
      encode: async (events) =>
        events.map(({ type, box }) => ({
          ...{ eventType: type, schemaVersion: 1, metadata: {} },
          data: { box, seal: (sealed += 1) },
        })),
    });
    await here.loop.run(sealing(here), put('a', 1));
    const request = put('a', 2, { commandId: ID });
    const first = await there.loop.run(sealing(there), request);
    // Decided here on what is held, with another seal; the store has the other's events at that revision.
    expect(await here.loop.run(sealing(here), request)).toEqual({ ...first, replayed: true });
    expect(said(here.cache.held(STREAM) as FoldedStream<Boxes>)).toBe(
      said(await loadStream(store, STREAM, sealing(here))),
    );
  });

  it('reads a stream anew that was put back to an earlier state', async () => {
    const before = new WatchedStore();
    let now: WatchedStore = before;
    const moving = new DisturbedStore(store, async (_, append) => append());
    moving.append = (...given) => now.append(...given);
    moving.readStream = (...given) => now.readStream(...given);
    const { run } = processOn(moving);
    await run(put('a', 999));
    now = store;
    await processOn(store).run(put('c', 1));
    await expect(run(put('a', 2_000))).rejects.toThrow(TooMuch);
    expect(await run(put('a', 5))).toMatchObject({ revision: 1n, scopeRevision: 1 });
  });

  it('forgets a stream whose append came to no known end', async () => {
    const lossy = new DisturbedStore(store, async (n, append) => {
      if (n === 2) return loseAcknowledgement(append);
      if (n > 2 && n < 6) throw new StoreUnavailable('gone', true);
      return append();
    });
    const { run, cache } = processOn(lossy);
    await run(put('a', 1));
    const request = put('a', 2, { commandId: ID });
    await expect(run(request)).rejects.toMatchObject({ outcomeUnknown: true });
    expect(cache.held(STREAM)).toBeUndefined();
    expect(await run(request)).toMatchObject({ replayed: true, scopeRevision: 2 });
  });

  it('remembers nothing of an append during which the stream was to be forgotten', async () => {
    const slow = new DisturbedStore(store, async (n, append) => {
      if (n === 2) cache.forgetScope('a');
      return append();
    });
    const { run, cache } = processOn(slow);
    await run(put('a', 1));
    await run(put('b', 1));
    expect(cache.held(STREAM)).toBeUndefined();
    await run(put('b', 1));
    expect(cache.held(STREAM)).toBeDefined();
  });

  it('forgets with an event that erases, by scope, and everything', async () => {
    const { cache, kind, loop, run } = processOn(store);
    await run(put('a', 1));
    await loop.run({ ...kind, erases: ({ data }) => data['box'] === 'b' }, put('b', 1));
    expect(cache.held(STREAM)).toBeUndefined();
    await run(put('a', 1));
    cache.forgetScope('c');
    expect(cache.held(STREAM)).toBeDefined();
    cache.forgetScope('b');
    expect(cache.held(STREAM)).toBeUndefined();
    await run(put('a', 1));
    cache.forgetAll();
    expect(cache.held(STREAM)).toBeUndefined();
  });

  it('stays within its number of streams and its bytes', async () => {
    for (const limits of [
      { maxStreams: 3, maxBytes: 1_000_000 },
      { maxStreams: 100, maxBytes: 5_000 },
    ]) {
      const { run, cache, metric } = processOn(new WatchedStore(), limits);
      for (let n = 0; n < 10; n += 1) await run(put('a', 1, { streamId: `boxes-${n}` }));
      expect(cache.held('boxes-9')).toBeDefined();
      expect(cache.held('boxes-6')).toBeUndefined();
      expect(await metric('streams')).toBe(3);
      expect(await metric('evictions_total')).toBe(7);
    }
  });

  it('leaves everything as it is without a cache, whatever is asked of two processes', async () => {
    const command = fc.record({
      process: fc.nat(1),
      box: fc.constantFrom('a', 'b'),
      amount: fc.constantFrom(-400, 0, 1, 300, 500),
      streamId: fc.constantFrom('boxes-1', 'boxes-2'),
      id: fc.nat(5),
      ifMatch: fc.option(fc.nat(4), { nil: undefined, freq: 3 }),
      expectNew: fc.boolean(),
      forgets: fc.nat(9),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 25 }), async (commands) => {
        const [plain, shared] = [new WatchedStore(), new WatchedStore()];
        // Of one command in one instant by two processes the store cannot tell which of them wrote it: each says it did.
        const clock = new StandingClock();
        const uncached = new CommandLoop(plain, clock);
        const processes = [
          processOn(shared, undefined, undefined, clock),
          processOn(shared, { maxStreams: 1, maxBytes: 1_000_000 }, undefined, clock),
        ] as const;
        for (const [n, command] of commands.entries()) {
          const { process, box, amount, id, streamId, ifMatch, expectNew, forgets } = command;
          clock.instant = new Date(Date.UTC(2026, 8, 7, 1, 0, 0, n)).toISOString();
          const request = put(box, amount, {
            ...{ streamId, expectNew, commandId: `0b8e6d2c-4a54-4a33-8f0e-5f1f3f0f9a0${id}` },
            ...(ifMatch === undefined ? {} : { ifMatch }),
          });
          const own = processes[process as 0 | 1];
          if (forgets === 0) own.cache.forget(streamId);
          const outcome = (run: Promise<LoopAnswer>) => run.catch((error: Error) => [error.name, error.message]);
          // Positions are places in a log, and the two logs are alike.
          expect(await outcome(own.run(request))).toEqual(await outcome(uncached.run(boxes, request)));
        }
        for (const streamId of ['boxes-1', 'boxes-2']) {
          const whole = await loadStream(shared, streamId, boxes);
          expect(said(whole)).toBe(said(await loadStream(plain, streamId, boxes)));
          for (const { cache } of processes) {
            const held = cache.held(streamId);
            if (held === undefined || held.revision !== whole.revision) continue;
            expect(said(held)).toBe(said(whole));
            for (const { id } of commands) {
              const key = commandKey('clerk-1', `0b8e6d2c-4a54-4a33-8f0e-5f1f3f0f9a0${id}`);
              expect(held.seenCommands.get(key)).toEqual(whole.seenCommands.get(key));
            }
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});
