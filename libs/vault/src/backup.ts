import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { decryptLines, encryptLines } from './backup-format.js';
import type { KeyId } from './data-keys.js';
import { holdingTheVault, inTransaction, run } from './database.js';
import { SealBroken, VaultNotEmpty, VaultUnavailable } from './errors.js';
import type { KeyProvider } from './key-provider.js';

export const MIN_PASSPHRASE_LENGTH = 12;
const BATCH = 1_000;

export interface BackupOptions {
  readonly pool: Pool;
  readonly provider: KeyProvider;
  /** The file to be written; one that exists is never overwritten. */
  readonly path: string;
  readonly passphrase: string;
  /** Work that a guess at the passphrase costs, a power of two from 2^14. Default: what a stolen file has to stand. */
  readonly cost?: number;
}

export interface RestoreOptions extends BackupOptions {
  /** Keys destroyed after the backup was made, read from the log; they are destroyed before the vault opens. */
  readonly destroyed: () => AsyncIterable<KeyId>;
  /** References removed after the backup was made. */
  readonly removedRefs?: () => AsyncIterable<string>;
}

export interface VaultCounts {
  readonly keys: number;
  readonly destroyed: number;
  readonly identifiers: number;
}

interface KeyRow {
  about: string;
  scope: string;
  wrapped: string | null;
  master_version: number | null;
  created_at: string;
  destroyed_at: string | null;
}

interface Table {
  readonly name: string;
  readonly columns: string;
  /** Unique, and not null: the order of paging. */
  readonly order: readonly string[];
  readonly types: string;
}

/** What a backup holds, in the order that a restore needs. */
const TABLES: readonly Table[] = [
  {
    name: 'state',
    columns: 'vault_id, index_version, index_building, index_cursor',
    order: ['vault_id'],
    types: 'vault_id text, index_version int, index_building int, index_cursor text',
  },
  {
    name: 'master_versions',
    columns: 'version, created_at, retired_at',
    order: ['version'],
    types: 'version int, created_at timestamptz, retired_at timestamptz',
  },
  {
    name: 'keys',
    columns: 'about, scope, wrapped, master_version, created_at, destroyed_at',
    order: ['about', 'scope'],
    types:
      'about text, scope text, wrapped bytea, master_version int, created_at timestamptz, destroyed_at timestamptz',
  },
  {
    name: 'identifier_index',
    columns: 'hmac_version, hmac, ref, kind, created_at',
    order: ['hmac_version', 'hmac'],
    types: 'hmac_version int, hmac bytea, ref text, kind text, created_at timestamptz',
  },
  { name: 'removed_refs', columns: 'ref, removed_at', order: ['ref'], types: 'ref text, removed_at timestamptz' },
];

/**
 * Writes the whole vault (secrets, wrapped keys, destroyed list, index) to one file under a passphrase. The file appears
 * under its name only when it is complete and durable.
 * @throws RangeError for a passphrase under 12 characters; VaultBusy; VaultUnavailable.
 */
export async function backupVault({ pool, provider, path, passphrase, cost }: BackupOptions): Promise<VaultCounts> {
  if (passphrase.length < MIN_PASSPHRASE_LENGTH)
    throw new RangeError(`a passphrase has at least ${MIN_PASSPHRASE_LENGTH} characters`);
  return holdingTheVault(pool, () =>
    inTransaction(
      pool,
      async (client) => {
        const temporary = join(dirname(path), `.vault-${randomUUID()}`);
        const handle = await open(temporary, 'wx', 0o600);
        try {
          const encrypted = encryptLines(passphrase, records(client, provider), cost);
          for await (const bytes of encrypted) await handle.writeFile(bytes);
          await handle.sync();
          await link(temporary, path);
        } finally {
          await handle.close();
          await unlink(temporary);
        }
        return count(client);
      },
      'repeatable read',
    ),
  );
}

/**
 * Puts a backup into an empty place: a migrated database without keys, and a provider without secrets. All or nothing;
 * what has been destroyed since the backup is destroyed before anything can be opened.
 * @throws VaultNotEmpty, WrongPassphrase, SealBroken (damaged file), VaultBusy, VaultUnavailable.
 */
