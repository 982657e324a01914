import { projectionMigration } from '#libs/read-store';
import { complaints } from './projector.js';

export const CreateComplaints1763700024002 = projectionMigration('CreateComplaints', 1763700024002, complaints);
