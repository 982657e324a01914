import { randomUUID } from 'node:crypto';
import { Pool, type QueryResultRow } from 'pg';
import { type EventStore, type NewEvent, type Position, type RecordedEvent, MemoryEventStore } from '#libs/event-store';
import { type FreshDatabase, freshDatabase } from '../../../../test/support/database.js';
import { CreateFollowedLog1763700007001 } from '../create-followed-log.js';
import { CreateReadStore1763700000002 } from '../create-read-store.js';
import type { Projection, ProjectionWriter } from '../projection.js';
import { ProjectionRunner, type RunnerSettings } from '../runner.js';
import { type TableSpec, projectionMigration } from '../tables.js';

export const TOTALS_TABLE: TableSpec = {
  name: 'totals',
  columns: [
    { name: 'account', type: 'text', collation: 'C' },
    { name: 'total', type: 'integer' },
    { name: 'events', type: 'integer' },
    { name: 'last_position', type: 'text', nullable: true },
  ],
  primaryKey: ['account'],
  indexes: [
    { name: 'totals_by_total', columns: ['total desc', 'account'] },
    { name: 'totals_by_events', columns: ['events', 'account'] },
  ],
};

/** Sums amounts by `x = x + delta`, the kind of row that shows every event applied twice or never. */
export class Totals implements Projection {
  readonly name: string = 'totals';
  readonly version: number = 1;
  readonly tables: readonly TableSpec[] = [TOTALS_TABLE];
  /** Called with every batch before it is written. */
  before: (events: readonly RecordedEvent[], tx: ProjectionWriter) => Promise<void> | void = () => undefined;

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    await this.before(events, tx);
    const rows = new Map<string, { account: string; total: number; events: number; last_position: string }>();
    const accounts = [...new Set(events.map((event) => event.streamId))];
    const stored = await tx.load<{ account: string; total: number; events: number; last_position: string }>(
      'totals',
      accounts.map((account) => ({ account })),
    );
    for (const row of stored) rows.set(row.account, row);
    for (const event of events) {
      const row = rows.get(event.streamId);
      rows.set(event.streamId, {
        account: event.streamId,
        total: (row?.total ?? 0) + Number(event.data['amount']),
        events: (row?.events ?? 0) + 1,
        last_position: event.position,
      });
    }
    await tx.upsert('totals', [...rows.values()]);
  }
}

export const added = (amount: number, eventType = 'Added'): NewEvent => ({
  eventId: randomUUID(),
  eventType,
  schemaVersion: 1,
  data: { amount },
  metadata: {},
});

/** Appends to the end of a stream and gives the position. */
export async function append(store: EventStore, stream: string, ...events: NewEvent[]): Promise<Position> {
  let last: bigint | undefined;
  for await (const event of store.readStream(stream, { direction: 'backwards', limit: 1 })) last = event.revision;
  return (await store.append(stream, last ?? 'no-stream', events)).position;
}

/** One event after another, round the streams `dossier-0` … ; the same log every time. */
export async function fillLog(store: EventStore, events: number, streams = 20): Promise<Position> {
  let position = '';
  for (let i = 0; i < events; i += 1) {
    const eventId = `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
    position = await append(store, `dossier-${i % streams}`, { ...added(i), eventId });
  }
  return position;
}

export interface World {
  readonly database: FreshDatabase;
  readonly store: MemoryEventStore;
  readonly pool: Pool;
  runner(settings: Partial<RunnerSettings> & Pick<RunnerSettings, 'projections'>): ProjectionRunner;
  rows<R extends QueryResultRow>(sql: string, params?: unknown[]): Promise<R[]>;
  end(): Promise<void>;
}

/** A database with the read store and the totals, a log in memory, and runners that are closed at the end. */
export async function world(projections: readonly Pick<Projection, 'tables'>[] = [new Totals()]): Promise<World> {
  const database = await freshDatabase({
    migrations: [
      CreateReadStore1763700000002,
      CreateFollowedLog1763700007001,
      ...projections.map((projection, i) => projectionMigration('CreateFixture', 1763700001000 + i, projection)),
    ],
  });
  const store = new MemoryEventStore();
  const pool = new Pool({ connectionString: database.url, max: 4 });
  pool.on('error', () => undefined);
  const runners: ProjectionRunner[] = [];
  return {
    database,
    store,
    pool,
    runner(settings) {
      const runner = new ProjectionRunner({
        url: database.url,
        store,
        pollMs: 50,
        retry: { attempts: 3, pauseMs: 5, maxPauseMs: 50 },
        ...settings,
      });
      runners.push(runner);
      return runner;
    },
    async rows<R extends QueryResultRow>(sql: string, params: unknown[] = []) {
      return (await pool.query<R>(sql, params)).rows;
    },
    async end() {
      await Promise.all(runners.map((runner) => runner.close().catch(() => undefined)));
      await pool.end();
      await database.drop();
    },
  };
}

/** Asks again until the answer is yes, at most five seconds unless told otherwise. */
export async function until(condition: () => Promise<boolean>, timeoutMs = 5_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`what was waited for did not happen within ${timeoutMs} ms`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Ends every connection of the runners in this database, as a kill of their process does; the one in use last. */
export async function cutConnections(tx: ProjectionWriter): Promise<void> {
  await cutOtherConnections(tx);
  await tx.query('select pg_terminate_backend(pg_backend_pid())');
}

/** The same over a connection of somebody else. */
export async function cutOtherConnections(over: { query(sql: string): Promise<unknown> }): Promise<void> {
  await over.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name like 'mingdan%' and pid <> pg_backend_pid()`,
  );
}
