import { WrongExpectedRevision } from './errors.js';
import {
  EventStore,
  type AppendResult,
  type ExpectedRevision,
  type JsonObject,
  type NewEvent,
  type Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SubscribeOptions,
  type SubscriptionBatch,
} from './event-store.js';
import { formatPosition, parsePosition, prepareAppend, type PreparedEvent } from './prepared-append.js';
import { Wakeup } from './wakeup.js';

interface StoredEvent extends PreparedEvent {
  readonly streamId: string;
  readonly revision: number;
  /** Place in the log, from 1. */
  readonly place: number;
}

/** The log in memory, for tests. It passes the same contract suite as the real ones. */
export class MemoryEventStore extends EventStore {
  private readonly log: StoredEvent[] = [];
  private readonly streams = new Map<string, StoredEvent[]>();
  private readonly grown = new Wakeup();

  async append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    const prepared = prepareAppend(streamId, expected, events);
    const stream = this.streams.get(streamId) ?? [];
    const next = expected === 'no-stream' ? 0 : Number(expected) + 1;
    if (next !== stream.length) {
      const before = stream.slice(next, next + prepared.length);
      const repeat = prepared.every((event, index) => before[index]?.eventId === event.eventId);
      const last = before.at(-1);
      if (repeat && last !== undefined) return resultOf(last);
      const actual = stream.length === 0 ? 'no-stream' : BigInt(stream.length - 1);
      throw new WrongExpectedRevision(streamId, expected, actual);
    }
    for (const event of prepared) {
      const stored = { ...event, streamId, revision: stream.length, place: this.log.length + 1 };
      stream.push(stored);
      this.log.push(stored);
    }
    this.streams.set(streamId, stream);
    this.grown.wake();
    return { revision: BigInt(stream.length - 1), position: formatPosition(this.log.length) };
  }

  async *readStream(streamId: string, options: ReadStreamOptions = {}): AsyncIterable<RecordedEvent> {
    const stream = this.streams.get(streamId) ?? [];
    const limit = options.limit ?? Infinity;
    const step = options.direction === 'backwards' ? -1 : 1;
    const first =
      step === 1 ? Number(options.from ?? 0n) : Math.min(Number(options.from ?? Infinity), stream.length - 1);
    for (let revision = first, given = 0; given < limit; revision += step, given += 1) {
      const stored = stream[revision];
      if (stored === undefined) return;
      yield recorded(stored);
    }
  }

  async *readAll(options: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    const limit = options.limit ?? Infinity;
    let given = 0;
    for (let place = placeOf(options.after); place < this.log.length && given < limit; place += 1) {
      const stored = this.log[place];
      if (stored === undefined || !matches(stored, options.streamPrefixes)) continue;
      given += 1;
      yield recorded(stored);
    }
  }

  async *subscribe(options: SubscribeOptions = {}): AsyncIterable<SubscriptionBatch> {
    const { signal, streamPrefixes, batchSize = 500 } = options;
    let place = placeOf(options.after);
    let saidCaughtUp = false;
    while (signal?.aborted !== true) {
      const seen = this.grown.generation;
      const events: RecordedEvent[] = [];
      for (; place < this.log.length && events.length < batchSize; place += 1) {
        const stored = this.log[place];
        if (stored !== undefined && matches(stored, streamPrefixes)) events.push(recorded(stored));
      }
      const caughtUp = place >= this.log.length;
      if (events.length > 0 || caughtUp !== saidCaughtUp) {
        saidCaughtUp = caughtUp;
        yield { events, caughtUp };
      } else {
        await this.grown.wait(seen, signal === undefined ? {} : { signal });
      }
    }
  }

  async lastPosition(): Promise<Position | undefined> {
    return this.log.length === 0 ? undefined : formatPosition(this.log.length);
  }
}

function placeOf(after: Position | undefined): number {
  return after === undefined ? 0 : Number(parsePosition(after));
}

function matches(event: StoredEvent, prefixes: readonly string[] | undefined): boolean {
  return prefixes === undefined || prefixes.some((prefix) => event.streamId.startsWith(prefix));
}

function resultOf(event: StoredEvent): AppendResult {
  return { revision: BigInt(event.revision), position: formatPosition(event.place) };
}

/** Parsed anew for every reader, so that nobody can change what is stored. */
function recorded(event: StoredEvent): RecordedEvent {
  return {
    streamId: event.streamId,
    revision: BigInt(event.revision),
    position: formatPosition(event.place),
    eventId: event.eventId,
    eventType: event.eventType,
    schemaVersion: event.schemaVersion,
    data: JSON.parse(event.data) as JsonObject,
    metadata: JSON.parse(event.metadata) as JsonObject,
  };
}
