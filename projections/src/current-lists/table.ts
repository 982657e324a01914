import type { TableSpec } from '#libs/read-store';
import { col, nullable } from '../columns.js';

/** One row an entry, also of those in preparation and those that ended. */
export const ENTRIES: TableSpec = {
  name: 'current_entries',
  primaryKey: ['entry_id'],
  columns: [
    col.id('entry_id'),
    col.id('subject_id'),
    col.id('list_kind'),
    col.id('unit_id'),
    col.id('standard_id'),
    col.int('standard_version'),
    col.id('origin'),
    col.id('lifecycle'),
    col.date('generated_on'),
    /** Day it was decided, before that the day it was generated: what lists are sorted by. */
    col.date('listed_on'),
    col.text('decision_no', nullable),
    col.date('decided_on', nullable),
    col.date('valid_from', nullable),
    col.date('valid_to', nullable),
    col.id('grade', nullable),
    col.id('measure_state'),
    col.json('measure_items'),
    col.json('suspension_grounds'),
    col.int('dispute_marks'),
    col.id('publication_state'),
    col.json('published_channels'),
    col.date('published_on', nullable),
    col.date('publish_until', nullable),
    col.id('platform_state'),
    col.flag('repairable', nullable),
    col.date('earliest_repair_on', nullable),
    col.id('repair_state'),
    col.id('focus_mode', nullable),
    col.flag('backdated'),
    col.flag('basis_insufficient'),
    /** B10 still owed: red lists elsewhere have not answered since the recognition. */
    col.flag('red_check_pending'),
    col.flag('minor'),
    /** First day after its retention: from then on it is hidden from every query but audit (3.14). */
    col.date('hidden_from', nullable),
    col.id('exit_reason', nullable),
    col.date('exit_effective_on', nullable),
    col.id('caused_by_entry_id', nullable),
    col.id('former_black_entry_id', nullable),
    /** How many events of the dossier are about this entry. */
    col.int('entry_revision'),
    /** Revision of the dossier at the last event about this entry. */
    col.int('stream_revision'),
    /** What the entry shows to those who work on it; texts stay sealed. */
    col.json('detail'),
    col.instant('changed_at'),
    /** The row as lists answer it, see `shownText`; null in tables that an earlier version made, until they are rebuilt. */
    col.text('shown', nullable),
  ],
  indexes: [
    // A page of a list is some of these ranges, merged, see `list-pages`.
    { name: 'current_entries_by_state', columns: ['list_kind', 'lifecycle', 'listed_on desc', 'entry_id'] },
    // See `ofSomeUnit`.
    {
      name: 'current_entries_of_some_unit',
      columns: ['unit_id', 'list_kind', 'lifecycle', 'listed_on desc', 'entry_id'],
      where: "unit_id > ''",
    },
    { name: 'current_entries_by_subject', columns: ['subject_id'] },
    // By their date some have ended that the clock has not come to yet: few among all that are in effect.
    { name: 'current_entries_ending', columns: ['list_kind', 'valid_to'], where: "lifecycle = 'ACTIVE'" },
    {
      name: 'current_entries_published',
      columns: ['list_kind', 'listed_on desc', 'entry_id'],
      where: "lifecycle = 'ACTIVE' and publication_state = 'PUBLISHED'",
    },
    { name: 'current_entries_red_check', columns: ['entry_id'], where: 'red_check_pending' },
  ],
};

/** One row a subject: what lists show of it. Names of persons stay sealed. */
export const SUBJECTS: TableSpec = {
  name: 'current_subjects',
  primaryKey: ['subject_id'],
  columns: [
    col.id('subject_id'),
    col.id('subject_type'),
    col.id('identifier_kind'),
    /** In clear for organisations, `$sealed` for natural persons and the self-employed. */
    col.json('name'),
    col.json('identifier'),
    /** The name again where it is in clear, to search in. */
    col.text('clear_name', nullable),
    col.id('joined_into', nullable),
    col.json('agents'),
    col.int('stream_revision'),
  ],
  indexes: [{ name: 'current_subjects_joined', columns: ['joined_into'], where: 'joined_into is not null' }],
};

/** What folding needs of each dossier; holds no text and nothing personal in clear. */
export const FOLDS: TableSpec = {
  name: 'current_folds',
  primaryKey: ['subject_id'],
  columns: [col.id('subject_id'), col.int('stream_revision'), col.writtenJson('fold')],
};
