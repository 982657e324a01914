import { fictitiousEvents } from '../data/events.js';
import { Seeded } from '../data/seeded.js';
import { lanesOf, workOff } from '../harness/lanes.js';
import type { Bench, Contestant, Measure } from '../harness/measure.js';

const SIZES = [
  {
    events: 8,
    streams: 64,
    reads: [
      { atOnce: 1, full: 1_200 },
      { atOnce: 8, full: 2_400 },
      { atOnce: 32, full: 3_200 },
    ],
  },
  {
    events: 200,
    streams: 16,
    reads: [
      { atOnce: 1, full: 200 },
      { atOnce: 8, full: 320 },
    ],
  },
];

/** Reads streams from their first event to their last, parsed. */
export async function* replay(bench: Bench): AsyncGenerator<Measure> {
  const { ours, bare } = bench.target;
  for (const { events, streams, reads } of SIZES) {
    const random = new Seeded(bench.seed, 'replay', events);
    const ids = Array.from({ length: streams }, () => bench.newStream());
    for (const id of ids) await ours.append(id, 'no-stream', fictitiousEvents(random, events));

    for (const { atOnce, full } of reads) {
      const count = bench.count(full, atOnce);
      const by = (role: Contestant['role'], name: string, read: (streamId: string) => Promise<number>): Contestant => ({
        role,
        name,
        prepare: async () => {
          const work = lanesOf(atOnce, count / atOnce, (lane, turn) => ids[(lane * 7 + turn) % streams] ?? '');
          return () =>
            workOff(work, async (id) => {
              const seen = await read(id);
              if (seen !== events) throw new Error(`${name} read ${seen} of the ${events} events of ${id}`);
            });
        },
      });
      const readOurs = async (streamId: string): Promise<number> => {
        let seen = 0;
        for await (const _event of ours.readStream(streamId)) seen += 1;
        return seen;
      };
      yield {
        name: `replay of a stream of ${events} events, ${atOnce} at once`,
        unit: 'streams',
        count,
        contestants: [by('ours', 'event store', readOurs), by('limit', bare.name, (id) => bare.readStream(id))],
      };
    }
  }
}
