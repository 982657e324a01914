import { indexMigration } from '#libs/read-store';
import { deadlines } from './projector.js';

/** The board of deadlines by any state as ranges of an index. */
export const FindDeadlinesByState1763700050002 = indexMigration('FindDeadlinesByState', 1763700050002, deadlines, {
  deadlines: [
    { name: 'deadlines_due', columns: ['due_on', 'subject_id', 'deadline_id'], where: "state = 'OPEN'" },
    { name: 'deadlines_by_unit', columns: ['unit_id', 'due_on', 'subject_id', 'deadline_id'] },
    { name: 'deadlines_by_date', columns: ['due_on', 'subject_id', 'deadline_id'] },
  ],
});
