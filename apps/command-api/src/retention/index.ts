import { ErasePersonalDataController, ErasePersonalDataHandler } from './erase-personal-data.js';
import { LiftArchiveDutyController, LiftArchiveDutyHandler } from './lift-archive-duty.js';
import { ProposeErasureController, ProposeErasureHandler } from './propose-erasure.js';
import { RecordArchiveDutyController, RecordArchiveDutyHandler } from './record-archive-duty.js';
import { RecordBreachCorrectedController, RecordBreachCorrectedHandler } from './record-breach-corrected.js';
import { RecordEducationController, RecordEducationHandler } from './record-education.js';
import { RecordGuardianController, RecordGuardianHandler } from './record-guardian.js';

export const RETENTION_CONTROLLERS = [
  ErasePersonalDataController,
  LiftArchiveDutyController,
  ProposeErasureController,
  RecordArchiveDutyController,
  RecordBreachCorrectedController,
  RecordEducationController,
  RecordGuardianController,
];

export const RETENTION_HANDLERS = [
  ErasePersonalDataHandler,
  LiftArchiveDutyHandler,
  ProposeErasureHandler,
  RecordArchiveDutyHandler,
  RecordBreachCorrectedHandler,
  RecordEducationHandler,
  RecordGuardianHandler,
];
