import type { ListKind } from '#libs/rules';
import type { ChangePlace, ListChange, ListedState } from '#libs/webhooks';
import type { Queryable } from '../columns.js';

interface ChangeRow {
  readonly position: string;
  readonly event_id: string;
  readonly recorded_at: Date;
  readonly kind: ListChange['kind'];
  readonly subject_id: string;
  readonly entry_id: string;
  readonly list_kind: ListKind;
  readonly entry: ListedState | null;
}

const COLUMNS = 'position, event_id, recorded_at, kind, subject_id, entry_id, list_kind, entry';
/** By the event where it is known, so that a place outlives a move to another log; else by the position. */
const PLACE = `coalesce((select p.position from read.list_changes p where p.event_id = $2), $1)`;

const changeOf = ({
  event_id,
  recorded_at,
  subject_id,
  entry_id,
  list_kind,
  entry,
  ...row
}: ChangeRow): ListChange => ({
  ...{ position: row.position, eventId: event_id, recordedAt: recorded_at.toISOString(), kind: row.kind },
  ...{ subjectId: subject_id, entryId: entry_id, listKind: list_kind },
  ...(entry !== null && { entry }),
});

/** Changes after a place, of these lists, in the order of the log. */
export async function changesAfter(
  db: Queryable,
  place: ChangePlace | undefined,
  listKinds: readonly ListKind[],
  limit: number,
): Promise<readonly ListChange[]> {
  const { rows } = await db.query<ChangeRow>(
    `select ${COLUMNS} from read.list_changes where position > ${PLACE} and list_kind = any($3) order by position limit $4`,
    [place?.position ?? '', place?.eventId ?? '', listKinds, limit],
  );
  return rows.map(changeOf);
}

/** The changes of these events; of one that was erased meanwhile there is none. */
export async function changesOf(db: Queryable, eventIds: readonly string[]): Promise<readonly ListChange[]> {
  const { rows } = await db.query<ChangeRow>(`select ${COLUMNS} from read.list_changes where event_id = any($1)`, [
    eventIds,
  ]);
  return rows.map(changeOf);
}

/** What is counted at most. */
export const COUNTED_CHANGES = 100_000;

/** How many changes of these lists stand after a place, and when the first of them was recorded. */
export async function changesBehind(
  db: Queryable,
  place: ChangePlace,
  listKinds: readonly ListKind[],
): Promise<{ readonly changes: number; readonly since: string | undefined }> {
  const { rows } = await db.query<{ changes: string; since: Date | null }>(
    `select count(*) as changes, min(recorded_at) as since
       from (select recorded_at from read.list_changes where position > ${PLACE} and list_kind = any($3)
              order by position limit ${COUNTED_CHANGES}) behind`,
    [place.position, place.eventId, listKinds],
  );
  return { changes: Number(rows[0]?.changes), since: rows[0]?.since?.toISOString() };
}
