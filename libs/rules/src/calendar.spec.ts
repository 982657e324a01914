import fc from 'fast-check';
import {
  addDays,
  addDuration,
  addWorkingDays,
  calendarOfRegion,
  calendarVersionOf,
  checkCalendarYear,
  firstWorkingDayFrom,
  isWorkingDay,
  SHIPPED_CALENDAR as CAL,
  SHIPPED_CALENDAR_YEARS,
  withOverlayYear,
  withYear,
  workingDaysBetween,
} from '#libs/rules';

const dates = fc.integer({ min: 0, max: 365 * 5 }).map((n) => addDays('2024-01-01', n));

describe('working days (spec 3.2)', () => {
  it.each([
    ['2026-09-29', 5, '2026-10-12'],
    ['2026-09-30', 5, '2026-10-13'],
    ['2026-09-24', 5, '2026-10-09'],
    ['2026-09-28', 5, '2026-10-10'],
    ['2026-09-17', 3, '2026-09-21'],
    ['2026-09-18', 5, '2026-09-24'],
    ['2026-09-30', 10, '2026-10-20'],
    ['2026-09-30', 15, '2026-10-27'],
    ['2026-09-30', 20, '2026-11-03'],
    ['2026-02-13', 5, '2026-02-27'],
    ['2026-04-30', 5, '2026-05-11'],
    ['2026-09-08', 7, '2026-09-17'],
    ['2026-09-14', 5, '2026-09-20'],
    ['2026-11-09', 20, '2026-12-07'],
  ])(
    'given %s, when %i working days are added, then it is due %s, the start day not counted (民法典 201)',
    (start, n, due) => {
      expect(addWorkingDays(CAL, start, n)).toEqual({ dueOn: due, provisional: false });
      expect(workingDaysBetween(CAL, start, due)).toBe(n);
    },
  );

  it.each([
    ['2026-10-10', true, 'make-up Saturday'],
    ['2026-09-20', true, 'make-up Sunday'],
    ['2025-01-26', true, 'make-up Sunday of 2025'],
    ['2024-10-12', true, 'make-up Saturday of 2024'],
    ['2026-10-07', false, 'Wednesday inside the holiday'],
    ['2026-10-11', false, 'plain Sunday'],
    ['2025-06-02', false, 'Dragon Boat Festival, Monday'],
    ['2026-10-08', true, 'first day after the holiday'],
  ])('given %s, then working day is %s (%s)', (day, works) => {
    expect(isWorkingDay(CAL, day)).toBe(works);
  });

  it.each([2024, 2025, 2026])(
    'the table of %i has as many days off as the notice: weekdays off less make-up days',
    (year) => {
      const table = SHIPPED_CALENDAR_YEARS.find((one) => one.year === year);
      expect(table && checkCalendarYear(table)).toEqual([]);
      // 2024: 251 working days, 2025 and 2026: 248; known totals of the three years.
      const total = workingDaysBetween(CAL, `${year - 1}-12-31`, `${year}-12-31`);
      expect(total).toBe(year === 2024 ? 251 : 248);
    },
  );

  it('given a year that is not loaded, then the day is provisional and 1 January is statutory (scenario 22)', () => {
    expect(addWorkingDays(CAL, '2026-12-28', 5)).toEqual({ dueOn: '2027-01-05', provisional: true });
    expect(addWorkingDays(CAL, '2026-12-28', 3)).toEqual({ dueOn: '2026-12-31', provisional: false });
    expect([1, 2, 3, 4, 5, 6, 7].map((n) => isWorkingDay(CAL, `2030-10-0${n}`))).toEqual([
      false,
      false,
      false,
      true,
      false,
      false,
      true,
    ]);
  });

  it('given the table of 2027 is loaded, then the same deadline is certain, moves, and names another version', () => {
    const loaded = withYear(CAL, {
      year: 2027,
      off: ['2027-01-01', '2027-01-04'],
      makeUp: ['2027-01-09'],
      source: '示例',
    });
    expect(addWorkingDays(loaded, '2026-12-28', 5)).toEqual({ dueOn: '2027-01-06', provisional: false });
    expect(loaded.version).not.toBe(CAL.version);
    expect(CAL.years).toHaveLength(3);
  });

  it('counts backwards with a negative number, and stays with 0', () => {
    expect(addWorkingDays(CAL, '2026-10-09', -1).dueOn).toBe('2026-10-08');
    expect(addWorkingDays(CAL, '2026-10-08', -1).dueOn).toBe('2026-09-30');
    expect(addWorkingDays(CAL, '2026-10-05', 0)).toEqual({ dueOn: '2026-10-05', provisional: false });
    expect(() => addWorkingDays(CAL, '2026-10-05', 1.5)).toThrow(RangeError);
  });

  it('given a region with its own day off, then that day is no working day there (年节办法 4)', () => {
    const region = withOverlayYear(calendarOfRegion(CAL, '640000', []), {
      year: 2026,
      off: ['2026-03-20', '2026-10-10'],
      makeUp: [],
      source: '开斋节放假通知',
    });
    expect([isWorkingDay(region, '2026-03-20'), isWorkingDay(CAL, '2026-03-20')]).toEqual([false, true]);
    expect(isWorkingDay(region, '2026-10-10')).toBe(false);
    expect(region.version).not.toBe(CAL.version);
    expect(region.region).toBe('640000');
  });

  it('the version is the same for the same tables in any order, and another for one day changed', () => {
    const [first, ...rest] = SHIPPED_CALENDAR_YEARS;
    expect(calendarVersionOf([...rest, first!])).toBe(CAL.version);
    expect(calendarVersionOf([...rest, { ...first!, off: first!.off.slice(1) }])).not.toBe(CAL.version);
    expect(calendarVersionOf(SHIPPED_CALENDAR_YEARS, [first!])).not.toBe(CAL.version);
    expect(CAL.version).toMatch(/^2024-2026\.[0-9a-f]{16}$/);
  });

  it('a table with impossible, foreign, doubled or weekday make-up days is named wrong', () => {
    const problems = checkCalendarYear({
      year: 2027,
      off: ['2027-02-29', '2026-10-01', '2027-01-02'],
      makeUp: ['2027-01-02', '2027-01-04'],
      source: ' ',
    });
    expect(problems).toEqual([
      'source missing',
      '2027-02-29 is not a date',
      '2026-10-01 is not in 2027',
      '2027-01-02 stands twice',
      '2027-01-04 is no weekend day',
    ]);
  });
});

