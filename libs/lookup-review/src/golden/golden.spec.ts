import { CommandLoop } from '#libs/command-loop';
import { MemoryEventStore } from '#libs/event-store';
import { SHIPPED_CALENDAR } from '#libs/rules';
import { goldenBeside, sealedAlike, shapesOf, type Golden } from '../../../command-loop/src/testing/golden.js';
import type { RegisteredForReview } from '../register-reader.js';
import { ReviewCommands } from '../review-commands.js';
import {
  evolveLookupReview,
  evolveSample,
  type LookupReviewEvent,
  type ReviewEventMap,
  type SampleEvent,
} from '../review-streams.js';
import type { Sample } from '../sample.js';

const golden = goldenBeside(import.meta.url);

const TYPES = { SampleDrawn: true, QueryReviewed: true, BreachReported: true } satisfies Record<
  keyof ReviewEventMap,
  true
>;

const SAMPLE: Sample = {
  ...{ month: '2026-08', seed: 'ab'.repeat(32), share: 0.05, threshold: 'cd'.repeat(32) },
  officeHours: { from: '08:00', until: '18:00' },
  ...{ workingDays: ['2026-08-03', '2026-08-04'], population: 40 },
  sampled: { share: 2, unmasked: 1, outOfHours: 3, all: 5 },
};

/** Everything that can come of a review, as it is stored today. */
async function storedNow(): Promise<readonly Golden[]> {
  const store = new MemoryEventStore();
  const at = '2026-08-03T01:00:00.000Z';
  const lookups: Readonly<Record<string, RegisteredForReview>> = {
    'q-1': { queryId: 'q-1', at, userId: 'a-handler', unitId: 'unit-a', subjectRef: 's-1', maskLevel: 'UNMASKED' },
    'q-2': { queryId: 'q-2', at, userId: 'a-handler', unitId: 'unit-a', maskLevel: 'DEPARTMENT' },
  };
  const commands = new ReviewCommands({
    ...{ loop: new CommandLoop(store, { now: () => '2026-09-01T01:00:00.000Z' }), store },
    vault: { seal: sealedAlike },
    register: { find: async (queryId) => lookups[queryId], draw: async () => SAMPLE },
    calendar: () => SHIPPED_CALENDAR,
  });
  const issued = (n: number) => ({
    actor: { userId: 'privacy-reviewer', unitId: 'unit-o', role: 'PRIVACY_REVIEWER' },
    ...{ commandId: `0b8e6d2c-4a54-4a33-8f0e-5f1f3f0f9a0${n}`, fingerprint: 'ab'.repeat(32) },
  });
  const improper = { type: 'ReviewLookup', result: 'IMPROPER', action: 'REFERRED', finding: '一个事实' } as const;
  await commands.draw('2026-08', issued(0));
  await commands.review('q-1', improper, issued(1));
  await commands.review('q-2', { type: 'ReviewLookup', result: 'PROPER', action: 'NONE' }, issued(2));
  const stored: Golden[] = [];
  for (const stream of ['querysample-2026-08', 'queryreview-q-1', 'queryreview-q-2'])
    for await (const event of store.readStream(stream)) stored.push(event);
  return stored;
}

describe('golden events of the review of look-ups', () => {
  it('are there for every type, once without a variant', () => {
    const plain = [...golden.keys()].filter((name) => /^[A-Za-z]+\.v1$/.test(name)).map((name) => name.split('.')[0]);
    expect(plain.sort()).toEqual(Object.keys(TYPES).sort());
  });

  it('have the shape that is stored today, and hold no finding in clear', async () => {
    const stored = await storedNow();
    expect(shapesOf(stored)).toEqual(shapesOf(golden.values()));
    expect(JSON.stringify(stored.map(({ data }) => data))).not.toContain('事实');
  });

  it('fold to what they say', () => {
    const event = (name: string): unknown => {
      const { eventType: type, data } = golden.get(name) ?? {};
      return { type, data };
    };
    expect(evolveSample({}, event('SampleDrawn.v1') as SampleEvent).sample).toEqual(SAMPLE);
    const reviewed = evolveLookupReview({}, event('QueryReviewed.v1') as LookupReviewEvent);
    expect(reviewed).toEqual({ reviewed: { result: 'IMPROPER', action: 'REFERRED' } });
    expect(evolveLookupReview(reviewed, event('BreachReported.v1') as LookupReviewEvent)).toEqual(reviewed);
  });
});
