import { Client, Pool, type PoolClient } from 'pg';
import type { MigrationInterface } from 'typeorm';
import type { RecordedEvent } from '#libs/event-store';
import { CreateReadStore1763700000002, type Projection } from '#libs/read-store';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { PgProjectionWriter } from '../../../libs/read-store/src/writer.js';
import { PROJECTION_MIGRATIONS } from '../registry.js';

/** A database with the read tables, and projections that are fed by hand. */
export class ReadTables {
  private constructor(
    private readonly database: FreshDatabase,
    readonly pool: Pool,
  ) {}

  /** @param beside migrations of tables that queries look into beside the read models */
  static async create(beside: readonly (new () => MigrationInterface)[] = []): Promise<ReadTables> {
    const migrations = [CreateReadStore1763700000002, ...PROJECTION_MIGRATIONS, ...beside];
    const database = await freshDatabase({ migrations });
    return new ReadTables(database, new Pool({ connectionString: database.url, max: 2 }));
  }

  get url(): string {
    return this.database.url;
  }

  async close(): Promise<void> {
    await this.pool.end();
    await this.database.drop();
  }

  async empty(): Promise<void> {
    const { rows } = await this.pool.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'read' and tablename <> 'checkpoints'`,
    );
    for (const { name } of rows) await this.pool.query(`truncate ${name}`);
  }

  /** Delivers in one batch, on a connection of its own as after a restart. */
  async deliver(projection: Projection, events: readonly RecordedEvent[]): Promise<void> {
    const client = new Client({ connectionString: this.database.url });
    await client.connect();
    try {
      await client.query('begin');
      await projection.handle(
        events,
        new PgProjectionWriter(client as unknown as PoolClient, projection.tables, 'live'),
      );
      await client.query('commit');
    } finally {
      await client.end();
    }
  }

  /**
   * Delivers all events twice: in one batch, then one by one again as after a crash before the checkpoint. Gives the
   * rows of a table after each of the two.
   */
  async deliverTwice(
    projection: Projection,
    events: readonly RecordedEvent[],
    sql: string,
  ): Promise<{ readonly first: readonly object[]; readonly again: readonly object[] }> {
    await this.deliver(projection, events);
    const { rows: first } = await this.pool.query<object>(sql);
    for (const event of events) await this.deliver(projection, [event]);
    const { rows: again } = await this.pool.query<object>(sql);
    return { first, again };
  }

  /** Delivers the same events into empty tables one by one. */
  async oneByOne(projection: Projection, events: readonly RecordedEvent[], sql: string): Promise<readonly object[]> {
    await this.empty();
    for (const event of events) await this.deliver(projection, [event]);
    return (await this.pool.query<object>(sql)).rows;
  }
}
