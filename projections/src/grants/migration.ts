import { projectionMigration } from '#libs/read-store';
import { grants } from './projector.js';

export const CreateGrants1763700022002 = projectionMigration('CreateGrants', 1763700022002, grants);
