import type { DishonestyGrade, Duration, FocusMode, LegalDate, ListKind, SubjectType } from '#libs/rules';
import type { CorrectedField, EventData, ProposalContent } from './events.js';
import type {
  ActorRef,
  AnnouncedTerms,
  Basis,
  EntryOrigin,
  ExitReason,
  NoticePurpose,
  ObjectionGround,
  ObjectorStanding,
  RecognitionTerms,
  RemedyOutcome,
  ResponsiblePersonData,
  SuspensionGround,
  SuspensionScope,
  VerificationFinding,
  VerificationOutcome,
  VerificationTrigger,
} from './shared.js';

/** What is known of one subject, folded from its dossier. Nothing personal is ever looked into: the reasons of a proposal stay sealed. */
export interface DossierState {
  readonly subject?: Subject;
  readonly entries: Readonly<Record<string, Entry>>;
  readonly cases: Readonly<Record<string, Case>>;
  readonly repairs: Readonly<Record<string, Repair>>;
  readonly remedies: Readonly<Record<string, Remedy>>;
  readonly proposals: Readonly<Record<string, Proposal>>;
  readonly deadlines: Readonly<Record<string, Deadline>>;
  readonly agents: Readonly<Record<string, Agent>>;
  /** No repair before this day has passed (P8). */
  readonly repairBanUntil?: LegalDate;
}

export const initialState: DossierState = {
  entries: {},
  cases: {},
  repairs: {},
  remedies: {},
  proposals: {},
  deadlines: {},
  agents: {},
};

export interface Subject {
  readonly subjectId: string;
  readonly subjectType: SubjectType;
  /** Its name and identifier were erased with its last entry: it takes no new one. */
  readonly erased?: true;
  /** Set when this dossier REFERS to another that goes on. */
  readonly joinedInto?: string;
  /** Dossiers that go on here: they refer to this one, or are about to. */
  readonly joinedFrom?: readonly string[];
}

/** Where the entry stands by what has happened; READY and the like are read off it by `lifecycleOf`. */
export type EntryPhase = 'PREPARING' | 'SCREENED_OUT' | 'NOT_RECOGNIZED' | 'WITHDRAWN' | 'ACTIVE' | 'EXITED';
export type MeasureState = 'NOT_TRIGGERED' | 'IN_FORCE' | 'SUSPENDED' | 'STOPPED';

export interface Entry {
  readonly entryId: string;
  readonly listKind: ListKind;
  readonly standardId: string;
  readonly standardVersion: number;
  readonly unitId: string;
  readonly origin: EntryOrigin;
  readonly basis: readonly Basis[];
  readonly generatedOn: LegalDate;
  readonly drafter: ActorRef;
  readonly grade?: DishonestyGrade;
  readonly actEndedOn?: LegalDate;
  /** In yuan. */
  readonly amountInvolved?: number;
  /** How many acts the candidate was drafted with. */
  readonly acts?: number;
  readonly minor: boolean;
  readonly basisInsufficient: boolean;
  readonly formerBlackEntryId?: string;
  readonly transferredFromEntryId?: string;

