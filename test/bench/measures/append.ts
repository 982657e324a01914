import type { EventStore, ExpectedRevision, NewEvent } from '#libs/event-store';
import { fictitiousEvents } from '../data/events.js';
import { Seeded } from '../data/seeded.js';
import { lanesOf, workOff, type Lanes } from '../harness/lanes.js';
import type { Bench, Contestant, Goal, Measure } from '../harness/measure.js';
import { EmmettPeer } from '../peers/emmett.js';
import type { BareClient } from '../targets/target.js';

/** A stream takes so many appends, the first of which makes it. */
const APPENDS_A_STREAM = 8;

const SIZES = [
  { atOnce: 1, events: 1, full: 800 },
  { atOnce: 8, events: 1, full: 2_400 },
  { atOnce: 32, events: 1, full: 3_200 },
  { atOnce: 128, events: 1, full: 3_840 },
  { atOnce: 1, events: 10, full: 400 },
  { atOnce: 8, events: 10, full: 800 },
  { atOnce: 32, events: 10, full: 1_280 },
];

type Appending = Pick<EventStore | BareClient | EmmettPeer, 'append'>;

interface Append {
  readonly streamId: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly NewEvent[];
}

/** What is asked of single events on PostgreSQL, by how many are appended at once. */
const GOALS: Readonly<Record<number, Goal>> = {
  1: { against: 'limit', named: 'bare pg, no guard', required: 0.75, wanted: 0.9 },
  32: { against: 'peer', required: 6, wanted: 8 },
  128: { against: 'limit', named: 'bare pg, no guard', required: 2.2, wanted: 3 },
};
const GOAL_ON_EVENTSTOREDB: Goal = { against: 'limit', required: 0.8, wanted: 0.95 };

/** Appends to streams of their own, each at the revision that the one before left. */
export async function* append(bench: Bench): AsyncGenerator<Measure> {
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

function* measures(bench: Bench, peer?: EmmettPeer): Generator<Measure> {
  const { ours, bare, bareOtherwise } = bench.target;
  for (const { atOnce, events, full } of SIZES) {
    const count = bench.count(full, atOnce);
    const by = (role: Contestant['role'], name: string, store: Appending): Contestant => ({
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
        ...(peer === undefined ? [] : [by('peer', peer.name, peer)]),
        ...[bare, ...bareOtherwise].map((client) => by('limit', client.name, client)),
      ],
      ...goalOf(bench, atOnce, events),
    };
  }
}

function goalOf({ target }: Bench, atOnce: number, events: number): Pick<Measure, 'goal'> {
  const goal = target.kind === 'eventstoredb' ? GOAL_ON_EVENTSTOREDB : events === 1 ? GOALS[atOnce] : undefined;
  return goal === undefined ? {} : { goal };
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
