import { randomBytes } from 'node:crypto';
import { jest } from '@jest/globals';
import { StoreUnavailable, WrongExpectedRevision, type RecordedEvent } from '#libs/event-store';
import { CuttableProxy } from '#test/cuttable-proxy';
import {
  EventStoreServer,
  EventStoreTarget,
  itControlling,
  itStandingIn,
  rejection,
  until,
} from '#test/eventstore-server';
import { collect, event, events, Follower, numbers } from '../../event-store/src/contract/subject.js';
import { EventStoreDbEventStore, type EventStoreDbOptions, type StoreNotice } from './index.js';

jest.setTimeout(60_000);

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Writers that repeat what the store could not do, unchanged, until it is done; and a follower that is told when they end. */
class Load {
  outages = 0;
  readonly seen: RecordedEvent[] = [];
  private writing = true;
  private readonly writers: Promise<number>[];
  private readonly following: Promise<void>;
  private readonly streams: string[];

  constructor(
    private readonly writer: EventStoreDbEventStore,
    follower: EventStoreDbEventStore,
    writers = 8,
  ) {
    this.streams = upTo(writers).map((index) => `dossier-${index}`);
    this.following = this.follow(follower);
    this.writers = this.streams.map((id) => this.write(id));
  }

  /** Ends the writing, and says what was acknowledged and what was seen, by stream. */
  async end(): Promise<{ acknowledged: unknown[][]; followed: unknown[][]; read: unknown[][] }> {
    this.writing = false;
    const counts = await Promise.all(this.writers);
    await this.append('ended', 'no-stream', 0);
    await this.following;
    const read = this.streams.map(async (id) => numbers(await collect(this.writer.readStream(id))));
    return {
      acknowledged: counts.map(upTo),
      followed: this.streams.map((id) => numbers(this.seen.filter(({ streamId }) => streamId === id))),
      read: await Promise.all(read),
    };
  }

  private async write(id: string): Promise<number> {
    let count = 0;
    for (; this.writing; count += 1) await this.append(id, count === 0 ? 'no-stream' : BigInt(count - 1), count);
    return count;
  }

