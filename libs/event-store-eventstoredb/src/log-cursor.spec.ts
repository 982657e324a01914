import { PassThrough } from 'node:stream';
import type { EventStoreDBClient } from '@eventstore/db-client';
import type { SubscriptionBatch } from '#libs/event-store';
import type { Connection } from './connection.js';
import { Connections } from './connections.js';
import { CallTimedOut, ConnectionGone, ForeignEvent } from './faults.js';
import { LogCursor, type CursorOptions, type CursorParts } from './log-cursor.js';
import { StreamNames } from './records.js';

type Asked = NonNullable<Parameters<EventStoreDBClient['subscribeToAll']>[0]>;

/** What the client gives for a subscription; the test plays the server. */
class Subscription extends PassThrough {
  unsubscribed = false;

  constructor(readonly asked: Asked) {
    super({ objectMode: true, highWaterMark: 64 });
  }

  async unsubscribe(): Promise<void> {
    this.unsubscribed = true;
  }

  events(...places: number[]): this {
    for (const place of places) this.write(resolved(place));
    return this;
  }
}

const resolved = (
  place: number,
  streamId = 'mingdan.dossier-1',
  metadata: unknown = { schemaVersion: 1, metadata: {} },
) => ({
  event: {
    streamId,
    id: '8f14e45f-ceea-467f-a0c1-3c5a1d2b3e4f',
    revision: BigInt(place),
    type: 'Counted',
    isJson: true,
    data: { place },
    metadata,
    position: { commit: BigInt(place), prepare: BigInt(place) },
  },
});
const places = (batch: SubscriptionBatch): unknown[] => batch.events.map(({ data }) => data['place']);
const dropped = Object.assign(new Error('Consumer too slow'), { type: 'timeout', code: 10 });

