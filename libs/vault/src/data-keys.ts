import type { Notification, Pool, PoolClient } from 'pg';
import { newKey } from './box.js';
import { DURABLY, inTransaction, run } from './database.js';
import { VaultKeyDestroyed, VaultUnavailable } from './errors.js';
import type { KeyProvider, WrappedKey } from './key-provider.js';

/** What one data key is for: the person it is about, and the entry (or the record) whose end destroys it. */
export interface KeyId {
  readonly about: string;
  readonly scope: string;
}

export type HeldKey = Buffer | 'DESTROYED';

export interface DataKeysOptions {
  /** Keys kept in memory, least recently used go first. */
  readonly cacheSize: number;
  /** Longest time a key is trusted from memory should a notice be lost on the way. */
  readonly cacheTtlMs: number;
}

interface KeyRow {
  about: string;
  scope: string;
  wrapped: Buffer | null;
  master_version: number | null;
}

const CHANNEL = 'vault_key_destroyed';
const RECONNECT_MS = 1_000;
const ATTEMPTS = 3;

export function keyName({ about, scope }: KeyId): string {
  return JSON.stringify([about, scope]);
}

/** What a wrapped data key is bound to, so that rows cannot be exchanged for one another. */
export function wrapContext({ about, scope }: KeyId): string[] {
  return ['data key', about, scope];
}

/**
 * The table of data keys with a cache before it. Destroyed keys leave the caches of all processes by LISTEN/NOTIFY:
 * the table's trigger sends the notice with the commit. While a process is not listening it keeps no key in memory,
 * and the time limit bounds what a silently dead connection could hide.
 */
export class DataKeys {
  private readonly cache = new Map<string, { readonly key: HeldKey; readonly until: number }>();
  /** Counts the notices, so that a key read before one is not cached after it. */
  private notices = 0;
  private listener: PoolClient | undefined;
  private reconnect: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly watchers: ((destroyed: KeyId | undefined) => void)[] = [];

  constructor(
    private readonly pool: Pool,
    private readonly provider: KeyProvider,
    private readonly options: DataKeysOptions,
  ) {}

