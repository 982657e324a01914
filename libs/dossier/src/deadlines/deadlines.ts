import {
  addDays,
  addDuration,
  isWorkingDay,
  resolveRule,
  wasOverBefore,
  type Duration,
  type LegalDate,
  type RecognitionStandard,
  type ResolvedRule,
} from '#libs/rules';
import type { Draft } from '../draft.js';
import type { Deadline, Entry } from '../state.js';

/** Deadlines that are not duties of a unit but moments at which the system acts (3.16). */
export const MOMENTS = {
  publicityEnd: 'publicity.end',
  validity: 'entry.validity',
  repairWindow: 'repair.window',
  statement: 'notice.statement',
} as const;

export function ruleOf(draft: Draft, entry: Entry, key: string, on: LegalDate = draft.today): ResolvedRule {
  return ruleOfStandard(draft, draft.standardOf(entry), key, on);
}

export function ruleOfStandard(draft: Draft, standard: RecognitionStandard, key: string, on: LegalDate): ResolvedRule {
  return resolveRule(key, { standard, packs: draft.ctx.rulePacks, on });
}

interface NewDeadline {
  readonly entry: Entry;
  readonly key: string;
  readonly ownerRef: string;
  readonly startOn: LegalDate;
  readonly unitId?: string;
  /** Rule to read; default: `key`. */
  readonly rule?: ResolvedRule;
  /** Latest day whatever the rule says. */
  readonly notAfter?: LegalDate;
}

/** Sets a duty that a rule gives a number of days for. Returns the day it is due. */
export function setDeadline(
  draft: Draft,
  { entry, key, ownerRef, startOn, unitId, rule, notAfter }: NewDeadline,
): LegalDate {
  const resolved = rule ?? ruleOf(draft, entry, key, startOn);
  const due = addDuration(draft.ctx.calendar, startOn, resolved.value, { rollOver: true });
  const capped = notAfter !== undefined && notAfter < due.dueOn;
  emitSet(draft, entry, key, ownerRef, {
    startOn,
    dueOn: capped ? notAfter : due.dueOn,
    provisional: due.provisional,
    // A capped deadline is not computed from its duration again.
    ...(!capped && { duration: resolved.value }),
    ruleFrom: resolved.from,
    legalSource: resolved.legalSource,
    ...(unitId !== undefined && { unitId }),
  });
  return capped ? notAfter : due.dueOn;
}

/** Sets a moment whose day is already fixed: the end of a publicity, of a validity. */
export function setMoment(
  draft: Draft,
  entry: Entry,
  key: string,
  ownerRef: string,
  startOn: LegalDate,
  dueOn: LegalDate,
  source: {
    readonly ruleFrom: string;
    readonly legalSource: string;
    readonly duration?: Duration;
    readonly provisional?: boolean;
  },
): void {
  emitSet(draft, entry, key, ownerRef, { startOn, dueOn, provisional: source.provisional ?? false, ...source });
}

function emitSet(
  draft: Draft,
  entry: Entry,
  key: string,
  ownerRef: string,
  rest: {
    startOn: LegalDate;
    dueOn: LegalDate;
    provisional: boolean;
    ruleFrom: string;
    legalSource: string;
    duration?: Duration;
    unitId?: string;
  },
): void {
  draft.emit('DeadlineSet', {
    deadlineId: freshId(draft, `${key}/${ownerRef}`),
    entryId: entry.entryId,
    key,
    ownerRef,
    calendarVersion: draft.ctx.calendar.version,
    ...rest,
  });
}

/** Named by what owns it; a second one of the same owner is numbered. */
function freshId(draft: Draft, base: string): string {
  let id = base;
  for (let n = 2; draft.state.deadlines[id]; n++) id = `${base}/${n}`;
  return id;
}

export function pendingDeadlines(draft: Draft, which: (deadline: Deadline) => boolean): readonly Deadline[] {
  return Object.values(draft.state.deadlines).filter(
    (d) => (d.status === 'OPEN' || d.status === 'MISSED' || d.status === 'PAUSED') && which(d),
  );
}

