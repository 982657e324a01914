import type {
  DishonestyGrade,
  Duration,
  FocusMode,
  LegalBasis,
  LegalDate,
  ListKind,
  RecognitionBasisClass,
  ResponsibleCapacity,
} from '#libs/rules';
import type { Personal } from '#libs/subjects';

/** An official, a subject or the system, as an event names it: opaque, never a person's name. */
export interface ActorRef {
  readonly userId: string;
  readonly unitId?: string;
  /** Role acted in (spec 2), or `SYSTEM`. */
  readonly role: string;
}

/** One precondition that was checked before a decision, and against what (architecture D3). */
export interface Gate {
  /** Stable name: `CROSS_CHECK_CLEAN`, `STATEMENT_WINDOW_CLOSED`, … */
  readonly gate: string;
  /** What it was checked against: an event, a snapshot, a date. */
  readonly against: string;
  /** The day since which it holds. */
  readonly since?: LegalDate;
  /** Specification section and source clause. */
  readonly clause: string;
}

/** What a decision rested on when it was taken. */
export interface GateReceipt {
  readonly standardId: string;
  readonly standardVersion: number;
  /** `packId@version` of every rule pack whose numbers were used. */
  readonly rulePacks: readonly string[];
  readonly gates: readonly Gate[];
}

/** A document attached as evidence; the bytes are kept by content (architecture D17). */
export interface EvidenceRef {
  readonly docId: string;
  /** SHA-256 of the stored (encrypted) bytes, hex. */
  readonly sha256: string;
  readonly title: Personal;
}

/** 文书: what goes out in writing with an act. */
export type PaperKind =
  /** 事前告知书 (B3) */
  | 'PRIOR_NOTICE'
  /** 认定决定书 (B9) */
  | 'DECISION'
  /** 信用修复告知书, which goes out with a black decision (B9, 两书同达) */
  | 'REPAIR_GUIDE'
  /** 信用修复决定书 (P6) */
  | 'REPAIR_DECISION'
  /** 异议处理决定书 (O8) */
  | 'OBJECTION_DECISION'
  /** 名单退出公告, to the subject a 名单退出告知书 (3.9) */
  | 'EXIT_NOTICE'
  /** 恢复信誉公告 (B13) */
  | 'RESTORATION_NOTICE';

/** Whom a paper is addressed to; PUBLIC: whoever sees the channels. */
export type PaperAddressee = 'SUBJECT' | 'RESPONSIBLE_PERSON' | 'GUARDIAN' | 'OBJECTOR' | 'PUBLIC';

/**
 * A printable document of an act: its template and the SHA-256 of what was made from it (docs/decisions/0022). The
 * document itself is not kept: the events up to this one and the version of the template give it again.
 */
export interface PaperRef {
  readonly paperId: string;
  readonly kind: PaperKind;
  readonly templateId: string;
  readonly templateVersion: number;
  /** SHA-256, hex, of the whole document in UTF-8. */
  readonly sha256: string;
  readonly addressee: PaperAddressee;
  /** Opaque; absent where it is addressed to the public. */
  readonly recipientRef?: string;
  /** Names of what lies outside the dossier, as they were printed: past events keep the old name (3.5). */
  readonly unitName: string;
  readonly standardTitle: string;
  /** Printed on the paper. Chance, so that nobody guesses at an erased text by its hash. */
  readonly code: Personal;
}

/** 认定依据, spec 4.3. The first of a list is the principal basis (I3). */
export interface Basis {
  readonly class: RecognitionBasisClass;
  readonly docNo: string;
  readonly issuer: string;
  /** Date on the document. */
  readonly date: LegalDate;
  /** A document in force; a listing never rests on one that is not (E2). */
  readonly legallyEffective: boolean;
}

/** What the unit intends and the notice announces; the recognition may not go beyond it (B8). */
export interface AnnouncedTerms {
  /** First day on the list; absent: the day of the decision. */
  readonly validFrom?: LegalDate;
  readonly validity: Duration;
  readonly grade?: DishonestyGrade;
  readonly repairable?: boolean;
  readonly irreparableBasis?: readonly LegalBasis[];
  readonly repairMethods?: readonly string[];
  /** Shortest time on the list before a repair, from the decision. */
  readonly minTimeBeforeRepair?: Duration;
  readonly focusAfterExit?: FocusAfterExit;
}

/** The terms as decided: the durations have become dates. */
export interface RecognitionTerms {
  readonly validFrom: LegalDate;
  /** Last day on the list; it runs to 24:00 and never rolls. */
  readonly validTo: LegalDate;
  readonly grade?: DishonestyGrade;
  readonly repairable?: boolean;
  readonly irreparableBasis?: readonly LegalBasis[];
  readonly repairMethods?: readonly string[];
  /** First day on which a repair can be agreed. */
  readonly earliestRepairOn?: LegalDate;
  readonly focusAfterExit?: FocusAfterExit;
}

export interface FocusAfterExit {
  readonly standardId: string;
  readonly mode: FocusMode;
  readonly validity: Duration;
  readonly onStandardChange: boolean;
}

/** 救济途径: printed in every decision (S0 §19, 行政复议法 20, 行政诉讼法 46). */
export interface RemedyInfo {
  readonly reconsideration: Duration;
  readonly litigation: Duration;
}

