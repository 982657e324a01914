import { parseArgs } from 'node:util';
import { FULL, QUICK, type Size } from './run.js';

export interface Options {
  readonly size: Size;
  readonly seed: number;
  /** Where the JSON is written. */
  readonly json?: string;
  /** Names of the files of measures that are wanted; absent: all. */
  readonly only?: readonly string[];
  /** Events of the logs on which growth is measured; absent: the measures are. */
  readonly growth?: readonly number[];
  /** Earlier results of growth that go into the plot, too. */
  readonly with: readonly string[];
  /** The folder that keeps the logs on which growth is measured. */
  readonly keep?: string;
  readonly store: 'postgres' | 'eventstoredb';
  /** A PostgreSQL to make a database in; absent: an embedded one. */
  readonly databaseUrl?: string;
  /** The connection string of an EventStoreDB; absent: the stand-in of the tests. */
  readonly eventStoreUrl?: string;
}

/** What was asked for makes no sense. The message is for the person at the terminal. */
export class UsageError extends Error {}

const USAGE = `npm run bench -- [--quick] [--only <names>] [--json <file>] [--seed <number>]
npm run bench -- --growth <sizes> [--keep <folder>] [--with <files>] [--json <file>] [--seed <number>]
  --quick         less of everything, in less than two minutes
  --only <names>  some of the measures, separated by commas: NAMES
  --json <file>   where to write the JSON (default: a new file in .data/bench)
  --growth <n,…>  cost and latency on generated logs of so many events each, as JSON and beside it as SVG
  --with <files>  earlier JSON of growth, separated by commas, that goes into the same JSON and SVG
  --keep <folder> keeps the logs of growth and what was measured on them: the same again goes on where it was broken off
  --seed <n>      another seed for the fictitious events (default 1)
The store: EVENT_STORE=postgres (default) with DATABASE_URL, or an embedded server without; or
EVENT_STORE=eventstoredb with EVENTSTORE_URL, or the stand-in of the tests without.`;

/** @throws UsageError */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Options {
  const usage = USAGE.replace('NAMES', names.join(', '));
  const wrong = (problem: string): UsageError => new UsageError(`${problem}\n${usage}`);
  const given = parse(args, wrong);
  if (given.help === true) throw new UsageError(usage);

  const store = env['EVENT_STORE']?.trim() || 'postgres';
  if (store !== 'postgres' && store !== 'eventstoredb') throw wrong('EVENT_STORE must be postgres or eventstoredb');
  const seed = Number(given.seed ?? 1);
  if (!Number.isSafeInteger(seed)) throw wrong('--seed must be a whole number');
  const only = given.only?.split(',').map((name) => name.trim());
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw wrong(`there is no measure ${JSON.stringify(unknown)}`);
  const growth = given.growth?.split(',').map(Number);
  if (growth?.some((size) => !Number.isSafeInteger(size) || size < 100) === true) {
    throw wrong('--growth takes whole numbers from 100, separated by commas');
  }
  if (growth !== undefined && store !== 'postgres') throw wrong('--growth is measured with EVENT_STORE=postgres');
  const earlier = given.with?.split(',') ?? [];
  if (earlier.length > 0 && growth === undefined) throw wrong('--with goes with --growth');
  if (given.keep !== undefined && growth === undefined) throw wrong('--keep goes with --growth');
  const databaseUrl = env['DATABASE_URL']?.trim() || undefined;
  const eventStoreUrl = env['EVENTSTORE_URL']?.trim() || undefined;
  return {
    ...{ size: given.quick === true ? QUICK : FULL, seed, store, with: earlier },
    ...(growth !== undefined && { growth: [...growth].sort((a, b) => a - b) }),
    ...(given.keep !== undefined && { keep: given.keep }),
    ...(given.json !== undefined && { json: given.json }),
    ...(only !== undefined && { only }),
    ...(databaseUrl !== undefined && { databaseUrl }),
    ...(eventStoreUrl !== undefined && { eventStoreUrl }),
  };
}

function parse(args: readonly string[], wrong: (problem: string) => UsageError) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        ...{ quick: { type: 'boolean' }, json: { type: 'string' }, only: { type: 'string' } },
        ...{ growth: { type: 'string' }, with: { type: 'string' }, keep: { type: 'string' } },
        ...{ seed: { type: 'string' }, help: { type: 'boolean' } },
      },
    }).values;
  } catch (error) {
    throw wrong((error as Error).message);
  }
}
