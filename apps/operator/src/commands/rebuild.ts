import type { Command } from 'commander';
import { PROJECTIONS } from '#projections';
import type { RebuildProgress, RebuildResult } from '#libs/read-store';
import { examples, OperatorFailure, type AddCommand } from '../terminal.js';
import { configurationOf, withLog } from '../database.js';
import { withFollowers } from '../followers.js';
import { count, duration, progressOn, type Step } from '../progress.js';

interface Options {
  readonly all?: boolean;
  readonly fresh?: boolean;
  readonly json?: boolean;
}

/** `operator rebuild`: fills a read model anew from the log beside the live one, and swaps. */
export const addRebuildCommand: AddCommand = (program, terminal) => {
  program
    .command('rebuild')
    .argument('[projection]', `one of ${PROJECTIONS.map(({ name }) => name).join(', ')}`)
    .description('fill a read model anew from the log while readers go on with the old one, then swap')
    .option('--all', 'every projection, one after the other')
    .option('--fresh', 'begin anew even where an interrupted rebuild could go on')
    .option('--json', 'the results as JSON')
    .addHelpText('after', examples('rebuild current-lists', 'rebuild --all', 'rebuild deadlines --fresh'))
    .action(async (projection: string | undefined, options: Options, command: Command) => {
      if ((projection === undefined) === (options.all !== true)) {
        throw new OperatorFailure('Name one projection, or give --all.');
      }
      const names = projection === undefined ? PROJECTIONS.map(({ name }) => name) : [projection];
      const progress = progressOn(terminal);
      const results: (RebuildResult & { projection: string; seconds: number })[] = [];
      try {
        await withLog(configurationOf(command, terminal), (place) =>
          withFollowers(place, async (runner) => {
            for (const name of names) {
              const started = performance.now();
              const result = await runner.rebuild(name, {
                onProgress: (at) => progress.show(stepOf(at)),
                ...(options.fresh === undefined ? {} : { fresh: options.fresh }),
                ...(terminal.signal === undefined ? {} : { signal: terminal.signal }),
              });
              progress.end();
              const seconds = (performance.now() - started) / 1_000;
              results.push({ projection: name, ...result, seconds });
              if (options.json === true) continue;
              terminal.print(`${name}: rebuilt from ${count(result.handled)} events in ${duration(seconds)}`);
            }
          }),
        );
      } finally {
        progress.end();
      }
      if (options.json === true) terminal.print(JSON.stringify(results, undefined, 2));
    });
};

/** How a rebuild or a verification is shown. */
export function stepOf({ projection, phase, handled, fraction, rate, secondsLeft }: RebuildProgress): Step {
  return { label: projection, phase, done: handled, unit: 'events', fraction, rate, secondsLeft };
}
