import {
  addDays,
  dayNumberOf,
  isWorkingDay,
  legalDateOf,
  type Instant,
  type LegalDate,
  type WorkingCalendar,
} from '#libs/rules';
import type { OfficeHours } from './parameters.js';

const SHANGHAI_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** `13:05` in Shanghai. */
export function timeOfDay(at: Instant): string {
  return new Date(Date.parse(at) + SHANGHAI_MS).toISOString().slice(11, 16);
}

/** Outside the office hours, or on a day that is none of the working days. */
export function isOutOfHours(at: Instant, hours: OfficeHours, workingDays: readonly LegalDate[]): boolean {
  const time = timeOfDay(at);
  return time < hours.from || time >= hours.until || !workingDays.includes(legalDateOf(new Date(at).toISOString()));
}

/** The working days from one day to another, both counted. */
export function workingDaysWithin(calendar: WorkingCalendar, from: LegalDate, to: LegalDate): readonly LegalDate[] {
  return daysWithin(from, to).filter((day) => isWorkingDay(calendar, day));
}

export function daysWithin(from: LegalDate, to: LegalDate): readonly LegalDate[] {
  const length = dayNumberOf(to) - dayNumberOf(from) + 1;
  return Array.from({ length: Math.max(0, length) }, (_, n) => addDays(from, n));
}

/** The instant at which a day begins in Shanghai. */
export function beginOf(day: LegalDate): Instant {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) - SHANGHAI_MS).toISOString();
}

/** First and last day of `2026-09`. */
export function daysOfMonth(month: string): readonly [LegalDate, LegalDate] {
  const first = `${month}-01`;
  const next = new Date(Date.parse(`${first}T00:00:00.000Z`) + 31 * DAY_MS).toISOString().slice(0, 7);
  return [first, addDays(`${next}-01`, -1)];
}
