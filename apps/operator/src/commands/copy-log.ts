import { Option, type Command } from 'commander';
import type { Pool } from 'pg';
import { openEventStore, openPool } from '#libs/composition';
import type { EventStore, Position } from '#libs/event-store';
import { PostgresEventStore } from '#libs/event-store-postgres';
import { copyLog, describeDifference, verifyLogs, type CopyProgress, type LogDigest } from '#libs/log-copy';
import { EVENT_STORES, type Configuration, type EventStoreKind } from '#libs/platform';
import { ensureNoServers, followedPositions, identityOf, moveToLog, shareOf } from '#libs/read-store';
import { examples, OperatorFailure, type AddCommand, type Terminal } from '../terminal.js';
import { configurationOf, withUrl } from '../database.js';
import { count, progressOn, type Progress } from '../progress.js';

interface Options {
  readonly from: EventStoreKind;
  readonly to: EventStoreKind;
  readonly verifyOnly?: boolean;
  readonly switch?: boolean;
  readonly json?: boolean;
}

interface Stores {
  readonly pool: Pool;
  readonly source: EventStore;
  readonly target: EventStore;
}

/** What `--json` prints. */
export interface CopyReport {
  readonly identical: boolean;
  readonly source: LogDigest;
  readonly target: LogDigest;
  /** Absent with `--verify-only`. */
  readonly copied?: number;
  readonly found?: number;
  readonly cameMeanwhile?: number;
  /** Whether the read models were given to the target now; present with `--switch`. */
  readonly switched?: boolean;
}

/** What is delivered to others and was acknowledged by them; not a read model, so no rebuild puts it right. */
const HOLD_POSITIONS = ['exchange.webhook_progress', 'exchange.deliveries', 'exchange.acknowledgements'];

/** `operator copy-log`: the whole log from one store to the other, verified; with `--switch` the read models follow. */
export const addCopyLogCommand: AddCommand = (program, terminal) => {
  program
    .command('copy-log')
    .description('copy the whole log to the other event store and verify the copy; goes on where it was interrupted')
    .addOption(new Option('--from <store>', 'the log to copy').choices(EVENT_STORES).makeOptionMandatory())
    .addOption(new Option('--to <store>', 'empty, or an interrupted copy').choices(EVENT_STORES).makeOptionMandatory())
    .addOption(new Option('--verify-only', 'compare the two logs and write nothing').conflicts(['switch']))
    .option('--switch', 'then give the read models to the copy; every server must be stopped')
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      examples(
        'copy-log --from postgres --to eventstoredb',
        'copy-log --from postgres --to eventstoredb --verify-only',
        'copy-log --from postgres --to eventstoredb --switch',
      ),
    )
    .action(async (options: Options, command: Command) => {
      const { from, to } = options;
      if (from === to) throw new OperatorFailure('--from and --to are the same store.');
      const configuration = configurationOf(command, terminal);
      if (configuration.eventStoreDb === undefined) {
        throw new OperatorFailure('EVENTSTORE_URL is needed: it says where EventStoreDB is.');
      }
      const progress = progressOn(terminal);
      const report = await withStores(configuration, options, (stores) =>
        options.verifyOnly === true
          ? verify(stores, options, terminal, progress)
          : copy(stores, options, terminal, progress),
      ).finally(() => progress.end());
      if (options.json === true) terminal.print(JSON.stringify(report, undefined, 2));
      else tell(report, options, terminal);
      if (!report.identical) throw new OperatorFailure(report.difference ?? 'The logs differ.');
      if (options.verifyOnly !== true) terminal.note(whatNext(options));
    });
};

type Told = CopyReport & { readonly difference?: string };

async function withStores<T>(
  configuration: Configuration,
  { from }: Options,
  work: (stores: Stores) => Promise<T>,
): Promise<T> {
  return withUrl(configuration, async (url) => {
    const pool = openPool(url, 'mingdan operator');
    const postgres = new PostgresEventStore(pool);
    const other = openEventStore({ ...configuration, eventStore: 'eventstoredb' }, url);
    try {
      // Whether they answer at all is told here, before anybody is patient with a store that is away for a while.
      await pool.query('select 1');
      await other.ping();
      const [source, target] = from === 'postgres' ? [postgres, other.store] : [other.store, postgres];
      return await work({ pool, source, target });
    } finally {
      await other.close();
      await postgres.close();
      await pool.end();
    }
  });
}

async function verify(
  { source, target }: Stores,
  { from, to }: Options,
  terminal: Terminal,
  progress: Progress,
): Promise<Told> {
  const { firstDifference, ...report } = await verifyLogs(source, target, {
    onProgress: meter(`${from} → ${to}`, progress),
    ...(terminal.signal === undefined ? {} : { signal: terminal.signal }),
  });
  if (firstDifference === undefined) return report;
  return { ...report, difference: `The logs differ: ${describeDifference(firstDifference)}.` };
}

