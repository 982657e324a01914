import { createHash } from 'node:crypto';
import type { Instant, LegalDate } from '#libs/rules';
import { isOutOfHours } from './hours.js';
import type { OfficeHours } from './parameters.js';

/**
 * How the sample of a month was drawn. Whoever has the register draws the same one again: each look-up has the rank
 * SHA-256(seed, its id), and those with the lowest ranks are in it; so is whatever was unmasked or out of hours.
 */
export interface Sample {
  /** `2026-09`, of the time in Shanghai at which was looked up. */
  readonly month: string;
  /** Follows from the last rows of the month in the register: nobody chooses it. 64 hex digits. */
  readonly seed: string;
  readonly share: number;
  /** Highest rank within the share, 64 hex digits; empty in a month without look-ups. */
  readonly threshold: string;
  readonly officeHours: OfficeHours;
  readonly workingDays: readonly LegalDate[];
  /** Look-ups by others in the month. */
  readonly population: number;
  /** How many of them are in the sample for each reason, and in all. */
  readonly sampled: {
    readonly share: number;
    readonly unmasked: number;
    readonly outOfHours: number;
    readonly all: number;
  };
}

export type SampleReason = 'SHARE' | 'UNMASKED' | 'OUT_OF_HOURS';

/** What is needed of a look-up to say whether it is in a sample. */
export interface Sampleable {
  readonly queryId: string;
  readonly at: Instant;
  readonly maskLevel: string;
}

/** How many of a month are within the share: at least one, where there is one. */
export function shareOf(population: number, share: number): number {
  return Math.ceil(population * share);
}

/** The seed of a month from the hashes of its last rows, one a chain, in the order of the chains. */
export function seedOf(month: string, lastHashes: readonly string[]): string {
  return createHash('sha256')
    .update([month, ...lastHashes].join(':'))
    .digest('hex');
}

/** The place of a look-up in the draw, 64 hex digits. */
export function rankOf(seed: string, queryId: string): string {
  return createHash('sha256').update(`${seed}:${queryId}`).digest('hex');
}

/** Why a look-up of the month is in the sample; empty when it is not. One's own look-ups are nobody's to review. */
export function sampledFor({ queryId, at, maskLevel }: Sampleable, sample: Sample): readonly SampleReason[] {
  if (maskLevel === 'OWN') return [];
  return [
    ...(rankOf(sample.seed, queryId) <= sample.threshold ? (['SHARE'] as const) : []),
    ...(maskLevel === 'UNMASKED' ? (['UNMASKED'] as const) : []),
    ...(isOutOfHours(at, sample.officeHours, sample.workingDays) ? (['OUT_OF_HOURS'] as const) : []),
  ];
}
