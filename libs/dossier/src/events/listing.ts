import type { FocusMode, LegalDate, LegalBasis, StandardDifference } from '#libs/rules';
import type { Personal, ScrubFinding } from '#libs/subjects';
import type {
  ActorRef,
  EvidenceRef,
  ExitReason,
  GateReceipt,
  NonRecognitionReason,
  RecognitionTerms,
  RemedyInfo,
} from '../shared.js';
import type { OnEntry, TwoPersons, ChannelShown, CorrectedField, Rendering, WithPapers } from './parts.js';
import type { RevocationGround } from './decision.js';

/** From the recognition to the end of the exit chain (3.5 to 3.9). */
export interface ListingEvents {
  /** R5, B8, F3: 认定. No code path leads here around the gates in `receipt`. */
  EntryRecognized: OnEntry & {
    decisionNo: string;
    decidedOn: LegalDate;
    recordedOn: LegalDate;
    /** recorded more than one working day after the decision (3.12). */
    backdated: boolean;
    terms: RecognitionTerms;
    rulePackId: string;
    legalBasis: readonly LegalBasis[];
    remedyInfo: RemedyInfo;
    /** Focus after a black exit (B17, F3). */
    mode?: FocusMode;
    reasons: Personal;
    receipt: GateReceipt;
  } & TwoPersons;
  EntryNotRecognized: OnEntry &
    TwoPersons & { reason: NonRecognitionReason; reasons: Personal; decidedOn: LegalDate; receipt: GateReceipt };
  EntryWithdrawn: OnEntry & { reason: Personal; withdrawnOn: LegalDate };
  /** B9: 送达, with the repair guide (两书同达). */
  DecisionServed: OnEntry & {
    decisionNo: string;
    repairGuideRef?: string;
    channel: string;
    servedOn: LegalDate;
    receiptRef: string;
  } & WithPapers;
  /** R6, B11: 发布. */
  EntryPublished: OnEntry & {
    publicationId: string;
    channels: readonly ChannelShown[];
    maskedText: Personal;
    maskedContentHash: string;
    maskProfile: string;
    publishedOn: LegalDate;
    publishUntil: LegalDate;
    /** Cited authority for showing a natural person. */
    authority?: LegalBasis;
    /** Absent in version 1. */
    rendering?: Rendering;
  };
  EntryReportedToPlatform: OnEntry & { platformId: string; reportedOn: LegalDate; reportRef: string };
  PlatformReceiptConfirmed: OnEntry & { platformId: string; receiptNo: string; confirmedOn: LegalDate };
  /** `caseId` is the objection, the verification or the remedy that disputes the entry. */
  DisputeMarkApplied: OnEntry & { caseId: string; personRef?: string };
  DisputeMarkCleared: OnEntry & { caseId: string; personRef?: string };
  /** B12: 更正. Values that are texts are personal. */
  EntryCorrected: OnEntry & {
    changes: readonly CorrectedField[];
    reason: Personal;
    caseId?: string;
    correctedOn: LegalDate;
    correctedBy: ActorRef;
  };
  /** B13: 撤销. */
  EntryRevoked: OnEntry & {
    ground: RevocationGround;
    caseId?: string;
    reasons: Personal;
    revokedOn: LegalDate;
    drafter: ActorRef;
    approver: ActorRef;
    proposalId?: string;
    receipt: GateReceipt;
  };
  /** 3.8: the entry had already left when it was found wrong; its history is void. */
  EntryAnnulledAfterExit: OnEntry & { caseId?: string; annulledOn: LegalDate; reasons: Personal };
  ValidityExtended: OnEntry &
    TwoPersons & { newValidTo: LegalDate; legalBasis: LegalBasis; reasons: Personal; receipt: GateReceipt };
  IrreparableMarkLifted: OnEntry &
    TwoPersons & {
      earliestRepairOn: LegalDate;
      repairMethods: readonly string[];
      liftedOn: LegalDate;
      reasons: Personal;
      receipt: GateReceipt;
    };
  /** R9: 不当利用. The report that led to it lies sealed elsewhere. */
  ImproperUseInquiryOpened: OnEntry & { inquiryId: string; facts: Personal; heardBy: LegalDate; openedOn: LegalDate };
  ImproperUseHeard: OnEntry & { inquiryId: string; text: Personal; heardOn: LegalDate };
  ImproperUseFound: OnEntry & {
    inquiryId: string;
    facts: Personal;
    evidence: readonly EvidenceRef[];
    foundOn: LegalDate;
    decidedBy: ActorRef;
    receipt: GateReceipt;
  };
  ImproperUseNotFound: OnEntry & { inquiryId: string; reasons: Personal; foundOn: LegalDate; decidedBy: ActorRef };
  /** 3.15: the standard was revised or retired, and the unit owes a decision on this entry. */
  StandardChangeReviewOpened: OnEntry & {
    standardReviewId: string;
    change: 'REVISED' | 'RETIRED';
    oldVersion: number;
    newVersion: number;
    /** The rule text compared. */
    compared: readonly StandardDifference[];
    openedOn: LegalDate;
    dueOn: LegalDate;
  };
  /** 3.15: the unit's decision on one entry after its standard was revised. */
  StandardReviewDecided: OnEntry & {
    newVersion: number;
    result: 'CONFORMS' | 'NOT_CONFORMS';
    reasons: Personal;
    decidedOn: LegalDate;
    decidedBy: ActorRef;
  };
  BasisAnnulled: OnEntry & { docNo: string; organ: string; annulledOn: LegalDate };
  EntryExited: OnEntry & {
    exitReason: ExitReason;
    /** First day on which the entry no longer counts. */
    effectiveOn: LegalDate;
    causedByEntryId?: string;
    decidedBy?: ActorRef;
  };
  /** Announced on the channels that showed the entry, or to the subject where none did (3.9). */
  ExitAnnounced: OnEntry & {
    to: 'CHANNELS' | 'SUBJECT';
    channels: readonly string[];
    /** Channels of the publication on which the announcement is still missing (C1). */
    missing: readonly string[];
    originalPublicationId?: string;
    text: Personal;
    /** SHA-256 of the text. Absent in version 1, as what was taken out of it. */
    contentHash?: string;
    findings?: readonly ScrubFinding[];
    announcedOn: LegalDate;
  } & WithPapers;
  EntryTakenDown: OnEntry & { channels: readonly string[]; takenDownOn: LegalDate };
  PlatformDeletionRequested: OnEntry & { platformId: string; requestedOn: LegalDate };
  PlatformDeletionConfirmed: OnEntry & { platformId: string; receiptNo: string; confirmedOn: LegalDate };
  ReputationRestorationNoticePublished: OnEntry & {
    channels: readonly string[];
    text: Personal;
    /** SHA-256 of the text. Absent in version 1, as what was taken out of it. */
    contentHash?: string;
    findings?: readonly ScrubFinding[];
    publishedOn: LegalDate;
  } & WithPapers;
  /** I2, R12, P8, 3.9 (e). Keeps the original validTo. */
  EntryReinstated: OnEntry & {
    because: 'WRONG_CAUSE_REVOKED' | 'FALSE_REPAIR';
    causeEntryId: string;
    remainingValidTo: LegalDate;
    reinstatedOn: LegalDate;
    reasons: Personal;
    receipt: GateReceipt;
  } & TwoPersons;
  /** B17, on the black entry; the focus entry follows in the same append. */
  FocusListingTriggered: OnEntry & { focusEntryId: string; focusValidTo: LegalDate; mode: FocusMode };
  FocusWarningIssued: OnEntry & {
    recipientRef: string;
    channel: string;
    text: Personal;
    focusValidTo: LegalDate;
    issuedOn: LegalDate;
    receiptRef: string;
  };
  TransferToBlackInitiated: OnEntry & { blackEntryId: string; actDocNo: string; actOn: LegalDate };
  RepairTrainingRecorded: OnEntry & { course: string; attendees: Personal; heldOn: LegalDate };
  /** B10: a hit on somebody else's red list; its owner is asked to remove the subject. */
  RemovalRequestSent: OnEntry & { sourceId: string; sourceEntryRef: string; sentOn: LegalDate };
}
