import { Pool } from 'pg';
import { parse } from 'csv-parse/sync';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.js';
import { safeCell, streamCsv, streamNdjson, streamRows } from './exports.js';

let database: FreshDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await freshDatabase();
  pool = new Pool({ connectionString: database.url, max: 2 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function text(chunks: AsyncIterable<string>): Promise<{ text: string; chunks: number }> {
  let all = '';
  let count = 0;
  for await (const chunk of chunks) {
    all += chunk;
    count += 1;
  }
  return { text: all, chunks: count };
}

const SERIES = 'select n from generate_series(1, $1::int) n order by n';

describe('streamed rows', () => {
  it('come in batches and all of them', async () => {
    const sizes: number[] = [];
    for await (const rows of streamRows({ pool, sql: SERIES, params: [2_500] })) sizes.push(rows.length);
    expect(sizes).toEqual([1_000, 1_000, 500]);
  });

  it('give the connection back clean when the reader leaves early, is aborted, or the statement fails', async () => {
    for await (const rows of streamRows({ pool, sql: SERIES, params: [5_000] })) {
      expect(rows).toHaveLength(1_000);
      break;
    }
    const aborting = new AbortController();
    aborting.abort();
    await expect(text(streamNdjson({ pool, sql: SERIES, params: [1], signal: aborting.signal }))).rejects.toThrow(
      'aborted',
    );
    await expect(text(streamNdjson({ pool, sql: 'select nothing' }))).rejects.toThrow('does not exist');
    await expect(text(streamNdjson({ pool, sql: SERIES, params: [5], maxMs: -1 }))).rejects.toThrow('not taken within');
    expect(pool.waitingCount).toBe(0);
    expect(pool.idleCount).toBe(pool.totalCount);
    const { rows } = await pool.query(`select count(*)::int as n from pg_cursors where name = 'streamed'`);
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('let go of their snapshot when the reader has stopped reading, and say so if it goes on', async () => {
    const rows = streamRows({ pool, sql: SERIES, params: [5_000], maxMs: 200 });
    expect((await rows.next()).value).toHaveLength(1_000);
    const open = `select count(*)::int as n from pg_stat_activity
                   where datname = current_database() and state = 'idle in transaction'`;
    for (let n = 1; n > 0;) n = (await pool.query<{ n: number }>(open)).rows[0]?.n ?? 0;
    await expect(rows.next()).rejects.toThrow('not taken within 200 ms');
    expect([pool.waitingCount, pool.idleCount]).toEqual([0, pool.totalCount]);
  });

  it('cannot write', async () => {
    await pool.query('create table t (n int)');
    await expect(
      text(streamNdjson({ pool, sql: 'with x as (insert into t values (1) returning n) select n from x' })),
    ).rejects.toThrow();
    expect((await pool.query('select * from t')).rows).toEqual([]);
  });
});

it('passes stored JSON through as one line a row', async () => {
  const sql = `select * from (values (1, e'{"a":\\n 1}'), (2, '{"b":"名"}')) v(n, answer) order by n`;
  const { text: lines } = await text(streamNdjson({ pool, sql: `select answer from (${sql}) q` }));
  expect(lines).toBe('{"a":  1}\n{"b":"名"}\n');
  const built = await text(
    streamNdjson({ pool, sql: 'select row_to_json(q)::text from (select 1 as n, null as x) q' }),
  );
  expect(JSON.parse(built.text)).toEqual({ n: 1, x: null });
});

describe('CSV', () => {
  const DANGEROUS = ['=1+1', '+86 10', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1'];

  it.each(DANGEROUS)('neutralises %j', (cell) => {
    expect(safeCell(cell)).toBe(`'${cell}`);
  });

  it.each([
    ['-12.50', '-12.50'],
    [-3, '-3'],
    [null, ''],
    [true, 'true'],
    ['a=b', 'a=b'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [{ a: 1 }, '{"a":1}'],
  ])('leaves %j as %s', (cell, expected) => {
    expect(safeCell(cell)).toBe(expected);
  });

  it('reads back as it was, whatever stands in the cells', async () => {
    const cells = [...DANGEROUS, 'a,b', 'say "x"', 'two\r\nlines', '名单', ''];
    const { text: csv } = await text(
      streamCsv({
        pool,
        sql: 'select c, 1 from unnest($1::text[]) with ordinality u(c, o) order by o',
        params: [cells],
        header: ['单元格', 'n'],
      }),
    );
    expect(csv.startsWith('\uFEFF单元格,n\r\n')).toBe(true);
    const rows: string[][] = parse(csv, { bom: true, record_delimiter: '\r\n' });
    expect(rows.slice(1).map(([cell]) => cell)).toEqual(cells.map((cell) => safeCell(cell)));
  });
});
