import { indexMigration } from '#libs/read-store';
import { publications } from './projector.js';

/** What the public is shown, found among all that it ever was. */
export const FindShownPublications1763700050003 = indexMigration('FindShownPublications', 1763700050003, publications, {
  publications: [
    { name: 'publications_by_entry', columns: ['subject_id', 'entry_id'] },
    { name: 'publications_by_day', columns: ['shown_from desc', 'publication_id'] },
    { name: 'publications_by_unit', columns: ['unit_id', 'shown_from desc', 'publication_id'] },
  ],
});
