import type { Command } from 'commander';
import type { AddCommand } from '../terminal.js';
import { configurationOf } from '../database.js';

/** `operator configuration`: what the environment amounts to, without secrets; fails when the servers would not start. */
export const addConfigurationCommand: AddCommand = (program, terminal) => {
  program
    .command('configuration')
    .description('show the configuration as the servers read it, without secrets')
    .action((_options: object, command: Command) => {
      terminal.print(JSON.stringify(configurationOf(command, terminal), undefined, 2));
    });
};
