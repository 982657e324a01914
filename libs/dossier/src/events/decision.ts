import type { FocusMode, LegalDate, LegalBasis } from '#libs/rules';
import type { Personal } from '#libs/subjects';
import type { ActorRef, AnnouncedTerms, DecisionKind, EvidenceRef, NonRecognitionReason } from '../shared.js';
import type { OnEntry } from './parts.js';

export interface DecisionEvents {
  /**
   * First of the two steps of a decision (spec 2). `content` is what the approver decides on, unchanged. Where it is
   * about the subject as such, `entryId` is `record` here and in what follows on the proposal.
   */
  DecisionProposed: OnEntry & {
    proposalId: string;
    decisionKind: DecisionKind;
    content: ProposalContent;
    drafter: ActorRef;
  };
  DecisionRejected: OnEntry & { proposalId: string; reason: Personal; rejectedBy: ActorRef };
  /** An official who left or is absent is replaced; the new one may not be the other half of the pair. */
  TaskReassigned: OnEntry & { proposalId: string; half: 'DRAFTER' | 'APPROVER'; toUserId: string; reason: Personal };
}

/** What is proposed, by kind of decision. Texts are personal. */
export type ProposalContent =
  | { kind: 'RECOGNITION'; terms: AnnouncedTerms; reasons: Personal }
  | { kind: 'NON_RECOGNITION'; reason: NonRecognitionReason; reasons: Personal }
  | { kind: 'PRIOR_NOTICE_WAIVER'; legalBasis: LegalBasis; reasons: Personal }
  | { kind: 'REVOCATION'; ground: RevocationGround; caseId?: string; reasons: Personal }
  | {
      kind: 'REPAIR';
      repairId: string;
      agree: boolean;
      exitReason: 'REPAIRED' | 'BANKRUPTCY_REPAIR';
      focusMode?: FocusMode;
      reasons: Personal;
    }
  | { kind: 'VALIDITY_EXTENSION'; newValidTo: LegalDate; legalBasis: LegalBasis; reasons: Personal }
  | { kind: 'REINSTATEMENT'; causeEntryId: string; reasons: Personal }
  | {
      kind: 'IRREPARABLE_MARK_LIFTING';
      earliestRepairOn: LegalDate;
      repairMethods: readonly string[];
      reasons: Personal;
    }
  | { kind: 'REPAIR_CONSENT_REVOCATION'; repairId: string; facts: Personal; reasons: Personal }
  /** Without a basis where SYSTEM proposes it: the official who takes it up names one. */
  | { kind: 'ERASURE'; legalBasis?: LegalBasis; reasons: Personal }
  | {
      kind: 'DOSSIERS_JOINING';
      otherSubjectId: string;
      part: 'CONTINUES' | 'REFERS';
      evidence?: readonly EvidenceRef[];
      reasons: Personal;
    };

export type RevocationGround = 'VERIFICATION' | 'REMEDY' | 'OWN_FINDING';
