import { StoreUnavailable } from '#libs/event-store';
import type { EventRow } from './rows.js';
import { StreamReads, type StreamPage } from './stream-reads.js';

const page = (streamId: string): StreamPage => ({ streamId, from: 0n, most: 10 });
const row = (streamId: string): EventRow => ['1', streamId, '0', 'id', 'Happened', '1', '{}', '{}'];
/** As the server answers it: rows in the order of the pages, each with the place of its own. */
const placed = (streamId: string, place: number): EventRow => [...row(streamId), String(place)] as unknown as EventRow;

describe('reading streams', () => {
  const asked: (readonly [name: string, pages: number])[] = [];
  let answer: (name: string) => Promise<readonly EventRow[]>;
  const reads = new StreamReads((name, _text, [streams]) => {
    asked.push([name, typeof streams === 'string' ? 1 : (streams as Buffer).readInt32BE(12)]);
    return answer(name);
  });
  const read = (...streams: readonly string[]): Promise<PromiseSettledResult<readonly EventRow[]>[]> =>
    Promise.allSettled(streams.map((streamId) => reads.page(page(streamId))));
  beforeEach(() => {
    asked.length = 0;
  });

  it('asks for those of one turn by one statement, and gives each its own', async () => {
    answer = async () => [placed('a', 1), placed('c', 3), placed('c', 3)];
    const answers = (await read('a', 'b', 'c')) as PromiseFulfilledResult<readonly EventRow[]>[];
    expect(answers.map(({ value }) => value.map(([, streamId]) => streamId))).toEqual([['a'], [], ['c', 'c']]);
    expect(asked).toEqual([['event_log.read_many', 3]]);
  });

  it('asks for one alone by the statement of one', async () => {
    answer = async () => [row('a')];
    expect(await reads.page(page('a'))).toEqual([row('a')]);
    expect(asked).toEqual([['event_log.read_forwards', 1]]);
  });

  it('has four statements under way at most, and goes on with the rest', async () => {
    const waiting: (() => void)[] = [];
    answer = () => new Promise((resolve) => waiting.push(() => resolve([])));
    const all = read(...Array.from({ length: 150 }, (_, n) => `s-${n}`));
    await new Promise(setImmediate);
    expect(asked.map(([, pages]) => pages)).toEqual([32, 32, 32, 32]);
    for (const done of waiting.splice(0)) done();
    await new Promise(setImmediate);
    expect(asked.map(([, pages]) => pages)).toEqual([32, 32, 32, 32, 22]);
    for (const done of waiting.splice(0)) done();
    expect(await all).toHaveLength(150);
  });

  it('tells a mistake to its maker alone', async () => {
    answer = async (name) => {
      if (name === 'event_log.read_many' || asked.length === 3) throw new TypeError('no text');
      return [];
    };
    expect((await read('a', 'b', 'c')).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('tells an outage to all, and asks nothing more', async () => {
    answer = async () => {
      throw new StoreUnavailable('away', false);
    };
    expect((await read('a', 'b')).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(asked).toHaveLength(1);
  });
});
