import { projectionMigration } from '#libs/read-store';
import { currentLists } from './projector.js';

export const CreateCurrentLists1763700004001 = projectionMigration('CreateCurrentLists', 1763700004001, currentLists);