describe('working days, for all dates', () => {
  it('adding is inverse to counting, forwards and backwards', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: 1, max: 60 }), (start, n) => {
        const { dueOn } = addWorkingDays(CAL, start, n);
        expect(workingDaysBetween(CAL, start, dueOn)).toBe(n);
        expect(isWorkingDay(CAL, dueOn)).toBe(true);
        const back = addWorkingDays(CAL, start, -n).dueOn;
        expect(workingDaysBetween(CAL, back, addDays(start, -1))).toBe(n - 1);
      }),
    );
  });

  it('is strictly monotone in the number and monotone in the start', () => {
    fc.assert(
      fc.property(dates, fc.nat(40), fc.nat(30), (start, n, later) => {
        const due = addWorkingDays(CAL, start, n).dueOn;
        expect(addWorkingDays(CAL, start, n + 1).dueOn > due).toBe(true);
        expect(addWorkingDays(CAL, addDays(start, later), n).dueOn >= due).toBe(true);
      }),
    );
  });

  it('rolling over is never earlier, ends on a working day, and leaves a working day alone', () => {
    fc.assert(
      fc.property(dates, fc.nat(90), (start, value) => {
        const plain = addDuration(CAL, start, { value, unit: 'CD' });
        const rolled = addDuration(CAL, start, { value, unit: 'CD' }, { rollOver: true });
        expect(rolled.dueOn >= plain.dueOn).toBe(true);
        expect(isWorkingDay(CAL, rolled.dueOn)).toBe(true);
        if (isWorkingDay(CAL, plain.dueOn)) expect(rolled.dueOn).toBe(plain.dueOn);
        expect(firstWorkingDayFrom(CAL, rolled.dueOn).dueOn).toBe(rolled.dueOn);
      }),
    );
  });
});

describe('periods of days, months and years (民法典 201 to 203)', () => {
  it.each([
    ['2026-11-21', 3, 'YEAR', '2029-11-21'],
    ['2024-02-29', 1, 'YEAR', '2025-02-28'],
    ['2024-02-29', 4, 'YEAR', '2028-02-29'],
    ['2026-08-31', 6, 'MONTH', '2027-02-28'],
    ['2027-08-31', 6, 'MONTH', '2028-02-29'],
    ['2026-01-31', 1, 'MONTH', '2026-02-28'],
    ['2026-01-31', 3, 'MONTH', '2026-04-30'],
    ['2026-11-15', 14, 'MONTH', '2028-01-15'],
    ['2026-12-30', 30, 'CD', '2027-01-29'],
    ['2026-09-30', 5, 'WD', '2026-10-13'],
  ] as const)('given %s, when %i %s pass, then the last day is %s', (start, value, unit, due) => {
    expect(addDuration(CAL, start, { value, unit }).dueOn).toBe(due);
  });

  it('a procedural last day moves off the holiday, a validity does not (民法典 203, spec 3.2)', () => {
    const tenDays = { value: 10, unit: 'CD' } as const;
    expect(addDuration(CAL, '2026-09-25', tenDays, { rollOver: true }).dueOn).toBe('2026-10-08');
    expect(addDuration(CAL, '2026-09-25', tenDays).dueOn).toBe('2026-10-05');
    expect(addDuration(CAL, '2026-09-30', tenDays, { rollOver: true }).dueOn).toBe('2026-10-10');
  });

  it('is provisional only where a day of a year not loaded was looked at', () => {
    expect(addDuration(CAL, '2026-11-21', { value: 3, unit: 'YEAR' }).provisional).toBe(false);
    expect(addDuration(CAL, '2026-11-21', { value: 3, unit: 'YEAR' }, { rollOver: true }).provisional).toBe(true);
  });

  it.each([
    { value: -1, unit: 'CD' },
    { value: 1.5, unit: 'WD' },
    { value: 1, unit: 'WEEK' },
  ])('refuses %j', (wrong) => {
    expect(() => addDuration(CAL, '2026-11-21', wrong as never)).toThrow(RangeError);
  });
});
