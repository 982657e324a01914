import type { TableSpec } from '#libs/read-store';
import { col, nullable } from '../columns.js';

/** One row a list of somebody else, mirrored or for reference, also of those that were closed. */
export const LISTS: TableSpec = {
  name: 'external_lists',
  primaryKey: ['list_id'],
  columns: [
    col.id('list_id'),
    col.id('origin'),
    col.id('list_kind'),
    col.flag('closed'),
    /** Delivery whose version stands; none before the first. */
    col.int('applied_sequence'),
    col.text('version', nullable),
    col.instant('applied_at', nullable),
    col.int('stream_revision'),
    /** The fold of its stream; the contact stays sealed. */
    col.json('list'),
  ],
};

/** One row an entry and version of it. It stands while the list's delivery is in between. */
export const ENTRIES: TableSpec = {
  name: 'external_entries',
  primaryKey: ['list_id', 'ref', 'from_sequence'],
  columns: [
    col.id('list_id'),
    col.id('ref'),
    col.int('from_sequence'),
    /** Delivery from which on it no longer stands. */
    col.int('to_sequence', nullable),
    col.id('entry_id'),
    col.id('origin'),
    col.id('list_kind'),
    col.id('subject_ref'),
    col.id('subject_type'),
    col.id('identifier_kind'),
    /** In clear for organisations, else `$sealed`. */
    col.json('name'),
    col.json('identifier'),
    col.date('listed_on'),
    col.date('valid_to', nullable),
    col.text('decision_no', nullable),
    col.json('grounds', nullable),
    col.text('fingerprint'),
    /** The owner has removed it after an objection, and not yet delivered it anew. */
    col.flag('removed_by_outcome', nullable),
    /** Why it left with its last version. */
    col.id('exit_reason', nullable),
  ],
  indexes: [
    { name: 'external_entries_by_subject', columns: ['subject_ref'] },
    { name: 'external_entries_by_id', columns: ['entry_id'] },
    { name: 'external_entries_by_list', columns: ['origin', 'list_kind', 'listed_on desc', 'entry_id'] },
  ],
};

/** One row a delivery that was judged. */
export const DELIVERIES: TableSpec = {
  name: 'external_deliveries',
  primaryKey: ['delivery_id'],
  columns: [
    col.id('delivery_id'),
    col.id('list_id'),
    col.id('state'),
    col.text('version'),
    col.text('sha256'),
    col.instant('judged_at'),
    col.json('counts'),
    col.json('findings'),
    col.json('faults'),
    col.json('delivered_by'),
    /** Who released or discarded it, and why; the reason stays sealed. */
    col.json('settled_by', nullable),
    col.json('reason', nullable),
    col.instant('settled_at', nullable),
  ],
  indexes: [{ name: 'external_deliveries_of_list', columns: ['list_id', 'judged_at desc', 'delivery_id'] }],
};

/** One row an objection that was forwarded to an owner. */
export const FORWARDINGS: TableSpec = {
  name: 'external_forwardings',
  primaryKey: ['forwarding_id'],
  columns: [
    col.id('forwarding_id'),
    col.id('list_id'),
    col.id('entry_id'),
    col.id('ref'),
    col.id('subject_ref'),
    col.id('objector_ref'),
    col.text('owner'),
    col.json('text'),
    col.json('objector_contact', nullable),
    col.date('filed_on'),
    col.date('answer_expected_on', nullable),
    col.id('outcome', nullable),
    col.text('doc_no', nullable),
    col.date('decided_on', nullable),
    col.json('note', nullable),
  ],
  indexes: [
    { name: 'external_forwardings_of_list', columns: ['list_id', 'filed_on desc', 'forwarding_id'] },
    { name: 'external_forwardings_open', columns: ['entry_id'], where: 'outcome is null' },
  ],
};
