import { createHmac } from 'node:crypto';
import type { Pool } from 'pg';
import { Gathered } from '#libs/platform';
import { closeBox, openBox } from './box.js';
import { DataKeys, keyName, type DataKeysOptions, type HeldKey, type KeyId } from './data-keys.js';
import { run } from './database.js';
import { FileTooLarge, MAX_SEALED_BYTES, VaultKeyMissing, VaultUnavailable } from './errors.js';
import { IdentifierIndex } from './identifier-index.js';
import type { KeyProvider } from './key-provider.js';
import { asPlain, asSealed, replaceObjects, visitObjects, type Erased, type Opened } from './walk.js';

export interface VaultOptions extends Partial<DataKeysOptions> {
  /** One connection of it is kept for notices. Its owner listens to its `error` event, as for every pool. */
  readonly pool: Pool;
  readonly provider: KeyProvider;
}

const TEXT = 'sealed text';
const FILE = 'sealed file';
const ERASED: Erased = { $erased: true };

/**
 * Seals personal data under the key of (the person it is about, the entry) and opens it again, until the key is
 * destroyed (D9). All methods throw VaultUnavailable when the keys cannot be reached.
 */
export class Vault {
  /** What commands seal at the same time needs one look for its keys, which is the commit of those that are new. */
  private readonly sealing = new Gathered<readonly KeyId[], ReadonlyMap<string, Buffer>>(
    async (asked) => {
      const keys = await this.keys.findOrCreate(asked.flat());
      return asked.map(() => keys);
    },
    { atOnce: 3, enough: 8 },
  );

  private constructor(
    private readonly keys: DataKeys,
    private readonly provider: KeyProvider,
    /** Finds the random id for an identifier. */
    readonly index: IdentifierIndex,
  ) {}

  /** @throws VaultUnavailable when the key file is missing or belongs to another database. */
  static async open({ pool, provider, cacheSize = 20_000, cacheTtlMs = 60_000 }: VaultOptions): Promise<Vault> {
    const vaultId = await provider.vaultId();
    const [indexVersion] = (await provider.hmacVersions('identifier')).slice(-1);
    await run(
      pool,
      `insert into vault.state (vault_id, index_version)
       select $1, $2 where not exists (select from vault.keys) on conflict do nothing`,
      [vaultId, indexVersion],
    );
    const [state] = await run<{ vault_id: string }>(pool, 'select vault_id from vault.state');
    if (state?.vault_id !== vaultId)
      throw new VaultUnavailable('the key file belongs to another database: restore the one that was saved with it');
    const keys = new DataKeys(pool, provider, { cacheSize, cacheTtlMs });
    await keys.start();
    return new Vault(keys, provider, new IdentifierIndex(pool, provider));
  }

  /** Gives the connection for notices back; what is sealed stays sealed. */
  close(): void {
    this.keys.close();
  }

  /**
   * Replaces every `$personal` in the JSON by a `$sealed`; what is sealed already stays as it is. The keys are durable
   * when it returns.
   * @throws VaultKeyDestroyed when the retention of one of them is over.
   */
  async seal<T>(value: T): Promise<T> {
    const wanted = new Map<string, KeyId>();
    visitObjects(value, (object) => {
      const plain = asPlain(object);
      if (plain !== undefined) wanted.set(keyName(plain), plain);
    });
    if (wanted.size === 0) return value;
    const ids = [...wanted.values()];
    const keys = this.keys.held(ids) ?? (await this.sealing.ask(ids));
    return replaceObjects(value, (object) => {
      const plain = asPlain(object);
      if (plain === undefined) return undefined;
      const { about, scope } = plain;
      const box = closeBox(present(keys, plain), [TEXT, about, scope], plain.value);
      return { $sealed: { about, scope, box: box.toString('base64url') } };
    }) as T;
  }

  /**
   * For writing many new dossiers at once: makes the keys of all of them in one transaction and gives, in the order of
   * the ids, what seals a text under each into the `box` of a `$sealed`. The keys are durable when it returns.
   * @throws VaultKeyDestroyed when the retention of one of them is over.
   */
  async sealersOf(ids: readonly KeyId[]): Promise<readonly ((text: string) => string)[]> {
    const keys = await this.keys.make(ids);
    return ids.map(({ about, scope }, at) => {
      const key = keys[at] as Buffer;
      return (text) => closeBox(key, [TEXT, about, scope], text).toString('base64url');
    });
  }

