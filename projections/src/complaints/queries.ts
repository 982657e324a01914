import type { Complaint, ComplaintStatus } from '#libs/complaints';
import type { LegalDate } from '#libs/rules';
import { Conditions, page, type Page, type Queryable } from '../columns.js';

export interface ComplaintKey {
  readonly filedOn: LegalDate;
  readonly complaintId: string;
}

/** A complaint with its texts sealed. */
export interface ComplaintRow extends ComplaintKey {
  readonly complaint: Complaint;
  /** Number of its events: its revision. */
  readonly revision: number;
}

export interface ComplaintFilter {
  readonly today: LegalDate;
  /** Only what was assigned to one of these units. */
  readonly handlerUnitIds?: readonly string[];
  readonly complainantRefs?: readonly string[];
  /** None about these units. */
  readonly notAbout?: readonly string[];
  readonly status?: ComplaintStatus;
  /** Not answered although the last day is over, whether or not that is written. */
  readonly overdue?: boolean;
}

const COLUMNS = `complaint_id as "complaintId", filed_on::text as "filedOn", complaint, stream_revision + 1 as revision`;

/** Complaints, the oldest first. */
export async function complaintQueue(
  db: Queryable,
  filter: ComplaintFilter,
  limit: number,
  after?: ComplaintKey,
): Promise<Page<ComplaintRow, ComplaintKey>> {
  const conditions = new Conditions().equal('status', filter.status);
  if (filter.complainantRefs) conditions.and(`complainant_ref = any(${conditions.param(filter.complainantRefs)})`);
  if (filter.handlerUnitIds) conditions.and(`handler_unit_id = any(${conditions.param(filter.handlerUnitIds)})`);
  if (filter.notAbout) conditions.and(`unit_id <> all(${conditions.param(filter.notAbout)})`);
  if (filter.overdue !== undefined) {
    const today = conditions.param(filter.today);
    conditions.and(
      `(status in ('FILED', 'ASSIGNED') and coalesce(due_on < ${today}::date, false)) = ${filter.overdue}`,
    );
  }
  if (after) {
    const [on, id] = [conditions.param(after.filedOn), conditions.param(after.complaintId)];
    conditions.and(`(filed_on, complaint_id) > (${on}::date, ${id})`);
  }
  const { rows } = await db.query<ComplaintRow>(
    `select ${COLUMNS} from read.complaints ${conditions.where} order by filed_on, complaint_id limit ${limit + 1}`,
    conditions.values,
  );
  return page(rows, limit, ({ filedOn, complaintId }) => ({ filedOn, complaintId }));
}

export async function findComplaint(db: Queryable, complaintId: string): Promise<ComplaintRow | undefined> {
  const { rows } = await db.query<ComplaintRow>(`select ${COLUMNS} from read.complaints where complaint_id = $1`, [
    complaintId,
  ]);
  return rows[0];
}
