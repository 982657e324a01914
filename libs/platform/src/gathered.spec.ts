import { Gathered, type GatheredOptions } from './gathered.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Doubles numbers in groups that it notes; each group is answered when it is told to. */
function doubling(options: GatheredOptions = { most: 4 }) {
  const groups: (readonly number[])[] = [];
  const waiting: (() => void)[] = [];
  let held = false;
  const gathered = new Gathered(async (numbers: readonly number[]) => {
    groups.push(numbers);
    if (held) await new Promise<void>((resolve) => waiting.push(resolve));
    if (numbers.includes(13)) throw new Error('not 13');
    return numbers.map((n) => 2 * n);
  }, options);
  return { gathered, groups, hold: () => (held = true), go: () => waiting.shift()?.() };
}

describe('questions that are asked at once', () => {
  it('of one turn are put as one, each with its own answer', async () => {
    const { gathered, groups } = doubling();
    expect(await Promise.all([1, 2, 3].map((n) => gathered.ask(n)))).toEqual([2, 4, 6]);
    expect(groups).toEqual([[1, 2, 3]]);
    expect(await gathered.ask(4)).toBe(8);
    expect(groups).toEqual([[1, 2, 3], [4]]);
  });

  it('are put together while those before are being answered, and begin after they were asked', async () => {
    const { gathered, groups, hold, go } = doubling();
    hold();
    const first = gathered.ask(1);
    await turn();
    const others = [2, 3].map((n) => gathered.ask(n));
    expect(groups).toEqual([[1]]);
    go();
    expect(await first).toBe(2);
    await turn();
    go();
    expect(await Promise.all(others)).toEqual([4, 6]);
    expect(groups).toEqual([[1], [2, 3]]);
  });

  it('are no more in one group than is bounded', async () => {
    const { gathered, groups } = doubling();
    await Promise.all([1, 2, 3, 4, 5].map((n) => gathered.ask(n)));
    expect(groups).toEqual([[1, 2, 3, 4], [5]]);
  });

  it('are answered in several groups at once where that is allowed, the next as soon as there are enough', async () => {
    const { gathered, groups, hold, go } = doubling({ atOnce: 2, enough: 2 });
    hold();
    const answers = [1, 2, 3, 4, 5, 6, 7].map((n) => gathered.ask(n));
    expect(groups).toEqual([
      [1, 2],
      [3, 4],
    ]);
    await turn();
    expect(groups).toHaveLength(2);
    go();
    expect(await Promise.all(answers.slice(0, 2))).toEqual([2, 4]);
    await turn();
    expect(groups.slice(2)).toEqual([[5, 6, 7]]);
    go();
    go();
    expect(await Promise.all(answers)).toEqual([2, 4, 6, 8, 10, 12, 14]);
  });

  it('fail alone where one of them is to blame', async () => {
    const { gathered, groups } = doubling();
    const answers = await Promise.allSettled([1, 13, 3].map((n) => gathered.ask(n)));
    expect(answers).toEqual([
      { status: 'fulfilled', value: 2 },
      { status: 'rejected', reason: new Error('not 13') },
      { status: 'fulfilled', value: 6 },
    ]);
    expect(groups).toEqual([[1, 13, 3], [1], [13], [3]]);
    expect(await gathered.ask(5)).toBe(10);
  });

  it('fail together, and at once, where the database is away', async () => {
    let asked = 0;
    const gathered = new Gathered(async () => {
      asked += 1;
      throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    });
    const answers = await Promise.allSettled([1, 2, 3].map((n) => gathered.ask(n)));
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(asked).toBe(1);
  });

  it('are answered one for one, or not at all', async () => {
    const gathered = new Gathered(async () => [1, 2]);
    await expect(gathered.ask('one')).rejects.toThrow('2 answers to 1 questions');
  });
});
