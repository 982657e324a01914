import { calendarOfRegion, calendarVersionOf, checkCalendarYear } from './calendar.js';
import { sameContent } from './canonical.js';
import { NATIONAL_REGION } from './data/calendar-years.js';
import { RuleRefusal } from './refusal.js';
import type { CalendarYear, WorkingCalendar } from './types.js';

/* The stream `calendar-{region}`: `calendar-CN` holds the national tables, each other one the days off of its region. */

/** Loads the holiday table of the State Council for a year, or a corrected one. */
export interface LoadCalendarYear {
  readonly type: 'LoadCalendarYear';
  readonly table: CalendarYear;
}

/** Loads the days off that a region adds in a year (年节办法 4). */
export interface LoadCalendarOverlay {
  readonly type: 'LoadCalendarOverlay';
  readonly table: CalendarYear;
}

export type CalendarCommand = LoadCalendarYear | LoadCalendarOverlay;

export interface CalendarLoaded {
  readonly region: string;
  readonly table: CalendarYear;
  /** Version of this stream's tables once the table is loaded. */
  readonly version: string;
}

export type CalendarEvent =
  | { readonly type: 'CalendarYearLoaded'; readonly data: CalendarLoaded }
  | { readonly type: 'CalendarOverlayLoaded'; readonly data: CalendarLoaded };

/** The tables of one region, the newest of each year. */
export interface CalendarState {
  readonly region: string;
  readonly tables: readonly CalendarYear[];
}

export function initialCalendar(region: string): CalendarState {
  return { region, tables: [] };
}

/** Folds one event. Accepts every past and leaves alone what it does not know. */
export function evolveCalendar(state: CalendarState, event: CalendarEvent): CalendarState {
  switch (event.type) {
    case 'CalendarYearLoaded':
    case 'CalendarOverlayLoaded':
      return { ...state, tables: withTable(state.tables, event.data.table) };
  }
  return state;
}

function withTable(tables: readonly CalendarYear[], table: CalendarYear): readonly CalendarYear[] {
  return [...tables.filter(({ year }) => year !== table.year), table].sort((a, b) => a.year - b.year);
}

/**
 * What a command on a calendar comes to; a table that is already loaded comes to nothing.
 * @throws RuleRefusal if the table is wrong or belongs to the other kind of stream.
 */
export function decideCalendar(command: CalendarCommand, state: CalendarState): readonly CalendarEvent[] {
  const { table, type } = command;
  const isNational = state.region === NATIONAL_REGION;
  if (isNational !== (type === 'LoadCalendarYear')) {
    throw new RuleRefusal(
      'CALENDAR_KIND_MISMATCH',
      '3.2',
      '全国日历加载年度表,地区日历加载地区假日',
      'The national calendar takes tables of a year, a region only its own days off',
    );
  }
  const wrong = checkCalendarYear(table);
  if (wrong.length > 0) {
    throw new RuleRefusal(
      'CALENDAR_TABLE_INVALID',
      '3.2',
      `节假日表有误:${wrong.join(';')}`,
      `The holiday table is wrong: ${wrong.join('; ')}`,
    );
  }
  if (state.tables.some((known) => sameContent(known, table))) return [];
  const tables = withTable(state.tables, table);
  const version = isNational ? calendarVersionOf(tables) : calendarVersionOf([], tables);
  return [
    {
      type: isNational ? 'CalendarYearLoaded' : 'CalendarOverlayLoaded',
      data: { region: state.region, table, version },
    },
  ];
}

/** The calendar that deadlines are computed with: the national tables, with a region's own over them where given. */
export function workingCalendarOf(national: CalendarState, regional?: CalendarState): WorkingCalendar {
  const calendar: WorkingCalendar = {
    version: calendarVersionOf(national.tables),
    region: national.region,
    years: national.tables,
  };
  return regional ? calendarOfRegion(calendar, regional.region, regional.tables) : calendar;
}
