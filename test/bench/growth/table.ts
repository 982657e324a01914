import { markdown } from '../harness/table.js';
import type { Growth, GrowthPoint } from './result.js';

const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat('en');

/** What was measured on logs of growing size, as Markdown: a column for each size, and how much more the last is than the first. */
export function growthTable({ points, version, machine, at }: Growth): string {
  const rows = [
    ...rowsOf(points, 'µs an event', ({ costs }) => costs),
    ...rowsOf(points, 'µs of processor time of node', ({ processor }) => processor),
    ...rowsOf(points, 'p50, ms', ({ latencies }) => mapped(latencies, ({ p50 }) => p50)),
    ...rowsOf(points, 'p95, ms', ({ latencies }) => mapped(latencies, ({ p95 }) => p95)),
    ...rowsOf(points, 'MB of memory', ({ memory }) => memory),
    ...rowsOf(points, 'MB on disk', ({ disk }) => disk),
  ];
  const head = ['', '', ...points.map(({ events }) => `${whole.format(events)} events`), 'last / first'];
  const { node, cores, processor, loadBefore } = machine;
  return [
    `${version}; node ${node}, ${cores} cores (${processor}), load ${loadBefore} before it began; ${at.slice(0, 10)}`,
    '',
    ...markdown([head, ...rows]),
  ].join('\n');
}

function rowsOf(
  points: readonly GrowthPoint[],
  unit: string,
  values: (point: GrowthPoint) => Readonly<Record<string, number>>,
): readonly (readonly string[])[] {
  const names = new Set(points.flatMap((point) => Object.keys(values(point))));
  return [...names].map((name) => {
    const measured = points.map((point) => values(point)[name]);
    const [first, last] = [measured[0], measured.at(-1)];
    const growth = first === undefined || last === undefined ? '' : `${(last / first).toFixed(2)}×`;
    return [name, unit, ...measured.map((value) => (value === undefined ? '' : number.format(value))), growth];
  });
}

function mapped<T>(all: Readonly<Record<string, T>>, value: (one: T) => number): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, value(one)]));
}