export type CrossCheckDirection = 'RED_VS_BLACK' | 'BLACK_VS_RED';
export interface CrossCheckSource {
  readonly sourceId: string;
  /** Instant of the snapshot that was asked. */
  readonly snapshotAt: string;
  readonly version: string;
}
export interface CrossCheckHit {
  readonly sourceId: string;
  /** Reference of the entry in the source; for the local source the entryId. */
  readonly sourceEntryRef: string;
  readonly listKind: ListKind;
  readonly unitId?: string;
}

export type EntryOrigin = 'INITIAL' | 'AFTER_BLACK_EXIT' | 'TRANSFERRED_FROM_FOCUS';

export type NonRecognitionReason =
  'STATEMENT_ADOPTED' | 'OBJECTION_UPHELD' | 'CORRECTED_BEFORE_RECOGNITION' | 'STANDARD_NOT_MET' | 'OTHER';

/** 退出原因, spec 3.9. */
export type ExitReason =
  | 'WRONGLY_LISTED'
  | 'REPAIRED'
  | 'VALIDITY_EXPIRED'
  | 'STANDARD_CHANGED'
  | 'BLACK_LISTED'
  | 'FOCUS_LISTED'
  | 'IMPROPER_USE'
  | 'OTHER_BAD_BEHAVIOUR'
  | 'TRANSFERRED_TO_BLACK'
  | 'REMEDY_ANNULLED'
  | 'BASIS_ANNULLED'
  | 'SUBJECT_EXTINCT'
  | 'BANKRUPTCY_REPAIR'
  | 'EARLY_RELEASE'
  | 'SUBJECT_OPT_OUT'
  | 'SUPERSEDED';

/** Exits that say the listing was wrong: restoration, reversal of consequences, no focus listing (3.9). */
export const WRONG_EXITS: readonly ExitReason[] = ['WRONGLY_LISTED', 'REMEDY_ANNULLED', 'BASIS_ANNULLED'];

export type SuspensionGround = 'VERIFICATION' | 'STAY' | 'BANKRUPTCY' | 'IMPROPER_USE';
export type SuspensionScope = 'ALL' | 'INCENTIVES' | 'PERSON';

export type VerificationTrigger = 'EX_OFFICIO' | 'REPORT' | 'OBJECTION' | 'COMPLAINT' | 'REMEDY' | 'PLATFORM';
export type VerificationOutcome = 'UPHELD_WRONG' | 'UPHELD_INACCURATE' | 'DISMISSED' | 'UNDETERMINED';
export type VerificationFinding = 'ACCURATE' | 'INACCURATE' | 'WRONG' | 'UNDETERMINED';
/** 救济, spec 3.11. */
export type RemedyType = 'RECONSIDERATION' | 'LITIGATION';
export type RemedyTarget = 'RECOGNITION' | 'REPAIR_REFUSAL' | 'OBJECTION_DECISION' | 'BASIS_DECISION';
export type RemedyOutcome =
  'MAINTAINED' | 'CHANGED' | 'ANNULLED' | 'ILLEGAL' | 'INVALID' | 'REDO_ORDERED' | 'SETTLED' | 'WITHDRAWN';

export type ObjectorStanding = 'SUBJECT' | 'RESPONSIBLE_PERSON' | 'THIRD_PARTY';
export type ObjectionGround =
  'FACTS_WRONG' | 'IDENTITY_WRONG' | 'BASIS_INVALID' | 'PROCEDURE_FLAWED' | 'DATA_INACCURATE' | 'NOT_RESPONSIBLE';

/** Decisions that take a drafter and an approver (spec 2, separation of duties). */
export type DecisionKind =
  | 'RECOGNITION'
  | 'NON_RECOGNITION'
  | 'PRIOR_NOTICE_WAIVER'
  | 'REVOCATION'
  | 'REPAIR'
  | 'VALIDITY_EXTENSION'
  | 'REINSTATEMENT'
  | 'IRREPARABLE_MARK_LIFTING'
  | 'REPAIR_CONSENT_REVOCATION'
  | 'ERASURE'
  | 'DOSSIERS_JOINING';

/** Fields of an entry that a correction may change; what makes the entry (kind, terms, marks) is not among them. */
export type CorrectableField =
  'DECISION_NO' | 'FACTS' | 'BASIS_DOC_NO' | 'BASIS_ISSUER' | 'BASIS_DATE' | 'AMOUNT_INVOLVED' | 'ACT_ENDED_ON';

export type RepairRefusalReason = 'IRREPARABLE' | 'TOO_EARLY' | 'INCOMPLETE' | 'BANNED' | 'NOT_LISTED';

export interface ResponsiblePersonData {
  /** Opaque reference of the person. */
  readonly personRef: string;
  readonly capacity: ResponsibleCapacity;
  readonly fromDate: LegalDate;
  readonly toDate?: LegalDate;
  readonly basisDocNo: string;
  readonly measuresExtend: boolean;
}

/** How long an entry is kept after its end (3.14); GENERAL where neither protection holds. */
export type RetentionClass = 'GENERAL' | 'MINOR_PERSON' | 'MINOR_BREACH_CORRECTED';

/** One key of the vault: the person it is about, and the entry, or `record` for the subject's own record. */
export interface KeyRef {
  readonly about: string;
  readonly scope: string;
}

/** What a prior notice announces. */
export type NoticePurpose = 'RECOGNITION' | 'VALIDITY_EXTENSION' | 'REPAIR_CONSENT_REVOCATION';
