import { collect, event, events, numbers, uniquePrefix, type ContractContext } from './subject.js';

export function readContract(context: () => ContractContext): void {
  describe('readStream', () => {
    it('gives nothing for a stream that does not exist, in both directions', async () => {
      const { store, stream } = context();
      expect(await collect(store.readStream(stream()))).toEqual([]);
      expect(await collect(store.readStream(stream(), { direction: 'backwards' }))).toEqual([]);
    });

    it('reads forwards and backwards, from a revision, and no more than asked', async () => {
      const { store, stream } = context();
      const id = stream();
      await store.append(id, 'no-stream', events(6));
      const read = async (options: Parameters<typeof store.readStream>[1]): Promise<unknown[]> =>
        numbers(await collect(store.readStream(id, options)));
      expect(await read({ from: 4n })).toEqual([4, 5]);
      expect(await read({ from: 1n, limit: 3 })).toEqual([1, 2, 3]);
      expect(await read({ from: 6n })).toEqual([]);
      expect(await read({ limit: 0 })).toEqual([]);
      expect(await read({ direction: 'backwards' })).toEqual([5, 4, 3, 2, 1, 0]);
      expect(await read({ direction: 'backwards', limit: 1 })).toEqual([5]);
      expect(await read({ direction: 'backwards', from: 2n })).toEqual([2, 1, 0]);
      expect(await read({ direction: 'backwards', from: 4n, limit: 2 })).toEqual([4, 3]);
    });

    it('keeps to the stream, also when another one has its id as a prefix', async () => {
      const { store, stream } = context();
      const id = stream();
      await store.append(id, 'no-stream', [event(1)]);
      await store.append(`${id}-2`, 'no-stream', [event(2)]);
      expect(numbers(await collect(store.readStream(id)))).toEqual([1]);
    });

    it('reads many at the same time, each as if it were alone', async () => {
      const { store, stream } = context();
      const [short, long, missing] = [stream(), stream(), stream()];
      await store.append(short, 'no-stream', events(3));
      await store.append(long, 'no-stream', events(250, 100));
      const read = async (id: string, options = {}): Promise<unknown[]> =>
        numbers(await collect(store.readStream(id, options)));
      const [first, last, ...others] = await Promise.all([
        read(long),
        read(long, { from: 240n }),
        read(short),
        read(missing),
        read(short, { from: 1n, limit: 1 }),
        read(short, { direction: 'backwards' }),
        read(short),
      ]);
      expect(first).toEqual(Array.from({ length: 250 }, (_, n) => 100 + n));
      expect(last).toEqual(first?.slice(240));
      expect(others).toEqual([[0, 1, 2], [], [1], [2, 1, 0], [0, 1, 2]]);
    });

    it('may be left in the middle', async () => {
      const { store, stream } = context();
      const id = stream();
      await store.append(id, 'no-stream', events(300));
      const seen: unknown[] = [];
      for await (const { data } of store.readStream(id)) {
        seen.push(data['number']);
        if (seen.length === 3) break;
      }
      expect(seen).toEqual([0, 1, 2]);
    });
  });

  describe('readPages', () => {
    it('gives the log in its order, of certain streams and types, in pages no larger than asked, none of them empty', async () => {
      const { store, stream } = context();
      const prefix = uniquePrefix();
      const [one, two, other] = [stream(prefix), stream(prefix), stream()];
      await store.append(one, 'no-stream', events(4));
      await store.append(other, 'no-stream', events(2, 90));
      await store.append(two, 'no-stream', [event(4, { eventType: 'Renamed' }), ...events(3, 5)]);
      const pages = await collect(store.readPages({ streamPrefixes: [prefix], pageSize: 3 }));
      const read = pages.flat();
      expect(read).toEqual(await collect(store.readAll({ streamPrefixes: [prefix] })));
      expect(numbers(read)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      expect(pages.every(({ length }) => length > 0 && length <= 3)).toBe(true);
      const after = read[1]?.position ?? '';
      const counted = store.readPages({ streamPrefixes: [prefix], eventTypes: ['Counted'], after, pageSize: 2 });
      expect(numbers((await collect(counted)).flat())).toEqual([2, 3, 5, 6, 7]);
      const end = read.at(-1)?.position ?? '';
      expect(await collect(store.readPages({ streamPrefixes: [prefix], after: end }))).toEqual([]);
    });

    it('gives the fields that are asked for as they were stored, and perhaps others', async () => {
      const { store, stream } = context();
      const prefix = uniquePrefix();
      const data = { number: 0, text: 'a "quoted" 名', none: null, parts: [{ deep: [1, null] }], "it's": true };
      await store.append(stream(prefix), 'no-stream', [event(0, { data }), event(1, { data: { number: 1 } })]);
      const names = ['text', 'none', 'parts', "it's", 'missing'];
      const fields = { data: names, metadata: [] };
      const read = (await collect(store.readPages({ streamPrefixes: [prefix], fields }))).flat();
      const { number: _, ...asked } = data;
      expect(read[0]?.data).toMatchObject(asked);
      expect(read.map((one) => names.filter((name) => name in one.data).length)).toEqual([4, 0]);
      const [whole] = await collect(store.readPages({ streamPrefixes: [prefix], fields: {} }));
      expect(whole).toEqual(await collect(store.readAll({ streamPrefixes: [prefix] })));
    });

    it('may be left in the middle', async () => {
      const { store, stream } = context();
      const prefix = uniquePrefix();
      await store.append(stream(prefix), 'no-stream', events(50));
      for await (const page of store.readPages({ streamPrefixes: [prefix], pageSize: 10 })) {
        expect(numbers(page)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        break;
      }
    });
  });

  describe('readAll', () => {
    it('gives all streams in the order they were appended, and the events of one append together', async () => {
      const { store, stream } = context();
      const prefix = uniquePrefix();
      const [one, two] = [stream(prefix), stream(prefix)];
      await store.append(one, 'no-stream', events(2));
      await store.append(two, 'no-stream', events(3, 2));
      await store.append(one, 1n, events(1, 5));
      const read = await collect(store.readAll({ streamPrefixes: [prefix] }));
      expect(numbers(read)).toEqual([0, 1, 2, 3, 4, 5]);
      expect(read.map(({ streamId }) => streamId)).toEqual([one, one, two, two, two, one]);
      expect(read.map(({ revision }) => revision)).toEqual([0n, 1n, 0n, 1n, 2n, 2n]);
    });

    it('gives positions that differ and sort as strings in the order of the log', async () => {
      const { store, stream } = context();
      const prefix = uniquePrefix();
      for (let round = 0; round < 30; round += 1) await store.append(stream(prefix), 'no-stream', events(5));
      const positions = (await collect(store.readAll({ streamPrefixes: [prefix] }))).map(({ position }) => position);
      expect(positions).toHaveLength(150);
      expect([...positions].sort()).toEqual(positions);
      expect(new Set(positions).size).toBe(150);
    });

    it('reads after a position without it, and no more than asked', async () => {
      const { store, stream } = context();
      const prefix = uniquePrefix();
      const { position } = await store.append(stream(prefix), 'no-stream', events(3));
      await store.append(stream(prefix), 'no-stream', events(3, 3));
      const after = async (limit?: number): Promise<unknown[]> => {
        const options = { after: position, streamPrefixes: [prefix], ...(limit === undefined ? {} : { limit }) };
        return numbers(await collect(store.readAll(options)));
      };
      expect(await after()).toEqual([3, 4, 5]);
      expect(await after(2)).toEqual([3, 4]);
      expect(await after(0)).toEqual([]);
      const last = await store.lastPosition();
      expect(last).toBeDefined();
      expect(await collect(store.readAll(last === undefined ? {} : { after: last }))).toEqual([]);
    });

    it('reads every stream when no prefix is asked', async () => {
      const { store, stream } = context();
      const before = await store.lastPosition();
      await store.append(stream(), 'no-stream', events(2));
      await store.append(stream(), 'no-stream', events(2, 2));
      const read = await collect(store.readAll(before === undefined ? {} : { after: before }));
      expect(numbers(read)).toEqual([0, 1, 2, 3]);
    });

    it('keeps to the prefixes, taken letter by letter', async () => {
      const { store } = context();
      const prefix = uniquePrefix();
      const names = ['dossier-1', 'dossier_1', 'dossier%', 'Dossier-2', 'rules-1', 'x-dossier-3'];
      for (const [index, name] of names.entries()) await store.append(prefix + name, 'no-stream', [event(index)]);
      const read = async (...prefixes: string[]): Promise<unknown[]> => {
        const streamPrefixes = prefixes.map((each) => prefix + each);
        return numbers(await collect(store.readAll({ streamPrefixes })));
      };
      expect(await read('dossier-', 'rules-')).toEqual([0, 4]);
      expect(await read('dossier_')).toEqual([1]);
      expect(await read('dossier%')).toEqual([2]);
      expect(await read('nothing')).toEqual([]);
      expect(await collect(store.readAll({ streamPrefixes: [] }))).toEqual([]);
    });

    it('refuses a position that is none', async () => {
      const { store } = context();
      await expect(collect(store.readAll({ after: 'yesterday' }))).rejects.toThrow(TypeError);
    });
  });

  describe('lastPosition', () => {
    it('is that of the last append', async () => {
      const { store, stream } = context();
      const { position } = await store.append(stream(), 'no-stream', events(3));
      expect(await store.lastPosition()).toBe(position);
    });
  });
}
