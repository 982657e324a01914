import type { LogCursor } from './log-cursor.js';
import type { Reading } from './reading.js';
import { isOurs } from './records.js';

/** How far back is looked before it is also looked from the other side. */
const NEAR = 500;
const BATCH = 500;

/** Reads the log onwards, filtered by the server, from after a commit position; `undefined` for the beginning. */
export type OpenCursor = (prefixes: readonly string[], after: bigint | undefined) => LogCursor;

/**
 * Finds the last event of ours. Mostly it is among the last of the log. Where others have written much since, it is looked for
 * from both sides: backwards the client is sent everything; onwards the server passes over what is not ours, many times
 * faster, but sends what is. The first to find it wins.
 */
export class EndOfLog {
  /** The last event that was ever found: nobody need look further back. */
  private readonly found = new Map<string, bigint>();

  constructor(
    private readonly reading: Reading,
    private readonly openCursor: OpenCursor,
  ) {}

  /**
   * Commit position of the last event whose stream begins with one of these on the server; it is looked back as far as `floor`,
   * which is the answer when nothing came after it. `undefined` when there is none.
   *
   * @throws StoreUnavailable
   */
  async lastPlace(prefixes: readonly string[], floor = -1n): Promise<bigint | undefined> {
    const key = prefixes.join('\0');
    const known = this.found.get(key) ?? -1n;
    const lowest = known > floor ? known : floor;
    const near = await this.lookBack(prefixes, lowest, NEAR);
    const place = near === 'further back' ? await this.lookFromBothSides(prefixes, lowest) : near;
    if (place < 0n) return undefined;
    if (place > known) this.found.set(key, place);
    return place;
  }

  private async lookFromBothSides(prefixes: readonly string[], lowest: bigint): Promise<bigint> {
    const over = new AbortController();
    const cursor = this.openCursor(prefixes, lowest < 0n ? undefined : lowest);
    try {
      return await Promise.any([
        this.lookBack(prefixes, lowest, undefined, over.signal).then((place) =>
          place === 'further back' ? lowest : place,
        ),
        this.lookOnwards(cursor, lowest),
      ]).catch((error: unknown) => {
        throw error instanceof AggregateError ? error.errors[0] : error;
      });
    } finally {
      over.abort();
      cursor.close();
    }
  }

  private async lookBack(
    prefixes: readonly string[],
    lowest: bigint,
    count?: number,
    signal?: AbortSignal,
  ): Promise<bigint | 'further back'> {
    let seen = 0;
    for await (const event of this.reading.backwards(count)) {
      if (signal?.aborted === true) break;
      seen += 1;
      const { commit } = event;
      if (commit <= lowest) return lowest;
      if (isOurs(event, prefixes)) return commit;
    }
    return seen === count ? 'further back' : lowest;
  }

  private async lookOnwards(cursor: LogCursor, lowest: bigint): Promise<bigint> {
    for (let last = lowest; ;) {
      const { events, caughtUp } = await cursor.next(BATCH);
      const position = events.at(-1)?.position;
      if (position !== undefined) last = BigInt(position);
      if (caughtUp) return last;
    }
  }
}
