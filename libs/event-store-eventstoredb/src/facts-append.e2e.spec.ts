import { randomUUID } from 'node:crypto';
import {
  ANY,
  jsonEvent,
  MaxAppendSizeExceededError,
  NO_STREAM,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
  type EventStoreDBClient,
} from '@eventstore/db-client';
import {
  allOf,
  EventStoreTarget,
  itControlling,
  lastOf,
  manyNumbered,
  numbered,
  numbersIn,
  rejection,
  until,
} from '#test/eventstore-server';

const MAX_APPEND_SIZE = 1024 * 1024;

/** The client appends in two ways: many over one call, or one a call, as it does when the call carries credentials. */
const ways = {
  'in batches': {},
  'one a call': { credentials: { username: 'admin', password: 'changeit' } },
};

describe.each(Object.entries(ways))('what EventStoreDB answers to an append, %s', (_, way) => {
  let target: EventStoreTarget;
  let client: EventStoreDBClient;

  beforeAll(async () => {
    target = await EventStoreTarget.open();
    client = target.client();
  });

  afterAll(() => target.close());

  /** @param data with so many bytes as JSON */
  const sized = (data: number, metadata = 10) =>
    jsonEvent({ type: 'Sized', data: 'd'.repeat(data - 2), metadata: { filler: 'm'.repeat(metadata) } });

  it('takes one at no stream and at an exact revision, and tells the revision and the position of its last event', async () => {
    const stream = target.stream();
    const first = await client.appendToStream(stream, manyNumbered(2), { expectedRevision: NO_STREAM, ...way });
    const second = await client.appendToStream(stream, numbered(2), { expectedRevision: 1n, ...way });

    expect([first.success, first.nextExpectedRevision]).toEqual([true, 1n]);
    expect([second.success, second.nextExpectedRevision]).toEqual([true, 2n]);
    expect(second.position?.commit).toBe(second.position?.prepare);
    expect(await lastOf(client, stream)).toMatchObject({ event: { revision: 2n, position: second.position } });
    expect(await numbersIn(client, stream)).toEqual([0, 1, 2]);
  });

  it('answers a repeat with the same ids at the same revision as the first time, also when the stream has moved on', async () => {
    const stream = target.stream();
    const events = manyNumbered(2);
    const first = await client.appendToStream(stream, events, { expectedRevision: NO_STREAM, ...way });
    expect(await client.appendToStream(stream, events, { expectedRevision: NO_STREAM, ...way })).toEqual(first);

    const next = [numbered(2)];
    const second = await client.appendToStream(stream, next, { expectedRevision: 1n, ...way });
    await client.appendToStream(stream, numbered(3), { expectedRevision: 2n, ...way });
    expect(await client.appendToStream(stream, events, { expectedRevision: NO_STREAM, ...way })).toEqual(first);
    expect(await client.appendToStream(stream, next, { expectedRevision: 1n, ...way })).toEqual(second);
    expect(await numbersIn(client, stream)).toEqual([0, 1, 2, 3]);
  });

  itControlling(
    'answers such a repeat so after a kill -9 and a restart',
    async () => {
      const stream = target.stream();
      const events = manyNumbered(2);
      const first = await client.appendToStream(stream, events, { expectedRevision: NO_STREAM, ...way });
      await client.appendToStream(stream, numbered(2), { expectedRevision: 1n, ...way });

      await target.kill();
      await target.start();

      const again = target.client();
      expect(await again.appendToStream(stream, events, { expectedRevision: NO_STREAM, ...way })).toEqual(first);
      expect(await numbersIn(again, stream)).toEqual([0, 1, 2]);
    },
    60_000,
  );

  it('writes the same ids a second time at the current revision', async () => {
    const stream = target.stream();
    const events = manyNumbered(2);
    await client.appendToStream(stream, events, { expectedRevision: NO_STREAM, ...way });

    const again = await client.appendToStream(stream, events, { expectedRevision: 1n, ...way });

    expect(again.nextExpectedRevision).toBe(3n);
    expect(await numbersIn(client, stream)).toEqual([0, 1, 0, 1]);
  });

  it('writes a known id once when any revision is expected', async () => {
    const stream = target.stream();
    const event = numbered(0);
    const first = await client.appendToStream(stream, event, { expectedRevision: ANY, ...way });

    expect(await client.appendToStream(stream, event, { expectedRevision: ANY, ...way })).toEqual(first);
    expect(await numbersIn(client, stream)).toEqual([0]);
  });

  itControlling(
    'has forgotten after a restart which ids it knew, when any revision is expected',
    async () => {
      const stream = target.stream();
      const event = numbered(0);
      await client.appendToStream(stream, event, { expectedRevision: ANY, ...way });

      await target.stop();
      await target.start();

      const again = target.client();
      await again.appendToStream(stream, event, { expectedRevision: ANY, ...way });
      expect(await numbersIn(again, stream)).toEqual([0, 0]);
    },
    60_000,
  );

  it.each([
    ['the revision they were written at', NO_STREAM],
    ['any revision', ANY],
  ] as const)('refuses one known and one new id at %s, and writes neither', async (_expected, expectedRevision) => {
    const stream = target.stream();
    const known = numbered(0);
    await client.appendToStream(stream, known, { expectedRevision: NO_STREAM, ...way });

    const error = await rejection(client.appendToStream(stream, [known, numbered(1)], { expectedRevision, ...way }));

    expect(error).toBeInstanceOf(WrongExpectedVersionError);
    expect(await numbersIn(client, stream)).toEqual([0]);
  });

  it('writes two events with one id in one append', async () => {
    const stream = target.stream();
    const id = randomUUID();
    const both = [numbered(0, id), numbered(1, id)];
    const { nextExpectedRevision } = await client.appendToStream(stream, both, { expectedRevision: NO_STREAM, ...way });
    expect(nextExpectedRevision).toBe(1n);
    expect(await numbersIn(client, stream)).toEqual([0, 1]);
  });

  it('refuses a wrong revision with both revisions and an empty message, and writes nothing', async () => {
    const stream = target.stream();
    const appendAt = (expectedRevision: bigint | typeof NO_STREAM) =>
      rejection(client.appendToStream(stream, numbered(9), { expectedRevision, ...way }));

    const onAbsent = await appendAt(3n);
    await client.appendToStream(stream, manyNumbered(2), { expectedRevision: NO_STREAM, ...way });
    const [onPresent, below, above] = [await appendAt(NO_STREAM), await appendAt(0n), await appendAt(7n)];

    const wrong = { type: 'wrong-expected-version', message: '', streamName: stream };
    expect(onAbsent).toBeInstanceOf(WrongExpectedVersionError);
    expect(onAbsent).toMatchObject({ ...wrong, expectedVersion: 3n, actualVersion: 'no_stream' });
    expect(onPresent).toMatchObject({ ...wrong, expectedVersion: 'no_stream', actualVersion: 1n });
    expect(below).toMatchObject({ ...wrong, expectedVersion: 0n, actualVersion: 1n });
    expect(above).toMatchObject({ ...wrong, expectedVersion: 7n, actualVersion: 1n });
    expect(await numbersIn(client, stream)).toEqual([0, 1]);
  });

  it('refuses more than 1 MiB of data in one append, and writes nothing of it', async () => {
    const stream = target.stream();
    for (const events of [[sized(MAX_APPEND_SIZE + 1)], [sized(MAX_APPEND_SIZE / 2), sized(MAX_APPEND_SIZE / 2 + 1)]]) {
      const error = await rejection(client.appendToStream(stream, events, { expectedRevision: NO_STREAM, ...way }));
      expect(error).toBeInstanceOf(MaxAppendSizeExceededError);
      expect(error).toMatchObject({ type: 'maximum-append-size-exceeded', maxAppendSize: MAX_APPEND_SIZE });
    }
    await expect(numbersIn(client, stream)).rejects.toBeInstanceOf(StreamNotFoundError);
  });

  it('takes exactly 1 MiB of data: metadata is not counted', async () => {
    const stream = target.stream();
    const events = [sized(MAX_APPEND_SIZE / 2, 100_000), sized(MAX_APPEND_SIZE / 2, 100_000)];
    const { success } = await client.appendToStream(stream, events, { expectedRevision: NO_STREAM, ...way });
    expect(success).toBe(true);
    expect(await allOf(client.readStream(stream))).toHaveLength(2);
  });

  it('refuses a tombstoned stream', async () => {
    const stream = target.stream();
    await client.appendToStream(stream, numbered(0), { expectedRevision: NO_STREAM, ...way });
    await client.tombstoneStream(stream);

    for (const expectedRevision of [NO_STREAM, 0n, ANY] as const) {
      const error = await rejection(client.appendToStream(stream, numbered(1), { expectedRevision, ...way }));
      expect(error).toBeInstanceOf(StreamDeletedError);
      expect(error).toMatchObject({ type: 'stream-deleted', streamName: stream });
    }
  });

  it('goes on with the revisions of a softly deleted stream', async () => {
    const stream = target.stream();
    await client.appendToStream(stream, manyNumbered(2), { expectedRevision: NO_STREAM, ...way });
    await client.deleteStream(stream);

    const { nextExpectedRevision } = await client.appendToStream(stream, numbered(2), {
      expectedRevision: NO_STREAM,
      ...way,
    });

    expect(nextExpectedRevision).toBe(2n);
    // The server reopens the stream just after it has answered.
    await until(async () => (await lastOf(client, stream).catch(() => undefined))?.event?.revision === 2n);
    expect(await numbersIn(client, stream)).toEqual([2]);
  });

  it('answers a repeat of what was softly deleted with success and no position, and writes nothing', async () => {
    const stream = target.stream();
    const events = [numbered(0)];
    await client.appendToStream(stream, events, { expectedRevision: NO_STREAM, ...way });
    await client.deleteStream(stream);

    const repeat = await client.appendToStream(stream, events, { expectedRevision: NO_STREAM, ...way });

    expect(repeat).toEqual({ success: true, nextExpectedRevision: 0n, position: undefined });
    await expect(numbersIn(client, stream)).rejects.toBeInstanceOf(StreamNotFoundError);
  });

  it('throws what is refused, unless the client, and not the call, was told otherwise', async () => {
    const stream = target.stream();
    const inCall = { expectedRevision: 5n, throwOnAppendFailure: false, ...way };
    expect(await rejection(client.appendToStream(stream, numbered(0), inCall))).toBeInstanceOf(
      WrongExpectedVersionError,
    );

    const quiet = target.client('throwOnAppendFailure=false');
    const answer = await quiet.appendToStream(stream, numbered(0), { expectedRevision: 5n, ...way });

    expect(answer).toMatchObject({ success: false, nextExpectedRevision: -1n });
    await expect(numbersIn(client, stream)).rejects.toBeInstanceOf(StreamNotFoundError);
  });

  it('takes 500 appends and then 500 reads at once, on clients that were never used', async () => {
    const streams = Array.from({ length: 500 }, () => target.stream('burst'));
    const [writer, reader] = [target.client(), target.client()];

    const answers = await Promise.all(
      streams.map((stream, number) =>
        writer.appendToStream(stream, numbered(number), { expectedRevision: NO_STREAM, ...way }),
      ),
    );
    const read = await Promise.all(streams.map((stream) => numbersIn(reader, stream)));

    expect(answers.every(({ success, nextExpectedRevision }) => success && nextExpectedRevision === 0n)).toBe(true);
    expect(read).toEqual(streams.map((_stream, number) => [number]));
  }, 30_000);
});
