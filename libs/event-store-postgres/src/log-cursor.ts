import { parsePosition, type Position } from '#libs/event-store';
import { columns, PageSize, type EventRow } from './rows.js';

export type Ask = (name: string, text: string, values: readonly unknown[]) => Promise<readonly EventRow[]>;

/** How many positions one look through the log for certain prefixes covers: bounds the time of a statement. */
const window = 20_000;

const everything = `select ${columns} from event_log.events where position > $1 order by position limit $2`;

// One row always comes back: the last position that was looked through, and the last of the log, beside the events.
const filtered = `
  with reach as materialized (
    select least($1::bigint + ${window}, top) as upper, top
    from (select coalesce(max(position), 0) as top from event_log.events) as log
  )
  select e.*, reach.upper, reach.top
  from reach left join lateral (
    select ${columns} from event_log.events
    where position > $1 and position <= reach.upper
      and exists (select from unnest($3::text[]) as prefix where starts_with(stream_id, prefix))
    order by position limit $2
  ) as e on true
  order by e.position`;

/** Rows of the log in its order; `caughtUp` when nothing was left after them. */
export interface Page {
  readonly rows: readonly EventRow[];
  readonly caughtUp: boolean;
}

/**
 * Reads the log onwards, page by page. A position is visible only once all before it are.
 *
 * While a page is handled the next one is fetched, on another connection if its reader holds one; one page ahead, and
 * none once the end was reached.
 */
export class LogCursor {
  private readonly pages = new PageSize();
  private place: bigint;
  private ahead: Promise<Page> | undefined;

  constructor(
    private readonly ask: Ask,
    after: Position | undefined,
    private readonly prefixes: readonly string[] | undefined,
  ) {
    this.place = after === undefined ? 0n : parsePosition(after);
  }

  /**
   * The next rows; perhaps none though more are to come. A page that was fetched ahead never claims to have caught up:
   * that was some time ago.
   *
   * @param limit how many rows are wanted in all, from here on
   * @throws StoreUnavailable the same page may be asked for again
   */
  async next(limit = Infinity): Promise<Page> {
    const { ahead } = this;
    this.ahead = undefined;
    const page = await (ahead ?? this.fetch(limit));
    const left = limit - page.rows.length;
    if (!page.caughtUp && left > 0) {
      this.ahead = this.fetch(left);
      // Who asks for this page hears what became of it.
      this.ahead.catch(() => {});
    }
    return ahead === undefined ? page : { rows: page.rows, caughtUp: false };
  }

  private async fetch(wanted: number): Promise<Page> {
    const limit = this.pages.atMost(wanted);
    const page = await (this.prefixes === undefined ? this.nextOfAll(limit) : this.nextOf(this.prefixes, limit));
    this.pages.learn(page.rows);
    return page;
  }

  private async nextOfAll(limit: number): Promise<Page> {
    const rows = await this.ask('event_log.read_all', everything, [this.place, limit]);
    this.place = lastOf(rows) ?? this.place;
    return { rows, caughtUp: rows.length < limit };
  }

  private async nextOf(prefixes: readonly string[], limit: number): Promise<Page> {
    const answer = await this.ask('event_log.read_prefixes', filtered, [this.place, limit, prefixes]);
    const rows = answer.filter(([position]) => position !== null);
    const [upper = 0n, top = 0n] = (answer[0]?.slice(8) ?? []).map(BigInt);
    // A full page may have stopped within the window; a page with room to spare went through all of it.
    const through = rows.length < limit ? upper : (lastOf(rows) ?? upper);
    if (through > this.place) this.place = through;
    return { rows, caughtUp: this.place >= top };
  }
}

function lastOf(rows: readonly EventRow[]): bigint | undefined {
  const last = rows.at(-1);
  return last === undefined ? undefined : BigInt(last[0]);
}
