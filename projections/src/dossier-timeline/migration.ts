import { projectionMigration } from '#libs/read-store';
import { dossierTimeline } from './projector.js';

export const CreateDossierTimeline1763700004002 = projectionMigration(
  'CreateDossierTimeline',
  1763700004002,
  dossierTimeline,
);
