import type { LegalDate } from '#libs/rules';
import { Conditions, type Queryable } from '../columns.js';
import { listed, retained } from '../current-lists/listed-columns.js';
import type { ListedEntry } from '../current-lists/queries.js';
import { FROM_PARTS, PART, partInEffect } from './part-columns.js';

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
  if (options.inEffectOnly) conditions.and(partInEffect(day));
  const { rows } = await db.query<ListedPart>(
    `select ${listed(day)}, ${PART} ${FROM_PARTS}
      ${conditions.where} order by e.listed_on desc, e.entry_id`,
    conditions.values,
  );
  return rows;
}
