import type { ActorRef, GateReceipt } from '#libs/dossier';
import type { LegalDate } from '#libs/rules';
import type { DossierRecord } from '../dossier-event.js';

export const DECISION_KINDS = [
  'RECOGNITION',
  'NON_RECOGNITION',
  'PRIOR_NOTICE_WAIVER',
  'REVOCATION',
  'REPAIR',
  'VALIDITY_EXTENSION',
  'REINSTATEMENT',
  'IRREPARABLE_MARK_LIFTING',
  'REPAIR_CONSENT_REVOCATION',
  'ERASURE',
  'DOSSIERS_JOINING',
  'PROPOSAL_REJECTION',
  'TASK_REASSIGNMENT',
  'WITHDRAWAL',
  'STATEMENT',
  'OBJECTION_INTAKE',
  'OBJECTION',
  'VERIFICATION_OPENING',
  'VERIFICATION',
  'VERIFICATION_EXTENSION',
  'REVIEW',
  'REPAIR_INTAKE',
  'REMEDY_OUTCOME',
  'REMEDY_EXECUTION',
  'IMPROPER_USE',
  'CORRECTION',
  'STANDARD_REVIEW',
  'RESTART',
  'ANNULMENT',
  'ARCHIVE_DUTY',
  'EXIT',
] as const;
export type AuditedKind = (typeof DECISION_KINDS)[number];

/** What an event says of a decision taken in it. */
export interface Audited {
  readonly kind: AuditedKind;
  readonly outcome?: string;
  readonly drafter?: ActorRef;
  readonly approver?: ActorRef;
  readonly proposalId?: string;
  readonly caseId?: string;
  readonly decidedOn?: LegalDate;
  readonly receipt?: GateReceipt;
  readonly backdated?: boolean;
  /** The decider may not be who approved the recognition. */
  readonly apartFromRecognizer?: boolean;
}

/** The decision in an event; `undefined` where none is taken, or where the system only carries one out. */
export function auditedDecision(record: DossierRecord): Audited | undefined {
  return twoPersons(record) ?? onePerson(record);
}

type TwoPersons = { proposalId?: string; drafter: ActorRef; approver: ActorRef; receipt?: GateReceipt };
function pair({ proposalId, drafter, approver, receipt }: TwoPersons): Omit<Audited, 'kind'> {
  return { drafter, approver, ...(proposalId && { proposalId }), ...(receipt && { receipt }) };
}

function twoPersons(record: DossierRecord): Audited | undefined {
  switch (record.type) {
    case 'EntryRecognized': {
      // A focus entry that follows a black exit is what its black recognition decided (B17), not a decision of its own.
      if (record.envelope.actor.role === 'SYSTEM') return undefined;
      const { decidedOn, backdated } = record.data;
      return { kind: 'RECOGNITION', outcome: 'RECOGNIZED', decidedOn, backdated, ...pair(record.data) };
    }
    case 'EntryNotRecognized': {
      const { reason, decidedOn } = record.data;
      return { kind: 'NON_RECOGNITION', outcome: reason, decidedOn, ...pair(record.data) };
    }
    case 'PriorNoticeWaived':
      return { kind: 'PRIOR_NOTICE_WAIVER', outcome: 'WAIVED', decidedOn: record.data.waivedOn, ...pair(record.data) };
    case 'EntryRevoked':
      return {
        kind: 'REVOCATION',
        outcome: record.data.ground,
        decidedOn: record.data.revokedOn,
        ...pair(record.data),
      };
    case 'RemedyOutcomeExecuted': {
      const { outcome, remedyId, executedOn } = record.data;
      return { kind: 'REMEDY_EXECUTION', outcome, caseId: remedyId, decidedOn: executedOn, ...pair(record.data) };
    }
    case 'RepairAgreed':
      return { kind: 'REPAIR', outcome: 'AGREED', decidedOn: record.data.decidedOn, ...pair(record.data) };
    case 'RepairRefused':
      return { kind: 'REPAIR', outcome: 'REFUSED', decidedOn: record.data.decidedOn, ...pair(record.data) };
    case 'RepairConsentRevoked': {
      const { revokedOn } = record.data;
      return { kind: 'REPAIR_CONSENT_REVOCATION', outcome: 'REVOKED', decidedOn: revokedOn, ...pair(record.data) };
    }
    case 'ValidityExtended':
      return { kind: 'VALIDITY_EXTENSION', outcome: record.data.newValidTo, ...pair(record.data) };
    case 'EntryReinstated': {
      const { because, reinstatedOn } = record.data;
      return { kind: 'REINSTATEMENT', outcome: because, decidedOn: reinstatedOn, ...pair(record.data) };
    }
    case 'IrreparableMarkLifted':
      return { kind: 'IRREPARABLE_MARK_LIFTING', decidedOn: record.data.liftedOn, ...pair(record.data) };
    case 'PersonalDataErased': {
      const { retentionClass, erasedOn } = record.data;
      return { kind: 'ERASURE', outcome: retentionClass, decidedOn: erasedOn, ...pair(record.data) };
    }
    case 'DossiersJoined':
      // The dossier that refers carries out what was decided in the one that goes on.
      if (record.envelope.actor.role === 'SYSTEM') return undefined;
      return { kind: 'DOSSIERS_JOINING', outcome: record.data.part, ...pair(record.data) };

    default:
      return undefined;
  }
}

