import { AnnounceExitController, AnnounceExitHandler } from './announce-exit.js';
import { ConfirmPlatformDeletionController, ConfirmPlatformDeletionHandler } from './confirm-platform-deletion.js';
import { DecideImproperUseController, DecideImproperUseHandler } from './decide-improper-use.js';
import { EndBankruptcySuspensionController, EndBankruptcySuspensionHandler } from './end-bankruptcy-suspension.js';
import { OpenImproperUseInquiryController, OpenImproperUseInquiryHandler } from './open-improper-use-inquiry.js';
import { OptOutController, OptOutHandler } from './opt-out.js';
import { PublishRestorationNoticeController, PublishRestorationNoticeHandler } from './publish-restoration-notice.js';
import { RecordBasisAnnulledController, RecordBasisAnnulledHandler } from './record-basis-annulled.js';
import { RecordImproperUseHearingController, RecordImproperUseHearingHandler } from './record-improper-use-hearing.js';
import { ReleaseEarlyController, ReleaseEarlyHandler } from './release-early.js';
import { RequestPlatformDeletionController, RequestPlatformDeletionHandler } from './request-platform-deletion.js';
import { SuspendForBankruptcyController, SuspendForBankruptcyHandler } from './suspend-for-bankruptcy.js';
import { TakeDownEntryController, TakeDownEntryHandler } from './take-down-entry.js';
import { TriggerJointMeasuresController, TriggerJointMeasuresHandler } from './trigger-joint-measures.js';

export const MEASURES_CONTROLLERS = [
  AnnounceExitController,
  ConfirmPlatformDeletionController,
  DecideImproperUseController,
  EndBankruptcySuspensionController,
  OpenImproperUseInquiryController,
  OptOutController,
  PublishRestorationNoticeController,
  RecordBasisAnnulledController,
  RecordImproperUseHearingController,
  ReleaseEarlyController,
  RequestPlatformDeletionController,
  SuspendForBankruptcyController,
  TakeDownEntryController,
  TriggerJointMeasuresController,
];

export const MEASURES_HANDLERS = [
  AnnounceExitHandler,
  ConfirmPlatformDeletionHandler,
  DecideImproperUseHandler,
  EndBankruptcySuspensionHandler,
  OpenImproperUseInquiryHandler,
  OptOutHandler,
  PublishRestorationNoticeHandler,
  RecordBasisAnnulledHandler,
  RecordImproperUseHearingHandler,
  ReleaseEarlyHandler,
  RequestPlatformDeletionHandler,
  SuspendForBankruptcyHandler,
  TakeDownEntryHandler,
  TriggerJointMeasuresHandler,
];
