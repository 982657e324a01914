import type { EventStore, ExpectedRevision, NewEvent } from '#libs/event-store';

/** The store that is measured: through the product's adapter, and through the client that the adapter uses, bare. */
export interface Target {
  readonly kind: 'postgres' | 'eventstoredb';
  /** Name and version of the server, and how it came about. */
  readonly version: string;
  /** Settings of the server that bear on durability and speed. */
  readonly settings: Readonly<Record<string, string>>;
  /** Whether this is a stand-in for a server, whose speed means nothing. */
  readonly standIn: boolean;
  readonly ours: EventStore;
  readonly bare: BareClient;
  /** The same client, bare, by other ways of appending that it has. */
  readonly bareOtherwise: readonly Pick<BareClient, 'name' | 'append'>[];
  close(): Promise<void>;
}

/** What somebody would write who has the client and nothing else: the same calls, without the adapter. */
export interface BareClient {
  readonly name: string;
  /** @throws when the stream is not where it was said to be */
  append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<void>;
  /** Reads a stream to its end, its JSON parsed. @returns the number of its events */
  readStream(streamId: string): Promise<number>;
  /**
   * Remembers the present end of the log.
   *
   * @returns follows the log from there, its JSON parsed, until it has seen so many events of streams with this prefix
   */
  markEnd(): Promise<(streamPrefix: string, count: number) => Promise<number>>;
}
