import { authorize } from './authority.js';
import type { Command, CommandData, CommandType } from './commands.js';
import type { DecisionContext } from './context.js';
import { recomputeDeadlines } from './deadlines/deadlines.js';
import { settle } from './deadlines/settle.js';
import { rejectProposal, reassignTask } from './decision/proposals.js';
import { Draft } from './draft.js';
import * as correction from './entry/correction.js';
import * as crossCheck from './entry/cross-check.js';
import * as exitChain from './entry/exit-chain.js';
import * as generate from './entry/generate.js';
import * as improperUse from './entry/improper-use.js';
import * as listed from './entry/listed.js';
import * as minors from './entry/minors.js';
import * as notice from './entry/notice.js';
import * as persons from './entry/persons.js';
import * as publicity from './entry/publicity.js';
import * as recognition from './entry/recognition.js';
import * as standardChange from './entry/standard-change.js';
import * as undoing from './entry/undoing.js';
import { entryIdOf } from './evolve.js';
import type { ProducedEvent } from './events.js';
import { syncSuspensions } from './measures/sync.js';
import * as deciding from './objection/deciding.js';
import * as filing from './objection/filing.js';
import { Refusal } from './refusal.js';
import * as remedyExecution from './remedy/execution.js';
import * as remedy from './remedy/remedy.js';
import * as repair from './repair/repair.js';
import * as erasure from './retention/erasure.js';
import * as retention from './retention/retention.js';
import type { DossierState } from './state.js';
import * as joining from './subject/joining.js';
import * as record from './subject/record.js';

type Decisions = { readonly [T in CommandType]: (draft: Draft, data: CommandData<T>) => void };

const DECISIONS: Decisions = {
  RegisterSubject: record.registerSubject,
  RenameSubject: record.renameSubject,
  CorrectSubjectIdentifier: record.correctSubjectIdentifier,
  AuthorizeAgent: record.authorizeAgent,
  RevokeAgent: record.revokeAgent,
  RecordSubjectExtinct: record.recordSubjectExtinct,
  ProposeDossiersJoining: joining.proposeDossiersJoining,
  JoinDossiers: joining.joinDossiers,

  GenerateInitialEntry: generate.generateInitialEntry,
  WithdrawEntry: generate.withdrawEntry,
  RestartEntry: standardChange.restartEntry,
  TransferToBlack: generate.transferToBlack,
  PerformCrossCheck: crossCheck.performCrossCheck,
  CrossCheckAfterRecognition: crossCheck.crossCheckAfterRecognition,
  RecordResponsiblePerson: persons.recordResponsiblePerson,
  ServePriorNotice: notice.servePriorNotice,
  SubmitStatement: notice.submitStatement,
  ConsiderStatement: notice.considerStatement,
  RequestHearing: notice.requestHearing,
  RecordHearing: notice.recordHearing,
  ConfirmByConference: notice.confirmByConference,
  StartPublicity: publicity.startPublicity,

  ProposeRecognition: recognition.proposeRecognition,
  ProposeNonRecognition: recognition.proposeNonRecognition,
  ProposePriorNoticeWaiver: recognition.proposePriorNoticeWaiver,
  ProposeRevocation: undoing.proposeRevocation,
  ProposeRepairDecision: repair.proposeRepairDecision,
  ProposeValidityExtension: listed.proposeValidityExtension,
  ProposeReinstatement: undoing.proposeReinstatement,
  ProposeIrreparableMarkLifting: listed.proposeIrreparableMarkLifting,
  ProposeRepairConsentRevocation: repair.proposeRepairConsentRevocation,
  RejectProposal: rejectProposal,
  ReassignTask: reassignTask,
  RecognizeEntry: recognition.recognizeEntry,
  DecideNotToRecognize: recognition.decideNotToRecognize,
  WaivePriorNotice: recognition.waivePriorNotice,
  RevokeEntry: undoing.revokeEntry,
  DecideRepair: repair.decideRepair,
  ExtendValidity: listed.extendValidity,
  ReinstateEntry: undoing.reinstateEntry,
  LiftIrreparableMark: listed.liftIrreparableMark,
  RevokeRepairConsent: repair.revokeRepairConsent,

  ServeDecision: listed.serveDecision,
  PublishEntry: listed.publishEntry,
  ReportToPlatform: listed.reportToPlatform,
  ConfirmPlatformReceipt: listed.confirmPlatformReceipt,
  TriggerJointMeasures: listed.triggerJointMeasures,
  CorrectEntry: correction.correctEntry,
  OptOut: listed.optOut,
  DecideStandardReview: standardChange.decideStandardReview,
  OpenStandardReview: standardChange.openStandardReview,
  RecordBasisAnnulled: listed.recordBasisAnnulled,
  IssueFocusWarning: listed.issueFocusWarning,
  ReleaseEarly: listed.releaseEarly,
  RecordRepairTraining: listed.recordRepairTraining,
  OpenImproperUseInquiry: improperUse.openImproperUseInquiry,
  RecordImproperUseHearing: improperUse.recordImproperUseHearing,
  DecideImproperUse: improperUse.decideImproperUse,
  AnnounceExit: exitChain.announceExit,
  TakeDownEntry: exitChain.takeDownEntry,
  PublishRestorationNotice: exitChain.publishRestorationNotice,
  RequestPlatformDeletion: exitChain.requestPlatformDeletion,
  ConfirmPlatformDeletion: exitChain.confirmPlatformDeletion,
  RunExitChain: exitChain.runExitChain,

  FileObjection: filing.fileObjection,
  AcceptObjection: filing.acceptObjection,
  RefuseObjectionIntake: filing.refuseObjectionIntake,
  OpenVerification: filing.openVerification,
  ReferToProvider: filing.referToProvider,
  SubmitVerificationReply: filing.submitVerificationReply,
  ExtendVerification: filing.extendVerification,
  WithdrawObjection: filing.withdrawObjection,
  DecideObjection: deciding.decideObjection,
  DecideVerification: deciding.decideVerification,
  NotifyObjector: deciding.notifyObjector,
  RequestReview: deciding.requestReview,
  DecideReview: deciding.decideReview,

  RecordRemedyFiled: remedy.recordRemedyFiled,
  RecordStay: remedy.recordStay,
  RecordRemedyOutcome: remedy.recordRemedyOutcome,
  ExecuteRemedyOutcome: remedyExecution.executeRemedyOutcome,

  ApplyForRepair: repair.applyForRepair,
  RequestRepairSupplement: repair.requestRepairSupplement,
  SupplementRepair: repair.supplementRepair,
  DecideRepairIntake: repair.decideRepairIntake,
  RecordRepairCheck: repair.recordRepairCheck,
  WithdrawRepair: repair.withdrawRepair,
  SuspendForBankruptcy: repair.suspendForBankruptcy,
  EndBankruptcySuspension: repair.endBankruptcySuspension,

  RecordGuardian: minors.recordGuardian,
  RecordEducation: minors.recordEducation,
  RecordBreachCorrected: retention.recordBreachCorrected,
  RecordArchiveDuty: erasure.recordArchiveDuty,
  LiftArchiveDuty: erasure.liftArchiveDuty,
  ProposeErasure: erasure.proposeErasure,
  ErasePersonalData: erasure.erasePersonalData,

  // What is due was settled before the decision began.
  SettleDueDeadlines: () => undefined,
  RecomputeDeadlines: recomputeDeadlines,
  ReferDossier: joining.referDossier,
  CrossCheckJoined: joining.crossCheckJoined,
};

