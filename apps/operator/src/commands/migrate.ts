import type { Command } from 'commander';
import { runMigrations } from '#libs/read-store';
import type { AddCommand } from '../terminal.js';
import { configurationOf, withDatabase } from '../database.js';

/** `operator migrate`: brings the database to this release. Safe to repeat and to run beside running servers. */
export const addMigrateCommand: AddCommand = (program, terminal) => {
  program
    .command('migrate')
    .description('run the migrations that have not run yet')
    .action(async (_options: object, command: Command) => {
      const done = await withDatabase(configurationOf(command, terminal), runMigrations);
      for (const name of done) terminal.print(name);
      terminal.note(
        done.length === 0 ? 'Nothing to do: the database is up to date.' : `${done.length} migrations run.`,
      );
    });
};
