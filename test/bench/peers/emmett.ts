import { CommandHandler, STREAM_DOES_NOT_EXIST, type Event } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore, type PostgresEventStore } from '@event-driven-io/emmett-postgresql';
import { Pool } from 'pg';
import type { EncodedEvent } from '#libs/command-loop';
import { dossierDecider, dossierStreamOf, type DossierRequest } from '#libs/dossier-store';
import { MemoryEventStore, type ExpectedRevision, type JsonObject } from '#libs/event-store';
import { dossierKind } from '../../../libs/dossier-store/src/dossier-kind.js';
import { TestClock } from '../../../libs/dossier-store/src/testing/fixtures.js';
import { freshDatabase } from '../../support/database.js';
import { benchSources } from '../data/dossiers.js';
import { CONNECTIONS } from '../targets/postgres.js';

type StoredEvent = Event<string, JsonObject>;

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

  async append(streamId: string, expected: ExpectedRevision, events: readonly EncodedEvent[]): Promise<void> {
    await this.store.appendToStream(streamId, events.map(toEmmett), { expectedStreamVersion: versionOf(expected) });
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

function toEmmett({ eventType: type, data, metadata }: EncodedEvent): StoredEvent {
  return { type, data, metadata } as StoredEvent;
}

/** Its versions count events, ours name the last one. */
function versionOf(expected: ExpectedRevision) {
  return expected === 'no-stream' ? STREAM_DOES_NOT_EXIST : expected + 1n;
}