  readonly phase: EntryPhase;
  readonly crossCheck?: {
    readonly result: 'CLEAN' | 'HIT' | 'FAILED';
    readonly checkedOn: LegalDate;
    readonly sources: string;
  };
  /** B10 still owed: a source outside has not answered since the recognition. */
  readonly redCheckPending: boolean;
  readonly notices: readonly Notice[];
  readonly waivedOn?: LegalDate;
  readonly statements: readonly Statement[];
  readonly hearing?: { readonly requestedOn: LegalDate; readonly heldOn?: LegalDate };
  readonly publicity?: Publicity;
  readonly conference?: { readonly meetingNo: string; readonly confirmedOn: LegalDate };
  readonly recognition?: Recognition;
  readonly servedOn?: LegalDate;
  readonly publications: readonly {
    readonly publicationId: string;
    readonly channels: readonly string[];
    readonly publishedOn: LegalDate;
  }[];
  readonly announcedChannels: readonly string[];
  readonly announcedToSubject: boolean;
  readonly takenDownChannels: readonly string[];
  readonly restorationChannels: readonly string[];
  readonly platforms: Readonly<Record<string, Platform>>;
  readonly measures: MeasureState;
  readonly measureItems: readonly string[];
  /** Open grounds of suspension (I1). */
  readonly grounds: readonly OpenGround[];
  /** Cases and remedies that mark the entry as disputed. */
  readonly marks: readonly string[];
  readonly persons: readonly PersonRecord[];
  /** Responsible persons whose own measures are suspended (3.8). */
  readonly suspendedPersons: readonly string[];
  readonly inquiry?: {
    readonly inquiryId: string;
    readonly status: 'OPEN' | 'FOUND' | 'NOT_FOUND';
    readonly heardBy: LegalDate;
    readonly heard: boolean;
  };
  /** The person was under 18 at the act: what follows from it (3.14). */
  readonly protection?: { readonly ownLabour: boolean; readonly guardianConsent: boolean };
  readonly guardians: readonly { readonly guardianRef: string; readonly consentedOn?: LegalDate }[];
  /** A minor breach that was corrected. */
  readonly correctedOn?: LegalDate;
  readonly archiveDuties: readonly ArchiveDuty[];
  /** Retention is over since this day: hidden from every query but audit. */
  readonly expiredOn?: LegalDate;
  /** Nothing is added any more: the keys are destroyed. */
  readonly erasedOn?: LegalDate;
  readonly exit?: { readonly reason: ExitReason; readonly effectiveOn: LegalDate; readonly causedByEntryId?: string };
  /** 3.15: the review that is open since the standard changed. */
  readonly standardReview?: Pick<
    EventData<'StandardChangeReviewOpened'>,
    'standardReviewId' | 'change' | 'oldVersion' | 'newVersion' | 'openedOn' | 'dueOn'
  >;
  /** Found wrong, before or after the exit. */
  readonly wrong: boolean;
  readonly warningIssuedOn?: LegalDate;
  readonly bankruptcyRulingNo?: string;
  /** Grounds that have once suspended automatically, per objector. */
  readonly suspendedGrounds: readonly string[];
}

/** In force until its last day, or until it is lifted. */
export interface ArchiveDuty {
  readonly dutyId: string;
  readonly until?: LegalDate;
  readonly liftedOn?: LegalDate;
}
export interface Notice {
  readonly noticeId: string;
  readonly purpose: NoticePurpose;
  readonly recipientRef: string;
  readonly recipientRole: 'SUBJECT' | 'RESPONSIBLE_PERSON' | 'GUARDIAN';
  readonly servedOn: LegalDate;
  readonly statementDueOn: LegalDate;
  readonly closedOn?: LegalDate;
  readonly hearingOffered: boolean;
  readonly terms?: AnnouncedTerms;
}
export interface Statement {
  readonly statementId: string;
  readonly byRef: string;
  readonly submittedOn: LegalDate;
  readonly considered?: { readonly result: 'ADOPTED' | 'PARTLY' | 'NOT_ADOPTED'; readonly on: LegalDate };
}
export interface Publicity {
  readonly publicityId: string;
  readonly channels: readonly string[];
  readonly startsOn: LegalDate;
  readonly endsOn: LegalDate;
  readonly endedOn?: LegalDate;
  readonly takenDown: boolean;
}
export interface Recognition {
  readonly decisionNo: string;
  readonly decidedOn: LegalDate;
  readonly terms: RecognitionTerms;
  readonly drafter: ActorRef;
  readonly approver: ActorRef;
  readonly mode?: FocusMode;
  readonly rulePackId: string;
}
export interface Platform {
  readonly reportedOn: LegalDate;
  readonly receiptNo?: string;
  readonly deleteRequestedOn?: LegalDate;
  readonly deletedOn?: LegalDate;
}
export interface OpenGround {
  readonly ground: SuspensionGround;
  readonly groundRef: string;
  readonly scope: SuspensionScope;
  readonly personRef?: string;
}
export interface PersonRecord extends ResponsiblePersonData {
  readonly closedOn?: LegalDate;
  readonly closedBecause?: EventData<'ResponsiblePersonClosed'>['because'];
}

