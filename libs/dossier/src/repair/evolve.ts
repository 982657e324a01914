import type { DossierEvent } from '../events.js';
import { withMember } from '../members.js';
import type { DossierState, Repair } from '../state.js';

/** Folds applications for repair (3.10). */
export function evolveRepair(state: DossierState, event: DossierEvent): DossierState {
  switch (event.type) {
    case 'RepairApplied': {
      const { repairId, entryId, applicantRef, receivedOn, commitmentPublishedOn } = event.data;
      const ofPerson = state.entries[entryId]?.persons.some((p) => p.personRef === applicantRef) === true;
      const repair: Repair = {
        repairId,
        entryId,
        status: 'SUBMITTED',
        ...(ofPerson && { personRef: applicantRef }),
        receivedOn,
        supplementAsked: false,
        committed: commitmentPublishedOn !== undefined,
        checks: [],
        consentRevoked: false,
      };
      return withMember(state, 'repairs', repairId, repair);
    }
    case 'RepairSupplementRequested':
      return change(state, event.data.repairId, { status: 'SUPPLEMENT_REQUESTED', supplementAsked: true });
    case 'RepairSupplemented':
      return change(state, event.data.repairId, { status: 'SUBMITTED' });
    case 'RepairAccepted':
    case 'RepairResumed':
      return change(state, event.data.repairId, { status: 'ACCEPTED' });
    case 'RepairIntakeRefused':
      return change(state, event.data.repairId, { status: 'INTAKE_REFUSED' });
    case 'RepairHeld':
      return change(state, event.data.repairId, { status: 'HELD' });
    case 'RepairChecked': {
      const repair = state.repairs[event.data.repairId];
      if (!repair) return state;
      const check = { result: event.data.result, on: event.data.checkedOn };
      return change(state, repair.repairId, { checks: [...repair.checks, check] });
    }
    case 'RepairAgreed':
      return change(state, event.data.repairId, { status: 'AGREED' });
    case 'RepairRefused':
      return change(state, event.data.repairId, { status: 'REFUSED' });
    case 'RepairWithdrawn':
      return change(state, event.data.repairId, { status: 'WITHDRAWN' });
    case 'RepairReopened':
      return change(state, event.data.repairId, { status: event.data.stage === 'INTAKE' ? 'SUBMITTED' : 'ACCEPTED' });
    case 'RepairLapsed':
      return change(state, event.data.repairId, { status: 'LAPSED' });
    case 'RepairConsentRevoked':
      return change(state, event.data.repairId, { consentRevoked: true });
    default:
      return state;
  }
}

function change(state: DossierState, repairId: string, changes: Partial<Repair>): DossierState {
  const repair = state.repairs[repairId];
  return repair ? withMember(state, 'repairs', repairId, { ...repair, ...changes }) : state;
}
