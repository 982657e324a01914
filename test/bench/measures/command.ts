import { randomUUID } from 'node:crypto';
import { DOSSIER_PREFIX, dossierStreamOf } from '#libs/dossier-store';
import { dossiersIn, firstEvents, nextEntry } from '../data/dossiers.js';
import { lanesOf, workOff, type Lanes } from '../harness/lanes.js';
import type { Bench, Measure } from '../harness/measure.js';

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
 * bare client reads the same dossiers and appends the event of such a command; it folds and decides nothing. The keys of
 * the vault are in memory, so that the store is measured and not the table of keys beside it.
 */
export async function* command(bench: Bench): AsyncGenerator<Measure> {
  const { ours, bare } = bench.target;
  const executor = dossiersIn(ours);
  const written = (await firstEvents('template', EVENTS_BEFORE + 1)).slice(-1);

  for (const { atOnce, full } of SIZES) {
    const count = bench.count(full, atOnce);
    const turns = count / atOnce;
    const dossiers = (): Promise<Lanes<string>> => newDossiers(bench, atOnce, Math.ceil(turns / COMMANDS_A_DOSSIER));
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
      ...(bench.target.kind === 'eventstoredb' &&
        atOnce === 32 && { goal: { against: 'limit', required: 2, wanted: 4 } }),
    };
  }
}

/** Writes dossiers. @returns their subjects, in lanes */
async function newDossiers(bench: Bench, atOnce: number, each: number): Promise<Lanes<string>> {
  const subjects = lanesOf(atOnce, each, () => bench.newStream().slice(DOSSIER_PREFIX.length));
  await workOff(subjects, async (subjectId) =>
    bench.target.ours.append(dossierStreamOf(subjectId), 'no-stream', await firstEvents(subjectId, EVENTS_BEFORE)),
  );
  return subjects;
}

/** So many commands in each lane: those of one dossier one after the other, then those of the next. */
function eachOften<T>(dossiers: Lanes<string>, turns: number, make: (subjectId: string, n: number) => T): Lanes<T> {
  const often = Array.from({ length: COMMANDS_A_DOSSIER }, (_, turn) => EVENTS_BEFORE + turn);
  return dossiers.map((lane) => lane.flatMap((subjectId) => often.map((n) => make(subjectId, n))).slice(0, turns));
}
