import type { LegalDate, ListKind } from '#libs/rules';
import { Conditions, firstRows, page, type Page, type Queryable } from '../columns.js';
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

/** The rows of a state, each range with an index by day. */
function statesOf(state: RetentionState | undefined, today: string): readonly string[] {
  switch (state) {
    case undefined:
      return ['erased_on is null', 'erased_on is not null'];
    case 'RUNNING':
      return [`erased_on is null and due_on >= ${today}::date`];
    case 'EXPIRED':
      return [`erased_on is null and due_on < ${today}::date`];
    case 'ERASED':
      return ['erased_on is not null'];
  }
}

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
  if (after !== undefined) {
    const [on, id] = [conditions.param(after.dueOn), conditions.param(after.entryId)];
    conditions.and(`(due_on, entry_id) > (${on}::date, ${id})`);
  }
  const order = 'due_on, entry_id';
  const each = statesOf(filter.state, today);
  const wanted = { table: 'read.retentions', each, order, limit: limit + 1, unitIds: filter.unitIds };
  const { rows } = await db.query<RetentionRow>(
    `select entry_id as "entryId", subject_id as "subjectId", list_kind as "listKind", unit_id as "unitId",
            due_on::text as "dueOn", ${stateAt(today)} as state, retention_class as "retentionClass",
            proposal_id as "proposalId", drafter_id as "drafterId", archive_duties as "archiveDuties",
            erased_on::text as "erasedOn"
       from ${firstRows(conditions, wanted)} r order by ${order} limit ${limit + 1}`,
    conditions.values,
  );
  return page(rows, limit, ({ dueOn, entryId }) => ({ dueOn, entryId }));
}
