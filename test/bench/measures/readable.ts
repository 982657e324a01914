import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { PROJECTION_MIGRATIONS, PROJECTIONS } from '#projections';
import { dossierStreamOf } from '#libs/dossier-store';
import type { EventStore, NewEvent, Position } from '#libs/event-store';
import { eventLogMigrations, PostgresEventStore } from '#libs/event-store-postgres';
import { CreateFollowedLog1763700007001, CreateReadStore1763700000002, ProjectionRunner } from '#libs/read-store';
import { freshDatabase } from '../../support/database.js';
import { firstEvents } from '../data/dossiers.js';
import type { Bench, Contestant, Measure } from '../harness/measure.js';

const FULL = 200;
const PREPARED = 8;
const NAMES = PROJECTIONS.map(({ name }) => name);

/**
 * From an append to where it can be read, one event after another while nothing else happens: ours until every shipped
 * read model shows it, the limit until one row is written by somebody who listens, and tells so.
 */
export async function* readable(bench: Bench): AsyncGenerator<Measure> {
  if (bench.target.kind !== 'postgres') return;
  const database = await freshDatabase({
    migrations: [
      ...[...eventLogMigrations, CreateReadStore1763700000002, CreateFollowedLog1763700007001],
      ...PROJECTION_MIGRATIONS,
    ],
  });
  // Each has a log of its own, or each would work while the other is measured.
  const other = await freshDatabase({ migrations: eventLogMigrations });
  const [store, otherStore] = [new PostgresEventStore(database.url), new PostgresEventStore(other.url)];
  const runner = new ProjectionRunner({ url: database.url, store, projections: PROJECTIONS });
  const bare = new BareReadModel(other.url);
  const count = bench.count(FULL, PREPARED);
  const events = await firstEvents(randomUUID(), PREPARED);
  const following = (log: EventStore, shown: (at: Position) => Promise<unknown>): Pick<Contestant, 'prepare'> => ({
    prepare: async () => async () => {
      for (let done = 0; done < count; done += 1) await shown(await appended(log, events[done % PREPARED]));
      return count;
    },
  });
  try {
    runner.start();
    await bare.open();
    const shown = async (at: Position): Promise<void> => {
      if (!(await runner.waitFor(at, NAMES))) throw new Error(`the read models did not reach ${at}`);
    };
    const ours: Contestant = { ...{ role: 'ours', name: 'every read model' }, ...following(store, shown) };
    const limit: Contestant = {
      ...{ role: 'limit', name: 'bare pg, one upsert' },
      ...following(otherStore, (at) => bare.shows(at)),
    };
    yield { ...{ name: 'append to readable, 1 at once', unit: 'events', count }, contestants: [ours, limit] };
  } finally {
    await runner.close();
    await bare.close();
    await Promise.all([store.close(), otherStore.close()]);
    await Promise.all([database.drop(), other.drop()]);
  }
}

/** Of a dossier of its own each time, and so always its first event. */
async function appended(store: EventStore, event: NewEvent | undefined): Promise<Position> {
  if (event === undefined) throw new Error('no event was made');
  return (await store.append(dossierStreamOf(randomUUID()), 'no-stream', [{ ...event, eventId: randomUUID() }]))
    .position;
}

/** Listens for appends, writes where it stands into one row, and tells; somebody else listens for that. */
class BareReadModel {
  private readonly writer: Client;
  private readonly reader: Client;
  private reached = 0n;
  private waiting: { readonly at: bigint; readonly shown: () => void } | undefined;

  constructor(url: string) {
    this.writer = new Client({ connectionString: url });
    this.reader = new Client({ connectionString: url });
  }

  async open(): Promise<void> {
    await Promise.all([this.writer.connect(), this.reader.connect()]);
    await this.writer.query('create table bench_shown (id int primary key, position bigint not null)');
    let working = Promise.resolve();
    this.writer.on('notification', () => {
      working = working.then(() => this.write());
    });
    this.reader.on('notification', ({ payload }) => {
      this.reached = BigInt(payload ?? 0);
      if (this.waiting !== undefined && this.reached >= this.waiting.at) this.waiting.shown();
    });
    await this.writer.query('listen event_log_appended');
    await this.reader.query('listen bench_shown');
  }

  async shows(position: Position): Promise<void> {
    const at = BigInt(position);
    if (this.reached >= at) return;
    await new Promise<void>((shown) => {
      this.waiting = { at, shown };
    });
    this.waiting = undefined;
  }

  async close(): Promise<void> {
    await Promise.all([this.writer.end(), this.reader.end()]);
  }

  private async write(): Promise<void> {
    await this.writer.query(`
      with shown as (
        insert into bench_shown select 1, max(position) from event_log.events
        on conflict (id) do update set position = excluded.position returning position)
      select pg_notify('bench_shown', position::text) from shown`);
  }
}
