import {
  addDays,
  addMonths,
  compareDates,
  dateOfDayNumber,
  dayNumberOf,
  isLegalDate,
  partsOfDayNumber,
  weekdayOf,
  weekdayOfDayNumber,
} from './days.js';
import { fingerprint } from './fingerprint.js';
import type { CalendarYear, Duration, LegalDate, WorkingCalendar } from './types.js';

/** The last day of a period, and whether it rests on a year whose holiday table is not loaded (spec 3.2). */
export interface DueDate {
  readonly dueOn: LegalDate;
  readonly provisional: boolean;
}

/** The days off that are certain before a year's table is published: 1 January, 1 May, 1 to 3 October. */
const STATUTORY = new Set([1_01, 5_01, 10_01, 10_02, 10_03]);

interface CalendarIndex {
  readonly loaded: ReadonlySet<number>;
  /** Number of a day to whether it is worked; what is absent follows the weekday. */
  readonly exceptions: ReadonlyMap<number, boolean>;
}

// Calendars never change, so what is derived from one may be kept beside it.
const indexes = new WeakMap<WorkingCalendar, CalendarIndex>();

function indexOf(calendar: WorkingCalendar): CalendarIndex {
  const known = indexes.get(calendar);
  if (known) return known;
  const exceptions = new Map<number, boolean>();
  // The region comes second: its days off stand above the national table.
  for (const year of [...calendar.years, ...(calendar.overlay ?? [])]) {
    for (const day of year.makeUp) exceptions.set(dayNumberOf(day), true);
    for (const day of year.off) exceptions.set(dayNumberOf(day), false);
  }
  const index = { loaded: new Set(calendar.years.map(({ year }) => year)), exceptions };
  indexes.set(calendar, index);
  return index;
}

/** Whether the holiday table of the date's year is loaded. */
export function isYearLoaded(calendar: WorkingCalendar, date: LegalDate): boolean {
  return indexOf(calendar).loaded.has(Number(date.slice(0, 4)));
}

/**
 * Whether a last day was over before the calendar came: then it stays as it was computed (spec 3.2). A calendar that does
 * not say when it was loaded moves no day that is over.
 */
export function wasOverBefore({ loadedOn }: WorkingCalendar, dueOn: LegalDate, today: LegalDate): boolean {
  return dueOn < today && (loadedOn === undefined || dueOn < loadedOn);
}

/**
 * Whether a day is a working day (工作日): Monday to Friday not in the holiday table, and make-up days on weekends. In a
 * year that is not loaded, weekdays without 1-1, 5-1 and 10-1 to 10-3.
 */
export function isWorkingDay(calendar: WorkingCalendar, date: LegalDate): boolean {
  return isWorked(indexOf(calendar), dayNumberOf(date));
}

/** Counting goes by numbers of days: it is what most of the time of a decision would go to. */
function isWorked({ exceptions, loaded }: CalendarIndex, dayNumber: number): boolean {
  const exception = exceptions.get(dayNumber);
  if (exception !== undefined) return exception;
  if (weekdayOfDayNumber(dayNumber) > 5) return false;
  const { year, month, day } = partsOfDayNumber(dayNumber);
  return loaded.has(year) || !STATUTORY.has(month * 100 + day);
}

/**
 * The n-th working day after `start`, which itself is not counted (民法典 201). A negative `n` counts back. With 0 it
 * is `start`, working day or not.
 * @throws RangeError if `n` is not an integer.
 */
export function addWorkingDays(calendar: WorkingCalendar, start: LegalDate, n: number): DueDate {
  if (!Number.isInteger(n)) throw new RangeError(`not a number of working days: ${n}`);
  const index = indexOf(calendar);
  const step = n < 0 ? -1 : 1;
  let day = dayNumberOf(start);
  let provisional = false;
  for (let left = Math.abs(n); left > 0;) {
    day += step;
    provisional ||= !index.loaded.has(partsOfDayNumber(day).year);
    if (isWorked(index, day)) left -= 1;
  }
  return { dueOn: dateOfDayNumber(day), provisional };
}

/**
 * Working days after `from` up to and including `to`: so `workingDaysBetween(cal, start, addWorkingDays(cal, start,
 * n).dueOn)` is `n`. Negative if `to` is the earlier.
 */
export function workingDaysBetween(calendar: WorkingCalendar, from: LegalDate, to: LegalDate): number {
  if (compareDates(to, from) < 0) return -workingDaysBetween(calendar, to, from) || 0;
  const index = indexOf(calendar);
  let count = 0;
  for (let day = dayNumberOf(from) + 1; day <= dayNumberOf(to); day++) {
    if (isWorked(index, day)) count += 1;
  }
  return count;
}

/** The date itself if it is a working day, else the next working day. */
export function firstWorkingDayFrom(calendar: WorkingCalendar, date: LegalDate): DueDate {
  const provisional = !isYearLoaded(calendar, date);
  if (isWorkingDay(calendar, date)) return { dueOn: date, provisional };
  const next = addWorkingDays(calendar, date, 1);
  return { dueOn: next.dueOn, provisional: provisional || next.provisional };
}

