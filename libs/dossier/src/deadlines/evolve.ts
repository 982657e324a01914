import type { DossierEvent } from '../events.js';
import type { Deadline, DossierState } from '../state.js';

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
      return { ...state, deadlines: { ...state.deadlines, [deadlineId]: deadline } };
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
      return change(state, deadlineId, { dueOn, calendarVersion, provisional });
    }
    case 'DeadlineLapsed':
      return change(state, event.data.deadlineId, { status: 'LAPSED' });
    default:
      return state;
  }
}

function change(state: DossierState, deadlineId: string, changes: Partial<Deadline>): DossierState {
  const deadline = state.deadlines[deadlineId];
  return deadline ? { ...state, deadlines: { ...state.deadlines, [deadlineId]: { ...deadline, ...changes } } } : state;
}
