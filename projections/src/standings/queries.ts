import type { LegalDate } from '#libs/rules';
import type { Preparing } from '../columns.js';
import { inEffect, NEXT_TO_JOINED, retained, WITHOUT_MINORS } from '../current-lists/listed-columns.js';
import type { ListedEntry } from '../current-lists/queries.js';
import type { ExternalEntry } from '../external-lists/queries.js';
import { ENTRY, mirrorInEffect, standingOf } from '../external-lists/standing.js';
import type { MeasureRecordRow } from '../measure-responses/queries.js';
import { PART, partInEffect } from '../responsible-persons/part-columns.js';
import type { ListedPart } from '../responsible-persons/queries.js';

/** A measure that was pushed to a unit and is to be taken now. */
export type MeasureToTake = Pick<
  MeasureRecordRow,
  'pushId' | 'entryId' | 'unitId' | 'measureItemId' | 'force' | 'personRef'
>;

/** An entry in effect, and what somebody needs of it who has to decide. */
export type EntryInEffect = Pick<
  ListedEntry,
  | ('entryId' | 'subjectId' | 'listKind' | 'unitId' | 'standardId' | 'standardVersion' | 'decisionNo')
  | ('validFrom' | 'validTo' | 'measureState' | 'measureItems' | 'suspensionGrounds' | 'disputeMarks')
  | ('entryRevision' | 'streamRevision')
>;

/** The same of the entry of an entity, with the part that a person has in it. */
export type PartInEffect = EntryInEffect & Omit<ListedPart, keyof ListedEntry>;

/** What stands about one asked subject. */
export interface Standing {
  readonly entries: readonly EntryInEffect[];
  readonly parts: readonly PartInEffect[];
  /** On lists that others keep and that are mirrored here. */
  readonly mirrors: readonly ExternalEntry[];
}

export interface Standings {
  /** How far the lists were; absent before their first event. */
  readonly position?: string;
  /** In the order asked. */
  readonly of: readonly Standing[];
  /**
   * Measures on any of the entries that the units are to take now: not what was declined or lifted, nor what rests or
   * ends by an instruction that the unit has still to confirm. The mandatory ones come first.
   */
  readonly toTake: readonly MeasureToTake[];
}

/** A mirror as JSON has it. */
type MirrorJson = Omit<ExternalEntry, 'appliedAt' | 'confirmedAt'> & {
  readonly appliedAt: string;
  readonly confirmedAt: string | null;
};

interface StandingsRow {
  readonly position: string | null;
  readonly dossiers: readonly { readonly place: number; readonly subjectId: string }[];
  readonly entries: readonly EntryInEffect[];
  readonly parts: readonly PartInEffect[];
  readonly mirrors: readonly MirrorJson[];
  readonly toTake: readonly MeasureToTake[];
}

const rowsOf = (table: string): string => `(select coalesce(json_agg(row), '[]') from ${table} row)`;

/**
 * The rows of a table with these keys, one after the other by an index (`offset 0` keeps it so): planned once for all
 * questions, a join might read all of the table.
 */
const each = (table: string, alias: string, condition: string): string =>
  `cross join lateral (select * from read.${table} ${alias} where ${condition} offset 0) ${alias}`;

/** Columns of {@link EntryInEffect} of an entry `e`. */
const ENTRY_IN_EFFECT = `e.entry_id as "entryId", e.subject_id as "subjectId", e.list_kind as "listKind", e.unit_id as "unitId",
  e.standard_id as "standardId", e.standard_version as "standardVersion", e.decision_no as "decisionNo",
  e.valid_from as "validFrom", e.valid_to as "validTo", e.measure_state as "measureState", e.measure_items as "measureItems",
  e.suspension_grounds as "suspensionGrounds", e.dispute_marks as "disputeMarks", e.entry_revision as "entryRevision",
  e.stream_revision as "streamRevision"`;

