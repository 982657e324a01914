import { jest } from '@jest/globals';
import type { QueryConfig } from 'pg';
import type { Identifier } from '#libs/subjects';
import { IdentifierHeld, IndexIncomplete, VaultBusy } from './errors.js';
import { rotateIndex, type IndexPair } from './index-rotation.js';
import { holdingTheVault } from './database.js';
import { newPlace, type Place, type Process } from './testing/place.js';

const uscc = (n: number): Identifier => ({ kind: 'USCC', value: `91640100MA00TE${String(n).padStart(4, '0')}` });

describe('the index of identifiers', () => {
  let place: Place;
  let one: Process;
  let other: Process;

  beforeEach(async () => {
    place = await newPlace();
    one = await place.process();
    other = await place.process();
  });
  afterEach(() => place.remove());

  it('gives an identifier one reference, however it is written', async () => {
    expect(await one.vault.index.findRef(uscc(1))).toBeUndefined();
    expect(await one.vault.index.claimRef(uscc(1), 's-1')).toEqual({ ref: 's-1', created: true });
    expect(await other.vault.index.claimRef(uscc(1), 's-2')).toEqual({ ref: 's-1', created: false });
    expect(await other.vault.index.findRef({ kind: 'USCC', value: ' 91640100ma00te0001 ' })).toBe('s-1');
    for (const certificateType of ['PASSPORT', 'USCC'])
      expect(await other.vault.index.findRef({ kind: 'OTHER', certificateType, value: uscc(1).value })).toBeUndefined();
  });

  it('finds many at once, in their order, each of them or nothing', async () => {
    await one.vault.index.claimRef(uscc(1), 's-1');
    await one.vault.index.claimRef(uscc(2), 's-2');
    const found = await other.vault.index.findRefs([uscc(2), uscc(3), uscc(1), uscc(2)]);
    expect(found).toEqual(['s-2', undefined, 's-1', 's-2']);
    expect(await other.vault.index.findRefs([])).toEqual([]);
  });

  it('gives many that are claimed at the same time their references, one each, by few statements', async () => {
    await other.vault.index.claimRef(uscc(3), 's-3');
    await one.vault.index.findRef(uscc(0));
    const asked = jest.spyOn(one.pool, 'query');
    const claims = await Promise.all(
      [1, 2, 3, 4, 1].map((n, at) => one.vault.index.claimRef(uscc(n), `new-${at}`, at === 3 ? 'PERSON' : 'SUBJECT')),
    );
    const statements = asked.mock.calls.length;
    asked.mockRestore();
    expect(claims.slice(0, 4)).toEqual([
      { ref: 'new-0', created: true },
      { ref: 'new-1', created: true },
      { ref: 's-3', created: false },
      { ref: 'new-3', created: true },
    ]);
    expect(claims[4]).toEqual({ ref: 'new-0', created: false });
    expect(statements).toBe(2);
    expect(await other.vault.index.findRefs([1, 2, 3, 4].map(uscc))).toEqual(['new-0', 'new-1', 's-3', 'new-3']);
  });

  it('is read by its key however large it is, by a plan that does not know whom it is for', async () => {
    const asked = jest.spyOn(one.pool, 'query');
    await one.vault.index.findRef(uscc(1));
    const [question] = asked.mock.calls.at(-1) as unknown as [QueryConfig];
    asked.mockRestore();
    await one.pool.query(`
      insert into vault.identifier_index (hmac_version, hmac, ref, kind)
      select 1, sha256(n::text::bytea), 's-' || n, 'SUBJECT' from generate_series(1, 20000) as n`);
    await one.pool.query('analyze vault.identifier_index');
    const client = await one.pool.connect();
    await client.query('set plan_cache_mode to force_generic_plan');
    await client.query(`prepare asked as ${question.text}`);
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain execute asked (array['\\x00'::bytea])`);
    client.release(true);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('Index Scan using identifier_index_pkey');
    expect(plan).not.toContain('Seq Scan on identifier_index');
  });

  it('takes many new ones in one transaction, once, and none where one is held already', async () => {
    const claims = [1, 2, 3].map((n) => ({ identifier: uscc(n), ref: `s-${n}`, kind: 'SUBJECT' as const }));
    await one.vault.index.claimNew(claims);
    await other.vault.index.claimNew(claims);
    expect(await other.vault.index.findRefs([uscc(3), uscc(1)])).toEqual(['s-3', 's-1']);
    const others = [4, 1].map((n) => ({ identifier: uscc(n), ref: `t-${n}`, kind: 'PERSON' as const }));
    await expect(one.vault.index.claimNew(others)).rejects.toThrow(IdentifierHeld);
    expect(await other.vault.index.findRefs([uscc(4), uscc(1)])).toEqual([undefined, 's-1']);
  });

  it('gives one reference to all who claim at once', async () => {
    const claims = await Promise.all(
      Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? one : other).vault.index.claimRef(uscc(7), `s-${n}`)),
    );
    expect(new Set(claims.map(({ ref }) => ref)).size).toBe(1);
    expect(claims.filter(({ created }) => created)).toHaveLength(1);
  });

  it('makes a person a subject, and never a subject a person', async () => {
    const kind = async () => (await one.pool.query('select kind from vault.identifier_index')).rows;
    await one.vault.index.claimRef(uscc(1), 's-1', 'PERSON');
    expect(await kind()).toEqual([{ kind: 'PERSON' }]);
    expect(await one.vault.index.claimRef(uscc(1), 's-2', 'SUBJECT')).toEqual({ ref: 's-1', created: false });
    await one.vault.index.claimRef(uscc(1), 's-2', 'PERSON');
    expect(await kind()).toEqual([{ kind: 'SUBJECT' }]);
  });

  it('holds nothing an identifier could be read or guessed from', async () => {
    await one.vault.index.claimRef(uscc(1), 's-1');
    const { rows } = await one.pool.query('select to_jsonb(i)::text as row from vault.identifier_index i');
    expect(JSON.stringify(rows)).not.toContain('91640100');
  });

  it('forgets a removed reference', async () => {
    await one.vault.index.claimRef(uscc(1), 's-1');
    await one.vault.index.removeRef('s-1');
    await one.vault.index.removeRef('s-1');
    expect(await other.vault.index.findRef(uscc(1))).toBeUndefined();
    expect(await other.vault.index.claimRef(uscc(1), 's-2')).toEqual({ ref: 's-2', created: true });
  });

  describe('rotation', () => {
    const log = (count: number): IndexPair[] =>
      Array.from({ length: count }, (_, n) => ({
        ref: `s-${n}`,
        identifier: uscc(n),
        kind: 'SUBJECT',
        cursor: `${n}`,
      }));
    const claimAll = (pairs: readonly IndexPair[]) =>
      Promise.all(pairs.map(({ identifier, ref }) => one.vault.index.claimRef(identifier, ref)));
    async function* after(pairs: readonly IndexPair[], cursor: string | undefined): AsyncGenerator<IndexPair> {
      yield* pairs.slice(cursor === undefined ? 0 : Number(cursor) + 1);
    }

    it('moves all references to a new secret; processes that knew the old one follow', async () => {
      const pairs = log(23);
      await claimAll(pairs);
      const oldHash = await one.vault.index.identifierHash(uscc(3));
      const result = await rotateIndex({ ...one, pairs: (cursor) => after(pairs, cursor), batchSize: 5 });
      expect(result).toEqual({ version: 2, read: 23, dropped: 0 });
      for (const { identifier, ref } of pairs) expect(await other.vault.index.findRef(identifier)).toBe(ref);
      expect(await other.vault.index.claimRef(uscc(3), 'new')).toEqual({ ref: 's-3', created: false });
      const { rows } = await one.pool.query('select distinct hmac_version from vault.identifier_index');
      expect(rows).toEqual([{ hmac_version: 2 }]);
      const newHash = await other.vault.index.identifierHash(uscc(3));
      expect(newHash).not.toBe(oldHash);
      expect(await other.vault.index.identifierHashes(uscc(3))).toEqual([oldHash, newHash]);
    });

    it('goes on where it was interrupted; what is claimed or removed meanwhile is right afterwards', async () => {
      const pairs = log(20);
      await claimAll(pairs);
      async function* breaking(cursor: string | undefined): AsyncGenerator<IndexPair> {
        for await (const pair of after(pairs, cursor)) {
          if (pair.ref === 's-12') throw new Error('the power failed');
          yield pair;
        }
      }
      await expect(rotateIndex({ ...one, pairs: breaking, batchSize: 5 })).rejects.toThrow('the power failed');
      expect(await other.vault.index.findRef(uscc(0))).toBe('s-0');

      await other.vault.index.claimRef(uscc(100), 's-100');
      await other.vault.index.removeRef('s-2');
      await other.vault.index.removeRef('s-15');

      const cursors: (string | undefined)[] = [];
      const again = (cursor: string | undefined) => {
        cursors.push(cursor);
        return after(pairs, cursor);
      };
      expect(await rotateIndex({ ...one, pairs: again, batchSize: 5 })).toEqual({ version: 2, read: 10, dropped: 0 });
      expect(cursors).toEqual(['9']);
      const refs = await Promise.all([0, 2, 15, 19, 100].map((n) => other.vault.index.findRef(uscc(n))));
      expect(refs).toEqual(['s-0', undefined, undefined, 's-19', 's-100']);
    });

    it('keeps the old index when the log does not bring all of it, unless told to drop the rest', async () => {
      const pairs = log(5);
      await claimAll(pairs);
      const short = (cursor: string | undefined) => after(pairs.slice(0, 4), cursor);
      await expect(rotateIndex({ ...one, pairs: short })).rejects.toThrow(new IndexIncomplete(1));
      expect(await other.vault.index.findRef(uscc(4))).toBe('s-4');
      expect(await rotateIndex({ ...one, pairs: short, missing: 'DROP' })).toMatchObject({ version: 2, dropped: 1 });
      expect(await other.vault.index.findRef(uscc(4))).toBeUndefined();
      expect(await other.vault.index.findRef(uscc(3))).toBe('s-3');
    });

    it('runs once at a time', async () => {
      await holdingTheVault(other.pool, async () => {
        await expect(rotateIndex({ ...one, pairs: () => after([], undefined) })).rejects.toThrow(VaultBusy);
      });
    });
  });
});
