import { PassThrough } from 'node:stream';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { SubscriptionBatch } from '#libs/event-store';
import type { Connection } from './connection.js';
import { Connections } from './connections.js';
import { CallTimedOut, ConnectionGone, ForeignEvent } from './faults.js';
import { LogCursor, type CursorOptions, type CursorParts } from './log-cursor.js';
import type { SentEvent, Signal } from './read-answer.js';
import { StreamNames } from './records.js';

/** A call to read as the client gives it; the test plays the server. */
class Subscription extends PassThrough {
  cancelled = false;

  constructor(private readonly request: ReadReq) {
    super({ objectMode: true, highWaterMark: 64 });
  }

  get asked() {
    return this.request.getOptions()?.toObject();
  }

  cancel(): void {
    this.cancelled = true;
  }

  events(...places: number[]): this {
    for (const place of places) this.write(sent(place));
    return this;
  }

  says(signal: Signal): this {
    this.write(signal);
    return this;
  }
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
const sent = (
  place: number,
  streamId = 'mingdan.dossier-1',
  metadata: unknown = { schemaVersion: 1, metadata: {} },
): SentEvent => ({
  streamId,
  id: '8f14e45f-ceea-467f-a0c1-3c5a1d2b3e4f',
  revision: BigInt(place),
  commit: BigInt(place),
  type: 'Counted',
  isJson: true,
  data: JSON.stringify({ place }),
  metadata: JSON.stringify(metadata),
});
const places = (batch: SubscriptionBatch): unknown[] => batch.events.map(({ data }) => data['place']);
const dropped = Object.assign(new Error('Consumer too slow'), { details: 'Consumer too slow', code: 10 });

describe('LogCursor', () => {
  const subscriptions: Subscription[] = [];
  const leadersAsked: boolean[] = [];
  let cursor: LogCursor;
  let connections: Connections;
  let gone: AbortController;

  const open = (options: Partial<CursorOptions> = {}, parts: Partial<CursorParts> = {}): void => {
    gone = new AbortController();
    const connection = {
      gone: gone.signal,
      close: async () => gone.abort(),
      read: async (request: ReadReq, requiresLeader: boolean) => {
        const subscription = new Subscription(request);
        subscriptions.push(subscription);
        leadersAsked.push(requiresLeader);
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
  const server = async (): Promise<Subscription> => {
    const subscription = subscriptions.at(-1);
    if (subscription === undefined) throw new Error('nobody has subscribed');
    await turn();
    return subscription.says('confirmed');
  };

  afterEach(async () => {
    cursor.close();
    await connections.close();
    subscriptions.splice(0);
    leadersAsked.splice(0);
  });

  it('asks for what comes after its position, filtered by the server', async () => {
    open({ after: '0000000000000007', prefixes: ['mingdan.dossier-', 'mingdan.rules-'] });
    const next = cursor.next(10);
    (await server()).events(8);
    expect(places(await next)).toEqual([8]);
    expect(subscriptions[0]?.asked).toMatchObject({
      all: { position: { commitPosition: '7', preparePosition: '7' } },
      filter: { streamIdentifier: { prefixList: ['mingdan.dossier-', 'mingdan.rules-'] }, max: 1_000 },
      subscription: {},
    });
    expect(leadersAsked).toEqual([true]);
  });

  it('gives batches no larger than wanted, and has caught up when the server said so and nothing is left', async () => {
    open();
    const first = cursor.next(2);
    const subscription = (await server()).events(1, 2, 3);
    subscription.says('caught-up');
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
    const subscription = await server();
    subscription.says('caught-up');
    expect(await first).toEqual({ events: [], caughtUp: true });
    const second = cursor.next(5);
    subscription.says('caught-up');
    subscription.events(1);
    expect(places(await second)).toEqual([1]);
  });

  it('has not caught up any more when the server says that it fell behind', async () => {
    open();
    const first = cursor.next(5);
    const subscription = await server();
    subscription.says('caught-up');
    await first;
    subscription.says('fell-behind');
    subscription.events(1);
    expect((await cursor.next(5)).caughtUp).toBe(false);
    const next = cursor.next(5);
    subscription.says('caught-up');
    expect(await next).toEqual({ events: [], caughtUp: true });
  });

  it('gives what had come before a failure, then fails, then goes on after the last event that was given', async () => {
    open();
    const first = cursor.next(2);
    const subscription = (await server()).events(1, 2, 3);
    await turn();
    subscription.emit('error', dropped);
    expect(places(await first)).toEqual([1, 2]);
    expect(places(await cursor.next(2))).toEqual([3]);
    expect(cursor.gaveEvents).toBe(true);
    await expect(cursor.next(2)).rejects.toMatchObject({ type: 'timeout', code: 10 });
    const again = cursor.next(2);
    expect(subscriptions[1]?.asked?.all?.position).toEqual({ commitPosition: '3', preparePosition: '3' });
    (await server()).events(4);
    expect(places(await again)).toEqual([4]);
    expect(subscriptions.map(({ cancelled }) => cancelled)).toEqual([true, false]);
  });

  it('gives nothing twice and nothing of others, whatever the server sends', async () => {
    open({ after: '0000000000000002' });
    const next = cursor.next(10);
    const subscription = (await server()).events(1, 2, 3);
    subscription.write(sent(4, 'Mingdan.dossier-1'));
    subscription.says('other');
    subscription.events(3, 5);
    subscription.says('caught-up');
    expect(places(await next)).toEqual([3, 5]);
  });

  it('fails on an event in our streams that is not ours, and takes no errors after the end for its own', async () => {
    open();
    const next = cursor.next(10);
    const subscription = await server();
    subscription.write(sent(1, 'mingdan.dossier-1', { $causedBy: 'somebody' }));
    await expect(next).rejects.toThrow(ForeignEvent);
    expect(subscription.emit('error', dropped)).toBe(true);
  });

  it('fails when the server does not confirm in time, or ends the subscription', async () => {
    open();
    await expect(cursor.next(1)).rejects.toThrow(CallTimedOut);
    const next = cursor.next(1);
    (await server()).end();
    await expect(next).rejects.toThrow('the server ended the subscription');
  });

  it('fails when the connection is given up under it', async () => {
    open();
    const next = cursor.next(1);
    await server();
    gone.abort();
    await expect(next).rejects.toThrow(ConnectionGone);
  });

  it('fails when the server is silent while it should be read to the end, and not while it gives signs of life', async () => {
    open({ silenceMs: 40 });
    const next = cursor.next(1);
    const subscription = await server();
    const started = performance.now();
    const signs = setInterval(() => {
      if (performance.now() - started < 120) subscription.says('checkpoint');
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
      const subscription = (await server()).events(1);
      expect(await first).toMatchObject({ events: [{}], caughtUp: false });
      const second = cursor.next(10);
      while (asked.length === 0) await turn();
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
      await server();
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
      await server();
      expect(await next).toEqual({ events: [], caughtUp: true });
      expect(asked).toBe(2);
    });
  });
});
