import type { TableSpec } from '#libs/read-store';
import { col, nullable } from '../columns.js';

/** One row an event of a dossier, told in Chinese and English (spec 3.18). */
export const TIMELINE: TableSpec = {
  name: 'dossier_timeline',
  primaryKey: ['subject_id', 'revision'],
  columns: [
    col.id('subject_id'),
    col.int('revision'),
    col.id('position'),
    col.id('event_id'),
    col.id('event_type'),
    col.id('entry_id', nullable),
    col.id('list_kind', nullable),
    col.text('zh'),
    col.text('en'),
    /** Names and free texts of the event, sealed where they are personal. */
    col.writtenJson('texts'),
    col.writtenJson('actor'),
    col.writtenJson('approver', nullable),
    col.id('unit_id', nullable),
    col.flag('internal'),
    col.flag('hidden_actor'),
    col.instant('recorded_at'),
    col.instant('occurred_at'),
    col.date('legal_date', nullable),
    col.writtenJson('legal_basis'),
    col.writtenJson('evidence'),
    col.writtenJson('receipt', nullable),
    col.writtenJson('deadline', nullable),
    col.id('rule_pack_id', nullable),
    col.id('standard_id', nullable),
    col.int('standard_version', nullable),
  ],
  indexes: [{ name: 'dossier_timeline_by_entry', columns: ['subject_id', 'entry_id', 'revision'] }],
};
