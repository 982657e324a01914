import type { Machine } from '../harness/report.js';

/** One size of the log, and what was measured on it. */
export interface GrowthPoint {
  readonly events: number;
  readonly subjects: number;
  /** Microseconds an event, by the name of the work. */
  readonly costs: Readonly<Record<string, number>>;
  /** Microseconds of processor time of the process an event, by the name of the work: says something on a busy machine, too. */
  readonly processor: Readonly<Record<string, number>>;
  /** The most that was resident of the process that did it, in megabytes, by the name of the work. */
  readonly memory: Readonly<Record<string, number>>;
  /** Megabytes on disk in the end, with all indexes. */
  readonly disk: Readonly<Record<string, number>>;
  /** Milliseconds of a request, by the name of the question. */
  readonly latencies: Readonly<Record<string, Latency>>;
}

export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly requests: number;
}

/** What is written as JSON, and what a plot is made of. */
export interface Growth {
  readonly at: string;
  readonly version: string;
  readonly machine: Machine;
  readonly seed: number;
  readonly points: readonly GrowthPoint[];
}

/** Points of several runs in one, by the size of the log; of two of one size the later run's. */
export function merged(runs: readonly Growth[]): Growth {
  const [last] = runs.slice(-1);
  if (last === undefined) throw new RangeError('there is no growth of nothing');
  const bySize = new Map(runs.flatMap(({ points }) => points.map((one) => [one.events, one] as const)));
  return { ...last, points: [...bySize.values()].sort((a, b) => a.events - b.events) };
}
