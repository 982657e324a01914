import { setTimeout as pause } from 'node:timers/promises';
import { Seeded } from '../bench/data/seeded.js';
import type { Subscriber } from './subscriber.js';
import type { Inhabitant, Town } from './town.js';

/** Times in milliseconds, each with its least and its most. */
export interface Pace {
  /** Between one fault and the next. */
  readonly between: readonly [number, number];
  /** How long something that was killed stays away. */
  readonly away: readonly [number, number];
  /** How long something hangs; longer than a lease at its most. */
  readonly hanging: readonly [number, number];
}

const KINDS = [
  ...['kill a writing process', 'cut after the write to the database', 'kill a runner'],
  ...['hang a writing process', 'cut after the answer to the client', 'kill the database'],
  ...['hang a runner', 'hang the line to the database', 'begin a subscription anew', 'kill the event store'],
] as const;
export type FaultKind = (typeof KINDS)[number];

/** How often a kind comes once each has come once. */
const WEIGHTS: Readonly<Record<FaultKind, number>> = {
  'kill a writing process': 5,
  'kill a runner': 4,
  'hang a writing process': 2,
  'hang a runner': 2,
  'cut after the write to the database': 5,
  'cut after the answer to the client': 4,
  'hang the line to the database': 2,
  'kill the database': 1,
  'kill the event store': 1,
  'begin a subscription anew': 1,
};

/** Breaks one part after another, as a seed says, and writes down what it did. */
export class Faults {
  readonly done = new Map<FaultKind, number>();
  private readonly chance: Seeded;
  private readonly order: readonly FaultKind[];
  private readonly busy = new Set<unknown>();
  private readonly healing = new Set<Promise<void>>();
  private readonly beyondRepair: unknown[] = [];
  private count = 0;

  constructor(
    private readonly town: Town,
    private readonly subscribers: readonly Subscriber[],
    private readonly pace: Pace,
    seed: string,
    private readonly say: (line: string) => void,
  ) {
    this.chance = new Seeded(seed, 'faults');
    const kinds = KINDS.filter((kind) => town.storeKind === 'eventstoredb' || kind !== 'kill the event store');
    this.order = shuffled(kinds, this.chance);
  }

  /** How many kinds there are: so many faults are one of each. */
  get kinds(): number {
    return this.order.length;
  }

  /** The next fault; what it broke is mended in its time. @returns after the pause that follows it */
  async next(): Promise<void> {
    const kind = this.order[this.count] ?? this.weighted();
    this.count += 1;
    const work = this.inflict(kind);
    if (work !== undefined) {
      this.done.set(kind, (this.done.get(kind) ?? 0) + 1);
      const mended: Promise<void> = work
        .catch((error: unknown) => void this.beyondRepair.push(error))
        .finally(() => this.healing.delete(mended));
      this.healing.add(mended);
    }
    await pause(this.chance.between(...this.pace.between));
  }

  /** Waits until everything is mended. @throws AggregateError when something could not be */
  async healed(): Promise<void> {
    await Promise.all(this.healing);
    if (this.beyondRepair.length > 0)
      throw new AggregateError(this.beyondRepair, 'what was broken could not be mended');
  }

  private weighted(): FaultKind {
    const many = this.order.flatMap((kind) => Array.from({ length: WEIGHTS[kind] }, () => kind));
    return many[this.chance.between(0, many.length - 1)] ?? 'kill a runner';
  }

  /** Undefined when what it would break is broken already. */
  private inflict(kind: FaultKind): Promise<void> | undefined {
    const writing = this.anyOf([...this.town.of('command-api'), ...this.town.of('writer')]);
    const runner = this.anyOf(this.town.of('projector'));
    const any = this.anyOf(this.town.inhabitants);
    const served = this.anyOf(this.town.of('command-api'));
    const [away, hanging] = [this.chance.between(...this.pace.away), this.chance.between(...this.pace.hanging)];
    const moment = this.chance.between(2, 40);
    switch (kind) {
      case 'kill a writing process':
        return this.on(writing, `kill -9 ${writing.process.name}, away for ${away} ms`, () => this.kill(writing, away));
      case 'kill a runner':
        return this.on(runner, `kill -9 ${runner.process.name}, away for ${away} ms`, () => this.kill(runner, away));
      case 'hang a writing process':
        return this.on(writing, `stop ${writing.process.name} for ${hanging} ms`, () => hang(writing, hanging));
      case 'hang a runner':
        return this.on(runner, `stop ${runner.process.name} for ${hanging} ms`, () => hang(runner, hanging));
      case 'cut after the write to the database':
        return this.on(
          any.toDatabase,
          `hold the database's answers to ${any.process.name} for ${moment} ms, then cut`,
          () => cutAfter(any.toDatabase, moment),
        );
      case 'cut after the answer to the client': {
        const line = served.toClients;
        return (
          line &&
          this.on(line, `hold the answers of ${served.process.name} for ${moment} ms, then cut`, () =>
            cutAfter(line, moment),
          )
        );
      }
      case 'hang the line to the database':
        return this.on(
          any.toDatabase,
          `hang the line of ${any.process.name} to the database for ${hanging} ms`,
          async () => {
            any.toDatabase.hang();
            await pause(hanging);
            any.toDatabase.cut();
          },
        );
      case 'kill the database':
        return this.on('database', `kill -9 PostgreSQL, away for ${away} ms`, async () => {
          await this.town.killPostgres();
          await pause(away);
          await this.town.revivePostgres();
        });
      case 'kill the event store':
        return this.on('event store', `kill the event store, away for ${away} ms`, async () => {
          await this.town.eventStoreServer?.kill();
          await pause(away);
          await this.town.eventStoreServer?.restart();
        });
      case 'begin a subscription anew': {
        const subscriber = this.anyOf(this.subscribers);
        return this.on(subscriber, `begin the subscription of ${subscriber.name} anew`, () => {
          subscriber.begin();
          return Promise.resolve();
        });
      }
    }
  }

  private on(target: unknown, line: string, work: () => Promise<void>): Promise<void> | undefined {
    if (this.busy.has(target)) return undefined;
    this.busy.add(target);
    this.say(line);
    return work().finally(() => this.busy.delete(target));
  }

  private async kill({ process }: Inhabitant, away: number): Promise<void> {
    await process.kill();
    await pause(away);
    // As a supervisor does: while its database is away it cannot start.
    for (let failures = 0; ; failures += 1) {
      try {
        await process.start();
        this.say(`${process.name} is back`);
        return;
      } catch (error) {
        if (failures >= 60) throw error;
        await pause(250);
      }
    }
  }

  private anyOf<T>(all: readonly T[]): T {
    const found = all[this.chance.between(0, all.length - 1)];
    if (found === undefined) throw new Error('there is nothing to break');
    return found;
  }
}

function shuffled<T>(all: readonly T[], chance: Seeded): readonly T[] {
  const drawn = all.map((one) => ({ one, lot: chance.between(0, 0x7fffffff) }));
  return drawn.sort((a, b) => a.lot - b.lot).map(({ one }) => one);
}

async function hang({ process }: Inhabitant, ms: number): Promise<void> {
  process.hang();
  await pause(ms);
  process.resume();
}

async function cutAfter(line: Pick<Inhabitant['toDatabase'], 'holdAnswers' | 'cut'>, ms: number): Promise<void> {
  line.holdAnswers();
  await pause(ms);
  line.cut();
}
