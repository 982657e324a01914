import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { DEMONSTRATION_USERS, DemonstrationIssuer } from '#libs/access';
import { examples, OperatorFailure, type AddCommand } from '../terminal.js';
import { configurationOf } from '../database.js';
import { table } from '../table.js';

/** `operator demo-token`: a bearer token of somebody fictitious, in the demonstration only. */
export const addDemoTokenCommand: AddCommand = (program, terminal) => {
  program
    .command('demo-token')
    .argument('[officialId]', 'whose token; without it everybody one can be is listed')
    .description('print a bearer token of a fictitious official or subject (demonstration only)')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('demo-token', 'demo-token a-drafter'))
    .action(async (officialId: string | undefined, { json }: { json?: boolean }, command: Command) => {
      const { mode, dataDir } = configurationOf(command, terminal);
      if (mode !== 'demonstration') {
        throw new OperatorFailure('There are no demonstration tokens in production: ask your own issuer.');
      }
      if (officialId === undefined) {
        const users = DEMONSTRATION_USERS.map(({ officialId: id, label, labelEn, roles }) => ({
          officialId: id,
          label,
          labelEn,
          roles,
        }));
        terminal.print(json === true ? JSON.stringify(users, undefined, 2) : table(COLUMNS, users));
        return;
      }
      if (!DEMONSTRATION_USERS.some((user) => user.officialId === officialId)) {
        throw new OperatorFailure(`There is nobody called ${officialId} in the demonstration; demo-token lists them.`);
      }
      if (!existsSync(join(dataDir, 'mingdan-data.json'))) {
        throw new OperatorFailure(`${dataDir} holds no demonstration: run npm start first, or give --data.`);
      }
      const issuer = await DemonstrationIssuer.create({ mode, folder: dataDir });
      const issued = await issuer.issueToken(officialId);
      if (json === true) {
        terminal.print(JSON.stringify(issued, undefined, 2));
        return;
      }
      terminal.print(issued.token);
      terminal.note(`Good until ${issued.expiresAt}.`);
    });
};

const COLUMNS = [
  { title: 'officialId', value: ({ officialId }: { officialId: string }) => officialId },
  { title: 'who', value: ({ labelEn }: { labelEn: string }) => labelEn },
  { title: '身份', value: ({ label }: { label: string }) => label },
];
