import type { TableSpec } from '#libs/read-store';
import { col, nullable } from '../columns.js';

/** One row an entry: how long it is kept, and what becomes of it afterwards (3.14). Holds no text. */
export const RETENTIONS: TableSpec = {
  name: 'retentions',
  primaryKey: ['entry_id'],
  columns: [
    col.id('entry_id'),
    col.id('subject_id'),
    col.id('list_kind'),
    col.id('unit_id'),
    /** Last day of the retention; null while the entry has not ended. */
    col.date('due_on', nullable),
    col.id('retention_class', nullable),
    col.date('expired_on', nullable),
    /** The open proposal to erase, and who drafted it. */
    col.id('proposal_id', nullable),
    col.id('drafter_id', nullable),
    col.json('archive_duties'),
    col.date('erased_on', nullable),
    col.int('stream_revision'),
  ],
  indexes: [
    // What was erased remains for ever, and what waits for it stands behind it.
    { name: 'retentions_kept', columns: ['due_on', 'entry_id'], where: 'due_on is not null and erased_on is null' },
    {
      name: 'retentions_kept_of_unit',
      columns: ['unit_id', 'due_on', 'entry_id'],
      where: 'due_on is not null and erased_on is null',
    },
    {
      name: 'retentions_erased',
      columns: ['due_on', 'entry_id'],
      where: 'due_on is not null and erased_on is not null',
    },
    {
      name: 'retentions_erased_of_unit',
      columns: ['unit_id', 'due_on', 'entry_id'],
      where: 'due_on is not null and erased_on is not null',
    },
  ],
};