  private async append(id: string, expected: 'no-stream' | bigint, number: number): Promise<void> {
    const batch = [event(number)];
    for (;;) {
      try {
        const { revision } = await this.writer.append(id, expected, batch);
        expect(revision).toBe(expected === 'no-stream' ? 0n : expected + 1n);
        return;
      } catch (error) {
        expect(error).toBeInstanceOf(StoreUnavailable);
        this.outages += 1;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  private async follow(store: EventStoreDbEventStore): Promise<void> {
    for await (const batch of store.subscribe({ batchSize: 50 })) {
      this.seen.push(...batch.events);
      if (batch.events.some(({ streamId }) => streamId === 'ended')) return;
    }
  }
}

describe('the event log in EventStoreDB, when things go wrong', () => {
  let target: EventStoreTarget;
  let proxy: CuttableProxy;
  let streamPrefix: string;
  let notices: StoreNotice[];
  const opened: EventStoreDbEventStore[] = [];

  const open = (options: Partial<EventStoreDbOptions> = {}): EventStoreDbEventStore => {
    const store = new EventStoreDbEventStore({
      connectionString: target.url,
      streamPrefix,
      pauses: { shortestMs: 5, longestMs: 100 },
      notify: (notice) => notices.push(notice),
      ...options,
    });
    opened.push(store);
    return store;
  };
  const through = (options: Partial<EventStoreDbOptions> = {}): EventStoreDbEventStore =>
    open({ connectionString: proxy.url, ...options });

  beforeAll(async () => {
    target = await EventStoreTarget.open({ liveBuffer: 20, livePatienceMs: 20 });
  });
  afterAll(() => target.close());
  beforeEach(async () => {
    streamPrefix = `faults-${randomBytes(6).toString('hex')}.`;
    notices = [];
    proxy = await CuttableProxy.before(target.url);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
    await proxy.close();
  });

  describe('an append', () => {
    it('is repeated when its answer is lost, and written once', async () => {
      const [store, direct] = [through(), open()];
      await store.append('dossier-1', 'no-stream', events(1));
      proxy.holdAnswers();
      const append = store.append('dossier-1', 0n, events(2, 1));
      await until(async () => (await collect(direct.readStream('dossier-1'))).length === 3);
      proxy.cut();
      expect(await append).toMatchObject({ revision: 2n });
      expect(numbers(await collect(direct.readStream('dossier-1')))).toEqual([0, 1, 2]);
    });

    it('of which nobody knows how it ended is settled by the same append', async () => {
      const [store, direct] = [through({ callTimeoutMs: 300 }), open()];
      await store.append('dossier-1', 'no-stream', events(1));
      proxy.holdAnswers();
      const batch = events(2, 1);
      expect(await rejection(store.append('dossier-1', 0n, batch))).toMatchObject({
        name: 'StoreUnavailable',
        outcomeUnknown: true,
      });
      proxy.cut();
      expect(await store.append('dossier-1', 0n, batch)).toMatchObject({ revision: 2n });
      expect(numbers(await collect(direct.readStream('dossier-1')))).toEqual([0, 1, 2]);
    });

    it('meets a conflict after a cut as a conflict', async () => {
      const store = through();
      await store.append('dossier-1', 'no-stream', events(1));
      proxy.cut();
      await expect(store.append('dossier-1', 'no-stream', events(1))).rejects.toThrow(WrongExpectedRevision);
    });
  });

  it('gives up on a server that hangs within the configured time, and finds it again with a new client', async () => {
    const store = through({ callTimeoutMs: 200 });
    await store.append('dossier-1', 'no-stream', events(1));
    proxy.hang();
    const timed = async (work: Promise<unknown>): Promise<unknown> => {
      const started = performance.now();
      const error = await rejection(work);
      return { error, inTime: performance.now() - started < 2_000 };
    };
    const [append, ...reads] = await Promise.all([
      timed(store.append('dossier-1', 0n, events(1, 1))),
      timed(collect(store.readStream('dossier-1'))),
      timed(collect(store.readAll())),
      timed(store.lastPosition()),
      timed(store.ping()),
    ]);
    expect(append).toMatchObject({ error: { name: 'StoreUnavailable', outcomeUnknown: true }, inTime: true });
    for (const read of reads) {
      expect(read).toMatchObject({ error: { name: 'StoreUnavailable', outcomeUnknown: false }, inTime: true });
    }
    expect(notices).toContainEqual({ kind: 'client-replaced', reason: 'timed out' });
    proxy.cut();
    await until(() =>
      store.ping().then(
        () => true,
        () => false,
      ),
    );
    expect(numbers(await collect(store.readStream('dossier-1')))).toContain(0);
  });

  it('resumes a subscription whose server hangs, once calls find out', async () => {
    const [store, direct] = [through({ callTimeoutMs: 200 }), open()];
    await direct.append('dossier-1', 'no-stream', events(3));
    const follower = new Follower(store, {});
    await follower.takeUntilCaughtUp();
    proxy.hang();
    const more = follower.takeEvents(5);
    await direct.append('dossier-1', 2n, events(2, 3));
    for (let n = 0; n < 2; n += 1) await rejection(store.ping());
    proxy.cut();
    await more;
    expect(numbers(follower.seen)).toEqual([0, 1, 2, 3, 4]);
    await follower.stop();
  });

  it('says at once that nothing was written when nobody can be reached', async () => {
    const store = through();
    await proxy.close();
    const failures = await Promise.all([
      rejection(store.append('dossier-1', 'no-stream', events(1))),
      rejection(collect(store.readStream('dossier-1'))),
      rejection(collect(store.readAll())),
      rejection(store.lastPosition()),
      rejection(store.ping()),
    ]);
    for (const failure of failures) {
      expect(failure).toMatchObject({ name: 'StoreUnavailable', outcomeUnknown: false });
    }
    expect(await collect(open().readStream('dossier-1'))).toEqual([]);
    proxy = await CuttableProxy.before(target.url);
  });

  it('reads on where it was after its connections were cut', async () => {
    const store = through();
    await open().append('dossier-1', 'no-stream', events(250));
    for (const log of [store.readStream('dossier-1'), store.readAll()]) {
      const seen: unknown[] = [];
      for await (const { data } of log) {
        if (seen.length % 60 === 0) proxy.cut();
        seen.push(data['number']);
      }
      expect(seen).toEqual(upTo(250));
    }
    const backwards: unknown[] = [];
    for await (const { data } of store.readStream('dossier-1', { direction: 'backwards', limit: 200 })) {
      if (backwards.length % 60 === 0) proxy.cut();
      backwards.push(data['number']);
    }
    expect(backwards).toEqual(upTo(250).reverse().slice(0, 200));
  });

  describe('a subscription', () => {
    it('is healed again and again, without a loss or a repeat', async () => {
      const [writer, reader] = [open(), through()];
      const follower = new Follower(reader, { batchSize: 3 });
      await follower.takeUntilCaughtUp();
      const all = follower.takeEvents(60);
      for (let n = 0; n < 60; n += 1) {
        await writer.append('dossier-1', n === 0 ? 'no-stream' : BigInt(n - 1), [event(n)]);
        if (n % 6 === 0) proxy.cut();
      }
      await all;
      expect(numbers(follower.seen)).toEqual(upTo(60));
      expect(notices).toContainEqual(expect.objectContaining({ kind: 'resubscribing' }));
      await follower.stop();
    });

    it('goes on after its consumer was too slow, without a loss or a repeat', async () => {
      const [writer, reader] = [open(), open()];
      const follower = new Follower(reader, { batchSize: 50 });
      await follower.takeUntilCaughtUp();
      const text = 'x'.repeat(20_000);
      const append = (stream: number): Promise<unknown> =>
        writer.append(
          `dossier-${stream}`,
          'no-stream',
          upTo(40).map((n) => event(stream * 40 + n, { data: { number: stream * 40 + n, text } })),
        );
      for (let stream = 0; stream < 40; stream += 1) {
        await append(stream);
        if (stream % 10 === 9) await follower.take();
      }
      await follower.takeEvents(1_600);
      expect(numbers(follower.seen)).toEqual(upTo(1_600));
      if (follower.batches.at(-1)?.caughtUp !== true) await follower.takeUntilCaughtUp();
      await follower.stop();
    });

    itStandingIn('goes on when it is dropped as too slow', 'it cannot be told to drop', async () => {
      const [writer, reader] = [open(), open()];
      const follower = new Follower(reader, {});
      await follower.takeUntilCaughtUp();
      const all = follower.takeEvents(30);
      for (let n = 0; n < 30; n += 1) {
        await writer.append('dossier-1', n === 0 ? 'no-stream' : BigInt(n - 1), [event(n)]);
        if (n % 5 === 0) target.standIn.dropLiveConsumers();
      }
      await all;
      expect(numbers(follower.seen)).toEqual(upTo(30));
      expect(notices).toContainEqual(expect.objectContaining({ kind: 'resubscribing', reason: 'timeout, code 10' }));
      await follower.stop();
    });

    it('ends at once when it is aborted while the server is away', async () => {
      const store = through({ pauses: { shortestMs: 3_600_000, longestMs: 3_600_000 } });
      const follower = new Follower(store, {});
      await follower.takeUntilCaughtUp();
      const waiting = follower.take();
      await proxy.close();
      await until(() => notices.some(({ kind }) => kind === 'resubscribing'));
      follower.abortOnly();
      expect(await waiting).toBeUndefined();
      proxy = await CuttableProxy.before(target.url);
    });

    it('ends at once when it is aborted while it tries to connect', async () => {
      proxy.hang();
      const follower = new Follower(through({ callTimeoutMs: 3_600_000 }), {});
      const waiting = follower.take();
      follower.abortOnly();
      expect(await waiting).toBeUndefined();
    });
  });

  it('loses nothing and doubles nothing while its connections are cut every second under load', async () => {
    const load = new Load(through(), through());
    let cuts = 0;
    const cutting = setInterval(() => {
      cuts += 1;
      proxy.cut();
    }, 1_000);
    await until(() => cuts >= 5, 20_000);
    clearInterval(cutting);
    const { acknowledged, followed, read } = await load.end();
    expect(acknowledged.flat().length).toBeGreaterThan(100);
    expect(read).toEqual(acknowledged);
    expect(followed).toEqual(acknowledged);
  });

  const goings = {
    'stopped in order': () => target.stop(),
    killed: () => target.kill(),
  };
  for (const [how, goAway] of Object.entries(goings)) {
    itControlling(
      `loses nothing and doubles nothing when the server is ${how} under load`,
      async () => {
        const load = new Load(open(), open());
        await until(() => load.seen.length >= 100);
        await goAway();
        await until(() => load.outages > 0);
        await target.start();
        const before = load.seen.length;
        await until(() => load.seen.length >= before + 100, 30_000);
        const { acknowledged, followed, read } = await load.end();
        expect(read).toEqual(acknowledged);
        expect(followed).toEqual(acknowledged);
      },
      90_000,
    );
  }

  itControlling(
    'loses nothing and doubles nothing when the server hangs under load and goes on',
    async () => {
      const load = new Load(open({ callTimeoutMs: 500 }), open({ callTimeoutMs: 500 }));
      await until(() => load.seen.length >= 100);
      await target.pause();
      await until(() => notices.some(({ kind }) => kind === 'client-replaced'), 20_000);
      await target.resume();
      const before = load.seen.length;
      await until(() => load.seen.length >= before + 100, 30_000);
      const { acknowledged, followed, read } = await load.end();
      expect(read).toEqual(acknowledged);
      expect(followed).toEqual(acknowledged);
    },
    90_000,
  );

  itStandingIn('waits for a node that is not ready yet, as long as a call may take', 'it is ready', async () => {
    const [store, hasty] = [open(), open({ callTimeoutMs: 1_000 })];
    target.standIn.notReady(true);
    const batch = events(2);
    for (const work of [hasty.append('dossier-1', 'no-stream', batch), hasty.lastPosition(), hasty.ping()]) {
      expect(await rejection(work)).toMatchObject({ name: 'StoreUnavailable', outcomeUnknown: false });
    }
    const append = store.append('dossier-1', 'no-stream', batch);
    const follower = new Follower(store, {});
    const following = follower.takeEvents(2);
    await rejection(hasty.ping());
    target.standIn.notReady(false);
    expect(await append).toMatchObject({ revision: 1n });
    await following;
    expect(numbers(follower.seen)).toEqual([0, 1]);
    await follower.stop();
  });

  itStandingIn('turns to the node that leads', 'it is one node', async () => {
    const leader = await EventStoreServer.start();
    target.standIn.notLeader({ host: '127.0.0.1', port: leader.port });
    const store = open();
    try {
      expect(await store.append('dossier-1', 'no-stream', events(2))).toMatchObject({ revision: 1n });
      expect(numbers(await collect(store.readStream('dossier-1')))).toEqual([0, 1]);
      const reading = open();
      expect(numbers(await collect(reading.readStream('dossier-1')))).toEqual([0, 1]);
      expect(numbers(await collect(open().readAll()))).toEqual([0, 1]);
      expect(await open().lastPosition()).toBe(await store.lastPosition());
    } finally {
      target.standIn.notLeader();
      await Promise.all(opened.splice(0).map((each) => each.close()));
      await leader.stop();
    }
    expect(await collect(open().readAll())).toEqual([]);
  });
});
