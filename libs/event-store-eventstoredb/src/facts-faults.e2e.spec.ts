import { once } from 'node:events';
import { createServer } from 'node:net';
import { jest } from '@jest/globals';
import {
  END,
  NO_STREAM,
  NotLeaderError,
  streamNameFilter,
  UnavailableError,
  UnknownError,
  type EventStoreDBClient,
} from '@eventstore/db-client';
import { CuttableProxy } from '#test/cuttable-proxy';
import {
  allOf,
  EventStoreServer,
  EventStoreTarget,
  itControlling,
  itStandingIn,
  numbered,
  numbersIn,
  rejection,
  until,
} from '#test/eventstore-server';

const CREDENTIALS = { username: 'admin', password: 'changeit' };

jest.setTimeout(60_000);

/** A port that nobody listens on. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('what the client shows when EventStoreDB fails', () => {
  let target: EventStoreTarget;
  let client: EventStoreDBClient;

  beforeEach(async () => {
    // The client says so of keep-alive times below its recommendation, which these tests cannot wait for.
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    target = await EventStoreTarget.open();
    client = target.client();
    await client.appendToStream(target.stream('ready'), numbered(0), { expectedRevision: NO_STREAM });
  });

  afterEach(async () => {
    await target.close();
    jest.restoreAllMocks();
  });

  /** Appends one event after another to a stream of its own. @returns how many were acknowledged, and what ended it */
  const write = async (stream: string, way = {}): Promise<{ acknowledged: number; error: unknown }> => {
    for (let acknowledged = 0; ; acknowledged += 1) {
      const expectedRevision = acknowledged === 0 ? NO_STREAM : BigInt(acknowledged - 1);
      try {
        await client.appendToStream(stream, numbered(acknowledged), { expectedRevision, ...way });
      } catch (error) {
        return { acknowledged, error };
      }
    }
  };

  itControlling(
    'shows a killed server as unavailable, and works again with the same client after the restart',
    async () => {
      const [batched, single] = [target.stream(), target.stream()];
      const writing = Promise.all([write(batched), write(single, { credentials: CREDENTIALS })]);
      await until(async () => (await numbersIn(client, batched).catch(() => [])).length > 10);
      await target.kill();
      const ends = await writing;

      const inBatches = await rejection(client.appendToStream(batched, numbered(0)));
      const single2 = await rejection(client.appendToStream(single, numbered(0), { credentials: CREDENTIALS }));
      const read = await rejection(numbersIn(client, batched));
      await target.start();
      await until(
        () =>
          client
            .appendToStream(target.stream(), numbered(0))
            .then(() => true)
            .catch(() => false),
        30_000,
      );

      // What was in flight, and what found the connection gone.
      for (const { error } of ends) expect(error).toMatchObject({ code: 14 });
      // The first thing an append asks is what the server can do: the client does not make an error of its own of that.
      expect([inBatches.constructor, inBatches.code, inBatches.type]).toEqual([Error, 14, undefined]);
      expect(single2).toBeInstanceOf(UnavailableError);
      expect(read).toBeInstanceOf(UnavailableError);
      // None acknowledged is lost and none is there twice; one more may have been written before the kill.
      for (const [index, stream] of [batched, single].entries()) {
        const numbers = await numbersIn(client, stream);
        expect(numbers).toEqual(numbers.map((_, number) => number));
        const acknowledged = ends[index]?.acknowledged ?? 0;
        expect([acknowledged, acknowledged + 1]).toContain(numbers.length);
      }
    },
  );

  itControlling('shows a server that stops in order as reset, or as unavailable', async () => {
    const subscription = client.subscribeToAll({ fromPosition: END, filter: streamNameFilter({ prefixes: ['none'] }) });
    const errors: unknown[] = [];
    subscription.on('error', (error) => errors.push(error));
    await once(subscription, 'caughtUp');
    const writing = write(target.stream());

    await target.stop();
    const { error } = await writing;
    await until(() => errors.length > 0);
    await target.start();

    expect(errors).toHaveLength(1);
    for (const end of [error, errors[0]] as { code: number; message: string }[]) {
      if (end.code !== 13) expect(end.code).toBe(14);
      else expect(end.message).toContain('Received RST_STREAM with code 0');
      expect(end instanceof UnknownError).toBe(end.code === 13);
    }
  });

  itControlling(
    'lets only the single way have its deadline when a server hangs; the others wait for the keep-alive',
    async () => {
      const hasty = target.client('keepAliveInterval=1000', 'keepAliveTimeout=3000', 'defaultDeadline=1000');
      const stream = target.stream();
      await hasty.appendToStream(stream, numbered(0), { expectedRevision: NO_STREAM });
      await target.pause();
      const since = performance.now();
      const timed = async (promise: Promise<unknown>): Promise<{ error: Record<string, unknown>; after: number }> => {
        const error = await rejection(promise);
        return { error, after: performance.now() - since };
      };

      const [single, batched, read] = await Promise.all([
        timed(hasty.appendToStream(stream, numbered(1), { deadline: 500, credentials: CREDENTIALS })),
        timed(hasty.appendToStream(stream, numbered(2), { deadline: 500 })),
        timed(allOf(hasty.readStream(stream, { deadline: 500 }))),
      ]);
      await target.resume();

      expect(single.error).toMatchObject({ type: 'deadline-exceeded', code: 4 });
      for (const { error, after } of [batched, read]) {
        expect(error).toMatchObject({ type: 'unavailable', code: 14 });
        expect(error.message).toContain('Connection dropped');
        expect(after).toBeGreaterThan(2500);
      }
      await until(() =>
        numbersIn(hasty, stream)
          .then(() => true)
          .catch(() => false),
      );
    },
  );

  it('leaves open whether an append was written whose answer was lost, and a repeat at the same revision tells', async () => {
    const proxy = await CuttableProxy.before(target.url);
    const through = target.clientOf(proxy.url);
    const stream = target.stream();
    await through.appendToStream(stream, numbered(0), { expectedRevision: NO_STREAM });

    proxy.holdAnswers();
    const events = [numbered(1), numbered(2)];
    const lost = rejection(through.appendToStream(stream, events, { expectedRevision: 0n }));
    await until(async () => (await numbersIn(client, stream)).length === 3);
    proxy.cut();

    expect(await lost).toMatchObject({ type: 'unavailable', code: 14 });
    const repeat = await through.appendToStream(stream, events, { expectedRevision: 0n });
    expect(repeat).toMatchObject({ success: true, nextExpectedRevision: 2n });
    expect(await numbersIn(client, stream)).toEqual([0, 1, 2]);
    await through.dispose();
    await proxy.close();
  });

  it('ends a subscription with one error when its line is cut in mid-stream, and none of what came before is lost', async () => {
    const proxy = await CuttableProxy.before(target.url);
    const through = target.clientOf(proxy.url);
    const stream = target.stream();
    const subscription = through.subscribeToAll({
      fromPosition: END,
      filter: streamNameFilter({ prefixes: [stream] }),
    });
    const [numbers, errors]: [number[], unknown[]] = [[], []];
    subscription.on('data', ({ event }) => numbers.push((event?.data as { number: number }).number));
    subscription.on('error', (error) => errors.push(error));
    await once(subscription, 'caughtUp');
    for (let number = 0; number < 50; number += 1) {
      await client.appendToStream(stream, numbered(number));
      if (number === 25) proxy.cut();
    }
    await until(() => errors.length > 0);

    expect(errors).toMatchObject([{ type: 'unavailable', code: 14 }]);
    expect(numbers).toEqual(numbers.map((_, number) => number));
    await proxy.close();
  });

  itStandingIn(
    'says of a server that is not ready what names it only in the text',
    'it is so only while it starts',
    async () => {
      target.standIn.notReady(true);
      const stream = target.stream();

      const batched = await rejection(client.appendToStream(stream, numbered(0)));
      const single = await rejection(client.appendToStream(stream, numbered(0), { credentials: CREDENTIALS }));
      const read = await rejection(numbersIn(client, stream));
      target.standIn.notReady(false);

      expect(batched).toBeInstanceOf(UnknownError);
      expect([batched.message, batched.code]).toEqual(['Could not recognize Server Is Not Ready', undefined]);
      for (const error of [single, read]) {
        expect(error).toMatchObject({ type: 'unavailable', code: 14, message: '14 UNAVAILABLE: Server Is Not Ready' });
      }
      await expect(numbersIn(client, stream)).rejects.toMatchObject({ type: 'stream-not-found' });
    },
  );

  for (const [name, way] of Object.entries({ 'in batches': {}, 'one a call': { credentials: CREDENTIALS } })) {
    itStandingIn(
      `turns from a follower to the leader by itself, after one refusal, ${name}`,
      'it takes a cluster',
      async () => {
        const leader = await EventStoreServer.start();
        target.standIn.notLeader({ host: '127.0.0.1', port: leader.port });
        const stream = target.stream();
        const append = () => client.appendToStream(stream, numbered(0), { requiresLeader: true, ...way });

        const refused = await rejection(append());
        const { success } = await append();

        expect(refused).toBeInstanceOf(NotLeaderError);
        expect(refused).toMatchObject({ code: 5, leader: { address: '127.0.0.1', port: leader.port } });
        expect(success).toBe(true);
        expect(await numbersIn(target.clientOf(leader.url), stream)).toEqual([0]);
        await leader.stop();
      },
    );
  }

  describe('and how a connection string of several addresses is taken', () => {
    const addresses = async (): Promise<readonly [closed: string, open: string]> => [
      `127.0.0.1:${await closedPort()}`,
      new URL(target.url).host,
    ];
    const once = 'tls=false&maxDiscoverAttempts=1';

    it('asks every address of esdb:// for the cluster', async () => {
      const [closed, open] = await addresses();
      const stream = target.stream();
      const several = target.clientOf(`esdb://${closed},${open}?${once}`);
      expect(await several.appendToStream(stream, numbered(0))).toMatchObject({ success: true });
    });

    it('asks only the first address of esdb+discover://', async () => {
      const [closed, open] = await addresses();
      const several = target.clientOf(`esdb+discover://${closed},${open}?${once}`);
      expect(await rejection(numbersIn(several, target.stream()))).toMatchObject({
        message: 'Failed to discover after 1 attempts.',
      });
    });

    itControlling('waits for gossip in seconds', async () => {
      const [closed, open] = await addresses();
      const several = target.clientOf(`esdb://${closed},${open}?${once}&gossipTimeout=2`);
      await target.pause();
      const since = performance.now();
      const error = await rejection(numbersIn(several, target.stream()));
      const after = performance.now() - since;
      await target.resume();
      expect(error).toMatchObject({ message: 'Failed to discover after 1 attempts.' });
      expect(after).toBeGreaterThan(1500);
      expect(after).toBeLessThan(10_000);
    });

    itStandingIn('chooses the leader among the members', 'it takes a cluster', async () => {
      const leader = await EventStoreServer.start();
      target.standIn.notLeader({ host: '127.0.0.1', port: leader.port });
      const [closed, open] = await addresses();
      const several = target.clientOf(`esdb://${closed},${open}?${once}&nodePreference=leader`);
      const stream = target.stream();
      await several.appendToStream(stream, numbered(0), { expectedRevision: NO_STREAM });
      expect(await numbersIn(target.clientOf(leader.url), stream)).toEqual([0]);
      await leader.stop();
    });
  });
});
