import { projectionMigration } from '#libs/read-store';
import { measureResponses } from './projector.js';

export const CreateMeasureResponses1763700011001 = projectionMigration(
  'CreateMeasureResponses',
  1763700011001,
  measureResponses,
);
