import { ExecuteRemedyOutcomeController, ExecuteRemedyOutcomeHandler } from './execute-remedy-outcome.js';
import { RecordRemedyFiledController, RecordRemedyFiledHandler } from './record-remedy-filed.js';
import { RecordRemedyOutcomeController, RecordRemedyOutcomeHandler } from './record-remedy-outcome.js';
import { RecordStayController, RecordStayHandler } from './record-stay.js';

export const REMEDY_CONTROLLERS = [
  ExecuteRemedyOutcomeController,
  RecordRemedyFiledController,
  RecordRemedyOutcomeController,
  RecordStayController,
];

export const REMEDY_HANDLERS = [
  ExecuteRemedyOutcomeHandler,
  RecordRemedyFiledHandler,
  RecordRemedyOutcomeHandler,
  RecordStayHandler,
];
