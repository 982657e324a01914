import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import type { ExpectedRevision, NewEvent } from '#libs/event-store';
import type { BareClient } from './target.js';

/** Options of the server that bear on durability and speed. */
const OPTIONS = new Set(['UnsafeDisableFlushToDisk', 'MemDb', 'MinFlushDelayMs', 'ClusterSize', 'ChunksCacheSize']);

/** `@eventstore/db-client` as it comes, with its defaults: it appends by `BatchAppend`, many appends on one call. */
export class BareEventStoreDb implements BareClient {
  readonly name: string = 'bare db-client';
  protected readonly client: EventStoreDBClient;

  /** @param prefix stands before the ids of streams on the server, as the adapter has it */
  constructor(
    connectionString: string,
    private readonly prefix: string,
  ) {
    this.client = EventStoreDBClient.connectionString(connectionString);
  }

  async serverVersion(): Promise<string> {
    return (await this.client['capabilities']).serverVersion;
  }

  /** Empty where the server does not tell. */
  async settings(): Promise<Readonly<Record<string, string>>> {
    const options = await this.client['HTTPRequest']<readonly { name: string; value: string }[]>(
      'GET',
      '/info/options',
      {},
    ).catch(() => []);
    return Object.fromEntries(
      options.filter(({ name }) => OPTIONS.has(name)).map(({ name, value }) => [name, String(value)]),
    );
  }

  async append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<void> {
    const written = events.map(({ eventId: id, eventType: type, data, metadata, schemaVersion }) =>
      jsonEvent({ id, type, data, metadata: { schemaVersion, metadata } }),
    );
    const expectedRevision = expected === 'no-stream' ? NO_STREAM : expected;
    await this.client.appendToStream(this.prefix + streamId, written, { expectedRevision });
  }

  async readStream(streamId: string): Promise<number> {
    let seen = 0;
    for await (const _resolved of this.client.readStream(this.prefix + streamId)) seen += 1;
    return seen;
  }

  async markEnd(): Promise<(streamPrefix: string, count: number) => Promise<number>> {
    let end: { readonly commit: bigint; readonly prepare: bigint } | undefined;
    const last = this.client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 });
    for await (const { event } of last) end = event?.position;
    return async (streamPrefix, count) => {
      const filter = streamNameFilter({ prefixes: [this.prefix + streamPrefix] });
      const subscription = this.client.subscribeToAll({ fromPosition: end ?? START, filter });
      let seen = 0;
      for await (const _resolved of subscription) {
        seen += 1;
        if (seen === count) break;
      }
      await subscription.unsubscribe();
      return seen;
    };
  }

  async close(): Promise<void> {
    await this.client.dispose();
  }
}

/** The same with one call for each append, which is the client's way where `BatchAppend` is not to be had. */
export class BareEventStoreDbCallByCall extends BareEventStoreDb {
  override readonly name = 'bare db-client, call by call';

  constructor(connectionString: string, prefix: string) {
    super(connectionString, prefix);
    this.client['supports'] = async () => false;
  }
}