function onePerson(record: DossierRecord): Audited | undefined {
  switch (record.type) {
    case 'DecisionRejected': {
      const { proposalId, rejectedBy } = record.data;
      return { kind: 'PROPOSAL_REJECTION', outcome: 'SENT_BACK', proposalId, approver: rejectedBy };
    }
    case 'TaskReassigned': {
      const { proposalId, half } = record.data;
      return { kind: 'TASK_REASSIGNMENT', outcome: half, proposalId };
    }
    case 'EntryWithdrawn':
      return { kind: 'WITHDRAWAL', outcome: 'WITHDRAWN', decidedOn: record.data.withdrawnOn };
    case 'StatementConsidered':
      return { kind: 'STATEMENT', outcome: record.data.result, decidedOn: record.data.consideredOn };
    case 'ObjectionAccepted': {
      const { objectionId, suspend, handler, acceptedOn } = record.data;
      const outcome = suspend ? 'ACCEPTED' : 'ACCEPTED_WITHOUT_SUSPENSION';
      return { kind: 'OBJECTION_INTAKE', outcome, caseId: objectionId, approver: handler, decidedOn: acceptedOn };
    }
    case 'ObjectionIntakeRefused': {
      const { objectionId, handler, refusedOn } = record.data;
      return {
        kind: 'OBJECTION_INTAKE',
        outcome: 'REFUSED',
        caseId: objectionId,
        approver: handler,
        decidedOn: refusedOn,
      };
    }
    case 'VerificationOpened': {
      const { verificationId, suspend, openedOn } = record.data;
      const outcome = suspend ? 'SUSPEND' : 'DO_NOT_SUSPEND';
      return { kind: 'VERIFICATION_OPENING', outcome, caseId: verificationId, decidedOn: openedOn };
    }
    case 'VerificationExtended': {
      const { caseId, newDueOn, approvedBy } = record.data;
      return { kind: 'VERIFICATION_EXTENSION', outcome: newDueOn, caseId, approver: approvedBy };
    }
    case 'ObjectionDecided':
      return caseDecision('OBJECTION', record.data.objectionId, record.data);
    case 'VerificationDecided':
      return caseDecision('VERIFICATION', record.data.verificationId, record.data);
    case 'ReviewDecided':
      return caseDecision('REVIEW', record.data.caseId, record.data);
    case 'RemedyOutcomeRecorded': {
      const { outcome, remedyId, effectiveOn, recordedBy } = record.data;
      return { kind: 'REMEDY_OUTCOME', outcome, caseId: remedyId, decidedOn: effectiveOn, approver: recordedBy };
    }
    case 'RepairAccepted':
      return { kind: 'REPAIR_INTAKE', outcome: 'ACCEPTED', decidedOn: record.data.acceptedOn };
    case 'RepairIntakeRefused':
      return { kind: 'REPAIR_INTAKE', outcome: record.data.reason, decidedOn: record.data.refusedOn };
    case 'ImproperUseFound': {
      const { inquiryId, foundOn, decidedBy, receipt } = record.data;
      const outcome = 'FOUND';
      return { kind: 'IMPROPER_USE', outcome, caseId: inquiryId, approver: decidedBy, decidedOn: foundOn, receipt };
    }
    case 'ImproperUseNotFound': {
      const { inquiryId, foundOn, decidedBy } = record.data;
      return { kind: 'IMPROPER_USE', outcome: 'NOT_FOUND', caseId: inquiryId, approver: decidedBy, decidedOn: foundOn };
    }
    case 'EntryCorrected': {
      const { caseId, correctedOn, correctedBy, changes } = record.data;
      const outcome = [...new Set(changes.map((change) => change.field))].join('+');
      return { kind: 'CORRECTION', outcome, approver: correctedBy, decidedOn: correctedOn, ...(caseId && { caseId }) };
    }
    case 'StandardReviewDecided': {
      const { result, decidedOn, decidedBy } = record.data;
      return { kind: 'STANDARD_REVIEW', outcome: result, approver: decidedBy, decidedOn };
    }
    case 'EntryRestarted': {
      const { newVersion, restartedOn, restartedBy } = record.data;
      return { kind: 'RESTART', outcome: `v${newVersion}`, approver: restartedBy, decidedOn: restartedOn };
    }
    case 'EntryAnnulledAfterExit': {
      const { caseId, annulledOn } = record.data;
      return { kind: 'ANNULMENT', outcome: 'VOID', decidedOn: annulledOn, ...(caseId && { caseId }) };
    }
    case 'ArchiveDutyRecorded':
      return { kind: 'ARCHIVE_DUTY', outcome: 'RECORDED', decidedOn: record.data.recordedOn };
    case 'ArchiveDutyLifted':
      return { kind: 'ARCHIVE_DUTY', outcome: 'LIFTED', decidedOn: record.data.liftedOn };
    case 'EntryExited': {
      const { exitReason, decidedBy } = record.data;
      return (
        decidedBy && { kind: 'EXIT', outcome: exitReason, approver: decidedBy, decidedOn: record.data.effectiveOn }
      );
    }

    default:
      return undefined;
  }
}

function caseDecision(
  kind: 'OBJECTION' | 'VERIFICATION' | 'REVIEW',
  caseId: string,
  data: { outcome: string; decidedOn: LegalDate; decider: ActorRef; receipt: GateReceipt },
): Audited {
  const { outcome, decidedOn, decider, receipt } = data;
  return { kind, outcome, caseId, approver: decider, decidedOn, receipt, apartFromRecognizer: true };
}
