import { addDays, endOfDay } from '#libs/rules';
import type { Draft } from '../draft.js';
import { exitEntry } from '../entry/exit.js';
import { closeStatementWindow } from '../entry/notice.js';
import { endPublicity } from '../entry/publicity.js';
import { expireRetention } from '../retention/retention.js';
import type { Deadline } from '../state.js';
import { meetDeadline, MOMENTS, recomputeDeadline } from './deadlines.js';

/**
 * 3.16: acts as SYSTEM on everything that has fallen due by now, in the order in which it fell due. Every decision
 * begins with it, so that dates decide and a late clock cannot keep a measure alive (D15). Idempotent: what was
 * acted on is no longer open.
 */
export function settle(draft: Draft): void {
  for (let due = nextDue(draft); due; due = nextDue(draft)) {
    const deadline = due;
    // A new calendar counts from the day it came, also where the turn of this dossier has not come yet (3.2).
    if (draft.asSystem('calendar.update', () => recomputeDeadline(draft, deadline))) continue;
    draft.asSystem(deadline.key, () => act(draft, deadline), endOfDay(deadline.dueOn));
  }
}

function nextDue(draft: Draft): Deadline | undefined {
  let first: Deadline | undefined;
  for (const deadline of Object.values(draft.state.deadlines)) {
    if (deadline.status !== 'OPEN' || deadline.dueOn >= draft.today) continue;
    if (!first || deadline.dueOn < first.dueOn || (deadline.dueOn === first.dueOn && order(deadline) < order(first)))
      first = deadline;
  }
  return first;
}

/** On one day windows and publicities end before validities, and duties are counted last. */
function order({ key }: Deadline): number {
  const place = [MOMENTS.statement, MOMENTS.publicityEnd, MOMENTS.repairWindow, MOMENTS.validity].indexOf(
    key as typeof MOMENTS.statement,
  );
  return place === -1 ? 9 : place;
}

function act(draft: Draft, deadline: Deadline): void {
  const { deadlineId, key, ownerRef, entryId, dueOn } = deadline;
  switch (key) {
    case MOMENTS.statement:
      return closeStatementWindow(draft, entryId ?? '', ownerRef, dueOn);
    case MOMENTS.publicityEnd:
      return endPublicity(draft, entryId ?? '', ownerRef, dueOn);
    case MOMENTS.repairWindow:
      draft.emit('RepairWindowOpened', { entryId: ownerRef, openedOn: addDays(dueOn, 1) });
      return meetDeadline(draft, key, ownerRef, dueOn);
    case MOMENTS.validity:
      return exitEntry(draft, ownerRef, { reason: 'VALIDITY_EXPIRED', effectiveOn: addDays(dueOn, 1) });
    case 'retention.disclosure':
    case 'retention.minor':
      return expireRetention(draft, deadline);
    default:
      draft.emit('DeadlineMissed', { deadlineId, ...(entryId !== undefined && { entryId }), dueOn });
  }
}
