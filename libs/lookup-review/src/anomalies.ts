import { addDays, legalDateOf, type Instant, type LegalDate } from '#libs/rules';
import { REVIEW_PARAMETERS, type ReviewParameters } from './parameters.js';

/** What one official looked up within one window, by counts. */
export interface Burst {
  readonly userId: string;
  readonly unitId: string;
  /** Begin of the window. */
  readonly from: Instant;
  readonly persons: number;
  readonly misses: number;
  /** Most persons whose identifiers differ in their last digits only. */
  readonly near: number;
}
/** Look-ups of a unit on a day in Shanghai. */
export interface DailyVolume {
  readonly unitId: string;
  readonly day: LegalDate;
  readonly lookups: number;
}
/** Look-ups of one official on a day, out of hours. */
export interface OutOfHours {
  readonly userId: string;
  readonly unitId: string;
  readonly day: LegalDate;
  readonly lookups: number;
}

/** What the register says of some days, and of those before them. */
export interface AnomalyFacts {
  readonly from: LegalDate;
  readonly to: LegalDate;
  readonly bursts: readonly Burst[];
  /** Reaches back before `from`, as far as history is compared with. */
  readonly volumes: readonly DailyVolume[];
  readonly outOfHours: readonly OutOfHours[];
}

export const ANOMALY_KINDS = [
  'OUT_OF_HOURS',
  'MANY_PERSONS',
  'MANY_MISSES',
  'CONSECUTIVE_IDENTIFIERS',
  'UNUSUAL_VOLUME',
] as const;
export type AnomalyKind = (typeof ANOMALY_KINDS)[number];

export interface Anomaly {
  readonly kind: AnomalyKind;
  readonly unitId: string;
  /** Absent where it is the unit as a whole. */
  readonly userId?: string;
  readonly day: LegalDate;
  /** Begin of the window in which it was. */
  readonly at?: Instant;
  readonly count: number;
  /** What is allowed before it shows here. */
  readonly limit: number;
}

/** Every anomaly of the days, the latest first. An anomaly says that somebody should look, and no more. */
export function anomaliesOf(facts: AnomalyFacts, parameters: ReviewParameters = REVIEW_PARAMETERS): readonly Anomaly[] {
  const found = [
    ...facts.outOfHours.map(({ lookups, ...rest }) => ({
      ...rest,
      kind: 'OUT_OF_HOURS' as const,
      count: lookups,
      limit: 0,
    })),
    ...facts.bursts.flatMap((burst) => enumerations(burst, parameters)),
    ...unusualVolumes(facts, parameters),
  ];
  const order = ({ day, at = '', unitId, userId = '', kind }: Anomaly): string =>
    [day, at, unitId, userId, kind].join(' ');
  return found.sort((a, b) => (order(a) < order(b) ? 1 : -1));
}

function enumerations(
  { userId, unitId, from, persons, misses, near }: Burst,
  { enumeration }: ReviewParameters,
): readonly Anomaly[] {
  const of = { userId, unitId, at: from, day: legalDateOf(from) };
  const kinds = [
    ['MANY_PERSONS', persons, enumeration.persons],
    ['MANY_MISSES', misses, enumeration.misses],
    ['CONSECUTIVE_IDENTIFIERS', near, enumeration.near],
  ] as const;
  return kinds
    .filter(([, count, limit]) => count >= limit)
    .map(([kind, count, limit]) => ({ ...of, kind, count, limit }));
}

/** Days on which a unit looks up far more than on its own days before. */
function unusualVolumes({ from, to, volumes }: AnomalyFacts, { volume }: ReviewParameters): readonly Anomaly[] {
  return volumes
    .filter(({ day, lookups }) => from <= day && day <= to && lookups >= volume.leastLookups)
    .flatMap(({ unitId, day, lookups }) => {
      const since = addDays(day, -volume.historyDays);
      const history = volumes
        .filter((one) => one.unitId === unitId && since <= one.day && one.day < day)
        .map((one) => one.lookups);
      if (history.length < volume.leastDays) return [];
      const mean = history.reduce((sum, n) => sum + n, 0) / history.length;
      const variance = history.reduce((sum, n) => sum + (n - mean) ** 2, 0) / history.length;
      const limit = Math.ceil(mean + volume.deviations * Math.sqrt(variance));
      return lookups > limit ? [{ kind: 'UNUSUAL_VOLUME' as const, unitId, day, count: lookups, limit }] : [];
    });
}
