import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANY, END, EventStoreDBClient, NO_STREAM, START, streamNameFilter } from '@eventstore/db-client';
import {
  allOf,
  EventStoreServer,
  EventStoreServerProcess,
  manyNumbered,
  numbered,
  numbersIn,
  rejection,
  startEventStoreServer,
  until,
} from '#test/eventstore-server';

describe('the stand-in of EventStoreDB', () => {
  let folder: string;
  const clients: EventStoreDBClient[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eventstore-server-'));
  });

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.dispose()));
    await rm(folder, { recursive: true, force: true });
  });

  const clientOf = (server: { readonly url: string }): EventStoreDBClient => {
    const client = EventStoreDBClient.connectionString(server.url);
    clients.push(client);
    return client;
  };

  /** Everything it holds but what it writes about itself. */
  const contents = async (server: { readonly url: string }): Promise<unknown[]> => {
    const events = await allOf(clientOf(server).readAll({ fromPosition: START }));
    return events.flatMap(({ event }) => (event === undefined || event.type === '$epoch-information' ? [] : [event]));
  };

  it('takes its log up again from the folder, with every position, deletion and revision as it was', async () => {
    const before = await startEventStoreServer({ folder });
    const client = clientOf(before);
    await client.appendToStream('kept', manyNumbered(3), { expectedRevision: NO_STREAM });
    await client.appendToStream('soft', manyNumbered(2), { expectedRevision: NO_STREAM });
    await client.appendToStream('hard', numbered(0), { expectedRevision: NO_STREAM });
    await client.deleteStream('soft');
    await client.tombstoneStream('hard');
    await client.setStreamMetadata('kept', { maxCount: 2 });
    const held = await contents(before);
    await before.stop();

    const after = await startEventStoreServer({ folder });
    const again = clientOf(after);
    expect(await contents(after)).toEqual(held);
    expect(await numbersIn(again, 'kept')).toEqual([1, 2]);
    expect(await rejection(numbersIn(again, 'soft'))).toMatchObject({ type: 'stream-not-found' });
    expect(await rejection(numbersIn(again, 'hard'))).toMatchObject({ type: 'stream-deleted' });
    const reopened = await again.appendToStream('soft', numbered(2), { expectedRevision: NO_STREAM });
    expect(reopened.nextExpectedRevision).toBe(2n);
    await after.stop();
  });

  it.each(['stop', 'kill'] as const)('keeps its log in memory, and its port, over a restart after %s', async (end) => {
    const server = await startEventStoreServer();
    const { url } = server;
    const client = clientOf(server);
    const event = numbered(0);
    await client.appendToStream('stream', event, { expectedRevision: ANY });

    await server[end]();
    await server.restart();

    expect(server.url).toBe(url);
    const again = clientOf(server);
    expect(await numbersIn(again, 'stream')).toEqual([0]);
    await again.appendToStream('stream', event, { expectedRevision: ANY });
    expect(await numbersIn(again, 'stream')).toEqual([0, 0]);
    await server.stop();
  });

  it('cuts off a last append that a kill has torn in the file, and goes on behind the whole ones', async () => {
    const before = await startEventStoreServer({ folder });
    await clientOf(before).appendToStream('stream', manyNumbered(2), { expectedRevision: NO_STREAM });
    await before.stop();
    const [file] = await readdir(folder);
    await appendFile(join(folder, file ?? ''), '{"stream":"stream","created":"1","events":[{"id":"');

    const after = await startEventStoreServer({ folder });
    const again = clientOf(after);
    expect(await numbersIn(again, 'stream')).toEqual([0, 1]);
    await again.appendToStream('stream', numbered(2), { expectedRevision: 1n });
    await after.restart();
    expect(await numbersIn(clientOf(after), 'stream')).toEqual([0, 1, 2]);
    await after.stop();
  });

  it('loses nothing acknowledged and doubles nothing when its process is killed with -9 under writers that repeat', async () => {
    const server = await EventStoreServerProcess.start({ folder });
    const client = clientOf(server);
    const acknowledged = new Map<string, number>();
    let writing = true;
    const write = async (stream: string): Promise<void> => {
      for (let count = 0; writing; count += 1) {
        const event = numbered(count);
        const expectedRevision = count === 0 ? NO_STREAM : BigInt(count - 1);
        await until(
          () => client.appendToStream(stream, event, { expectedRevision }).then(({ success }) => success, unlessAway),
          30_000,
        );
        acknowledged.set(stream, count + 1);
      }
    };
    const unlessAway = (error: { code?: number }): false => {
      if (error.code !== 14) throw new Error('not that it is away', { cause: error });
      return false;
    };
    const streams = Array.from({ length: 8 }, (_, index) => `writer-${index}`);
    const writers = streams.map(write);
    const total = (): number => [...acknowledged.values()].reduce((sum, count) => sum + count, 0);

    for (const _ of [1, 2]) {
      const from = total();
      await until(() => total() > from + 100, 30_000);
      await server.kill();
      await server.restart();
    }
    writing = false;
    await Promise.all(writers);

    for (const stream of streams) {
      const numbers = await numbersIn(clientOf(server), stream);
      expect(numbers).toEqual(Array.from({ length: acknowledged.get(stream) ?? 0 }, (_, number) => number));
    }
    await server.stop();
  }, 90_000);

  describe('with its faults', () => {
    let server: EventStoreServer;
    let client: EventStoreDBClient;

    beforeEach(async () => {
      server = await startEventStoreServer();
      client = clientOf(server);
      await client.appendToStream('stream', numbered(0), { expectedRevision: NO_STREAM });
    });

    afterEach(() => server.stop());

    it('answers after a hang what was asked meanwhile, on old lines and on new ones', async () => {
      server.hang();
      const asked = [
        client.appendToStream('stream', numbered(1), { expectedRevision: 0n }),
        clientOf(server).appendToStream('other', numbered(1), { expectedRevision: NO_STREAM }),
      ];
      const line = connect(server.port, '127.0.0.1');
      await once(line, 'connect');
      const early = await Promise.race([...asked, Promise.resolve('nothing')]);
      server.resume();

      expect(early).toBe('nothing');
      expect(await Promise.all(asked)).toMatchObject([{ nextExpectedRevision: 1n }, { nextExpectedRevision: 0n }]);
      line.destroy();
    });

    it('writes an append whose answer it holds back', async () => {
      server.holdAnswers();
      const lost = rejection(client.appendToStream('stream', numbered(1), { expectedRevision: 0n }));
      await until(() => server.revisionOf('stream') === 1n);
      server.cutConnections();
      expect(await lost).toMatchObject({ code: 14 });
      expect(await numbersIn(clientOf(server), 'stream')).toEqual([0, 1]);
    });

    it('drops live consumers when told to, and those of what it writes about itself hear that', async () => {
      const filter = streamNameFilter({ prefixes: ['$stats-'] });
      const subscription = client.subscribeToAll({ fromPosition: END, filter });
      const errors: unknown[] = [];
      const types: unknown[] = [];
      subscription.on('error', (error) => errors.push(error));
      subscription.on('data', ({ event }) => types.push(event?.type));
      await once(subscription, 'caughtUp');

      server.writeSystemEvent();
      await until(() => types.length > 0);
      server.dropLiveConsumers();
      await until(() => errors.length > 0);

      expect(types).toEqual(['$statsCollected']);
      expect(errors).toMatchObject([{ type: 'timeout', code: 10 }]);
    });

    it('starts on no port that another has', async () => {
      await expect(startEventStoreServer({ port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    });

    it('takes no line any more once it has stopped', async () => {
      await server.stop();
      const line = connect(server.port, '127.0.0.1');
      expect((await once(line, 'error'))[0]).toMatchObject({ code: 'ECONNREFUSED' });
    });
  });
});
