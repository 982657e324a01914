import type { Instant, LegalDate } from './types.js';

/*
 * Dates as numbers of days, by arithmetic alone: no clock and no time zone of the machine can get in. Shanghai has been
 * at +08:00 without summer time since 1991, long before any list.
 */

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?Z$/;
const SHANGHAI_OFFSET_HOURS = 8;
const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A date taken apart; month 1 to 12, day from 1. */
export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Number of days of a month (1 to 12). */
export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (MONTH_LENGTHS[month - 1] ?? 0);
}

/** Whether the text is `YYYY-MM-DD` and a day that exists. */
export function isLegalDate(text: unknown): text is LegalDate {
  const found = typeof text === 'string' ? DATE.exec(text) : null;
  if (!found) return false;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  return year >= 1 && day >= 1 && day <= daysInMonth(year, month);
}

/** @throws RangeError if the date does not exist. */
export function partsOf(date: LegalDate): DateParts {
  if (!isLegalDate(date)) throw new RangeError(`not a date: ${String(date)}`);
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8, 10)) };
}

/** The date of these parts. @throws RangeError outside the years 1 to 9999 or if the day does not exist. */
export function dateOf(year: number, month: number, day: number): LegalDate {
  const date = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  if (!isLegalDate(date)) throw new RangeError(`not a date: ${date}`);
  return date;
}

/** Days since 1970-01-01. @throws RangeError if the date does not exist. */
export function dayNumberOf(date: LegalDate): number {
  const { year, month, day } = partsOf(date);
  // A year that begins in March has its leap day at the end.
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The inverse of {@link dayNumberOf}. */
export function dateOfDayNumber(dayNumber: number): LegalDate {
  const { year, month, day } = partsOfDayNumber(dayNumber);
  return dateOf(year, month, day);
}

/** The date of a day since 1970-01-01, taken apart; its text is not made. */
export function partsOfDayNumber(dayNumber: number): DateParts {
  const shifted = dayNumber + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** Monday 1 … Sunday 7. */
export function weekdayOf(date: LegalDate): number {
  return weekdayOfDayNumber(dayNumberOf(date));
}

/** Monday 1 … Sunday 7. */
export function weekdayOfDayNumber(dayNumber: number): number {
  return ((((dayNumber + 3) % 7) + 7) % 7) + 1;
}

/** The date `n` calendar days later, or earlier if `n` is negative. */
export function addDays(date: LegalDate, n: number): LegalDate {
  if (!Number.isInteger(n)) throw new RangeError(`not a number of days: ${n}`);
  return dateOfDayNumber(dayNumberOf(date) + n);
}

export function nextDay(date: LegalDate): LegalDate {
  return addDays(date, 1);
}

/**
 * The corresponding day `n` months later, or the last day of that month where it has none (民法典 202). `n` may be
 * negative.
 */
export function addMonths(date: LegalDate, n: number): LegalDate {
  if (!Number.isInteger(n)) throw new RangeError(`not a number of months: ${n}`);
  const { year, month, day } = partsOf(date);
  const months = year * 12 + month - 1 + n;
  const [toYear, toMonth] = [Math.floor(months / 12), (((months % 12) + 12) % 12) + 1];
  return dateOf(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth)));
}

/** Calendar days from one date to another; negative if `to` is earlier. */
export function daysBetween(from: LegalDate, to: LegalDate): number {
  return dayNumberOf(to) - dayNumberOf(from);
}

/** Negative if `a` is the earlier, 0 if they are the same, positive if `a` is the later: fit for `sort`. */
export function compareDates(a: LegalDate, b: LegalDate): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The latest of the dates. */
export function maxDate(first: LegalDate, ...others: readonly LegalDate[]): LegalDate {
  return others.reduce((latest, date) => (compareDates(date, latest) > 0 ? date : latest), first);
}

/** The earliest of the dates. */
export function minDate(first: LegalDate, ...others: readonly LegalDate[]): LegalDate {
  return others.reduce((earliest, date) => (compareDates(date, earliest) < 0 ? date : earliest), first);
}

/** The date in Shanghai at an instant. @throws RangeError if the instant is not ISO 8601 in UTC. */
export function legalDateOf(instant: Instant): LegalDate {
  const found = INSTANT.exec(instant);
  const [date, hours] = [found?.[1], Number(found?.[2])];
  if (!isLegalDate(date) || hours > 23 || Number(found?.[3]) > 59 || Number(found?.[4]) > 59) {
    throw new RangeError(`not an instant in UTC: ${instant}`);
  }
  return hours >= 24 - SHANGHAI_OFFSET_HOURS ? nextDay(date) : date;
}

/** 00:00 of the date in Shanghai. */
export function startOfDay(date: LegalDate): Instant {
  return `${addDays(date, -1)}T${24 - SHANGHAI_OFFSET_HOURS}:00:00.000Z`;
}

/** 24:00 of the date in Shanghai, which is 00:00 of the next: the first instant that no longer belongs to it. */
export function endOfDay(date: LegalDate): Instant {
  return startOfDay(nextDay(date));
}
