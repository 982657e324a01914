import { randomUUID } from 'node:crypto';
import { DOSSIER_PREFIX, dossierStreamOf } from '#libs/dossier-store';
import type { EventStore } from '#libs/event-store';
import { dossiersIn, firstEvents, nextEntry } from '../data/dossiers.js';
import { lanesOf, workOff, type Lanes } from '../harness/lanes.js';
import type { Bench, Contestant, Measure } from '../harness/measure.js';
import { EmmettPeer } from '../peers/emmett.js';

/** A dossier begins with so many events and takes so many commands of one event each: it has 8 on average. */
const EVENTS_BEFORE = 5;
const COMMANDS_A_DOSSIER = 7;

const SIZES = [
  { atOnce: 1, full: 420 },
  { atOnce: 8, full: 1_120 },
  { atOnce: 32, full: 1_344 },
];

/**
 * Whole commands: read the dossier, fold it, decide by the real rules, seal, append at the revision that was read. The
 * bare client reads the same dossiers and appends the event of such a command; it folds and decides nothing. The
 * CommandHandler of emmett is given the same commands on the same dossiers, and the functions of the product that fold,
 * decide and seal. The keys of the vault are in memory, so that the store is measured and not the table of keys beside it.
 */
export async function* command(bench: Bench): AsyncGenerator<Measure> {
  if (bench.target.kind === 'eventstoredb') {
    yield* measures(bench);
    return;
  }
  const emmett = await EmmettPeer.open();
  try {
    yield* measures(bench, emmett);
  } finally {
    await emmett.close();
  }
}

async function* measures(bench: Bench, emmett?: EmmettPeer): AsyncGenerator<Measure> {
  const { ours, bare } = bench.target;
  const executor = dossiersIn(ours);
  const written = (await firstEvents('template', EVENTS_BEFORE + 1)).slice(-1);

  for (const { atOnce, full } of SIZES) {
    const count = bench.count(full, atOnce);
    const turns = count / atOnce;
    const dossiers = (store: Appending = ours): Promise<Lanes<string>> =>
      newDossiers(bench, store, atOnce, Math.ceil(turns / COMMANDS_A_DOSSIER));
    yield {
      name: `command on a dossier of 8 events, ${atOnce} at once`,
      unit: 'commands',
      count,
      contestants: [
        {
          ...{ role: 'ours', name: 'dossier store' },
          prepare: async () => {
            const requests = eachOften(await dossiers(), turns, nextEntry);
            return () => workOff(requests, (request) => executor.execute(request));
          },
        },
        ...(emmett === undefined ? [] : [byEmmett(emmett, turns, dossiers)]),
        {
          ...{ role: 'limit', name: `${bare.name}, read and append` },
          prepare: async () => {
            const streams = eachOften(await dossiers(), turns, dossierStreamOf);
            return () =>
              workOff(streams, async (streamId) => {
                const events = await bare.readStream(streamId);
                const appended = written.map((event) => ({ ...event, eventId: randomUUID() }));
                await bare.append(streamId, BigInt(events - 1), appended);
              });
          },
        },
      ],
      ...(atOnce === 32 && {
        goal:
          emmett === undefined
            ? { against: 'limit', required: 2, wanted: 4 }
            : { against: 'peer', required: 5, wanted: 10 },
      }),
    };
  }
}

function byEmmett(
  emmett: EmmettPeer,
  turns: number,
  dossiers: (store: Appending) => Promise<Lanes<string>>,
): Contestant {
  const execute = emmett.commands();
  return {
    ...{ role: 'peer', name: `${emmett.name} CommandHandler` },
    prepare: async () => {
      const requests = eachOften(await dossiers(emmett), turns, nextEntry);
      return () => workOff(requests, execute);
    },
  };
}

type Appending = Pick<EventStore | EmmettPeer, 'append'>;

/** Writes dossiers. @returns their subjects, in lanes */
async function newDossiers(bench: Bench, store: Appending, atOnce: number, each: number): Promise<Lanes<string>> {
  const subjects = lanesOf(atOnce, each, () => bench.newStream().slice(DOSSIER_PREFIX.length));
  await workOff(subjects, async (subjectId) =>
    store.append(dossierStreamOf(subjectId), 'no-stream', await firstEvents(subjectId, EVENTS_BEFORE)),
  );
  return subjects;
}

/** So many commands in each lane: those of one dossier one after the other, then those of the next. */
function eachOften<T>(dossiers: Lanes<string>, turns: number, make: (subjectId: string, n: number) => T): Lanes<T> {
  const often = Array.from({ length: COMMANDS_A_DOSSIER }, (_, turn) => EVENTS_BEFORE + turn);
  return dossiers.map((lane) => lane.flatMap((subjectId) => often.map((n) => make(subjectId, n))).slice(0, turns));
}
