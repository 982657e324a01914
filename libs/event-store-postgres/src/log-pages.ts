import { parsePosition, type ReadPagesOptions, type RecordedEvent } from '#libs/event-store';
import type { Ask } from './log-cursor.js';
import { selectionOf } from './rows.js';

/** How many positions one look through the log for certain streams or types covers: bounds the time of a statement. */
const WINDOW = 50_000;
/** How many characters a page may hold, about; large events make small pages. */
const CHARACTERS = 16_000_000;

// One row always comes back: how far was looked, before the events.
const pages = (columns: string): string => `
  with reach as materialized (
    select least($1::bigint + ${WINDOW}, top) as upper, top
    from (select coalesce(max(position), 0) as top from event_log.events) as log
  )
  select reach.upper, reach.top, e.*
  from reach left join lateral (
    select ${columns} from event_log.events
    where position > $1 and position <= reach.upper
      and ($3::text[] is null or exists (select from unnest($3) as prefix where starts_with(stream_id, prefix)))
      and ($4::text[] is null or event_type = any($4))
    order by position limit $2
  ) as e on true
  order by e.position`;

/** Reads the log in pages. The server looks for the next one while the last is taken apart and worked on. */
export async function* logPages(
  ask: Ask,
  { after, streamPrefixes = undefined, eventTypes = undefined, pageSize = 1_000, fields = {} }: ReadPagesOptions,
): AsyncGenerator<readonly RecordedEvent[]> {
  const { columns, names, json, event } = selectionOf(fields, BEFORE, 5);
  const text = pages(columns);
  const name = `event_log.read_pages ${fields.data?.length ?? 'all'} ${fields.metadata?.length ?? 'all'}`;
  let place = after === undefined ? 0n : parsePosition(after);
  let limit = Math.min(pageSize, 1_000);
  const read = (): Promise<readonly PageRow[]> => {
    const given = [place, limit, streamPrefixes ?? null, eventTypes ?? null, ...names];
    const answer: Promise<readonly PageRow[]> = ask(name, text, given);
    // Awaited below; until then a failure must not count as unhandled.
    answer.catch(() => {});
    return answer;
  };
  for (let ahead = read(); ;) {
    const answer = await ahead;
    const rows = answer.filter((row) => row[BEFORE] !== null);
    const [upper = 0n, top = 0n] = (answer[0]?.slice(0, BEFORE) ?? []).map((at) => BigInt(at ?? 0));
    const last = rows.at(-1)?.[BEFORE];
    // A full page may have stopped within the window; a page with room to spare went through all of it.
    const through = rows.length < limit || last === undefined || last === null ? upper : BigInt(last);
    if (through > place) place = through;
    const ended = place >= top;
    if (!ended) {
      limit = limitAfter(rows, json, pageSize, limit);
      ahead = read();
    }
    if (rows.length > 0) yield rows.map(event);
    if (ended) return;
  }
}

/** How far was looked and how far the log goes, and then the columns of an event, if there is one. */
type PageRow = readonly (string | null)[];

/** How many columns come before those of the event. */
const BEFORE = 2;

function limitAfter(rows: readonly PageRow[], json: number, pageSize: number, before: number): number {
  let characters = 0;
  for (const row of rows) for (let i = json; i < row.length; i += 1) characters += row[i]?.length ?? 0;
  if (rows.length === 0) return before;
  return Math.max(1, Math.min(pageSize, Math.floor((CHARACTERS * rows.length) / Math.max(characters, 1))));
}
