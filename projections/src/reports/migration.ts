import { projectionMigration } from '#libs/read-store';
import { reports } from './projector.js';

export const CreateReports1763700024003 = projectionMigration('CreateReports', 1763700024003, reports);
