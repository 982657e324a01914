import type { TableSpec } from '#libs/read-store';
import { col, nullable } from '../columns.js';

/** 投诉: one row a complaint, with the complaint as it is folded; its texts stay sealed. */
export const COMPLAINTS: TableSpec = {
  name: 'complaints',
  primaryKey: ['complaint_id'],
  columns: [
    col.id('complaint_id'),
    col.id('complainant_ref'),
    /** FILED, ASSIGNED, DECIDED, WITHDRAWN. */
    col.id('status'),
    /** The unit complained of. */
    col.id('unit_id'),
    col.id('handler_unit_id', nullable),
    col.date('filed_on'),
    /** The last day of the answer; with the two after it what R7 counts. */
    col.date('due_on', nullable),
    col.date('decided_on', nullable),
    col.id('result', nullable),
    col.int('stream_revision'),
    col.json('complaint'),
  ],
  indexes: [
    { name: 'complaints_by_day', columns: ['filed_on', 'complaint_id'] },
    { name: 'complaints_by_handler', columns: ['handler_unit_id', 'filed_on', 'complaint_id'] },
    { name: 'complaints_by_complainant', columns: ['complainant_ref', 'filed_on', 'complaint_id'] },
  ],
};