export async function restoreVault(options: RestoreOptions): Promise<VaultCounts> {
  const { pool, provider, path, passphrase, destroyed, removedRefs } = options;
  return holdingTheVault(pool, () =>
    inTransaction(pool, async (client) => {
      await run(client, 'lock table vault.state, vault.keys, vault.identifier_index in exclusive mode');
      for (const table of ['state', 'keys', 'identifier_index', 'removed_refs']) {
        const [row] = await run(client, `select from vault.${table} limit 1`);
        if (row !== undefined) throw new VaultNotEmpty(`vault.${table} has rows`);
      }
      const secrets = await load(client, decryptLines(passphrase, createReadStream(path)));
      for await (const batch of batches(destroyed())) await applyDestroyed(client, batch);
      if (removedRefs !== undefined)
        for await (const batch of batches(removedRefs())) await applyRemoved(client, batch);
      if (secrets !== null) await provider.importSecrets(secrets);
      await check(client, provider);
      return count(client);
    }),
  );
}

async function* records(client: PoolClient, provider: KeyProvider): AsyncGenerator<object> {
  yield { secrets: await provider.exportSecrets() };
  for (const table of TABLES) for await (const rows of pages(client, table)) yield { table: table.name, rows };
  yield { end: true };
}

/** Rows as PostgreSQL writes them in JSON (bytea as hex), so that times keep their microseconds. */
async function* pages(client: PoolClient, table: Table): AsyncGenerator<unknown[]> {
  const order = table.order.join(', ');
  for (let offset: unknown[] | undefined; ;) {
    const after =
      offset === undefined ? '' : `where (${order}) > (${table.order.map((_, i) => `$${i + 1}`).join(', ')})`;
    const rows = await run<QueryResultRow & { row: unknown }>(
      client,
      `select ${order}, to_jsonb(t) as row from (select ${table.columns} from vault.${table.name} ${after}
       order by ${order} limit ${BATCH}) t order by ${order}`,
      offset ?? [],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(({ row }) => row);
    offset = table.order.map((column): unknown => last[column]);
  }
}

/** Inserts all records and returns the secrets. */
async function load(client: PoolClient, lines: AsyncIterable<unknown>): Promise<unknown> {
  let secrets: unknown;
  let ended = false;
  for await (const line of lines) {
    const record = line as { secrets?: unknown; table?: string; rows?: KeyRow[]; end?: true };
    if (record.secrets !== undefined) secrets = record.secrets;
    else if (record.end === true) ended = true;
    else {
      const table = TABLES.find(({ name }) => name === record.table);
      if (table === undefined) throw new SealBroken('the backup');
      await run(
        client,
        `insert into vault.${table.name} (${table.columns})
         select ${table.columns} from jsonb_to_recordset($1::jsonb) as r (${table.types})`,
        [JSON.stringify(record.rows)],
      );
    }
  }
  if (!ended) throw new SealBroken('the backup');
  return secrets ?? null;
}

/** A key that the backup lacks is noted as destroyed as well, so that it cannot be made again. */
async function applyDestroyed(client: PoolClient, ids: readonly KeyId[]): Promise<void> {
  await run(
    client,
    `insert into vault.keys as k (about, scope, destroyed_at)
     select distinct about, scope, now() from unnest($1::text[], $2::text[]) as gone (about, scope)
     on conflict (about, scope) do update set wrapped = null, master_version = null, destroyed_at = now()
     where k.destroyed_at is null`,
    [ids.map((id) => id.about), ids.map((id) => id.scope)],
  );
}

async function applyRemoved(client: PoolClient, refs: readonly string[]): Promise<void> {
  await run(client, 'insert into vault.removed_refs (ref) select distinct unnest($1::text[]) on conflict do nothing', [
    refs,
  ]);
  await run(client, 'delete from vault.identifier_index where ref = any($1)', [refs]);
}

/** The secrets at hand must be those of the backup, and hold every master key that its data keys name. */
async function check(client: PoolClient, provider: KeyProvider): Promise<void> {
  const [state] = await run<{ vault_id: string }>(client, 'select vault_id from vault.state');
  if (state?.vault_id !== (await provider.vaultId()))
    throw new VaultUnavailable('the secrets at hand belong to another vault than the backup');
  const versions = await provider.versions();
  const [strange] = await run(client, 'select from vault.keys where not master_version = any($1) limit 1', [versions]);
  if (strange !== undefined) throw new VaultUnavailable('the backup holds keys under a master key it does not hold');
}

async function count(client: PoolClient): Promise<VaultCounts> {
  const [row] = await run<{ keys: string; destroyed: string; identifiers: string }>(
    client,
    `select count(wrapped) as keys, count(destroyed_at) as destroyed,
       (select count(*) from vault.identifier_index) as identifiers from vault.keys`,
  );
  return {
    keys: Number(row?.keys ?? 0),
    destroyed: Number(row?.destroyed ?? 0),
    identifiers: Number(row?.identifiers ?? 0),
  };
}

async function* batches<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length >= BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
