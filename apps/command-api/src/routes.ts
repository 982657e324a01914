import type { CommandType } from '#libs/dossier';

/** Commands that only the product itself issues; they have no address. */
export type SystemCommand =
  | 'SettleDueDeadlines'
  | 'RecomputeDeadlines'
  | 'RunExitChain'
  | 'OpenStandardReview'
  | 'CrossCheckAfterRecognition'
  | 'ReferDossier'
  | 'CrossCheckJoined';
export type RoutedCommand = Exclude<CommandType, SystemCommand>;

export interface Route {
  readonly method: 'POST';
  /** With the names of the parameters in braces, as in OpenAPI. */
  readonly path: string;
}

const post = (path: string): Route => ({ method: 'POST', path });
const subject = (rest = '') => post(`/subjects/{subjectId}${rest}`);
const entry = (rest: string) => subject(`/entries/{entryId}${rest}`);
const objection = (rest: string) => entry(`/objections/{objectionId}${rest}`);
const heldCase = (rest: string) => entry(`/cases/{caseId}${rest}`);
const repair = (rest: string) => entry(`/repairs/{repairId}${rest}`);
const remedy = (rest: string) => entry(`/remedies/{remedyId}${rest}`);
const inquiry = (rest: string) => entry(`/improper-use-inquiries/{inquiryId}${rest}`);
const proposal = (rest: string) => entry(`/proposals/{proposalId}${rest}`);

/**
 * Where each command is given. Nouns throughout: what the command brings about. A decision of two persons is proposed
 * under `/proposals/{decision}` and taken under `/{decision}`.
 */
export const COMMAND_ROUTES = {
  RegisterSubject: post('/subjects'),
  RenameSubject: subject('/names'),
  CorrectSubjectIdentifier: subject('/identifier-corrections'),
  AuthorizeAgent: subject('/agents'),
  RevokeAgent: subject('/agents/{agentRef}/revocation'),
  RecordSubjectExtinct: subject('/extinction'),
  ProposeDossiersJoining: subject('/proposals/dossiers-joining'),
  JoinDossiers: subject('/dossiers-joining'),

  GenerateInitialEntry: subject('/entries'),
  WithdrawEntry: entry('/withdrawal'),
  RestartEntry: entry('/restart'),
  PerformCrossCheck: entry('/cross-check'),
  RecordResponsiblePerson: entry('/responsible-persons'),
  ServePriorNotice: entry('/prior-notices'),
  SubmitStatement: entry('/statements'),
  ConsiderStatement: entry('/statements/{statementId}/consideration'),
  RequestHearing: entry('/hearing-requests'),
  RecordHearing: entry('/hearings'),
  StartPublicity: entry('/publicity'),
  ConfirmByConference: entry('/conference-confirmation'),

  ProposeRecognition: entry('/proposals/recognition'),
  ProposeNonRecognition: entry('/proposals/non-recognition'),
  ProposePriorNoticeWaiver: entry('/proposals/prior-notice-waiver'),
  ProposeRevocation: entry('/proposals/revocation'),
  ProposeRepairDecision: entry('/proposals/repair-decision'),
  ProposeValidityExtension: entry('/proposals/validity-extension'),
  ProposeReinstatement: entry('/proposals/reinstatement'),
  ProposeIrreparableMarkLifting: entry('/proposals/irreparable-mark-lifting'),
  ProposeRepairConsentRevocation: entry('/proposals/repair-consent-revocation'),
  RejectProposal: proposal('/rejection'),
  ReassignTask: proposal('/reassignment'),
  RecognizeEntry: entry('/recognition'),
  DecideNotToRecognize: entry('/non-recognition'),
  WaivePriorNotice: entry('/prior-notice-waiver'),
  RevokeEntry: entry('/revocation'),
  DecideRepair: entry('/repair-decision'),
  ExtendValidity: entry('/validity-extension'),
  ReinstateEntry: entry('/reinstatement'),
  LiftIrreparableMark: entry('/irreparable-mark-lifting'),
  RevokeRepairConsent: entry('/repair-consent-revocation'),

  ServeDecision: entry('/decision-service'),
  PublishEntry: entry('/publication'),
  ReportToPlatform: entry('/platform-reports'),
  ConfirmPlatformReceipt: entry('/platform-receipts'),
  CorrectEntry: entry('/corrections'),
  IssueFocusWarning: entry('/focus-warning'),
  TransferToBlack: entry('/transfer-to-black'),
  RecordRepairTraining: entry('/repair-trainings'),
  DecideStandardReview: entry('/standard-review'),

  TriggerJointMeasures: entry('/measures'),
  OpenImproperUseInquiry: entry('/improper-use-inquiries'),
  RecordImproperUseHearing: inquiry('/hearing'),
  DecideImproperUse: inquiry('/decision'),
  SuspendForBankruptcy: entry('/bankruptcy-suspension'),
  EndBankruptcySuspension: entry('/bankruptcy-suspension/end'),

  OptOut: entry('/opt-out'),
  ReleaseEarly: entry('/early-release'),
  RecordBasisAnnulled: entry('/basis-annulment'),
  AnnounceExit: entry('/exit-announcement'),
  TakeDownEntry: entry('/take-down'),
  PublishRestorationNotice: entry('/restoration-notice'),
  RequestPlatformDeletion: entry('/platform-deletions'),
  ConfirmPlatformDeletion: entry('/platform-deletion-receipts'),

  FileObjection: entry('/objections'),
  AcceptObjection: objection('/acceptance'),
  RefuseObjectionIntake: objection('/intake-refusal'),
  DecideObjection: objection('/decision'),
  NotifyObjector: objection('/notification'),
  WithdrawObjection: objection('/withdrawal'),
  OpenVerification: entry('/verifications'),
  DecideVerification: entry('/verifications/{verificationId}/decision'),
  ReferToProvider: heldCase('/referral'),
  SubmitVerificationReply: heldCase('/reply'),
  ExtendVerification: heldCase('/extension'),
  RequestReview: heldCase('/reviews'),
  DecideReview: heldCase('/reviews/{reviewId}/decision'),

  RecordRemedyFiled: entry('/remedies'),
  RecordStay: remedy('/stays'),
  RecordRemedyOutcome: remedy('/outcome'),
  ExecuteRemedyOutcome: remedy('/execution'),

  ApplyForRepair: entry('/repairs'),
  RequestRepairSupplement: repair('/supplement-request'),
  SupplementRepair: repair('/supplement'),
  DecideRepairIntake: repair('/intake'),
  RecordRepairCheck: repair('/checks'),
  WithdrawRepair: repair('/withdrawal'),

  RecordGuardian: entry('/guardians'),
  RecordEducation: entry('/educations'),
  RecordBreachCorrected: entry('/breach-correction'),
  RecordArchiveDuty: entry('/archive-duties'),
  LiftArchiveDuty: entry('/archive-duties/{dutyId}/lifting'),
  ProposeErasure: entry('/proposals/erasure'),
  ErasePersonalData: entry('/erasure'),
} as const satisfies Record<RoutedCommand, Route>;

/** Names of the parameters of a path, in their order. */
export function parametersOf(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
}

/** The same path as the router wants it: `:name` for `{name}`. */
export function routerPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