/** Of references $1 on the day $2 for units $3. A reference without a dossier leads to itself alone, in the same way. */
const STANDINGS = {
  name: 'projections.standings',
  text: `
    with recursive joined (place, subject_id) as (
      select place::int - 1, ref collate "C" from unnest($1::text[]) with ordinality as asked (ref, place)
       union
      select joined.place, other.subject_id from joined, ${NEXT_TO_JOINED}
    ),
    ids as materialized (select distinct subject_id from joined),
    dossiers as (select place, subject_id as "subjectId" from joined),
    entries as materialized (
      select ${ENTRY_IN_EFFECT}
        from ids ${each('current_entries', 'e', 'e.subject_id = ids.subject_id')}
       where ${inEffect('$2')} and ${retained('$2')} and ${WITHOUT_MINORS}
       order by e.listed_on desc, e.entry_id),
    parts as materialized (
      select ${ENTRY_IN_EFFECT}, ${PART}
        from ids ${each('responsible_persons', 'p', 'p.person_ref = ids.subject_id')}
             ${each('current_entries', 'e', 'e.entry_id = p.entry_id')}
       where ${retained('$2')} and ${partInEffect('$2')}
       order by e.listed_on desc, e.entry_id),
    mirrors as (
      select ${ENTRY} ${standingOf(`ids ${each('external_entries', 'e', 'e.subject_ref = ids.subject_id')}`)}
       where e.origin = 'EXTERNAL_MIRROR' and ${mirrorInEffect('$2')}
       order by e.listed_on desc, e.entry_id),
    to_take as (
      select push_id as "pushId", entry_id as "entryId", unit_id as "unitId", measure_item_id as "measureItemId", force,
             person_ref as "personRef"
        from (select "entryId" from entries union select "entryId" from parts) listed
             ${each('measure_records', 'm', 'm.entry_id = listed."entryId"')}
       where unit_id = any($3::text[]) and state not in ('DECLINED', 'LIFTED')
         and unconfirmed is distinct from 'SUSPEND' and unconfirmed is distinct from 'STOP'
       order by force, measure_item_id, push_id)
    select (select position from read.checkpoints where slot = 'live' and projection = 'current-lists') as position,
           ${rowsOf('dossiers')} as dossiers, ${rowsOf('entries')} as entries, ${rowsOf('parts')} as parts,
           ${rowsOf('mirrors')} as mirrors, ${rowsOf('to_take')} as "toTake"`,
} as const;

/**
 * Looks many subjects up with one statement, and so all on one snapshot. Whether a reference has a dossier makes no
 * difference to what is run.
 *
 * @param refs one for each subject, in the order asked
 * @param unitIds the units whose measures are wanted
 */
export async function standingsOf(
  db: Preparing,
  refs: readonly string[],
  { today, unitIds }: { readonly today: LegalDate; readonly unitIds: readonly string[] },
): Promise<Standings> {
  const { rows } = await db.query<StandingsRow>({ ...STANDINGS, values: [refs, today, unitIds] });
  const [found] = rows;
  if (found === undefined) throw new Error('a statement without a condition gave no row');
  const [entries, parts] = [groups(found.entries, 'subjectId'), groups(found.parts, 'personRef')];
  const mirrors = groups(found.mirrors.map(mirrorOf), 'subjectRef');
  const of = refs.map(() => ({
    entries: [] as EntryInEffect[],
    parts: [] as PartInEffect[],
    mirrors: [] as ExternalEntry[],
  }));
  for (const { place, subjectId } of found.dossiers) {
    of[place]?.entries.push(...(entries.get(subjectId) ?? []));
    of[place]?.parts.push(...(parts.get(subjectId) ?? []));
    of[place]?.mirrors.push(...(mirrors.get(subjectId) ?? []));
  }
  return { of, toTake: found.toTake, ...(found.position !== null && { position: found.position }) };
}

function mirrorOf({ appliedAt, confirmedAt, ...entry }: MirrorJson): ExternalEntry {
  return {
    ...entry,
    appliedAt: new Date(appliedAt),
    confirmedAt: confirmedAt === null ? null : new Date(confirmedAt),
  };
}

function groups<T, K extends keyof T>(rows: readonly T[], key: K): ReadonlyMap<T[K], readonly T[]> {
  const found = new Map<T[K], T[]>();
  for (const row of rows) {
    const group = found.get(row[key]);
    if (group === undefined) found.set(row[key], [row]);
    else group.push(row);
  }
  return found;
}
