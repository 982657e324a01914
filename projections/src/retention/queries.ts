import type { LegalDate, ListKind } from '#libs/rules';
import { Conditions, page, type Page, type Queryable } from '../columns.js';
import type { ArchiveDutyShown } from './projector.js';

/** RUNNING until its last day is over; then EXPIRED, hidden and waiting for two persons; ERASED when they decided. */
export type RetentionState = 'RUNNING' | 'EXPIRED' | 'ERASED';

export interface RetentionKey {
  readonly dueOn: LegalDate;
  readonly entryId: string;
}

export interface RetentionRow extends RetentionKey {
  readonly subjectId: string;
  readonly listKind: ListKind;
  readonly unitId: string;
  readonly state: RetentionState;
  readonly retentionClass: string | null;
  readonly proposalId: string | null;
  readonly drafterId: string | null;
  readonly archiveDuties: readonly ArchiveDutyShown[];
  readonly erasedOn: LegalDate | null;
}

export interface RetentionFilter {
  readonly today: LegalDate;
  readonly unitIds?: readonly string[];
  readonly state?: RetentionState;
}

// The day decides, not the event that records it (D15).
const stateAt = (today: string): string =>
  `case when erased_on is not null then 'ERASED' when due_on < ${today}::date then 'EXPIRED' else 'RUNNING' end`;

/** What has ended and is still kept, or was erased; what is over first stands first. */
export async function retentionBoard(
  db: Queryable,
  filter: RetentionFilter,
  limit: number,
  after?: RetentionKey,
): Promise<Page<RetentionRow, RetentionKey>> {
  const conditions = new Conditions();
  const today = conditions.param(filter.today);
  conditions.and('due_on is not null');
  if (filter.unitIds) conditions.and(`unit_id = any(${conditions.param(filter.unitIds)})`);
  if (filter.state) conditions.and(`${stateAt(today)} = ${conditions.param(filter.state)}`);
  if (after !== undefined) {
    const [on, id] = [conditions.param(after.dueOn), conditions.param(after.entryId)];
    conditions.and(`(due_on, entry_id) > (${on}::date, ${id})`);
  }
  const { rows } = await db.query<RetentionRow>(
    `select entry_id as "entryId", subject_id as "subjectId", list_kind as "listKind", unit_id as "unitId",
            due_on::text as "dueOn", ${stateAt(today)} as state, retention_class as "retentionClass",
            proposal_id as "proposalId", drafter_id as "drafterId", archive_duties as "archiveDuties",
            erased_on::text as "erasedOn"
       from read.retentions ${conditions.where} order by due_on, entry_id limit ${limit + 1}`,
    conditions.values,
  );
  return page(rows, limit, ({ dueOn, entryId }) => ({ dueOn, entryId }));
}
