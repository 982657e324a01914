import type { Pool } from 'pg';
import type { Identifier } from '#libs/subjects';
import { holdingTheVault, inTransaction, run } from './database.js';
import { IndexIncomplete, VaultUnavailable } from './errors.js';
import { identifierHmac, type RefKind } from './identifier-index.js';
import type { KeyProvider } from './key-provider.js';

/** One identifier out of the log, opened, with the reference it has. */
export interface IndexPair {
  readonly ref: string;
  readonly identifier: Identifier;
  readonly kind: RefKind;
  /** Where in the log it stood; a rebuild that was interrupted goes on after it. */
  readonly cursor: string;
}

export interface IndexRotationOptions {
  readonly pool: Pool;
  readonly provider: KeyProvider;
  /** All identifiers of the log after a cursor, or from the beginning. Erased ones are left out. */
  readonly pairs: (after: string | undefined) => AsyncIterable<IndexPair>;
  readonly batchSize?: number;
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
  /**
   * What to do with references the log did not bring: REFUSE (IndexIncomplete, the old index stays in use), or DROP
   * after it is known that they belong to claims that never came to an event.
   */
  readonly missing?: 'REFUSE' | 'DROP';
}

export interface IndexRotationResult {
  readonly version: number;
  readonly read: number;
  readonly dropped: number;
}

interface StateRow {
  index_version: number;
  index_building: number | null;
  index_cursor: string | null;
}

/**
 * Rebuilds the index under a new secret beside the one in use, then exchanges them in one transaction. Claims made
 * meanwhile enter both; removed references stay removed. An interrupted run is finished by the next one. The old
 * secret stays with the provider, for snapshots hashed with it, until `retireHmacVersion`.
 * @throws VaultBusy, IndexIncomplete, or the signal's reason when it is told to stop.
 */
export function rotateIndex(options: IndexRotationOptions): Promise<IndexRotationResult> {
  return holdingTheVault(options.pool, async () => {
    const { version, cursor } = await begin(options);
    const read = await fill(options, version, cursor);
    const dropped = await exchange(options, version);
    return { version, read, dropped };
  });
}

async function begin({
  pool,
  provider,
}: IndexRotationOptions): Promise<{ version: number; cursor: string | undefined }> {
  const [state] = await run<StateRow>(pool, 'select index_version, index_building, index_cursor from vault.state');
  if (state === undefined) throw new VaultUnavailable('the vault has not been opened yet');
  if (state.index_building !== null) return { version: state.index_building, cursor: state.index_cursor ?? undefined };
  // A secret made by a run that stopped before it noted so is used now.
  const newest = (await provider.hmacVersions('identifier')).at(-1) ?? 0;
  const version = newest > state.index_version ? newest : await provider.addHmacVersion('identifier');
  await run(pool, 'update vault.state set index_building = $1, index_cursor = null', [version]);
  return { version, cursor: undefined };
}

async function fill(options: IndexRotationOptions, version: number, cursor: string | undefined): Promise<number> {
  const { pairs, batchSize = 500, onProgress, signal } = options;
  let read = 0;
  let batch: IndexPair[] = [];
  const flush = async (): Promise<void> => {
    signal?.throwIfAborted();
    if (batch.length === 0) return;
    await store(options, version, batch);
    read += batch.length;
    batch = [];
    onProgress?.(read);
  };
  for await (const pair of pairs(cursor)) {
    batch.push(pair);
    if (batch.length >= batchSize) await flush();
  }
  await flush();
  return read;
}

async function store({ pool, provider }: IndexRotationOptions, version: number, batch: readonly IndexPair[]) {
  const hmacs = await Promise.all(batch.map((pair) => identifierHmac(provider, pair.identifier, version)));
  await inTransaction(pool, async (client) => {
    // Excludes removals: one that came before is seen below, one that comes after deletes what is inserted here.
    await run(client, 'select from vault.state for update');
    await run(
      client,
      `insert into vault.identifier_index as i (hmac_version, hmac, ref, kind)
       select $1, hmac, min(ref), max(kind) from unnest($2::bytea[], $3::text[], $4::text[]) as p (hmac, ref, kind)
       where not exists (select from vault.removed_refs r where r.ref = p.ref)
       group by hmac
       on conflict (hmac_version, hmac) do update set kind = greatest(i.kind, excluded.kind)`,
      [version, hmacs, batch.map((pair) => pair.ref), batch.map((pair) => pair.kind)],
    );
    await run(client, 'update vault.state set index_cursor = $1', [batch.at(-1)?.cursor]);
  });
}

function exchange({ pool, missing = 'REFUSE' }: IndexRotationOptions, version: number): Promise<number> {
  return inTransaction(pool, async (client) => {
    await run(client, 'select from vault.state for update');
    const [lacking] = await run<{ count: string }>(
      client,
      `select count(*) from vault.identifier_index old
       where old.hmac_version <> $1 and not exists (
         select from vault.identifier_index new where new.hmac_version = $1 and new.ref = old.ref)`,
      [version],
    );
    const dropped = Number(lacking?.count ?? 0);
    if (dropped > 0 && missing === 'REFUSE') throw new IndexIncomplete(dropped);
    await run(client, 'update vault.state set index_version = $1, index_building = null, index_cursor = null', [
      version,
    ]);
    await run(client, 'delete from vault.identifier_index where hmac_version <> $1', [version]);
    return dropped;
  });
}
