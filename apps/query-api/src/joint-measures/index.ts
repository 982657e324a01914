import { MeasureUnits } from './measure-units.js';
import { PublicMeasureListsController, PublicMeasureListsHandler } from './public-measure-lists.js';
import { ReadDesignationsController, ReadDesignationsHandler } from './read-designations.js';
import { ReadEntryMeasuresController, ReadEntryMeasuresHandler } from './read-entry-measures.js';
import { ReadMeasureInstructionsController, ReadMeasureInstructionsHandler } from './read-measure-instructions.js';
import { ReadMeasureRecordsController, ReadMeasureRecordsHandler } from './read-measure-records.js';
import { ReadMeasureViolationsController, ReadMeasureViolationsHandler } from './read-measure-violations.js';

export const MEASURE_CONTROLLERS = [
  PublicMeasureListsController,
  ReadMeasureRecordsController,
  ReadMeasureInstructionsController,
  ReadMeasureViolationsController,
  ReadDesignationsController,
  ReadEntryMeasuresController,
];
export const MEASURE_PROVIDERS = [
  MeasureUnits,
  PublicMeasureListsHandler,
  ReadMeasureRecordsHandler,
  ReadMeasureInstructionsHandler,
  ReadMeasureViolationsHandler,
  ReadDesignationsHandler,
  ReadEntryMeasuresHandler,
];
