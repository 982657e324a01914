import type {
  DishonestyGrade,
  Duration,
  FocusMode,
  LegalBasis,
  LegalDate,
  ResponsibleCapacity,
  SubjectType,
} from '#libs/rules';
import type { ScrubFinding } from '#libs/subjects';
import type { ChannelShown, EducationKind, EventData, Rendering } from './events.js';
import type {
  Basis,
  CorrectableField,
  NonRecognitionReason,
  NoticePurpose,
  ObjectionGround,
  ObjectorStanding,
  RemedyOutcome,
  RemedyTarget,
  RemedyType,
  VerificationFinding,
  VerificationOutcome,
  VerificationTrigger,
} from './shared.js';

/*
 * Commands on one dossier. Texts arrive in clear; `decide` marks them personal. Dates are Asia/Shanghai legal dates;
 * where one is optional it is the day of the command. References to people are opaque (`personRef`): the shell
 * resolves identifiers before it calls `decide`.
 */

interface OnEntry {
  readonly entryId: string;
}
export interface EvidenceInput {
  readonly docId: string;
  readonly sha256: string;
  readonly title: string;
}
export interface MaterialInput {
  readonly type: string;
  readonly docId: string;
  readonly sha256: string;
}
/** What the shell took out of a text before it is shown, and the replacements that the clerk has confirmed (6.4). */
export interface Scrubbed {
  readonly findings?: readonly ScrubFinding[];
  /** Ids of findings, as `findingIdOf` makes them. */
  readonly confirmedFindings?: readonly string[];
}
/** The text that is shown, already masked by the shell under the profile named, and how it was made (6.4). */
export interface ShownText extends Pick<Scrubbed, 'confirmedFindings'> {
  readonly maskedText: string;
  readonly maskProfile: string;
  readonly rendering?: Rendering;
}
/** What the approver adds to a proposal when deciding on it. `entryId` is `record` where it is about the subject as such. */
interface Approval extends OnEntry {
  readonly proposalId: string;
}

export interface CommandMap {
  // --- the subject's record
  RegisterSubject: {
    subjectId: string;
    subjectType: SubjectType;
    identifierKind: 'USCC' | 'CITIZEN_ID' | 'OTHER';
    certificateType?: string;
    name: string;
    identifier: string;
    checksumException?: { reason: string; evidenceRef: string; approvedBy: string };
  };
  RenameSubject: { name: string; renamedOn: LegalDate; evidence?: readonly EvidenceInput[] };
  CorrectSubjectIdentifier: { identifier: string; reason: string };
  AuthorizeAgent: {
    agentRef: string;
    agentName: string;
    scope: readonly ('STATEMENT' | 'OBJECTION' | 'REPAIR' | 'QUERY')[];
    validFrom: LegalDate;
    validTo: LegalDate;
    evidence?: readonly EvidenceInput[];
  };
  RevokeAgent: { agentRef: string };
  /** On the older of the two dossiers, which goes on. */
  ProposeDossiersJoining: { otherSubjectId: string; reasons: string; evidence: readonly EvidenceInput[] };
  JoinDossiers: { proposalId: string };

  // --- initial list to recognition (3.5, 3.6, 3.7)
  GenerateInitialEntry: {
    standardId: string;
    basis: readonly Basis[];
    facts: string;
    evidence?: readonly EvidenceInput[];
    grade?: DishonestyGrade;
    actEndedOn?: LegalDate;
    amountInvolved?: number;
    acts?: readonly { docNo: string; on: LegalDate }[];
    /** Proof that a person of 16 or 17 lives on own labour (民法典 18). */
    ownLabour?: readonly EvidenceInput[];
    /** Proof of lack of intent is on file (SAMR-44 Art 12): no black listing. */
    lackOfIntentProven?: boolean;
  };
  WithdrawEntry: OnEntry & { reason: string };
  /** 3.15: begins again under the version of the standard that is in force. */
  RestartEntry: OnEntry & { reasons: string };
  PerformCrossCheck: OnEntry;
  RecordResponsiblePerson: OnEntry & {
    personRef: string;
    name: string;
    identifier?: string;
    capacity: ResponsibleCapacity;
    fromDate: LegalDate;
    toDate?: LegalDate;
    basisDocNo: string;
    measuresExtend: boolean;
  };
  ServePriorNotice: OnEntry & {
    /** Absent: the subject. Otherwise the personRef of a responsible person, or of the guardian of a minor. */
    recipientRef?: string;
    recipientRole: 'SUBJECT' | 'RESPONSIBLE_PERSON' | 'GUARDIAN';
    facts: string;
    reasons: string;
    proposedMeasures: readonly string[];
    /** 文号 of the notice. */
    noticeNo?: string;
    /** Default RECOGNITION. */
    purpose?: NoticePurpose;
    /** Required when a recognition is announced. */
    terms?: TermsInput;
    servedOn?: LegalDate;
    channel: string;
    receiptRef: string;
  };
  SubmitStatement: OnEntry & { text: string; evidence?: readonly EvidenceInput[]; onBehalfOf?: string };
  ConsiderStatement: OnEntry & { statementId: string; result: 'ADOPTED' | 'PARTLY' | 'NOT_ADOPTED'; reasons: string };
  RequestHearing: OnEntry & { onBehalfOf?: string };
  RecordHearing: OnEntry & { heldOn: LegalDate; minutesRef: string };
  StartPublicity: OnEntry &
    ShownText & { channels: readonly ChannelShown[]; startsOn?: LegalDate; objectionContact: string };
  ConfirmByConference: OnEntry & { meetingNo: string; confirmedOn: LegalDate };

