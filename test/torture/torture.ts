import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from '../crash/client.js';
import { publishReferenceData } from '../crash/setting.js';
import { compareReadModels, compareSubscriber, compareWithLog, compareWitness, readLog, repeat } from './checks.js';
import { CheckpointWatch } from './checkpoint-watch.js';
import { Clients } from './clients.js';
import { Faults, type Pace } from './faults.js';
import { Ledger } from './ledger.js';
import { Subscriber } from './subscriber.js';
import { takeOver } from './take-over.js';
import { Town, type StoreKind } from './town.js';

export interface TortureSettings {
  readonly seed: string;
  readonly store: StoreKind;
  /** Processes that take commands: half of them over HTTP, at most two. */
  readonly writers: number;
  /** Processes that run projections. */
  readonly runners: number;
  readonly pace: Pace;
  /** Clients at once on each writer. */
  readonly clients: number;
  /** Whether enough has been broken: so many times by now, and so many times are one of each kind. */
  readonly over: (faults: number, kinds: number) => boolean;
  /** One of so many acknowledged commands is sent once more at the end. */
  readonly repeatEach: number;
  readonly say: (line: string) => void;
}

/** What a run came to. Nothing was wrong when `wrongs` is empty; else `folder` is kept. */
export interface TortureReport {
  readonly wrongs: readonly string[];
  readonly folder: string;
  /** Names and figures, in the order in which they are read. */
  readonly figures: readonly (readonly [string, string | number])[];
}

const PROGRESS_MS = 5_000;
/** What the slowest machine needs for a few commands. */
const GROWTH_MS = 120_000;

/** Writers, runners and subscribers at work while one part after another is broken; then the accounts are compared. */
export async function torture(settings: TortureSettings): Promise<TortureReport> {
  const { seed, store: storeKind, say } = settings;
  const overHttp = Math.max(1, Math.min(2, Math.floor(settings.writers / 2)));
  const processes = { 'command-api': overHttp, writer: settings.writers - overHttp, projector: settings.runners };
  const town = await Town.open({ store: storeKind, processes });
  const note = (line: string): void => town.note(line);
  const wrongs: string[] = [];
  const ledger = new Ledger();
  const lines = await Promise.all([town.line(), town.line()]);
  const subscribers = lines.map((line, at) => new Subscriber(`subscriber ${at + 1}`, () => town.openStore(line.url)));
  const watch = new CheckpointWatch(() => town.url, storeKind);
  const clients = new Clients(town, ledger, seed);
  const faults = new Faults(town, subscribers, settings.pace, seed, note);
  const progress = setInterval(() => {
    const inflicted = [...faults.done.values()].reduce((sum, times) => sum + times, 0);
    say(`${town.age}: ${ledger.acknowledged.length} commands acknowledged, ${inflicted} faults; ${town.latest}`);
  }, PROGRESS_MS);
  let keep = true;
  try {
    note(`seed ${seed}, ${JSON.stringify(processes)}, log in ${storeKind}`);
    await publishReferenceData(new TownClient(town));
    for (const subscriber of subscribers) subscriber.start();
    watch.start();

    const working = clients.run(settings.clients);
    if (!(await ledger.grown(10, GROWTH_MS))) wrongs.push('the clients did not get going');
    for (let count = 0; !settings.over(count, faults.kinds); count += 1) {
      await faults.next();
      for (const line of lines) if (count % 3 === 2) line.cut();
    }
    await faults.healed();
    note('everything is mended');
    // After the last mending the product has to go on by itself.
    if (!(await ledger.grown(20, GROWTH_MS))) wrongs.push('no commands were acknowledged after everything was mended');
    const tookOver = settings.runners > 1 ? await takeOver(town, note) : { wrongs: [], figures: [] };
    clients.stop();
    await working;
    note('the clients have their last answers');

    wrongs.push(...tookOver.wrongs, ...ledger.wrongs);
    const before = town.openStore();
    const readModels = await compareReadModels(town.url, before);
    wrongs.push(...readModels.wrongs);
    const log = await readLog(before, storeKind);
    wrongs.push(...log.wrongs, ...compareWithLog(log, ledger), ...(await compareWitness(town.url, log)));
    wrongs.push(...(await repeat(ledger, settings.repeatEach)));
    const written = (await readLog(before, storeKind)).events - log.events;
    if (written !== 0) wrongs.push(`repeats wrote ${written} events`);
    await before.close();
    for (const subscriber of subscribers) {
      for (let left = 200; left > 0 && subscriber.last !== log.last; left -= 1) await pause(50);
      await subscriber.close();
      wrongs.push(...compareSubscriber(subscriber, log));
    }
    await watch.close();
    wrongs.push(...watch.wrongs, ...town.inhabitants.flatMap(({ process }) => process.endedByItself));
    keep = wrongs.length > 0;
    const { acknowledged } = ledger;
    return {
      wrongs,
      folder: town.folder,
      figures: [
        ['seed', seed],
        ['log in', storeKind],
        [
          'processes',
          Object.entries(processes)
            .map(([kind, count]) => `${count} ${kind}`)
            .join(', '),
        ],
        ['time', town.age],
        ...[...faults.done].map(([kind, times]) => [`fault: ${kind}`, times] as const),
        ['commands acknowledged', acknowledged.length],
        ['  after more than one attempt', acknowledged.filter(({ attempts }) => attempts > 1).length],
        ['  whose first answer was lost', acknowledged.filter(({ replayed }) => replayed).length],
        ...[...ledger.putOff].map(([reason, times]) => [`  put off: ${reason.slice(0, 60)}`, times] as const),
        ['events in the log', log.events],
        ['commands sent once more at the end', Math.ceil(acknowledged.length / settings.repeatEach)],
        ['read models equal to their rebuild', `${readModels.projections} with ${readModels.rows} rows`],
        ['looks at all checkpoints', watch.looks],
        ['events seen by each subscriber', subscribers.map(({ count }) => count).join(', ')],
        ...tookOver.figures,
        ['wrong', wrongs.length],
      ],
    };
  } catch (error) {
    note(`ended: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    throw new Error(`the torture ended before its end; what is left is in ${town.folder}`, { cause: error });
  } finally {
    clearInterval(progress);
    clients.stop();
    await watch.close();
    await Promise.all(subscribers.map((subscriber) => subscriber.close()));
    if (wrongs.length > 0) await appendFile(join(town.folder, 'logs', 'wrong.txt'), `${wrongs.join('\n')}\n`);
    await town.close({ keep });
  }
}

/** Sets the town up as the officials do. */
export class TownClient extends Client {
  constructor(private readonly town: Town) {
    super({
      get base() {
        return town.of('command-api')[0]?.process.base ?? '';
      },
      up: () => Promise.resolve(),
    });
  }

  override token(as: string): Promise<string> {
    return this.town.token(as);
  }
}
