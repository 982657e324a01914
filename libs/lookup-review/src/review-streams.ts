import type { ActingOfficial } from '#libs/command-loop';
import type { LegalDate } from '#libs/rules';
import { personal, type Personal } from '#libs/subjects';
import { daysOfMonth } from './hours.js';
import { ReviewRefusal } from './refusals.js';
import type { Sample } from './sample.js';

/*
 * Two kinds of streams: `querysample-{month}`, how the sample of a month was drawn, and `queryreview-{queryId}`, what
 * the review of one look-up found (6.2).
 */

export const SAMPLE_PREFIX = 'querysample-';
export const REVIEW_PREFIX = 'queryreview-';

export const REVIEW_RESULTS = ['PROPER', 'IMPROPER'] as const;
export type ReviewResult = (typeof REVIEW_RESULTS)[number];
/** What follows: nothing, a reminder, the right to look up withdrawn, the unit to put it right, referred for discipline. */
export const REVIEW_ACTIONS = ['NONE', 'REMINDER', 'ACCESS_WITHDRAWN', 'RECTIFICATION', 'REFERRED'] as const;
export type ReviewAction = (typeof REVIEW_ACTIONS)[number];

export interface DrawSample {
  readonly type: 'DrawSample';
  readonly month: string;
}
export interface ReviewLookup {
  readonly type: 'ReviewLookup';
  readonly result: ReviewResult;
  readonly action: ReviewAction;
  /** What was found; free text. */
  readonly finding?: string;
}

/** The stored formats: what stands here is in logs for ever. */
export interface ReviewEventMap {
  SampleDrawn: Sample;
  QueryReviewed: {
    readonly queryId: string;
    readonly month: string;
    readonly result: ReviewResult;
    readonly action: ReviewAction;
    /** Who looked up, and for which unit. */
    readonly userId: string;
    readonly unitId?: string;
    /** Whether it was in the sample of its month. */
    readonly sampled: boolean;
    readonly finding?: Personal;
  };
  /** 个人信息保护法 57: an improper look-up is a breach. */
  BreachReported: {
    readonly queryId: string;
    readonly month: string;
    readonly userId: string;
    readonly unitId?: string;
    readonly subjectRef?: string;
    readonly action: ReviewAction;
  };
}
type EventOf<T extends keyof ReviewEventMap> = { [K in T]: { readonly type: K; readonly data: ReviewEventMap[K] } }[T];
export type SampleEvent = EventOf<'SampleDrawn'>;
export type LookupReviewEvent = EventOf<'QueryReviewed' | 'BreachReported'>;

export interface SampleState {
  readonly sample?: Sample;
}
export interface LookupReviewState {
  readonly reviewed?: { readonly result: ReviewResult; readonly action: ReviewAction };
}

export interface SampleContext {
  readonly today: LegalDate;
  /** The draw of the month; absent where none is to be made. */
  readonly drawn: Sample | undefined;
}

/** A look-up as the register has it. */
export interface ReviewedLookup {
  readonly month: string;
  readonly userId: string;
  readonly unitId?: string;
  readonly subjectRef?: string;
  readonly sampled: boolean;
}
export interface LookupReviewContext {
  readonly queryId: string;
  readonly actor: ActingOfficial;
  readonly lookup: ReviewedLookup | undefined;
}

/** Folds one event. Accepts every past and leaves alone what it does not know. */
export function evolveSample(state: SampleState, event: SampleEvent): SampleState {
  return event.type === 'SampleDrawn' ? { sample: event.data } : state;
}

/** Folds one event. Accepts every past and leaves alone what it does not know. */
export function evolveLookupReview(state: LookupReviewState, event: LookupReviewEvent): LookupReviewState {
  if (event.type !== 'QueryReviewed') return state;
  const { result, action } = event.data;
  return { reviewed: { result, action } };
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** Whether the month can be drawn: it exists and is over. @throws ReviewRefusal */
export function requireOver(month: string, today: LegalDate): void {
  if (!MONTH.test(month)) throw new ReviewRefusal('SAMPLE_MONTH_INVALID');
  if (today <= daysOfMonth(month)[1]) throw new ReviewRefusal('SAMPLE_MONTH_OPEN');
}

/**
 * Draws the sample of a month, once; drawing it again comes to nothing.
 * @throws ReviewRefusal
 */
export function decideSample(
  { month }: DrawSample,
  { sample }: SampleState,
  { today, drawn }: SampleContext,
): readonly SampleEvent[] {
  requireOver(month, today);
  return sample !== undefined || drawn === undefined ? [] : [{ type: 'SampleDrawn', data: drawn }];
}

/**
 * Reviews one look-up; the same result again comes to nothing.
 * @throws ReviewRefusal
 */
export function decideLookupReview(
  { result, action, finding }: ReviewLookup,
  { reviewed }: LookupReviewState,
  { queryId, actor, lookup }: LookupReviewContext,
): readonly LookupReviewEvent[] {
  if (lookup === undefined) throw new ReviewRefusal('LOOKUP_UNKNOWN');
  const { month, userId, unitId, subjectRef, sampled } = lookup;
  if (actor.userId === userId) throw new ReviewRefusal('REVIEW_OWN_LOOKUP');
  const improper = result === 'IMPROPER';
  if (improper !== (action !== 'NONE') || (improper && finding === undefined)) throw new ReviewRefusal('REVIEW_ACTION');
  if (reviewed !== undefined) {
    if (reviewed.result === result && reviewed.action === action) return [];
    throw new ReviewRefusal('REVIEW_DONE');
  }
  const of = { queryId, month, action, userId, ...(unitId === undefined ? {} : { unitId }) };
  const found = finding === undefined ? {} : { finding: personal(queryId, 'review', finding) };
  const reviewedNow: LookupReviewEvent = { type: 'QueryReviewed', data: { ...of, result, sampled, ...found } };
  if (!improper) return [reviewedNow];
  const breach = { ...of, ...(subjectRef === undefined ? {} : { subjectRef }) };
  return [reviewedNow, { type: 'BreachReported', data: breach }];
}
