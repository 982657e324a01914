import { dossierDecider, DossierRepository, dossierStreamOf } from '#libs/dossier-store';
import { longDossier } from '../data/long-dossier.js';
import { lanesOf, workOff } from '../harness/lanes.js';
import type { Bench, Contestant, Measure } from '../harness/measure.js';

const EVENTS = 1_000;

/**
 * A dossier as it was known at an instant (3.18): read, lifted, folded by the real rules. The limit reads the same rows and
 * parses them. Three times its time is a third of its rate.
 */
export async function* asOf(bench: Bench): AsyncGenerator<Measure> {
  const { ours, bare } = bench.target;
  const streamId = bench.newStream();
  const subjectId = streamId.slice(dossierStreamOf('').length);
  const { events, last } = longDossier(subjectId, EVENTS);
  for (let from = 0; from < EVENTS; from += 100)
    await ours.append(streamId, from === 0 ? 'no-stream' : BigInt(from - 1), events.slice(from, from + 100));
  const dossiers = new DossierRepository(ours, dossierDecider);
  const count = bench.count(50, 1);
  const by = (role: Contestant['role'], name: string, read: () => Promise<number>): Contestant => ({
    role,
    name,
    prepare: async () => () =>
      workOff(
        lanesOf(1, count, () => streamId),
        async () => {
          const seen = await read();
          if (seen !== EVENTS) throw new Error(`${name} read ${seen} of ${EVENTS} events`);
        },
      ),
  });
  yield {
    name: `dossier of ${EVENTS} events as of an instant`,
    unit: 'dossiers',
    count,
    contestants: [
      by('ours', 'dossier', async () => {
        const { revision } = await dossiers.load(subjectId, { asOf: last });
        return Number(revision) + 1;
      }),
      by('limit', bare.name, () => bare.readStream(streamId)),
    ],
    goal: { against: 'limit', required: 0.33, wanted: 0.67 },
  };
}
