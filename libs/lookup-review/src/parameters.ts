/**
 * The numbers of review and anomalies, all of them decisions [D] but for the share of the sample (6.2). A drawn sample
 * records those it was drawn by.
 */
export const REVIEW_PARAMETERS = {
  /** Share of a month's look-ups that is reviewed at random. */
  sampleShare: 0.05,
  /** Office hours of a working day in Shanghai; the end is not counted. */
  officeHours: { from: '08:00', until: '18:00' },
  enumeration: {
    /** Windows begin at whole multiples of it. */
    windowMinutes: 10,
    /** Different persons whom one official looks up within a window. */
    persons: 20,
    /** Look-ups of one official within a window that found nobody. */
    misses: 10,
    /** Different persons within a window whose identifiers differ in their last digits only. */
    near: 5,
  },
  volume: {
    /** Days before the one that is looked at. */
    historyDays: 30,
    /** On fewer days with look-ups nothing is known of a unit. */
    leastDays: 5,
    /** Fewer look-ups a day are never unusual. */
    leastLookups: 50,
    /** Standard deviations above the mean of the unit's own history. */
    deviations: 3,
  },
} as const;
export type ReviewParameters = typeof REVIEW_PARAMETERS;

export interface OfficeHours {
  /** `08:00` in Shanghai. */
  readonly from: string;
  readonly until: string;
}
