import { DecideNotToRecognizeController, DecideNotToRecognizeHandler } from './decide-not-to-recognize.js';
import { DecideRepairController, DecideRepairHandler } from './decide-repair.js';
import { ExtendValidityController, ExtendValidityHandler } from './extend-validity.js';
import { LiftIrreparableMarkController, LiftIrreparableMarkHandler } from './lift-irreparable-mark.js';
import {
  ProposeIrreparableMarkLiftingController,
  ProposeIrreparableMarkLiftingHandler,
} from './propose-irreparable-mark-lifting.js';
import { ProposeNonRecognitionController, ProposeNonRecognitionHandler } from './propose-non-recognition.js';
import { ProposePriorNoticeWaiverController, ProposePriorNoticeWaiverHandler } from './propose-prior-notice-waiver.js';
import { ProposeRecognitionController, ProposeRecognitionHandler } from './propose-recognition.js';
import { ProposeReinstatementController, ProposeReinstatementHandler } from './propose-reinstatement.js';
import {
  ProposeRepairConsentRevocationController,
  ProposeRepairConsentRevocationHandler,
} from './propose-repair-consent-revocation.js';
import { ProposeRepairDecisionController, ProposeRepairDecisionHandler } from './propose-repair-decision.js';
import { ProposeRevocationController, ProposeRevocationHandler } from './propose-revocation.js';
import { ProposeValidityExtensionController, ProposeValidityExtensionHandler } from './propose-validity-extension.js';
import { ReassignTaskController, ReassignTaskHandler } from './reassign-task.js';
import { RecognizeEntryController, RecognizeEntryHandler } from './recognize-entry.js';
import { ReinstateEntryController, ReinstateEntryHandler } from './reinstate-entry.js';
import { RejectProposalController, RejectProposalHandler } from './reject-proposal.js';
import { RevokeEntryController, RevokeEntryHandler } from './revoke-entry.js';
import { RevokeRepairConsentController, RevokeRepairConsentHandler } from './revoke-repair-consent.js';
import { WaivePriorNoticeController, WaivePriorNoticeHandler } from './waive-prior-notice.js';

export const DECISION_CONTROLLERS = [
  DecideNotToRecognizeController,
  DecideRepairController,
  ExtendValidityController,
  LiftIrreparableMarkController,
  ProposeIrreparableMarkLiftingController,
  ProposeNonRecognitionController,
  ProposePriorNoticeWaiverController,
  ProposeRecognitionController,
  ProposeReinstatementController,
  ProposeRepairConsentRevocationController,
  ProposeRepairDecisionController,
  ProposeRevocationController,
  ProposeValidityExtensionController,
  ReassignTaskController,
  RecognizeEntryController,
  ReinstateEntryController,
  RejectProposalController,
  RevokeEntryController,
  RevokeRepairConsentController,
  WaivePriorNoticeController,
];

export const DECISION_HANDLERS = [
  DecideNotToRecognizeHandler,
  DecideRepairHandler,
  ExtendValidityHandler,
  LiftIrreparableMarkHandler,
  ProposeIrreparableMarkLiftingHandler,
  ProposeNonRecognitionHandler,
  ProposePriorNoticeWaiverHandler,
  ProposeRecognitionHandler,
  ProposeReinstatementHandler,
  ProposeRepairConsentRevocationHandler,
  ProposeRepairDecisionHandler,
  ProposeRevocationHandler,
  ProposeValidityExtensionHandler,
  ReassignTaskHandler,
  RecognizeEntryHandler,
  ReinstateEntryHandler,
  RejectProposalHandler,
  RevokeEntryHandler,
  RevokeRepairConsentHandler,
  WaivePriorNoticeHandler,
];
