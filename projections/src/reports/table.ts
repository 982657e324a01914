import type { TableSpec } from '#libs/read-store';
import { col, nullable } from '../columns.js';

/** 举报: one row a report, without the informant's reference and without whatever was reported. */
export const REPORTS: TableSpec = {
  name: 'reports',
  primaryKey: ['report_id'],
  columns: [
    col.id('report_id'),
    col.id('kind'),
    col.flag('anonymous'),
    /** RECEIVED, FORWARDED, CONCLUDED. */
    col.id('status'),
    col.date('received_on'),
    /** The unit it was forwarded to. */
    col.id('unit_id', nullable),
    col.int('facts'),
    col.id('result', nullable),
    col.date('decided_on', nullable),
    /** Unsealings that wait for the second person. */
    col.int('unsealings_proposed'),
    col.int('unsealings_granted'),
    col.int('stream_revision'),
  ],
  indexes: [
    { name: 'reports_by_day', columns: ['received_on', 'report_id'] },
    { name: 'reports_by_unit', columns: ['unit_id', 'received_on', 'report_id'] },
  ],
};
