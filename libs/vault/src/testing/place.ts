import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { freshDatabase } from '#test/database';
import { CreateVault1763700001001 } from '../create-vault.migration.js';
import { FileKeyProvider } from '../file-key-provider.js';
import { Vault, type VaultOptions } from '../vault.js';

/** One process on a vault: a pool and a provider of its own, sharing with others the database and the key file only. */
export interface Process {
  readonly pool: Pool;
  readonly provider: FileKeyProvider;
  readonly vault: Vault;
}

/** A migrated database and an empty vault folder. */
export interface Place {
  readonly folder: string;
  readonly path: (name: string) => string;
  readonly pool: () => Pool;
  readonly provider: (createIfMissing?: boolean) => FileKeyProvider;
  readonly process: (options?: Partial<VaultOptions>) => Promise<Process>;
  readonly remove: () => Promise<void>;
}

export async function newPlace(): Promise<Place> {
  const database = await freshDatabase({ migrations: [CreateVault1763700001001] });
  const folder = await mkdtemp(join(tmpdir(), 'vault-spec-'));
  const pools: Pool[] = [];
  const vaults: Vault[] = [];
  const pool = (): Pool => {
    const made = new Pool({ connectionString: database.url, max: 6 });
    // A database that is dropped under a connection on its way out says so there.
    made.on('error', () => undefined);
    pools.push(made);
    return made;
  };
  const provider = (createIfMissing = true): FileKeyProvider =>
    new FileKeyProvider({ folder: join(folder, 'keys'), createIfMissing });
  return {
    folder,
    path: (name) => join(folder, name),
    pool,
    provider,
    process: async (options = {}) => {
      const own = { pool: pool(), provider: provider() };
      const vault = await Vault.open({ ...own, ...options });
      vaults.push(vault);
      return { ...own, vault };
    },
    remove: async () => {
      for (const vault of vaults) vault.close();
      await Promise.all(pools.map((made) => made.end()));
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits, bounded, until something that another connection brings has come true. */
export async function eventually(isTrue: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + 5_000;
  while (!(await isTrue())) {
    if (performance.now() > until) throw new Error('it did not come true within 5 s');
    await new Promise(setImmediate);
  }
}

export async function* stream<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) yield item;
}
