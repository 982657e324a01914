import { indexMigration } from '#libs/read-store';
import { publicationTasks } from './projector.js';

/** What is owed on channels, found behind all that was done. */
export const FindOpenPublicationTasks1763700050005 = indexMigration(
  'FindOpenPublicationTasks',
  1763700050005,
  publicationTasks,
  {
    publication_tasks: [
      {
        name: 'publication_tasks_open',
        columns: ['unit_id', 'opened_on', 'entry_id', 'act', 'channel_id'],
        where: 'closed_on is null',
      },
      { name: 'publication_tasks_by_day', columns: ['opened_on', 'entry_id', 'act', 'channel_id'] },
    ],
  },
);