/** The duty was done on a day: late when that is after its due day. */
export function meetDeadline(draft: Draft, key: string, ownerRef: string, metOn: LegalDate): void {
  for (const { deadlineId, entryId, dueOn } of pendingDeadlines(
    draft,
    (d) => d.key === key && d.ownerRef === ownerRef,
  )) {
    draft.emit('DeadlineMet', { deadlineId, ...(entryId !== undefined && { entryId }), metOn, late: metOn > dueOn });
  }
}

/** What it was set for ended otherwise. */
export function lapseDeadlines(draft: Draft, which: (deadline: Deadline) => boolean, because: string): void {
  for (const { deadlineId, entryId } of pendingDeadlines(draft, which)) {
    draft.emit('DeadlineLapsed', { deadlineId, ...(entryId !== undefined && { entryId }), because });
  }
}

/** A paused deadline counts no day from the day of the pause on (3.2). */
export function pauseDeadline(draft: Draft, key: string, ownerRef: string): void {
  for (const { deadlineId, entryId } of openOnly(draft, key, ownerRef)) {
    draft.emit('DeadlinePaused', { deadlineId, ...(entryId !== undefined && { entryId }), pausedOn: draft.today });
  }
}

/** What remained at the pause runs from the day after the resumption (3.2). */
export function resumeDeadline(draft: Draft, key: string, ownerRef: string): void {
  const paused = Object.values(draft.state.deadlines).filter(
    (d) => d.key === key && d.ownerRef === ownerRef && d.status === 'PAUSED',
  );
  for (const { deadlineId, entryId, dueOn, pausedOn } of paused) {
    const lastCounted = addDays(pausedOn ?? draft.today, -1);
    const remaining = workingDaysAfter(draft, lastCounted, dueOn);
    const resumed = addDuration(draft.ctx.calendar, draft.today, { value: remaining, unit: 'WD' }).dueOn;
    draft.emit('DeadlineResumed', {
      deadlineId,
      ...(entryId !== undefined && { entryId }),
      resumedOn: draft.today,
      dueOn: resumed,
      calendarVersion: draft.ctx.calendar.version,
    });
  }
}

function openOnly(draft: Draft, key: string, ownerRef: string): readonly Deadline[] {
  return Object.values(draft.state.deadlines).filter(
    (d) => d.key === key && d.ownerRef === ownerRef && d.status === 'OPEN',
  );
}

function workingDaysAfter(draft: Draft, from: LegalDate, to: LegalDate): number {
  let days = 0;
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWorkingDay(draft.ctx.calendar, day)) days++;
  return days;
}

/** The last working day before a day. */
export function workingDayBefore(draft: Draft, date: LegalDate): LegalDate {
  let day = addDays(date, -1);
  while (!isWorkingDay(draft.ctx.calendar, day)) day = addDays(day, -1);
  return day;
}

/** 3.2, 3.16: a year was loaded. Open deadlines that were computed with another calendar are computed again. */
export function recomputeDeadlines(draft: Draft): void {
  for (const deadline of Object.values(draft.state.deadlines))
    if (deadline.status === 'OPEN') recomputeDeadline(draft, deadline);
}

/**
 * Computes an open deadline again that was computed with another calendar; what was over when this one came, and days
 * that a decision fixed, stay. @returns whether anything changed
 */
export function recomputeDeadline(draft: Draft, deadline: Deadline): boolean {
  const { calendar } = draft.ctx;
  const { deadlineId, entryId, key, dueOn, duration } = deadline;
  if (deadline.calendarVersion === calendar.version || !duration || key === MOMENTS.validity) return false;
  if (wasOverBefore(calendar, dueOn, draft.today)) return false;
  const due = addDuration(calendar, deadline.startOn, duration, { rollOver: true });
  if (due.dueOn === dueOn && due.provisional === deadline.provisional) return false;
  draft.emit('DeadlineRescheduled', {
    deadlineId,
    ...(entryId !== undefined && { entryId }),
    dueOn: due.dueOn,
    calendarVersion: calendar.version,
    provisional: due.provisional,
    because: 'CALENDAR',
  });
  return true;
}
