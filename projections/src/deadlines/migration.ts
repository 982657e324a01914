import { projectionMigration } from '#libs/read-store';
import { deadlines } from './projector.js';

export const CreateDeadlines1763700004003 = projectionMigration('CreateDeadlines', 1763700004003, deadlines);
