import type { Complaint, ComplaintEvent, ComplaintState } from './complaint.js';

/** Folds one event. Accepts every past and leaves alone what it does not know. */
export function evolveComplaint(state: ComplaintState, event: ComplaintEvent): ComplaintState {
  if (event.type === 'ComplaintFiled') {
    const { filedBy: _, ...filed } = event.data;
    return { complaint: { ...filed, status: 'FILED' } };
  }
  const { complaint } = state;
  return complaint === undefined ? state : { complaint: { ...complaint, ...changeOf(complaint, event) } };
}

function changeOf(
  { deadline }: Complaint,
  event: Exclude<ComplaintEvent, { type: 'ComplaintFiled' }>,
): Partial<Complaint> {
  switch (event.type) {
    case 'ComplaintAssigned': {
      const { unitId, handlerId, assignedOn } = event.data;
      return {
        status: 'ASSIGNED',
        handler: { unitId, ...(handlerId !== undefined && { userId: handlerId }) },
        assignedOn,
      };
    }
    case 'ComplaintVerificationOpened':
      return { verification: { verificationId: event.data.verificationId } };
    case 'ComplaintVerificationRefused':
      return { verification: { refusedBecause: event.data.refusedBecause } };
    case 'ComplaintDecided': {
      const { decidedBy: _, ...decision } = event.data;
      return { status: 'DECIDED', decision };
    }
    case 'ComplaintWithdrawn':
      return { status: 'WITHDRAWN' };
    case 'DeadlineSet': {
      const { deadlineId, startOn, dueOn, duration, calendarVersion, provisional } = event.data;
      return {
        deadline: { deadlineId, startOn, dueOn, duration, calendarVersion, provisional, status: 'OPEN' },
      };
    }
    case 'DeadlineMet':
      return deadline === undefined ? {} : { deadline: { ...deadline, status: 'MET' } };
    case 'DeadlineMissed':
      return deadline === undefined ? {} : { deadline: { ...deadline, status: 'MISSED' } };
    case 'DeadlineLapsed':
      return deadline === undefined ? {} : { deadline: { ...deadline, status: 'LAPSED' } };
    case 'DeadlineRescheduled': {
      const { dueOn, provisional, calendarVersion } = event.data;
      return deadline === undefined ? {} : { deadline: { ...deadline, dueOn, provisional, calendarVersion } };
    }
  }
  return {};
}
