import { ConfirmByConferenceController, ConfirmByConferenceHandler } from './confirm-by-conference.js';
import { ConfirmPlatformReceiptController, ConfirmPlatformReceiptHandler } from './confirm-platform-receipt.js';
import { ConsiderStatementController, ConsiderStatementHandler } from './consider-statement.js';
import { CorrectEntryController, CorrectEntryHandler } from './correct-entry.js';
import { DecideStandardReviewController, DecideStandardReviewHandler } from './decide-standard-review.js';
import { GenerateInitialEntryController, GenerateInitialEntryHandler } from './generate-initial-entry.js';
import { IssueFocusWarningController, IssueFocusWarningHandler } from './issue-focus-warning.js';
import { PerformCrossCheckController, PerformCrossCheckHandler } from './perform-cross-check.js';
import { PublishEntryController, PublishEntryHandler } from './publish-entry.js';
import { RecordHearingController, RecordHearingHandler } from './record-hearing.js';
import { RecordRepairTrainingController, RecordRepairTrainingHandler } from './record-repair-training.js';
import { RecordResponsiblePersonController, RecordResponsiblePersonHandler } from './record-responsible-person.js';
import { ReportToPlatformController, ReportToPlatformHandler } from './report-to-platform.js';
import { RequestHearingController, RequestHearingHandler } from './request-hearing.js';
import { RestartEntryController, RestartEntryHandler } from './restart-entry.js';
import { ServeDecisionController, ServeDecisionHandler } from './serve-decision.js';
import { ServePriorNoticeController, ServePriorNoticeHandler } from './serve-prior-notice.js';
import { StartPublicityController, StartPublicityHandler } from './start-publicity.js';
import { SubmitStatementController, SubmitStatementHandler } from './submit-statement.js';
import { TransferToBlackController, TransferToBlackHandler } from './transfer-to-black.js';
import { WithdrawEntryController, WithdrawEntryHandler } from './withdraw-entry.js';

export const ENTRY_CONTROLLERS = [
  ConfirmByConferenceController,
  ConfirmPlatformReceiptController,
  ConsiderStatementController,
  CorrectEntryController,
  DecideStandardReviewController,
  GenerateInitialEntryController,
  IssueFocusWarningController,
  PerformCrossCheckController,
  PublishEntryController,
  RecordHearingController,
  RecordRepairTrainingController,
  RecordResponsiblePersonController,
  ReportToPlatformController,
  RequestHearingController,
  RestartEntryController,
  ServeDecisionController,
  ServePriorNoticeController,
  StartPublicityController,
  SubmitStatementController,
  TransferToBlackController,
  WithdrawEntryController,
];

export const ENTRY_HANDLERS = [
  ConfirmByConferenceHandler,
  ConfirmPlatformReceiptHandler,
  ConsiderStatementHandler,
  CorrectEntryHandler,
  DecideStandardReviewHandler,
  GenerateInitialEntryHandler,
  IssueFocusWarningHandler,
  PerformCrossCheckHandler,
  PublishEntryHandler,
  RecordHearingHandler,
  RecordRepairTrainingHandler,
  RecordResponsiblePersonHandler,
  ReportToPlatformHandler,
  RequestHearingHandler,
  RestartEntryHandler,
  ServeDecisionHandler,
  ServePriorNoticeHandler,
  StartPublicityHandler,
  SubmitStatementHandler,
  TransferToBlackHandler,
  WithdrawEntryHandler,
];
