import { Pool } from 'pg';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.js';
import { CreateReadStore1763700000002 } from './create-read-store.js';
import { assertEntitiesEqualMigrations, createDataSource, runMigrations, schemaDifferences } from './data-source.js';
import { type TableSpec, checkTables, entityOf, projectionMigration } from './tables.js';
import { PgProjectionWriter } from './writer.js';

const EVERYTHING: TableSpec = {
  name: 'everything',
  columns: [
    { name: 'id', type: 'uuid' },
    { name: 'part', type: 'integer' },
    { name: 'title', type: 'text', collation: 'C' },
    { name: 'small', type: 'smallint', default: '0' },
    { name: 'big', type: 'bigint', nullable: true },
    { name: 'times', type: 'bigint', default: '0' },
    { name: 'ratio', type: 'double precision', nullable: true },
    { name: 'amount', type: 'numeric', nullable: true },
    { name: 'open', type: 'boolean' },
    { name: 'due_on', type: 'date', nullable: true },
    { name: 'decided_at', type: 'timestamp with time zone', nullable: true },
    { name: 'units', type: 'text[]' },
    { name: 'answer', type: 'json' },
    { name: 'view', type: 'jsonb', nullable: true },
    { name: 'hash', type: 'bytea', nullable: true },
  ],
  primaryKey: ['id', 'part'],
  indexes: [
    { name: 'everything_by_title', columns: ['title', 'id'], unique: true },
    { name: 'everything_by_due', columns: ['due_on desc', 'id'], where: 'open' },
    { name: 'everything_by_units', columns: ['units'], using: 'gin' },
    { name: 'everything_by_view', columns: ["(view ->> 'kind')"] },
  ],
};
const migrations = [
  CreateReadStore1763700000002,
  projectionMigration('CreateAll', 1763700001000, { tables: [EVERYTHING] }),
];

let database: FreshDatabase;
beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(async () => {
  await database.drop();
});

describe('migrations', () => {
  it('run once when several processes start at the same time, and equal the entities', async () => {
    const entities = [entityOf(EVERYTHING)];
    const sources = Array.from({ length: 4 }, () => createDataSource({ url: database.url, entities, migrations }));
    const ran = await Promise.all(sources.map((source) => runMigrations(source)));
    expect(ran.map((names) => names.length).sort()).toEqual([0, 0, 0, 2]);
    const [source] = sources;
    if (source === undefined) throw new Error('no data source');
    expect(await schemaDifferences(source)).toEqual([]);
    await expect(assertEntitiesEqualMigrations(source)).resolves.toBeUndefined();
    await source.query('alter table read.everything drop column amount');
    await expect(assertEntitiesEqualMigrations(source)).rejects.toThrow(/ADD "amount" numeric/);
    await Promise.all(sources.map((each) => each.destroy()));
  });

  it('serve ordinary queries through the entity', async () => {
    const source = createDataSource({ url: database.url, entities: [entityOf(EVERYTHING)], migrations });
    await runMigrations(source);
    const repository = source.getRepository('everything');
    expect(await repository.find({ where: { title: 'x' }, order: { title: 'ASC' } })).toEqual([]);
    await source.destroy();
  });
});

describe('the writer', () => {
  const id = '7f8a1c9e-4a55-4d0e-9f8b-0d2f2b8f2a11';
  const row = {
    id,
    part: 1,
    title: '名单 "引号" \\ {,} \n',
    small: 3,
    times: '7',
    big: 9007199254740993n,
    ratio: 0.1,
    amount: '12.50',
    open: true,
    due_on: '2026-09-18',
    decided_at: '2026-09-18T01:30:00.000Z',
    units: ['住建局', 'a"b\\c,{}', ''],
    answer: { b: 1, a: [1, null] },
    view: '{"kind": "RED"}',
    hash: Buffer.from([0, 255, 1]),
  };

  async function inTransaction<T>(work: (tx: PgProjectionWriter) => Promise<T>): Promise<T> {
    const pool = new Pool({ connectionString: database.url, max: 1 });
    const source = createDataSource({ url: database.url, entities: [], migrations });
    await runMigrations(source);
    await source.destroy();
    const client = await pool.connect();
    await client.query('begin');
    try {
      return await work(new PgProjectionWriter(client, [EVERYTHING], 'live'));
    } finally {
      await client.query('rollback');
      client.release();
      await pool.end();
    }
  }

  it('stores every type, replaces named columns only, lets the later of two rows win, loads and removes by key', async () => {
    await inTransaction(async (tx) => {
      await tx.upsert('everything', [{ ...row, part: 2, title: 'old' }, { ...row, part: 2, title: 'second' }, row]);
      await tx.upsert('everything', [{ id, part: 1, title: row.title, open: false, units: [], answer: '[]' }]);
      const loaded = await tx.load('everything', [
        { id, part: 1 },
        { id, part: 9 },
      ]);
      expect(loaded).toEqual([
        {
          ...row,
          open: false,
          units: [],
          answer: [],
          big: '9007199254740993',
          due_on: new Date(2026, 8, 18),
          decided_at: new Date(row.decided_at),
          view: { kind: 'RED' },
        },
      ]);
      const second = await tx.load<{ title: string; units: string[]; answer: object }>('everything', [{ id, part: 2 }]);
      expect(second[0]).toMatchObject({ title: 'second', units: row.units, answer: row.answer, small: 3 });
      await tx.remove('everything', [{ id, part: 1 }]);
      expect(await tx.query(`select part from ${tx.table('everything')}`)).toEqual([{ part: 2 }]);
      await tx.upsert('everything', []);
      await tx.remove('everything', []);
      expect(await tx.load('everything', [])).toEqual([]);
    });
  });

  it('refuses tables and columns that are not declared, and rows of different columns', async () => {
    await inTransaction(async (tx) => {
      expect(() => tx.table('pg_class')).toThrow('declares no table pg_class');
      await expect(tx.upsert('everything', [{ id, part: 1, nothing: 1 }])).rejects.toThrow('no column nothing');
      await expect(
        tx.upsert('everything', [
          { id, part: 1 },
          { id, part: 2, title: 'x' },
        ]),
      ).rejects.toThrow('different columns');
    });
  });
});

it('refuses declarations that cannot work', () => {
  expect(() => checkTables([{ ...EVERYTHING, name: 'Bad name' }])).toThrow('no usable');
  expect(() => checkTables([EVERYTHING, EVERYTHING])).toThrow('declared twice');
  expect(() => checkTables([{ ...EVERYTHING, primaryKey: [] }])).toThrow('no primary key');
  expect(() => checkTables([{ ...EVERYTHING, primaryKey: ['nobody'] }])).toThrow('names no column');
});
