import { createHash } from 'node:crypto';
import type { EventStore, Position, RecordedEvent } from '#libs/event-store';
import { canonicalEvent } from './difference.js';
import { Patience, type PatienceSettings } from './patience.js';

/** What a log amounts to. */
export interface LogDigest {
  readonly events: number;
  readonly streams: number;
  /** Position of the last event, as this store counts; undefined while there is none. */
  readonly position: Position | undefined;
  /**
   * SHA-256 in hexadecimal over one line an event, in the order of the log: its canonical JSON (RFC 8785) with
   * `streamId`, `revision` as a string, `eventId`, `eventType`, `schemaVersion`, `data`, `metadata`, and a line feed.
   */
  readonly sha256: string;
}

/** A log as far as it has been read. */
export class LogReading {
  events = 0;
  position: Position | undefined;
  private readonly hash = createHash('sha256');
  private readonly revisions = new Map<string, number>();

  /** Takes the next event of the log: its canonical text, and whether it follows the last one of its stream. */
  take(event: RecordedEvent): { readonly text: string; readonly follows: boolean } {
    const text = canonicalEvent(event);
    this.hash.update(text).update('\n');
    const revision = Number(event.revision);
    const follows = revision === (this.revisions.get(event.streamId) ?? -1) + 1;
    this.revisions.set(event.streamId, revision);
    this.events += 1;
    this.position = event.position;
    return { text, follows };
  }

  digest(): LogDigest {
    const { events, position, revisions, hash } = this;
    return { events, streams: revisions.size, position, sha256: hash.copy().digest('hex') };
  }
}

/** The whole log after a position; a store that is away for a while is asked again. @throws as `Patience.bear` */
export async function* readOn(
  store: EventStore,
  after: Position | undefined,
  settings: PatienceSettings,
): AsyncGenerator<RecordedEvent, void, void> {
  const patience = new Patience(settings);
  let position = after;
  for (;;) {
    settings.signal?.throwIfAborted();
    try {
      for await (const event of store.readAll(position === undefined ? {} : { after: position })) {
        patience.reset();
        settings.signal?.throwIfAborted();
        position = event.position;
        yield event;
      }
      return;
    } catch (error) {
      await patience.bear(error);
    }
  }
}
