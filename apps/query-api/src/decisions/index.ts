import { AskDecisionHandler } from './ask-decision.js';
import { AskedSubjects } from './asked-subjects.js';
import { AskDecisionController } from './decision-route.js';
import { BulkLookups } from './bulk-lookups.js';
import { ReadMatterCoverageHandler, ReadMattersController, ReadMattersHandler } from './read-matters.js';
import { Receipts } from './receipts.js';
import { ReportMattersController, ReportMattersHandler } from './report-matters.js';
import { VerifyReceiptController, VerifyReceiptHandler } from './verify-receipt.js';

export const DECISION_CONTROLLERS = [
  AskDecisionController,
  VerifyReceiptController,
  ReportMattersController,
  ReadMattersController,
];
export const DECISION_PROVIDERS = [
  BulkLookups,
  Receipts,
  AskedSubjects,
  AskDecisionHandler,
  VerifyReceiptHandler,
  ReportMattersHandler,
  ReadMatterCoverageHandler,
  ReadMattersHandler,
];
