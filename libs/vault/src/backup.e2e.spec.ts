import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { personal, type Identifier } from '#libs/subjects';
import { backupVault, restoreVault } from './backup.js';
import { SealBroken, VaultNotEmpty, VaultUnavailable, WrongPassphrase } from './errors.js';
import { rotateMasterKey } from './rotation.js';
import { newPlace, stream, type Place, type Process } from './testing/place.js';
import { Vault } from './vault.js';

const passphrase = '正确的马电池订书钉——correct';
/** As cheap as a backup may be: many are made here. */
const cost = 2 ** 14;
const none = () => stream<never>([]);
const text = (scope: string, value = `text of ${scope}`) => personal('p-1', scope, value);
const identifier: Identifier = { kind: 'CITIZEN_ID', value: '640100199001010012' };

describe('backup, restore and rotation of the master key', () => {
  let place: Place;
  let one: Process;
  const places: Place[] = [];
  const anotherPlace = async (): Promise<Place> => {
    const made = await newPlace();
    places.push(made);
    return made;
  };
  const scopes = Array.from({ length: 12 }, (_, n) => `e-${n}`);
  let sealed: unknown;

  beforeEach(async () => {
    place = await anotherPlace();
    one = await place.process();
    sealed = await one.vault.seal(scopes.map((scope) => text(scope)));
    await one.vault.index.claimRef(identifier, 's-1');
  });
  afterEach(async () => {
    for (const made of places.splice(0)) await made.remove();
  });

  describe('a backup', () => {
    it('is restored into an empty place and opens an old dossier there; destroyed keys stay destroyed', async () => {
      await one.vault.destroyKey('p-1', 'e-0');
      const path = place.path('vault.backup');
      expect(await backupVault({ ...one, path, passphrase, cost })).toEqual({ keys: 11, destroyed: 1, identifiers: 1 });
      const fingerprint = await one.vault.fingerprint('body');

      const empty = await anotherPlace();
      const target = { pool: empty.pool(), provider: empty.provider(false) };
      const destroyed = () => stream(['e-0', 'e-1', 'e-99'].map((scope) => ({ about: 'p-1', scope })));
      expect(await restoreVault({ ...target, path, passphrase, destroyed })).toEqual({
        keys: 10,
        destroyed: 3,
        identifiers: 1,
      });

      const vault = await Vault.open(target);
      try {
        const erased = { $erased: true };
        expect(await vault.open(sealed)).toEqual([erased, erased, ...scopes.slice(2).map((s) => `text of ${s}`)]);
        expect(await vault.index.findRef(identifier)).toBe('s-1');
        expect(await vault.fingerprint('body')).toBe(fingerprint);
        await expect(vault.seal(text('e-99'))).rejects.toThrow(/destroyed/);
        expect(await vault.open(await vault.seal(text('new')))).toBe('text of new');
      } finally {
        vault.close();
      }
    });

    it('applies references removed since', async () => {
      const path = place.path('vault.backup');
      await backupVault({ ...one, path, passphrase, cost });
      const empty = await anotherPlace();
      const target = { pool: empty.pool(), provider: empty.provider(false) };
      const removedRefs = () => stream(['s-1']);
      const counts = await restoreVault({ ...target, path, passphrase, destroyed: none, removedRefs });
      expect(counts.identifiers).toBe(0);
    });

    it('keeps times to the microsecond and a rotation under way', async () => {
      const path = place.path('vault.backup');
      await one.pool.query(`update vault.state set index_building = 2, index_cursor = '17'`);
      const all = `select about, scope, created_at::text, (select to_jsonb(s) from vault.state s) as state
                   from vault.keys order by about, scope`;
      await backupVault({ ...one, path, passphrase, cost });
      const empty = await anotherPlace();
      const target = { pool: empty.pool(), provider: empty.provider(false) };
      await restoreVault({ ...target, path, passphrase, destroyed: none });
      expect((await target.pool.query(all)).rows).toEqual((await one.pool.query(all)).rows);
    });

    it('is for its owner alone, holds nothing in clear, and never overwrites another', async () => {
      const path = place.path('vault.backup');
      await backupVault({ ...one, path, passphrase, cost });
      const bytes = await readFile(path);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect(bytes.includes('p-1')).toBe(false);
      const secrets = JSON.stringify(await one.provider.exportSecrets());
      for (const [, secret] of secrets.matchAll(/"(\w[^"]{30,})"/g)) expect(bytes.includes(secret ?? '')).toBe(false);
      await expect(backupVault({ ...one, path, passphrase, cost })).rejects.toThrow(/EEXIST/);
      expect(await readFile(path)).toEqual(bytes);
      expect((await readdir(place.folder)).sort()).toEqual(['keys', 'vault.backup']);
      await expect(backupVault({ ...one, path: place.path('b'), passphrase: 'short' })).rejects.toThrow(RangeError);
    });

    it('changes nothing when the passphrase is wrong, the file is damaged or the place is not empty', async () => {
      const path = place.path('vault.backup');
      await backupVault({ ...one, path, passphrase, cost });
      const empty = await anotherPlace();
      const target = { pool: empty.pool(), provider: empty.provider(false) };
      const nothingThere = async () => {
        const { rows } = await target.pool.query(
          'select from vault.state union all select from vault.keys union all select from vault.identifier_index',
        );
        expect(rows).toHaveLength(0);
        await expect(target.provider.vaultId()).rejects.toThrow(VaultUnavailable);
      };
      const restore = (change: object) => restoreVault({ ...target, path, passphrase, destroyed: none, ...change });

      await expect(restore({ passphrase: 'something else' })).rejects.toThrow(WrongPassphrase);
      await nothingThere();

      const bytes = await readFile(path);
      bytes[bytes.length - 20] = (bytes.at(-20) ?? 0) ^ 1;
      await writeFile(place.path('damaged'), bytes);
      await expect(restore({ path: place.path('damaged') })).rejects.toThrow(SealBroken);
      await nothingThere();

      const interrupted = async function* () {
        yield { about: 'p-1', scope: 'e-0' };
        throw new Error('the log went away');
      };
      await expect(restore({ destroyed: interrupted })).rejects.toThrow('the log went away');
      await nothingThere();

      await expect(restoreVault({ ...one, path, passphrase, destroyed: none })).rejects.toThrow(VaultNotEmpty);
      await restore({});
      await expect(restore({})).rejects.toThrow(VaultNotEmpty);
    }, 30_000);
  });

  describe('rotating the master key', () => {
    const versions = async () =>
      (await one.pool.query('select distinct master_version as v from vault.keys order by v')).rows.map(({ v }) => v);

    it('wraps all keys anew and forgets the old master key; a running process notices nothing', async () => {
      const running = await place.process();
      await running.vault.destroyKey('p-1', 'e-0');
      const progress: string[] = [];
      const result = await rotateMasterKey({
        ...one,
        batchSize: 5,
        onProgress: (done, total) => progress.push(`${done}/${total}`),
      });
      expect(result).toEqual({ version: 2, rewrapped: 11, retired: [1] });
      expect(progress).toEqual(['5/11', '10/11', '11/11']);
      expect(await one.provider.versions()).toEqual([2]);
      const opened = [{ $erased: true }, ...scopes.slice(1).map((scope) => `text of ${scope}`)];
      expect(await running.vault.open(sealed)).toEqual(opened);
      expect(await (await place.process()).vault.open(sealed)).toEqual(opened);
      await running.vault.seal(text('after'));
      expect(await versions()).toEqual([2, null]);
    });

    it('is finished by the next run when it was interrupted, and no further version is made', async () => {
      const stop = new AbortController();
      const interrupted = rotateMasterKey({
        ...one,
        batchSize: 5,
        signal: stop.signal,
        onProgress: () => stop.abort(new Error('the power failed')),
      });
      await expect(interrupted).rejects.toThrow('the power failed');
      expect(await versions()).toEqual([1, 2]);
      const meanwhile = await place.process();
      expect(await meanwhile.vault.open(sealed)).toEqual(scopes.map((scope) => `text of ${scope}`));
      await meanwhile.vault.seal(text('meanwhile'));

      expect(await rotateMasterKey(one)).toEqual({ version: 2, rewrapped: 7, retired: [1] });
      expect(await versions()).toEqual([2]);
      expect(await (await place.process()).vault.open(sealed)).toEqual(scopes.map((scope) => `text of ${scope}`));
      expect(await rotateMasterKey(one)).toMatchObject({ version: 3, retired: [2] });
    });

    it('is finished when it stopped between making the key and noting it, and between the last key and the end', async () => {
      await one.provider.addVersion();
      expect(await rotateMasterKey(one)).toMatchObject({ version: 2, rewrapped: 12 });
      const stop = new AbortController();
      const onProgress = (done: number, total: number) => (done === total ? stop.abort(new Error('late')) : undefined);
      await expect(rotateMasterKey({ ...one, signal: stop.signal, onProgress })).rejects.toThrow('late');
      expect(await one.provider.versions()).toEqual([2, 3]);
      expect(await rotateMasterKey(one)).toEqual({ version: 3, rewrapped: 0, retired: [2] });
    });

    it('loses no key that is made while it runs', async () => {
      const writers = await Promise.all([place.process(), place.process()]);
      let rotating = true;
      const made: unknown[] = [];
      const write = async (process: Process, name: string): Promise<void> => {
        for (let n = 0; rotating || n < 20; n += 1) made.push(await process.vault.seal(text(`${name}-${n}`)));
      };
      const writing = Promise.all(writers.map((process, n) => write(process, `w${n}`)));
      for (let round = 0; round < 3; round += 1) await rotateMasterKey({ ...one, batchSize: 10 });
      rotating = false;
      await writing;
      expect(await one.provider.versions()).toEqual([4]);
      expect(await versions()).toEqual([4]);
      const opened = await (await place.process()).vault.openMany(made);
      expect(opened).toHaveLength(made.length);
      expect(opened.every((value) => /^text of w\d-\d+$/.test(String(value)))).toBe(true);
    });

    it('makes an old copy of the table worthless, and tells an old copy of the key file', async () => {
      const oldFile = await readFile(one.provider.path);
      const { rows } = await one.pool.query<{ wrapped: Buffer }>(`select wrapped from vault.keys where scope = 'e-0'`);
      await rotateMasterKey(one);
      const wrapped = { version: 1, box: rows[0]?.wrapped ?? Buffer.alloc(0) };
      await expect(place.provider().unwrap(wrapped, ['data key', 'p-1', 'e-0'])).rejects.toThrow(VaultUnavailable);

      await writeFile(one.provider.path, oldFile);
      const stale = await place.process();
      await expect(stale.vault.seal(text('x'))).rejects.toThrow(/old copy/);
      await expect(stale.vault.open(sealed)).rejects.toThrow(/no master key 2/);
    });
  });
});
