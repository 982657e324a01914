import { projectionMigration } from '#libs/read-store';
import { responsiblePersons } from './projector.js';

export const CreateResponsiblePersons1763700012001 = projectionMigration(
  'CreateResponsiblePersons',
  1763700012001,
  responsiblePersons,
);
