import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { SealBroken, VaultNotEmpty, VaultUnavailable } from './errors.js';
import { FileKeyProvider } from './file-key-provider.js';

describe('the key file', () => {
  let folder: string;
  const provider = (createIfMissing = true) => new FileKeyProvider({ folder, createIfMissing });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vault-spec-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is created for its owner alone on a first start, and left alone on the next', async () => {
    const first = provider();
    const id = await first.vaultId();
    expect((await stat(first.path)).mode & 0o777).toBe(0o600);
    expect(await provider(false).vaultId()).toBe(id);
    expect(inspect(first, { depth: 9, showHidden: true })).not.toContain('master');
    expect(await readdir(folder)).toEqual(['keys.json']);
  });

  it('is never created in production', async () => {
    await expect(provider(false).currentVersion()).rejects.toThrow(VaultUnavailable);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is the same for all who create it at once', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => provider().vaultId()));
    expect(new Set(ids).size).toBe(1);
    expect(await readdir(folder)).toEqual(['keys.json']);
  });

  it('is refused when others may read it', async () => {
    await provider().vaultId();
    await chmod(join(folder, 'keys.json'), 0o640);
    await expect(provider(false).vaultId()).rejects.toThrow(/open to others/);
  });

  it.each(['', '{}', '[]', 'null', '{"format":1,"vaultId":"v","master":{"1":"c2hvcnQ="},"hmac":{}}'])(
    'is refused when it holds no keys: %s',
    async (text) => {
      await writeFile(join(folder, 'keys.json'), text, { mode: 0o600 });
      await expect(provider().vaultId()).rejects.toThrow(VaultUnavailable);
      expect(await readFile(join(folder, 'keys.json'), 'utf8')).toBe(text);
    },
  );

  it('wraps a key that unwraps in another process, in its own context only', async () => {
    const wrapped = await provider().wrap(Buffer.alloc(32, 7), ['data key', 'p', 'e']);
    expect(await provider().unwrap(wrapped, ['data key', 'p', 'e'])).toEqual(Buffer.alloc(32, 7));
    await expect(provider().unwrap(wrapped, ['data key', 'p', 'f'])).rejects.toThrow(SealBroken);
  });

  it('shows a new version to processes that had read the old one', async () => {
    const [operator, server] = [provider(), provider()];
    const old = await server.wrap(Buffer.alloc(32, 7), ['k']);
    expect(await operator.addVersion()).toBe(2);
    expect((await server.wrap(Buffer.alloc(32), ['k'])).version).toBe(2);
    expect(await server.unwrap(old, ['k'])).toEqual(Buffer.alloc(32, 7));
    await operator.retireVersion(1);
    await expect(provider().unwrap(old, ['k'])).rejects.toThrow(/no master key 1/);
    await expect(operator.retireVersion(2)).rejects.toThrow(/in use/);
  });

  it('gives each purpose and each version a key of its own', async () => {
    const keys = provider();
    const command = await keys.hmacKey('command');
    const first = await keys.hmacKey('identifier');
    await keys.addHmacVersion('identifier');
    const second = await keys.hmacKey('identifier');
    expect([first.version, second.version]).toEqual([1, 2]);
    expect(new Set([command, first, second].map(({ key }) => key.toString('hex'))).size).toBe(3);
    expect(await keys.hmacKey('identifier', 1)).toEqual(first);
    await keys.retireHmacVersion('identifier', 1);
    await expect(provider().hmacKey('identifier', 1)).rejects.toThrow(VaultUnavailable);
    await expect(keys.retireHmacVersion('identifier', 2)).rejects.toThrow(/in use/);
  });

  it('takes a backup over into an empty folder only', async () => {
    const secrets = await provider().exportSecrets();
    const elsewhere = join(folder, 'new', 'place');
    const restored = new FileKeyProvider({ folder: elsewhere, createIfMissing: false });
    await restored.importSecrets(secrets);
    await restored.importSecrets(secrets);
    expect(await restored.exportSecrets()).toEqual(secrets);
    await provider().addVersion();
    await expect(provider().importSecrets(secrets)).rejects.toThrow(VaultNotEmpty);
  });
});
