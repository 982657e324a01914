import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { meanSizes } from '../data/events.js';
import { Seeded } from '../data/seeded.js';
import type { Target } from '../targets/target.js';
import type { Result } from './interleave.js';
import type { Size } from './run.js';

/** Everything that was measured, and on what. This is the JSON that is written. */
export interface Report {
  readonly at: string;
  /** What stands above the table. */
  readonly heading: readonly string[];
  readonly store: Pick<Target, 'kind' | 'version' | 'settings' | 'standIn'>;
  readonly machine: Machine;
  readonly run: Size & { readonly seed: number };
  /** Mean sizes of the events as JSON, in bytes. */
  readonly eventBytes: { readonly data: number; readonly metadata: number };
  readonly results: readonly Result[];
}

export interface Machine {
  readonly node: string;
  readonly platform: string;
  readonly cores: number;
  readonly processor: string;
  readonly memoryMegabytes: number;
  /** Processes that wanted to run in the minute before it began: anything beside this bench. Zero where unknown. */
  readonly loadBefore: number;
}

export function thisMachine(): Machine {
  return {
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    memoryMegabytes: Math.round(totalmem() / 1_048_576),
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

export function report(target: Target, machine: Machine, run: Report['run'], results: readonly Result[]): Report {
  const { kind, version, settings, standIn } = target;
  const set = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  const { cores, node, processor, loadBefore } = machine;
  const eventBytes = meanSizes(new Seeded(run.seed));
  const busy = loadBefore > cores / 2 ? ': THE MACHINE WAS BUSY' : '';
  return {
    at: new Date().toISOString(),
    heading: [
      ...(standIn ? ['AGAINST THE STAND-IN OF THE TESTS: THESE NUMBERS SAY NOTHING ABOUT A REAL SERVER.'] : []),
      `${version}; ${set.join(', ')}`,
      `node ${node}, ${cores} cores (${processor}), load ${loadBefore} before it began${busy}`,
      `${run.name} run, seed ${run.seed}: medians of at most ${run.rounds} interleaved rounds (least to most), after ${run.warmUps} to warm up`,
      `events of ${eventBytes.data} bytes of data and ${eventBytes.metadata} of metadata on average`,
    ],
    store: { kind, version, settings, standIn },
    machine,
    run,
    eventBytes,
    results,
  };
}

export async function writeReport(file: string, content: object): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`);
}
