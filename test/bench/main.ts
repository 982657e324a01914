import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openDataFolder } from '../../apps/standalone/src/data-folder.js';
import { measureGrowth } from './growth/growth.js';
import { plot } from './growth/plot.js';
import { merged, type Growth } from './growth/result.js';
import { growthTable } from './growth/table.js';
import { readOptions, UsageError, type Options } from './harness/options.js';
import { report, thisMachine, writeReport } from './harness/report.js';
import { runMeasures } from './harness/run.js';
import { table } from './harness/table.js';
import { MEASURES } from './measures/index.js';
import { openConfigured } from './targets/configured.js';

/** Standard output belongs to the table. */
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function growth(sizes: readonly number[], file: string, options: Options, signal: AbortSignal): Promise<void> {
  const target = await openConfigured(options);
  try {
    const { version } = target;
    const earlier = await Promise.all(
      options.with.map(async (path) => JSON.parse(await readFile(path, 'utf8')) as Growth),
    );
    const picture = `${file.replace(/\.json$/, '')}.svg`;
    const write = async (now: Growth): Promise<Growth> => {
      const whole = merged([...earlier, now]);
      await writeReport(file, whole);
      await writeFile(picture, plot(whole));
      return whole;
    };
    const measured = await measureGrowth({
      ...{ sizes, version, signal, seed: options.seed, onPoint: write },
      ...(options.keep !== undefined && { keep: resolve(options.keep) }),
      onStep: (what) => say(`  ${what}`),
    });
    process.stdout.write(`\n${growthTable(await write(measured))}\n`);
    say(`\nWritten to ${file} and ${picture}`);
  } finally {
    await target.close();
  }
}

/** Such as `.data/bench/2026-01-31T08-15-00-postgres.json`, in a data folder that `npm start` recognises as its own. */
function usualFile(store: Options['store']): string {
  openDataFolder('.data');
  return join('.data', 'bench', `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}-${store}.json`);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env, Object.keys(MEASURES));
  const { size, seed, only } = options;
  const file = resolve(options.json ?? usualFile(options.store));
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => ending.abort());

  if (options.growth !== undefined) {
    await growth(options.growth, file, options, ending.signal);
    return;
  }
  const machine = thisMachine();
  const target = await openConfigured(options);
  try {
    say(`Measuring on ${target.version} …`);
    const measures = Object.fromEntries(Object.entries(MEASURES).filter(([name]) => only?.includes(name) ?? true));
    const results = await runMeasures({
      ...{ target, size, seed, measures, signal: ending.signal },
      onResult: ({ name, ratios }) =>
        say(`  ${name}: ${ratios.map(({ median }) => `${median.toFixed(2)}×`).join(', ')}`),
    });
    const whole = report(target, machine, { ...size, seed }, results);
    process.stdout.write(`\n${table(whole)}\n`);
    await writeReport(file, whole);
    say(`\nWritten to ${file}`);
  } finally {
    await target.close();
  }
}

try {
  await main();
} catch (error) {
  if (error instanceof UsageError) say(error.message);
  else if ((error as Error).name === 'AbortError') say('Ended before it was done.');
  else console.error(error);
  process.exitCode = 1;
}
