import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { SHIPPED_CALENDAR } from '#libs/rules';
import { anomaliesOf, type AnomalyFacts } from './anomalies.js';
import { beginOf, daysOfMonth, isOutOfHours, workingDaysWithin } from './hours.js';
import { nearOf } from './near.js';
import { REVIEW_PARAMETERS } from './parameters.js';
import { REVIEW_REFUSALS, ReviewRefusal, type ReviewRefusalCode } from './refusals.js';
import {
  decideLookupReview,
  decideSample,
  evolveLookupReview,
  evolveSample,
  type LookupReviewContext,
  type LookupReviewState,
  type ReviewLookup,
} from './review-streams.js';
import { rankOf, sampledFor, seedOf, shareOf, type Sample } from './sample.js';

const officeHours = REVIEW_PARAMETERS.officeHours;
const workingDays = workingDaysWithin(SHIPPED_CALENDAR, ...daysOfMonth('2026-10'));
const seed = seedOf('2026-10', ['ab'.repeat(32)]);
const sample: Sample = {
  ...{ month: '2026-10', seed, share: 0.05, threshold: '0'.repeat(64), officeHours, workingDays, population: 3 },
  sampled: { share: 0, unmasked: 0, outOfHours: 0, all: 0 },
};

describe('office hours', () => {
  it.each([
    ['a working day at nine', '2026-10-12T01:00:00.000Z', false],
    ['the first minute', '2026-10-12T00:00:00.000Z', false],
    ['before it', '2026-10-11T23:59:59.999Z', true],
    ['the end', '2026-10-12T10:00:00.000Z', true],
    ['a Sunday', '2026-10-18T02:00:00.000Z', true],
    ['the National Day holiday', '2026-10-05T02:00:00.000Z', true],
    ['a Saturday that is worked', '2026-10-10T02:00:00.000Z', false],
  ])('%s', (_, at, expected) => {
    expect(isOutOfHours(at, officeHours, workingDays)).toBe(expected);
  });

  it('know the days of a month, and where one begins in Shanghai', () => {
    expect(daysOfMonth('2026-02')).toEqual(['2026-02-01', '2026-02-28']);
    expect(daysOfMonth('2028-12')).toEqual(['2028-12-01', '2028-12-31']);
    expect(beginOf('2026-10-01')).toBe('2026-09-30T16:00:00.000Z');
  });
});

describe('the sample of a month (6.2)', () => {
  const lookup = (n: number, more: object = {}) => ({
    ...{ queryId: `q-${n}`, at: '2026-10-12T01:00:00.000Z', maskLevel: 'DEPARTMENT', ...more },
  });

  it('is 5 %, at least one; all unmasked; all out of hours; none of one’s own', () => {
    expect([0, 1, 20, 21, 1_000].map((n) => shareOf(n, 0.05))).toEqual([0, 1, 1, 2, 50]);
    expect(sampledFor(lookup(1), sample)).toEqual([]);
    expect(sampledFor(lookup(1, { maskLevel: 'UNMASKED' }), sample)).toEqual(['UNMASKED']);
    expect(sampledFor(lookup(1, { at: '2026-10-12T14:00:00.000Z' }), sample)).toEqual(['OUT_OF_HOURS']);
    const own = lookup(1, { maskLevel: 'OWN', at: '2026-10-12T14:00:00.000Z' });
    expect(sampledFor(own, { ...sample, threshold: 'f'.repeat(64) })).toEqual([]);
  });

  it('holds exactly the share, whatever the ids, and depends on the seed alone', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 80 }), (ids) => {
        const ranks = ids.map((id) => rankOf(seed, id)).sort();
        const threshold = ranks[shareOf(ids.length, 0.05) - 1] ?? '';
        const drawn = ids.filter((queryId) => sampledFor(lookup(0, { queryId }), { ...sample, threshold }).length > 0);
        expect(drawn).toHaveLength(shareOf(ids.length, 0.05));
      }),
    );
    expect(seedOf('2026-10', ['a'])).not.toBe(seedOf('2026-11', ['a']));
    expect(seedOf('2026-10', ['a'])).not.toBe(seedOf('2026-10', ['b']));
  });

  it('is drawn once, when the month is over', () => {
    const draw = { type: 'DrawSample', month: '2026-10' } as const;
    const context = { today: '2026-11-01', drawn: sample };
    const events = decideSample(draw, {}, context);
    expect(events).toEqual([{ type: 'SampleDrawn', data: sample }]);
    expect(decideSample(draw, events.reduce(evolveSample, {}), context)).toEqual([]);
    const early = (): unknown => decideSample(draw, {}, { ...context, today: '2026-10-31' });
    expect(early).toThrow(new ReviewRefusal('SAMPLE_MONTH_OPEN').message);
    const never = (): unknown => decideSample({ ...draw, month: '2026-13' }, {}, context);
    expect(never).toThrow(new ReviewRefusal('SAMPLE_MONTH_INVALID').message);
  });
});

