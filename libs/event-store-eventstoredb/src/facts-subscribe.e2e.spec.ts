import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import {
  END,
  eventTypeFilter,
  NO_STREAM,
  START,
  StreamDeletedError,
  streamNameFilter,
  type AllStreamSubscription,
  type EventStoreDBClient,
  type Position,
} from '@eventstore/db-client';
import {
  allOf,
  EventStoreTarget,
  itControlling,
  manyNumbered,
  numbered,
  rejection,
  until,
} from '#test/eventstore-server';

/** What the subscription of the client says, in order: its signals, and the numbers of its events. */
function follow(subscription: NodeJS.EventEmitter): (string | number)[] {
  const heard: (string | number)[] = [];
  for (const signal of ['confirmation', 'caughtUp']) subscription.on(signal, () => heard.push(signal));
  subscription.on('data', ({ event }: { event?: { type: string; data: { number?: number } } }) =>
    heard.push(event?.data.number ?? event?.type ?? '?'),
  );
  return heard;
}

describe('what EventStoreDB does for a subscriber', () => {
  let target: EventStoreTarget;
  let client: EventStoreDBClient;

  beforeAll(async () => {
    target = await EventStoreTarget.open();
    client = target.client();
  });

  afterAll(() => target.close());

  /** A stream that nobody has used, with events from 0, and where they lie. */
  const written = async (count: number): Promise<{ stream: string; positions: Position[] }> => {
    const stream = target.stream();
    for (let from = 0; from < count; from += 500) {
      const expectedRevision = from === 0 ? NO_STREAM : BigInt(from - 1);
      await client.appendToStream(stream, manyNumbered(Math.min(500, count - from), from), { expectedRevision });
    }
    const positions = (await allOf(client.readStream(stream))).flatMap(({ event }) => event?.position ?? []);
    return { stream, positions };
  };
  const only = (stream: string) => streamNameFilter({ prefixes: [stream] });

  it('confirms, sends what there is after the position, says that it has caught up, and goes on live', async () => {
    const { stream, positions } = await written(5);
    const subscription = client.subscribeToAll({ fromPosition: positions[2] ?? START, filter: only(stream) });
    const heard = follow(subscription);
    await until(() => heard.includes('caughtUp'));

    await client.appendToStream(stream, manyNumbered(2, 5), { expectedRevision: 4n });

    await until(() => heard.includes(6));
    expect(heard).toEqual(['confirmation', 3, 4, 'caughtUp', 5, 6]);
    await subscription.unsubscribe();
  });

  it('sends only what comes after, from the end', async () => {
    const { stream } = await written(2);
    const subscription = client.subscribeToAll({ fromPosition: END, filter: only(stream) });
    const heard = follow(subscription);
    await until(() => heard.includes('caughtUp'));
    await client.appendToStream(stream, numbered(2), { expectedRevision: 1n });
    await until(() => heard.includes(2));
    expect(heard).toEqual(['confirmation', 'caughtUp', 2]);
    await subscription.unsubscribe();
  });

  it('refuses a position at which no event begins', async () => {
    const { stream, positions } = await written(2);
    const commit = (positions[0]?.commit ?? 0n) + 1n;
    const subscription = client.subscribeToAll({ fromPosition: { commit, prepare: commit }, filter: only(stream) });
    expect(await rejection(allOf(subscription))).toMatchObject({ type: 'unknown', code: 2 });
  });

  it('filters by names and types of which one begins with a prefix, or matches a pattern', async () => {
    const { stream, positions } = await written(2);
    await client.appendToStream(stream, { ...numbered(2), type: 'Other' }, { expectedRevision: 1n });
    const stranger = await written(1);
    await client.setStreamMetadata(stream, { cacheControl: 1 });
    await client.appendToStream(stream, numbered(3), { expectedRevision: 2n });
    const [fromPosition] = positions;
    if (fromPosition === undefined) throw new Error('no position');
    const filters = [
      only(stream),
      streamNameFilter({ regex: `^${stream}$` }),
      streamNameFilter({ prefixes: [stream, stranger.stream] }),
      eventTypeFilter({ prefixes: ['Oth'] }),
      eventTypeFilter({ regex: '^(Counted|Other)$' }),
    ];

    const heard = await Promise.all(
      filters.map(async (filter) => {
        const subscription = client.subscribeToAll({ fromPosition, filter });
        const signals = follow(subscription);
        await until(() => signals.includes('caughtUp'));
        await subscription.unsubscribe();
        return signals.slice(1, -1);
      }),
    );

    expect(heard.slice(0, 3)).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 0, 3],
    ]);
    // By type, others of a shared server come through as well.
    expect(heard[3]).toContain(2);
    expect(heard[3]).not.toContain(1);
    expect(heard[4]).toEqual(expect.arrayContaining([1, 2, 3]));
    expect(heard[4]).not.toContain('$metadata');
  });

  it('reaches a checkpoint every so many windows of events read', async () => {
    const { stream, positions } = await written(40);
    const [fromPosition] = positions;
    if (fromPosition === undefined) throw new Error('no position');
    const reached: bigint[] = [];
    const filter = streamNameFilter({
      prefixes: [stream],
      maxSearchWindow: 5,
      checkpointInterval: 2,
      checkpointReached: async (_: AllStreamSubscription, { commit }) => void reached.push(commit),
    });
    const subscription = client.subscribeToAll({ fromPosition, filter });
    subscription.resume();
    await once(subscription, 'caughtUp');
    await subscription.unsubscribe();

    expect(reached.length).toBeGreaterThanOrEqual(3);
    expect(reached.every((commit) => commit > fromPosition.commit)).toBe(true);
    expect(reached).toEqual([...reached].sort((a, b) => (a < b ? -1 : 1)));
  });

  it('sends a stream from after a revision, and one that is not there yet from its first event', async () => {
    const { stream } = await written(3);
    const absent = target.stream('later');
    const [of, ofAbsent] = [client.subscribeToStream(stream, { fromRevision: 0n }), client.subscribeToStream(absent)];
    const [heard, heardOfAbsent] = [follow(of), follow(ofAbsent)];
    await until(() => heard.includes('caughtUp') && heardOfAbsent.includes('confirmation'));
    await client.appendToStream(absent, manyNumbered(2), { expectedRevision: NO_STREAM });
    await until(() => heardOfAbsent.includes(1));
    expect(heard).toEqual(['confirmation', 1, 2, 'caughtUp']);
    expect(heardOfAbsent.filter((signal) => signal !== 'caughtUp')).toEqual(['confirmation', 0, 1]);
    await Promise.all([of.unsubscribe(), ofAbsent.unsubscribe()]);
  });

  it('ends the subscription to a stream that is tombstoned', async () => {
    const { stream } = await written(1);
    const subscription = client.subscribeToStream(stream);
    const heard = follow(subscription);
    const error = new Promise((resolve) => subscription.once('error', resolve));
    await until(() => heard.includes('caughtUp'));
    await client.tombstoneStream(stream);
    expect(await error).toBeInstanceOf(StreamDeletedError);
  });

  itControlling(
    'ends a subscription, once and with an error, when the server goes away, while the client heals itself for other calls',
    async () => {
      const { stream } = await written(1);
      const subscription = client.subscribeToAll({ fromPosition: END, filter: only(stream) });
      const heard = follow(subscription);
      const errors: unknown[] = [];
      subscription.on('error', (error) => errors.push(error));
      await until(() => heard.includes('caughtUp'));

      await target.kill();
      await until(() => errors.length > 0);
      await target.start();

      // The first call may still find the old connection.
      await until(() =>
        client.appendToStream(stream, numbered(1)).then(
          () => true,
          () => false,
        ),
      );
      expect(errors).toMatchObject([{ type: 'unavailable', code: 14 }]);
      expect(heard).toEqual(['confirmation', 'caughtUp']);
    },
    60_000,
  );
});

