import { projectionMigration } from '#libs/read-store';
import { listChanges } from './projector.js';

export const CreateListChanges1763700010002 = projectionMigration('CreateListChanges', 1763700010002, listChanges);
