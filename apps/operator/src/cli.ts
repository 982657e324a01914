import { Command } from 'commander';
import { addConfigurationCommand } from './commands/configuration.js';
import { addCopyLogCommand } from './commands/copy-log.js';
import { addDemoTokenCommand } from './commands/demo-token.js';
import { addFollowerCommands } from './commands/followers.js';
import { addGenerateCommand } from './commands/generate.js';
import { addHealthCommand } from './commands/health.js';
import { addImportCommand } from './commands/import.js';
import { addInformantsCommands } from './commands/informants.js';
import { addJobsCommands } from './commands/jobs.js';
import { addLogStatsCommand } from './commands/log-stats.js';
import { addMigrateCommand } from './commands/migrate.js';
import { addPositionsCommand } from './commands/positions.js';
import { addRebuildCommand } from './commands/rebuild.js';
import { addRegistersCommands } from './commands/registers.js';
import { addVaultCommands } from './commands/vault.js';
import { addVerifyCommand } from './commands/verify.js';
import type { AddCommand, Terminal } from './terminal.js';

export type { Terminal } from './terminal.js';

const commands: readonly AddCommand[] = [
  addConfigurationCommand,
  addMigrateCommand,
  addHealthCommand,
  addPositionsCommand,
  addRebuildCommand,
  addVerifyCommand,
  addFollowerCommands,
  addJobsCommands,
  addVaultCommands,
  addInformantsCommands,
  addRegistersCommands,
  addLogStatsCommand,
  addCopyLogCommand,
  addDemoTokenCommand,
  addImportCommand,
  addGenerateCommand,
];

/** The operator's command line. Parsing never ends the process: it throws commander's error instead. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('operator')
    .description('Mingdan 名单: what an operator does on the command line')
    .option('--data <folder>', 'data folder of the embedded database (default .data)')
    .option('--database-url <address>', 'PostgreSQL to work on (default: DATABASE_URL, or the embedded one)')
    .showHelpAfterError('(--help shows how)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    });
  for (const add of commands) add(program, terminal);
  return program;
}
