import { projectionMigration } from '#libs/read-store';
import { publications } from './projector.js';

export const CreatePublications1763700004005 = projectionMigration('CreatePublications', 1763700004005, publications);
