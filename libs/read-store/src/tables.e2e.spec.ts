import { Pool } from 'pg';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.js';
import { WatchedPool } from '../../../test/support/plans.js';
import { CreateReadStore1763700000002 } from './create-read-store.js';
import { assertEntitiesEqualMigrations, createDataSource, runMigrations, schemaDifferences } from './data-source.js';
import { indexMigration } from './index-migration.js';
import { type IndexSpec, type TableSpec, checkTables, entityOf, fingerprint, projectionMigration } from './tables.js';
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

describe('indexes that change alone', () => {
  const table = (indexes: readonly IndexSpec[]): TableSpec => ({ ...EVERYTHING, indexes });
  const [earlier, later]: [IndexSpec[], IndexSpec[]] = [
    [{ name: 'everything_by_title', columns: ['title', 'id'], unique: true }],
    [{ name: 'everything_by_due', columns: ['due_on desc', 'id'], where: 'open' }],
  ];
  const projection = { name: 'all', version: 3, tables: [table(later)] };
  const made = [
    CreateReadStore1763700000002,
    projectionMigration('CreateAll', 1763700001000, { tables: [table(earlier)] }),
  ];
  const added = indexMigration('FindByDue', 1763700001001, projection, { everything: earlier });

  async function stateAfter(checkpoint: { version: number; fingerprint: string } | undefined, undo = false) {
    const before = createDataSource({ url: database.url, entities: [], migrations: made });
    await runMigrations(before);
    if (checkpoint !== undefined)
      await before.query(
        `insert into read.checkpoints (projection, slot, version, fingerprint, tables) values ('all', 'live', $1, $2, '{everything}')`,
        [checkpoint.version, checkpoint.fingerprint],
      );
    await before.destroy();
    const source = createDataSource({ url: database.url, entities: [], migrations: [...made, added] });
    await runMigrations(source);
    if (undo) await source.undoLastMigration();
    const indexes: { name: string }[] = await source.query(
      `select indexname as name from pg_indexes where schemaname = 'read' and tablename = 'everything' order by 1`,
    );
    const checkpoints: { fingerprint: string }[] = await source.query('select fingerprint from read.checkpoints');
    await source.destroy();
    return { indexes: indexes.map(({ name }) => name), fingerprint: checkpoints[0]?.fingerprint };
  }
  const [earlierPrint, laterPrint] = [fingerprint([table(earlier)]), fingerprint([table(later)])];

  it('are made and removed where the tables are, which then are as they are declared', async () => {
    expect(await stateAfter({ version: 3, fingerprint: earlierPrint })).toEqual({
      indexes: ['everything_by_due', 'everything_pk'],
      fingerprint: laterPrint,
    });
  });

  it('come back when that is undone', async () => {
    expect(await stateAfter({ version: 3, fingerprint: earlierPrint }, true)).toEqual({
      indexes: ['everything_by_title', 'everything_pk'],
      fingerprint: earlierPrint,
    });
  });

  it('are left to the rebuild where another version filled the tables', async () => {
    expect(await stateAfter({ version: 2, fingerprint: earlierPrint })).toEqual({
      indexes: ['everything_by_title', 'everything_pk'],
      fingerprint: earlierPrint,
    });
  });

  it('go without anybody waiting behind one who reads for long', async () => {
    const before = createDataSource({ url: database.url, entities: [], migrations: made });
    await runMigrations(before);
    await before.destroy();
    const pool = new Pool({ connectionString: database.url });
    const reader = await pool.connect();
    await reader.query('begin; select from read.everything');
    const source = createDataSource({ url: database.url, entities: [], migrations: [...made, added] });
    const migrated = runMigrations(source);
    const waiting = `select from pg_stat_activity where query like 'drop index%' and wait_event_type = 'Lock'`;
    while ((await pool.query(waiting)).rowCount === 0) await new Promise(setImmediate);
    await pool.query('select from read.everything');
    await reader.query('commit');
    expect(await migrated).toHaveLength(1);
    reader.release();
    await pool.end();
    await source.destroy();
  });

  it('are made before anything was filled in', async () => {
    expect((await stateAfter(undefined)).indexes).toEqual(['everything_by_due', 'everything_pk']);
  });
});

describe('the writer', () => {
  it('finds and removes rows by their keys in tables that have grown since, and that nobody has counted yet', async () => {
    const source = createDataSource({ url: database.url, entities: [], migrations });
    await runMigrations(source);
    await source.destroy();
    const watched = new WatchedPool(database.url);
    const client = await watched.pool.connect();
    const writer = new PgProjectionWriter(client, [EVERYTHING], 'live');
    const keys = (from: number) =>
      Array.from({ length: 20 }, (_, n) => ({
        id: `00000000-0000-4000-8000-${String(from + n).padStart(12, '0')}`,
        part: 1,
      }));
    await writer.load('everything', keys(1));
    await writer.remove('everything', keys(1));
    await client.query(`
      insert into read.everything (id, part, title, open, units, answer)
      select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 1, 'title ' || n, true, '{}', '{}'
        from generate_series(1, 20000) n`);
    const plans = await watched.leastOf(async (_pool, time) => {
      expect(await writer.load('everything', keys(100))).toHaveLength(20);
      await writer.remove('everything', keys(200 + time * 100));
    });
    expect(plans).toHaveLength(2);
    for (const { blocks, whole } of plans) {
      expect(blocks).toBeLessThan(200);
      expect(whole).toEqual([]);
    }
    const { rows } = await client.query('select from read.everything');
    expect(rows).toHaveLength(20_000 - 40);
    client.release();
    await watched.close();
  });
});
