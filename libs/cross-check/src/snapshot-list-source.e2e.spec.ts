import { createHmac } from 'node:crypto';
import { Pool } from 'pg';
import { normalizeIdentifierText, type Identifier } from '#libs/subjects';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { CreateCrossCheck1763700003001 } from './create-cross-check.migration.js';
import { importSnapshot, type SnapshotImport } from './import-snapshot.js';
import { SnapshotListSource } from './snapshot-list-source.js';

const X = { kind: 'USCC', value: '91640100MA00TE5T0A' } as const;
const P = { kind: 'CITIZEN_ID', value: '640100199001010012' } as const;
const HEADER = 'identifierKind,identifier,listKind,ref,unit\n';

const hasher: SnapshotImport['hasher'] = {
  identifierHashes: async ({ kind, value }) =>
    ['old', 'new'].map((key, n) => {
      const hmac = createHmac('sha256', key).update(`${kind}:${normalizeIdentifierText(value)}`);
      return `${n + 1}:${hmac.digest('hex')}`;
    }),
};
const hashesOf = (identifier: Identifier): Promise<string[]> => hasher.identifierHashes(identifier);

async function* pieces(text: string, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('the snapshots of a national list', () => {
  let database: FreshDatabase;
  let pool: Pool;
  let source: SnapshotListSource;
  let now: string;
  const outages: unknown[] = [];

  beforeAll(async () => {
    database = await freshDatabase({ migrations: [CreateCrossCheck1763700003001] });
    pool = new Pool({ connectionString: database.url });
    pool.on('error', () => undefined);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    await pool.query('truncate cross_check.sources, cross_check.snapshots, cross_check.rows');
    now = '2026-09-07T01:00:00.000Z';
    outages.length = 0;
    source = new SnapshotListSource({
      pool,
      clock: { now: () => now },
      sourceId: 'national',
      maxAgeHours: 24,
      onOutage: (error) => outages.push(error),
    });
  });

  const load = (text: string, more: Partial<SnapshotImport> = {}) =>
    importSnapshot({
      pool,
      hasher,
      sourceId: 'national',
      version: '2026-09-06',
      snapshotAt: '2026-09-06T16:00:00.000Z',
      csv: pieces(text),
      ...more,
    });
  const counts = async (): Promise<unknown> =>
    (
      await pool.query(
        `select (select count(*)::int from cross_check.snapshots) as snapshots,
                (select count(*)::int from cross_check.rows) as rows`,
      )
    ).rows[0];

  it('answers a hit with the entry and the unit of the source', async () => {
    const imported = await load(
      `\uFEFF${HEADER}USCC,９１640100ma00te5t0a ,BLACK,NB-1,国家税务总局\nUSCC,${X.value},RED,NR-7,\nCITIZEN_ID,${P.value},BLACK,NB-2,unit-n\n`,
    );
    expect(imported).toMatchObject({ rows: 3, repeated: false });
    expect(await source.ask(await hashesOf(X), 'BLACK')).toEqual({
      available: true,
      sourceId: 'national',
      snapshotAt: '2026-09-06T16:00:00.000Z',
      version: '2026-09-06',
      hits: [{ sourceId: 'national', sourceEntryRef: 'NB-1', listKind: 'BLACK', unitId: '国家税务总局' }],
    });
    expect(await source.ask(await hashesOf(X), 'RED')).toMatchObject({
      hits: [{ sourceId: 'national', sourceEntryRef: 'NR-7', listKind: 'RED' }],
    });
    expect(await source.ask(await hashesOf(P), 'RED')).toMatchObject({ available: true, hits: [] });
  });

  it('keeps no identifier in clear', async () => {
    await load(`${HEADER}CITIZEN_ID,${P.value},BLACK,NB-2,unit-n\n`);
    const { rows } = await pool.query<{ dump: string }>('select to_json(r)::text as dump from cross_check.rows r');
    expect(rows).toHaveLength(1);
    expect(rows[0]?.dump).not.toContain(P.value);
    expect(rows[0]?.dump).toContain((await hashesOf(P))[1]);
  });

  it('answers from the newest snapshot, whichever was imported last', async () => {
    await load(`${HEADER}USCC,${X.value},BLACK,NB-1,\n`, { version: 'b', snapshotAt: '2026-09-06T20:00:00.000Z' });
    await load(`${HEADER}USCC,${X.value},BLACK,NB-0,\n`, { version: 'a', snapshotAt: '2026-09-06T10:00:00.000Z' });
    expect(await source.ask(await hashesOf(X), 'BLACK')).toMatchObject({
      version: 'b',
      hits: [{ sourceEntryRef: 'NB-1' }],
    });
  });

  it.each([
    ['there is no snapshot', async () => undefined],
    [
      'the snapshot is over its age',
      async () => {
        await load(HEADER);
        now = '2026-09-07T16:00:00.001Z';
      },
    ],
    [
      'it is switched off',
      async () => {
        await load(HEADER);
        await source.setAvailable(false);
      },
    ],
  ])('is unavailable when %s', async (_, given) => {
    await given();
    expect(await source.ask(await hashesOf(X), 'BLACK')).toEqual({ available: false, sourceId: 'national' });
    expect(outages).toEqual([]);
  });

  it('answers again when it is switched on', async () => {
    await load(HEADER);
    await source.setAvailable(false);
    await source.setAvailable(true);
    now = '2026-09-07T16:00:00.000Z';
    expect(await source.ask(await hashesOf(X), 'BLACK')).toMatchObject({ available: true, hits: [] });
  });

  it('is unavailable, and says so to the log, when its database fails', async () => {
    const cut = new Pool({ connectionString: database.url.replace(/\/[^/]*$/, '/nowhere') });
    const away = new SnapshotListSource({
      pool: cut,
      clock: { now: () => now },
      sourceId: 'national',
      onOutage: (error) => outages.push(error),
    });
    expect(await away.ask(await hashesOf(X), 'BLACK')).toEqual({ available: false, sourceId: 'national' });
    expect(outages).toHaveLength(1);
    await cut.end();
  });

  it.each([
    ['a missing column', 'identifierKind,identifier,listKind,ref\nUSCC,1,RED,a\n', 'SNAPSHOT_COLUMNS', undefined],
    ['an unknown list', `${HEADER}USCC,${X.value},BLACK,a,\nUSCC,${X.value},GREY,b,\n`, 'SNAPSHOT_ROW', 2],
    ['an unknown kind of identifier', `${HEADER}PASSPORT,E1,BLACK,a,\n`, 'SNAPSHOT_ROW', 1],
    ['a certificate without its type', `${HEADER}OTHER,E1,BLACK,a,\n`, 'SNAPSHOT_ROW', 1],
    ['no reference', `${HEADER}USCC,${X.value},BLACK,,\n`, 'SNAPSHOT_ROW', 1],
    ['an open quote', `${HEADER}USCC,${X.value},BLACK,a,\nUSCC,"${X.value},BLACK,b,\n`, 'SNAPSHOT_CSV', 2],
    ['a row that is too short', `${HEADER}USCC,${X.value}\n`, 'SNAPSHOT_CSV', 1],
  ])('refuses a file with %s, whole and without repeating it', async (_, text, code, row) => {
    await load(`${HEADER}USCC,${X.value},BLACK,before,\n`, { version: 'before' });
    const refused = load(text);
    await expect(refused).rejects.toMatchObject({ code, row, status: 422 });
    await expect(refused).rejects.not.toThrow(new RegExp(X.value));
    expect(await counts()).toEqual({ snapshots: 1, rows: 1 });
  });

  it('refuses a file that is not UTF-8', async () => {
    const gb = Buffer.concat([
      Buffer.from(`${HEADER}USCC,${X.value},BLACK,`),
      Buffer.from([0xb9, 0xfa]),
      Buffer.from(',\n'),
    ]);
    const csv = (async function* () {
      yield gb;
    })();
    await expect(load('', { csv })).rejects.toMatchObject({ code: 'SNAPSHOT_ENCODING' });
    expect(await counts()).toEqual({ snapshots: 0, rows: 0 });
  });

  it('takes the same file again for done, and refuses another one under its version', async () => {
    const text = `${HEADER}USCC,${X.value},BLACK,a,\nUSCC,${X.value},BLACK,a,\n`;
    const first = await load(text);
    expect(first.rows).toBe(1);
    expect(await load(text)).toEqual({ ...first, repeated: true });
    await expect(load(HEADER)).rejects.toMatchObject({ code: 'SNAPSHOT_VERSION_TAKEN' });
    expect(await counts()).toEqual({ snapshots: 1, rows: 1 });
  });

  it('lets two importers of one file finish with one snapshot', async () => {
    const text = HEADER + Array.from({ length: 2500 }, (_, n) => `USCC,C${n},BLACK,ref-${n},\n`).join('');
    const results = await Promise.all([
      load(text, { csv: pieces(text, 5000) }),
      load(text, { csv: pieces(text, 5000) }),
    ]);
    expect(results.map(({ rows, repeated }) => `${rows} ${repeated}`).sort()).toEqual(['2500 false', '2500 true']);
    expect(await counts()).toEqual({ snapshots: 1, rows: 2500 });
  });

  it('shows readers the snapshot before until the new one is complete', async () => {
    await load(`${HEADER}USCC,${X.value},BLACK,old,\n`, { version: 'old' });
    const seen: unknown[] = [];
    const csv = (async function* () {
      yield Buffer.from(HEADER);
      for (let n = 0; n < 1500; n += 1) yield Buffer.from(`USCC,C${n},BLACK,ref-${n},\n`);
      seen.push(await source.ask(await hashesOf(X), 'BLACK'));
      yield Buffer.from(`USCC,${X.value},BLACK,new,\n`);
    })();
    await load('', { csv, version: 'new', snapshotAt: '2026-09-06T20:00:00.000Z' });
    expect(seen).toMatchObject([{ version: 'old', hits: [{ sourceEntryRef: 'old' }] }]);
    expect(await source.ask(await hashesOf(X), 'BLACK')).toMatchObject({
      version: 'new',
      hits: [{ sourceEntryRef: 'new' }],
    });
  });
});
