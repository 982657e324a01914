import type { TableSpec } from '#libs/read-store';
import { col, nullable } from '../columns.js';

/** One row a deadline, in every state. */
export const DEADLINES: TableSpec = {
  name: 'deadlines',
  primaryKey: ['subject_id', 'deadline_id'],
  columns: [
    col.id('subject_id'),
    col.id('deadline_id'),
    col.id('entry_id', nullable),
    col.id('list_kind', nullable),
    col.id('key'),
    col.id('owner_ref'),
    col.id('unit_id', nullable),
    /** OPEN, PAUSED, MET, MISSED, LAPSED; a missed one that was met afterwards is MET and late. */
    col.id('state'),
    col.date('start_on'),
    col.date('due_on'),
    /** What it was first set to, before any pause or new calendar. */
    col.date('first_due_on'),
    col.date('missed_due_on', nullable),
    col.date('met_on', nullable),
    col.flag('late'),
    col.date('paused_on', nullable),
    col.text('lapsed_because', nullable),
    col.id('calendar_version'),
    col.flag('provisional'),
    col.text('rule_from'),
    col.text('legal_source'),
    col.int('stream_revision'),
  ],
  indexes: [
    { name: 'deadlines_by_state', columns: ['state', 'due_on', 'subject_id', 'deadline_id'] },
    { name: 'deadlines_of_unit', columns: ['unit_id', 'state', 'due_on', 'subject_id', 'deadline_id'] },
    // Few among all that were met.
    {
      name: 'deadlines_met_late',
      columns: ['due_on', 'subject_id', 'deadline_id'],
      where: "state = 'MET' and late",
    },
    {
      name: 'deadlines_met_late_of_unit',
      columns: ['unit_id', 'due_on', 'subject_id', 'deadline_id'],
      where: "state = 'MET' and late",
    },
    // The queue of reviews after a change of a standard, among all that is open.
    {
      name: 'deadlines_standard_reviews',
      columns: ['due_on', 'owner_ref'],
      where: "key = 'stdChange.review' and state in ('OPEN', 'MISSED')",
    },
  ],
};