describe('what EventStoreDB does with a slow consumer', () => {
  const COUNT = 6000;
  let target: EventStoreTarget;
  let client: EventStoreDBClient;

  beforeAll(async () => {
    target = await EventStoreTarget.open({ liveBuffer: 200, livePatienceMs: 100 });
    client = target.client();
  });

  afterAll(() => target.close());

  const burst = async (stream: string): Promise<void> => {
    for (let from = 0; from < COUNT; from += 200) await client.appendToStream(stream, manyNumbered(200, from));
  };

  /** Handles one event a millisecond. @returns what has been handled, and what the iteration ended with */
  const consume = async (
    subscription: AsyncIterable<unknown>,
    handled: { readonly number: number; readonly position: Position }[],
  ): Promise<unknown> => {
    try {
      for await (const resolved of subscription) {
        const { event } = resolved as { event: { data: { number: number }; position: Position } };
        handled.push({ number: event.data.number, position: event.position });
        if (handled.length === COUNT) return undefined;
        await setTimeout(1);
      }
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it('drops one that has fallen behind live, and waits for it while it is catching up again', async () => {
    const stream = target.stream('slow');
    const handled: { number: number; position: Position }[] = [];
    const filter = streamNameFilter({ prefixes: [stream] });
    const live = client.subscribeToAll({ fromPosition: END, filter });
    const consumed = consume(live, handled);
    await once(live, 'caughtUp');
    await burst(stream);

    const dropped = await consumed;
    const handledLive = handled.length;
    const last = handled.at(-1)?.position ?? START;
    const again = await consume(client.subscribeToAll({ fromPosition: last, filter }), handled);

    expect(dropped).toMatchObject({ type: 'timeout', code: 10 });
    expect((dropped as Error).message).toContain(
      'Consumer too slow to handle event while live. Client resubscription required.',
    );
    expect(handledLive).toBeLessThan(COUNT);
    expect(again).toBeUndefined();
    expect(handled.map(({ number }) => number)).toEqual(Array.from({ length: COUNT }, (_, number) => number));
  }, 60_000);

  it('drops one of a single stream just so', async () => {
    const stream = target.stream('slow');
    await client.appendToStream(stream, { ...numbered(-1), type: 'Opened' }, { expectedRevision: NO_STREAM });
    const live = client.subscribeToStream(stream, { fromRevision: 0n });
    const handled: { number: number; position: Position }[] = [];
    const consumed = consume(live, handled);
    await once(live, 'caughtUp');
    await burst(stream);

    expect(await consumed).toMatchObject({ type: 'timeout', code: 10 });
    expect(handled.map(({ number }) => number)).toEqual(handled.map((_, number) => number));
  }, 60_000);

  it('tells a listener of the error, which then hears an AbortError from the end of the iteration as well', async () => {
    const stream = target.stream('slow');
    const live = client.subscribeToAll({ fromPosition: END, filter: streamNameFilter({ prefixes: [stream] }) });
    const errors: unknown[] = [];
    live.on('error', (error) => errors.push(error));
    const consumed = consume(live, []);
    await once(live, 'caughtUp');
    await burst(stream);

    expect(await consumed).toMatchObject({ type: 'timeout', code: 10 });
    await until(() => errors.length === 2);
    expect(errors).toMatchObject([{ type: 'timeout', code: 10 }, { name: 'AbortError' }]);
  }, 60_000);
});