describe('the review of a look-up (6.2)', () => {
  const actor = { userId: 'reviewer', unitId: 'unit-o', role: 'PRIVACY_REVIEWER' };
  const lookup = { month: '2026-10', userId: 'a-handler', unitId: 'unit-a', subjectRef: 's-1', sampled: true };
  const context = (more: Partial<LookupReviewContext> = {}) => ({ queryId: 'q-1', actor, lookup, ...more });
  const proper: ReviewLookup = { type: 'ReviewLookup', result: 'PROPER', action: 'NONE' };
  const improper: ReviewLookup = {
    type: 'ReviewLookup',
    result: 'IMPROPER',
    action: 'REFERRED',
    finding: '与案件无关',
  };
  const of = { queryId: 'q-1', month: '2026-10', userId: 'a-handler', unitId: 'unit-a' };

  it('finds it proper', () => {
    expect(decideLookupReview(proper, {}, context())).toEqual([
      { type: 'QueryReviewed', data: { ...of, result: 'PROPER', action: 'NONE', sampled: true } },
    ]);
  });

  it('finds it improper, and reports the breach at once', () => {
    const finding = { $personal: { about: 'q-1', scope: 'review', value: '与案件无关' } };
    expect(decideLookupReview(improper, {}, context())).toEqual([
      { type: 'QueryReviewed', data: { ...of, result: 'IMPROPER', action: 'REFERRED', sampled: true, finding } },
      { type: 'BreachReported', data: { ...of, subjectRef: 's-1', action: 'REFERRED' } },
    ]);
  });

  const reviewed: LookupReviewState = { reviewed: { result: 'PROPER', action: 'NONE' } };
  it('the same again comes to nothing', () => {
    expect(decideLookupReview(proper, reviewed, context())).toEqual([]);
    expect(decideLookupReview(proper, {}, context()).reduce(evolveLookupReview, {})).toEqual(reviewed);
  });

  it.each<[ReviewRefusalCode, ReviewLookup, LookupReviewState, Partial<LookupReviewContext>]>([
    ['LOOKUP_UNKNOWN', proper, {}, { lookup: undefined }],
    ['REVIEW_OWN_LOOKUP', proper, {}, { actor: { ...actor, userId: 'a-handler' } }],
    ['REVIEW_DONE', improper, reviewed, {}],
    ['REVIEW_ACTION', { ...improper, action: 'NONE' }, {}, {}],
    ['REVIEW_ACTION', { type: 'ReviewLookup', result: 'IMPROPER', action: 'REFERRED' }, {}, {}],
    ['REVIEW_ACTION', { ...proper, action: 'REMINDER' }, {}, {}],
  ])('%s refuses, and nothing is appended', (code, command, state, more) => {
    expect(() => decideLookupReview(command, state, context(more))).toThrow(new ReviewRefusal(code).message);
    expect(REVIEW_REFUSALS[code].zh).not.toBe('');
  });
});

