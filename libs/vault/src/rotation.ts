import type { Pool } from 'pg';
import { wrapContext } from './data-keys.js';
import { holdingTheVault, inTransaction, run } from './database.js';
import { VaultUnavailable } from './errors.js';
import type { KeyProvider } from './key-provider.js';

export interface RotationOptions {
  readonly pool: Pool;
  readonly provider: KeyProvider;
  /** Data keys wrapped anew in one transaction. */
  readonly batchSize?: number;
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops between two batches; the next run goes on from there. */
  readonly signal?: AbortSignal;
}

export interface RotationResult {
  /** The version all data keys are wrapped under now. */
  readonly version: number;
  readonly rewrapped: number;
  readonly retired: readonly number[];
}

interface KeyRow {
  about: string;
  scope: string;
  wrapped: Buffer;
  master_version: number;
}

/**
 * Makes a new master key, wraps all data keys under it and forgets the old one, which makes every older copy of the
 * table worthless, destroyed keys in it included. Officials go on working meanwhile. A run that was interrupted is
 * finished by the next one, and no further version is made. Afterwards the vault is to be backed up anew: the table in
 * a plain database dump from before no longer opens.
 * @throws VaultBusy while another backup, restore or rotation runs; the signal's reason when it is told to stop.
 */
export function rotateMasterKey(options: RotationOptions): Promise<RotationResult> {
  return holdingTheVault(options.pool, () => rotate(options));
}

async function rotate({
  pool,
  provider,
  batchSize = 200,
  onProgress,
  signal,
}: RotationOptions): Promise<RotationResult> {
  const version = (await unfinished(pool, provider)) ?? (await provider.addVersion());
  await run(pool, 'insert into vault.master_versions (version) values ($1) on conflict do nothing', [version]);

  // Ended before the old key is forgotten: a writer that still read the old file waits for this or is turned away.
  await run(pool, 'update vault.master_versions set retired_at = now() where version <> $1 and retired_at is null', [
    version,
  ]);
  const rewrapped = await rewrapAll(pool, provider, version, batchSize, onProgress, signal);

  const [left] = await run(pool, 'select from vault.keys where master_version <> $1 limit 1', [version]);
  if (left !== undefined) throw new VaultUnavailable('data keys are still wrapped under an old master key');
  const retired = (await provider.versions()).filter((held) => held !== version);
  for (const old of retired) await provider.retireVersion(old);
  return { version, rewrapped, retired };
}

/** The version an interrupted rotation was going to, or undefined when the last one was finished. */
async function unfinished(pool: Pool, provider: KeyProvider): Promise<number | undefined> {
  const current = await provider.currentVersion();
  const [stale] = await run(pool, 'select from vault.keys where master_version <> $1 limit 1', [current]);
  const several = (await provider.versions()).length > 1;
  return stale !== undefined || several ? current : undefined;
}

async function rewrapAll(
  pool: Pool,
  provider: KeyProvider,
  version: number,
  batchSize: number,
  onProgress: RotationOptions['onProgress'],
  signal: AbortSignal | undefined,
): Promise<number> {
  const [count] = await run<{ total: string }>(
    pool,
    'select count(*) as total from vault.keys where master_version <> $1',
    [version],
  );
  const total = Number(count?.total ?? 0);
  let done = 0;
  for (;;) {
    signal?.throwIfAborted();
    const batch = await rewrapBatch(pool, provider, version, batchSize);
    done += batch;
    if (batch === 0) return done;
    onProgress?.(done, Math.max(total, done));
  }
}

function rewrapBatch(pool: Pool, provider: KeyProvider, version: number, batchSize: number): Promise<number> {
  return inTransaction(pool, async (client) => {
    const rows = await run<KeyRow>(
      client,
      `select about, scope, wrapped, master_version from vault.keys where master_version <> $1
       order by about, scope limit $2 for update`,
      [version, batchSize],
    );
    const wrapped = await Promise.all(
      rows.map(async (row) => {
        const key = await provider.unwrap({ version: row.master_version, box: row.wrapped }, wrapContext(row));
        return provider.wrap(key, wrapContext(row));
      }),
    );
    if (wrapped.some((key) => key.version !== version)) throw new VaultUnavailable('the key file changed meanwhile');
    await run(
      client,
      `update vault.keys k set wrapped = n.wrapped, master_version = $4
       from unnest($1::text[], $2::text[], $3::bytea[]) as n (about, scope, wrapped)
       where k.about = n.about and k.scope = n.scope`,
      [rows.map((row) => row.about), rows.map((row) => row.scope), wrapped.map((key) => key.box), version],
    );
    return rows.length;
  });
}
