import { readOptions, UsageError } from './options.js';
import { torture } from './torture.js';

/** Standard output belongs to the summary. */
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function main(): Promise<void> {
  const { minutes, ...options } = readOptions(process.argv.slice(2));
  say(`Setting up ${options.writers} writers and ${options.runners} runners; the seed is ${options.seed} …`);
  // Whoever asks it to stop gets the accounts of what was done until then.
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => ending.abort());
  let until: number | undefined;
  const { wrongs, folder, figures } = await torture({
    ...{ ...options, say, clients: 2, repeatEach: 20 },
    pace: { between: [1_000, 5_000], away: [0, 3_000], hanging: [500, 12_000] },
    over: (faults, kinds) => {
      until ??= performance.now() + minutes * 60_000;
      return ending.signal.aborted || (faults >= kinds && performance.now() > until);
    },
  });
  const width = Math.max(...figures.map(([name]) => name.length));
  for (const [name, value] of figures) process.stdout.write(`${name.padEnd(width)}  ${value}\n`);
  if (wrongs.length === 0) return;
  for (const wrong of wrongs.slice(0, 50)) process.stdout.write(`wrong: ${wrong}\n`);
  say(`Something was wrong: what was done and said is in ${folder}/logs, and --seed ${options.seed} does it again.`);
  process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  if (error instanceof UsageError) say(error.message);
  else console.error(error);
  process.exitCode = 1;
}
// The client of a store that was cut off may still hold a line.
process.exit();
