import { CommanderError } from 'commander';
import { createProgram } from './cli.js';
import { explainFailure } from './failures.js';
import { askSecretly } from './passphrase.js';
import type { Terminal } from './terminal.js';

// A reader that goes away (`operator … | head`) is no failure.
process.stdout.on('error', () => undefined);

// Long work stops between two steps, and a database that was started for it is stopped. A second Ctrl-C ends at once.
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

const interactive: Partial<Terminal> = process.stdin.isTTY
  ? { askSecret: (question) => askSecretly(question, process.stdin, process.stderr) }
  : {};

const program = createProgram({
  env: process.env,
  root: process.cwd(),
  print: (text) => console.log(text),
  note: (text) => console.error(text),
  screen: process.stderr,
  signal: stopping.signal,
  ...interactive,
});
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else {
    console.error(`Mingdan: ${explainFailure(error)}`);
    process.exitCode = stopping.signal.aborted ? 130 : 1;
  }
}
