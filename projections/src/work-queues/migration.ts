import { projectionMigration } from '#libs/read-store';
import { workQueues } from './projector.js';

export const CreateWorkQueues1763700027001 = projectionMigration('CreateWorkQueues', 1763700027001, workQueues);
