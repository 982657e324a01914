import { indexMigration } from '#libs/read-store';
import { currentLists } from './projector.js';

/** The rows of each unit for those alone who ask for units. */
export const FindEntriesOfSomeUnit1763700051001 = indexMigration('FindEntriesOfSomeUnit', 1763700051001, currentLists, {
  current_entries: [
    { name: 'current_entries_by_state', columns: ['list_kind', 'lifecycle', 'listed_on desc', 'entry_id'] },
    { name: 'current_entries_of_unit', columns: ['unit_id', 'list_kind', 'lifecycle', 'listed_on desc', 'entry_id'] },
    { name: 'current_entries_by_subject', columns: ['subject_id'] },
    { name: 'current_entries_ending', columns: ['list_kind', 'valid_to'], where: "lifecycle = 'ACTIVE'" },
    {
      name: 'current_entries_published',
      columns: ['list_kind', 'listed_on desc', 'entry_id'],
      where: "lifecycle = 'ACTIVE' and publication_state = 'PUBLISHED'",
    },
    { name: 'current_entries_red_check', columns: ['entry_id'], where: 'red_check_pending' },
  ],
});
