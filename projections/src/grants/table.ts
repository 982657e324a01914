import type { TableSpec } from '#libs/read-store';
import { col } from '../columns.js';

/** One row a grant, or a request for one. Reasons stay sealed. */
export const GRANTS: TableSpec = {
  name: 'grants',
  primaryKey: ['grant_id'],
  columns: [
    col.id('grant_id'),
    col.id('kind'),
    col.id('unit_id'),
    col.id('user_id'),
    col.id('purpose_code'),
    col.id('status'),
    col.date('from_on'),
    col.date('until_on'),
    col.instant('requested_at'),
    col.id('decided_by', { nullable: true }),
    col.instant('decided_at', { nullable: true }),
    col.int('stream_revision'),
    col.json('content'),
  ],
  indexes: [
    { name: 'grants_scope', columns: ['unit_id', 'user_id', 'kind', 'purpose_code'] },
    { name: 'grants_asked', columns: ['requested_at', 'grant_id'] },
  ],
};
