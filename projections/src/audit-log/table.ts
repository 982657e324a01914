import type { TableSpec } from '#libs/read-store';
import { col, nullable } from '../columns.js';

/** One row a decision: who drafted, who approved, on what, how long between (spec 3.18). Holds no text. */
export const DECISIONS: TableSpec = {
  name: 'audit_decisions',
  primaryKey: ['subject_id', 'stream_revision'],
  columns: [
    col.id('subject_id'),
    col.int('stream_revision'),
    col.id('position'),
    col.id('event_id'),
    col.id('event_type'),
    col.id('kind'),
    /** What was decided, as a code: `AGREED`, `UPHELD_WRONG`, `SUSPEND`. */
    col.id('outcome', nullable),
    col.id('entry_id', nullable),
    col.id('list_kind', nullable),
    col.id('standard_id', nullable),
    /** The unit that decided. */
    col.id('unit_id', nullable),
    col.id('drafter_id', nullable),
    col.id('approver_id', nullable),
    col.id('rule', nullable),
    col.id('proposal_id', nullable),
    col.id('case_id', nullable),
    col.instant('drafted_at', nullable),
    col.instant('recorded_at'),
    col.int('seconds_between', nullable),
    col.date('decided_on', nullable),
    /** Calendar days from the date of the decision to its recording. */
    col.int('recorded_after_days', nullable),
    col.flag('backdated'),
    /** Absent where one person may decide alone. */
    col.flag('four_eyes_ok', nullable),
    col.flag('basis_insufficient'),
    col.json('receipt', nullable),
    col.json('evidence'),
    col.json('legal_basis'),
  ],
  indexes: [
    { name: 'audit_decisions_by_time', columns: ['recorded_at desc', 'position desc'] },
    { name: 'audit_decisions_by_unit', columns: ['unit_id', 'recorded_at desc', 'position desc'] },
    { name: 'audit_decisions_by_kind', columns: ['kind', 'recorded_at desc', 'position desc'] },
    { name: 'audit_decisions_drafter', columns: ['drafter_id', 'recorded_at desc'] },
    { name: 'audit_decisions_approver', columns: ['approver_id', 'recorded_at desc'] },
    { name: 'audit_decisions_by_entry', columns: ['entry_id', 'recorded_at desc', 'position desc'] },
    // What supervision looks for is rare: without these all that was ever decided would be read for it.
    { name: 'audit_decisions_backdated', columns: ['recorded_at desc', 'position desc'], where: 'backdated' },
    { name: 'audit_decisions_by_one', columns: ['recorded_at desc', 'position desc'], where: 'not four_eyes_ok' },
  ],
};

/** Proposals, to tell how long lay between the draft and the approval. */
export const PROPOSALS: TableSpec = {
  name: 'audit_proposals',
  primaryKey: ['subject_id', 'proposal_id'],
  columns: [col.id('subject_id'), col.id('proposal_id'), col.id('drafter_id'), col.instant('drafted_at')],
};

/** Who approved each entry: nobody decides an objection against their own recognition (spec 2). */
export const RECOGNIZERS: TableSpec = {
  name: 'audit_recognizers',
  primaryKey: ['subject_id', 'entry_id'],
  columns: [col.id('subject_id'), col.id('entry_id'), col.id('approver_id', nullable), col.flag('basis_insufficient')],
};