export type CaseStatus =
  | 'FILED'
  | 'INTAKE_REFUSED'
  | 'ACCEPTED'
  | 'REFERRED'
  | 'REPLIED'
  | 'DECIDED'
  | 'WITHDRAWN'
  | 'JOINED'
  | 'IN_REVIEW'
  | 'REVIEWED';

/** An objection, or a verification that no objection opened (3.8). */
export interface Case {
  readonly caseId: string;
  readonly kind: 'OBJECTION' | 'VERIFICATION';
  readonly entryId: string;
  readonly status: CaseStatus;
  readonly filedOn: LegalDate;
  readonly objectorRef?: string;
  readonly standing?: ObjectorStanding;
  readonly grounds: readonly ObjectionGround[];
  readonly newEvidence: boolean;
  readonly trigger?: VerificationTrigger;
  readonly handler?: ActorRef;
  readonly providerUnitId?: string;
  readonly finding?: VerificationFinding;
  readonly outcome?: VerificationOutcome;
  readonly decidedOn?: LegalDate;
  readonly decider?: ActorRef;
  readonly reviewId?: string;
  /** Day it was last closed: by decision, withdrawal or review. */
  readonly closedOn?: LegalDate;
}

export type RepairStatus =
  | 'SUBMITTED'
  | 'SUPPLEMENT_REQUESTED'
  | 'ACCEPTED'
  | 'INTAKE_REFUSED'
  | 'HELD'
  | 'AGREED'
  | 'REFUSED'
  | 'WITHDRAWN'
  | 'LAPSED';
export interface Repair {
  readonly repairId: string;
  readonly entryId: string;
  readonly status: RepairStatus;
  /** The responsible person whose own part it is about; absent where it is the entity's. */
  readonly personRef?: string;
  readonly receivedOn: LegalDate;
  readonly supplementAsked: boolean;
  /** The credit commitment has been made public (3.10 condition 3). */
  readonly committed: boolean;
  readonly checks: readonly { readonly result: 'SATISFIED' | 'NOT_SATISFIED'; readonly on: LegalDate }[];
  readonly consentRevoked: boolean;
}

/** Reconsideration or litigation (3.11). */
export interface Remedy extends Omit<EventData<'RemedyFiled'>, 'entryId'> {
  readonly entryId: string;
  /** PENDING until its outcome is recorded, DECIDED until that is executed. */
  readonly status: 'PENDING' | 'DECIDED' | 'CLOSED';
  /** A stay is in force since this day. */
  readonly stayedFrom?: LegalDate;
  readonly outcome?: RemedyOutcome;
  readonly docNo?: string;
  readonly effectiveOn?: LegalDate;
  readonly reasons?: EventData<'RemedyOutcomeRecorded'>['reasons'];
  readonly changes?: readonly CorrectedField[];
  readonly newValidTo?: LegalDate;
  readonly recordedBy?: ActorRef;
}

export interface Proposal {
  readonly proposalId: string;
  /** `record` where it is about the subject as such. */
  readonly entryId: string;
  readonly content: ProposalContent;
  readonly drafter: ActorRef;
  /** Everybody who has drafted it, whoever the task was passed to: none of them approves it. */
  readonly drafters: readonly string[];
  readonly proposedApprover?: string;
  readonly status: 'OPEN' | 'DECIDED' | 'REJECTED' | 'VOID';
}

export interface Deadline {
  readonly deadlineId: string;
  readonly key: string;
  readonly ownerRef: string;
  readonly entryId?: string;
  readonly startOn: LegalDate;
  readonly dueOn: LegalDate;
  readonly duration?: Duration;
  readonly calendarVersion: string;
  readonly provisional: boolean;
  readonly status: 'OPEN' | 'PAUSED' | 'MET' | 'MISSED' | 'MISSED_MET' | 'LAPSED';
  readonly pausedOn?: LegalDate;
}

export interface Agent {
  readonly agentRef: string;
  readonly scope: readonly EventData<'AgentAuthorized'>['scope'][number][];
  readonly validFrom: LegalDate;
  readonly validTo: LegalDate;
  readonly revokedOn?: LegalDate;
}
