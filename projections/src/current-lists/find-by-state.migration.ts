import { indexMigration } from '#libs/read-store';
import { currentLists } from './projector.js';

/** Pages of a list by any state, and of what is published, as ranges of an index. */
export const FindEntriesByState1763700050001 = indexMigration('FindEntriesByState', 1763700050001, currentLists, {
  current_entries: [
    { name: 'current_entries_by_list', columns: ['list_kind', 'listed_on desc', 'entry_id'] },
    { name: 'current_entries_by_unit', columns: ['unit_id', 'list_kind', 'listed_on desc', 'entry_id'] },
    { name: 'current_entries_by_subject', columns: ['subject_id'] },
    {
      name: 'current_entries_in_effect',
      columns: ['list_kind', 'listed_on desc', 'entry_id'],
      where: "lifecycle = 'ACTIVE'",
    },
    { name: 'current_entries_red_check', columns: ['entry_id'], where: 'red_check_pending' },
  ],
});
