import type { TableSpec } from '#libs/read-store';
import { col, nullable } from '../columns.js';

/** One row an act that a unit owes a channel, open or closed: C1 and R4 are read off it (spec 3.9, 7.2). */
export const PUBLICATION_TASKS: TableSpec = {
  name: 'publication_tasks',
  primaryKey: ['entry_id', 'act', 'channel_id'],
  columns: [
    col.id('entry_id'),
    /** PUBLISH, ANNOUNCE_EXIT, TAKE_DOWN, PUBLISH_RESTORATION */
    col.id('act'),
    /** Empty before the first publication, and where the subject gets the notice. */
    col.id('channel_id'),
    col.id('subject_id'),
    col.id('list_kind'),
    col.id('unit_id'),
    col.date('opened_on'),
    col.date('due_on', nullable),
    col.date('closed_on', nullable),
    /** DONE by the act, LAPSED when it is owed no more. */
    col.id('closed_because', nullable),
  ],
  indexes: [
    {
      name: 'publication_tasks_open',
      columns: ['unit_id', 'opened_on', 'entry_id', 'act', 'channel_id'],
      where: 'closed_on is null',
    },
    {
      name: 'publication_tasks_open_by_day',
      columns: ['opened_on', 'entry_id', 'act', 'channel_id'],
      where: 'closed_on is null',
    },
    {
      name: 'publication_tasks_closed',
      columns: ['opened_on', 'entry_id', 'act', 'channel_id'],
      where: 'closed_on is not null',
    },
  ],
};

/** What folding needs of an entry. */
export const PUBLICATION_TASK_FOLDS: TableSpec = {
  name: 'publication_task_folds',
  primaryKey: ['entry_id'],
  columns: [col.id('entry_id'), col.int('stream_revision'), col.json('owed')],
};
