import { projectionMigration } from '#libs/read-store';
import { lookupReviews } from './projector.js';

export const CreateLookupReviews1763700022003 = projectionMigration(
  'CreateLookupReviews',
  1763700022003,
  lookupReviews,
);
