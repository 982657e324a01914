import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { personal, type Identifier } from '#libs/subjects';
import { freshDatabase, type FreshDatabase } from '#test/database';
import { WatchedPool } from '#test/plans';
import { CreateVault1763700001001 } from './create-vault.migration.js';
import { FileKeyProvider } from './file-key-provider.js';
import { FindKeysByScope1763700023001 } from './find-keys-by-scope.migration.js';
import { Vault } from './vault.js';

const ROWS = 20_000;
/** Of each key a path through one or two indexes; all rows are several hundred. */
const FEW = 100;

const uscc = (n: number): Identifier => ({ kind: 'USCC', value: `91640100MA00TE${String(n).padStart(4, '0')}` });

describe('of a vault that has grown since its statements were planned, and that nobody has counted yet', () => {
  let database: FreshDatabase;
  let folder: string;
  let watched: WatchedPool;
  let vault: Vault;
  const idsOf = (...numbers: readonly number[]) => numbers.map((n) => ({ about: `p-${n}`, scope: `e-${n}` }));
  const claimsOf = (...numbers: readonly number[]) =>
    numbers.map((n) => ({ identifier: uscc(n), ref: `s-new-${n}`, kind: 'SUBJECT' as const }));

  /** Every statement with numbers that none has used before. */
  const questions: readonly [name: string, ask: (first: number) => Promise<unknown>][] = [
    [
      'keys are found or made',
      (n) => vault.seal(idsOf(n, n + 1, ROWS * 10 + n).map(({ about, scope }) => personal(about, scope, '张三'))),
    ],
    ['keys are made for many', (n) => vault.sealersOf(idsOf(ROWS * 20 + n, ROWS * 20 + n + 1))],
    ['keys are found', (n) => vault.openMany(idsOf(n + 2, n + 3).map((id) => ({ $sealed: { ...id, box: '' } })))],
    ['keys of an entry are found', (n) => vault.liveKeys(`e-${n}`, [`p-${n + 4}`])],
    ['keys are destroyed', (n) => vault.destroyKeys(idsOf(n + 5, n + 6))],
    ['identifiers are found', (n) => vault.index.findRefs([uscc(n), uscc(n + 1)])],
    ['an identifier is claimed', (n) => vault.index.claimRef(uscc(n + 2), `s-new-${n + 2}`)],
    ['identifiers are given', (n) => vault.index.claimNew(claimsOf(n + 3, n + 4))],
    ['a reference is removed', (n) => vault.index.removeRef(`s-new-${n + 2}`)],
  ];

  beforeAll(async () => {
    database = await freshDatabase({ migrations: [CreateVault1763700001001, FindKeysByScope1763700023001] });
    folder = await mkdtemp(join(tmpdir(), 'vault-plans-'));
    const provider = new FileKeyProvider({ folder: join(folder, 'keys'), createIfMissing: true });
    watched = new WatchedPool(database.url);
    vault = await Vault.open({ pool: watched.pool, provider });
    for (const [, ask] of questions) await ask(1_000).catch(() => undefined);
    const pool = new Pool({ connectionString: database.url });
    await pool.query(`
      insert into vault.keys (about, scope, wrapped, master_version)
      select 'p-' || n, 'e-' || n, decode(repeat('00', 60), 'hex'), 1 from generate_series(1, ${ROWS}) n on conflict do nothing`);
    await pool.query(`
      insert into vault.identifier_index (hmac_version, hmac, ref, kind)
      select 1, sha256(n::text::bytea), 's-' || n, 'SUBJECT' from generate_series(1, ${ROWS}) n`);
    await pool.end();
  });
  afterAll(async () => {
    vault.close();
    await watched.close();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(questions)('%s by the key', async (_, ask) => {
    const plans = await watched.leastOf((_pool, time) => ask(2_000 + time * 1_000).catch(() => undefined));
    expect(plans.length).toBeGreaterThan(0);
    for (const { blocks, whole } of plans) {
      expect(blocks).toBeLessThan(FEW);
      for (const table of ['keys', 'identifier_index']) expect(whole).not.toContain(table);
    }
  });
});
