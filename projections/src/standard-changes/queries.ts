import type { LegalDate } from '#libs/rules';
import { Conditions, type Queryable } from '../columns.js';

/** What of the lists a change of a standard concerns (spec 3.15). Reads the tables of the current lists and deadlines. */
export interface EntryUnderStandard {
  readonly subjectId: string;
  readonly entryId: string;
}

/** Entries that stand on a list under a standard, whichever version they pin, by entry: rows of EntryUnderStandard. */
export function listedUnderQuery(standardId: string): { readonly sql: string; readonly values: readonly unknown[] } {
  return {
    sql: `select subject_id as "subjectId", entry_id as "entryId" from read.current_entries
           where standard_id = $1 and lifecycle = 'ACTIVE' order by entry_id`,
    values: [standardId],
  };
}

/** An entry that a change of its standard would touch, on the list or before its recognition. */
export interface TouchedEntry extends EntryUnderStandard {
  readonly unitId: string;
  readonly standardVersion: number;
  readonly lifecycle: string;
  readonly grade: string | null;
  /** In yuan, where it was recorded. */
  readonly amountInvolved: number | null;
}

const BEFORE_RECOGNITION = ['DRAFT', 'SCREENED', 'NOTICE_SERVED', 'IN_PUBLICITY', 'READY'];

/** Entries of a standard that are on the list on a day or on the way to it, by entry. */
export async function touchedBy(
  db: Queryable,
  standardId: string,
  today: LegalDate,
  after: string,
  limit: number,
): Promise<readonly TouchedEntry[]> {
  const { rows } = await db.query<TouchedEntry>(
    `select subject_id as "subjectId", entry_id as "entryId", unit_id as "unitId", standard_version as "standardVersion",
            lifecycle, grade, (detail->>'amountInvolved')::float8 as "amountInvolved"
       from read.current_entries
      where standard_id = $1 and entry_id > $3
        and (lifecycle = any($4) or (lifecycle = 'ACTIVE' and valid_to >= $2::date))
      order by entry_id limit $5`,
    [standardId, today, after, BEFORE_RECOGNITION, limit],
  );
  return rows;
}

/** How many entries a change would touch, by recognising unit. */
export async function touchedCounts(
  db: Queryable,
  standardId: string,
  today: LegalDate,
): Promise<readonly { readonly unitId: string; readonly listed: number; readonly preparing: number }[]> {
  const { rows } = await db.query<{ unitId: string; listed: number; preparing: number }>(
    `select unit_id as "unitId",
            count(*) filter (where lifecycle = 'ACTIVE' and valid_to >= $2::date)::int as listed,
            count(*) filter (where lifecycle = any($3))::int as preparing
       from read.current_entries
      where standard_id = $1 and (lifecycle = any($3) or (lifecycle = 'ACTIVE' and valid_to >= $2::date))
      group by unit_id order by unit_id`,
    [standardId, today, BEFORE_RECOGNITION],
  );
  return rows;
}

/** A review that a unit owes: the deadline is open or missed. */
export interface OpenStandardReview extends EntryUnderStandard {
  readonly standardReviewId: string;
  readonly listKind: string;
  readonly unitId: string;
  readonly standardId: string;
  /** The version that the entry pins. */
  readonly standardVersion: number;
  readonly decisionNo: string | null;
  readonly startOn: LegalDate;
  readonly dueOn: LegalDate;
  /** The day is over. */
  readonly missed: boolean;
}
export interface StandardReviewKey {
  readonly dueOn: LegalDate;
  readonly standardReviewId: string;
}

/** 标准复核队列: open reviews, the earliest due first (spec 3.18). */
export async function standardReviewQueue(
  db: Queryable,
  filter: { readonly unitIds?: readonly string[]; readonly standardId?: string; readonly today: LegalDate },
  limit: number,
  after?: StandardReviewKey,
): Promise<readonly OpenStandardReview[]> {
  const conditions = new Conditions();
  const today = conditions.param(filter.today);
  conditions.and("d.key = 'stdChange.review' and d.state in ('OPEN', 'MISSED') and e.lifecycle = 'ACTIVE'");
  if (filter.unitIds) conditions.and(`e.unit_id = any(${conditions.param(filter.unitIds)})`);
  if (filter.standardId !== undefined) conditions.and(`e.standard_id = ${conditions.param(filter.standardId)}`);
  if (after) {
    const [dueOn, id] = [conditions.param(after.dueOn), conditions.param(after.standardReviewId)];
    conditions.and(`(d.due_on, d.owner_ref) > (${dueOn}::date, ${id})`);
  }
  const { rows } = await db.query<OpenStandardReview>(
    `select d.owner_ref as "standardReviewId", e.subject_id as "subjectId", e.entry_id as "entryId",
            e.list_kind as "listKind", e.unit_id as "unitId", e.standard_id as "standardId",
            e.standard_version as "standardVersion", e.decision_no as "decisionNo", d.start_on::text as "startOn",
            d.due_on::text as "dueOn", (d.state = 'MISSED' or d.due_on < ${today}::date) as missed
       from read.deadlines d join read.current_entries e on e.entry_id = d.entry_id
      ${conditions.where} order by d.due_on, d.owner_ref limit ${conditions.param(limit)}`,
    conditions.values,
  );
  return rows;
}

/** An entry that goes on under the version in force, or not at all. */
export interface EntryToRestart extends EntryUnderStandard {
  readonly unitId: string;
  readonly standardId: string;
  readonly standardVersion: number;
  readonly lifecycle: string;
}

/**
 * Entries before their recognition that pin a version that is not the one in force, by entry.
 *
 * @param current of each standard the version in force; `null` where there is none any more
 */
export async function entriesToRestart(
  db: Queryable,
  current: readonly { readonly standardId: string; readonly version: number | null }[],
  unitIds: readonly string[] | undefined,
  limit: number,
): Promise<readonly EntryToRestart[]> {
  const conditions = new Conditions();
  const ids = conditions.param(current.map((one) => one.standardId));
  const versions = conditions.param(current.map((one) => one.version));
  conditions.and(`e.lifecycle = any(${conditions.param(BEFORE_RECOGNITION)})`);
  conditions.and('(s.version is null or s.version > e.standard_version)');
  if (unitIds) conditions.and(`e.unit_id = any(${conditions.param(unitIds)})`);
  const { rows } = await db.query<EntryToRestart>(
    `select e.subject_id as "subjectId", e.entry_id as "entryId", e.unit_id as "unitId",
            e.standard_id as "standardId", e.standard_version as "standardVersion", e.lifecycle
       from read.current_entries e
       join unnest(${ids}::text[], ${versions}::int[]) as s(standard_id, version) on s.standard_id = e.standard_id
      ${conditions.where} order by e.entry_id limit ${conditions.param(limit)}`,
    conditions.values,
  );
  return rows;
}
