import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { RecordedEvent } from '#libs/event-store';
import { eventLogMigrations, PostgresEventStore } from '#libs/event-store-postgres';
import { freshDatabase, type FreshDatabase } from '#test/database';

const processes = 3;
const writersEach = 4;
const appendsEach = 150;
const total = processes * writersEach * appendsEach;

const lock = /perform pg_advisory_xact_lock\(\d+\);/;
const nextPlace = /select coalesce\(max\(e\.position\), 0\) into top from event_log\.events e;/;

/**
 * Three processes of four writers each append while a poller follows the log. With the append function as it is,
 * nothing is missed. The same race is then run with its protection taken out, to show that the race would find it.
 */
describe('the order of the log while several processes write', () => {
  let database: FreshDatabase;
  let client: Client;

  beforeEach(async () => {
    database = await freshDatabase({ migrations: eventLogMigrations });
    client = new Client({ connectionString: database.url });
    await client.connect();
  });

  afterEach(async () => {
    await client.end();
    await database.drop();
  });

  /** Makes a copy of the append function, changed; every change has to find its place. */
  const copyOfAppend = async (name: string, changes: readonly (readonly [RegExp, string])[]): Promise<string> => {
    const { rows } = await client.query<{ text: string }>(
      `select pg_get_functiondef('event_log.append'::regproc) as text`,
    );
    let text = rows[0]?.text ?? '';
    for (const [place, replacement] of [[/FUNCTION event_log\.append\(/, `FUNCTION ${name}(`] as const, ...changes]) {
      expect(text).toMatch(place);
      text = text.replace(place, replacement);
    }
    await client.query(text);
    return name;
  };

  const race = async (append: string): Promise<{ seen: RecordedEvent[]; acknowledged: number; refused: number }> => {
    const store = new PostgresEventStore(database.url, { pollIntervalMs: 1 });
    const after = await store.lastPosition();
    const seen: RecordedEvent[] = [];
    const follow = async (): Promise<void> => {
      const signal = AbortSignal.timeout(20_000);
      for await (const { events } of store.subscribe({ ...(after && { after }), batchSize: 50, signal })) {
        seen.push(...events);
        if (events.some(({ eventType }) => eventType === 'Ended')) return;
      }
    };
    const write = async (name: string): Promise<{ acknowledged: number; refused: number }> => {
      const settings = { WRITERS: String(writersEach), APPENDS: String(appendsEach), NAME: `${append}-${name}` };
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [fileURLToPath(new URL('./append-writer.js', import.meta.url))],
        { env: { ...process.env, DATABASE_URL: database.url, APPEND: append, ...settings }, timeout: 20_000 },
      );
      return JSON.parse(stdout) as { acknowledged: number; refused: number };
    };
    const following = follow();
    const names = Array.from({ length: processes }, (_, index) => `process-${index}`);
    const answers = await Promise.all(names.map(write));
    // Nothing is under way any more: what the poller has not seen when it comes to this event it never sees.
    await store.append(`${append}-end`, 'no-stream', [
      { eventId: crypto.randomUUID(), eventType: 'Ended', schemaVersion: 1, data: {}, metadata: {} },
    ]);
    await following;
    await store.close();
    const sum = (pick: 'acknowledged' | 'refused'): number => answers.reduce((all, answer) => all + answer[pick], 0);
    const raced = seen.filter(({ eventType }) => eventType === 'Raced');
    return { seen: raced, acknowledged: sum('acknowledged'), refused: sum('refused') };
  };

  const expectWhole = (seen: readonly RecordedEvent[]): void => {
    expect(seen).toHaveLength(total);
    const positions = seen.map(({ position }) => position);
    expect([...positions].sort()).toEqual(positions);
    expect(new Set(positions).size).toBe(total);
    const next = new Map<string, bigint>();
    for (const { streamId, revision } of seen) {
      expect(revision).toBe(next.get(streamId) ?? 0n);
      next.set(streamId, revision + 1n);
    }
    expect(next.size).toBe(processes * writersEach);
  };

  it('shows every event to a poller, once and in order', async () => {
    const { seen, acknowledged, refused } = await race('event_log.append');
    expect({ acknowledged, refused }).toEqual({ acknowledged: total, refused: 0 });
    expectWhole(seen);
  }, 30_000);

  it('needs the lock: without it writers trip over one another, though no event is lost', async () => {
    const { seen, refused } = await race(await copyOfAppend('event_log.append_unlocked', [[lock, '']]));
    expect(refused).toBeGreaterThan(0);
    expectWhole(seen);
  }, 30_000);

  it('would lose events with places from a sequence and without the lock, as this race finds', async () => {
    await client.query('create sequence event_log.places');
    const unprotected = await copyOfAppend('event_log.append_unprotected', [
      [lock, ''],
      [nextPlace, `top := nextval('event_log.places') - 1;`],
    ]);
    let lost = 0;
    for (let run = 0; run < 5 && lost === 0; run += 1) {
      await client.query(`alter table event_log.events disable trigger append_only`);
      await client.query('truncate event_log.events');
      await client.query(`alter sequence event_log.places restart`);
      const { seen, acknowledged } = await race(unprotected);
      expect(acknowledged).toBe(total);
      lost = total - seen.length;
    }
    expect(lost).toBeGreaterThan(0);
  }, 60_000);
});
