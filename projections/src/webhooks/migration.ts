import { projectionMigration } from '#libs/read-store';
import { webhooks } from './projector.js';

export const CreateWebhooks1763700010003 = projectionMigration('CreateWebhooks', 1763700010003, webhooks);
