import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '#libs/platform';
import type { Instant } from '#libs/rules';
import { hasDossiers, seedDemonstration, type SeedParts } from './seeder.js';

/** What is kept of the loading, beside the data. */
interface Loading {
  /** When it was begun; the dates of all stories are counted back from this instant. */
  readonly until: Instant;
  readonly complete: boolean;
}

export interface LoadingOptions extends Omit<SeedParts, 'until' | 'progress'> {
  /** Data folder of the demonstration. */
  readonly folder: string;
  /** The live clock. */
  readonly clock: Clock;
  /** One line for the person at the terminal. */
  readonly say: (text: string) => void;
}

const MARKER = 'demonstration.json';
/** Lines of progress, at most this many. */
const LINES = 8;

/**
 * Loads the demonstration into an empty log, or completes a loading that was broken off. Nothing else may act on the
 * log meanwhile. A log that holds dossiers of somebody's own is left alone.
 *
 * @returns whether anything was told
 */
export async function loadDemonstration(options: LoadingOptions): Promise<boolean> {
  const { folder, clock, say, store } = options;
  const path = join(folder, MARKER);
  const known = await readMarker(path);
  if (known?.complete) return false;
  if (known === undefined && (await hasDossiers(store))) return false;
  const until = known?.until ?? clock.now();
  // Before the first command, so that a second attempt counts from the same day.
  if (known === undefined) await writeMarker(path, { until, complete: false });
  let said = 0;
  await seedDemonstration({
    ...options,
    until,
    progress: (done, all) => {
      const share = Math.floor((done / all) * LINES);
      if (share <= said && done > 0) return;
      said = share;
      say(`正在载入演示数据 Loading the demonstration: ${done} of ${all}`);
    },
  });
  await writeMarker(path, { until, complete: true });
  return true;
}

async function readMarker(path: string): Promise<Loading | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Loading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeMarker(path: string, loading: Loading): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(loading), { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
}
