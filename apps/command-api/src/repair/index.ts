import { ApplyForRepairController, ApplyForRepairHandler } from './apply-for-repair.js';
import { DecideRepairIntakeController, DecideRepairIntakeHandler } from './decide-repair-intake.js';
import { RecordRepairCheckController, RecordRepairCheckHandler } from './record-repair-check.js';
import { RequestRepairSupplementController, RequestRepairSupplementHandler } from './request-repair-supplement.js';
import { SupplementRepairController, SupplementRepairHandler } from './supplement-repair.js';
import { WithdrawRepairController, WithdrawRepairHandler } from './withdraw-repair.js';

export const REPAIR_CONTROLLERS = [
  ApplyForRepairController,
  DecideRepairIntakeController,
  RecordRepairCheckController,
  RequestRepairSupplementController,
  SupplementRepairController,
  WithdrawRepairController,
];

export const REPAIR_HANDLERS = [
  ApplyForRepairHandler,
  DecideRepairIntakeHandler,
  RecordRepairCheckHandler,
  RequestRepairSupplementHandler,
  SupplementRepairHandler,
  WithdrawRepairHandler,
];
