/** What a keyed hash is for; each purpose has secrets and versions of its own. */
export type HmacPurpose = 'identifier' | 'command';

export const HMAC_PURPOSES: readonly HmacPurpose[] = ['identifier', 'command'];

/** A data key encrypted under one version of the master key. */
export interface WrappedKey {
  readonly version: number;
  readonly box: Buffer;
}

export interface HmacKey {
  readonly version: number;
  readonly key: Buffer;
}

/**
 * Where the secrets above the data keys live: a file by default, a key service in its place. Secrets exist in numbered
 * versions; a version is used until it is retired, and what was made under a retired version is lost.
 * All methods throw VaultUnavailable when the place is away.
 */
export abstract class KeyProvider {
  /** Random name of this vault, kept with the secrets; tells a key file that belongs to another database. */
  abstract vaultId(): Promise<string>;

  /** The master key version that new data keys are wrapped under; sees what another process has changed. */
  abstract currentVersion(): Promise<number>;

  /** All master key versions that can still unwrap, ascending. */
  abstract versions(): Promise<readonly number[]>;

  /** @param context what the key is for; it unwraps only with the same. */
  abstract wrap(dataKey: Buffer, context: readonly string[]): Promise<WrappedKey>;

  /** As `wrap`, for many. */
  wrapMany(keys: readonly { readonly dataKey: Buffer; readonly context: readonly string[] }[]): Promise<WrappedKey[]> {
    return Promise.all(keys.map(({ dataKey, context }) => this.wrap(dataKey, context)));
  }

  /** @throws SealBroken when the wrapped key was altered; VaultUnavailable when its version is not held. */
  abstract unwrap(wrapped: WrappedKey, context: readonly string[]): Promise<Buffer>;

  /** Makes a new master key and makes it current. Returns its version once it is durable. */
  abstract addVersion(): Promise<number>;

  /** Forgets a master key for good. Refuses the current one; a version already gone is no error. */
  abstract retireVersion(version: number): Promise<void>;

  /** @param version newest when left out. */
  abstract hmacKey(purpose: HmacPurpose, version?: number): Promise<HmacKey>;

  /** Versions held for a purpose, ascending. */
  abstract hmacVersions(purpose: HmacPurpose): Promise<readonly number[]>;

  abstract addHmacVersion(purpose: HmacPurpose): Promise<number>;

  /** Forgets a version for good; hashes made with it match nothing afterwards. Refuses the only one. */
  abstract retireHmacVersion(purpose: HmacPurpose, version: number): Promise<void>;

  /** All secrets as JSON for a backup, or null when they stay in a key service with a backup of its own. */
  abstract exportSecrets(): Promise<unknown>;

  /**
   * Takes over the secrets of a backup.
   * @throws VaultNotEmpty when other secrets are here already; the same ones are no error.
   */
  abstract importSecrets(secrets: unknown): Promise<void>;
}
