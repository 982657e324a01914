import type { TableSpec } from '#libs/read-store';
import { col, nullable } from '../columns.js';

/** One row a loop: who initiated it, what was designated, and the loop as it is folded. */
export const MEASURE_TRIGGERS: TableSpec = {
  name: 'measure_triggers',
  primaryKey: ['entry_id'],
  columns: [
    col.id('entry_id'),
    col.id('subject_id'),
    col.id('unit_id'),
    col.date('triggered_on'),
    /** A proposal of implementing units waits for the office. */
    col.flag('proposed'),
    col.int('case_reports'),
    col.int('stream_revision'),
    col.json('state'),
  ],
  indexes: [{ name: 'measure_triggers_proposed', columns: ['proposed', 'triggered_on', 'entry_id'] }],
};

/** 措施响应看板: one row for each (entry, person, unit, item) (spec 3.18, 5.2). */
export const MEASURE_RECORDS: TableSpec = {
  name: 'measure_records',
  primaryKey: ['push_id'],
  columns: [
    col.id('push_id'),
    col.id('entry_id'),
    col.id('subject_id'),
    col.id('list_kind'),
    col.id('initiator_id'),
    col.id('unit_id'),
    col.id('measure_item_id'),
    col.id('force'),
    col.id('person_ref', nullable),
    col.id('state'),
    /** SUSPEND, RESUME or STOP that the unit has not confirmed: 未确认. */
    col.id('unconfirmed', nullable),
    col.id('unconfirmed_id', nullable),
    col.date('pushed_on'),
    col.date('acknowledged_on', nullable),
    col.date('applied_on', nullable),
    col.date('declined_on', nullable),
    col.date('lifted_on', nullable),
    col.date('last_feedback_on', nullable),
    col.date('reconsideration_suggested_on', nullable),
    col.int('feedbacks'),
  ],
  indexes: [
    { name: 'measure_records_unit', columns: ['unit_id', 'pushed_on', 'push_id'] },
    { name: 'measure_records_entry', columns: ['entry_id', 'pushed_on', 'push_id'] },
  ],
};

/** Suspensions, resumptions and stops as they were pushed to each unit, and confirmed. */
export const MEASURE_INSTRUCTIONS: TableSpec = {
  name: 'measure_instructions',
  primaryKey: ['instruction_id'],
  columns: [
    col.id('instruction_id'),
    col.id('entry_id'),
    col.id('subject_id'),
    col.id('unit_id'),
    col.id('instruction'),
    col.instant('from_at'),
    col.date('pushed_on'),
    col.date('due_on', nullable),
    col.date('confirmed_on', nullable),
    col.flag('overtaken'),
    col.json('push_ids'),
  ],
  indexes: [
    {
      name: 'measure_instructions_unconfirmed',
      columns: ['unit_id', 'pushed_on', 'instruction_id'],
      where: 'confirmed_on is null and not overtaken',
    },
  ],
};

/** What was applied against the rules: the alerts of the office (7.2 F7, F8). */
export const MEASURE_VIOLATIONS: TableSpec = {
  name: 'measure_violations',
  primaryKey: ['violation_id'],
  columns: [
    col.id('violation_id'),
    col.id('entry_id'),
    col.id('subject_id'),
    col.id('unit_id'),
    col.id('ground'),
    col.id('push_id', nullable),
    col.id('measure_item_id', nullable),
    col.id('person_ref', nullable),
    col.instant('applied_at'),
    col.date('closed_on', nullable),
  ],
  indexes: [{ name: 'measure_violations_applied', columns: ['applied_at', 'violation_id'] }],
};
