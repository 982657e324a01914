import { Client, Pool, type ClientConfig, type PoolConfig, type QueryArrayConfig } from 'pg';
import {
  EventStore,
  formatPosition,
  Pauses,
  prepareAppend,
  StoreUnavailable,
  unlessAborted,
  Wakeup,
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
import type { Statement } from './append-group.js';
import { AppendListener } from './append-listener.js';
import { withSettings } from './client-config.js';
import { faultOf, LostStatement, translated, unavailable } from './faults.js';
import { GroupWriter, type WrittenGroup } from './group-writer.js';
import { LogCursor, type Page } from './log-cursor.js';
import { logPages } from './log-pages.js';
import { asText, columns, eventOf, PageSize, type EventRow } from './rows.js';
import { StreamReads } from './stream-reads.js';

export interface PostgresEventStoreOptions {
  /**
   * How long one statement may take, in milliseconds. Default 5,000. The server gives up then, and the client a
   * second later; on a pool of the caller's only the client does, unless the pool sets `statement_timeout`.
   */
  readonly statementTimeoutMs?: number;
  /** How often a subscription looks by itself, in milliseconds, should no notification reach it. Default 250. */
  readonly pollIntervalMs?: number;
  /** Told of each group of appends that was committed together. */
  readonly onGroup?: (group: WrittenGroup) => void;
}

const backwards = `select ${columns} from event_log.events where stream_id = $1 and revision <= $2 order by revision desc limit $3`;
const lastPlace = 'select max(position) from event_log.events';
const greatestRevision = 2n ** 63n - 1n;

/**
 * The log in PostgreSQL; its tables come from `eventLogMigrations`. Any number of processes may write and follow the
 * same log. Appends of one store that meet share a transaction, on a connection beside the pool; an append is durable
 * when it returns (as the server's `synchronous_commit` says).
 */
export class PostgresEventStore extends EventStore {
  private readonly pool: Pool;
  private readonly ownPool: boolean;
  private readonly clientConfig: ClientConfig;
  private readonly clientTimeoutMs: number;
  private readonly pollIntervalMs: number;
  private readonly appended = new Wakeup();
  private readonly listener: AppendListener;
  private readonly writer: GroupWriter;
  private readonly reads = new StreamReads((name, text, values) => this.read(name, text, values));
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
    this.clientConfig = withConnectionTimeout(this.pool.options, statementTimeoutMs);
    this.listener = new AppendListener(this.clientConfig, this.appended);
    const prepared = ({ name, text, values }: Statement): QueryArrayConfig => this.statement(name, text, values);
    this.writer = new GroupWriter(this.clientConfig, prepared, this.clientTimeoutMs, options.onGroup);
  }

  async append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    const prepared = prepareAppend(streamId, expected, events);
    return this.writer.append({ streamId, expected, events: prepared });
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
        : this.reads.page({ streamId, from, most: wanted }));
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
      const { rows, caughtUp } = await cursor.next(left);
      for (const row of rows) yield eventOf(row);
      if (caughtUp) return;
      left -= rows.length;
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
    let page: Page = { rows: [], caughtUp: false };
    let given = 0;
    let saidCaughtUp = false;
    this.listener.start();
    while (!signal.aborted) {
      if (given < page.rows.length) {
        const rows = page.rows.slice(given, given + batchSize);
        given += rows.length;
        saidCaughtUp = page.caughtUp && given === page.rows.length;
        yield { events: rows.map(eventOf), caughtUp: saidCaughtUp };
        continue;
      }
      const seen = this.appended.generation;
      try {
        const next = await unlessAborted(cursor.next(), signal);
        if (next === 'aborted') return;
        page = next;
        given = 0;
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        await pauses.take(signal);
        continue;
      }
      pauses.reset();
      if (page.rows.length > 0 || !page.caughtUp) continue;
      if (saidCaughtUp) {
        await this.appended.wait(seen, { signal, timeoutMs: this.pollIntervalMs });
      } else {
        saidCaughtUp = true;
        yield { events: [], caughtUp: true };
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
    await Promise.all([this.listener.close(), this.writer.close()]);
    if (this.ownPool && !this.pool.ended) await this.pool.end();
  }

  private cursor(options: ReadAllOptions): LogCursor {
    return new LogCursor((name, text, values) => this.read(name, text, values), options.after, options.streamPrefixes);
  }

  private statement(name: string, text: string, values: readonly unknown[]): QueryArrayConfig {
    const timeout = { query_timeout: this.clientTimeoutMs };
    return { name, text, values: [...values], rowMode: 'array', types: asText, ...timeout };
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

/** The settings of a pool for a connection of our own, which waits for its server no longer than this. */
function withConnectionTimeout(options: PoolConfig, timeoutMs: number): ClientConfig {
  return options.connectionTimeoutMillis ? options : withSettings(options, { connectionTimeoutMillis: timeoutMs });
}