  // --- decisions of two persons (2): first the proposal …
  ProposeRecognition: OnEntry & { terms: TermsInput; reasons: string };
  ProposeNonRecognition: OnEntry & { reason: NonRecognitionReason; reasons: string };
  ProposePriorNoticeWaiver: OnEntry & { legalBasis: LegalBasis; reasons: string };
  ProposeRevocation: OnEntry & { ground: 'VERIFICATION' | 'REMEDY' | 'OWN_FINDING'; caseId?: string; reasons: string };
  ProposeRepairDecision: OnEntry & {
    repairId: string;
    agree: boolean;
    exitReason?: 'REPAIRED' | 'BANKRUPTCY_REPAIR';
    focusMode?: FocusMode;
    reasons: string;
  };
  ProposeValidityExtension: OnEntry & { newValidTo: LegalDate; legalBasis: LegalBasis; reasons: string };
  ProposeReinstatement: OnEntry & { causeEntryId: string; reasons: string };
  ProposeIrreparableMarkLifting: OnEntry & {
    earliestRepairOn: LegalDate;
    repairMethods: readonly string[];
    reasons: string;
  };
  ProposeRepairConsentRevocation: OnEntry & { repairId: string; facts: string; reasons: string };
  // … then the approver's decision.
  RejectProposal: Approval & { reason: string };
  ReassignTask: Approval & {
    half: 'DRAFTER' | 'APPROVER';
    /** Passed on only if this official holds it; absent: whoever does. */
    fromUserId?: string;
    toUserId: string;
    reason: string;
  };
  RecognizeEntry: Approval & { decisionNo: string; decidedOn?: LegalDate };
  DecideNotToRecognize: Approval & { decidedOn?: LegalDate };
  WaivePriorNotice: Approval;
  RevokeEntry: Approval;
  DecideRepair: Approval & { decisionNo: string; decidedOn?: LegalDate };
  ExtendValidity: Approval;
  ReinstateEntry: Approval;
  LiftIrreparableMark: Approval;
  RevokeRepairConsent: Approval;

