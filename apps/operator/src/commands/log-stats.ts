import type { Command } from 'commander';
import type { EventStore, Position } from '#libs/event-store';
import { examples, type AddCommand, type Terminal } from '../terminal.js';
import { configurationOf, withLog } from '../database.js';
import { count, progressOn } from '../progress.js';
import { table } from '../table.js';

export interface LogStats {
  readonly events: number;
  readonly streams: number;
  readonly firstPosition: Position | null;
  readonly lastPosition: Position | null;
  /** Most frequent first. */
  readonly byType: readonly { readonly eventType: string; readonly events: number }[];
}

/** `operator log-stats`: how much is in the log, by type. Reads it once through the port. */
export const addLogStatsCommand: AddCommand = (program, terminal) => {
  program
    .command('log-stats')
    .description('count the events of the log by type; reads the whole log')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('log-stats', 'log-stats --json'))
    .action(async ({ json }: { json?: boolean }, command: Command) => {
      const stats = await withLog(configurationOf(command, terminal), ({ store }) => statsOf(store, terminal));
      if (json === true) {
        terminal.print(JSON.stringify(stats, undefined, 2));
        return;
      }
      const span = stats.events === 0 ? '' : `, from position ${stats.firstPosition} to ${stats.lastPosition}`;
      terminal.print(`${count(stats.events)} events in ${count(stats.streams)} streams${span}`);
      if (stats.events === 0) return;
      terminal.print(
        table(
          [
            { title: 'event', value: ({ eventType }) => eventType },
            { title: 'count', value: ({ events }) => count(events), align: 'right' },
          ],
          stats.byType,
        ),
      );
    });
};

async function statsOf(store: EventStore, terminal: Terminal): Promise<LogStats> {
  const progress = progressOn(terminal);
  const started = performance.now();
  const types = new Map<string, number>();
  let events = 0;
  let streams = 0;
  let first: Position | undefined;
  let last: Position | undefined;
  try {
    for await (const { eventType, revision, position } of store.readAll()) {
      first ??= position;
      last = position;
      events += 1;
      if (revision === 0n) streams += 1;
      types.set(eventType, (types.get(eventType) ?? 0) + 1);
      if (events % 5_000 !== 0) continue;
      terminal.signal?.throwIfAborted();
      const rate = (events * 1_000) / (performance.now() - started);
      progress.show({ label: 'log', phase: 'reading', done: events, unit: 'events', rate });
    }
  } finally {
    progress.end();
  }
  return {
    events,
    streams,
    firstPosition: first ?? null,
    lastPosition: last ?? null,
    byType: [...types]
      .map(([eventType, n]) => ({ eventType, events: n }))
      .sort((a, b) => b.events - a.events || (a.eventType < b.eventType ? -1 : 1)),
  };
}
