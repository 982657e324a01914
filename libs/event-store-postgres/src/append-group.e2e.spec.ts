import fc from 'fast-check';
import { AppendTooLarge, MemoryEventStore, WrongExpectedRevision, type EventStore } from '#libs/event-store';
import { freshDatabase, type FreshDatabase } from '#test/database';
import { collect, event, events, numbers, uniquePrefix } from '../../event-store/src/contract/subject.js';
import { eventLogMigrations, PostgresEventStore, type PostgresEventStoreOptions, type WrittenGroup } from './index.js';

type Call = Parameters<EventStore['append']>;

/** An append among others at the same time. */
interface Drawn {
  readonly stream: number;
  /** What it expects, beside the revision that the stream has when the round begins. */
  readonly off: number;
  readonly count: number;
  /** In place of all this: one of the last appends again. */
  readonly again: number | null;
  readonly tooLarge: boolean;
}

describe('appends that meet', () => {
  let database: FreshDatabase;
  let groups: WrittenGroup[];
  const opened: PostgresEventStore[] = [];

  beforeAll(async () => {
    database = await freshDatabase({ migrations: eventLogMigrations });
  });
  afterAll(async () => {
    await database.drop();
  });
  beforeEach(() => {
    groups = [];
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
  });

  const open = (options: PostgresEventStoreOptions = {}): PostgresEventStore => {
    const store = new PostgresEventStore(database.url, { onGroup: (group) => groups.push(group), ...options });
    opened.push(store);
    return store;
  };
  /** What became of an append, without what differs by nature. */
  const outcome = async (append: Promise<unknown>): Promise<unknown> => {
    try {
      return await append;
    } catch (error) {
      if (error instanceof WrongExpectedRevision)
        return `${error.streamId} is at ${error.actual}, not ${error.expected}`;
      if (error instanceof AppendTooLarge) return `${error.bytes} bytes`;
      throw error;
    }
  };

  it.each([
    [10, [{ appends: 10, events: 19 }]],
    [40, [20, 20].map((appends, n) => ({ appends, events: 39 + n }))],
    [200, [64, 64, 64, 8].map((appends, n) => ({ appends, events: [127, 128, 129, 15][n] }))],
  ])('share transactions: %d of them', async (count, shared) => {
    const [store, prefix] = [open(), uniquePrefix()];
    const results = await Promise.all(
      Array.from({ length: count }, (_, n) => store.append(`${prefix}${n}`, 'no-stream', events(1 + (n % 3)))),
    );
    expect(groups).toEqual(shared);
    const positions = results.map(({ position }) => position);
    expect([...positions].sort()).toEqual(positions);
    const read = await collect(store.readAll({ streamPrefixes: [prefix] }));
    expect(read).toHaveLength(shared.reduce((sum, { events: all }) => sum + (all ?? 0), 0));
    for (const [n, result] of results.entries()) {
      expect(result.revision).toBe(BigInt(n % 3));
      const last = read.filter(({ streamId }) => streamId === `${prefix}${n}`).at(-1);
      expect(last).toMatchObject({ revision: result.revision, position: result.position });
    }
  });

  it('wait for nobody: one alone is a group of one', async () => {
    const [store, prefix] = [open(), uniquePrefix()];
    for (let n = 0; n < 3; n += 1) await store.append(`${prefix}1`, n === 0 ? 'no-stream' : BigInt(n - 1), events(1));
    expect(groups).toEqual(Array(3).fill({ appends: 1, events: 1 }));
  });

  it('are bounded in what they carry together', async () => {
    const [store, prefix] = [open(), uniquePrefix()];
    const text = 'x'.repeat(300_000);
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => store.append(`${prefix}${n}`, 'no-stream', [event(n, { data: { text } })])),
    );
    expect(groups.reduce((sum, { appends }) => sum + appends, 0)).toBe(20);
    expect(Math.max(...groups.map(({ appends }) => appends))).toBeLessThanOrEqual(6);
  });

  it('leave a conflict to whom it concerns', async () => {
    const [store, prefix] = [open(), uniquePrefix()];
    await store.append(`${prefix}b`, 'no-stream', events(2));
    const answers = await Promise.all([
      outcome(store.append(`${prefix}a`, 'no-stream', events(2))),
      outcome(store.append(`${prefix}b`, 'no-stream', events(1))),
      outcome(store.append(`${prefix}c`, 'no-stream', events(1))),
    ]);
    expect(answers).toEqual([
      expect.objectContaining({ revision: 1n }),
      `${prefix}b is at 1, not no-stream`,
      expect.objectContaining({ revision: 0n }),
    ]);
    expect(await collect(store.readAll({ streamPrefixes: [prefix] }))).toHaveLength(5);
    expect(groups).toHaveLength(2);
  });

  it('see one another on one stream, in their order', async () => {
    const [store, prefix] = [open(), uniquePrefix()];
    const [first, second] = [events(2), events(1, 2)];
    const answers = await Promise.all([
      outcome(store.append(`${prefix}1`, 'no-stream', first)),
      outcome(store.append(`${prefix}1`, 1n, second)),
      outcome(store.append(`${prefix}1`, 1n, events(1, 90))),
      outcome(store.append(`${prefix}1`, 'no-stream', first)),
      outcome(store.append(`${prefix}1`, 2n, events(1, 3))),
    ]);
    expect(answers.map((answer) => (answer as { revision?: bigint }).revision ?? answer)).toEqual([
      ...[1n, 2n, `${prefix}1 is at 2, not 1`, 1n, 3n],
    ]);
    expect(answers[3]).toEqual(answers[0]);
    expect(numbers(await collect(store.readStream(`${prefix}1`)))).toEqual([0, 1, 2, 3]);
    expect(groups).toHaveLength(1);
  });

  it('leave a mistake to whom it concerns', async () => {
    const [store, prefix] = [open(), uniquePrefix()];
    // Longer than an index takes.
    const endless = Array.from({ length: 300 }, () => crypto.randomUUID()).join('');
    const others = Array.from({ length: 39 }, (_, n) => `${prefix}${n}`);
    const appends = [endless, ...others].map((id) => store.append(id, 'no-stream', events(2)));
    const [wrong, ...right] = await Promise.allSettled(appends);
    expect(wrong).toMatchObject({ status: 'rejected', reason: { code: '54000' } });
    expect(right.map(({ status }) => status)).toEqual(others.map(() => 'fulfilled'));
    // Those who share a group with it go one by one, the group behind them goes as it is.
    expect(groups.map((group) => group.appends).sort((a, b) => a - b)).toEqual([...Array<number>(19).fill(1), 20]);
    expect(await collect(store.readAll({ streamPrefixes: [prefix] }))).toHaveLength(2 * others.length);
  });

  it('take a revision beyond all that a stream can have as a conflict', async () => {
    const [store, prefix] = [open(), uniquePrefix()];
    await expect(store.append(`${prefix}1`, 2n ** 80n, events(3))).rejects.toMatchObject({
      ...{ expected: 2n ** 80n, actual: 'no-stream' },
    });
  });

  it('are all answered before the store is closed, and none is taken afterwards', async () => {
    const [store, prefix] = [open(), uniquePrefix()];
    const appends = Array.from({ length: 100 }, (_, n) => store.append(`${prefix}${n}`, 'no-stream', events(1)));
    await store.close();
    expect((await Promise.allSettled(appends)).filter(({ status }) => status === 'rejected')).toEqual([]);
    await expect(store.append(`${prefix}late`, 'no-stream', events(1))).rejects.toMatchObject({
      ...{ name: 'StoreUnavailable', outcomeUnknown: false },
    });
  });

  it('answer and leave a log as if they had come one after the other', async () => {
    const fresh = await freshDatabase({ migrations: eventLogMigrations });
    const store = new PostgresEventStore(fresh.url);
    const reference = new MemoryEventStore();
    const huge = 'x'.repeat(1_048_576);
    const drawn = fc.record<Drawn>({
      stream: fc.nat(3),
      off: fc.oneof({ arbitrary: fc.constant(0), weight: 3 }, fc.integer({ min: -2, max: 3 })),
      count: fc.integer({ min: 1, max: 3 }),
      again: fc.option(fc.nat(5), { freq: 3 }),
      tooLarge: fc.integer({ min: 0, max: 40 }).map((n) => n === 0),
    });

    const run = async (rounds: readonly (readonly Drawn[])[]): Promise<void> => {
      const prefix = uniquePrefix();
      const before: Call[] = [];
      const callOf = async ({ stream, off, count, again, tooLarge }: Drawn): Promise<Call> => {
        const repeat = again === null ? undefined : before.at(-1 - again);
        if (repeat !== undefined) return repeat;
        const streamId = `${prefix}${stream}`;
        const revision = BigInt((await collect(reference.readStream(streamId))).length - 1 + off);
        const given = tooLarge ? [event(0, { data: { huge } })] : events(count);
        return [streamId, revision < 0n ? 'no-stream' : revision, given];
      };
      for (const round of rounds) {
        const calls: Call[] = [];
        for (const each of round) {
          const call = await callOf(each);
          calls.push(call);
          before.push(call);
        }
        const answers = await Promise.all(calls.map((call) => outcome(store.append(...call))));
        for (const [index, call] of calls.entries()) {
          expect(answers[index]).toEqual(await outcome(reference.append(...call)));
        }
      }
      const streamPrefixes = [prefix];
      expect(await collect(store.readAll({ streamPrefixes }))).toEqual(
        await collect(reference.readAll({ streamPrefixes })),
      );
    };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(drawn, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 }), run),
      { numRuns: process.env['MINGDAN_LONG_TESTS'] === '1' ? 1_000 : 30, endOnFailure: true },
    );
    await store.close();
    await fresh.drop();
  }, 60_000);
});
