import { createHash } from 'node:crypto';
import { personal, RECORD_SCOPE, type SealedPersonal } from '#libs/subjects';
import {
  FileTooLarge,
  MAX_SEALED_BYTES,
  SealBroken,
  VaultKeyDestroyed,
  VaultKeyMissing,
  VaultUnavailable,
} from './errors.js';
import { eventually, newPlace, type Place, type Process } from './testing/place.js';
import { Vault } from './vault.js';

describe('the vault', () => {
  let place: Place;
  let one: Process;
  let other: Process;
  let number = 0;
  /** An entry of its own for each test. */
  const entry = (): string => `entry-${(number += 1)}`;
  const text = (scope: string, value = '张三丰', about = 'p-1') => ({
    facts: [{ note: personal(about, scope, value) }],
  });
  const boxOf = (sealed: unknown): SealedPersonal => (sealed as { facts: [{ note: SealedPersonal }] }).facts[0].note;

  beforeAll(async () => {
    place = await newPlace();
    one = await place.process();
    other = await place.process();
  });
  afterAll(() => place.remove());

  it('seals every personal text and leaves the rest; another process opens it', async () => {
    const scope = entry();
    const event = { type: 'X', n: 1, who: personal('p-1', RECORD_SCOPE, '李四'), ...text(scope) };
    const sealed = await one.vault.seal(event);
    expect(sealed).toMatchObject({ type: 'X', n: 1, who: { $sealed: { about: 'p-1', scope: 'record' } } });
    expect(JSON.stringify(sealed)).not.toMatch(/张三丰|李四|\$personal/);
    expect(await one.vault.seal(sealed)).toEqual(sealed);
    expect(await other.vault.open(sealed)).toEqual({ type: 'X', n: 1, who: '李四', facts: [{ note: '张三丰' }] });
  });

  it('makes the keys of many entries at once; what is sealed under them opens, and a repeat gets the same keys', async () => {
    const ids = Array.from({ length: 5 }, (_, n) => ({ about: `p-${n}`, scope: entry() }));
    const sealed = (sealers: readonly ((text: string) => string)[], text: string) =>
      ids.map(({ about, scope }, n) => ({ $sealed: { about, scope, box: sealers[n]?.(`${text} ${n}`) } }));
    const first = sealed(await one.vault.sealersOf(ids), '张三');
    const again = sealed(await other.vault.sealersOf([...ids]), '李四');
    expect(JSON.stringify(first)).not.toContain('张三');
    expect(await other.vault.openMany(first)).toEqual(ids.map((_, n) => `张三 ${n}`));
    expect(await one.vault.openMany(again)).toEqual(ids.map((_, n) => `李四 ${n}`));
    await one.vault.destroyKeys(ids.slice(0, 1));
    await expect(one.vault.sealersOf(ids)).rejects.toThrow(VaultKeyDestroyed);
    expect(await other.vault.open(first.slice(1))).toEqual(ids.slice(1).map((_, n) => `张三 ${n + 1}`));
  });

  it('leaves nothing in the table from which a text could be opened without the key file', async () => {
    const scope = entry();
    await one.vault.seal(text(scope));
    const { rows } = await one.pool.query<{ wrapped: Buffer; row: string }>(
      'select wrapped, to_jsonb(k)::text as row from vault.keys k where scope = $1',
      [scope],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.wrapped).toHaveLength(1 + 12 + 32 + 16);
    expect(rows[0]?.row).not.toContain('张三丰');
  });

  it('opens nothing that was altered or moved to another person or entry', async () => {
    const [a, b] = [entry(), entry()];
    const sealed = boxOf(await one.vault.seal(text(a)));
    await one.vault.seal(text(b));
    await one.vault.seal(text(a, 'x', 'p-2'));
    const { box } = sealed.$sealed;
    const flipped = `${box.slice(0, 30)}${box[30] === 'A' ? 'B' : 'A'}${box.slice(31)}`;
    for (const forged of [
      { about: 'p-1', scope: a, box: flipped },
      { about: 'p-1', scope: b, box },
      { about: 'p-2', scope: a, box },
      { about: 'p-1', scope: a, box: '' },
    ])
      await expect(one.vault.open({ $sealed: forged })).rejects.toThrow(SealBroken);
  });

  it('tells a wrapped key that was exchanged in the table', async () => {
    const [a, b] = [entry(), entry()];
    const sealed = await one.vault.seal(text(a));
    await one.vault.seal(text(b));
    await one.pool.query(
      'update vault.keys k set wrapped = o.wrapped from vault.keys o where k.scope = $1 and o.scope = $2',
      [a, b],
    );
    await expect((await place.process()).vault.open(sealed)).rejects.toThrow(SealBroken);
  });

  it('gives one key to all processes that make it at the same time', async () => {
    const processes = await Promise.all(Array.from({ length: 4 }, () => place.process()));
    const scopes = Array.from({ length: 25 }, entry);
    const sealed = await Promise.all(
      processes.flatMap(({ vault }, p) =>
        // Each process goes through the same keys in an order of its own.
        [...scopes.slice(p * 6), ...scopes.slice(0, p * 6)].map((scope) =>
          vault.seal([text(scope, `${scope} by ${p}`), text(scope, 'second', 'p-2')]),
        ),
      ),
    );
    const { rows } = await one.pool.query('select from vault.keys where scope = any($1)', [scopes]);
    expect(rows).toHaveLength(50);
    const opened = JSON.stringify(await (await place.process()).vault.openMany(sealed));
    for (const scope of scopes) for (const p of [0, 1, 2, 3]) expect(opened).toContain(`${scope} by ${p}`);
  });

  it('asks the database once for all keys of many values, and not at all for those in memory', async () => {
    const scopes = Array.from({ length: 30 }, entry);
    const sealed = await one.vault.seal(scopes.map((scope) => text(scope)));
    const fresh = await place.process();
    let queries = 0;
    const query = fresh.pool.query.bind(fresh.pool) as (...args: unknown[]) => unknown;
    fresh.pool.query = ((...args: unknown[]) => {
      queries += 1;
      return query(...args);
    }) as typeof fresh.pool.query;
    expect(await fresh.vault.openMany(sealed)).toEqual(scopes.map(() => ({ facts: [{ note: '张三丰' }] })));
    expect(queries).toBe(1);
    await fresh.vault.openMany(sealed);
    expect(queries).toBe(1);
  });

  it('makes the keys of everything that is sealed at once in one transaction, and refuses none for another', async () => {
    const gone = entry();
    await one.vault.destroyKey('p-1', gone);
    const scopes = Array.from({ length: 10 }, entry);
    let commits = 0;
    const fresh = await place.process();
    const connect = fresh.pool.connect.bind(fresh.pool) as (...args: unknown[]) => unknown;
    // Without a callback: for a transaction.
    fresh.pool.connect = ((...args: unknown[]) => {
      commits += args.length === 0 ? 1 : 0;
      return connect(...args);
    }) as typeof fresh.pool.connect;
    const sealed = await Promise.all(scopes.map((scope) => fresh.vault.seal(text(scope))));
    expect(commits).toBeLessThanOrEqual(1);
    expect(await other.vault.openMany(sealed)).toEqual(scopes.map(() => ({ facts: [{ note: '张三丰' }] })));
    const more = [...Array.from({ length: 3 }, entry), gone];
    const outcomes = await Promise.allSettled(more.map((scope) => fresh.vault.seal(text(scope))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
    expect((outcomes[3] as PromiseRejectedResult).reason).toBeInstanceOf(VaultKeyDestroyed);
  });

  it('finds the keys that exist and makes the others by one statement, which writes nothing where none is to be made', async () => {
    const [before, gone, ...fresh] = Array.from({ length: 4 }, entry) as [string, string, string, string];
    const earlier = await other.vault.seal(text(before));
    await other.vault.destroyKey('p-1', gone);
    const cold = await place.process();
    let statements = 0;
    const query = cold.pool.query.bind(cold.pool) as (...args: unknown[]) => unknown;
    cold.pool.query = ((...args: unknown[]) => {
      statements += 1;
      return query(...args);
    }) as typeof cold.pool.query;
    const sealed = await cold.vault.seal([before, ...fresh].map((scope) => text(scope)));
    expect(statements).toBe(1);
    expect(await other.vault.openMany([earlier, ...sealed])).toEqual(
      Array.from({ length: 4 }, () => ({ facts: [{ note: '张三丰' }] })),
    );
    await expect(cold.vault.seal([before, gone].map((scope) => text(scope)))).rejects.toThrow(VaultKeyDestroyed);

    // Whoever makes a key locks the version of the master key.
    const locked = async (): Promise<unknown> =>
      (await one.pool.query('select version, xmax::text from vault.master_versions')).rows;
    const [again, locks] = [await place.process(), await locked()];
    await again.vault.seal([before, ...fresh].map((scope) => text(scope)));
    expect(await locked()).toEqual(locks);
    await again.vault.seal(text(entry()));
    expect(await locked()).not.toEqual(locks);
  });

  it('keeps no more keys in memory than told', async () => {
    const small = await place.process({ cacheSize: 3 });
    const sealed = await small.vault.seal(Array.from({ length: 9 }, () => text(entry())));
    expect(await small.vault.openMany(sealed)).toHaveLength(9);
    const cache = (small.vault as unknown as { keys: { cache: Map<string, unknown> } }).keys.cache;
    expect(cache.size).toBe(3);
  });

  describe('destroying a key', () => {
    it('erases what it sealed and nothing else, in this process at once and in others with the notice', async () => {
      const [gone, kept] = [entry(), entry()];
      const sealed = await one.vault.seal([text(gone), text(kept), text(gone, 'x', 'p-2')]);
      const before = JSON.stringify(sealed);
      expect(await other.vault.open(sealed)).toEqual(['张三丰', '张三丰', 'x'].map((note) => ({ facts: [{ note }] })));
      await one.vault.destroyKey('p-1', gone);
      const after = [{ $erased: true }, '张三丰', 'x'].map((note) => ({ facts: [{ note }] }));
      expect(await one.vault.open(sealed)).toEqual(after);
      await eventually(async () => JSON.stringify(await other.vault.open(sealed)) === JSON.stringify(after));
      expect(await (await place.process()).vault.open(sealed)).toEqual(after);
      expect(JSON.stringify(sealed)).toBe(before);
    });

    it('leaves the row with its time and no key', async () => {
      const scope = entry();
      await one.vault.seal(text(scope));
      await one.vault.destroyKey('p-1', scope);
      await one.vault.destroyKey('p-1', scope);
      const { rows } = await one.pool.query('select wrapped, destroyed_at from vault.keys where scope = $1', [scope]);
      expect(rows).toEqual([{ wrapped: null, destroyed_at: expect.any(Date) }]);
    });

    it('lets nothing be sealed under it again, nor under one destroyed before it was made', async () => {
      const [used, never] = [entry(), entry()];
      await one.vault.seal(text(used));
      expect(await one.vault.destroyKeys([used, never, used].map((scope) => ({ about: 'p-1', scope })))).toBe(2);
      for (const scope of [used, never])
        await expect((await place.process()).vault.seal(text(scope))).rejects.toThrow(VaultKeyDestroyed);
    });

    it('cannot be undone, nor the row removed, with SQL', async () => {
      const scope = entry();
      await one.vault.seal(text(scope));
      const { rows } = await one.pool.query<{ wrapped: Buffer }>('select wrapped from vault.keys where scope = $1', [
        scope,
      ]);
      await one.vault.destroyKey('p-1', scope);
      const undo = 'update vault.keys set wrapped = $2, master_version = 1, destroyed_at = null where scope = $1';
      await expect(one.pool.query(undo, [scope, rows[0]?.wrapped])).rejects.toThrow(/stays destroyed/);
      await expect(one.pool.query('delete from vault.keys where scope = $1', [scope])).rejects.toThrow(/never removed/);
      await expect(one.pool.query('truncate vault.keys')).rejects.toThrow(/never removed/);
    });

    it('reaches a process whose connection for notices was cut', async () => {
      const cut = await place.process();
      const scope = entry();
      const sealed = await cut.vault.seal(text(scope));
      const held = (): number => (cut.vault as unknown as { keys: { cache: Map<string, unknown> } }).keys.cache.size;
      await cut.vault.open(sealed);
      expect(held()).toBeGreaterThan(0);
      await one.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and query like 'listen%'`,
      );
      await eventually(async () => held() === 0);
      await one.vault.destroyKey('p-1', scope);
      expect(await cut.vault.open(sealed)).toEqual({ facts: [{ note: { $erased: true } }] });
    });
  });

  it('tells a key it has never held from one that was destroyed', async () => {
    await expect(one.vault.open({ $sealed: { about: 'p-9', scope: 'e-9', box: 'AAAA' } })).rejects.toThrow(
      VaultKeyMissing,
    );
  });

  it('seals and opens files, and names one by what is stored', async () => {
    const id = { about: 'p-1', scope: entry() };
    const file = Buffer.from('%PDF-1.7 判决书'.repeat(1_000));
    const stored = await one.vault.sealBytes(id, file);
    expect(stored.includes(Buffer.from('判决书'))).toBe(false);
    expect(createHash('sha256').update(stored).digest('hex')).toMatch(/^[0-9a-f]{64}$/);
    expect(await other.vault.openBytes(id, stored)).toEqual(file);
    stored[500] = (stored[500] ?? 0) ^ 1;
    await expect(other.vault.openBytes(id, stored)).rejects.toThrow(SealBroken);
    await one.vault.destroyKey(id.about, id.scope);
    expect(await one.vault.openBytes(id, stored)).toBeUndefined();
    await expect(one.vault.sealBytes(id, Buffer.alloc(MAX_SEALED_BYTES + 1))).rejects.toThrow(FileTooLarge);
  });

  it('does not take a file for a text', async () => {
    const id = { about: 'p-1', scope: entry() };
    const box = (await one.vault.sealBytes(id, Buffer.from('x'))).toString('base64url');
    await expect(one.vault.open({ $sealed: { ...id, box } })).rejects.toThrow(SealBroken);
  });

  it('gives the same fingerprint everywhere, and none that could be made without the key', async () => {
    const print = await one.vault.fingerprint('{"a":1}');
    expect(print).toMatch(/^[0-9a-f]{64}$/);
    expect(await other.vault.fingerprint('{"a":1}')).toBe(print);
    expect(await other.vault.fingerprint('{"a":2}')).not.toBe(print);
    expect(createHash('sha256').update('{"a":1}').digest('hex')).not.toBe(print);
  });

  it('does not open with the key file of another database', async () => {
    const elsewhere = await newPlace();
    const { provider } = await elsewhere.process();
    await expect(Vault.open({ pool: one.pool, provider })).rejects.toThrow(/another database/);
    await elsewhere.remove();
  });

  it('is unavailable, by name, when its database is away', async () => {
    const away = await newPlace();
    const { vault, pool } = await away.process();
    vault.close();
    await pool.end();
    await expect(vault.seal(text('e'))).rejects.toThrow(VaultUnavailable);
    await expect(vault.index.findRef({ kind: 'USCC', value: 'x' })).rejects.toThrow(VaultUnavailable);
    pool.end = async () => undefined;
    await away.remove();
  });
});
