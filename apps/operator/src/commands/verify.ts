import type { Command } from 'commander';
import type { RowDifference, TableVerification, Verification } from '#libs/read-store';
import { examples, OperatorFailure, type AddCommand } from '../terminal.js';
import { configurationOf, withLog } from '../database.js';
import { withFollowers } from '../followers.js';
import { count, progressOn } from '../progress.js';
import { stepOf } from './rebuild.js';

/** `operator verify`: compares a read model with what the log says; fails at the first difference. */
export const addVerifyCommand: AddCommand = (program, terminal) => {
  program
    .command('verify')
    .argument('<projection>', 'name of the projection')
    .description('compare a read model with one built from the log beside it; exit code 1 when they differ')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('verify current-lists', 'verify audit-log --json'))
    .action(async (projection: string, { json }: { json?: boolean }, command: Command) => {
      const progress = progressOn(terminal);
      const verification = await withLog(configurationOf(command, terminal), (place) =>
        withFollowers(place, (runner) =>
          runner.verify(projection, {
            onProgress: (at) => progress.show(stepOf(at)),
            ...(terminal.signal === undefined ? {} : { signal: terminal.signal }),
          }),
        ),
      ).finally(() => progress.end());
      if (json === true) terminal.print(JSON.stringify(verification, undefined, 2));
      else for (const each of verification.tables) terminal.print(lineOf(each));
      if (!verification.equal) throw new OperatorFailure(verdict(verification));
    });
};

function lineOf({ table, rows, rebuiltRows, equal }: TableVerification): string {
  return equal
    ? `${table}: ${count(rows)} rows, equal`
    : `${table}: ${count(rows)} rows, ${count(rebuiltRows)} by the log, DIFFERENT`;
}

function verdict({ projection, tables }: Verification): string {
  const wrong = tables.find(({ equal }) => !equal);
  const first = wrong?.firstDifference;
  const where = first === undefined ? '' : ` The first row that differs in ${wrong?.table} is ${placeOf(first)}.`;
  return `${projection} is not what the log says.${where} npm run operator -- rebuild ${projection} mends it.`;
}

function placeOf({ key, kind, columns }: RowDifference): string {
  const place = Object.entries(key)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
  if (kind === 'MISSING_LIVE') return `${place} (missing)`;
  if (kind === 'MISSING_REBUILT') return `${place} (should not be there)`;
  return `${place} (in ${columns.join(', ')})`;
}
