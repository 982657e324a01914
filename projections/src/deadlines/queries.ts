import { legalDateOf, type Instant, type LegalDate } from '#libs/rules';
import { Conditions, firstRows, page, statementName, type Page, type Preparing, type Queryable } from '../columns.js';

export interface DueDeadline {
  readonly subjectId: string;
  readonly deadlineId: string;
  readonly entryId: string | null;
  readonly key: string;
  readonly dueOn: LegalDate;
}
export interface DeadlineKey {
  readonly dueOn: LegalDate;
  readonly subjectId: string;
  readonly deadlineId: string;
}

const keyOf = ({ dueOn, subjectId, deadlineId }: DeadlineKey): DeadlineKey => ({ dueOn, subjectId, deadlineId });

/**
 * Open deadlines whose last day is over (24:00 in Shanghai) at an instant, the oldest first: what the clock process
 * acts on. A paused one is never due.
 */
export async function dueDeadlines(
  db: Queryable,
  now: Instant,
  limit: number,
  after?: DeadlineKey,
): Promise<Page<DueDeadline, DeadlineKey>> {
  const conditions = new Conditions();
  conditions.and("state = 'OPEN'").and(`due_on < ${conditions.param(legalDateOf(now))}::date`);
  afterKey(conditions, after);
  const { rows } = await db.query<DueDeadline>(
    `select subject_id as "subjectId", deadline_id as "deadlineId", entry_id as "entryId", key, due_on::text as "dueOn"
       from read.deadlines ${conditions.where} order by due_on, subject_id, deadline_id limit ${limit + 1}`,
    conditions.values,
  );
  return page(rows, limit, keyOf);
}

/** The last day of the open deadline that falls due next after an instant: where a clock that is set stops on its way. */
export async function nextDueOn(db: Queryable, now: Instant): Promise<LegalDate | undefined> {
  const { rows } = await db.query<{ dueOn: LegalDate | null }>(
    `select min(due_on)::text as "dueOn" from read.deadlines where state = 'OPEN' and due_on >= $1::date`,
    [legalDateOf(now)],
  );
  return rows[0]?.dueOn ?? undefined;
}

/** OPEN has not fallen due; DUE_TODAY is open and ends today; MISSED is over and not met, whether or not it is written. */
export type DeadlineState = 'OPEN' | 'DUE_TODAY' | 'MISSED' | 'PAUSED' | 'MET' | 'MET_LATE' | 'LAPSED';

export interface DeadlineFilter {
  readonly today: LegalDate;
  readonly unitIds?: readonly string[];
  readonly state?: DeadlineState;
  readonly key?: string;
}

export interface DeadlineRow extends DeadlineKey {
  readonly entryId: string | null;
  readonly listKind: string | null;
  readonly key: string;
  readonly ownerRef: string;
  readonly unitId: string | null;
  readonly state: DeadlineState;
  readonly startOn: LegalDate;
  readonly firstDueOn: LegalDate;
  readonly metOn: LegalDate | null;
  readonly late: boolean;
  readonly pausedOn: LegalDate | null;
  readonly lapsedBecause: string | null;
  readonly calendarVersion: string;
  readonly provisional: boolean;
  readonly ruleFrom: string;
  readonly legalSource: string;
}

const stateAt = (today: string): string =>
  `case when state = 'OPEN' and due_on < ${today}::date then 'MISSED'
        when state = 'OPEN' and due_on = ${today}::date then 'DUE_TODAY'
        when state = 'MET' and late then 'MET_LATE' else state end`;

/** What shows as a state, each in one range of an index by due date. */
function statesOf(state: DeadlineState | undefined, today: string): readonly string[] {
  switch (state) {
    case undefined:
      return ['OPEN', 'PAUSED', 'MET', 'MISSED', 'LAPSED'].map((stored) => `state = '${stored}'`);
    case 'OPEN':
      return [`state = 'OPEN' and due_on >= ${today}::date`];
    case 'DUE_TODAY':
      return [`state = 'OPEN' and due_on = ${today}::date`];
    case 'MISSED':
      return ["state = 'MISSED'", `state = 'OPEN' and due_on < ${today}::date`];
    case 'MET':
      return ["state = 'MET' and not late"];
    case 'MET_LATE':
      return ["state = 'MET' and late"];
    case 'PAUSED':
    case 'LAPSED':
      return [`state = '${state}'`];
  }
}

function afterKey(conditions: Conditions, after: DeadlineKey | undefined): void {
  if (after === undefined) return;
  const [on, subject, id] = [after.dueOn, after.subjectId, after.deadlineId].map((value) => conditions.param(value));
  conditions.and(`(due_on, subject_id, deadline_id) > (${on}::date, ${subject}, ${id})`);
}

/** The board of deadlines, the earliest first. */
export async function deadlineBoard(
  db: Preparing,
  filter: DeadlineFilter,
  limit: number,
  after?: DeadlineKey,
): Promise<Page<DeadlineRow, DeadlineKey>> {
  const conditions = new Conditions();
  const today = conditions.param(filter.today);
  conditions.equal('key', filter.key);
  afterKey(conditions, after);
  const order = 'due_on, subject_id, deadline_id';
  const each = statesOf(filter.state, today);
  const wanted = { table: 'read.deadlines', each, order, limit: limit + 1, unitIds: filter.unitIds };
  const text = `
    select subject_id as "subjectId", deadline_id as "deadlineId", entry_id as "entryId", list_kind as "listKind", key,
           owner_ref as "ownerRef", unit_id as "unitId", ${stateAt(today)} as state, start_on::text as "startOn",
           due_on::text as "dueOn", first_due_on::text as "firstDueOn", met_on::text as "metOn", late,
           paused_on::text as "pausedOn", lapsed_because as "lapsedBecause", calendar_version as "calendarVersion",
           provisional, rule_from as "ruleFrom", legal_source as "legalSource"
      from ${firstRows(conditions, wanted)} d order by ${order} limit ${limit + 1}`;
  const name = statementName('projections.deadlines', text);
  const { rows } = await db.query<DeadlineRow>({ name, text, values: conditions.values });
  return page(rows, limit, keyOf);
}
