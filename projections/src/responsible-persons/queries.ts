import type { LegalDate } from '#libs/rules';
import { Conditions, type Queryable } from '../columns.js';
import { FROM, inEffect, listed, retained } from '../current-lists/listed-columns.js';
import type { ListedEntry } from '../current-lists/queries.js';

/** The part of a person in an entry of an entity, with that entry. */
export interface ListedPart extends ListedEntry {
  readonly personRef: string;
  readonly capacity: string;
  readonly fromDate: LegalDate;
  readonly toDate: LegalDate | null;
  /** Whether its measures reach the person: never without a basis in the standard. */
  readonly measuresExtend: boolean;
  readonly suspendedBecause: string | null;
  readonly personMarks: number;
  readonly closedOn: LegalDate | null;
  readonly closedBecause: string | null;
}

/**
 * The entries in which somebody is a responsible person, the newest first.
 *
 * @param personRefs references of one person: the ids of the own dossiers
 */
export async function partsOf(
  db: Queryable,
  personRefs: readonly string[],
  today: LegalDate,
  options: { readonly inEffectOnly?: boolean } = {},
): Promise<readonly ListedPart[]> {
  const conditions = new Conditions();
  const day = conditions.param(today);
  conditions.and(retained(day)).and(`p.person_ref = any(${conditions.param(personRefs)})`);
  if (options.inEffectOnly) conditions.and(`${inEffect(day)} and (p.closed_on is null or p.closed_on > ${day}::date)`);
  const { rows } = await db.query<ListedPart>(
    `select ${listed(day)}, p.person_ref as "personRef", p.capacity, p.from_date::text as "fromDate",
            p.to_date::text as "toDate", p.measures_extend as "measuresExtend", p.suspended_because as "suspendedBecause",
            p.dispute_marks as "personMarks", p.closed_on::text as "closedOn", p.closed_because as "closedBecause"
       ${FROM} join read.responsible_persons p using (entry_id)
      ${conditions.where} order by e.listed_on desc, e.entry_id`,
    conditions.values,
  );
  return rows;
}
