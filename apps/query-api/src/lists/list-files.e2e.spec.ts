import { createHash } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Actor } from '#libs/access';
import { addRowsLike } from '../../../../test/support/many-rows.js';
import {
  DossierScript,
  enterprise,
  initialEntry,
  person,
  recognized,
} from '../../../../projections/src/testing/dossier-events.js';
import { QueryApp } from '../testing/query-app.js';

const [X, P] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
const [EX, EP] = ['e1111111-1111-4111-8111-111111111111', 'e3333333-3333-4333-8333-333333333333'];
const CLERK: Actor = { userId: 'wu', unitId: 'unit-c', roles: ['IMPLEMENTING_UNIT'], kind: 'OFFICIAL' };
/** Every hundredth row is a person's, whose name is opened and masked on its way. */
const PERSONS = 100;
const IN_LONG = process.env['MINGDAN_LONG_TESTS'] !== undefined;
const LONG = IN_LONG ? 1_000_000 : 20_000;
/** Holds whole files in memory, which a million rows are too many for. */
const itWhole = IN_LONG ? it.skip : it;
const TYPES = { ndjson: 'application/x-ndjson', csv: 'text/csv' } as const;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that live after a collection, in the heap and beside it. */
function alive(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('a whole list in a file', () => {
  let app: QueryApp;
  let base: string;
  let rows: number;

  const open = (type: string): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const headers = { accept: type, authorization: 'Bearer clerk' };
      get(`${base}/lists/black`, { headers, agent: false }, resolve).on('error', reject);
    });
  /** Transactions that are open, whether they fetch just now or wait for the reader. */
  const inUse = (): Promise<number> =>
    app.pool
      .query<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity
          where datname = current_database() and backend_type = 'client backend'
            and xact_start is not null and pid <> pg_backend_pid()`,
      )
      .then(({ rows: [row] }) => row?.n ?? 0);
  /** Until no snapshot is open any more. */
  async function letGo(): Promise<void> {
    while ((await inUse()) > 0) await new Promise((resolve) => setImmediate(resolve));
  }

  beforeAll(async () => {
    app = await QueryApp.start({ clerk: CLERK }, '2026-10-01T04:00:00.000Z');
    const dossiers = [
      new DossierScript(X)
        .add('SubjectRegistered', enterprise(X, '甲商贸有限公司', '91640100MA00TE5T0A'))
        .add('InitialEntryGenerated', initialEntry(X, EX))
        .add('EntryRecognized', recognized(X, EX)),
      new DossierScript(P)
        .add('SubjectRegistered', person(P, '李小明', '640100199001010012'))
        .add('InitialEntryGenerated', initialEntry(P, EP))
        .add('EntryRecognized', recognized(P, EP)),
    ];
    for (const script of dossiers) await app.record(script.events());
    const listedOn = `date '2026-09-18' - (n % 700)::int`;
    for (const [subject, entry, kind, count] of [
      [X, EX, 'x', LONG],
      [P, EP, 'p', LONG / PERSONS],
    ] as const) {
      await addRowsLike(app.pool, 'read.current_subjects', `subject_id = '${subject}'`, count, {
        subject_id: `'${kind}' || n`,
      });
      await addRowsLike(app.pool, 'read.current_entries', `entry_id = '${entry}'`, count, {
        ...{ entry_id: `'${kind}' || lpad(n::text, 9, '0')`, subject_id: `'${kind}' || n`, listed_on: listedOn },
        ...{
          decision_no: `case n % 3 when 0 then '=' || n when 1 then 'a,"' || n end`,
          entry_revision: 'n',
          shown: 'null',
        },
      });
    }
    await app.pool.query('vacuum analyze read.current_subjects, read.current_entries');
    rows = 2 + LONG + LONG / PERSONS;
    base = await app.listen();
  }, 600_000);
  afterAll(() => app.stop());

  it.each(Object.values(TYPES))(
    'leaves as %s without growing in memory, every row once, with the digest of its bytes behind it',
    async (type) => {
      // What is made once for all is made before.
      (await open(type)).destroy();
      await letGo();
      const before = alive();
      const hash = createHash('sha256');
      let [lines, bytes] = [0, 0];
      const grown: number[] = [];
      const answer = await open(type);
      expect(answer.statusCode).toBe(200);
      for await (const chunk of answer as AsyncIterable<Buffer>) {
        hash.update(chunk);
        bytes += chunk.length;
        for (const byte of chunk) if (byte === 10) lines += 1;
        if (lines > (grown.length + 1) * (rows / 30)) grown.push(alive() - before);
      }
      expect(lines).toBe(type === TYPES.csv ? rows + 1 : rows);
      expect(answer.trailers['repr-digest']).toBe(`sha-256=:${hash.digest('base64')}:`);
      const half = Math.ceil(grown.length / 2);
      const [first, second] = [Math.max(...grown.slice(0, half)), Math.max(...grown.slice(half))];
      // The second half needs no more than the first did; kept as rows, these alone would be more than that.
      expect(grown.length).toBeGreaterThan(10);
      expect(second - first).toBeLessThan(5e6);
      if (IN_LONG) process.stderr.write(`${type}: ${rows} rows, ${bytes} bytes, alive ${first}, then ${second} more\n`);
    },
    600_000,
  );

  itWhole('holds the same rows in each form, in the order of the pages, masked for who reads it', async () => {
    const [ndjson, csv] = await Promise.all(Object.values(TYPES).map(async (type) => textOf(await open(type))));
    const items =
      ndjson
        ?.trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>) ?? [];
    const places = items.map(({ listedOn, entryId }) => [listedOn, entryId] as [string, string]);
    expect(places).toEqual([...places].sort(([a, b], [c, d]) => (a === c ? (b < d ? -1 : 1) : a > c ? -1 : 1)));
    const { items: page } = (await app.get('/lists/black?limit=50', 'clerk')).json<{ items: object[] }>();
    expect(items.slice(0, 50)).toEqual(page);
    expect(items.find(({ entryId }) => entryId === EP)).toMatchObject({ name: '李**', subjectType: 'NATURAL_PERSON' });
    expect(ndjson).not.toMatch(/李小明|640100199001010012|\$sealed/);
    expect(csv).not.toMatch(/李小明|640100199001010012|\$sealed/);
    const [header, ...lines] =
      csv
        ?.replace(/^\uFEFF/, '')
        .trimEnd()
        .split('\r\n') ?? [];
    const place = header?.split(',').indexOf('entryRevision') ?? -1;
    expect(lines.map((line) => line.split(',')[0])).toEqual(items.map(({ entryId }) => entryId));
    expect(place).toBe(16);
    // A formula stays a text, and a comma stays within its cell.
    expect(lines.filter((line) => line.includes(",'=")).length).toBeGreaterThan(0);
    expect(lines.filter((line) => line.includes('"a,""')).length).toBeGreaterThan(0);
  });

  itWhole(
    'is one snapshot: what changes on the way does not show',
    async () => {
      const answer = await open(TYPES.ndjson);
      const reading = answer[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
      const first = await reading.next();
      await app.pool.query(`update read.current_entries set listed_on = '2020-01-01' where entry_id = 'x000000001'`);
      const parts = [first.value as Buffer];
      for (let next = await reading.next(); !next.done; next = await reading.next()) parts.push(next.value);
      await app.pool.query(
        `update read.current_entries set listed_on = date '2026-09-18' - 1 where entry_id = 'x000000001'`,
      );
      const ids = Buffer.concat(parts)
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { entryId: string }).entryId);
      expect(new Set(ids).size).toBe(rows);
    },
    600_000,
  );

  it('waits for a reader that is slow, and lets go of the database when the reader goes away', async () => {
    const answer = await open(TYPES.ndjson);
    const reading = answer[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    await reading.next();
    answer.pause();
    const waiting = alive();
    for (let turns = 0; turns < 2_000; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    // Nothing piles up for who does not take it.
    expect(alive() - waiting).toBeLessThan(30e6);
    expect(await inUse()).toBe(1);
    answer.destroy();
    await letGo();
    expect((await app.get('/lists/black', 'clerk')).statusCode).toBe(200);
  });

  it('is an answer with its reason where it cannot begin', async () => {
    expect((await app.get('/lists/black?status=EXITED', 'clerk', { accept: TYPES.csv })).statusCode).toBe(403);
    await app.pool.query('alter table read.current_entries rename to hidden');
    const answer = await app.get('/lists/black', 'clerk', { accept: TYPES.ndjson });
    await app.pool.query('alter table read.hidden rename to current_entries');
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      500,
      'application/problem+json; charset=utf-8',
    ]);
    await letGo();
  });
});

async function textOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) parts.push(chunk);
  return Buffer.concat(parts).toString();
}
