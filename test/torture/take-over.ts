import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { Inhabitant, Town } from './town.js';

const LIMIT_MS = 60_000;
/** The worker is known when it has been given so many events, and nobody else any. */
const ENOUGH = 5;

export interface TakenOver {
  readonly wrongs: readonly string[];
  readonly figures: readonly (readonly [string, string | number])[];
}

/**
 * While commands go on: of all runners one works and the others wait. Two changes of it, after which the witness tells whether
 * an event was applied twice on the way:
 *
 * - the worker is stopped between the rows of a batch and its commit, and its idle connections end, as when a network forgets
 *   them: another takes the projection over, and then the first goes on and commits;
 * - the worker is killed for good.
 */
export async function takeOver(town: Town, note: (line: string) => void): Promise<TakenOver> {
  const runners = town.of('projector');
  const wrongs: string[] = [];
  const figures: [string, string | number][] = [];

  const hung = await worker(runners);
  if (hung === undefined) return { wrongs: ['no runner works'], figures };
  wrongs.push(...hung.wrongs);
  const database = new Client({ connectionString: town.url });
  await database.connect();
  try {
    const overtaken = await overtake(database, hung.runner);
    const { name } = hung.runner.process;
    note(overtaken ? `${name} was stopped before a commit, and overtaken` : `${name} was never before a commit`);
    figures.push(['a runner was stopped before its commit and overtaken', overtaken ? 'yes' : 'no']);
  } finally {
    await database.end();
  }

  const killed = await worker(runners);
  if (killed === undefined) return { wrongs: [...wrongs, 'no runner works any more'], figures };
  wrongs.push(...killed.wrongs);
  await killed.runner.process.kill();
  note(`kill -9 ${killed.runner.process.name}, for good`);
  const since = performance.now();
  const next = await worker(runners.filter((runner) => runner !== killed.runner));
  if (next === undefined) return { wrongs: [...wrongs, `nobody goes on for ${killed.runner.process.name}`], figures };
  const after = `${((performance.now() - since) / 1_000).toFixed(2)} s`;
  note(`${next.runner.process.name} went on after ${after}`);
  figures.push(['another runner went on after', after]);
  return { wrongs: [...wrongs, ...next.wrongs], figures };
}

/** Who is given events now. Undefined when nobody is. */
async function worker(
  among: readonly Inhabitant[],
): Promise<{ readonly runner: Inhabitant; readonly wrongs: readonly string[] } | undefined> {
  const before = among.map(({ process }) => process.witnessed);
  for (const until = performance.now() + LIMIT_MS; performance.now() < until; await pause(10)) {
    const since = among.map(({ process }, at) => process.witnessed - (before[at] ?? 0));
    const first = among[since.findIndex((events) => events >= ENOUGH)];
    if (first === undefined) continue;
    const working = among.filter((_, at) => (since[at] ?? 0) > 0).map(({ process }) => process.name);
    return { runner: first, wrongs: working.length === 1 ? [] : [`${working.join(' and ')} work at once`] };
  }
  return undefined;
}

/** @returns whether another one waited for what the first had in hand */
async function overtake(database: Client, runner: Inhabitant): Promise<boolean> {
  const until = performance.now() + LIMIT_MS;
  // It has to get on between two looks, on a machine that is busy too.
  for (let looks = 0; performance.now() < until; await pause((looks += 1) % 50)) {
    runner.process.hang();
    const inHand = await beforeCommit(database, runner);
    if (inHand === undefined) {
      runner.process.resume();
      continue;
    }
    await database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where client_port = any($1) and state = 'idle'`,
      [runner.toDatabase.ports],
    );
    const waits = await someoneWaits(database, inHand, until);
    runner.process.resume();
    return waits;
  }
  runner.process.resume();
  return false;
}

/** The session in which the witness has written and not committed. */
async function beforeCommit(database: Client, { toDatabase }: Inhabitant): Promise<number | undefined> {
  const { rows } = await database.query<{ pid: number }>(
    `select pid from pg_stat_activity
     where client_port = any($1) and state = 'idle in transaction' and query like '%witness_applied%'`,
    [toDatabase.ports],
  );
  return rows[0]?.pid;
}

/** Somebody else has come to the same checkpoint, and has to wait for it. */
async function someoneWaits(database: Client, inHand: number, until: number): Promise<boolean> {
  for (; performance.now() < until; await pause(10)) {
    const { rowCount } = await database.query('select from pg_stat_activity where $1 = any(pg_blocking_pids(pid))', [
      inHand,
    ]);
    if ((rowCount ?? 0) > 0) return true;
  }
  return false;
}