async function copy(stores: Stores, options: Options, terminal: Terminal, progress: Progress): Promise<Told> {
  const { pool, source, target } = stores;
  const { from, to } = options;
  const switching = options.switch === true;
  if (switching) await ensureSwitchable(pool);
  const wanted = switching ? await followedPositions(pool, HOLD_POSITIONS) : new Set<Position>();
  const translated = new Map<Position, Position>();
  let done = 0;
  const show = meter(`${from} → ${to}`, progress);
  try {
    const result = await copyLog(source, target, {
      onProgress: (at) => {
        if (at.phase === 'copying') done = at.events;
        show(at);
      },
      onGrown: () => {
        progress.end();
        terminal.note(`Events were written to ${from} meanwhile: going on until it is quiet.`);
      },
      onPair: (one, other) => {
        if (wanted.has(one.position)) translated.set(one.position, other.position);
      },
      ...(terminal.signal === undefined ? {} : { signal: terminal.signal }),
    });
    const { cameMeanwhile } = result;
    if (cameMeanwhile > 0) {
      terminal.note(`${count(cameMeanwhile)} events came while it was copied: some server writes to ${from} still.`);
    }
    if (!switching) return { identical: true, ...result };
    return { identical: true, ...result, switched: await giveReadModels(stores, result.source.position, translated) };
  } catch (error) {
    if (terminal.signal?.aborted !== true) throw error;
    const where = done === 0 ? '' : ` ${count(done)} events are in ${to}.`;
    throw new OperatorFailure(`Stopped before the end.${where} The same command goes on from there.`, { cause: error });
  }
}

/** @throws OperatorFailure, ServersConnected */
async function ensureSwitchable(pool: Pool): Promise<void> {
  await ensureNoServers(pool);
  const { rows } = await pool.query('select from vault.state where index_building is not null');
  if (rows.length > 0) {
    // It goes on at a position of the log it was begun on.
    throw new OperatorFailure('A rotation of the index is under way: finish it first, with vault rotate-index.');
  }
}

async function giveReadModels(
  { pool, source, target }: Stores,
  copiedTo: Position | undefined,
  translated: ReadonlyMap<Position, Position>,
): Promise<boolean> {
  const [from, to] = [await identityOf(source), await identityOf(target)];
  if (from === undefined || to === undefined) throw new OperatorFailure('The log is empty: there is nothing to move.');
  return moveToLog(pool, {
    from,
    to,
    translate: (position) => translated.get(position),
    others: HOLD_POSITIONS,
    confirm: async () => {
      if ((await source.lastPosition()) === copiedTo) return;
      throw new OperatorFailure(
        'The log has grown since it was copied, and nothing was switched: give the command again.',
      );
    },
  });
}

/** Draws progress with the rate of the phase and the time it has left. */
function meter(label: string, progress: Progress): (at: CopyProgress) => void {
  let began: { phase: string; at: number; events: number; share: number } | undefined;
  return ({ phase, events, position, last }) => {
    const now = performance.now();
    const fraction = shareOf(position, last);
    if (began?.phase !== phase) began = { phase, at: now, events, share: fraction ?? 0 };
    const seconds = (now - began.at) / 1_000;
    const gained = fraction === undefined ? 0 : fraction - began.share;
    progress.show({
      label,
      phase,
      done: events,
      unit: 'events',
      fraction,
      rate: seconds > 0 ? (events - began.events) / seconds : undefined,
      secondsLeft: fraction === undefined || gained <= 0 ? undefined : (seconds * (1 - fraction)) / gained,
    });
  };
}

function tell(
  { identical, source, target, copied, found, switched }: Told,
  { from, to }: Options,
  terminal: Terminal,
): void {
  if (copied !== undefined) {
    const earlier = found === undefined || found === 0 ? '' : `, ${count(found)} were there already`;
    terminal.print(`${count(copied)} events copied${earlier}`);
  }
  const width = Math.max(from.length, to.length);
  for (const [name, { events, streams, sha256 }] of [
    [from, source],
    [to, target],
  ] as const) {
    terminal.print(`${name.padEnd(width)}  ${count(events)} events in ${count(streams)} streams, sha256 ${sha256}`);
  }
  if (identical) terminal.print('identical');
  if (switched === true) terminal.print(`The read models follow the log in ${to} now.`);
  if (switched === false) terminal.print(`The read models followed the log in ${to} already.`);
}

function whatNext({ from, to, switch: switched }: Options): string {
  return switched === true
    ? `Next: set EVENT_STORE=${to} for every server; npm run operator -- rebuild --all; start the servers. ` +
        `The log in ${from} stays as it is.`
    : `The servers use the log in ${from} as before. To move: stop them all and give the command again with --switch.`;
}
