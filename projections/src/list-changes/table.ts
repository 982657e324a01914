import type { TableSpec } from '#libs/read-store';
import { col, nullable } from '../columns.js';

/** One row a change of a list, in the order of the log: what webhooks deliver and the feed hands out (spec 3.12, 5.2). */
export const CHANGES: TableSpec = {
  name: 'list_changes',
  primaryKey: ['position'],
  columns: [
    col.id('position'),
    col.id('event_id'),
    col.instant('recorded_at'),
    col.id('kind'),
    col.id('subject_id'),
    col.id('entry_id'),
    col.id('list_kind'),
    /** The entry as it stands after the change; null when it was erased. */
    col.json('entry', nullable),
  ],
  indexes: [
    { name: 'list_changes_by_event', columns: ['event_id'], unique: true },
    { name: 'list_changes_by_entry', columns: ['entry_id', 'position'] },
    { name: 'list_changes_by_list', columns: ['list_kind', 'position'] },
  ],
};

/** What of an entry decides about its next change. */
export const CHANGING: TableSpec = {
  name: 'list_change_folds',
  primaryKey: ['entry_id'],
  columns: [col.id('entry_id'), col.id('subject_id'), col.int('stream_revision'), col.json('fold')],
};
