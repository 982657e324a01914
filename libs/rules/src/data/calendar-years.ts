import { calendarVersionOf } from '../calendar.js';
import { addDays, dayNumberOf } from '../days.js';
import type { CalendarYear, LegalDate, WorkingCalendar } from '../types.js';

/** Every day from the first to the last, both included. */
function span(first: LegalDate, last: LegalDate = first): readonly LegalDate[] {
  return Array.from({ length: dayNumberOf(last) - dayNumberOf(first) + 1 }, (_, n) => addDays(first, n));
}

/** The national holiday tables of 2024 to 2026 (spec 3.2). */
export const SHIPPED_CALENDAR_YEARS: readonly CalendarYear[] = [
  {
    year: 2024,
    off: [
      ...span('2024-01-01'),
      ...span('2024-02-10', '2024-02-17'),
      ...span('2024-04-04', '2024-04-06'),
      ...span('2024-05-01', '2024-05-05'),
      ...span('2024-06-08', '2024-06-10'),
      ...span('2024-09-15', '2024-09-17'),
      ...span('2024-10-01', '2024-10-07'),
    ],
    makeUp: [
      '2024-02-04',
      '2024-02-18',
      '2024-04-07',
      '2024-04-28',
      '2024-05-11',
      '2024-09-14',
      '2024-09-29',
      '2024-10-12',
    ],
    source: '国务院办公厅关于2024年部分节假日安排的通知',
  },
  {
    year: 2025,
    off: [
      ...span('2025-01-01'),
      ...span('2025-01-28', '2025-02-04'),
      ...span('2025-04-04', '2025-04-06'),
      ...span('2025-05-01', '2025-05-05'),
      ...span('2025-05-31', '2025-06-02'),
      ...span('2025-10-01', '2025-10-08'),
    ],
    makeUp: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
    source: '国务院办公厅关于2025年部分节假日安排的通知',
  },
  {
    year: 2026,
    off: [
      ...span('2026-01-01', '2026-01-03'),
      ...span('2026-02-15', '2026-02-23'),
      ...span('2026-04-04', '2026-04-06'),
      ...span('2026-05-01', '2026-05-05'),
      ...span('2026-06-19', '2026-06-21'),
      ...span('2026-09-25', '2026-09-27'),
      ...span('2026-10-01', '2026-10-07'),
    ],
    makeUp: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
    source: '国务院办公厅关于2026年部分节假日安排的通知',
  },
];

/** The region code of the national calendar. */
export const NATIONAL_REGION = 'CN';

export const SHIPPED_CALENDAR: WorkingCalendar = {
  version: calendarVersionOf(SHIPPED_CALENDAR_YEARS),
  region: NATIONAL_REGION,
  years: SHIPPED_CALENDAR_YEARS,
};