  async start(): Promise<void> {
    await this.register(await this.provider.currentVersion());
    await this.listen();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.reconnect);
    this.listener?.removeAllListeners('notification').release(true);
    this.listener = undefined;
    this.cache.clear();
  }

  /** Calls back for every key that is destroyed; without a key when some may have been while no notice was heard. */
  watch(watcher: (destroyed: KeyId | undefined) => void): void {
    this.watchers.push(watcher);
  }

  /** Looks keys up, with one query for all that are not in memory. Keys never made are absent from the answer. */
  async find(ids: Iterable<KeyId>): Promise<Map<string, HeldKey>> {
    const found = new Map<string, HeldKey>();
    const missing = new Map<string, KeyId>();
    for (const id of ids) {
      const name = keyName(id);
      const held = this.cached(name);
      if (held === undefined) missing.set(name, id);
      else found.set(name, held);
    }
    if (missing.size > 0) for (const [name, key] of await this.read([...missing.values()])) found.set(name, key);
    return found;
  }

  /** The keys, where all of them are in memory and none has been destroyed. */
  held(ids: readonly KeyId[]): Map<string, Buffer> | undefined {
    const held = new Map<string, Buffer>();
    for (const id of ids) {
      const name = keyName(id);
      const key = this.cached(name);
      if (key === undefined || key === 'DESTROYED') return undefined;
      held.set(name, key);
    }
    return held;
  }

  /**
   * Looks keys up and makes those that do not exist. A key is committed before it is given out; of several processes
   * that make the same one, one wins and all get its key.
   * @throws VaultKeyDestroyed when one of them has been destroyed.
   */
  async findOrCreate(ids: Iterable<KeyId>): Promise<Map<string, Buffer>> {
    const wanted = new Map([...ids].map((id) => [keyName(id), id]));
    const found = new Map<string, HeldKey>();
    const without = (): KeyId[] => [...wanted].filter(([name]) => !found.has(name)).map(([, id]) => id);
    for (const name of wanted.keys()) {
      const held = this.cached(name);
      if (held !== undefined) found.set(name, held);
    }
    const missing = without();
    if (missing.length > 0) for (const [name, key] of await this.readOrCreate(missing)) found.set(name, key);
    // Another process made them meanwhile.
    const others = without();
    if (others.length > 0) for (const [name, key] of await this.read(others)) found.set(name, key);
    const keys = new Map<string, Buffer>();
    for (const [name, id] of wanted) {
      const key = found.get(name);
      if (key === 'DESTROYED') throw new VaultKeyDestroyed(id.about, id.scope);
      if (key === undefined) throw new VaultUnavailable('a new key did not stay');
      keys.set(name, key);
    }
    return keys;
  }

  /**
   * Makes many keys that nobody has asked for yet, in one transaction and past the cache; one that is there already
   * stays. All are durable when it returns, in the order of the ids.
   * @throws VaultKeyDestroyed when one of them has been destroyed.
   */
  async make(ids: readonly KeyId[]): Promise<readonly Buffer[]> {
    const made = ids.map((id) => ({ id, dataKey: newKey(), context: wrapContext(id) }));
    const inserted = await this.underLiveVersion(
      async () => this.provider.wrapMany(made),
      (version, wrapped) => this.insert(ids, version, wrapped),
    );
    if (inserted.size === ids.length) return made.map(({ dataKey }) => dataKey);
    const found = await this.read(ids);
    return ids.map((id) => {
      const key = found.get(keyName(id));
      if (key === 'DESTROYED') throw new VaultKeyDestroyed(id.about, id.scope);
      if (key === undefined) throw new VaultUnavailable('a new key did not stay');
      return key;
    });
  }

  /**
   * Destroys keys for good; one that never existed can then never be made. Repeating it is harmless.
   * @returns how many had not been destroyed before.
   */
  async destroy(ids: readonly KeyId[]): Promise<number> {
    const changed = await inTransaction(this.pool, (client) =>
      run(
        client,
        `insert into vault.keys as k (about, scope, destroyed_at)
         select distinct about, scope, now() from unnest($1::text[], $2::text[]) as gone (about, scope)
         order by about, scope
         on conflict (about, scope) do update set wrapped = null, master_version = null, destroyed_at = now()
         where k.destroyed_at is null
         returning k.about`,
        columns(ids),
      ),
    );
    for (const id of ids) this.forget(id);
    return changed.length;
  }

  /** Keys not destroyed about everybody who has one of this scope, and about others. */
  live(scope: string, others: readonly string[]): Promise<readonly KeyId[]> {
    return run<{ about: string; scope: string }>(
      this.pool,
      `select k.about, k.scope
         from (select about from vault.keys where scope = $1 union select unnest($2::text[])) concerned (about)
        cross join lateral (
         select about, scope from vault.keys where about = concerned.about and destroyed_at is null offset 0) k
        order by k.about, k.scope`,
      [scope, [...others]],
    );
  }

  private cached(name: string): HeldKey | undefined {
    const entry = this.cache.get(name);
    if (entry === undefined) return undefined;
    this.cache.delete(name);
    if (entry.until <= performance.now()) return undefined;
    this.cache.set(name, entry);
    return entry.key;
  }

  private remember(name: string, key: HeldKey): void {
    this.cache.delete(name);
    this.cache.set(name, { key, until: performance.now() + this.options.cacheTtlMs });
    if (this.cache.size > this.options.cacheSize) {
      const [eldest] = this.cache.keys();
      if (eldest !== undefined) this.cache.delete(eldest);
    }
  }

  private forget(id: KeyId): void {
    this.notices += 1;
    this.remember(keyName(id), 'DESTROYED');
    this.tell(id);
  }

  private tell(destroyed: KeyId | undefined): void {
    for (const watcher of this.watchers) watcher(destroyed);
  }

  private async read(ids: readonly KeyId[]): Promise<Map<string, HeldKey>> {
    return twice(() => this.readOnce(ids));
  }

  private async readOnce(ids: readonly KeyId[]): Promise<Map<string, HeldKey>> {
    const noticesBefore = this.notices;
    const rows = await run<KeyRow>(
      this.pool,
      `select k.about, k.scope, k.wrapped, k.master_version
       from unnest($1::text[], $2::text[]) as wanted (about, scope) cross join lateral (
         select about, scope, wrapped, master_version from vault.keys
          where about = wanted.about and scope = wanted.scope limit 1) k`,
      columns(ids),
    );
    return this.unwrapped(rows, noticesBefore);
  }

  /** @param noticesBefore how many notices there had been when the rows were asked for */
  private async unwrapped(rows: readonly KeyRow[], noticesBefore: number): Promise<Map<string, HeldKey>> {
    const keys = await Promise.all(
      rows.map(async (row): Promise<HeldKey> => {
        if (row.wrapped === null || row.master_version === null) return 'DESTROYED';
        return this.provider.unwrap({ version: row.master_version, box: row.wrapped }, wrapContext(row));
      }),
    );
    const trusted = this.listener !== undefined && this.notices === noticesBefore;
    const read = new Map<string, HeldKey>();
    rows.forEach((row, at) => {
      const key = keys[at];
      if (key === undefined) return;
      read.set(keyName(row), key);
      if (trusted || key === 'DESTROYED') this.remember(keyName(row), key);
    });
    return read;
  }

  /**
   * Reads the keys that exist and makes the others, in one statement; nothing is written where all of them exist.
   * @returns without those that another process made at the same time
   */
  private async readOrCreate(ids: readonly KeyId[]): Promise<Map<string, HeldKey>> {
    // One order everywhere: two processes that make the same keys wait for each other and never in a circle.
    const sorted = [...ids].sort((a, b) => (keyName(a) < keyName(b) ? -1 : 1));
    return twice(async () => {
      const made = sorted.map((id) => ({ name: keyName(id), dataKey: newKey(), context: wrapContext(id) }));
      const noticesBefore = this.notices;
      const { held, inserted } = await this.underLiveVersion(
        () => this.provider.wrapMany(made),
        (version, wrapped) => this.readOrInsert(sorted, version, wrapped),
      );
      const trusted = this.listener !== undefined && this.notices === noticesBefore;
      const keys = await this.unwrapped(held, noticesBefore);
      for (const { name, dataKey } of made) {
        if (!inserted.has(name)) continue;
        keys.set(name, dataKey);
        if (trusted) this.remember(name, dataKey);
      }
      return keys;
    });
  }

  /**
   * Wraps and inserts, anew while the master key version turns out to have been retired meanwhile.
   * @param insert gives undefined, with nothing inserted, when it has been
   */
  private async underLiveVersion<T>(
    wrap: () => Promise<readonly WrappedKey[]>,
    insert: (version: number, wrapped: readonly WrappedKey[]) => Promise<T | undefined>,
  ): Promise<T> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const wrapped = await wrap();
      const version = wrapped[0]?.version ?? (await this.provider.currentVersion());
      if (wrapped.every((key) => key.version === version)) {
        const inserted = await insert(version, wrapped);
        if (inserted !== undefined) return inserted;
      }
      await this.register(version);
    }
    throw new VaultUnavailable('the master key in use here has been retired: is the key file an old copy?');
  }

  /** @returns names of those inserted; undefined, with nothing inserted, when the master key version has been retired */
  private async insert(
    ids: readonly KeyId[],
    version: number,
    wrapped: readonly { box: Buffer }[],
  ): Promise<ReadonlySet<string> | undefined> {
    // The shared lock holds off the retirement of this version until the keys under it are committed.
    const rows = await run<{ about: string | null; scope: string | null }>(
      this.pool,
      `with live as materialized (
         select version from vault.master_versions where version = $4 and retired_at is null for share),
       made as (
         insert into vault.keys (about, scope, wrapped, master_version)
         select about, scope, wrapped, version
           from live, unnest($1::text[], $2::text[], $3::bytea[]) as wanted (about, scope, wrapped)
         order by about, scope
         on conflict (about, scope) do nothing returning about, scope)
       select about, scope from live cross join ${DURABLY} left join made on true`,
      [...columns(ids), wrapped.map((key) => key.box), version],
    );
    if (rows.length === 0) return undefined;
    return new Set(
      rows.flatMap(({ about, scope }) => (about === null || scope === null ? [] : keyName({ about, scope }))),
    );
  }

  /** @returns undefined, with nothing inserted, when keys are absent and the master key version has been retired */
  private async readOrInsert(
    ids: readonly KeyId[],
    version: number,
    wrapped: readonly { box: Buffer }[],
  ): Promise<{ readonly held: readonly KeyRow[]; readonly inserted: ReadonlySet<string> } | undefined> {
    const rows = await run<KeyRow & { found: 'HELD' | 'MADE' | 'LIVE' }>(
      this.pool,
      `with wanted as materialized (
         select about, scope, wrapped from unnest($1::text[], $2::text[], $3::bytea[]) as wanted (about, scope, wrapped)),
       held as materialized (
         select k.* from wanted cross join lateral (
           select about, scope, wrapped, master_version from vault.keys
            where about = wanted.about and scope = wanted.scope limit 1) k),
       live as materialized (
         select version from vault.master_versions
          where version = $4 and retired_at is null
            and (select count(*) from held) < (select count(*) from wanted) for share),
       made as (
         insert into vault.keys (about, scope, wrapped, master_version)
         select about, scope, wrapped, version from live, wanted
          where not exists (select from held where held.about = wanted.about and held.scope = wanted.scope)
         order by about, scope
         on conflict (about, scope) do nothing returning about, scope)
       select 'HELD' as found, about, scope, wrapped, master_version from held
       union all select 'MADE', about, scope, null, null from made
       union all select 'LIVE', null, null, null, null from live cross join ${DURABLY}`,
      [...columns(ids), wrapped.map((key) => key.box), version],
    );
    const held = rows.filter(({ found }) => found === 'HELD');
    if (held.length < ids.length && !rows.some(({ found }) => found === 'LIVE')) return undefined;
    return { held, inserted: new Set(rows.filter(({ found }) => found === 'MADE').map(keyName)) };
  }

  private async register(version: number): Promise<void> {
    await run(this.pool, 'insert into vault.master_versions (version) values ($1) on conflict do nothing', [version]);
  }

  private async listen(): Promise<void> {
    let client: PoolClient | undefined;
    try {
      client = await this.pool.connect();
      const lost = (): void => this.lose(client);
      client.on('error', lost).on('end', lost);
      client.on('notification', (notice) => this.noticed(notice));
      await client.query(`listen ${CHANNEL}`);
    } catch {
      client?.release(true);
      this.retryListening();
      return;
    }
    if (this.closed) {
      client.release(true);
      return;
    }
    this.listener = client;
    this.tell(undefined);
  }

  private noticed({ channel, payload }: Notification): void {
    if (channel !== CHANNEL || payload === undefined) return;
    const [about, scope] = JSON.parse(payload) as [string, string];
    this.forget({ about, scope });
  }

  private lose(client: PoolClient | undefined): void {
    if (client === undefined || this.listener !== client) return;
    this.listener = undefined;
    this.notices += 1;
    this.cache.clear();
    this.tell(undefined);
    client.release(true);
    this.retryListening();
  }

  private retryListening(): void {
    if (this.closed) return;
    this.reconnect = setTimeout(() => void this.listen(), RECONNECT_MS);
    this.reconnect.unref();
  }
}

/** A rotation may have wrapped rows anew and forgotten the old master key since they were read: they are read again. */
async function twice<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof VaultUnavailable) return work();
    throw error;
  }
}

function columns(ids: readonly KeyId[]): [string[], string[]] {
  return [ids.map((id) => id.about), ids.map((id) => id.scope)];
}
