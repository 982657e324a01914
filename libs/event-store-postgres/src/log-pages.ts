import { parsePosition, type ReadPagesOptions, type RecordedEvent } from '#libs/event-store';
import type { Ask } from './log-cursor.js';
import { columns, eventOf, type EventRow } from './rows.js';

/** How many positions one look through the log for certain streams or types covers: bounds the time of a statement. */
const WINDOW = 50_000;
/** How many characters a page may hold, about; large events make small pages. */
const CHARACTERS = 16_000_000;

// One row always comes back: how far was looked, beside the events.
const pages = `
  with reach as materialized (
    select least($1::bigint + ${WINDOW}, top) as upper, top
    from (select coalesce(max(position), 0) as top from event_log.events) as log
  )
  select e.*, reach.upper, reach.top
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
  { after, streamPrefixes = undefined, eventTypes = undefined, pageSize = 1_000 }: ReadPagesOptions,
): AsyncGenerator<readonly RecordedEvent[]> {
  let place = after === undefined ? 0n : parsePosition(after);
  let limit = Math.min(pageSize, 1_000);
  const read = (): Promise<readonly EventRow[]> => {
    const answer = ask('event_log.read_pages', pages, [place, limit, streamPrefixes ?? null, eventTypes ?? null]);
    // Awaited below; until then a failure must not count as unhandled.
    answer.catch(() => {});
    return answer;
  };
  for (let ahead = read(); ;) {
    const answer = await ahead;
    const rows = answer.filter(([position]) => position !== null);
    const [upper = 0n, top = 0n] = (answer[0]?.slice(8) ?? []).map(BigInt);
    const last = rows.at(-1);
    // A full page may have stopped within the window; a page with room to spare went through all of it.
    const through = rows.length < limit || last === undefined ? upper : BigInt(last[0]);
    if (through > place) place = through;
    const ended = place >= top;
    if (!ended) {
      limit = limitAfter(rows, pageSize, limit);
      ahead = read();
    }
    if (rows.length > 0) yield rows.map(eventOf);
    if (ended) return;
  }
}

function limitAfter(rows: readonly EventRow[], pageSize: number, before: number): number {
  const characters = rows.reduce((sum, row) => sum + row[6].length + row[7].length, 0);
  if (characters === 0) return before;
  return Math.max(1, Math.min(pageSize, Math.floor((CHARACTERS * rows.length) / characters)));
}
