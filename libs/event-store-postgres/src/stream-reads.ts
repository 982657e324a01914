import { StoreUnavailable } from '#libs/event-store';
import { plainArray, textArray } from '#libs/pg-arrays';
import type { Ask } from './log-cursor.js';
import { columns, type EventRow } from './rows.js';

/** A page of a stream, forwards. */
export interface StreamPage {
  readonly streamId: string;
  /** Its first revision, and how many events it may hold. */
  readonly from: bigint;
  readonly most: number;
}

interface WaitingPage extends StreamPage {
  readonly resolve: (rows: readonly EventRow[]) => void;
  readonly reject: (error: unknown) => void;
}

/** How many pages are read by one statement at most: each may hold some hundred events. */
const MOST_PAGES = 32;
/** How many statements are at the database at the same time: the rest of the connections are for others. */
const MOST_STATEMENTS = 4;

const onePage = `select ${columns} from event_log.events where stream_id = $1 and revision >= $2 order by revision limit $3`;
const manyPages = `
  select ${columns}, place
    from unnest($1::text[], $2::bigint[], $3::int[]) with ordinality as wanted (stream, first, most, place)
   cross join lateral (
     select ${columns} from event_log.events
      where stream_id = wanted.stream and revision >= wanted.first order by revision limit wanted.most) as page
   order by place, revision`;
/** After the columns of an event. */
const PLACE = 8;

/**
 * Reads streams that are asked for in the same turn of the process by one statement: the way to the server and back
 * costs several times what the events of a dossier do. Whoever asks alone waits for nobody.
 */
export class StreamReads {
  private waiting: WaitingPage[] = [];
  private underWay = 0;
  private gathering = false;

  constructor(private readonly ask: Ask) {}

  /** @throws StoreUnavailable */
  page(page: StreamPage): Promise<readonly EventRow[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ ...page, resolve, reject });
      if (this.gathering) return;
      this.gathering = true;
      process.nextTick(() => {
        this.gathering = false;
        this.send();
      });
    });
  }

  private send(): void {
    while (this.waiting.length > 0 && this.underWay < MOST_STATEMENTS) {
      this.underWay += 1;
      void this.read(this.waiting.splice(0, MOST_PAGES)).finally(() => {
        this.underWay -= 1;
        this.send();
      });
    }
  }

  /** Never rejects. What is not an outage may be the mistake of one alone: then each is read by itself. */
  private async read(pages: readonly WaitingPage[]): Promise<void> {
    try {
      const rows = await this.rowsOf(pages);
      pages.forEach(({ resolve }, index) => resolve(rows[index] ?? []));
    } catch (error) {
      if (pages.length === 1 || error instanceof StoreUnavailable) for (const { reject } of pages) reject(error);
      else for (const page of pages) await this.read([page]);
    }
  }

  /** The rows of each page. */
  private async rowsOf(pages: readonly StreamPage[]): Promise<readonly (readonly EventRow[])[]> {
    const [page, ...others] = pages;
    if (page !== undefined && others.length === 0) {
      const { streamId, from, most } = page;
      return [await this.ask('event_log.read_forwards', onePage, [streamId, from, most])];
    }
    const parameters = [
      textArray(pages.map(({ streamId }) => streamId)),
      plainArray(pages.map(({ from }) => from)),
      plainArray(pages.map(({ most }) => most)),
    ];
    const found: EventRow[][] = pages.map(() => []);
    const rows: readonly (readonly string[])[] = await this.ask('event_log.read_many', manyPages, parameters);
    for (const row of rows) found[Number(row[PLACE]) - 1]?.push(row as unknown as EventRow);
    return found;
  }
}
