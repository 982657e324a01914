import type { AllStreamResolvedEvent, ResolvedEvent } from '@eventstore/db-client';
import type { ReadStreamOptions, RecordedEvent } from '#libs/event-store';
import type { Attempts } from './attempts.js';
import type { Connection } from './connection.js';
import type { Connections } from './connections.js';
import { faultOf, translated } from './faults.js';
import { Feed } from './feed.js';
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
      const open = (connection: Connection): Feed<ResolvedEvent> => {
        const reading = connection.readStream(this.names.onServer(streamId), {
          direction: back ? 'backwards' : 'forwards',
          requiresLeader: this.requiresLeader,
          fromRevision: from ?? (back ? 'end' : 'start'),
          ...(wanted === Infinity ? {} : { maxCount: wanted }),
        });
        return new Feed(reading, () => reading.cancel(), connection.gone);
      };
      try {
        for await (const { event } of this.items(open)) {
          attempts.progressed();
          if (event === undefined) continue;
          const recorded = recordedOf(event, this.names);
          from = recorded.revision + (back ? -1n : 1n);
          left -= 1;
          yield recorded;
        }
        // A start beyond the end gives nothing, where the last event is meant.
        if (back && from !== undefined && left === wanted && from === options.from) {
          from = await this.lastRevisionBelow(streamId, from);
          if (from !== undefined) continue;
        }
        return;
      } catch (error) {
        if (faultOf(error) === 'absent') return;
        if (!(await attempts.again(error))) throw translated(error, false);
        if (from !== undefined && from < 0n) return;
      }
    }
  }

  async ping(): Promise<void> {
    for await (const _ of this.backwards(1)) return;
  }

  /** The whole log, the last event first. Begun anew when it breaks on the way. @throws StoreUnavailable */
  async *backwards(maxCount?: number): AsyncGenerator<AllStreamResolvedEvent, void, undefined> {
    const attempts = this.attempts();
    const open = (connection: Connection): Feed<AllStreamResolvedEvent> => {
      const reading = connection.readAll({
        direction: 'backwards',
        fromPosition: 'end',
        requiresLeader: this.requiresLeader,
        ...(maxCount === undefined ? {} : { maxCount }),
      });
      return new Feed(reading, () => reading.cancel(), connection.gone);
    };
    for (;;) {
      try {
        yield* this.items(open);
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

  /** Every wait for the server is under the clock; the time the reader takes is not. */
  private async *items<T>(open: (connection: Connection) => Feed<T>): AsyncGenerator<T, void, undefined> {
    const connection = this.connections.current;
    const feed = open(connection);
    try {
      for (;;) {
        const seen = feed.generation;
        const items = feed.take(PAGE);
        yield* items;
        if (items.length > 0) continue;
        if (feed.isEnded) return;
        await this.connections.within(connection, feed.wait(seen));
      }
    } finally {
      feed.close();
    }
  }
}
