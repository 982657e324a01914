import { randomBytes, randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { jsonEvent } from '@eventstore/db-client';
import { StoreUnavailable, WrongExpectedRevision, type RecordedEvent } from '#libs/event-store';
import { EventStoreTarget } from '#test/eventstore-server';
import { eventStoreContract } from '../../event-store/src/contract/index.js';
import { collect, event, events, Follower, numbers } from '../../event-store/src/contract/subject.js';
import {
  ConnectionStringError,
  EventStoreDbEventStore,
  EventStoreDbRefusal,
  ForeignEvent,
  type EventStoreDbOptions,
} from './index.js';

/** Nobody else's, on a server that may be shared. */
const freshPrefix = (): string => `spec-${randomBytes(6).toString('hex')}.`;

eventStoreContract('EventStoreDB', async () => {
  const target = await EventStoreTarget.open();
  const store = new EventStoreDbEventStore({ connectionString: target.url, streamPrefix: freshPrefix() });
  const close = async (): Promise<void> => {
    await store.close();
    await target.close();
  };
  return { store, close };
});

describe('the event log in EventStoreDB', () => {
  let target: EventStoreTarget;
  let streamPrefix: string;
  let store: EventStoreDbEventStore;
  const opened: EventStoreDbEventStore[] = [];

  const open = (options: Partial<EventStoreDbOptions> = {}): EventStoreDbEventStore => {
    const other = new EventStoreDbEventStore({ connectionString: target.url, streamPrefix, ...options });
    opened.push(other);
    return other;
  };

  beforeAll(async () => {
    target = await EventStoreTarget.open();
  });
  afterAll(() => target.close());
  beforeEach(() => {
    streamPrefix = freshPrefix();
    store = open();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
  });

  it('begins empty, on a server where there are others', async () => {
    await target.client().appendToStream(target.stream(), jsonEvent({ type: 'Foreign', data: {} }));
    expect(await store.lastPosition()).toBeUndefined();
    expect(await collect(store.readAll())).toEqual([]);
    await store.ping();
  });

  it('shares the server with another installation, and neither sees the other', async () => {
    const other = open({ streamPrefix: freshPrefix() });
    const first = await store.append('dossier-1', 'no-stream', events(2));
    await other.append('dossier-1', 'no-stream', [event(90)]);
    const follower = new Follower(store, {});
    await follower.takeUntilCaughtUp();
    await other.append('dossier-1', 0n, [event(91)]);
    await store.append('dossier-2', 'no-stream', [event(2)]);
    await follower.takeEvents(3);
    expect(follower.seen.map(({ streamId }) => streamId)).toEqual(['dossier-1', 'dossier-1', 'dossier-2']);
    expect(numbers(follower.seen)).toEqual([0, 1, 2]);
    expect(numbers(await collect(other.readAll()))).toEqual([90, 91]);
    expect(numbers(await collect(other.readStream('dossier-1')))).toEqual([90, 91]);
    const last = await store.lastPosition();
    expect(last).toBe(follower.seen[2]?.position);
    expect(last !== undefined && last > first.position).toBe(true);
    await follower.stop();
  });

  it('gives an event the same position from its stream, from the log and from a subscription', async () => {
    const { position } = await store.append('dossier-1', 'no-stream', events(3));
    const follower = new Follower(store, {});
    await follower.takeEvents(3);
    const positions = (read: readonly RecordedEvent[]): string[] => read.map((each) => each.position);
    expect(positions(follower.seen).at(-1)).toBe(position);
    expect(positions(await collect(store.readStream('dossier-1')))).toEqual(positions(follower.seen));
    expect(positions(await collect(store.readAll()))).toEqual(positions(follower.seen));
    await follower.stop();
  });

  it('reads backwards from beyond the end as from the end, and ignores impossible starts', async () => {
    await store.append('dossier-1', 'no-stream', events(3));
    const read = async (from: bigint, limit?: number): Promise<unknown[]> =>
      numbers(
        await collect(
          store.readStream('dossier-1', { direction: 'backwards', from, ...(limit === undefined ? {} : { limit }) }),
        ),
      );
    expect(await read(100_000n)).toEqual([2, 1, 0]);
    expect(await read(100_000n, 1)).toEqual([2]);
    expect(await read(2n ** 64n)).toEqual([2, 1, 0]);
    expect(await read(-1n)).toEqual([]);
    expect(numbers(await collect(store.readStream('dossier-1', { from: 2n ** 64n })))).toEqual([]);
    expect(numbers(await collect(store.readStream('dossier-1', { from: -1n })))).toEqual([0, 1, 2]);
    const beyond = store.readStream('dossier-9', { direction: 'backwards', from: 5n });
    expect(await collect(beyond)).toEqual([]);
  });

  it('knows a repeated append also through a new client', async () => {
    const batch = events(2);
    const answer = await store.append('dossier-1', 'no-stream', batch);
    expect(await open().append('dossier-1', 'no-stream', batch)).toEqual(answer);
    expect(await collect(store.readStream('dossier-1'))).toHaveLength(2);
  });

  it('begins a stream that was deleted by the means of the server anew, where it was', async () => {
    await store.append('dossier-1', 'no-stream', events(2));
    await target.client().deleteStream(`${streamPrefix}dossier-1`);
    expect(await collect(store.readStream('dossier-1'))).toEqual([]);
    expect(await collect(store.readStream('dossier-1', { direction: 'backwards' }))).toEqual([]);
    expect((await store.append('dossier-1', 'no-stream', [event(2)])).revision).toBe(2n);
    await expect(store.append('dossier-1', 'no-stream', [event(3)])).rejects.toThrow(WrongExpectedRevision);
    expect(numbers(await collect(store.readStream('dossier-1')))).toEqual([2]);
  });

  it('refuses a stream that was deleted for ever, and passes over its tombstone', async () => {
    await store.append('dossier-1', 'no-stream', [event(0)]);
    await target.client().tombstoneStream(`${streamPrefix}dossier-1`);
    await store.append('dossier-2', 'no-stream', [event(1)]);
    await expect(store.append('dossier-1', 0n, [event(9)])).rejects.toThrow(EventStoreDbRefusal);
    await expect(collect(store.readStream('dossier-1'))).rejects.toMatchObject({ reason: 'stream-deleted' });
    const read = await collect(store.readAll());
    expect(read.map(({ eventType }) => eventType)).not.toContain('$streamDeleted');
    expect(numbers(read)).toContain(1);
  });

  it('stops at an event in its streams that it did not write', async () => {
    await target.client().appendToStream(`${streamPrefix}dossier-1`, jsonEvent({ type: 'Foreign', data: {} }));
    await expect(collect(store.readStream('dossier-1'))).rejects.toThrow(ForeignEvent);
    await expect(collect(store.readAll())).rejects.toThrow(ForeignEvent);
    await expect(collect(store.subscribe())).rejects.toThrow(ForeignEvent);
  });

  it('follows nothing when no prefix is wanted, until it is aborted', async () => {
    await store.append('dossier-1', 'no-stream', [event(0)]);
    const follower = new Follower(store, { streamPrefixes: [] });
    expect(await follower.take()).toEqual({ events: [], caughtUp: true });
    const waiting = follower.take();
    follower.abortOnly();
    expect(await waiting).toBeUndefined();
  });

  it('keeps an append with large events apart from others that are under way', async () => {
    const text = 'x'.repeat(200_000);
    const large = async (stream: string): Promise<void> => {
      for (let n = 0; n < 5; n += 1) {
        const batch = [event(n, { data: { number: n, text } })];
        await store.append(stream, n === 0 ? 'no-stream' : BigInt(n - 1), batch);
      }
    };
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => large(`dossier-${name}`)));
    const follower = new Follower(store, {});
    await follower.takeEvents(20);
    for (const name of ['a', 'b', 'c', 'd']) {
      const own = follower.seen.filter(({ streamId }) => streamId === `dossier-${name}`);
      expect(numbers(own)).toEqual([0, 1, 2, 3, 4]);
    }
    await follower.stop();
  });

  it('takes 500 appends and reads at once', async () => {
    const streams = Array.from({ length: 500 }, (_, index) => `dossier-${index}`);
    await Promise.all(streams.map((id, index) => store.append(id, 'no-stream', [event(index)])));
    const read = await Promise.all(streams.map((id) => collect(store.readStream(id))));
    expect(read.map((each) => numbers(each))).toEqual(streams.map((_, index) => [index]));
    expect(await collect(store.readAll())).toHaveLength(500);
  });

  it('ends its subscriptions and what is under way when it is closed', async () => {
    const follower = new Follower(store, {});
    await follower.takeUntilCaughtUp();
    const waiting = follower.take();
    await store.close();
    expect(await waiting).toBeUndefined();
    await expect(store.append('dossier-1', 'no-stream', [event(0)])).rejects.toMatchObject({ outcomeUnknown: false });
    await expect(store.ping()).rejects.toThrow(StoreUnavailable);
    await store.close();
  });

  it('tells nobody how it connects', async () => {
    const password = `word-${randomUUID()}`;
    const reached = new URL(target.url);
    const away = open({ connectionString: `esdb://admin:${password}@127.0.0.1:1?tls=false`, callTimeoutMs: 500 });
    const errors: unknown[] = [
      await away.append('dossier-1', 'no-stream', [event(0)]).catch((error: unknown) => error),
      await away.ping().catch((error: unknown) => error),
    ];
    try {
      open({ connectionString: `esdb://admin:${password}@${reached.host}?tls=perhaps` });
    } catch (error) {
      errors.push(error);
      expect(error).toBeInstanceOf(ConnectionStringError);
    }
    expect(errors).toHaveLength(3);
    for (const error of errors) expect(inspect(error, { depth: 9 })).not.toContain(password);
    const there = open({ credentials: { username: 'admin', password } });
    await there.ping();
    expect(inspect(there, { depth: 9 })).not.toContain(password);
  });
});
