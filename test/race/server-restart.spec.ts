import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#libs/embedded-postgres';
import { StoreUnavailable, type NewEvent, type RecordedEvent } from '#libs/event-store';
import { eventLogMigrations, PostgresEventStore } from '#libs/event-store-postgres';
import { migrate } from '#test/database';

jest.setTimeout(60_000);

const event = (number: number): NewEvent => ({
  eventId: randomUUID(),
  eventType: 'Counted',
  schemaVersion: 1,
  data: { number },
  metadata: {},
});

/** A server of its own, on which the disk is waited for. */
describe('the event log while its server goes away and comes back', () => {
  const log = (): void => {};
  let dataDir: string;
  let server: EmbeddedPostgres;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'mingdan-restart-'));
    await chmod(dataDir, 0o711);
    server = await startEmbeddedPostgres({ dataDir, log });
    await migrate(server.url, eventLogMigrations);
  });

  afterAll(async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const restarts = {
    'stopped in order': () => server.stop(),
    killed: async () => {
      const pidFile = await readFile(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8');
      process.kill(Number(pidFile.split('\n')[0]), 'SIGKILL');
    },
  };

  it.each(Object.entries(restarts))(
    'loses nothing acknowledged and repeats nothing when the server is %s',
    async (name, goAway) => {
      const port = Number(new URL(server.url).port);
      const store = new PostgresEventStore(server.url, { pollIntervalMs: 20 });
      const prefix = `${name}-`;
      const abort = new AbortController();
      const seen: RecordedEvent[] = [];
      const follow = (async () => {
        for await (const { events } of store.subscribe({ streamPrefixes: [prefix], signal: abort.signal })) {
          seen.push(...events);
          if (events.some(({ eventType }) => eventType === 'Ended')) return;
        }
      })();

      let writing = true;
      let outages = 0;
      // Each writer repeats what the store could not do, unchanged, until it is done.
      const write = async (streamId: string): Promise<number> => {
        let count = 0;
        for (; writing; count += 1) {
          const next = [event(count)];
          const expected = count === 0 ? 'no-stream' : BigInt(count - 1);
          for (let done = false; !done;) {
            try {
              const { revision } = await store.append(streamId, expected, next);
              expect(revision).toBe(BigInt(count));
              done = true;
            } catch (error) {
              expect(error).toBeInstanceOf(StoreUnavailable);
              outages += 1;
            }
          }
        }
        return count;
      };
      const streams = Array.from({ length: 8 }, (_, index) => `${prefix}${index}`);
      const writers = streams.map(write);
      while (seen.length < 200) await store.lastPosition();
      await goAway();
      while (outages === 0) await new Promise((resolve) => setImmediate(resolve));
      server = await startEmbeddedPostgres({ dataDir, port, log });
      const before = seen.length;
      while (seen.length < before + 200) await store.lastPosition();
      writing = false;
      const counts = await Promise.all(writers);
      await store.append(`${prefix}end`, 'no-stream', [{ ...event(0), eventType: 'Ended' }]);
      await follow;
      abort.abort();

      for (const [index, streamId] of streams.entries()) {
        const numbers = seen.filter((each) => each.streamId === streamId).map(({ data }) => data['number']);
        expect(numbers).toEqual(Array.from({ length: counts[index] ?? 0 }, (_, number) => number));
      }
      const positions = seen.map(({ position }) => position);
      expect([...positions].sort()).toEqual(positions);
      await store.close();
    },
  );
});
