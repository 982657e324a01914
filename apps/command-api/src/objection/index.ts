import { AcceptObjectionController, AcceptObjectionHandler } from './accept-objection.js';
import { DecideObjectionController, DecideObjectionHandler } from './decide-objection.js';
import { DecideReviewController, DecideReviewHandler } from './decide-review.js';
import { DecideVerificationController, DecideVerificationHandler } from './decide-verification.js';
import { ExtendVerificationController, ExtendVerificationHandler } from './extend-verification.js';
import { FileObjectionController, FileObjectionHandler } from './file-objection.js';
import { NotifyObjectorController, NotifyObjectorHandler } from './notify-objector.js';
import { OpenVerificationController, OpenVerificationHandler } from './open-verification.js';
import { ReferToProviderController, ReferToProviderHandler } from './refer-to-provider.js';
import { RefuseObjectionIntakeController, RefuseObjectionIntakeHandler } from './refuse-objection-intake.js';
import { RequestReviewController, RequestReviewHandler } from './request-review.js';
import { SubmitVerificationReplyController, SubmitVerificationReplyHandler } from './submit-verification-reply.js';
import { WithdrawObjectionController, WithdrawObjectionHandler } from './withdraw-objection.js';

export const OBJECTION_CONTROLLERS = [
  AcceptObjectionController,
  DecideObjectionController,
  DecideReviewController,
  DecideVerificationController,
  ExtendVerificationController,
  FileObjectionController,
  NotifyObjectorController,
  OpenVerificationController,
  ReferToProviderController,
  RefuseObjectionIntakeController,
  RequestReviewController,
  SubmitVerificationReplyController,
  WithdrawObjectionController,
];

export const OBJECTION_HANDLERS = [
  AcceptObjectionHandler,
  DecideObjectionHandler,
  DecideReviewHandler,
  DecideVerificationHandler,
  ExtendVerificationHandler,
  FileObjectionHandler,
  NotifyObjectorHandler,
  OpenVerificationHandler,
  ReferToProviderHandler,
  RefuseObjectionIntakeHandler,
  RequestReviewHandler,
  SubmitVerificationReplyHandler,
  WithdrawObjectionHandler,
];