describe('LogCursor', () => {
  const subscriptions: Subscription[] = [];
  let cursor: LogCursor;
  let connections: Connections;
  let gone: AbortController;

  const open = (options: Partial<CursorOptions> = {}, parts: Partial<CursorParts> = {}): void => {
    gone = new AbortController();
    const connection = {
      gone: gone.signal,
      close: async () => gone.abort(),
      subscribeToAll: (asked: Asked) => {
        const subscription = new Subscription(asked);
        subscriptions.push(subscription);
        return subscription;
      },
    };
    connections = new Connections(() => connection as unknown as Connection, { callTimeoutMs: 50 });
    cursor = new LogCursor(
      { connections, names: new StreamNames('mingdan.'), lastPlace: () => new Promise(() => {}), ...parts },
      { after: undefined, prefixes: ['mingdan.'], requiresLeader: true, ...options },
    );
  };
  /** The latest subscription, as soon as the cursor has asked for it, and confirmed. */
  const server = (): Subscription => {
    const subscription = subscriptions.at(-1);
    if (subscription === undefined) throw new Error('nobody has subscribed');
    subscription.emit('confirmation');
    return subscription;
  };

  afterEach(async () => {
    cursor.close();
    await connections.close();
    subscriptions.splice(0);
  });

  it('asks for what comes after its position, filtered by the server', async () => {
    open({ after: '0000000000000007', prefixes: ['mingdan.dossier-', 'mingdan.rules-'] });
    const next = cursor.next(10);
    server().events(8);
    expect(places(await next)).toEqual([8]);
    expect(subscriptions[0]?.asked).toMatchObject({
      fromPosition: { commit: 7n, prepare: 7n },
      filter: { filterOn: 'streamName', prefixes: ['mingdan.dossier-', 'mingdan.rules-'] },
      requiresLeader: true,
    });
  });

  it('gives batches no larger than wanted, and has caught up when the server said so and nothing is left', async () => {
    open();
    const first = cursor.next(2);
    const subscription = server().events(1, 2, 3);
    subscription.emit('caughtUp');
    expect(await first).toMatchObject({ events: [{}, {}], caughtUp: false });
    const second = await cursor.next(2);
    expect([places(second), second.caughtUp]).toEqual([[3], true]);
    const third = cursor.next(2);
    subscription.events(4);
    expect(await third).toMatchObject({ events: [{}], caughtUp: true });
  });

  it('says once that nothing is there', async () => {
    open();
    const first = cursor.next(5);
    const subscription = server();
    subscription.emit('caughtUp');
    expect(await first).toEqual({ events: [], caughtUp: true });
    const second = cursor.next(5);
    subscription.emit('caughtUp');
    subscription.events(1);
    expect(places(await second)).toEqual([1]);
  });

  it('has not caught up any more when the server says that it fell behind', async () => {
    open();
    const first = cursor.next(5);
    const subscription = server();
    subscription.emit('caughtUp');
    await first;
    subscription.emit('fellBehind');
    subscription.events(1);
    expect((await cursor.next(5)).caughtUp).toBe(false);
    const next = cursor.next(5);
    subscription.emit('caughtUp');
    expect(await next).toEqual({ events: [], caughtUp: true });
  });

  it('gives what had come before a failure, then fails, then goes on after the last event that was given', async () => {
    open();
    const first = cursor.next(2);
    server().events(1, 2, 3).emit('error', dropped);
    expect(places(await first)).toEqual([1, 2]);
    expect(places(await cursor.next(2))).toEqual([3]);
    expect(cursor.gaveEvents).toBe(true);
    await expect(cursor.next(2)).rejects.toBe(dropped);
    const again = cursor.next(2);
    expect(subscriptions[1]?.asked.fromPosition).toEqual({ commit: 3n, prepare: 3n });
    server().events(4);
    expect(places(await again)).toEqual([4]);
    expect(subscriptions.map(({ unsubscribed }) => unsubscribed)).toEqual([true, false]);
  });

  it('gives nothing twice and nothing of others, whatever the server sends', async () => {
    open({ after: '0000000000000002' });
    const next = cursor.next(10);
    const subscription = server().events(1, 2, 3);
    subscription.write(resolved(4, 'Mingdan.dossier-1'));
    subscription.write({});
    subscription.events(3, 5);
    subscription.emit('caughtUp');
    expect(places(await next)).toEqual([3, 5]);
  });

  it('fails on an event in our streams that is not ours, and takes no errors after the end for its own', async () => {
    open();
    const next = cursor.next(10);
    const subscription = server();
    subscription.write(resolved(1, 'mingdan.dossier-1', { $causedBy: 'somebody' }));
    await expect(next).rejects.toThrow(ForeignEvent);
    expect(subscription.emit('error', dropped)).toBe(true);
  });

  it('fails when the server does not confirm in time, or ends the subscription', async () => {
    open();
    await expect(cursor.next(1)).rejects.toThrow(CallTimedOut);
    const next = cursor.next(1);
    server().end();
    await expect(next).rejects.toThrow('the server ended the subscription');
  });

  it('fails when the connection is given up under it', async () => {
    open();
    const next = cursor.next(1);
    server();
    gone.abort();
    await expect(next).rejects.toThrow(ConnectionGone);
  });

  it('fails when the server is silent while it should be read to the end, and not while it gives signs of life', async () => {
    open({ silenceMs: 40 });
    const next = cursor.next(1);
    const subscription = server();
    const { filter } = subscription.asked;
    const started = performance.now();
    const signs = setInterval(() => {
      if (performance.now() - started < 120) void filter?.checkpointReached?.(subscription, {} as never);
    }, 10);
    await expect(next).rejects.toThrow(CallTimedOut);
    clearInterval(signs);
    expect(performance.now() - started).toBeGreaterThanOrEqual(120);
  });

  describe('on a server that never says that it has caught up', () => {
    it('takes the last event of the log as the goal', async () => {
      const asked: unknown[] = [];
      const lastPlace = async (...what: unknown[]): Promise<bigint> => {
        asked.push(what);
        return 3n;
      };
      open({ prefixes: ['mingdan.dossier-'] }, { signalWaitMs: 5, lastPlace });
      const first = cursor.next(10);
      const subscription = server().events(1);
      expect(await first).toMatchObject({ events: [{}], caughtUp: false });
      const second = cursor.next(10);
      while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
      expect(asked).toEqual([[['mingdan.dossier-'], 1n]]);
      subscription.events(2, 3);
      const batches = [await second];
      while (batches.at(-1)?.caughtUp !== true) batches.push(await cursor.next(10));
      expect(batches.flatMap(places)).toEqual([2, 3]);
      const live = cursor.next(10);
      subscription.events(4);
      expect(await live).toMatchObject({ events: [{}], caughtUp: true });
    });

    it('has caught up at once where there is nothing', async () => {
      open({}, { signalWaitMs: 5, lastPlace: async () => undefined });
      const next = cursor.next(10);
      server();
      expect(await next).toEqual({ events: [], caughtUp: true });
    });

    it('asks again when it could not be told', async () => {
      let asked = 0;
      const lastPlace = async (): Promise<bigint | undefined> => {
        asked += 1;
        if (asked === 1) throw new Error('away');
        return undefined;
      };
      open({}, { signalWaitMs: 5, lastPlace });
      const next = cursor.next(10);
      server();
      expect(await next).toEqual({ events: [], caughtUp: true });
      expect(asked).toBe(2);
    });
  });
});
