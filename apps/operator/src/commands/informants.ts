import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { InformantStore } from '#libs/informants';
import { FileKeyProvider } from '#libs/vault';
import { examples, OperatorFailure, type AddCommand } from '../terminal.js';
import { configurationOf, withLog } from '../database.js';

/** `operator informants …`: the sealed store of who reported what, under keys of its own. */
export const addInformantsCommands: AddCommand = (program, terminal) => {
  const informants = program.command('informants').description('the keys of the sealed store of informants');
  informants
    .command('create')
    .description('make the key file of a new installation; one that is there already is left as it is')
    .addHelpText('after', examples('informants create'))
    .action(async (_options: object, command: Command) => {
      const configuration = configurationOf(command, terminal);
      const { informantsDir: folder } = configuration;
      const present = new FileKeyProvider({ folder, createIfMissing: false });
      await withLog(configuration, async ({ pool }) => {
        if (existsSync(present.path)) {
          await InformantStore.open({ pool, provider: present });
          terminal.note(`${folder}: the keys of the informants of this database are there already.`);
          return;
        }
        const { rows } = await pool.query<{ used: boolean }>('select exists (select from informants.state) as used');
        if (rows[0]?.used === true) {
          throw new OperatorFailure(
            'This installation had a store of informants, and its key file is missing: bring keys.json back from its backup.',
          );
        }
        const provider = new FileKeyProvider({ folder, createIfMissing: true });
        await InformantStore.open({ pool, provider });
        terminal.print(`${provider.path}: made.`);
        terminal.note('Losing it loses every report: copy it at once, to a place that is not that of the vault.');
      });
    });
};
