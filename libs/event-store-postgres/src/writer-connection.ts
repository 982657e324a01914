import { Client, type ClientConfig, type QueryArrayConfig } from 'pg';
import { withSettings } from './client-config.js';
import { faultOf, translated, unavailable } from './faults.js';

/** As it is; the type knows less. */
interface WriterClient extends Client {
  ref(): void;
  unref(): void;
}

/**
 * A connection for writing, of its own and not of a pool: nobody who reads can hold it up. Made when it is needed first
 * and again after it was lost. Statements are sent without waiting for the one before, and are done in their order, each a
 * transaction. While nothing is under way it keeps no process alive.
 */
export class WriterConnection {
  private readonly config: ClientConfig;
  private client: WriterClient | undefined;
  private connecting: Promise<WriterClient> | undefined;
  private underWay = 0;

  constructor(config: ClientConfig) {
    this.config = withSettings(config, { pipeline: true });
  }

  /**
   * Runs a statement that answers one row. With an open connection it is sent before this returns.
   *
   * @throws LostStatement when the connection went away under it; the next statement gets a new one
   * @throws StoreUnavailable when nothing was written
   */
  async run(query: QueryArrayConfig): Promise<readonly unknown[]> {
    const client = this.client ?? (await (this.connecting ??= this.connect()));
    this.underWay += 1;
    client.ref();
    try {
      const { rows } = await client.query<unknown[]>(query);
      if (rows[0] === undefined) throw new TypeError(`${query.name} answered no row`);
      return rows[0];
    } catch (error) {
      if (faultOf(error) === 'lost') this.drop(client);
      throw translated(error);
    } finally {
      this.underWay -= 1;
      if (this.underWay === 0) client.unref();
    }
  }

  async close(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    client?.ref();
    await client?.end();
  }

  private async connect(): Promise<WriterClient> {
    const client = new Client(this.config) as WriterClient;
    client.on('error', () => this.drop(client));
    client.on('end', () => this.drop(client));
    try {
      await client.connect();
    } catch (error) {
      this.drop(client);
      throw unavailable(error, false);
    } finally {
      this.connecting = undefined;
    }
    this.client = client;
    return client;
  }

  private drop(client: WriterClient): void {
    if (this.client === client) this.client = undefined;
    client.end().catch(() => {});
  }
}
