import { addDays, isWorkingDay, startOfDay, type Instant, type LegalDate, type WorkingCalendar } from '#libs/rules';

const MINUTE_MS = 60_000;
/** Offices open at nine in Shanghai. */
const OPENING_MINUTE = 9 * 60;

/** Working days counted backwards from the day on which the demonstration was loaded. */
export class PastDays {
  private readonly days: LegalDate[] = [];

  /** @param calendar a year that it does not have counts by weekdays alone */
  constructor(
    private readonly calendar: WorkingCalendar,
    readonly today: LegalDate,
  ) {}

  /** The n-th working day before today, n from 1; 0 is today itself, working day or not. */
  day(n: number): LegalDate {
    if (!Number.isInteger(n) || n < 0) throw new RangeError(`no day ${n}`);
    if (n === 0) return this.today;
    for (let at = this.days.at(-1) ?? this.today; this.days.length < n;) {
      at = addDays(at, -1);
      if (isWorkingDay(this.calendar, at)) this.days.push(at);
    }
    return this.days[n - 1] ?? this.today;
  }

  /** An instant in office hours of the n-th working day before today. */
  instant(n: number, minute: number): Instant {
    return new Date(Date.parse(startOfDay(this.day(n))) + (OPENING_MINUTE + minute) * MINUTE_MS).toISOString();
  }
}

/** Calendar days from one legal date to another. */
export function daysApart(from: LegalDate, to: LegalDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
