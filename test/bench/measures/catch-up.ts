import { fictitiousEvents } from '../data/events.js';
import { Seeded } from '../data/seeded.js';
import { lanesOf, workOff } from '../harness/lanes.js';
import type { Bench, Contestant, Measure } from '../harness/measure.js';

const EVENTS_A_STREAM = 8;
const WRITERS = 4;
const FULL = 40_000;

/** Follows the log over events that are there already, in the order of the log, as a projection does that is behind. */
export async function* catchUp(bench: Bench): AsyncGenerator<Measure> {
  const { ours, bare } = bench.target;
  const count = bench.count(FULL, WRITERS * EVENTS_A_STREAM);
  const [after, followBare] = [await ours.lastPosition(), await bare.markEnd()];
  const random = new Seeded(bench.seed, 'catch-up');
  await workOff(
    lanesOf(WRITERS, count / WRITERS / EVENTS_A_STREAM, () => bench.newStream()),
    (streamId) => ours.append(streamId, 'no-stream', fictitiousEvents(random, EVENTS_A_STREAM)),
  );

  const followOurs = async (): Promise<number> => {
    let seen = 0;
    for await (const { events } of ours.subscribe(after === undefined ? {} : { after })) {
      seen += events.filter(({ streamId }) => streamId.startsWith(bench.streamPrefix)).length;
      if (seen >= count) break;
    }
    return seen;
  };
  const by = (role: Contestant['role'], name: string, run: () => Promise<number>): Contestant => ({
    ...{ role, name },
    prepare: async () => run,
  });
  yield {
    name: 'catch-up of a subscription',
    unit: 'events',
    count,
    contestants: [
      by('ours', 'event store', followOurs),
      by('limit', bare.name, () => followBare(bench.streamPrefix, count)),
    ],
    ...(bench.target.kind === 'eventstoredb' && { goal: { against: 'limit', required: 0.8, wanted: 0.95 } }),
  };
}
