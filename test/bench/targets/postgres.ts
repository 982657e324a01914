import { Pool, type QueryConfig } from 'pg';
import type { ExpectedRevision, NewEvent } from '#libs/event-store';
import { eventLogMigrations, PostgresEventStore } from '#libs/event-store-postgres';
import { freshDatabase } from '../../support/database.js';
import type { BareClient, Target } from './target.js';

/** As many connections as the product gives its log. */
export const CONNECTIONS = 10;
/** As many events as the product's subscriptions take at once. */
const PAGE = 500;
const SETTINGS = ['synchronous_commit', 'fsync', 'full_page_writes', 'shared_buffers', 'max_wal_size'];

/** A database of its own on the server of `DATABASE_URL`, which is removed in the end. */
export async function openPostgres(origin: string): Promise<Target> {
  const database = await freshDatabase({ migrations: eventLogMigrations });
  const connection = { connectionString: database.url, max: CONNECTIONS };
  const pool = new Pool(connection);
  pool.on('error', () => undefined);
  const ours = new PostgresEventStore(connection);
  const close = async (): Promise<void> => {
    await Promise.all([ours.close(), pool.end()]);
    await database.drop();
  };
  try {
    const { server_version: version, ...settings } = await settingsOf(pool);
    const bare = new BarePostgres(pool);
    const unguarded = await UnguardedPostgres.on(pool);
    return {
      ...{ kind: 'postgres', version: `PostgreSQL ${version}, ${origin}`, settings, standIn: false },
      ...{ ours, bare, bareOtherwise: [unguarded], close },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function settingsOf(pool: Pool): Promise<Record<string, string>> {
  const { rows } = await pool.query<{ name: string; value: string }>(
    'select name, current_setting(name) as value from unnest($1::text[]) as name',
    [['server_version', ...SETTINGS]],
  );
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

const columns = 'position, stream_id, revision, event_id, event_type, schema_version, data, metadata';

/**
 * A prepared INSERT into a table of the same columns and keys, a commit each: nobody checks a revision, nobody waits for
 * anybody, and the positions are those of a sequence, in whatever order they come to be seen.
 */
class UnguardedPostgres implements Pick<BareClient, 'name' | 'append'> {
  readonly name = 'bare pg, no guard';

  private constructor(private readonly pool: Pool) {}

  static async on(pool: Pool): Promise<UnguardedPostgres> {
    await pool.query(`
      create schema bench;
      create table bench.events (like event_log.events including all);
      create sequence bench.position;
      alter table bench.events alter position set default nextval('bench.position')`);
    return new UnguardedPostgres(pool);
  }

  async append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<void> {
    await this.pool.query({
      name: 'insert',
      text: `
        insert into bench.events (stream_id, revision, event_id, event_type, schema_version, data, metadata)
        select $1, $2 + place, id, type, version, data::json, metadata::json
          from unnest($3::uuid[], $4::text[], $5::int[], $6::text[], $7::text[])
            with ordinality as given (id, type, version, data, metadata, place)`,
      values: [
        streamId,
        expected === 'no-stream' ? -1 : expected,
        events.map(({ eventId }) => eventId),
        events.map(({ eventType }) => eventType),
        events.map(({ schemaVersion }) => schemaVersion),
        events.map(({ data }) => JSON.stringify(data)),
        events.map(({ metadata }) => JSON.stringify(metadata)),
      ],
    });
  }
}

/** `pg` with the statements of the adapter, prepared, each its own transaction. */
class BarePostgres implements BareClient {
  readonly name = 'bare pg';

  constructor(private readonly pool: Pool) {}

  async append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<void> {
    const { rows } = await this.pool.query<{ outcome: string }>({
      name: 'append',
      text: 'select outcome, last_revision, last_position from event_log.append($1, $2, $3, $4, $5, $6, $7)',
      values: [
        streamId,
        expected === 'no-stream' ? -1 : expected,
        events.map(({ eventId }) => eventId),
        events.map(({ eventType }) => eventType),
        events.map(({ schemaVersion }) => schemaVersion),
        events.map(({ data }) => JSON.stringify(data)),
        events.map(({ metadata }) => JSON.stringify(metadata)),
      ],
    });
    if (rows[0]?.outcome !== 'appended') throw new Error(`${streamId} is not at ${expected}`);
  }

  async readStream(streamId: string): Promise<number> {
    const rows = await this.rows({
      name: 'read',
      text: `select ${columns} from event_log.events where stream_id = $1 order by revision`,
      values: [streamId],
    });
    return rows.length;
  }

  async markEnd(): Promise<(streamPrefix: string, count: number) => Promise<number>> {
    const top = 'select coalesce(max(position), 0) as position from event_log.events';
    const [end] = await this.rows({ name: 'end', text: top });
    return async (streamPrefix, count) => {
      let place = end?.position;
      let seen = 0;
      while (seen < count) {
        const rows = await this.rows({
          name: 'follow',
          text: `select ${columns} from event_log.events where position > $1 order by position limit ${PAGE}`,
          values: [place],
        });
        place = rows.at(-1)?.position;
        if (place === undefined) throw new Error(`the log ended after ${seen} of ${count} events`);
        seen += rows.filter((row) => row.stream_id.startsWith(streamPrefix)).length;
      }
      return seen;
    };
  }

  private async rows(query: QueryConfig): Promise<readonly { position: string; stream_id: string }[]> {
    return (await this.pool.query<{ position: string; stream_id: string }>(query)).rows;
  }
}
