import type { EventStore, ExpectedRevision, NewEvent } from '#libs/event-store';
import { fictitiousEvents } from '../data/events.js';
import { Seeded } from '../data/seeded.js';
import { lanesOf, workOff, type Lanes } from '../harness/lanes.js';
import type { Bench, Contestant, Measure } from '../harness/measure.js';
import type { BareClient } from '../targets/target.js';

/** A stream takes so many appends, the first of which makes it. */
const APPENDS_A_STREAM = 8;

const SIZES = [
  { atOnce: 1, events: 1, full: 800 },
  { atOnce: 8, events: 1, full: 2_400 },
  { atOnce: 32, events: 1, full: 3_200 },
  { atOnce: 1, events: 10, full: 400 },
  { atOnce: 8, events: 10, full: 800 },
  { atOnce: 32, events: 10, full: 1_280 },
];

interface Append {
  readonly streamId: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly NewEvent[];
}

/** Appends to streams of their own, each at the revision that the one before left. */
export async function* append(bench: Bench): AsyncGenerator<Measure> {
  const { ours, bare, bareOtherwise } = bench.target;
  for (const { atOnce, events, full } of SIZES) {
    const count = bench.count(full, atOnce);
    const by = (role: Contestant['role'], name: string, store: EventStore | BareClient): Contestant => ({
      role,
      name,
      prepare: async (round) => {
        const random = new Seeded(bench.seed, 'append', atOnce, events, round);
        const work = appends(bench, random, atOnce, count / atOnce, events);
        return () => workOff(work, (one) => store.append(one.streamId, one.expected, one.events));
      },
    });
    yield {
      name: `append of ${events} event${events === 1 ? '' : 's'}, ${atOnce} at once`,
      unit: 'appends',
      count,
      contestants: [
        by('ours', 'event store', ours),
        ...[bare, ...bareOtherwise].map((client) => by('limit', client.name, client)),
      ],
      ...(bench.target.kind === 'eventstoredb' && { goal: { against: 'limit', required: 0.8, wanted: 0.95 } }),
    };
  }
}

function appends(bench: Bench, random: Seeded, atOnce: number, turns: number, events: number): Lanes<Append> {
  const streams = lanesOf(atOnce, Math.ceil(turns / APPENDS_A_STREAM), () => bench.newStream());
  return lanesOf(atOnce, turns, (lane, turn) => {
    const before = (turn % APPENDS_A_STREAM) * events;
    return {
      streamId: streams[lane]?.[Math.floor(turn / APPENDS_A_STREAM)] ?? '',
      expected: before === 0 ? 'no-stream' : BigInt(before - 1),
      events: fictitiousEvents(random, events),
    };
  });
}
