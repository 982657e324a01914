import fc from 'fast-check';
import {
  addDays,
  addMonths,
  compareDates,
  dateOfDayNumber,
  dayNumberOf,
  daysBetween,
  endOfDay,
  isLegalDate,
  legalDateOf,
  maxDate,
  minDate,
  nextDay,
  startOfDay,
  weekdayOf,
} from '#libs/rules';

const dayNumbers = fc.integer({ min: dayNumberOf('1000-01-01'), max: dayNumberOf('9998-12-31') });

describe('legal dates (spec 3.2: Asia/Shanghai)', () => {
  it.each([
    ['2026-09-18T15:59:59.999Z', '2026-09-18'],
    ['2026-09-18T16:00:00.000Z', '2026-09-19'],
    ['2026-12-31T16:00:00.000Z', '2027-01-01'],
    ['2024-02-28T16:30:00Z', '2024-02-29'],
    ['2026-09-18T00:00:00.000Z', '2026-09-18'],
  ])('at %s it is %s in Shanghai', (instant, date) => {
    expect(legalDateOf(instant)).toBe(date);
  });

  it.each(['2026-09-18', '2026-09-18T01:30:00+08:00', '2026-02-30T00:00:00.000Z', '2026-09-18T24:00:00.000Z', ''])(
    'refuses the instant %j',
    (text) => {
      expect(() => legalDateOf(text)).toThrow(RangeError);
    },
  );

  it('a day runs from 00:00 to 24:00 in Shanghai (民法典 203)', () => {
    expect(startOfDay('2026-09-18')).toBe('2026-09-17T16:00:00.000Z');
    expect(endOfDay('2029-11-21')).toBe(startOfDay('2029-11-22'));
    expect(endOfDay('2029-11-21')).toBe('2029-11-21T16:00:00.000Z');
  });

  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '20260101',
    '2026-04-31',
    '0000-01-01',
    '1900-02-29',
    ' 2026-01-01',
  ])('%j is no date', (text) => {
    expect(isLegalDate(text)).toBe(false);
    expect(() => addDays(text, 1)).toThrow(RangeError);
  });

  it.each(['2024-02-29', '2000-02-29', '2026-12-31'])('%s is a date', (text) => expect(isLegalDate(text)).toBe(true));

  it('what is not a text is no date', () => {
    expect([undefined, null, 20260101, {}].map(isLegalDate)).toEqual([false, false, false, false]);
  });

  it('orders dates', () => {
    expect(['2026-10-01', '2026-02-01', '2026-09-30'].sort(compareDates)).toEqual([
      '2026-02-01',
      '2026-09-30',
      '2026-10-01',
    ]);
    expect(compareDates('2026-10-01', '2026-10-01')).toBe(0);
    expect(maxDate('2026-01-02', '2026-03-01', '2026-02-01')).toBe('2026-03-01');
    expect(minDate('2026-01-02', '2026-03-01', '2025-12-31')).toBe('2025-12-31');
  });

  it('agrees with the calendar of the language on number, date and weekday', () => {
    fc.assert(
      fc.property(dayNumbers, (n) => {
        const date = dateOfDayNumber(n);
        const reference = new Date(n * 86_400_000);
        expect(date).toBe(reference.toISOString().slice(0, 10));
        expect(dayNumberOf(date)).toBe(n);
        expect(weekdayOf(date) % 7).toBe(reference.getUTCDay());
        expect(daysBetween(date, nextDay(date))).toBe(1);
        expect(legalDateOf(startOfDay(date))).toBe(date);
        expect(legalDateOf(endOfDay(date))).toBe(nextDay(date));
      }),
    );
  });

  it('months end on the corresponding day or the last of the month (民法典 202), forwards and backwards', () => {
    expect(addMonths('2026-03-31', -1)).toBe('2026-02-28');
    expect(addMonths('2026-01-31', -2)).toBe('2025-11-30');
    fc.assert(
      fc.property(dayNumbers, fc.integer({ min: 0, max: 480 }), (n, months) => {
        const date = dateOfDayNumber(n);
        fc.pre(Number(date.slice(0, 4)) < 9900);
        const later = addMonths(date, months);
        expect(later.slice(8) <= date.slice(8)).toBe(true);
        if (later.slice(8) < date.slice(8)) expect(nextDay(later).slice(8)).toBe('01');
        const elapsed = (d: string): number => Number(d.slice(0, 4)) * 12 + Number(d.slice(5, 7));
        expect(elapsed(later) - elapsed(date)).toBe(months);
      }),
    );
  });
});
