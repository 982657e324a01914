import { projectionMigration } from '#libs/read-store';
import { auditLog } from './projector.js';

export const CreateAuditLog1763700004004 = projectionMigration('CreateAuditLog', 1763700004004, auditLog);
