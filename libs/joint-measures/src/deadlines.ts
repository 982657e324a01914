import {
  addDays,
  addDuration,
  isWorkingDay,
  resolveRule,
  RuleNotFound,
  wasOverBefore,
  type LegalDate,
} from '#libs/rules';
import type { TriggerDraft } from './draft.js';
import type { MeasureDeadline } from './state.js';

/* Duties of implementing units: events like every other (3.16), days from the rule packs (3.3). */

/** Marks the deadlines of these loops among all deadlines. */
export const TRIGGER_DEADLINE = 'trigger/';

interface NewDuty {
  readonly key: string;
  /** The record or the instruction. */
  readonly ownerRef: string;
  readonly unitId: string;
}

/** Sets a duty from today on. Without an entry, or where no pack knows the key, there is none. */
export function setDuty(draft: TriggerDraft, { key, ownerRef, unitId }: NewDuty): void {
  const { calendar, rulePacks: packs, entry } = draft.ctx;
  if (entry === undefined) return;
  const startOn = draft.today;
  const rule = ruleFor(key, { standard: entry.standard, packs, on: startOn });
  if (rule === undefined) return;
  const { dueOn, provisional } = addDuration(calendar, startOn, rule.value, { rollOver: true });
  draft.emit('DeadlineSet', {
    deadlineId: freshId(draft, `${TRIGGER_DEADLINE}${key}/${ownerRef}`),
    ...{ key, ownerRef, unitId, startOn, dueOn, provisional },
    duration: rule.value,
    calendarVersion: calendar.version,
    ruleFrom: rule.from,
    legalSource: rule.legalSource,
  });
}

/** A release that brings a new key meets installations whose packs were published before it. */
function ruleFor(key: string, context: Parameters<typeof resolveRule>[1]) {
  try {
    return resolveRule(key, context);
  } catch (error) {
    if (error instanceof RuleNotFound) return undefined;
    throw error;
  }
}

/** Named by what owns it; a second one of the same owner is numbered. */
function freshId(draft: TriggerDraft, base: string): string {
  let id = base;
  for (let n = 2; draft.state.deadlines[id]; n++) id = `${base}/${n}`;
  return id;
}

function duties(
  draft: TriggerDraft,
  ownerRef: string,
  statuses: readonly MeasureDeadline['status'][],
  key?: string,
): readonly MeasureDeadline[] {
  return Object.values(draft.state.deadlines).filter(
    (one) => one.ownerRef === ownerRef && statuses.includes(one.status) && (key === undefined || one.key === key),
  );
}

/** Done today: late when that is after the due day. */
export function meetDuty(draft: TriggerDraft, key: string, ownerRef: string): void {
  for (const { deadlineId, dueOn } of duties(draft, ownerRef, ['OPEN', 'MISSED', 'PAUSED'], key))
    draft.emit('DeadlineMet', { deadlineId, metOn: draft.today, late: draft.today > dueOn });
}

/** What it was set for ended otherwise. */
export function lapseDuties(draft: TriggerDraft, ownerRef: string, because: string): void {
  for (const { deadlineId } of duties(draft, ownerRef, ['OPEN', 'MISSED', 'PAUSED']))
    draft.emit('DeadlineLapsed', { deadlineId, because });
}

/** A paused deadline counts no day from the day of the pause on (3.2). */
export function pauseDuty(draft: TriggerDraft, key: string, ownerRef: string): void {
  for (const { deadlineId } of duties(draft, ownerRef, ['OPEN'], key))
    draft.emit('DeadlinePaused', { deadlineId, pausedOn: draft.today });
}

/** What remained at the pause runs from the day after the resumption (3.2). */
export function resumeDuty(draft: TriggerDraft, key: string, ownerRef: string): void {
  const { calendar } = draft.ctx;
  for (const { deadlineId, dueOn, pausedOn = draft.today } of duties(draft, ownerRef, ['PAUSED'], key)) {
    const value = workingDaysAfter(draft, addDays(pausedOn, -1), dueOn);
    const resumed = addDuration(calendar, draft.today, { value, unit: 'WD' }).dueOn;
    draft.emit('DeadlineResumed', {
      ...{ deadlineId, resumedOn: draft.today, dueOn: resumed, calendarVersion: calendar.version },
    });
  }
}

function workingDaysAfter(draft: TriggerDraft, from: LegalDate, to: LegalDate): number {
  let days = 0;
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWorkingDay(draft.ctx.calendar, day)) days++;
  return days;
}

/** Whose last day is over is missed; it can still be met, late. A new calendar counts from the day it came (3.2). */
export function settleDuties(draft: TriggerDraft): void {
  const due = () =>
    Object.values(draft.state.deadlines).filter(({ status, dueOn }) => status === 'OPEN' && dueOn < draft.today);
  for (const duty of due()) draft.asSystem('calendar.update', () => recomputeDuty(draft, duty));
  for (const { deadlineId, dueOn } of due())
    draft.asSystem('deadline.missed', () => draft.emit('DeadlineMissed', { deadlineId, dueOn }));
}

/** 3.2: open deadlines that were computed with another calendar are computed again. */
export function recomputeDuties(draft: TriggerDraft): void {
  for (const duty of Object.values(draft.state.deadlines)) if (duty.status === 'OPEN') recomputeDuty(draft, duty);
}

/** What was over when the calendar came stays. */
function recomputeDuty(draft: TriggerDraft, duty: MeasureDeadline): void {
  const { calendar } = draft.ctx;
  if (duty.calendarVersion === calendar.version || wasOverBefore(calendar, duty.dueOn, draft.today)) return;
  const { dueOn, provisional } = addDuration(calendar, duty.startOn, duty.duration, { rollOver: true });
  if (dueOn === duty.dueOn && provisional === duty.provisional) return;
  draft.emit('DeadlineRescheduled', {
    ...{ deadlineId: duty.deadlineId, dueOn, provisional, calendarVersion: calendar.version },
  });
}