/**
 * The last day of a period that starts on `start` (not counted; 民法典 201 to 203). Months and years end on the
 * corresponding day or the month's end, and run to its 24:00.
 *
 * `rollOver` moves a last day that is no working day to the next one: for procedural deadlines only, since it must
 * never lengthen a sanction (spec 3.2).
 * @throws RangeError if the value is not a non-negative integer.
 */
export function addDuration(
  calendar: WorkingCalendar,
  start: LegalDate,
  duration: Duration,
  options: { readonly rollOver?: boolean } = {},
): DueDate {
  if (!isDuration(duration)) throw new RangeError(`not a duration: ${JSON.stringify(duration)}`);
  if (duration.unit === 'WD') return addWorkingDays(calendar, start, duration.value);
  const dueOn = lastCalendarDay(start, duration);
  return options.rollOver ? firstWorkingDayFrom(calendar, dueOn) : { dueOn, provisional: false };
}

function lastCalendarDay(start: LegalDate, { value, unit }: Duration): LegalDate {
  switch (unit) {
    case 'WD':
      throw new RangeError('working days need a calendar');
    case 'CD':
      return addDays(start, value);
    case 'MONTH':
      return addMonths(start, value);
    case 'YEAR':
      return addMonths(start, value * 12);
  }
}

/** A whole number, not negative, of one of the four units. */
export function isDuration(duration: unknown): duration is Duration {
  if (typeof duration !== 'object' || duration === null) return false;
  const { value, unit } = duration as Partial<Duration>;
  return (
    Number.isInteger(value) &&
    Number(value) >= 0 &&
    Number(value) <= 36_500 &&
    (unit === 'WD' || unit === 'CD' || unit === 'MONTH' || unit === 'YEAR')
  );
}

/**
 * The version of a calendar: the years it covers and a fingerprint of its days, so that the same tables give the same
 * version on every machine and in every order of loading. `2024-2026.1f0c…`
 */
export function calendarVersionOf(years: readonly CalendarYear[], overlay: readonly CalendarYear[] = []): string {
  const canonical = (tables: readonly CalendarYear[]): string =>
    byYear(tables)
      .map(({ year, off, makeUp }) => `${year}-${[...off].sort().join(',')}+${[...makeUp].sort().join(',')}`)
      .join(';');
  const numbers = byYear(years).map(({ year }) => year);
  const first = numbers[0];
  const last = numbers[numbers.length - 1];
  const span = first === undefined ? 'none' : first === last ? `${first}` : `${first}-${last}`;
  return `${span}.${fingerprint(`${canonical(years)}|${canonical(overlay)}`)}`;
}

/** The calendar with the table of a year loaded, or put in the place of the one it had: a new version. */
export function withYear(calendar: WorkingCalendar, year: CalendarYear): WorkingCalendar {
  const years = replaceYear(calendar.years, year);
  return { ...calendar, years, version: calendarVersionOf(years, calendar.overlay) };
}

/** The calendar with a region's own days off for a year (年节办法 4): a new version. */
export function withOverlayYear(calendar: WorkingCalendar, year: CalendarYear): WorkingCalendar {
  const overlay = replaceYear(calendar.overlay ?? [], year);
  return { ...calendar, overlay, version: calendarVersionOf(calendar.years, overlay) };
}

/** The calendar of a region: the national tables with the region's days over them. */
export function calendarOfRegion(
  national: WorkingCalendar,
  region: string,
  overlay: readonly CalendarYear[],
): WorkingCalendar {
  return { ...national, region, overlay, version: calendarVersionOf(national.years, overlay) };
}

/** What is wrong with a holiday table; nothing if it may be loaded. */
export function checkCalendarYear(table: CalendarYear): readonly string[] {
  const problems: string[] = [];
  if (!Number.isInteger(table.year) || table.year < 1000 || table.year > 9999) problems.push(`year ${table.year}`);
  if (table.source.trim() === '') problems.push('source missing');
  const seen = new Set<LegalDate>();
  for (const day of [...table.off, ...table.makeUp]) {
    if (!isLegalDate(day)) problems.push(`${day} is not a date`);
    else if (Number(day.slice(0, 4)) !== table.year) problems.push(`${day} is not in ${table.year}`);
    else if (seen.has(day)) problems.push(`${day} stands twice`);
    seen.add(day);
  }
  for (const day of table.makeUp) {
    if (isLegalDate(day) && weekdayOf(day) <= 5) problems.push(`${day} is no weekend day`);
  }
  return problems;
}

function byYear(tables: readonly CalendarYear[]): readonly CalendarYear[] {
  return [...tables].sort((a, b) => a.year - b.year);
}

function replaceYear(tables: readonly CalendarYear[], table: CalendarYear): readonly CalendarYear[] {
  return byYear([...tables.filter(({ year }) => year !== table.year), table]);
}
