import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { RecordedEvent } from '#libs/event-store';
import { eventLogMigrations, PostgresEventStore } from '#libs/event-store-postgres';
import { freshDatabase, type FreshDatabase } from '#test/database';

const processes = 3;
const writersEach = 4;
const eventsOfAWriter = 150;
const total = processes * writersEach * eventsOfAWriter;

const lock = /perform pg_advisory_xact_lock\(\d+\);/;

interface Way {
  readonly name: string;
  readonly appendFunction: 'event_log.append' | 'event_log.append_one' | 'event_log.append_group';
  /** How many streams a writer appends to at once. */
  readonly streams: number;
  /** Where the function takes its first position. */
  readonly nextPlace: RegExp;
}

const nextPlaceOfGroups = /top := coalesce\(\(select e\.position from event_log\.events e [^;]*;/;

const ways: readonly Way[] = [
  {
    ...{ name: 'one append at a time', appendFunction: 'event_log.append', streams: 1 },
    nextPlace: /select coalesce\(max\(e\.position\), 0\) into top from event_log\.events e;/,
  },
  {
    ...{ name: 'groups of one append of one event', appendFunction: 'event_log.append_one', streams: 1 },
    nextPlace: nextPlaceOfGroups,
  },
  {
    ...{ name: 'appends in groups', appendFunction: 'event_log.append_group', streams: 3 },
    nextPlace: nextPlaceOfGroups,
  },
];

/**
 * Three processes of four writers each append while a poller follows the log. With the append functions as they are,
 * nothing is missed. The same races are then run with the protection taken out, to show that they would find it.
 */
describe.each(ways)('the order of the log while several processes write, $name', (way) => {
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

  const { appendFunction, streams, nextPlace } = way;

  /** Makes a copy of the append function, changed; every change has to find its place. */
  const copyOfAppend = async (name: string, changes: readonly (readonly [RegExp, string])[]): Promise<string> => {
    const { rows } = await client.query<{ text: string }>(
      `select pg_get_functiondef('${appendFunction}'::regproc) as text`,
    );
    let text = rows[0]?.text ?? '';
    const renamed = [new RegExp(`FUNCTION ${appendFunction}\\(`), `FUNCTION ${name}(`] as const;
    for (const [place, replacement] of [renamed, ...changes]) {
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
      const [WRITERS, STREAMS, APPENDS] = [writersEach, streams, eventsOfAWriter / streams].map(String);
      const settings = { LIKE: appendFunction, WRITERS, STREAMS, APPENDS, NAME: `${append}-${name}` };
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
    expect(next.size).toBe(processes * writersEach * streams);
  };

  it('shows every event to a poller, once and in order', async () => {
    const { seen, acknowledged, refused } = await race(appendFunction);
    expect({ acknowledged, refused }).toEqual({ acknowledged: total, refused: 0 });
    expectWhole(seen);
  }, 30_000);

  it('needs the lock: without it writers trip over one another, though no event is lost', async () => {
    const { seen, refused } = await race(await copyOfAppend('event_log.unlocked', [[lock, '']]));
    expect(refused).toBeGreaterThan(0);
    expectWhole(seen);
  }, 30_000);

  it('would lose events with places from a sequence and without the lock, as this race finds', async () => {
    await client.query(`create sequence event_log.places increment by ${streams}`);
    const unprotected = await copyOfAppend('event_log.unprotected', [
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

  /** A slow writer has not committed yet while a fast one appends: what does a subscriber see, then and afterwards? */
  const interleave = async (append: string, slowFirst: boolean): Promise<{ before: unknown[]; after: unknown[] }> => {
    const [slow, fast] = [
      new Client({ connectionString: database.url }),
      new Client({ connectionString: database.url }),
    ];
    await Promise.all([slow.connect(), fast.connect()]);
    const write = (by: Client, name: string): Promise<unknown> => {
      const ids = Array.from({ length: streams }, () => crypto.randomUUID());
      const text = (value: string): string => `array_fill('${value}'::text, array[${streams}])`;
      const names = `array[${ids.map((_, index) => `'${name}-${index}'`).join()}]`;
      const revision = (value: number): string => `array_fill(${value}::bigint, array[${streams}])`;
      const ends = `array(select generate_series(1, ${streams}))`;
      const content = `'{${ids.join()}}', ${text(name)}, array_fill(1, array[${streams}]), ${text('{}')}, ${text('{}')}`;
      const given = {
        'event_log.append': `'${name}', -1, ${content}`,
        'event_log.append_one': `'${name}', -1, '${ids.join()}', '${name}', 1, '{}', '{}'`,
        'event_log.append_group': `${names}, ${revision(-1)}, ${ends}, true, ${names}, ${revision(0)}, ${content}`,
      };
      return by.query(`select ${append}(${given[appendFunction]})`);
    };
    const store = new PostgresEventStore(database.url, { pollIntervalMs: 1 });
    const seen: string[] = [];
    const subscription = store.subscribe()[Symbol.asyncIterator]();
    const take = async (count: number): Promise<void> => {
      while (seen.length < count) {
        const { value } = (await subscription.next()) as { value: { events: readonly RecordedEvent[] } };
        seen.push(...value.events.map(({ eventType }) => eventType));
      }
    };
    await slow.query('begin');
    if (slowFirst) await write(slow, 'slow');
    const hasten = write(fast, 'fast');
    const isWaiting = `select from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`;
    const done = hasten.then(() => true);
    while (!(await Promise.race([done, client.query(isWaiting).then(({ rowCount }) => rowCount === 1)])));
    const stored = `select from event_log.events`;
    await take((await client.query(stored)).rowCount ?? 0);
    const before = [...new Set(seen)];
    if (!slowFirst) await write(slow, 'slow');
    await slow.query('commit');
    await hasten;
    await store.append('end', 'no-stream', [
      { eventId: crypto.randomUUID(), eventType: 'Ended', schemaVersion: 1, data: {}, metadata: {} },
    ]);
    while (!seen.includes('Ended')) await take(seen.length + 1);
    await Promise.all([subscription.return?.(), slow.end(), fast.end()]);
    await store.close();
    return { before, after: [...new Set(seen)] };
  };

  it('shows a subscriber what a slow transaction wrote before what a fast one wrote after it', async () => {
    expect(await interleave(appendFunction, true)).toEqual({ before: [], after: ['slow', 'fast', 'Ended'] });
  });

  it('shows a subscriber what a transaction wrote that began early and wrote late', async () => {
    expect(await interleave(appendFunction, false)).toEqual({ before: ['fast'], after: ['fast', 'slow', 'Ended'] });
  });

  it('would hide what a slow transaction wrote with places from a sequence and without the lock', async () => {
    await client.query(`create sequence event_log.places increment by ${streams}`);
    const unprotected = await copyOfAppend('event_log.unprotected', [
      [lock, ''],
      [nextPlace, `top := nextval('event_log.places') - 1;`],
    ]);
    expect(await interleave(unprotected, true)).toEqual({ before: ['fast'], after: ['fast', 'Ended'] });
  });
});
