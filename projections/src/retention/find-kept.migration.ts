import { indexMigration } from '#libs/read-store';
import { retentions } from './projector.js';

/** What waits for its erasure, found behind all that was erased. */
export const FindKeptRetentions1763700050004 = indexMigration('FindKeptRetentions', 1763700050004, retentions, {
  retentions: [
    { name: 'retentions_by_day', columns: ['due_on', 'entry_id'], where: 'due_on is not null' },
    { name: 'retentions_by_unit', columns: ['unit_id', 'due_on', 'entry_id'], where: 'due_on is not null' },
  ],
});
