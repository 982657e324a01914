import { Client, Pool, type ClientConfig, type PoolConfig, type QueryArrayConfig } from 'pg';
import {
  EventStore,
  formatPosition,
  Pauses,
  prepareAppend,
  StoreUnavailable,
  unlessAborted,
  Wakeup,
  WrongExpectedRevision,
  type AppendResult,
  type ExpectedRevision,
  type NewEvent,
  type Position,
  type ReadAllOptions,
  type ReadPagesOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SubscribeOptions,
  type SubscriptionBatch,
} from '#libs/event-store';
import { AppendListener } from './append-listener.js';
import { faultOf, unavailable } from './faults.js';
import { LogCursor } from './log-cursor.js';
import { logPages } from './log-pages.js';
import { asText, columns, eventOf, PageSize, type EventRow } from './rows.js';

export interface PostgresEventStoreOptions {
  /**
   * How long one statement may take, in milliseconds. Default 5,000. The server gives up then, and the client a
   * second later; on a pool of the caller's only the client does, unless the pool sets `statement_timeout`.
   */
  readonly statementTimeoutMs?: number;
  /** How often a subscription looks by itself, in milliseconds, should no notification reach it. Default 250. */
  readonly pollIntervalMs?: number;
}

const appendSql = 'select outcome, last_revision, last_position from event_log.append($1, $2, $3, $4, $5, $6, $7)';
const forwards = `select ${columns} from event_log.events where stream_id = $1 and revision >= $2 order by revision limit $3`;
const backwards = `select ${columns} from event_log.events where stream_id = $1 and revision <= $2 order by revision desc limit $3`;
const lastPlace = 'select max(position) from event_log.events';
const greatestRevision = 2n ** 63n - 1n;

/**
 * The log in PostgreSQL; its tables come from `CreateEventLog1763700000001`. Any number of processes may write and
 * follow the same log. An append is one statement, and durable when it returns (as the server's
 * `synchronous_commit` says).
 */
export class PostgresEventStore extends EventStore {
  private readonly pool: Pool;
  private readonly ownPool: boolean;
  private readonly clientConfig: ClientConfig;
  private readonly clientTimeoutMs: number;
  private readonly pollIntervalMs: number;
  private readonly appended = new Wakeup();
  private readonly listener: AppendListener;
  private readonly closing = new AbortController();

  /** @param connection a pool of the caller's, who closes it; or how to reach the database, by URL or settings */
  constructor(connection: Pool | PoolConfig | string, options: PostgresEventStoreOptions = {}) {
    super();
    const { statementTimeoutMs = 5_000, pollIntervalMs = 250 } = options;
    this.clientTimeoutMs = statementTimeoutMs + 1_000;
    this.pollIntervalMs = pollIntervalMs;
    this.ownPool = !(connection instanceof Pool);
    if (connection instanceof Pool) {
      this.pool = connection;
    } else {
      const settings = typeof connection === 'string' ? { connectionString: connection } : connection;
      this.pool = new Pool({
        statement_timeout: statementTimeoutMs,
        connectionTimeoutMillis: statementTimeoutMs,
        application_name: 'mingdan event log',
        keepAlive: true,
        ...settings,
      });
      // An idle connection that breaks is replaced by the pool; unheard, its error would end the process.
      this.pool.on('error', () => {});
    }
    this.clientConfig = this.pool.options;
    this.listener = new AppendListener(this.clientConfig, this.appended);
  }

