import { randomUUID, timingSafeEqual } from 'node:crypto';
import { link, mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { closeBox, deriveKey, newKey, openBox } from './box.js';
import { VaultNotEmpty, VaultUnavailable } from './errors.js';
import { HMAC_PURPOSES, KeyProvider, type HmacKey, type HmacPurpose, type WrappedKey } from './key-provider.js';

/** Base64 secrets by version number. */
type Versions = Record<string, string>;

interface KeyFile {
  readonly format: 1;
  readonly vaultId: string;
  readonly master: Versions;
  readonly hmac: Record<HmacPurpose, Versions>;
}

export interface FileKeyProviderOptions {
  /** The vault folder; outside the database, with a backup of its own. */
  readonly folder: string;
  /** Only the default run creates a missing file; in production a missing file is an error. */
  readonly createIfMissing: boolean;
}

/** Secrets in one JSON file, mode 0600, replaced whole and never written in place. */
export class FileKeyProvider extends KeyProvider {
  readonly path: string;
  /** Out of reach of whatever prints objects. */
  #held: { readonly content: KeyFile; readonly stamp: string } | undefined;
  /** HMAC keys that were derived from a content, by purpose and version. */
  readonly #derived = new WeakMap<KeyFile, Map<string, Buffer>>();

  #looking: Promise<KeyFile> | undefined;

  constructor(private readonly options: FileKeyProviderOptions) {
    super();
    this.path = join(options.folder, 'keys.json');
  }

  async vaultId(): Promise<string> {
    return (await this.file()).vaultId;
  }

  async currentVersion(): Promise<number> {
    return newest((await this.file()).master);
  }

  async versions(): Promise<readonly number[]> {
    return numbers((await this.file()).master);
  }

  async wrap(dataKey: Buffer, context: readonly string[]): Promise<WrappedKey> {
    const file = await this.file();
    const version = newest(file.master);
    return { version, box: closeBox(wrappingKey(file, version), context, dataKey) };
  }

  override async wrapMany(keys: Parameters<KeyProvider['wrapMany']>[0]): Promise<WrappedKey[]> {
    const file = await this.file();
    const version = newest(file.master);
    const key = wrappingKey(file, version);
    return keys.map(({ dataKey, context }) => ({ version, box: closeBox(key, context, dataKey) }));
  }

  async unwrap(wrapped: WrappedKey, context: readonly string[]): Promise<Buffer> {
    let file = this.#held?.content;
    if (file === undefined || file.master[wrapped.version] === undefined) file = await this.file();
    return openBox(wrappingKey(file, wrapped.version), context, wrapped.box);
  }

  async addVersion(): Promise<number> {
    const file = await this.file();
    const version = newest(file.master) + 1;
    await this.replace({ ...file, master: { ...file.master, [version]: newKey().toString('base64') } });
    return version;
  }

  async retireVersion(version: number): Promise<void> {
    const file = await this.file();
    if (version === newest(file.master)) throw new Error(`master key ${version} is in use`);
    await this.replace({ ...file, master: without(file.master, version) });
  }

  async hmacKey(purpose: HmacPurpose, version?: number): Promise<HmacKey> {
    let file = this.#held?.content;
    if (file === undefined || version === undefined || file.hmac[purpose][version] === undefined)
      file = await this.file();
    const wanted = version ?? newest(file.hmac[purpose]);
    const secret = file.hmac[purpose][wanted];
    if (secret === undefined) throw new VaultUnavailable(`the key file holds no ${purpose} key ${wanted}`);
    const derived = this.#derived.get(file) ?? new Map<string, Buffer>();
    this.#derived.set(file, derived);
    const name = `${purpose} ${wanted}`;
    const key = derived.get(name) ?? deriveKey(Buffer.from(secret, 'base64'), file.vaultId, `mingdan/hmac/${purpose}`);
    derived.set(name, key);
    return { version: wanted, key };
  }

  async hmacVersions(purpose: HmacPurpose): Promise<readonly number[]> {
    return numbers((await this.file()).hmac[purpose]);
  }

  async addHmacVersion(purpose: HmacPurpose): Promise<number> {
    const file = await this.file();
    const version = newest(file.hmac[purpose]) + 1;
    const versions = { ...file.hmac[purpose], [version]: newKey().toString('base64') };
    await this.replace({ ...file, hmac: { ...file.hmac, [purpose]: versions } });
    return version;
  }

  async retireHmacVersion(purpose: HmacPurpose, version: number): Promise<void> {
    const file = await this.file();
    const versions = without(file.hmac[purpose], version);
    if (numbers(versions).length === 0) throw new Error(`${purpose} key ${version} is in use`);
    await this.replace({ ...file, hmac: { ...file.hmac, [purpose]: versions } });
  }

  async exportSecrets(): Promise<unknown> {
    return this.file();
  }

  async importSecrets(secrets: unknown): Promise<void> {
    const wanted = parse(JSON.stringify(secrets), 'the backup');
    await mkdir(this.options.folder, { recursive: true, mode: 0o700 });
    if (await this.createFile(wanted)) return;
    const present = await this.file();
    const [a, b] = [present, wanted].map((file) => Buffer.from(JSON.stringify(file)));
    if (a === undefined || b === undefined || a.length !== b.length || !timingSafeEqual(a, b))
      throw new VaultNotEmpty(`${this.path} holds other keys`);
  }

  /** The content, read again when another process has replaced the file. Who asks in one turn is told by one look. */
  private file(): Promise<KeyFile> {
    if (this.#looking === undefined) {
      this.#looking = this.look();
      queueMicrotask(() => (this.#looking = undefined));
    }
    return this.#looking;
  }

  private async look(): Promise<KeyFile> {
    let stamp = await this.stamp();
    if (stamp === undefined) {
      if (!this.options.createIfMissing) throw new VaultUnavailable(`the key file ${this.path} is missing`);
      await mkdir(this.options.folder, { recursive: true, mode: 0o700 });
      await this.createFile(firstContent());
      stamp = await this.stamp();
    }
    if (this.#held === undefined || this.#held.stamp !== stamp) {
      const text = await readFile(this.path, 'utf8').catch((cause: unknown) => {
        throw new VaultUnavailable(`the key file ${this.path} cannot be read`, { cause });
      });
      this.#held = { content: parse(text, this.path), stamp: stamp ?? '' };
    }
    return this.#held.content;
  }

  private async stamp(): Promise<string | undefined> {
    const found = await stat(this.path, { bigint: true }).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return undefined;
      throw new VaultUnavailable(`the key file ${this.path} cannot be read`, { cause });
    });
    if (found === undefined) return undefined;
    if (process.platform !== 'win32' && (found.mode & 0o077n) !== 0n)
      throw new VaultUnavailable(`the key file ${this.path} is open to others: chmod 600 it`);
    return `${found.ino}:${found.mtimeNs}:${found.size}`;
  }

  /** Of several processes that create it at once one wins; true for the winner. */
  private async createFile(content: KeyFile): Promise<boolean> {
    const temporary = await this.writeAside(content);
    try {
      await link(temporary, this.path);
      await this.syncFolder();
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw new VaultUnavailable(`the key file ${this.path} cannot be created`, { cause: error });
    } finally {
      await unlink(temporary);
    }
  }

  private async replace(content: KeyFile): Promise<void> {
    await rename(await this.writeAside(content), this.path);
    await this.syncFolder();
    this.#held = undefined;
  }

  private async writeAside(content: KeyFile): Promise<string> {
    const temporary = join(this.options.folder, `.keys-${randomUUID()}`);
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(content, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return temporary;
  }

  private async syncFolder(): Promise<void> {
    if (process.platform === 'win32') return;
    const handle = await open(this.options.folder, 'r');
    await handle.sync().finally(() => handle.close());
  }
}

function firstContent(): KeyFile {
  const first = (): Versions => ({ 1: newKey().toString('base64') });
  return { format: 1, vaultId: randomUUID(), master: first(), hmac: { identifier: first(), command: first() } };
}

/** Keys that were derived from a content; they go with it. */
const wrappingKeys = new WeakMap<KeyFile, Map<number, Buffer>>();

function wrappingKey(file: KeyFile, version: number): Buffer {
  const derived = wrappingKeys.get(file) ?? new Map<number, Buffer>();
  wrappingKeys.set(file, derived);
  const known = derived.get(version);
  if (known !== undefined) return known;
  const secret = file.master[version];
  if (secret === undefined) throw new VaultUnavailable(`the key file holds no master key ${version}`);
  const key = deriveKey(Buffer.from(secret, 'base64'), file.vaultId, 'mingdan/wrap');
  derived.set(version, key);
  return key;
}

function numbers(versions: Versions): number[] {
  return Object.keys(versions)
    .map(Number)
    .sort((a, b) => a - b);
}

function newest(versions: Versions): number {
  return numbers(versions).at(-1) ?? 0;
}

function without(versions: Versions, version: number): Versions {
  return Object.fromEntries(Object.entries(versions).filter(([number]) => Number(number) !== version));
}

function parse(text: string, where: string): KeyFile {
  const refuse = (cause?: unknown): never => {
    throw new VaultUnavailable(`${where} does not hold the keys of a vault`, { cause });
  };
  let file: Partial<KeyFile>;
  try {
    file = JSON.parse(text) as Partial<KeyFile>;
  } catch {
    return refuse();
  }
  const sound = (versions: unknown): boolean =>
    typeof versions === 'object' &&
    versions !== null &&
    Object.keys(versions).length > 0 &&
    Object.entries(versions).every(
      ([number, secret]) =>
        /^[1-9]\d*$/.test(number) && typeof secret === 'string' && Buffer.from(secret, 'base64').length === 32,
    );
  if (file?.format !== 1 || typeof file.vaultId !== 'string' || !sound(file.master)) return refuse();
  if (!HMAC_PURPOSES.every((purpose) => sound(file.hmac?.[purpose]))) return refuse();
  return file as KeyFile;
}
