import { projectionMigration } from '#libs/read-store';
import { retentions } from './projector.js';

export const CreateRetentions1763700023002 = projectionMigration('CreateRetentions', 1763700023002, retentions);
