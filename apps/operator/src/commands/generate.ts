import { InvalidArgumentError, Option, type Command } from 'commander';
import { isLegalDate, legalDateOf, startOfDay, type Instant } from '#libs/rules';
import { FileKeyProvider, IdentifierHeld, Vault } from '#libs/vault';
import { configurationOf, withLog, type Workplace } from '../database.js';
import { Dossiers } from '../generator/dossiers.js';
import { generate, LogInUse, type Generated } from '../generator/generate.js';
import { MOST_SUBJECTS } from '../generator/people.js';
import { count, duration, progressOn } from '../progress.js';
import { examples, OperatorFailure, type AddCommand, type Terminal } from '../terminal.js';

interface Options {
  readonly subjects: number;
  readonly events?: number;
  readonly eventsPerSubject?: number;
  readonly seed: number;
  readonly until?: string;
  readonly amongRealEntries?: true;
  readonly json?: true;
}

/** What `--json` prints. */
export interface GenerateReport extends Generated {
  readonly seconds: number;
  readonly seed: number;
  readonly until: Instant;
}

const HOUR_MS = 3_600_000;
/** In Shanghai, on the last day. */
const LAST_HOUR = 10;

/** `operator generate`: fictitious dossiers in any number, for measuring and for trying out. */
export const addGenerateCommand: AddCommand = (program, terminal) => {
  program
    .command('generate')
    .description('write FICTITIOUS dossiers into the log, as many as wanted: never where real entries are kept')
    .requiredOption('--subjects <n>', 'how many subjects', wholeNumber)
    .addOption(
      new Option('--events <m>', 'about so many events in all').argParser(wholeNumber).conflicts('eventsPerSubject'),
    )
    .option('--events-per-subject <m>', 'events of a dossier on average (default: as lives go, about 19)', Number)
    .option('--seed <s>', 'another seed gives other dossiers', wholeNumber, 1)
    .option('--until <date>', 'the last day on which anything happened (default: today)')
    .option('--among-real-entries', 'write also into a log that was not generated; there is no way back')
    .option('--json', 'the result as JSON')
    .addHelpText(
      'after',
      examples('generate --subjects 1000', 'generate --subjects 1000000 --events 10000000 --seed 7 --until 2026-11-22'),
    )
    .action(async (options: Options, command: Command) => {
      const report = await write(options, command, terminal);
      if (options.json === true) terminal.print(JSON.stringify(report, undefined, 2));
      else tell(report, terminal);
    });
};

async function write(options: Options, command: Command, terminal: Terminal): Promise<GenerateReport> {
  const { subjects, seed } = options;
  if (subjects > MOST_SUBJECTS) throw new OperatorFailure(`--subjects is at most ${count(MOST_SUBJECTS)}.`);
  const configuration = configurationOf(command, terminal);
  const until = endOf(options);
  const progress = progressOn(terminal);
  try {
    return await withLog(configuration, async ({ pool, store }: Workplace) => {
      terminal.note(`Writing FICTITIOUS dossiers into the log in ${configuration.eventStore}; nobody in them exists.`);
      const average = options.events === undefined ? options.eventsPerSubject : options.events / subjects;
      const dossiers = await Dossiers.prepare({
        ...{ seed, until },
        ...(average === undefined ? {} : { eventsPerSubject: average }),
      });
      const provider = new FileKeyProvider({ folder: configuration.vaultDir, createIfMissing: false });
      const vault = await Vault.open({ pool, provider });
      const began = performance.now();
      try {
        const generated = await generate({
          ...{ dossiers, seed, subjects, store, vault },
          ...(configuration.eventStore === 'postgres' && { bulk: pool }),
          ...(options.amongRealEntries === true && { amongOthers: true }),
          ...(terminal.signal === undefined ? {} : { signal: terminal.signal }),
          onProgress: (at) => progress.show(stepOf(at, subjects, (performance.now() - began) / 1_000)),
        });
        return { ...generated, seconds: (performance.now() - began) / 1_000, seed, until };
      } finally {
        vault.close();
      }
    });
  } catch (error) {
    throw explained(error);
  } finally {
    progress.end();
  }
}

function endOf({ until }: Options): Instant {
  if (until !== undefined && !isLegalDate(until)) throw new OperatorFailure('--until is a date such as 2026-11-22.');
  const day = until ?? legalDateOf(new Date().toISOString());
  return new Date(Date.parse(startOfDay(day)) + LAST_HOUR * HOUR_MS).toISOString();
}

function stepOf({ subjects, found, events }: Generated, all: number, seconds: number) {
  const share = all === found ? 1 : (subjects - found) / (all - found);
  return {
    ...{ label: 'generate', phase: 'writing', done: events, unit: 'events', fraction: subjects / all },
    rate: seconds > 0 ? events / seconds : undefined,
    secondsLeft: share > 0 ? (seconds * (1 - share)) / share : undefined,
  };
}

function explained(error: unknown): unknown {
  const cause = error instanceof OperatorFailure ? error.cause : error;
  if (cause instanceof LogInUse) {
    return new OperatorFailure(
      'The log holds entries that were not generated with this seed, and fictitious ones would stay among them for ' +
        'ever: nothing was written. --among-real-entries does it all the same.',
      { cause },
    );
  }
  if (cause instanceof IdentifierHeld) {
    return new OperatorFailure(
      'An identifier of these fictitious subjects is known already: another seed was generated here. Nothing was lost.',
      { cause },
    );
  }
  return error instanceof RangeError ? new OperatorFailure(`${error.message}.`, { cause: error }) : error;
}

function tell({ subjects, found, events, seconds }: GenerateReport, terminal: Terminal): void {
  const earlier = found === 0 ? '' : `, ${count(found)} of them were there already`;
  const rate = seconds > 0 ? ` (${count(Math.round(events / seconds))}/s)` : '';
  terminal.print(
    `${count(subjects)} fictitious subjects${earlier}; ${count(events)} events in ${duration(seconds)}${rate}`,
  );
  terminal.note('Next: npm run operator -- rebuild --all, faster than to let the running servers catch up.');
}

function wholeNumber(text: string): number {
  const n = Number(text);
  if (!Number.isSafeInteger(n) || n < 1) throw new InvalidArgumentError('a whole number from 1 is needed.');
  return n;
}
