import { parseArgs } from 'node:util';
import type { StoreKind } from './town.js';

export interface Options {
  readonly minutes: number;
  readonly seed: string;
  readonly writers: number;
  readonly runners: number;
  readonly store: StoreKind;
}

/** What was asked for makes no sense, or is a question. The message is for the person at the terminal. */
export class UsageError extends Error {}

const USAGE = `npm run torture -- [--minutes <n>] [--seed <seed>] [--writers <n>] [--runners <n>] [--store <store>]
  --minutes <n>    how long parts are broken (default 5); setting up and comparing come on top
  --seed <seed>    what chance decides, decided as in another run (default: a new one, which is printed)
  --writers <n>    processes that take commands (default 8); two of them over HTTP
  --runners <n>    processes that run projections (default 2)
  --store <store>  where the log is: postgres (default) or eventstoredb, the stand-in of the tests
The servers are its own, in a folder under the temporary folder. It is removed when nothing was wrong, and kept with the logs of
all processes and what was done to them otherwise; the exit code is 1 then.`;

/** @throws UsageError */
export function readOptions(args: readonly string[], chance: () => number = Math.random): Options {
  const wrong = (problem: string): UsageError => new UsageError(`${problem}\n${USAGE}`);
  const given = parse(args, wrong);
  if (given.help === true) throw new UsageError(USAGE);
  const number = (name: 'minutes' | 'writers' | 'runners', usual: number, least: number): number => {
    const value = Number(given[name] ?? usual);
    if (!Number.isFinite(value) || value < least) throw wrong(`--${name} must be a number from ${least}`);
    return value;
  };
  const store = given.store ?? 'postgres';
  if (store !== 'postgres' && store !== 'eventstoredb') throw wrong('--store must be postgres or eventstoredb');
  return {
    ...{ store, seed: given.seed ?? String(Math.floor(chance() * 1_000_000)) },
    minutes: number('minutes', 5, 0),
    writers: Math.floor(number('writers', 8, 2)),
    runners: Math.floor(number('runners', 2, 1)),
  };
}

function parse(args: readonly string[], wrong: (problem: string) => UsageError) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        ...{ minutes: { type: 'string' }, seed: { type: 'string' }, writers: { type: 'string' } },
        ...{ runners: { type: 'string' }, store: { type: 'string' }, help: { type: 'boolean' } },
      },
    }).values;
  } catch (error) {
    throw wrong((error as Error).message);
  }
}
