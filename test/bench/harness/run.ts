import { randomBytes } from 'node:crypto';
import { DOSSIER_PREFIX } from '#libs/dossier-store';
import type { Target } from '../targets/target.js';
import { interleave, type Result, type Rounds } from './interleave.js';
import type { Bench, MeasureFile } from './measure.js';

/** How long a run is: rounds, and which share of a full sample each does. */
export interface Size extends Rounds {
  readonly name: string;
  readonly share: number;
}

export const FULL: Size = { name: 'full', warmUps: 1, rounds: 7, share: 1, secondsAMeasure: 20 };
export const QUICK: Size = { name: 'quick', warmUps: 1, rounds: 3, share: 0.15, secondsAMeasure: 2 };
/** Shows that everything works, and no more. */
export const SMOKE: Size = { name: 'smoke', warmUps: 0, rounds: 1, share: 0, secondsAMeasure: 5 };

export interface RunOptions {
  readonly target: Target;
  readonly size: Size;
  readonly seed: number;
  readonly measures: Readonly<Record<string, MeasureFile>>;
  /** Told what has been measured, as soon as it has. */
  readonly onResult?: (result: Result) => void;
  /** Ends the run early. */
  readonly signal?: AbortSignal;
}

/** Measures everything, one after the other. */
export async function runMeasures(options: RunOptions): Promise<readonly Result[]> {
  const { target, size, seed, measures, onResult, signal } = options;
  const bench = newBench(target, size, seed);
  const results: Result[] = [];
  for (const file of Object.values(measures)) {
    for await (const measure of file(bench)) {
      const result = await interleave(measure, size, signal);
      results.push(result);
      onResult?.(result);
    }
  }
  return results;
}

function newBench(target: Target, size: Size, seed: number): Bench {
  // Streams stay on a server that others use: those of two runs must not meet.
  const streamPrefix = `${DOSSIER_PREFIX}bench-${randomBytes(6).toString('hex')}-`;
  let streams = 0;
  return {
    target,
    seed,
    streamPrefix,
    newStream: () => `${streamPrefix}${(streams += 1)}`,
    count: (full, step) => Math.max(1, Math.round((full * size.share) / step)) * step,
  };
}
