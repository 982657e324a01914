import { PublicQueryMattersController, PublicQueryMattersHandler } from './public-query-matters.js';
import { ReadAnomaliesController, ReadAnomaliesHandler } from './read-anomalies.js';
import { ReadGrantsController, ReadGrantsHandler } from './read-grants.js';
import { ReadLookupsController, ReadLookupsHandler } from './read-lookups.js';
import { ReadOwnLookupsController, ReadOwnLookupsHandler } from './read-own-lookups.js';
import { ReadReviewsController, ReadReviewsHandler } from './read-reviews.js';
import { ReadSampleController, ReadSampleHandler } from './read-sample.js';
import { UnitNames } from './unit-names.js';

export const REGISTER_CONTROLLERS = [
  PublicQueryMattersController,
  ReadLookupsController,
  ReadOwnLookupsController,
  ReadGrantsController,
  ReadSampleController,
  ReadReviewsController,
  ReadAnomaliesController,
];
export const REGISTER_PROVIDERS = [
  UnitNames,
  PublicQueryMattersHandler,
  ReadLookupsHandler,
  ReadOwnLookupsHandler,
  ReadGrantsHandler,
  ReadSampleHandler,
  ReadReviewsHandler,
  ReadAnomaliesHandler,
];
