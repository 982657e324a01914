import { AppendTooLarge, MAX_APPEND_BYTES, WrongExpectedRevision } from '../errors.js';
import type { NewEvent } from '../event-store.js';
import { collect, event, events, numbers, type ContractContext } from './subject.js';

const content = ({ eventId, eventType, schemaVersion, data, metadata }: NewEvent): NewEvent => {
  return { eventId, eventType, schemaVersion, data, metadata };
};

export function appendContract(context: () => ContractContext): void {
  describe('append', () => {
    it('starts a stream at revision 0 and counts on without gaps', async () => {
      const { store, stream } = context();
      const id = stream();
      const first = await store.append(id, 'no-stream', events(1));
      const second = await store.append(id, 0n, events(3, 1));
      expect([first.revision, second.revision]).toEqual([0n, 3n]);
      const read = await collect(store.readStream(id));
      expect(read.map(({ revision }) => revision)).toEqual([0n, 1n, 2n, 3n]);
      expect(numbers(read)).toEqual([0, 1, 2, 3]);
      expect(read.map(({ position }) => position)[0]).toBe(first.position);
      expect(read.at(-1)?.position).toBe(second.position);
    });

    it('gives back what was handed in', async () => {
      const { store, stream } = context();
      const id = stream();
      const given = [
        event(1, { eventType: 'EntryProposed', schemaVersion: 3, data: { a: [1, 2.5, null, true, { b: '' }] } }),
        event(2, { data: {}, metadata: {} }),
      ];
      await store.append(id, 'no-stream', given);
      const read = await collect(store.readStream(id));
      expect(read.map(content)).toEqual(given);
      expect(read.map(({ streamId }) => streamId)).toEqual([id, id]);
    });

    it('keeps unicode, escapes, the order of keys and the precision of numbers', async () => {
      const { store, stream } = context();
      const id = `${stream()}-红名单-𠮷`;
      const data = {
        z: '失信惩戒 𠮷野家 👩‍⚖️',
        a: 'quote " backslash \\ slash / tab \t newline \n nul \u0000 lone \ud800',
        m: '{"$1":"%s"} {a,b} NULL \'; drop table events; --',
        n: [0.1, 1e21, 5e-324, 9007199254740991, -1],
      };
      await store.append(id, 'no-stream', [event(0, { eventType: '已认定', data, metadata: { 单位: '市监局' } })]);
      const [read] = await collect(store.readStream(id));
      expect(JSON.stringify(read?.data)).toBe(JSON.stringify(data));
      expect(read).toMatchObject({ streamId: id, eventType: '已认定', metadata: { 单位: '市监局' } });
    });

    it('stores the JSON that it is given with an event', async () => {
      const { store, stream } = context();
      const id = stream();
      const json = { data: '{"number":1,"text":"\\u540d"}', metadata: '{"b":2,"a":1}' };
      await store.append(id, 'no-stream', [event(1, { data: { text: '名', number: 1 }, json }), event(2)]);
      const [given, made] = await collect(store.readStream(id));
      expect(JSON.stringify([given?.data, given?.metadata])).toBe('[{"number":1,"text":"名"},{"b":2,"a":1}]');
      expect([given && 'json' in given, made?.data['number']]).toEqual([false, 2]);
    });

    it('takes a payload just under the limit, and nothing of one above it', async () => {
      const { store, stream } = context();
      const id = stream();
      const large = event(0, { data: { text: '法'.repeat(Math.floor(MAX_APPEND_BYTES / 3) - 1000) }, metadata: {} });
      await store.append(id, 'no-stream', [large]);
      const [read] = await collect(store.readStream(id));
      expect(read?.data).toEqual(large.data);
      const half = 'x'.repeat(MAX_APPEND_BYTES / 2);
      const tooLarge = [event(1, { data: { half } }), event(2, { data: { half } })];
      const refused = await store.append(id, 0n, tooLarge).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(AppendTooLarge);
      expect(refused).toMatchObject({ streamId: id, bytes: expect.any(Number) as number });
      expect((refused as AppendTooLarge).bytes).toBeGreaterThan(MAX_APPEND_BYTES);
      expect(await collect(store.readStream(id))).toHaveLength(1);
    });

    it('counts every event of an append, also many small ones', async () => {
      const { store, stream } = context();
      const id = stream();
      const small = (count: number): NewEvent[] => {
        const length = Math.floor(MAX_APPEND_BYTES / 1_000) - 2 * 'Counted'.length - 64 - '{"text":""}{}'.length;
        return Array.from({ length: count }, (_, index) =>
          event(index, { data: { text: 'x'.repeat(length) }, metadata: {} }),
        );
      };
      await expect(store.append(id, 'no-stream', small(1_001))).rejects.toThrow(AppendTooLarge);
      expect(await collect(store.readStream(id))).toEqual([]);
      expect((await store.append(id, 'no-stream', small(1_000))).revision).toBe(999n);
    });

    it('writes a stream of 1,000 events, at once and in pieces', async () => {
      const { store, stream } = context();
      const [whole, pieces] = [stream(), stream()];
      await store.append(whole, 'no-stream', events(1000));
      for (let from = 0; from < 1000; from += 125) {
        await store.append(pieces, from === 0 ? 'no-stream' : BigInt(from - 1), events(125, from));
      }
      const expected = Array.from({ length: 1000 }, (_, index) => index);
      expect(numbers(await collect(store.readStream(whole)))).toEqual(expected);
      expect(numbers(await collect(store.readStream(pieces)))).toEqual(expected);
    });

    it('takes two events with one id in one append as two events', async () => {
      const { store, stream } = context();
      const id = stream();
      const twin = event(0);
      expect((await store.append(id, 'no-stream', [twin, { ...twin, data: { number: 1 } }])).revision).toBe(1n);
      expect(numbers(await collect(store.readStream(id)))).toEqual([0, 1]);
    });

    it.each([
      ['no event', 'a', []],
      ['an id that is no UUID', 'a', [event(0, { eventId: 'first' })]],
      ['an empty stream id', '', [event(0)]],
      ['a stream id with NUL', 'a\0b', [event(0)]],
      ['an empty event type', 'a', [event(0, { eventType: '' })]],
      ['a version below 1', 'a', [event(0, { schemaVersion: 0 })]],
    ])('refuses %s as a mistake of the caller', async (_, id, given) => {
      const { store } = context();
      await expect(store.append(id, 'no-stream', given)).rejects.toThrow(TypeError);
    });
  });

  describe('expected revision', () => {
    it('refuses a writer who believed wrongly, says where the stream is, and writes nothing', async () => {
      const { store, stream } = context();
      const [absent, present] = [stream(), stream()];
      await store.append(present, 'no-stream', events(3));
      const attempts = [
        [absent, 0n, 'no-stream'],
        [present, 'no-stream', 2n],
        [present, 1n, 2n],
        [present, 3n, 2n],
      ] as const;
      for (const [streamId, expected, actual] of attempts) {
        const refused = await store.append(streamId, expected, events(2, 90)).catch((error: unknown) => error);
        expect(refused).toBeInstanceOf(WrongExpectedRevision);
        expect(refused).toMatchObject({ streamId, expected, actual });
      }
      expect(await collect(store.readStream(absent))).toEqual([]);
      expect(numbers(await collect(store.readStream(present)))).toEqual([0, 1, 2]);
    });

    it('lets exactly one of many writers through at each revision', async () => {
      const { store, stream } = context();
      const id = stream();
      for (let round = 0; round < 5; round += 1) {
        const expected = round === 0 ? 'no-stream' : BigInt(round - 1);
        const tries = Array.from({ length: 8 }, (_, index) => store.append(id, expected, [event(round * 10 + index)]));
        const results = await Promise.allSettled(tries);
        const refused = results.filter((result) => result.status === 'rejected');
        expect(refused).toHaveLength(7);
        for (const { reason } of refused) expect(reason).toBeInstanceOf(WrongExpectedRevision);
      }
      expect(await collect(store.readStream(id))).toHaveLength(5);
    });
  });

  describe('a repeated append', () => {
    it('answers what the first answered and writes nothing', async () => {
      const { store, stream } = context();
      const id = stream();
      const [start, batch] = [events(1), events(2, 1)];
      const answers = [await store.append(id, 'no-stream', start), await store.append(id, 0n, batch)];
      expect(await store.append(id, 'no-stream', start)).toEqual(answers[0]);
      expect(await store.append(id, 0n, batch)).toEqual(answers[1]);
      await store.append(id, 2n, events(4, 3));
      expect(await store.append(id, 'no-stream', start)).toEqual(answers[0]);
      expect(await store.append(id, 0n, batch)).toEqual(answers[1]);
      expect(numbers(await collect(store.readStream(id)))).toEqual([0, 1, 2, 3, 4, 5, 6]);
    });

    it('knows the ids in capital letters as well', async () => {
      const { store, stream } = context();
      const id = stream();
      const first = event(0);
      const answer = await store.append(id, 'no-stream', [first]);
      const shouted = { ...first, eventId: first.eventId.toUpperCase() };
      expect(await store.append(id, 'no-stream', [shouted])).toEqual(answer);
    });

    it('writes once when both arrive at the same time', async () => {
      const { store, stream } = context();
      const id = stream();
      const batch = events(2);
      const [one, two] = await Promise.all([
        store.append(id, 'no-stream', batch),
        store.append(id, 'no-stream', batch),
      ]);
      expect(one).toEqual(two);
      expect(await collect(store.readStream(id))).toHaveLength(2);
    });

    it('is no repeat with a new id beside a known one, in another order, or with other ids', async () => {
      const { store, stream } = context();
      const id = stream();
      const [first, second] = [event(0), event(1)];
      await store.append(id, 'no-stream', [first, second]);
      const others = [[first, event(9)], [event(9), second], [second, first], [first, second, event(9)], [event(9)]];
      for (const other of others) {
        await expect(store.append(id, 'no-stream', other)).rejects.toThrow(WrongExpectedRevision);
      }
      expect(numbers(await collect(store.readStream(id)))).toEqual([0, 1]);
    });

    it('is a new append at another revision: what a command did is for the dossier to know', async () => {
      const { store, stream } = context();
      const id = stream();
      const again = event(0);
      await store.append(id, 'no-stream', [again]);
      expect((await store.append(id, 0n, [again])).revision).toBe(1n);
      expect(await collect(store.readStream(id))).toHaveLength(2);
    });
  });
}