describe('anomalies (6.2)', () => {
  const nothing: AnomalyFacts = { from: '2026-10-12', to: '2026-10-13', bursts: [], volumes: [], outOfHours: [] };
  const who = { userId: 'u-1', unitId: 'unit-a' };
  const burst = (counts: object) => ({
    ...{ ...who, from: '2026-10-12T01:10:00.000Z', persons: 0, misses: 0, near: 0, ...counts },
  });

  it.each([
    ['MANY_PERSONS', { persons: 20 }, { persons: 19 }],
    ['MANY_MISSES', { misses: 10 }, { misses: 9 }],
    ['CONSECUTIVE_IDENTIFIERS', { near: 5 }, { near: 4 }],
  ])('%s from its limit on', (kind, reached, below) => {
    expect(anomaliesOf({ ...nothing, bursts: [burst(below)] })).toEqual([]);
    const [count] = Object.values(reached);
    expect(anomaliesOf({ ...nothing, bursts: [burst(reached)] })).toEqual([
      { kind, ...who, day: '2026-10-12', at: '2026-10-12T01:10:00.000Z', count, limit: count },
    ]);
  });

  it('OUT_OF_HOURS whenever it happens', () => {
    const outOfHours = [{ ...who, day: '2026-10-12', lookups: 1 }];
    expect(anomaliesOf({ ...nothing, outOfHours })).toMatchObject([{ kind: 'OUT_OF_HOURS', count: 1, limit: 0 }]);
  });

  it('UNUSUAL_VOLUME against the unit’s own history, not another’s, and not where there is none', () => {
    const days = ['2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07', '2026-10-08'];
    const history = days.map((day, n) => ({ unitId: 'unit-a', day, lookups: 50 + (n % 2) * 10 }));
    const today = (lookups: number, unitId = 'unit-a') => ({ unitId, day: '2026-10-12', lookups });
    const found = (...volumes: AnomalyFacts['volumes']) => anomaliesOf({ ...nothing, volumes });
    // Mean 54, deviation 4.9: 69 is usual.
    expect(found(...history, today(69))).toEqual([]);
    expect(found(...history, today(70))).toMatchObject([
      { kind: 'UNUSUAL_VOLUME', unitId: 'unit-a', day: '2026-10-12', count: 70, limit: 69 },
    ]);
    expect(found(...history, today(500, 'unit-b'))).toEqual([]);
    expect(found(...history.slice(1), today(500))).toEqual([]);
    expect(found(...history.map((one) => ({ ...one, lookups: 1 })), today(49))).toEqual([]);
    const ancient = history.map((one) => ({ ...one, day: one.day.replace('2026-10', '2026-08') }));
    expect(found(...ancient, today(500))).toEqual([]);
  });

  it('come with the latest first', () => {
    const outOfHours = ['2026-10-12', '2026-10-13'].map((day) => ({ ...who, day, lookups: 1 }));
    expect(anomaliesOf({ ...nothing, outOfHours }).map(({ day }) => day)).toEqual(['2026-10-13', '2026-10-12']);
  });

  it('know consecutive identifiers by a keyed digest of what they share', async () => {
    const vault = { fingerprint: async (text: string) => createHash('sha256').update(text).digest('hex') };
    const near = (value: string, kind = 'CITIZEN_ID') => nearOf(vault, { kind, value });
    expect(await near('640100199001010012')).toBe(await near('640100199001010039'));
    expect(await near('640100199001010012')).not.toBe(await near('640100199001020019'));
    expect(await near('64010019900101001x')).toBe(await near('64010019900101001X'));
    expect(await near('G12345678', 'OTHER')).not.toBe(await near('G12345678', 'CITIZEN_ID'));
    expect(await near('640100199001010012')).toHaveLength(32);
  });
});
