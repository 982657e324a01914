import { MemoryEventStore, StoreUnavailable, type EventStore, type RecordedEvent } from '#libs/event-store';
import { CommandLoop, type LoopOptions } from './command-loop.js';
import { IdempotencyConflict, PreconditionFailed, StreamBusy, StreamExists } from './errors.js';
import { commandKey } from './ids.js';
import { loadStream } from './loaded-stream.js';
import { boxes, put, StandingClock, TooMuch } from './testing/counter.js';
import { DisturbedStore, loseAcknowledgement } from './testing/store-wrappers.js';

const ID = '0b8e6d2c-4a54-4a33-8f0e-5f1f3f0f9a01';

function loopOn(store: EventStore, options: Partial<LoopOptions> = {}, clock = new StandingClock()): CommandLoop {
  return new CommandLoop(store, clock, { sleep: async () => undefined, random: () => 0.5, ...options });
}

async function eventsOf(store: EventStore, streamId = 'boxes-1'): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of store.readStream(streamId)) events.push(event);
  return events;
}

describe('the command loop (D14)', () => {
  let store: MemoryEventStore;
  let loop: CommandLoop;
  beforeEach(() => {
    store = new MemoryEventStore();
    loop = loopOn(store);
  });

  it('appends what was decided and answers with the revision of the scope', async () => {
    await loop.run(boxes, put('a', 1));
    await loop.run(boxes, put('b', 1));
    const answer = await loop.run(boxes, put('a', 2, { commandId: ID }));
    expect(answer).toMatchObject({
      events: [{ type: 'Put', scope: 'a', ids: { box: 'a' } }],
      revision: 2n,
      scope: 'a',
      scopeRevision: 2,
      replayed: false,
    });
    const last = (await eventsOf(store))[2];
    expect(answer.position).toBe(last?.position);
    expect(last?.metadata).toEqual({
      commandId: ID,
      commandType: 'Put',
      fingerprint: 'a:2',
      issuedBy: 'clerk-1',
      recordedAt: '2026-09-07T01:00:00.000Z',
      correlationId: ID,
      causationId: ID,
    });
  });

  it('answers without an append when nothing is to be done', async () => {
    await loop.run(boxes, put('a', 1));
    const answer = await loop.run(boxes, put('a', 0));
    expect(answer).toMatchObject({ events: [], revision: 0n, scopeRevision: 1, replayed: false });
    expect(await eventsOf(store)).toHaveLength(1);
    expect(await loop.run(boxes, put('a', 0, { streamId: 'boxes-2' }))).toEqual({
      events: [],
      revision: 'no-stream',
      scope: 'a',
      scopeRevision: 0,
      replayed: false,
    });
  });

  it('passes a refusal on and appends nothing', async () => {
    await expect(loop.run(boxes, put('a', 2000))).rejects.toThrow(TooMuch);
    expect(await eventsOf(store)).toHaveLength(0);
  });

  it('refuses a command id that is no UUID', async () => {
    await expect(loop.run(boxes, put('a', 1, { commandId: 'once' }))).rejects.toThrow(RangeError);
  });

  describe('a repeat', () => {
    it('answers what the first did, also after the stream has moved on, and writes nothing', async () => {
      await loop.run(boxes, put('a', 1));
      const request = put('a', 999, { commandId: ID });
      const first = await loop.run(boxes, request);
      expect(first.events.map(({ type }) => type)).toEqual(['Put', 'Overflowed']);
      await loop.run(boxes, put('b', 1));
      await loop.run(boxes, put('floor', 1));
      const before = await eventsOf(store);
      // What it did can no longer be done; the repeat is not decided again.
      expect(await loopOn(store).run(boxes, request)).toEqual({ ...first, replayed: true });
      expect(await loopOn(store).run(boxes, { ...request, commandId: ID.toUpperCase() })).toMatchObject({
        replayed: true,
      });
      expect(await eventsOf(store)).toEqual(before);
    });

    it('is told before a stale If-Match', async () => {
      const request = put('a', 1, { commandId: ID, ifMatch: 0 });
      await loop.run(boxes, request);
      expect(await loop.run(boxes, request)).toMatchObject({ replayed: true, scopeRevision: 1 });
    });

    it('with another body is a conflict', async () => {
      await loop.run(boxes, put('a', 1, { commandId: ID }));
      await expect(loop.run(boxes, put('a', 2, { commandId: ID }))).rejects.toThrow(IdempotencyConflict);
      expect(await eventsOf(store)).toHaveLength(1);
    });

    it('by another actor or on another stream is another command', async () => {
      await loop.run(boxes, put('a', 1, { commandId: ID }));
      await loop.run(boxes, put('a', 2, { commandId: ID, actorId: 'clerk-2' }));
      await loop.run(boxes, put('a', 1, { commandId: ID, streamId: 'boxes-2' }));
      const events = [...(await eventsOf(store)), ...(await eventsOf(store, 'boxes-2'))];
      expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(3);
    });

    it('that races the first with the same body is written once', async () => {
      const request = put('a', 1, { commandId: ID });
      const answers = await Promise.all([loopOn(store).run(boxes, request), loopOn(store).run(boxes, request)]);
      expect(answers.map(({ position, scopeRevision }) => ({ position, scopeRevision }))).toEqual(
        Array.from({ length: 2 }, () => ({ position: answers[0].position, scopeRevision: 1 })),
      );
      expect(await eventsOf(store)).toHaveLength(1);
    });

    it('that races the first with another body is a conflict and never answered as if it had been done', async () => {
      const outcomes = await Promise.allSettled([
        loopOn(store).run(boxes, put('a', 1, { commandId: ID })),
        loopOn(store).run(boxes, put('a', 2, { commandId: ID })),
      ]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(outcomes.find((outcome) => outcome.status === 'rejected')?.reason).toBeInstanceOf(IdempotencyConflict);
      expect(await eventsOf(store)).toHaveLength(1);
    });
  });

  describe('If-Match', () => {
    it('holds while only other scopes have moved', async () => {
      await loop.run(boxes, put('a', 1));
      await loop.run(boxes, put('b', 1));
      expect(await loop.run(boxes, put('a', 1, { ifMatch: 1n }))).toMatchObject({ scopeRevision: 2 });
    });

    it('that is stale is refused and not tried again', async () => {
      await loop.run(boxes, put('a', 1));
      await loop.run(boxes, put('a', 1));
      await expect(loop.run(boxes, put('a', 1, { ifMatch: 1n }))).rejects.toMatchObject({
        name: PreconditionFailed.name,
        status: 412,
        expected: 1,
        actual: 2,
      });
      expect(await eventsOf(store)).toHaveLength(2);
    });

    it('that becomes stale while it is being decided is refused', async () => {
      const meddled = new DisturbedStore(store, async (n, append) => {
        if (n === 1) await loop.run(boxes, put('a', 5));
        return append();
      });
      await expect(loopOn(meddled).run(boxes, put('a', 1, { ifMatch: 0 }))).rejects.toThrow(PreconditionFailed);
      expect(meddled.appends).toHaveLength(1);
    });

    it('that another scope has overtaken is decided anew, for it is not stale', async () => {
      const meddled = new DisturbedStore(store, async (n, append) => {
        if (n === 1) await loop.run(boxes, put('b', 5));
        return append();
      });
      expect(await loopOn(meddled).run(boxes, put('a', 1, { ifMatch: 0 }))).toMatchObject({ scopeRevision: 1 });
    });
  });

  it('refuses a stream that should be new and is not', async () => {
    await loop.run(boxes, put('a', 1, { expectNew: true }));
    await expect(loop.run(boxes, put('a', 1, { expectNew: true }))).rejects.toThrow(StreamExists);
  });

  it('decides anew on the fresh state after a conflict', async () => {
    const meddled = new DisturbedStore(store, async (n, append) => {
      if (n === 1) await loop.run(boxes, put('a', 10));
      return append();
    });
    await loopOn(meddled).run(boxes, put('a', 1));
    expect((await eventsOf(store)).map(({ data }) => data['total'])).toEqual([10, 11]);
  });

  it('gives up on a stream that others keep changing', async () => {
    const pauses: number[] = [];
    const meddled = new DisturbedStore(store, async (_n, append) => {
      await loop.run(boxes, put('b', 1));
      return append();
    });
    const options = { maxDecisions: 4, sleep: async (ms: number) => void pauses.push(ms) };
    const refused = loopOn(meddled, options).run(boxes, put('a', 1));
    await expect(refused).rejects.toBeInstanceOf(StreamBusy);
    await expect(refused).rejects.toMatchObject({ attempts: 4, outcomeUnknown: false });
    expect(pauses).toEqual([4, 8, 15]);
  });

  describe('an append of unknown outcome', () => {
    it('that was written is found out by repeating it unchanged', async () => {
      const lossy = new DisturbedStore(store, (n, append) => (n === 1 ? loseAcknowledgement(append) : append()));
      const answer = await loopOn(lossy).run(boxes, put('a', 1));
      expect(answer).toMatchObject({ revision: 0n, scopeRevision: 1, replayed: false });
      expect(lossy.appends[1]).toEqual(lossy.appends[0]);
      expect(await eventsOf(store)).toHaveLength(1);
    });

    it('that was not written is written by the repeat', async () => {
      const lossy = new DisturbedStore(store, async (n, append) => {
        if (n === 1) throw new StoreUnavailable('gone', true);
        return append();
      });
      expect(await loopOn(lossy).run(boxes, put('a', 1))).toMatchObject({ revision: 0n });
    });

    it('that was not written and is overtaken is decided anew', async () => {
      const lossy = new DisturbedStore(store, async (n, append) => {
        if (n > 1) return append();
        await loop.run(boxes, put('a', 10));
        throw new StoreUnavailable('gone', true);
      });
      await loopOn(lossy).run(boxes, put('a', 1));
      expect((await eventsOf(store)).map(({ data }) => data['total'])).toEqual([10, 11]);
    });

    it('that stays unknown is told as unknown, and the same command later tells what happened', async () => {
      const lossy = new DisturbedStore(store, async (n, append) => {
        if (n === 1) return loseAcknowledgement(append);
        throw new StoreUnavailable('refused', false);
      });
      const request = put('a', 1, { commandId: ID });
      await expect(loopOn(lossy).run(boxes, request)).rejects.toMatchObject({ outcomeUnknown: true });
      expect(lossy.appends).toHaveLength(4);
      expect(await loopOn(store).run(boxes, request)).toMatchObject({ replayed: true, scopeRevision: 1 });
      expect(await eventsOf(store)).toHaveLength(1);
    });
  });

  it('fails at once when the store is away and nothing was written', async () => {
    const away = new DisturbedStore(store, async () => {
      throw new StoreUnavailable('refused', false);
    });
    await expect(loopOn(away).run(boxes, put('a', 1))).rejects.toMatchObject({ outcomeUnknown: false });
    expect(away.appends).toHaveLength(1);
  });

  it('never lets recordedAt go back within a stream', async () => {
    const clock = new StandingClock('2026-09-07T08:00:00.000Z');
    await loopOn(store, {}, clock).run(boxes, put('a', 1));
    clock.instant = '2026-09-07T07:00:00.000Z';
    await loopOn(store, {}, clock).run(boxes, put('a', 1));
    expect((await eventsOf(store)).map(({ metadata }) => metadata['recordedAt'])).toEqual([
      '2026-09-07T08:00:00.000Z',
      '2026-09-07T08:00:00.000Z',
    ]);
  });
});

describe('a loaded stream', () => {
  it('shows what was known at an earlier instant', async () => {
    const store = new MemoryEventStore();
    const clock = new StandingClock('2026-09-07T01:00:00.000Z');
    const loop = loopOn(store, {}, clock);
    await loop.run(boxes, put('a', 1));
    clock.instant = '2026-09-08T01:00:00.000Z';
    await loop.run(boxes, put('a', 2, { commandId: ID }));
    await loop.run(boxes, put('b', 4));

    const then = await loadStream(store, 'boxes-1', boxes, '2026-09-08T00:59:59.999Z');
    expect(then).toMatchObject({ state: { a: 1 }, revision: 0n, lastRecordedAt: '2026-09-07T01:00:00.000Z' });
    const now = await loadStream(store, 'boxes-1', boxes);
    expect(now.state).toEqual({ a: 3, b: 4 });
    expect(Object.fromEntries(now.scopeRevisions())).toEqual({ a: 2, b: 1 });
    expect(now.scopeRevision('a', 0n)).toBe(1);
    expect([then, now].map(({ seenCommands }) => seenCommands.has(commandKey('clerk-1', ID)))).toEqual([false, true]);
  });

  it('of a stream that does not exist is the initial state', async () => {
    const loaded = await loadStream(new MemoryEventStore(), 'boxes-9', boxes);
    expect(loaded).toMatchObject({ state: {}, revision: 'no-stream' });
    expect(loaded.lastRecordedAt).toBeUndefined();
  });
});
