import { setImmediate as turn } from 'node:timers/promises';
import type { Measure, Role } from './measure.js';

/*
 * Not mitata or tinybench: they time one function after the other in its own block, and this machine and its servers
 * drift by more between two blocks than two contestants differ. Here a round has everybody, so a ratio is of neighbours.
 */

export interface Rounds {
  /** Rounds that are thrown away. */
  readonly warmUps: number;
  readonly rounds: number;
  /** After so long no further round begins, once there is one: a slow machine gets fewer rounds, not a longer run. */
  readonly secondsAMeasure: number;
}

export interface Series {
  readonly role: Role;
  readonly name: string;
  /** Per second, round by round. */
  readonly samples: readonly number[];
  readonly median: number;
  /** Milliseconds of one piece, of all rounds together. */
  readonly latency?: Latency;
}

export interface Latency {
  readonly p50: number;
  readonly p95: number;
}

/** Ours divided by another's, round by round. */
export interface Ratio {
  readonly against: string;
  readonly role: Role;
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export interface Result extends Pick<Measure, 'name' | 'unit' | 'count' | 'goal'> {
  readonly contestants: readonly Series[];
  readonly ratios: readonly Ratio[];
}

/**
 * Measures A B A B …, in the order in which the contestants are listed.
 *
 * @param signal ends it before the next sample
 * @throws Error when somebody did another amount of work than the measure says: then the rates compare nothing
 */
export async function interleave(measure: Measure, rounds: Rounds, signal?: AbortSignal): Promise<Result> {
  const { name, unit, count, contestants, goal } = measure;
  const samples = contestants.map((): number[] => []);
  const took = contestants.map((): number[] => []);
  let last = performance.now() + rounds.secondsAMeasure * 1_000;
  for (let round = -rounds.warmUps; round < rounds.rounds; round += 1) {
    if (round > 0 && performance.now() > last) break;
    for (const [index, contestant] of contestants.entries()) {
      signal?.throwIfAborted();
      if (contestant.once === true && round !== 0) continue;
      const prepared = performance.now();
      const run = await contestant.prepare(round);
      // What the preparation left to do is done before the clock starts.
      await turn();
      const began = performance.now();
      const done = await run();
      const seconds = (performance.now() - began) / 1_000;
      await contestant.tidy?.();
      const wanted = contestant.count ?? count;
      if (done !== wanted) throw new Error(`${name}: ${contestant.name} did ${done} of ${wanted} ${unit}`);
      // What is done once takes no round from the others.
      if (contestant.once === true) last += performance.now() - prepared;
      if (round < 0) continue;
      samples[index]?.push(wanted / seconds);
      took[index]?.push(...(contestant.took?.() ?? []));
    }
  }
  const series = contestants.map(({ role, name: contestant }, index): Series => {
    const own = samples[index] ?? [];
    const latency = latencyOf(took[index] ?? []);
    return { role, name: contestant, samples: own, median: median(own), ...(latency && { latency }) };
  });
  return {
    name,
    unit,
    count,
    contestants: series,
    ratios: ratiosOf(name, series),
    ...(goal === undefined ? {} : { goal }),
  };
}

function latencyOf(took: readonly number[]): Latency | undefined {
  const sorted = [...took].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? NaN;
  return sorted.length === 0 ? undefined : { p50: at(0.5), p95: at(0.95) };
}

function ratiosOf(measure: string, series: readonly Series[]): readonly Ratio[] {
  const ours = series.find(({ role }) => role === 'ours');
  if (ours === undefined) throw new Error(`${measure}: nobody is ours`);
  return series
    .filter(({ role }) => role !== 'ours')
    .map(({ role, name, samples }) => {
      const ratios = ours.samples.map((own, round) => own / (samples[round] ?? samples[0] ?? NaN));
      return {
        against: name,
        role,
        median: median(ratios),
        least: Math.min(...ratios),
        most: Math.max(...ratios),
      };
    });
}

/** @throws RangeError of nothing */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  if (low === undefined || high === undefined) throw new RangeError('there is no median of nothing');
  return (low + high) / 2;
}
