import type { DossierEvent } from '../events.js';
import { withMember } from '../members.js';
import type { Deadline, DossierState, Entry } from '../state.js';

/** Folds deadlines (3.16). */
export function evolveDeadline(state: DossierState, event: DossierEvent): DossierState {
  switch (event.type) {
    case 'DeadlineSet': {
      const { deadlineId, key, ownerRef, entryId, startOn, dueOn, duration, calendarVersion, provisional } = event.data;
      const deadline: Deadline = {
        deadlineId,
        key,
        ownerRef,
        startOn,
        dueOn,
        calendarVersion,
        provisional,
        status: 'OPEN',
        ...(entryId !== undefined && { entryId }),
        ...(duration && { duration }),
      };
      return withMember(state, 'deadlines', deadlineId, deadline);
    }
    case 'DeadlineMet': {
      const known = state.deadlines[event.data.deadlineId];
      return change(state, event.data.deadlineId, { status: known?.status === 'MISSED' ? 'MISSED_MET' : 'MET' });
    }
    case 'DeadlineMissed':
      return change(state, event.data.deadlineId, { status: 'MISSED' });
    case 'DeadlinePaused':
      return change(state, event.data.deadlineId, { status: 'PAUSED', pausedOn: event.data.pausedOn });
    case 'DeadlineResumed': {
      const { deadlineId, dueOn, calendarVersion } = event.data;
      return change(state, deadlineId, { status: 'OPEN', dueOn, calendarVersion });
    }
    case 'DeadlineRescheduled': {
      const { deadlineId, dueOn, calendarVersion, provisional } = event.data;
      return moveOwner(change(state, deadlineId, { dueOn, calendarVersion, provisional }), deadlineId, dueOn);
    }
    case 'DeadlineLapsed':
      return change(state, event.data.deadlineId, { status: 'LAPSED' });
    default:
      return state;
  }
}

/** A window, a publicity or a time to be heard that ends on another day says so itself, too. */
function moveOwner(state: DossierState, deadlineId: string, dueOn: string): DossierState {
  const { ownerRef, entryId } = state.deadlines[deadlineId] ?? {};
  const entry = entryId === undefined ? undefined : state.entries[entryId];
  if (!entry) return state;
  const { publicity, inquiry } = entry;
  const notices = entry.notices.map((n) => (n.noticeId === ownerRef ? { ...n, statementDueOn: dueOn } : n));
  let moved: Entry = { ...entry, notices };
  if (publicity && publicity.publicityId === ownerRef) moved = { ...moved, publicity: { ...publicity, endsOn: dueOn } };
  if (inquiry && inquiry.inquiryId === ownerRef) moved = { ...moved, inquiry: { ...inquiry, heardBy: dueOn } };
  return withMember(state, 'entries', entry.entryId, moved);
}

function change(state: DossierState, deadlineId: string, changes: Partial<Deadline>): DossierState {
  const deadline = state.deadlines[deadlineId];
  return deadline ? withMember(state, 'deadlines', deadlineId, { ...deadline, ...changes }) : state;
}
