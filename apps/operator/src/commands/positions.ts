import type { Command } from 'commander';
import type { FollowerStatus } from '#libs/read-store';
import { examples, type AddCommand } from '../terminal.js';
import { configurationOf, withLog } from '../database.js';
import { withFollowers } from '../followers.js';
import { count, duration } from '../progress.js';
import { table, type Column } from '../table.js';

/** `operator positions`: where every projection and process stands. */
export const addPositionsCommand: AddCommand = (program, terminal) => {
  program
    .command('positions')
    .description(
      'show where every projection and process stands: position, lag, age of the lag, state, rate, last error',
    )
    .option('--json', 'as JSON')
    .addHelpText('after', examples('positions', 'positions --json'))
    .action(async ({ json }: { json?: boolean }, command: Command) => {
      const { last, statuses } = await withLog(configurationOf(command, terminal), async (place) => ({
        last: await place.store.lastPosition(),
        statuses: await withFollowers(place, (runner) => runner.positions()),
      }));
      if (json === true) {
        terminal.print(JSON.stringify({ lastPosition: last ?? null, followers: statuses }, undefined, 2));
        return;
      }
      terminal.print(table(COLUMNS, statuses));
      terminal.note(last === undefined ? 'The log is empty.' : `The log ends at ${last}.`);
    });
};

const COLUMNS: readonly Column<FollowerStatus>[] = [
  { title: 'name', value: ({ name }) => name },
  { title: 'kind', value: ({ kind }) => kind },
  { title: 'state', value: stateOf },
  { title: 'position', value: ({ position }) => position ?? '-' },
  { title: 'lag', value: ({ lag, lagIsAtLeast }) => `${count(lag)}${lagIsAtLeast ? '+' : ''}`, align: 'right' },
  { title: 'behind', value: behindOf, align: 'right' },
  { title: 'events/s', value: ({ rate }) => (rate === 0 ? '-' : count(Math.round(rate))), align: 'right' },
  { title: 'last error', value: ({ lastError }) => (lastError === undefined ? '-' : lastError.message) },
];

/** How old the oldest event is that is not handled yet. */
function behindOf({ lag, lagSeconds }: FollowerStatus): string {
  return lag === 0 || lagSeconds === undefined ? '-' : duration(lagSeconds);
}

function stateOf({ state, rebuild }: FollowerStatus): string {
  if (rebuild === undefined) return state;
  const share = rebuild.fraction === undefined ? '' : ` ${Math.floor(rebuild.fraction * 100)} %`;
  // A rebuild that nobody works on was interrupted, and goes on when it is called again.
  return state === 'REBUILDING' ? `${state}${share}` : `${state} (rebuild left at${share || ' some point'})`;
}
