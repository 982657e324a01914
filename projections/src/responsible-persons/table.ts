import type { TableSpec } from '#libs/read-store';
import { col, nullable } from '../columns.js';

/**
 * One row a person and entry of an entity: what leads from a person's own dossier, whose id `person_ref` is, to the
 * entries in which the person is responsible (3.13). Holds no name.
 */
export const PARTS: TableSpec = {
  name: 'responsible_persons',
  primaryKey: ['entry_id', 'person_ref'],
  columns: [
    col.id('entry_id'),
    col.id('person_ref'),
    /** The entity whose entry it is. */
    col.id('subject_id'),
    col.id('capacity'),
    col.date('from_date'),
    col.date('to_date', nullable),
    col.text('basis_doc_no'),
    col.flag('measures_extend'),
    /** Ground on which the measures on this person alone are suspended. */
    col.id('suspended_because', nullable),
    /** Cases and remedies that dispute the part of this person. */
    col.int('dispute_marks'),
    col.date('closed_on', nullable),
    col.id('closed_because', nullable),
    col.instant('changed_at'),
  ],
  indexes: [{ name: 'responsible_persons_by_person', columns: ['person_ref', 'entry_id'] }],
};

/** What folding needs of the persons of an entry. */
export const PART_FOLDS: TableSpec = {
  name: 'responsible_person_folds',
  primaryKey: ['entry_id'],
  columns: [col.id('entry_id'), col.int('stream_revision'), col.json('parts')],
};