  /**
   * Replaces every `$sealed` in the JSON by its text, or by `{ $erased: true }` when its key has been destroyed.
   * @throws VaultKeyMissing when the vault never held a key; SealBroken when a box was altered or moved.
   */
  async open<T>(value: T): Promise<Opened<T>> {
    const [opened] = await this.openMany([value]);
    return opened as Opened<T>;
  }

  /** As `open`, with one query for all keys of all values. */
  async openMany<T>(values: readonly T[]): Promise<Opened<T>[]> {
    const wanted = new Map<string, KeyId>();
    visitObjects(values, (object) => {
      const sealed = asSealed(object);
      if (sealed !== undefined) wanted.set(keyName(sealed), sealed);
    });
    const keys = await this.keys.find(wanted.values());
    return values.map(
      (value) =>
        replaceObjects(value, (object) => {
          const sealed = asSealed(object);
          if (sealed === undefined) return asPlain(object)?.value;
          const key = present(keys, sealed);
          if (key === 'DESTROYED') return ERASED;
          const context = [TEXT, sealed.about, sealed.scope];
          return openBox(key, context, Buffer.from(sealed.box, 'base64url')).toString('utf8');
        }) as Opened<T>,
    );
  }

  /**
   * Seals bytes: a file of evidence (D17), whose hash then names it, or a receipt (3.18).
   * @returns the bytes to be stored or given out.
   * @throws FileTooLarge over 25 MiB; VaultKeyDestroyed when the retention is over.
   */
  async sealBytes(id: KeyId, bytes: Uint8Array): Promise<Buffer> {
    if (bytes.length > MAX_SEALED_BYTES) throw new FileTooLarge(bytes.length);
    const keys = this.keys.held([id]) ?? (await this.keys.findOrCreate([id]));
    return closeBox(present(keys, id), [FILE, id.about, id.scope], bytes);
  }

  /** @returns the bytes, or undefined when its key has been destroyed. @throws as `open`. */
  async openBytes(id: KeyId, sealed: Uint8Array): Promise<Buffer | undefined> {
    const key = present(await this.keys.find([id]), id);
    return key === 'DESTROYED' ? undefined : openBox(key, [FILE, id.about, id.scope], sealed);
  }

  /**
   * Destroys a key: nothing sealed under it opens again, here at once and in other processes with the notice.
   * Copies of the table in old dumps become worthless when the master key is rotated. Repeating it is harmless.
   */
  async destroyKey(about: string, scope: string): Promise<void> {
    await this.keys.destroy([{ about, scope }]);
  }

  /** As `destroyKey`, in one transaction. @returns how many had not been destroyed before. */
  async destroyKeys(ids: readonly KeyId[]): Promise<number> {
    return ids.length === 0 ? 0 : this.keys.destroy(ids);
  }

  /**
   * Calls back for every key that is destroyed, here or by another process; without a key when some may have been while
   * no notice was heard.
   */
  onKeyDestroyed(watcher: (destroyed: KeyId | undefined) => void): void {
    this.keys.watch(watcher);
  }

  /**
   * The keys that are not destroyed about everybody named under a scope, and about others: what is still kept of them.
   */
  liveKeys(scope: string, others: readonly string[]): Promise<readonly KeyId[]> {
    return this.keys.live(scope, others);
  }

  /**
   * Keyed fingerprint of a command's body (D14), 64 hex digits. Its key is never rotated: fingerprints are compared with
   * those in events of any age.
   */
  async fingerprint(text: string): Promise<string> {
    const { key } = await this.provider.hmacKey('command', 1);
    return createHmac('sha256', key).update(text).digest('hex');
  }
}

function present<K extends HeldKey>(keys: ReadonlyMap<string, K>, id: KeyId): K {
  const key = keys.get(keyName(id));
  if (key === undefined) throw new VaultKeyMissing(id.about, id.scope);
  return key;
}