  // --- after recognition
  ServeDecision: OnEntry & { repairGuideRef?: string; channel: string; servedOn?: LegalDate; receiptRef: string };
  PublishEntry: OnEntry &
    ShownText & { channels: readonly ChannelShown[]; publishedOn?: LegalDate; authority?: LegalBasis };
  ReportToPlatform: OnEntry & { platformId: string; reportedOn?: LegalDate; reportRef: string };
  ConfirmPlatformReceipt: OnEntry & { platformId: string; receiptNo: string };
  TriggerJointMeasures: OnEntry & { items: readonly string[] };
  CorrectEntry: OnEntry & { changes: readonly CorrectionInput[]; reason: string; caseId?: string };
  OpenImproperUseInquiry: OnEntry & { facts: string };
  RecordImproperUseHearing: OnEntry & { inquiryId: string; text: string };
  DecideImproperUse: OnEntry & {
    inquiryId: string;
    found: boolean;
    exitReason?: 'IMPROPER_USE' | 'OTHER_BAD_BEHAVIOUR';
    facts: string;
    evidence?: readonly EvidenceInput[];
  };
  OptOut: OnEntry;
  DecideStandardReview: OnEntry & { newVersion: number; result: 'CONFORMS' | 'NOT_CONFORMS'; reasons: string };
  RecordBasisAnnulled: OnEntry & { docNo: string; organ: string; annulledOn: LegalDate };
  /** Exits every open entry of the subject. */
  RecordSubjectExtinct: { evidence: readonly EvidenceInput[]; extinctOn: LegalDate };
  AnnounceExit: OnEntry & Scrubbed & { channels: readonly string[]; text: string; announcedOn?: LegalDate };
  TakeDownEntry: OnEntry & { channels: readonly string[] };
  PublishRestorationNotice: OnEntry & Scrubbed & { channels: readonly string[]; text: string };
  RequestPlatformDeletion: OnEntry & { platformId: string };
  ConfirmPlatformDeletion: OnEntry & { platformId: string; receiptNo: string };
  IssueFocusWarning: OnEntry & { channel: string; text: string; issuedOn?: LegalDate; receiptRef: string };
  TransferToBlack: OnEntry & {
    blackStandardId: string;
    basis: readonly Basis[];
    facts: string;
    evidence?: readonly EvidenceInput[];
    grade?: DishonestyGrade;
    actEndedOn: LegalDate;
    amountInvolved?: number;
    ownLabour?: readonly EvidenceInput[];
  };
  ReleaseEarly: OnEntry & { reasons: string };
  RecordRepairTraining: OnEntry & { course: string; attendees: string; heldOn: LegalDate };
  SuspendForBankruptcy: OnEntry & { rulingNo: string; court: string; ruledOn: LegalDate };
  EndBankruptcySuspension: OnEntry & { rulingNo: string };

  // --- objection and verification (3.8). `caseId` is an objectionId or a verificationId.
  FileObjection: OnEntry & {
    objectorRef: string;
    objectorName?: string;
    contact?: string;
    standing: ObjectorStanding;
    grounds: readonly ObjectionGround[];
    text: string;
    evidence?: readonly EvidenceInput[];
    reliefSought: string;
    filedOn?: LegalDate;
    channel: string;
  };
  AcceptObjection: OnEntry & { objectionId: string; suspend?: boolean; reason?: string };
  RefuseObjectionIntake: OnEntry & { objectionId: string; reason: string };
  OpenVerification: OnEntry & {
    trigger: VerificationTrigger;
    suspend?: boolean;
    reason?: string;
    allegedError: string;
    fields?: readonly CorrectableField[];
  };
  ReferToProvider: OnEntry & { caseId: string; providerUnitId: string; questions: string };
  SubmitVerificationReply: OnEntry & {
    caseId: string;
    finding: VerificationFinding;
    facts: string;
    evidence?: readonly EvidenceInput[];
  };
  ExtendVerification: OnEntry & { caseId: string; newDueOn: LegalDate; reason: string };
  DecideObjection: OnEntry & { objectionId: string } & CaseDecisionInput;
  DecideVerification: OnEntry & { verificationId: string } & CaseDecisionInput;
  NotifyObjector: OnEntry & { objectionId: string; channel: string; notifiedOn?: LegalDate };
  RequestReview: OnEntry & { caseId: string };
  DecideReview: OnEntry & { caseId: string; reviewId: string } & CaseDecisionInput;
  WithdrawObjection: OnEntry & { objectionId: string };

  // --- reconsideration and litigation (3.11)
  /** Never refused for lateness. */
  RecordRemedyFiled: OnEntry & {
    type: RemedyType;
    organ: string;
    caseNo: string;
    target: RemedyTarget;
    /** The repair that was refused; the newest where none is named. */
    repairId?: string;
    /** The objection or verification that was decided; the newest where none is named. */
    caseId?: string;
    /** Number of the basis document; the principal basis where none is named. */
    basisDocNo?: string;
    filedOn?: LegalDate;
    /** For which responsible person an official records it, against that person's own part. */
    onBehalfOf?: string;
  };
  /** `ordered: false` lifts it. */
  RecordStay: OnEntry & { remedyId: string; ordered: boolean; byOrgan: string; docNo?: string; from?: LegalDate };
  RecordRemedyOutcome: OnEntry & {
    remedyId: string;
    outcome: RemedyOutcome;
    docNo: string;
    effectiveOn?: LegalDate;
    reasons: string;
    /** For CHANGED: what is corrected … */
    corrections?: readonly CorrectionInput[];
    /** … and the last day on the list as the organ fixed it. */
    newValidTo?: LegalDate;
  };
  ExecuteRemedyOutcome: OnEntry & { remedyId: string };

