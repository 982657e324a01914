import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { fictitiousEvents } from '../data/events.js';
import { Seeded } from '../data/seeded.js';
import { plot } from '../growth/plot.js';
import { merged, type Growth } from '../growth/result.js';
import { Stages } from '../growth/stages.js';
import { growthTable } from '../growth/table.js';
import { interleave, median } from './interleave.js';
import type { Contestant, Measure } from './measure.js';
import { readOptions, UsageError } from './options.js';
import { thisMachine } from './report.js';
import { table } from './table.js';

const waits = (milliseconds: number): Promise<void> => {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
  return Promise.resolve();
};

describe('interleaving', () => {
  const measured = (contestants: readonly Contestant[]): Measure => ({
    ...{ name: 'work', unit: 'pieces', count: 3, contestants },
  });
  const often = { warmUps: 0, rounds: 2, secondsAMeasure: 60 };
  const steps: string[] = [];
  const working = (role: Contestant['role'], name: string, done = 3): Contestant => ({
    ...{ role, name },
    prepare: async (round) => {
      steps.push(`ready ${name} ${round}`);
      return async () => {
        steps.push(`${name} ${round}`);
        await waits(0.05);
        return done;
      };
    },
  });
  beforeEach(() => steps.splice(0));

  it('has everybody in each round, and throws the warm-up away', async () => {
    const both = measured([working('ours', 'A'), working('limit', 'B')]);
    const { contestants } = await interleave(both, { ...often, warmUps: 1 });
    expect(steps.filter((step) => !step.startsWith('ready'))).toEqual(['A -1', 'B -1', 'A 0', 'B 0', 'A 1', 'B 1']);
    expect(contestants.map(({ name, samples }) => [name, samples.length])).toEqual([
      ['A', 2],
      ['B', 2],
    ]);
  });

  it('has who takes too long once, without warming up, and compares every round with it', async () => {
    const all = measured([working('ours', 'A'), { ...working('peer', 'B'), once: true }]);
    const { contestants, ratios } = await interleave(all, { ...often, warmUps: 1 });
    expect(steps.filter((step) => !step.startsWith('ready'))).toEqual(['A -1', 'A 0', 'B 0', 'A 1']);
    const [ours, theirs] = contestants.map(({ samples }) => samples);
    expect(ratios[0]?.most).toBe(Math.max(...(ours ?? [])) / (theirs?.[0] ?? NaN));
  });

  it('has one round at least, and no further one when the time is over', async () => {
    const { contestants } = await interleave(measured([working('ours', 'A')]), { ...often, secondsAMeasure: 0 });
    expect(contestants[0]?.samples).toHaveLength(1);
  });

  it('says how long one took, of all rounds but the warm-up', async () => {
    const rounds = [
      [3, 1, 2],
      [5, 4],
    ];
    const timed = { ...working('ours', 'A'), took: () => rounds.shift() ?? [] };
    const result = await interleave(measured([timed, working('limit', 'B')]), { ...often, warmUps: 1 });
    expect(result.contestants.map(({ latency }) => latency)).toEqual([{ p50: 3, p95: 5 }, undefined]);
    expect(table({ heading: [], results: [result] })).toMatch(/\n\nMilliseconds .*\n\n- work: 3\.0 and 5\.0 A$/);
  });

  it('compares nothing when somebody did less', async () => {
    const both = measured([working('ours', 'A'), working('limit', 'B', 2)]);
    await expect(interleave(both, often)).rejects.toThrow('work: B did 2 of 3 pieces');
  });

  it('ends before the next sample when it is told to', async () => {
    const ending = new AbortController();
    const both = measured([working('ours', 'A'), working('limit', 'B')]);
    ending.abort();
    await expect(interleave(both, often, ending.signal)).rejects.toThrow(/abort/);
    expect(steps).toEqual([]);
  });

  it('takes the middle one, or what lies between the two in the middle', () => {
    expect([median([9, 1, 3]), median([4, 1, 2, 100])]).toEqual([3, 3]);
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('the table', () => {
  const series = (role: Contestant['role'], name: string, rate: number) => ({
    role,
    name,
    samples: [rate],
    median: rate,
  });
  const ratio = (role: Contestant['role'], against: string, value: number) => ({
    ...{ role, against, median: value, least: value - 0.1, most: value + 0.1 },
  });

  it('has a column for peers and one for goals as soon as one measure has them', () => {
    const [ours, peer, limit] = [
      series('ours', 'us', 6000),
      series('peer', 'emmett', 1000),
      series('limit', 'pg', 8000),
    ];
    const lines = table({
      heading: ['PostgreSQL 18'],
      results: [
        { name: 'x', unit: 'appends', count: 1, contestants: [ours, limit], ratios: [ratio('limit', 'pg', 0.75)] },
        {
          ...{ name: 'y', unit: 'appends', count: 1, contestants: [ours, peer, limit] },
          ratios: [ratio('peer', 'emmett', 6), ratio('limit', 'pg', 0.75)],
          goal: { against: 'peer', required: 6, wanted: 8 },
        },
      ],
    });
    const cells = lines.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    expect(cells.slice(2).map((row) => row.slice(1, -1))).toEqual([
      ['measure', 'ours', 'peer', 'limit', 'ours / peer', 'ours / limit', 'rounds', 'goal'],
      expect.arrayContaining([expect.stringMatching(/^-+$/)]),
      ['x', '6,000 appends/s', '', '8,000 pg', '', '0.75× (0.65 to 0.85)', '1', ''],
      [
        ...['y', '6,000 appends/s', '1,000 emmett', '8,000 pg', '6.00× (5.90 to 6.10)', '0.75× (0.65 to 0.85)'],
        ...['1', '6×, wanted 8×: reached'],
      ],
    ]);
  });
});

describe('fictitious events', () => {
  it('are the same for the same seed, but for their ids', () => {
    const content = (seed: number) => fictitiousEvents(new Seeded(seed), 3).map(({ eventId: _, ...event }) => event);
    expect(content(7)).toEqual(content(7));
    expect(content(7)).not.toEqual(content(8));
    const ids = [7, 7].flatMap((seed) => fictitiousEvents(new Seeded(seed), 3).map(({ eventId }) => eventId));
    expect(new Set(ids).size).toBe(6);
  });

  it('have 600 to 900 bytes of data', () => {
    const sizes = fictitiousEvents(new Seeded(1), 200).map(({ data }) => Buffer.byteLength(JSON.stringify(data)));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(600);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(900);
    expect(new Set(sizes).size).toBeGreaterThan(50);
  });
});

describe('the plot of growth', () => {
  const growth = (...sizes: readonly number[]): Growth => ({
    ...{ at: '2026-11-22T08:00:00.000Z', version: 'PostgreSQL 18 & more', machine: thisMachine(), seed: 1 },
    points: sizes.map((events) => ({
      ...{ events, subjects: events / 10, costs: { 'catch-up': 20 + events / 1e6 }, memory: { 'catch-up': 300 } },
      processor: { 'catch-up': 15 },
      disk: { event_log: events / 1e3 },
      latencies: { timeline: { p50: 1, p95: 2, requests: 100 } },
    })),
  });

  it('is an SVG with a line for every work and question, and a mark for every size', () => {
    const svg = plot(merged([growth(1e4, 1e5), growth(1e6)]));
    expect(svg).toMatch(/^<svg [^>]+>\n/);
    expect(svg.match(/<path /g)).toHaveLength(2);
    expect(svg.match(/<circle /g)).toHaveLength(6);
    expect(svg).toContain('catch-up: 20 → 21');
    expect(svg).toContain('PostgreSQL 18 &amp; more');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('is told by a table with a column for every size, and how much more the last is than the first', () => {
    const rows = growthTable(merged([growth(1e4), growth(1e6)]))
      .split('\n')
      .filter((line) => line.startsWith('|'));
    expect(rows[0]).toMatch(/10,000 events +\| 1,000,000 events +\| last \/ first/);
    expect(rows).toHaveLength(2 + 6);
    expect(rows[2]).toMatch(/^\| catch-up +\| µs an event +\| 20 +\| 21 +\| 1\.05× +\|$/);
    expect(rows.at(-1)).toMatch(/^\| event_log +\| MB on disk +\| 10 +\| 1,000 +\| 100\.00× +\|$/);
  });

  it('has of two runs of one size the later', () => {
    expect(merged([growth(1e4, 1e5), growth(1e5)]).points.map(({ events }) => events)).toEqual([1e4, 1e5]);
  });
});

describe('the stages of growth', () => {
  let folder: string;
  const told: string[] = [];
  const open = (): Promise<Stages> => Stages.in(folder, (what) => told.push(what));
  const stage = jest.fn(async () => 100);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stages-'));
    stage.mockClear();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are each done once, whoever comes again finds what they came to', async () => {
    await (await open()).measure('catch-up', stage);
    const again = await open();
    await again.measure('catch-up', stage);
    expect(stage).toHaveBeenCalledTimes(1);
    expect(again.costs).toEqual({ 'catch-up': expect.any(Number) });
    expect(again.memory['catch-up']).toBeGreaterThan(0);
    expect(told.at(-1)).toBe('catch-up: measured before');
  });

  it('are done again where they failed, or had nothing to do', async () => {
    const stages = await open();
    await expect(stages.measure('rebuild', () => Promise.reject(new Error('no space')))).rejects.toThrow('no space');
    await stages.measure('catch-up', async () => 0);
    expect((await open()).costs).toEqual({});
  });
});

describe('the options', () => {
  const read = (args: readonly string[], env = {}) => readOptions(args, env, ['append', 'replay']);

  it('measure everything on an embedded PostgreSQL when nothing is said', () => {
    expect(read([], { DATABASE_URL: ' ' })).toEqual({
      ...{ seed: 1, store: 'postgres', with: [], size: expect.objectContaining({ name: 'full' }) },
    });
  });

  it('take a store, a file, some measures and another seed', () => {
    const args = ['--quick', '--json', 'a.json', '--only', 'replay, append', '--seed', '5'];
    expect(read(args, { EVENT_STORE: 'eventstoredb', EVENTSTORE_URL: 'esdb://a:2113' })).toEqual({
      ...{ seed: 5, store: 'eventstoredb', eventStoreUrl: 'esdb://a:2113', json: 'a.json' },
      ...{ only: ['replay', 'append'], with: [], size: expect.objectContaining({ name: 'quick' }) },
    });
  });

  it.each([
    [['--fast'], {}],
    [['--only', 'append,nothing'], {}],
    [['--seed', 'x'], {}],
    [['--growth', '1000,many'], {}],
    [['--growth', '1000'], { EVENT_STORE: 'eventstoredb' }],
    [['--with', 'a.json'], {}],
    [['--keep', 'kept'], {}],
    [[], { EVENT_STORE: 'mysql' }],
    [['--help'], {}],
  ])('are explained when %j %j makes no sense', (args, env) => {
    expect(() => read(args, env)).toThrow(UsageError);
    expect(() => read(args, env)).toThrow(/npm run bench/);
  });
});
