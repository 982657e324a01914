import { projectionMigration } from '#libs/read-store';
import { externalLists } from './projector.js';

export const CreateExternalLists1763700025001 = projectionMigration(
  'CreateExternalLists',
  1763700025001,
  externalLists,
);
