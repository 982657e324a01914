import type { LegalDate } from '#libs/rules';
import type { Personal } from '#libs/subjects';
import type {
  ActorRef,
  CorrectableField,
  EvidenceRef,
  GateReceipt,
  ObjectionGround,
  ObjectorStanding,
  RemedyInfo,
  VerificationFinding,
  VerificationOutcome,
  VerificationTrigger,
} from '../shared.js';
import type { OnEntry, WithPapers } from './parts.js';

export interface ObjectionEvents {
  ObjectionFiled: OnEntry & {
    objectionId: string;
    objectorRef: string;
    standing: ObjectorStanding;
    grounds: readonly ObjectionGround[];
    text: Personal;
    objectorName?: Personal;
    contact?: Personal;
    evidence: readonly EvidenceRef[];
    newEvidence: boolean;
    reliefSought: Personal;
    filedOn: LegalDate;
    channel: string;
    /** Joined to an open objection of the same objector on the same ground (3.8). */
    joinedTo?: string;
  };
  ObjectionAccepted: OnEntry & {
    objectionId: string;
    suspend: boolean;
    reason?: Personal;
    acceptedOn: LegalDate;
    handler: ActorRef;
  };
  ObjectionIntakeRefused: OnEntry & {
    objectionId: string;
    reason: Personal;
    remedyInfo: RemedyInfo;
    refusedOn: LegalDate;
    handler: ActorRef;
  };
  VerificationOpened: OnEntry & {
    verificationId: string;
    trigger: VerificationTrigger;
    suspend: boolean;
    openedByUnit: string;
    allegedError: Personal;
    fields: readonly CorrectableField[];
    openedOn: LegalDate;
    openedBy: ActorRef;
  };
  VerificationRequested: OnEntry & {
    caseId: string;
    providerUnitId: string;
    questions: Personal;
    requestedOn: LegalDate;
    dueOn: LegalDate;
  };
  VerificationReplied: OnEntry & {
    caseId: string;
    finding: VerificationFinding;
    facts: Personal;
    evidence: readonly EvidenceRef[];
    repliedOn: LegalDate;
    byUnitId: string;
  };
  VerificationExtended: OnEntry & { caseId: string; newDueOn: LegalDate; reason: Personal; approvedBy: ActorRef };
  ObjectionDecided: OnEntry & { objectionId: string } & CaseDecision & WithPapers;
  VerificationDecided: OnEntry & { verificationId: string } & CaseDecision;
  ObjectorNotified: OnEntry & { objectionId: string; notifiedOn: LegalDate; channel: string };
  ReviewRequested: OnEntry & { caseId: string; reviewId: string; requestedOn: LegalDate; by: 'OBJECTOR' | 'RULE' };
  ReviewDecided: OnEntry & { caseId: string; reviewId: string } & CaseDecision;
  ObjectionWithdrawn: OnEntry & { objectionId: string; withdrawnOn: LegalDate };
}

interface CaseDecision {
  readonly outcome: VerificationOutcome;
  readonly reasons: Personal;
  readonly remedyInfo: RemedyInfo;
  readonly decidedOn: LegalDate;
  readonly decider: ActorRef;
  readonly receipt: GateReceipt;
}
