import type { LegalDate, LegalBasis, ListKind, DishonestyGrade } from '#libs/rules';
import type { Personal } from '#libs/subjects';
import type {
  ActorRef,
  AnnouncedTerms,
  Basis,
  CrossCheckDirection,
  CrossCheckHit,
  CrossCheckSource,
  EntryOrigin,
  EvidenceRef,
  GateReceipt,
  NoticePurpose,
  ResponsiblePersonData,
} from '../shared.js';
import type { OnEntry, TwoPersons, ChannelShown, Rendering, WithPapers } from './parts.js';

/** From the initial list to the decision (3.5 to 3.7). */
export interface PreparationEvents {
  /** 3.15: before its recognition, under the version of the standard that is in force. */
  EntryRestarted: OnEntry & {
    oldVersion: number;
    newVersion: number;
    /** Fields of the standard that changed. */
    changes: readonly string[];
    /** Whether what the prior notice announced is still so. */
    noticeStands: boolean;
    publicityStands: boolean;
    basisInsufficient: boolean;
    reasons: Personal;
    restartedOn: LegalDate;
    restartedBy: ActorRef;
  };
  /** R1, B1, F1: 生成初步名单. */
  InitialEntryGenerated: OnEntry & {
    listKind: ListKind;
    standardId: string;
    standardVersion: number;
    unitId: string;
    origin: EntryOrigin;
    basis: readonly Basis[];
    facts: Personal;
    evidence: readonly EvidenceRef[];
    generatedOn: LegalDate;
    drafter: ActorRef;
    grade?: DishonestyGrade;
    /** End of the act (black: required). */
    actEndedOn?: LegalDate;
    amountInvolved?: number;
    /** Focus: the minor acts that together meet the standard (F1). */
    acts?: readonly { docNo: string; on: LegalDate }[];
    /** True when the person was under 18 at the act (3.14). */
    minor?: boolean;
    basisInsufficient: boolean;
    formerBlackEntryId?: string;
    transferredFromEntryId?: string;
  };
  CrossCheckPerformed: OnEntry & {
    direction: CrossCheckDirection;
    sources: readonly CrossCheckSource[];
    hits: readonly CrossCheckHit[];
    result: 'CLEAN' | 'HIT';
    checkedOn: LegalDate;
  };
  /** A source did not answer: the check is not done (3.5 scenario 3). */
  CrossCheckFailed: OnEntry & { direction: CrossCheckDirection; source: string; failedOn: LegalDate };
  EntryScreenedOut: OnEntry & { hits: readonly CrossCheckHit[]; screenedOutOn: LegalDate };
  /** B2, 3.13. Not an entry of its own. */
  ResponsiblePersonRecorded: OnEntry & ResponsiblePersonData & { name: Personal; identifier?: Personal };
  ResponsiblePersonClosed: OnEntry & {
    personRef: string;
    closedOn: LegalDate;
    because: 'ENTRY_ENDED' | 'OBJECTION_UPHELD' | 'REMEDY_ANNULLED' | 'REPAIRED';
  };
  /** B3: 事前告知. `terms` are what the recognition may not go beyond. */
  PriorNoticeServed: OnEntry & {
    noticeId: string;
    /** 文号; absent where the unit gives none. */
    noticeNo?: string;
    recipientRef: string;
    recipientRole: 'SUBJECT' | 'RESPONSIBLE_PERSON' | 'GUARDIAN';
    facts: Personal;
    reasons: Personal;
    legalBasis: readonly LegalBasis[];
    proposedMeasures: readonly string[];
    purpose: NoticePurpose;
    /** Absent unless a recognition is announced. */
    terms?: AnnouncedTerms;
    hearingOffered: boolean;
    servedOn: LegalDate;
    statementDueOn: LegalDate;
    channel: string;
    receiptRef: string;
  } & WithPapers;
  PriorNoticeWaived: OnEntry &
    TwoPersons & { legalBasis: LegalBasis; reasons: Personal; waivedOn: LegalDate; receipt: GateReceipt };
  /** B5: 陈述申辩. */
  StatementSubmitted: OnEntry & {
    statementId: string;
    byRef: string;
    text: Personal;
    evidence: readonly EvidenceRef[];
    submittedOn: LegalDate;
    late: boolean;
  };
  StatementConsidered: OnEntry & {
    statementId: string;
    result: 'ADOPTED' | 'PARTLY' | 'NOT_ADOPTED';
    reasons: Personal;
    consideredOn: LegalDate;
  };
  StatementWindowClosed: OnEntry & { noticeId: string; closedOn: LegalDate };
  HearingRequested: OnEntry & { byRef: string; requestedOn: LegalDate };
  HearingHeld: OnEntry & { heldOn: LegalDate; minutesRef: string };
  /** R3, B6: 公示. `maskedText` is what was shown, `maskedContentHash` its SHA-256. */
  PublicityStarted: OnEntry & {
    publicityId: string;
    channels: readonly ChannelShown[];
    maskedText: Personal;
    maskedContentHash: string;
    /** Absent in version 1, as the rendering. */
    maskProfile?: string;
    rendering?: Rendering;
    startsOn: LegalDate;
    endsOn: LegalDate;
    objectionContact: string;
  };
  PublicityEnded: OnEntry & {
    publicityId: string;
    outcome: 'NO_OBJECTION' | 'OBJECTION_PENDING' | 'OBJECTION_DISMISSED';
    endedOn: LegalDate;
  };
  ConferenceConfirmed: OnEntry & { meetingNo: string; confirmedOn: LegalDate };
}
