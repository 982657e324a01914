import type { TableSpec } from '#libs/read-store';
import { col, nullable } from '../columns.js';

/** One row an act of showing: a publicity of an initial list, or a publication of a recognised entry (spec 3.12). */
export const PUBLICATIONS: TableSpec = {
  name: 'publications',
  primaryKey: ['subject_id', 'publication_id'],
  columns: [
    col.id('subject_id'),
    col.id('publication_id'),
    col.id('entry_id'),
    /** Which act of showing of its entry, from 1. */
    col.int('ordinal'),
    col.id('kind'),
    col.id('list_kind'),
    col.id('unit_id'),
    col.flag('minor'),
    /** First day after the retention of the entry. */
    col.date('hidden_from', nullable),
    col.json('channels'),
    col.text('content_hash'),
    col.id('mask_profile', nullable),
    /** What was shown, already masked; sealed until it is asked for. */
    col.json('shown_text'),
    col.date('shown_from'),
    col.date('shown_until'),
    col.int('dispute_marks'),
    /** Day from which it is shown no more: over, ended, replaced or the entry left. */
    col.date('ended_on', nullable),
    col.id('ended_because', nullable),
    col.date('exit_announced_on', nullable),
    col.json('exit_channels'),
    col.json('missing_channels'),
    col.json('exit_text', nullable),
    col.date('taken_down_on', nullable),
    col.json('taken_down_channels'),
    col.date('restored_on', nullable),
    col.json('restoration_channels'),
    col.json('restoration_text', nullable),
    col.int('stream_revision'),
  ],
  indexes: [
    { name: 'publications_by_entry', columns: ['subject_id', 'entry_id'] },
    { name: 'publications_by_day', columns: ['shown_from desc', 'publication_id'] },
    { name: 'publications_by_unit', columns: ['unit_id', 'shown_from desc', 'publication_id'] },
    // What the public is shown, among all that it ever was: see `publicFeed`.
    {
      name: 'publications_shown',
      columns: ['kind', 'list_kind', 'shown_from desc', 'publication_id'],
      where: 'ended_on is null',
    },
    { name: 'publications_ending', columns: ['ended_on'], where: 'ended_on is not null' },
    { name: 'publications_announced', columns: ['exit_announced_on'], where: 'exit_announced_on is not null' },
    { name: 'publications_restored', columns: ['restored_on'], where: 'restored_on is not null' },
    { name: 'publications_missing', columns: ['shown_from desc', 'publication_id'], where: "missing_channels <> '[]'" },
  ],
};

/** What of an entry its publications carry. */
export const SHOWN_ENTRIES: TableSpec = {
  name: 'publication_entries',
  primaryKey: ['subject_id', 'entry_id'],
  columns: [
    col.id('subject_id'),
    col.id('entry_id'),
    col.id('list_kind'),
    col.id('unit_id'),
    col.flag('minor'),
    col.date('hidden_from', nullable),
    col.json('marks'),
    /** Ids of its publications, in the order of being shown. */
    col.json('publication_ids'),
    col.int('stream_revision'),
  ],
};
