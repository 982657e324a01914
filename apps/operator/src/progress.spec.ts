import { duration, progressOn, type Step } from './progress.js';
import { table } from './table.js';

const step = (more: Partial<Step>): Step => ({
  label: 'deadlines',
  phase: 'reading',
  done: 0,
  unit: 'events',
  ...more,
});

describe('progress in lines', () => {
  const notes: string[] = [];
  const lines = (everyMs: number) => progressOn({ note: (text) => notes.push(text) }, everyMs);
  beforeEach(() => notes.splice(0));

  it('tells share, count, rate and the time that is left', () => {
    lines(0).show(step({ done: 12_000, fraction: 0.456, rate: 8_333.3, secondsLeft: 200 }));
    lines(0).show(step({ done: 5 }));
    expect(notes).toEqual([
      'deadlines: 45 %  reading, 12,000 events, 8,333/s, 3 min 20 s left',
      'deadlines: reading, 5 events',
    ]);
  });

  it('tells every phase at once, and within a phase not too often', () => {
    const progress = lines(60_000);
    for (const done of [1, 2, 3]) progress.show(step({ done }));
    progress.show(step({ phase: 'swapping', done: 3 }));
    expect(notes).toEqual(['deadlines: reading, 1 events', 'deadlines: swapping, 3 events']);
  });

  it('tells durations as a person would', () => {
    expect([0.04, 1.5, 45.2, 200, 7_500].map(duration)).toEqual(['0.0 s', '1.5 s', '45 s', '3 min 20 s', '2 h 5 min']);
  });
});

describe('a table', () => {
  it('is as wide as what it holds', () => {
    const columns = [
      { title: 'name', value: ({ name }: { name: string; n: number }) => name },
      { title: 'n', value: ({ n }: { name: string; n: number }) => String(n), align: 'right' as const },
    ];
    expect(
      table(columns, [
        { name: 'current-lists', n: 5 },
        { name: 'a', n: 1_000 },
      ]),
    ).toBe(['name              n', 'current-lists     5', 'a              1000'].join('\n'));
  });
});