  async append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    const prepared = prepareAppend(streamId, expected, events);
    const query = this.statement('event_log.append', appendSql, [
      streamId,
      expected === 'no-stream' ? -1n : expected,
      prepared.map(({ eventId }) => eventId),
      prepared.map(({ eventType }) => eventType),
      prepared.map(({ schemaVersion }) => schemaVersion),
      prepared.map(({ data }) => data),
      prepared.map(({ metadata }) => metadata),
    ]);
    const rows = await this.write(query);
    const [outcome, revision, position] = rows[0] as [string, string, string | null];
    if (outcome === 'conflict' || position === null) {
      throw new WrongExpectedRevision(streamId, expected, revision === '-1' ? 'no-stream' : BigInt(revision));
    }
    return { revision: BigInt(revision), position: formatPosition(BigInt(position)) };
  }

  async *readStream(streamId: string, options: ReadStreamOptions = {}): AsyncIterable<RecordedEvent> {
    const back = options.direction === 'backwards';
    const pages = new PageSize();
    let from = options.from ?? (back ? greatestRevision : 0n);
    if (from > greatestRevision) from = greatestRevision;
    for (let left = options.limit ?? Infinity; left > 0;) {
      const wanted = pages.atMost(left);
      const rows = await (back
        ? this.read('event_log.read_backwards', backwards, [streamId, from, wanted])
        : this.read('event_log.read_forwards', forwards, [streamId, from, wanted]));
      pages.learn(rows);
      for (const row of rows) {
        const event = eventOf(row);
        from = event.revision + (back ? -1n : 1n);
        yield event;
      }
      left -= rows.length;
      if (rows.length < wanted || from < 0n) return;
    }
  }

  async *readAll(options: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    const cursor = this.cursor(options);
    for (let left = options.limit ?? Infinity; left > 0;) {
      const { events, caughtUp } = await cursor.next(left);
      yield* events;
      if (caughtUp) return;
      left -= events.length;
    }
  }

  override readPages(options: ReadPagesOptions = {}): AsyncIterable<readonly RecordedEvent[]> {
    return logPages((name, text, values) => this.read(name, text, values), options);
  }

  async *subscribe(options: SubscribeOptions = {}): AsyncIterable<SubscriptionBatch> {
    const { batchSize = 500 } = options;
    const signal = AbortSignal.any([this.closing.signal, ...(options.signal === undefined ? [] : [options.signal])]);
    const cursor = this.cursor(options);
    const pauses = new Pauses();
    let saidCaughtUp = false;
    this.listener.start();
    while (!signal.aborted) {
      const seen = this.appended.generation;
      let batch: SubscriptionBatch | 'aborted';
      try {
        batch = await unlessAborted(cursor.next(batchSize), signal);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        await pauses.take(signal);
        continue;
      }
      if (batch === 'aborted') return;
      pauses.reset();
      if (batch.events.length > 0 || (batch.caughtUp && !saidCaughtUp)) {
        saidCaughtUp = batch.caughtUp;
        yield batch;
      } else if (batch.caughtUp) {
        await this.appended.wait(seen, { signal, timeoutMs: this.pollIntervalMs });
      }
    }
  }

  async lastPosition(): Promise<Position | undefined> {
    const rows = await this.read('event_log.last_position', lastPlace, []);
    const place = rows[0]?.[0] ?? null;
    return place === null ? undefined : formatPosition(BigInt(place));
  }

  /** Ends every subscription and waits for what is under way. A pool of the caller's stays open. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.listener.close();
    if (this.ownPool && !this.pool.ended) await this.pool.end();
  }

  private cursor(options: ReadAllOptions): LogCursor {
    return new LogCursor((name, text, values) => this.read(name, text, values), options.after, options.streamPrefixes);
  }

  private statement(name: string, text: string, values: readonly unknown[]): QueryArrayConfig {
    const timeout = { query_timeout: this.clientTimeoutMs };
    return { name, text, values: [...values], rowMode: 'array', types: asText, ...timeout };
  }

  /** An append. Lost on the way it is repeated once, unchanged and on a connection that is new. */
  private async write(query: QueryArrayConfig): Promise<readonly unknown[]> {
    try {
      return await this.onPool(query);
    } catch (error) {
      if (!(error instanceof LostStatement)) throw error;
      try {
        return await this.onNewConnection(query);
      } catch (again) {
        if (again instanceof LostStatement || again instanceof StoreUnavailable) {
          throw unavailable(again.cause, true);
        }
        throw again;
      }
    }
  }

  /** A read. Lost on the way it is repeated once: after a restart of the server the pool may hold dead connections. */
  private async read(name: string, text: string, values: readonly unknown[]): Promise<readonly EventRow[]> {
    const query = this.statement(name, text, values);
    try {
      return (await this.onPool(query)) as readonly EventRow[];
    } catch (error) {
      if (!(error instanceof LostStatement)) throw error;
      try {
        return (await this.onNewConnection(query)) as readonly EventRow[];
      } catch (again) {
        throw again instanceof LostStatement ? unavailable(again.cause, false) : again;
      }
    }
  }

  private async onPool(query: QueryArrayConfig): Promise<readonly unknown[]> {
    const client = await this.pool.connect().catch((error: unknown) => {
      throw unavailable(error, false);
    });
    // The pool hears errors of idle clients only.
    const hear = (): void => {};
    client.on('error', hear);
    let broken = false;
    try {
      return (await client.query(query)).rows as unknown[];
    } catch (error) {
      broken = faultOf(error) === 'lost';
      throw translated(error);
    } finally {
      client.off('error', hear);
      client.release(broken);
    }
  }

  private async onNewConnection(query: QueryArrayConfig): Promise<readonly unknown[]> {
    const client = new Client(this.clientConfig);
    client.on('error', () => {});
    try {
      await client.connect().catch((error: unknown) => {
        throw unavailable(error, false);
      });
      return (
        await client.query(query).catch((error: unknown) => {
          throw translated(error);
        })
      ).rows as unknown[];
    } finally {
      client.end().catch(() => {});
    }
  }
}

/** The connection went away under a statement, which may have been done or not. */
class LostStatement extends Error {}

function translated(error: unknown): unknown {
  const fault = faultOf(error);
  if (fault === 'lost') return new LostStatement('the connection was lost', { cause: error });
  return fault === 'refused' ? unavailable(error, false) : error;
}
