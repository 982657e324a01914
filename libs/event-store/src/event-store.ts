import { pagesOf } from './pages.js';

/** A value that survives JSON unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** An opaque place in the whole log. Positions sort as strings in the order of the log. */
export type Position = string;

/** What the writer of an append believes about the stream: it does not exist yet, or its last event has this revision. */
export type ExpectedRevision = 'no-stream' | bigint;

/** An event as it is handed to the store. */
export interface NewEvent {
  /** UUID. The same id again is a repeat of the same append, never a second event. */
  readonly eventId: string;
  readonly eventType: string;
  /** Starts at 1. Older versions are lifted by an upcaster when they are read. */
  readonly schemaVersion: number;
  readonly data: JsonObject;
  readonly metadata: JsonObject;
  /** Data and metadata as the writer has turned them into JSON already: what is stored. Default: made from them. */
  readonly json?: { readonly data: string; readonly metadata: string };
}

/** An event as the store gives it back. */
export interface RecordedEvent extends Omit<NewEvent, 'json'> {
  readonly streamId: string;
  /** Place in its stream: 0, 1, 2 … without gaps. */
  readonly revision: bigint;
  readonly position: Position;
}

export interface AppendResult {
  /** Revision of the last event appended. */
  readonly revision: bigint;
  /** Position of the last event appended. */
  readonly position: Position;
}

export interface ReadStreamOptions {
  readonly direction?: 'forwards' | 'backwards';
  /** First revision wanted, included. Default: the first forwards, the last backwards. */
  readonly from?: bigint;
  readonly limit?: number;
}

export interface ReadAllOptions {
  /** Only events after this position. Default: from the beginning. */
  readonly after?: Position;
  readonly limit?: number;
  /** Only streams whose id starts with one of these. Default: every stream of the product. */
  readonly streamPrefixes?: readonly string[];
}

export interface ReadPagesOptions {
  /** Only events after this position. Default: from the beginning. */
  readonly after?: Position;
  /** Only streams whose id starts with one of these. Default: every stream of the product. */
  readonly streamPrefixes?: readonly string[];
  /** Only events of these types. Default: of all. */
  readonly eventTypes?: readonly string[];
  /** How many events a page may hold; one may hold fewer, but none is empty. Default 1,000. */
  readonly pageSize?: number;
  /** The only fields that are looked at: a store may leave out the others. Default: all. */
  readonly fields?: NeededFields;
}

/** Names of fields at the top of the data and the metadata of events; all of either that is absent. */
export interface NeededFields {
  readonly data?: readonly string[];
  readonly metadata?: readonly string[];
}

export interface SubscribeOptions {
  /** Only events after this position: that of the last handled event. Default: from the beginning. */
  readonly after?: Position;
  readonly streamPrefixes?: readonly string[];
  /** Ends the subscription: the iteration then finishes without an error. */
  readonly signal?: AbortSignal;
  /** How many events a batch may hold. Default 500. */
  readonly batchSize?: number;
}

/**
 * What a subscription delivers: events in the order of the log, in batches. `caughtUp` says that nothing was left
 * to read when the batch was taken; such a batch may be empty.
 */
export interface SubscriptionBatch {
  readonly events: readonly RecordedEvent[];
  readonly caughtUp: boolean;
}

/**
 * The log. An abstract class, so that it is its own Nest token. Every adapter runs the contract suite in
 * `libs/event-store/src/contract`.
 */
export abstract class EventStore {
  /**
   * Appends all events to one stream, or none. Durable when it returns.
   *
   * The same event ids again at the same expected revision answer what the first append answered and write nothing.
   *
   * @throws WrongExpectedRevision when the stream is not where the writer believed; nothing was written
   * @throws AppendTooLarge when the events together exceed 1 MiB; nothing was written
   * @throws StoreUnavailable when the store is away; `outcomeUnknown` says whether the events may have been written
   */
  abstract append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult>;

  /** Reads one stream. A stream that does not exist gives nothing. @throws StoreUnavailable */
  abstract readStream(streamId: string, options?: ReadStreamOptions): AsyncIterable<RecordedEvent>;

  /** Reads the whole log in its order. @throws StoreUnavailable */
  abstract readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent>;

  /**
   * Reads the whole log in its order, in pages: for those who read very much of it. The page that follows is read while
   * one is worked on. @throws StoreUnavailable
   */
  readPages({ eventTypes, pageSize = 1_000, ...options }: ReadPagesOptions = {}): AsyncIterable<
    readonly RecordedEvent[]
  > {
    return pagesOf(this.readAll(options), pageSize, eventTypes === undefined ? undefined : new Set(eventTypes));
  }

  /**
   * Follows the log from a position, catching up first, then live, without end. The next batch is handed out only when
   * the consumer asks for it; while it catches up, a store may fetch a bounded number of events ahead. A lost connection
   * is healed inside, with growing pauses.
   */
  abstract subscribe(options?: SubscribeOptions): AsyncIterable<SubscriptionBatch>;

  /** Position of the last event of the log; `undefined` while it is empty. @throws StoreUnavailable */
  abstract lastPosition(): Promise<Position | undefined>;
}