  // --- repair (3.10)
  ApplyForRepair: OnEntry & {
    methods: readonly string[];
    materials: readonly MaterialInput[];
    commitment: string;
    commitmentPublishedOn?: LegalDate;
    receivedVia: 'RECOGNIZING_UNIT' | 'CREDIT_PORTAL';
    receivedOn?: LegalDate;
    onBehalfOf?: string;
  };
  RequestRepairSupplement: OnEntry & { repairId: string; items: readonly string[]; dueOn: LegalDate };
  SupplementRepair: OnEntry & { repairId: string; materials: readonly MaterialInput[] };
  /** The unit says whether the materials are complete; what bars an application is found by the rules (P3). */
  DecideRepairIntake: OnEntry & { repairId: string; complete: boolean };
  RecordRepairCheck: OnEntry & {
    repairId: string;
    method: 'INTERVIEW' | 'SITE_CHECK' | 'TRAINING' | 'REPORT';
    result: 'SATISFIED' | 'NOT_SATISFIED';
    notes: string;
    checkedOn?: LegalDate;
  };
  WithdrawRepair: OnEntry & { repairId: string };

  // --- minors, minor breaches and the end of retention (3.14)
  RecordGuardian: OnEntry & {
    guardianRef: string;
    name: string;
    identifier: string;
    consentedOn?: LegalDate;
    evidence?: readonly EvidenceInput[];
  };
  RecordEducation: OnEntry & {
    kind: EducationKind;
    text: string;
    evidence?: readonly EvidenceInput[];
    heldOn?: LegalDate;
  };
  RecordBreachCorrected: OnEntry & { facts: string; evidence: readonly EvidenceInput[]; correctedOn?: LegalDate };
  RecordArchiveDuty: OnEntry & { legalBasis: LegalBasis; until?: LegalDate; reason: string };
  LiftArchiveDuty: OnEntry & { dutyId: string; reason: string };
  ProposeErasure: OnEntry & { legalBasis: LegalBasis; reasons: string };
  ErasePersonalData: Approval;

  // --- SYSTEM only
  /** Acts on everything that has fallen due; the clock process issues it (3.16). Idempotent. */
  SettleDueDeadlines: Record<never, never>;
  /** A year's holiday table was loaded: open deadlines are computed again (3.2). */
  RecomputeDeadlines: Record<never, never>;
  /** 3.15: opens the review that an entry owes since its standard changed. Idempotent. */
  OpenStandardReview: OnEntry;
  /** Runs what the exit chain can do by itself (3.9): announce, take down, request deletion. Idempotent. */
  RunExitChain: OnEntry & { text: string };
  /** B10: asks the red lists of others after a black recognition; repeated until every source answers. */
  CrossCheckAfterRecognition: OnEntry;
  /** The other half of a joining: this dossier refers to the one that goes on. Idempotent. */
  ReferDossier: Omit<EventData<'DossiersJoined'>, 'part' | 'gates'>;
  /** A12, B10 across the dossiers of one subject: red entries go where another of them is black or focus listed. Idempotent. */
  CrossCheckJoined: Record<never, never>;
}

/** Terms as they are proposed or announced; what the standard fixes is not repeated. */
export interface TermsInput {
  readonly validFrom?: LegalDate;
  /** Within the bounds of the standard. Absent: the standard's own, where it fixes one. */
  readonly validity?: Duration;
  readonly irreparable?: { readonly basis: readonly LegalBasis[] };
  readonly repairMethods?: readonly string[];
  readonly minTimeBeforeRepair?: Duration;
  readonly focusAfterExit?: { readonly mode?: FocusMode; readonly validity?: Duration };
}

export interface CaseDecisionInput {
  readonly outcome: VerificationOutcome;
  readonly reasons: string;
  readonly decidedOn?: LegalDate;
  /** What the decider found out without the provider (O8). */
  readonly evidence?: readonly EvidenceInput[];
  /** For UPHELD_INACCURATE: what is corrected. */
  readonly corrections?: readonly CorrectionInput[];
}

export interface CorrectionInput {
  readonly field: CorrectableField | (string & {});
  readonly newValue: string | number;
}

export type CommandType = keyof CommandMap;
export type Command = { [T in CommandType]: { readonly type: T; readonly data: CommandMap[T] } }[CommandType];
export type CommandData<T extends CommandType> = CommandMap[T];
