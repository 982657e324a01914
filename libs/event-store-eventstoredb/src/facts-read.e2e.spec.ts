import { randomUUID } from 'node:crypto';
import {
  BACKWARDS,
  END,
  jsonEvent,
  NO_STREAM,
  START,
  StreamDeletedError,
  StreamNotFoundError,
  type EventStoreDBClient,
  type Position,
} from '@eventstore/db-client';
import {
  allOf,
  EventStoreTarget,
  manyNumbered,
  numbered,
  numbersIn,
  numbersOf,
  rejection,
} from '#test/eventstore-server';

describe('what EventStoreDB answers to a read', () => {
  let target: EventStoreTarget;
  let client: EventStoreDBClient;

  beforeAll(async () => {
    target = await EventStoreTarget.open();
    client = target.client();
  });

  afterAll(() => target.close());

  const directions = {
    forwards: { fromRevision: START },
    backwards: { direction: BACKWARDS, fromRevision: END },
  } as const;

  describe.each(Object.entries(directions))('of a stream, %s', (_, direction) => {
    const read = (stream: string) => allOf(client.readStream(stream, direction));

    it('tells while iterating that there is no such stream', async () => {
      const stream = target.stream('absent');
      const error = await rejection(read(stream));
      expect(error).toBeInstanceOf(StreamNotFoundError);
      expect(error).toMatchObject({ type: 'stream-not-found', streamName: stream });
    });

    it('finds a softly deleted stream no more', async () => {
      const stream = target.stream();
      await client.appendToStream(stream, manyNumbered(2), { expectedRevision: NO_STREAM });
      await client.deleteStream(stream, { expectedRevision: 1n });
      expect(await rejection(read(stream))).toBeInstanceOf(StreamNotFoundError);
    });

    it('tells of a tombstoned stream that it is deleted', async () => {
      const stream = target.stream();
      await client.appendToStream(stream, numbered(0), { expectedRevision: NO_STREAM });
      await client.tombstoneStream(stream, { expectedRevision: 0n });
      const error = await rejection(read(stream));
      expect(error).toBeInstanceOf(StreamDeletedError);
      expect(error).toMatchObject({ type: 'stream-deleted', code: 9, streamName: stream });
    });
  });

  it('gives a stream from a revision, that one included, up to a number of events, in both directions', async () => {
    const stream = target.stream();
    await client.appendToStream(stream, manyNumbered(5), { expectedRevision: NO_STREAM });
    const read = async (options: Parameters<EventStoreDBClient['readStream']>[1]) =>
      numbersOf(await allOf(client.readStream(stream, options)));

    expect(await read({})).toEqual([0, 1, 2, 3, 4]);
    expect(await read({ fromRevision: 2n, maxCount: 2 })).toEqual([2, 3]);
    expect(await read({ fromRevision: 2n, direction: BACKWARDS })).toEqual([2, 1, 0]);
    expect(await read({ fromRevision: END, direction: BACKWARDS, maxCount: 2 })).toEqual([4, 3]);
  });

  it('gives nothing from a start beyond the end going forwards, and the end going backwards, both without error', async () => {
    const stream = target.stream();
    await client.appendToStream(stream, manyNumbered(2), { expectedRevision: NO_STREAM });
    expect(await allOf(client.readStream(stream, { fromRevision: 9n }))).toEqual([]);
    const backwards = await allOf(client.readStream(stream, { fromRevision: 9n, direction: BACKWARDS }));
    expect(numbersOf(backwards)).toEqual([1, 0]);
  });

  it('gives every event back as it was written, with its revision, position and time', async () => {
    const stream = target.stream('名单');
    const content = { data: { text: '列入重点关注名单 🧾', number: 7 }, metadata: { commandId: '一' } };
    const event = jsonEvent({ id: randomUUID(), type: 'Listed', ...content });
    const { position } = await client.appendToStream(stream, event, { expectedRevision: NO_STREAM });
    const [read] = await allOf(client.readStream(stream));
    const { id, type, data, metadata } = event;
    expect(read?.event).toMatchObject({
      id,
      type,
      data,
      metadata,
      position,
      streamId: stream,
      revision: 0n,
      isJson: true,
    });
    expect(Math.abs((read?.event?.created.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('keeps to what the metadata of a stream says of its length', async () => {
    const stream = target.stream();
    await client.appendToStream(stream, manyNumbered(5), { expectedRevision: NO_STREAM });
    await client.setStreamMetadata(stream, { maxCount: 2 });
    expect(await numbersIn(client, stream)).toEqual([3, 4]);
    await client.setStreamMetadata(stream, { truncateBefore: 4 });
    expect(await numbersIn(client, stream)).toEqual([4]);
    expect(await client.getStreamMetadata(stream)).toMatchObject({ metadata: { truncateBefore: 4 } });
  });

  describe('of $all', () => {
    const positionsOf = async (stream: string): Promise<Position[]> =>
      (await allOf(client.readStream(stream))).flatMap(({ event }) => event?.position ?? []);

    /** The numbers of a stream among what is read of everything. */
    const ownNumbers = async (
      stream: string,
      options: Parameters<EventStoreDBClient['readAll']>[0],
    ): Promise<number[]> =>
      numbersOf((await allOf(client.readAll(options))).filter(({ event }) => event?.streamId === stream));

    it('has strictly ordered positions, which differ within one append', async () => {
      const [one, other] = [target.stream(), target.stream()];
      await client.appendToStream(one, manyNumbered(3), { expectedRevision: NO_STREAM });
      await client.appendToStream(other, manyNumbered(3), { expectedRevision: NO_STREAM });
      const { position } = await client.appendToStream(one, manyNumbered(2, 3), { expectedRevision: 2n });
      const [start] = await positionsOf(one);
      if (start === undefined) throw new Error('no position');

      const read = await allOf(client.readAll({ fromPosition: start }));
      const commits = read.map(({ event }) => event?.position?.commit ?? -1n);
      const own = read.filter(({ event }) => event?.streamId === one || event?.streamId === other);

      expect(commits).toEqual([...new Set(commits)].sort((a, b) => (a < b ? -1 : 1)));
      expect(own.map(({ event }) => [event?.streamId === one, event?.revision])).toEqual([
        ...[0n, 1n, 2n].map((revision) => [true, revision]),
        ...[0n, 1n, 2n].map((revision) => [false, revision]),
        ...[3n, 4n].map((revision) => [true, revision]),
      ]);
      expect(read.every(({ event }) => event?.position?.commit === event?.position?.prepare)).toBe(true);
      expect(own.at(-1)?.event?.position).toEqual(position);
    });

    it('includes the event at the position going forwards, and leaves it out going backwards', async () => {
      const stream = target.stream();
      await client.appendToStream(stream, manyNumbered(5), { expectedRevision: NO_STREAM });
      const fromPosition = (await positionsOf(stream))[2] ?? START;
      expect(await ownNumbers(stream, { fromPosition, maxCount: 2 })).toEqual([2, 3]);
      expect(await ownNumbers(stream, { fromPosition, maxCount: 2, direction: BACKWARDS })).toEqual([1, 0]);
    });

    it('gives the newest first from the end backwards', async () => {
      const stream = target.stream();
      const { position } = await client.appendToStream(stream, numbered(0), { expectedRevision: NO_STREAM });
      const newest = await allOf(client.readAll({ fromPosition: END, direction: BACKWARDS, maxCount: 200 }));
      expect(newest.map(({ event }) => event?.position)).toContainEqual(position);
    });

    it('gives nothing from a position that lies in the future, and refuses one at which no event begins', async () => {
      const stream = target.stream();
      await client.appendToStream(stream, manyNumbered(2), { expectedRevision: NO_STREAM });
      const [first] = await positionsOf(stream);
      const at = (offset: bigint): Position => {
        const commit = (first?.commit ?? 0n) + offset;
        return { commit, prepare: commit };
      };
      expect(await allOf(client.readAll({ fromPosition: at(1_000_000_000_000n) }))).toEqual([]);
      const error = await rejection(allOf(client.readAll({ fromPosition: at(1n) })));
      expect(error).toMatchObject({ type: 'unknown', code: 2 });
    });

    it('holds events of the server itself too', async () => {
      let system: string | undefined;
      for await (const { event } of client.readAll({ fromPosition: START })) {
        if (event?.streamId.startsWith('$') === true) system = event.streamId;
        if (system !== undefined) break;
      }
      expect(system).toMatch(/^\$/);
    });

    it('goes on holding what was deleted, softly or by a tombstone, which is an event of its own', async () => {
      const [soft, hard] = [target.stream(), target.stream()];
      const { position } = await client.appendToStream(soft, numbered(0), { expectedRevision: NO_STREAM });
      await client.deleteStream(soft);
      await client.appendToStream(hard, numbered(0), { expectedRevision: NO_STREAM });
      await client.tombstoneStream(hard);

      const read = await allOf(client.readAll({ fromPosition: position ?? START }));
      const own = read.flatMap(({ event }) => (event === undefined ? [] : [event]));

      expect(own.filter(({ streamId }) => streamId === soft)).toMatchObject([{ revision: 0n }]);
      expect(own.filter(({ streamId }) => streamId === `$$${soft}`)).toMatchObject([{ type: '$metadata' }]);
      expect(own.filter(({ streamId }) => streamId === hard)).toMatchObject([
        { revision: 0n },
        { type: '$streamDeleted', revision: 2n ** 63n - 1n },
      ]);
    });
  });
});
