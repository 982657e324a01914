import type { Command } from 'commander';
import { examples, type AddCommand } from '../terminal.js';
import { configurationOf, withLog } from '../database.js';
import { withFollowers } from '../followers.js';

/** `operator stop` and `operator resume`: a projection or process, wherever it runs. */
export const addFollowerCommands: AddCommand = (program, terminal) => {
  program
    .command('stop')
    .argument('<name>', 'projection or process')
    .description('stop a projection or process wherever it runs, until it is resumed; a restart does not revive it')
    .addHelpText('after', examples('stop publications'))
    .action(async (name: string, _options: object, command: Command) => {
      await withLog(configurationOf(command, terminal), (place) => withFollowers(place, (runner) => runner.stop(name)));
      terminal.note(`${name} is stopped.`);
    });
  program
    .command('resume')
    .argument('<name>', 'projection or process')
    .description('let a stopped or failed projection or process go on after the last event it handled')
    .addHelpText('after', examples('resume publications'))
    .action(async (name: string, _options: object, command: Command) => {
      await withLog(configurationOf(command, terminal), (place) =>
        withFollowers(place, (runner) => runner.resume(name)),
      );
      terminal.note(`${name} may go on; a running server takes it up within a second.`);
    });
};