/**
 * What a dossier that refers to another no longer takes: the subject goes on there. Its entries live on here to their
 * exits, with everything that belongs to them (docs/decisions/0008).
 */
const TAKEN_WHERE_IT_GOES_ON: ReadonlySet<CommandType> = new Set<CommandType>([
  'GenerateInitialEntry',
  'RenameSubject',
  'AuthorizeAgent',
  'ProposeDossiersJoining',
  'JoinDossiers',
]);

/**
 * Decides a command on a dossier: the events that follow, none where it is already so, or a refusal.
 *
 * What has fallen due by `ctx.now` is settled first and stands before the command's own events in the same append
 * (D15). Where the command itself changes nothing, nothing is appended and the clock will do it.
 *
 * @throws Refusal with a stable code; nothing is appended
 */
export function decide(command: Command, state: DossierState, ctx: DecisionContext): readonly ProducedEvent[] {
  if (command.type !== 'RegisterSubject') {
    if (!state.subject) throw new Refusal('SUBJECT_UNKNOWN');
    const { joinedInto } = state.subject;
    if (joinedInto !== undefined && TAKEN_WHERE_IT_GOES_ON.has(command.type))
      throw new Refusal('SUBJECT_JOINED', { other: joinedInto });
  }
  authorize(command, state, ctx);
  refuseErased(command, state);
  const draft = new Draft(state, ctx);
  settle(draft);
  syncSuspensions(draft);
  const settled = draft.events.length;
  (DECISIONS[command.type] as (draft: Draft, data: unknown) => void)(draft, command.data);
  syncSuspensions(draft);
  return draft.events.length > settled || command.type === 'SettleDueDeadlines' ? draft.events : [];
}

/** What was erased is closed: there is no key to write under, and nobody left to write about. */
function refuseErased(command: Command, { entries, subject }: DossierState): void {
  if (subject?.erased && TAKEN_WHERE_IT_GOES_ON.has(command.type)) throw new Refusal('SUBJECT_ERASED');
  const date = entries[entryIdOf(command) ?? '']?.erasedOn;
  if (date !== undefined) throw new Refusal('ENTRY_ERASED', { date });
}
