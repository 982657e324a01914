import { ruleKeyInfo } from './data/rule-keys.js';
import type { Duration, FocusMode } from './types.js';

const DAYS_IN_MONTH = 365.2425 / 12;

/**
 * The shortest and the longest a duration can be, each comparable only with those of its family: months with months,
 * and everything else in calendar days, as the calendar lies best or worst.
 */
function boundsInDays({ value, unit }: Duration): readonly [number, number] {
  switch (unit) {
    case 'CD':
      return [value, value];
    case 'WD': {
      // At best it meets two make-up days, and two more a month; at worst the longest holidays of the year.
      const weekends = 2 * Math.floor((value - 1) / 5) - 2 - 2 * Math.ceil(value / 20);
      const shortest = value + Math.max(0, weekends);
      return value === 0 ? [0, 0] : [shortest, Math.ceil(value * 1.4) + 2 + 9 * Math.ceil(value / 40)];
    }
    case 'MONTH':
    case 'YEAR': {
      const days = (unit === 'YEAR' ? value * 12 : value) * DAYS_IN_MONTH;
      return value === 0 ? [0, 0] : [Math.floor(days) - 3, Math.ceil(days) + 3];
    }
  }
}

function monthsOf({ value, unit }: Duration): number | undefined {
  return unit === 'YEAR' ? value * 12 : unit === 'MONTH' ? value : undefined;
}

/** Whether `a` is certainly at least as long as `b`, wherever in the calendar they begin. */
export function isAtLeast(a: Duration, b: Duration): boolean {
  if (a.unit === b.unit) return a.value >= b.value;
  const [monthsA, monthsB] = [monthsOf(a), monthsOf(b)];
  if (monthsA !== undefined && monthsB !== undefined) return monthsA >= monthsB;
  return boundsInDays(a)[0] >= boundsInDays(b)[1];
}

/**
 * Whether a value of a standard, sector or region favours the subject over the national one, or equals it (spec 3.3):
 * more time to speak, less time listed, less time for a unit to act. Values in different units must do so wherever they
 * fall in the calendar. Of a key that nobody knows only the same value passes; one that is the standard's own number
 * (`red.publicity`) always passes here and has its bounds in the check of the standard.
 */
export function favoursSubject(key: string, candidate: Duration, national: Duration): boolean {
  if (candidate.unit === national.unit && candidate.value === national.value) return true;
  switch (ruleKeyInfo(key)?.direction) {
    case 'LONGER':
      return isAtLeast(candidate, national);
    case 'SHORTER':
      return isAtLeast(national, candidate);
    case 'OWN':
      return true;
    case undefined:
      return false;
  }
}

const SEVERITY: Readonly<Record<FocusMode, number>> = { NONE: 0, MONITOR_ONLY: 1, FULL: 2 };

/** Whether a focus mode is milder than another, or the same. */
export function isMilderOrSameMode(candidate: FocusMode, other: FocusMode): boolean {
  return SEVERITY[candidate] <= SEVERITY[other];
}
