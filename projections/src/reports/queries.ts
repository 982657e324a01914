import type { ReportKind, ReportResult, ReportStatus } from '#libs/informants';
import type { LegalDate } from '#libs/rules';
import { Conditions, firstRows, page, type Page, type Queryable } from '../columns.js';

export interface ReportKey {
  readonly receivedOn: LegalDate;
  readonly reportId: string;
}

export interface ReportRow extends ReportKey {
  readonly kind: ReportKind;
  readonly anonymous: boolean;
  readonly status: ReportStatus;
  readonly unitId: string | null;
  readonly facts: number;
  readonly result: ReportResult | null;
  readonly decidedOn: LegalDate | null;
  readonly unsealingsProposed: number;
  readonly unsealingsGranted: number;
  /** Number of its events: its revision. */
  readonly revision: number;
}

export interface ReportFilter {
  /** Only what was forwarded to one of these units. */
  readonly unitIds?: readonly string[];
  readonly status?: ReportStatus;
}

/** Reports, the oldest first. */
export async function reportQueue(
  db: Queryable,
  filter: ReportFilter,
  limit: number,
  after?: ReportKey,
): Promise<Page<ReportRow, ReportKey>> {
  const conditions = new Conditions().equal('status', filter.status);
  if (after) {
    const [on, id] = [conditions.param(after.receivedOn), conditions.param(after.reportId)];
    conditions.and(`(received_on, report_id) > (${on}::date, ${id})`);
  }
  const order = 'received_on, report_id';
  const wanted = { table: 'read.reports', order, limit: limit + 1, unitIds: filter.unitIds };
  const { rows } = await db.query<ReportRow>(
    `select report_id as "reportId", received_on::text as "receivedOn", kind, anonymous, status, unit_id as "unitId",
            facts, result, decided_on::text as "decidedOn", unsealings_proposed as "unsealingsProposed",
            unsealings_granted as "unsealingsGranted", stream_revision + 1 as revision
       from ${firstRows(conditions, wanted)} r order by ${order} limit ${limit + 1}`,
    conditions.values,
  );
  return page(rows, limit, ({ receivedOn, reportId }) => ({ receivedOn, reportId }));
}
