import { CommandHandler, STREAM_DOES_NOT_EXIST, type Event } from '@event-driven-io/emmett';
import { SQL } from '@event-driven-io/dumbo';
import {
  getPostgreSQLEventStore,
  postgreSQLRawSQLProjection,
  rebuildPostgreSQLProjections,
  type PostgresEventStore,
} from '@event-driven-io/emmett-postgresql';
import { Pool } from 'pg';
import type { StoredShape } from '#libs/command-loop';
import { dossierDecider, dossierStreamOf, type DossierRequest } from '#libs/dossier-store';
import { MemoryEventStore, type ExpectedRevision, type JsonObject } from '#libs/event-store';
import { dossierKind } from '../../../libs/dossier-store/src/dossier-kind.js';
import { TestClock } from '../../../libs/dossier-store/src/testing/fixtures.js';
import { freshDatabase } from '../../support/database.js';
import { benchSources } from '../data/dossiers.js';
import { CONNECTIONS } from '../targets/postgres.js';

type StoredEvent = Event<string, JsonObject, JsonObject>;

/**
 * emmett-postgresql in a database of its own on the server of `DATABASE_URL`, with as many connections as the product.
 * A pool that is given is what its documentation has for servers; the schema is made when it is first opened.
 */
export class EmmettPeer {
  readonly name = 'emmett';

  private constructor(
    readonly store: PostgresEventStore,
    readonly url: string,
    readonly pool: Pool,
    private readonly drop: () => Promise<void>,
  ) {}

  static async open(): Promise<EmmettPeer> {
    const database = await freshDatabase();
    const pool = new Pool({ connectionString: database.url, max: CONNECTIONS });
    pool.on('error', () => undefined);
    const store = getPostgreSQLEventStore(database.url, {
      schema: { autoMigration: 'None' },
      connectionOptions: { pooled: true, pool },
    });
    const peer = new EmmettPeer(store, database.url, pool, () => database.drop());
    try {
      await store.schema.migrate();
      return peer;
    } catch (error) {
      await peer.close();
      throw error;
    }
  }

  async append(streamId: string, expected: ExpectedRevision, events: readonly StoredShape[]): Promise<void> {
    await this.store.appendToStream(streamId, events.map(toEmmett), { expectedStreamVersion: versionOf(expected) });
  }

  /** Empties the row-a-dossier read model and forgets how far it was. */
  async forgetRows(): Promise<void> {
    await this.pool.query(`
      create table if not exists dossiers (stream_id text collate "C" primary key, events int not null,
        entries int not null, recognized int not null, last_type text not null, changed_at text not null);
      truncate dossiers, emt_processors`);
  }

  /** Follows its log to the end with a raw SQL projection of one row a dossier. */
  async followRows(types: readonly string[]): Promise<void> {
    const consumer = this.store.consumer({ stopWhen: { noMessagesLeft: true }, pulling: PULLING });
    consumer.projector({ processorId: 'dossiers', projection: rowsProjection(types) });
    await consumer.start();
    await consumer.close();
  }

  /** Its own way to rebuild, of the same read model. */
  async rebuildRows(types: readonly string[]): Promise<void> {
    const consumer = rebuildPostgreSQLProjections<StoredEvent>({
      connectionString: this.url,
      pulling: PULLING,
      projections: [rowsProjection(types)],
    });
    await consumer.start();
    await consumer.close();
  }

  /** How many events its read model has counted. */
  async countedInRows(): Promise<number> {
    const { rows } = await this.pool.query<{ events: number }>(
      'select coalesce(sum(events), 0)::int as events from dossiers',
    );
    return rows[0]?.events ?? 0;
  }

  /** Commands on dossiers through its CommandHandler: folded, decided and sealed by the very functions of the product. */
  commands(): (request: DossierRequest) => Promise<unknown> {
    const { contexts, vault } = benchSources(new MemoryEventStore());
    const kind = dossierKind(dossierDecider, vault, contexts);
    const clock = new TestClock();
    const handle = CommandHandler({
      initialState: () => kind.initialState,
      evolve: (view, { type, data }: StoredEvent) => kind.evolve(view, { eventType: type, data, metadata: {} }),
    });
    return (request) => {
      const { subjectId, command, actor } = request;
      const streamId = dossierStreamOf(subjectId);
      const whole = { ...request, streamId, commandType: command.type, actorId: actor.userId };
      const now = clock.now();
      return handle(this.store, streamId, async (view) => {
        const decided = kind.decide(command, view, await contexts.build(whole, view, now));
        return (await kind.encode(decided, whole, view, now)).map(toEmmett);
      });
    };
  }

  async close(): Promise<void> {
    await this.store.close();
    if (!this.pool.ended) await this.pool.end();
    await this.drop();
  }
}

/** Larger batches were measured, and smaller: this is where it is fastest. */
const PULLING = { batchSize: 1_000, pullingFrequencyInMs: 1 };

function rowsProjection(types: readonly string[]) {
  return postgreSQLRawSQLProjection<StoredEvent>({
    name: 'dossiers',
    canHandle: [...types],
    evolve: (event) => {
      const { type, metadata } = event;
      const { streamName, recordedAt } = metadata as unknown as { streamName: string; recordedAt: string };
      const [entries, recognized] = [Number(type === 'InitialEntryGenerated'), Number(type === 'EntryRecognized')];
      return SQL`
        insert into dossiers as row (stream_id, events, entries, recognized, last_type, changed_at)
        values (${streamName}, 1, ${entries}, ${recognized}, ${type}, ${recordedAt})
        on conflict (stream_id) do update set events = row.events + 1, entries = row.entries + excluded.entries,
          recognized = row.recognized + excluded.recognized, last_type = excluded.last_type,
          changed_at = excluded.changed_at`;
    },
  });
}

function toEmmett({ eventType: type, data, metadata }: StoredShape): StoredEvent {
  return { type, data, metadata };
}

/** Its versions count events, ours name the last one. */
function versionOf(expected: ExpectedRevision) {
  return expected === 'no-stream' ? STREAM_DOES_NOT_EXIST : expected + 1n;
}
