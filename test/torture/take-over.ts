import { setTimeout as pause } from 'node:timers/promises';
import type { Town } from './town.js';

const LIMIT_MS = 30_000;
/** The worker is known when it alone has been given so many events. */
const ENOUGH = 5;

export interface TakenOver {
  readonly wrongs: readonly string[];
  readonly figures: readonly (readonly [string, string | number])[];
}

/**
 * While commands go on: of all runners one works and the others wait. The one that works is killed for good, and another goes
 * on. Whether an event was applied twice on the way, the witness tells afterwards.
 */
export async function takeOver(town: Town, note: (line: string) => void): Promise<TakenOver> {
  const runners = town.of('projector').map(({ process }) => process);
  const given = async (among: typeof runners): Promise<readonly number[] | undefined> => {
    const before = among.map(({ witnessed }) => witnessed);
    for (const until = performance.now() + LIMIT_MS; performance.now() < until; await pause(10)) {
      const since = among.map(({ witnessed }, at) => witnessed - (before[at] ?? 0));
      if (since.some((events) => events >= ENOUGH)) return since;
    }
    return undefined;
  };
  const since = await given(runners);
  if (since === undefined) return { wrongs: ['no runner works'], figures: [] };
  const working = runners.filter((_, at) => (since[at] ?? 0) > 0);
  const wrongs = working.length === 1 ? [] : [`${working.map(({ name }) => name).join(' and ')} work at once`];
  const [worker] = working;
  await worker?.kill();
  note(`kill -9 ${worker?.name}, for good`);
  const killed = performance.now();
  const went = await given(runners.filter((runner) => runner !== worker));
  if (went === undefined) return { wrongs: [...wrongs, `nobody goes on for ${worker?.name}`], figures: [] };
  const after = `${((performance.now() - killed) / 1_000).toFixed(2)} s`;
  note(`another runner went on after ${after}`);
  return { wrongs, figures: [['another runner went on after', after]] };
}
