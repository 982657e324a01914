import type { TableSpec } from '#libs/read-store';
import { col, nullable } from '../columns.js';

/** One row for each objection, verification, application for repair and proposed decision; closed ones stay, not open. */
export const WORK_ITEMS: TableSpec = {
  name: 'work_items',
  primaryKey: ['item_id'],
  columns: [
    /** Id of the case, the repair or the proposal. */
    col.id('item_id'),
    /** DISPUTES, REPAIRS, TASKS. */
    col.id('queue'),
    /** OBJECTION, VERIFICATION, REPAIR, or the kind of decision. */
    col.id('what'),
    col.id('subject_id'),
    /** Absent where it is about the subject as such. */
    col.id('entry_id', nullable),
    /** Unit whose entry it is; of a task about the subject as such, the unit that drafted it. */
    col.id('unit_id', nullable),
    col.id('list_kind', nullable),
    col.id('stage'),
    /** Who must act next: HANDLER, PROVIDER, CLERK, APPROVER, REVIEWER, APPLICANT, NOBODY. */
    col.id('acts'),
    col.id('provider_unit_id', nullable),
    /** Whose deadlines are those of its stage: the item, or the review of it. */
    col.id('deadline_ref'),
    col.date('filed_on'),
    /** Day it came to its stage. */
    col.date('since_on'),
    col.id('handler_id', nullable),
    col.id('drafter_id', nullable),
    col.id('approver_id', nullable),
    col.id('trigger', nullable),
    col.id('standing', nullable),
    /** The verification that an application for repair waits for. */
    col.id('held_because', nullable),
    /** It is about the own part of a responsible person. */
    col.flag('of_person'),
    col.flag('open'),
    col.int('stream_revision'),
  ],
  indexes: [
    { name: 'work_items_open', columns: ['queue', 'unit_id'], where: 'open' },
    { name: 'work_items_provider', columns: ['provider_unit_id'], where: 'open' },
    { name: 'work_items_drafter', columns: ['drafter_id'], where: 'open' },
    { name: 'work_items_approver', columns: ['approver_id'], where: 'open' },
  ],
};

/** What is kept of each dossier between batches. */
export const WORK_FOLDS: TableSpec = {
  name: 'work_folds',
  primaryKey: ['subject_id'],
  columns: [col.id('subject_id'), col.int('stream_revision'), col.writtenJson('fold')],
};
