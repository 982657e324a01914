import type { Pool } from 'pg';
import type { LegalDate } from '#libs/rules';
import {
  dossiersOf,
  entriesOf,
  externalEntriesOf,
  measuresToTake,
  partsOf,
  type ExternalEntry,
  type ListedEntry,
  type ListedPart,
  type MeasureToTake,
  type Queryable,
} from '#projections';

/** What stands about one asked subject. */
export interface Standing {
  readonly entries: readonly ListedEntry[];
  readonly parts: readonly ListedPart[];
  /** On lists that others keep and that are mirrored here. */
  readonly mirrors: readonly ExternalEntry[];
}

export interface Standings {
  /** How far the lists were. */
  readonly position?: string;
  /** In the order asked. */
  readonly of: readonly Standing[];
  /** Measures that the asking unit is to take now, on any of the entries. */
  readonly toTake: readonly MeasureToTake[];
}

export interface Asking {
  readonly today: LegalDate;
  /** The asking unit and those merged into it. */
  readonly unitIds: readonly string[];
  /** How far the lists are, as this connection sees it. */
  readonly position: (db: Queryable) => Promise<string | undefined>;
}

/**
 * Looks many subjects up with as many statements as one, all on one snapshot of the tables. Whether a reference has a
 * dossier makes no difference to which statements are run.
 *
 * @param refs one for each subject, in the order asked
 */
export async function readStandings(
  pool: Pick<Pool, 'connect'>,
  refs: readonly string[],
  { today, unitIds, position }: Asking,
): Promise<Standings> {
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const at = await position(client);
    const dossiers = await dossiersOf(client, refs);
    const subjectIds = [...new Set(dossiers.map(({ subjectId }) => subjectId))];
    const entries = await entriesOf(client, subjectIds, today, { inEffectOnly: true });
    const parts = await partsOf(client, subjectIds, today, { inEffectOnly: true });
    const known = [...new Set([...refs, ...subjectIds])];
    const mirrors = await externalEntriesOf(client, known, today, 'EXTERNAL_MIRROR');
    const entryIds = [...entries, ...parts].map(({ entryId }) => entryId);
    const toTake = entryIds.length === 0 ? [] : await measuresToTake(client, entryIds, unitIds);
    await client.query('commit');
    client.release();
    const [entriesBy, partsBy] = [groups(entries, 'subjectId'), groups(parts, 'personRef')];
    const mirrorsBy = groups(mirrors, 'subjectRef');
    const of = refs.map((ref) => ({
      entries: [] as ListedEntry[],
      parts: [] as ListedPart[],
      mirrors: [...(mirrorsBy.get(ref) ?? [])],
    }));
    for (const { place, subjectId } of dossiers) {
      of[place]?.entries.push(...(entriesBy.get(subjectId) ?? []));
      of[place]?.parts.push(...(partsBy.get(subjectId) ?? []));
      if (subjectId !== refs[place]) of[place]?.mirrors.push(...(mirrorsBy.get(subjectId) ?? []));
    }
    return { of, toTake, ...(at !== undefined && { position: at }) };
  } catch (error) {
    await client.query('rollback').then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    );
    throw error;
  }
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
