import { projectionMigration } from '#libs/read-store';
import { publicationTasks } from './projector.js';

export const CreatePublicationTasks1763700026001 = projectionMigration(
  'CreatePublicationTasks',
  1763700026001,
  publicationTasks,
);
