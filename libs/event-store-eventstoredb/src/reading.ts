import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { ReadStreamOptions, RecordedEvent } from '#libs/event-store';
import type { Attempts } from './attempts.js';
import type { Connections } from './connections.js';
import { translated } from './faults.js';
import { Feed } from './feed.js';
import type { SentEvent } from './read-answer.js';
import { readingBackwards, readingStream } from './read-request.js';
import { recordedOf, type StreamNames } from './records.js';

const PAGE = 200;
/** Beyond every revision there is, and within what the server takes. */
const BEYOND = 2n ** 62n;

/** Reads streams, and the log from its end. */
export class Reading {
  constructor(
    private readonly connections: Connections,
    private readonly names: StreamNames,
    private readonly requiresLeader: boolean,
    private readonly attempts: () => Attempts,
  ) {}

  async *stream(streamId: string, options: ReadStreamOptions): AsyncGenerator<RecordedEvent, void, undefined> {
    const back = options.direction === 'backwards';
    const attempts = this.attempts();
    let { from } = options;
    if (from !== undefined && (back ? from < 0n : from >= BEYOND)) return;
    if (from !== undefined && (back ? from >= BEYOND : from < 0n)) from = undefined;
    for (let left = options.limit ?? Infinity; left > 0;) {
      const wanted = left;
      const request = readingStream({
        ...{ name: this.names.onServer(streamId), back, from },
        ...(wanted === Infinity ? {} : { count: wanted }),
      });
      try {
        for await (const page of this.pages(request)) {
          for (const event of page) {
            const recorded = recordedOf(event, this.names);
            from = recorded.revision + (back ? -1n : 1n);
            left -= 1;
            yield recorded;
          }
          // The reader may have taken his time.
          attempts.progressed();
        }
        // A start beyond the end gives nothing, where the last event is meant.
        if (back && from !== undefined && left === wanted && from === options.from) {
          from = await this.lastRevisionBelow(streamId, from);
          if (from !== undefined) continue;
        }
        return;
      } catch (error) {
        if (!(await attempts.again(error))) throw translated(error, false);
        if (from !== undefined && from < 0n) return;
      }
    }
  }

  async ping(): Promise<void> {
    for await (const _ of this.backwards(1)) return;
  }

  /** The whole log, the last event first. Begun anew when it breaks on the way. @throws StoreUnavailable */
  async *backwards(maxCount?: number): AsyncGenerator<SentEvent, void, undefined> {
    const attempts = this.attempts();
    for (;;) {
      try {
        for await (const page of this.pages(readingBackwards(maxCount))) yield* page;
        return;
      } catch (error) {
        if (!(await attempts.again(error))) throw translated(error, false);
      }
    }
  }

  private async lastRevisionBelow(streamId: string, limit: bigint): Promise<bigint | undefined> {
    for await (const { revision } of this.stream(streamId, { direction: 'backwards', limit: 1 })) {
      return revision < limit ? revision : undefined;
    }
    return undefined;
  }

  /** Every wait for the server is under the clock; the time the reader takes is not. A stream that is absent has no page. */
  private async *pages(request: ReadReq): AsyncGenerator<readonly SentEvent[], void, undefined> {
    const connection = this.connections.current;
    const feed = new Feed(connection.read(request, this.requiresLeader), connection.gone);
    try {
      for (;;) {
        const seen = feed.generation;
        const page = feed.take(PAGE);
        if (page.length > 0) {
          yield page;
          continue;
        }
        if (feed.isEnded) return;
        await this.connections.within(connection, feed.wait(seen));
      }
    } finally {
      feed.close();
    }
  }
}
