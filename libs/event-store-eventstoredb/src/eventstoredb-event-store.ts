import { setMaxListeners } from 'node:events';
import { jsonEvent } from '@eventstore/db-client';
import {
  AppendTooLarge,
  EventStore,
  Pauses,
  prepareAppend,
  unlessAborted,
  WrongExpectedRevision,
  type AppendResult,
  type ExpectedRevision,
  type NewEvent,
  type PauseSettings,
  type Position,
  type PreparedEvent,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SubscribeOptions,
  type SubscriptionBatch,
} from '#libs/event-store';
import { NotByThisCall, type Appended, type Conflict } from './append-call.js';
import { Attempts } from './attempts.js';
import { checkConnectionString, type Credentials } from './connection-string.js';
import { Connection } from './connection.js';
import { Connections, type StoreNotice } from './connections.js';
import { EndOfLog } from './end-of-log.js';
import { ConnectionGone, droppedAsTooSlow, faultOf, reasonOf, translated, unavailable } from './faults.js';
import { LogCursor, type CursorParts } from './log-cursor.js';
import { positionOf, StreamNames } from './records.js';
import { Reading } from './reading.js';

export interface EventStoreDbOptions {
  /** `esdb://…`, checked by `checkConnectionString`. */
  readonly connectionString: string;
  /** Instead of those in the connection string. */
  readonly credentials?: Credentials;
  /** A PEM file with the authority that signed the servers' certificates, instead of `tlsCAFile`. */
  readonly tlsCaFile?: string;
  /**
   * Put before every stream id on the server and taken off again, so that several installations may share one. Letters,
   * digits, `_`, `-`, and a dot at the end. Default `mingdan.`; never changed once there are events.
   */
  readonly streamPrefix?: string;
  /** How long a call may take, in milliseconds. Default: `defaultDeadline` of the connection string, or 5,000. */
  readonly callTimeoutMs?: number;
  /** Pauses between attempts to subscribe again. Default: from 100 ms to 5 s. */
  readonly pauses?: PauseSettings;
  /** Told when the client is replaced and when a subscription is resumed. */
  readonly notify?: (notice: StoreNotice) => void;
}

const DEFAULT_CALL_TIMEOUT_MS = 5_000;
/** The deadline of the client comes after the clock of the adapter, which counts the time-outs. */
const DEADLINE_AFTER_MS = 500;
/** How soon a node that does not lead yet is asked again. */
const SHORTEST_MOVING_PAUSE_MS = 25;

/**
 * The log in EventStoreDB (20.6 and later, and its successor KurrentDB). The server needs none of its projections. The
 * account must be allowed to read `$all`.
 *
 * Streams are never deleted by the product. One that somebody deleted on the server by its own means begins anew at the
 * revision where it was; one that was tombstoned is refused with EventStoreDbRefusal.
 */
export class EventStoreDbEventStore extends EventStore {
  private readonly names: StreamNames;
  private readonly connections: Connections;
  private readonly reading: Reading;
  private readonly end: EndOfLog;
  private readonly callTimeoutMs: number;
  private readonly requiresLeader: boolean;
  private readonly pauses: PauseSettings;
  private readonly notify: (notice: StoreNotice) => void;
  private readonly closing = new AbortController();

  /**
   * Connects when it is first used.
   *
   * @throws ConnectionStringError when the connection string or a certificate it names is wrong
   * @throws TypeError when the stream prefix is none
   */
  constructor(options: EventStoreDbOptions) {
    super();
    const { connectionString, credentials, tlsCaFile, pauses = {}, notify = () => {} } = options;
    const settings = checkConnectionString(connectionString, {
      ...(credentials === undefined ? {} : { credentials }),
      ...(tlsCaFile === undefined ? {} : { tlsCaFile }),
    });
    // Every call that waits listens.
    setMaxListeners(0, this.closing.signal);
    this.names = new StreamNames(options.streamPrefix ?? 'mingdan.');
    this.callTimeoutMs = options.callTimeoutMs ?? settings.callTimeoutMs ?? DEFAULT_CALL_TIMEOUT_MS;
    // A node that has been deposed still answers reads, a moment behind, and takes appends by passing them on.
    this.requiresLeader = settings.nodePreference === 'leader';
    this.connections = new Connections(() => new Connection(settings), {
      callTimeoutMs: this.callTimeoutMs,
      notify,
    });
    this.pauses = pauses;
    this.notify = notify;
    this.reading = new Reading(this.connections, this.names, this.requiresLeader, () => this.attempts());
    this.end = new EndOfLog(this.reading, (prefixes, after) =>
      this.readToTheEnd(prefixes, after === undefined ? undefined : positionOf({ commit: after })),
    );
  }

  async append(streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    const prepared = prepareAppend(streamId, expected, events);
    const { revision, commit } = await this.write(streamId, expected, prepared, events);
    if (commit !== undefined) return { revision, position: positionOf({ commit }) };
    for await (const event of this.readStream(streamId, { from: revision, limit: 1 })) {
      return { revision, position: event.position };
    }
    throw unavailable(undefined, true);
  }

  readStream(streamId: string, options: ReadStreamOptions = {}): AsyncIterable<RecordedEvent> {
    return this.reading.stream(streamId, options);
  }

  async *readAll(options: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    const { after, limit = Infinity, streamPrefixes } = options;
    const cursor = this.readToTheEnd(this.names.prefixesOnServer(streamPrefixes), after);
    if (streamPrefixes?.length === 0) return;
    const attempts = this.attempts();
    try {
      for (let left = limit; left > 0;) {
        let batch: SubscriptionBatch;
        try {
          batch = await cursor.next(Math.min(left, 500));
        } catch (error) {
          if (await attempts.again(error)) continue;
          throw translated(error, false);
        }
        attempts.progressed();
        yield* batch.events;
        if (batch.caughtUp) return;
        left -= batch.events.length;
      }
    } finally {
      cursor.close();
    }
  }

  async *subscribe(options: SubscribeOptions = {}): AsyncIterable<SubscriptionBatch> {
    const { after, batchSize = 500, streamPrefixes } = options;
    const signal = AbortSignal.any([this.closing.signal, ...(options.signal === undefined ? [] : [options.signal])]);
    const prefixes = this.names.prefixesOnServer(streamPrefixes);
    const cursor = new LogCursor(this.cursorParts, { after, prefixes, requiresLeader: false });
    if (streamPrefixes?.length === 0) {
      if (!signal.aborted) yield { events: [], caughtUp: true };
      await unlessAborted(new Promise(() => {}), signal);
      return;
    }
    const pauses = new Pauses(this.pauses);
    try {
      while (!signal.aborted) {
        let batch: SubscriptionBatch | 'aborted';
        try {
          batch = await unlessAborted(cursor.next(batchSize), signal);
        } catch (error) {
          await this.resume(error, cursor, pauses, signal);
          continue;
        }
        if (batch === 'aborted') return;
        pauses.reset();
        yield batch;
      }
    } finally {
      cursor.close();
    }
  }

  async lastPosition(): Promise<Position | undefined> {
    const place = await this.end.lastPlace(this.names.prefixesOnServer(undefined));
    return place === undefined ? undefined : positionOf({ commit: place });
  }

  /** Asks the server for one event of the log, whatever it is: for a health check. @throws StoreUnavailable */
  async ping(): Promise<void> {
    await this.reading.ping();
  }

  /** Ends every subscription and everything that is under way, and closes the connection. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.connections.close();
  }

  private attempts(): Attempts {
    const pauses = { shortestMs: SHORTEST_MOVING_PAUSE_MS, longestMs: this.callTimeoutMs };
    return new Attempts(this.callTimeoutMs, pauses, this.closing.signal);
  }

  private get cursorParts(): CursorParts {
    const { connections, names } = this;
    return { connections, names, lastPlace: (prefixes, floor) => this.end.lastPlace(prefixes, floor) };
  }

  private readToTheEnd(prefixes: readonly string[], after: Position | undefined): LogCursor {
    const { requiresLeader, callTimeoutMs: silenceMs } = this;
    return new LogCursor(this.cursorParts, { after, prefixes, requiresLeader, silenceMs });
  }

  /**
   * Always with the same ids and the same expected revision: what was written already is then answered, not written again.
   * First on the call that appends share, then by calls of its own.
   */
  private async write(
    streamId: string,
    expected: ExpectedRevision,
    prepared: readonly PreparedEvent[],
    events: readonly NewEvent[],
  ): Promise<Appended> {
    const attempts = this.attempts();
    for (let unknown = false, shared = true; ;) {
      const connection = this.connections.current;
      if (connection.gone.aborted) throw unavailable(new ConnectionGone(), unknown);
      const timeoutMs = attempts.remainingMs;
      const name = this.names.onServer(streamId);
      const work = shared
        ? connection.appends.append(name, expected, prepared)
        : this.appendAlone(connection, name, expected, prepared, events, timeoutMs);
      let answer: Appended | Conflict;
      try {
        answer = await this.connections.within(connection, work, timeoutMs);
      } catch (error) {
        if (error instanceof NotByThisCall) {
          shared = false;
          unknown ||= error.mayBeWritten;
          continue;
        }
        const fault = faultOf(error);
        if (fault === 'conflict') throw new WrongExpectedRevision(streamId, expected, actualOf(error));
        if (fault === 'too-large') throw new AppendTooLarge(streamId, sizeOf(prepared));
        unknown ||= fault === 'lost';
        if (await attempts.again(error)) continue;
        throw translated(error, unknown);
      }
      if ('actual' in answer) throw new WrongExpectedRevision(streamId, expected, answer.actual);
      return answer;
    }
  }

  private async appendAlone(
    connection: Connection,
    name: string,
    expected: ExpectedRevision,
    prepared: readonly PreparedEvent[],
    events: readonly NewEvent[],
    timeoutMs: number,
  ): Promise<Appended> {
    const written = prepared.map(({ eventId: id, eventType: type, schemaVersion }, index) => {
      const { data, metadata } = events[index] as NewEvent;
      return jsonEvent({ id, type, data, metadata: { schemaVersion, metadata } });
    });
    const { nextExpectedRevision: revision, position } = await connection.appendToStream(name, written, {
      expectedRevision: expected === 'no-stream' ? 'no_stream' : expected,
      // Ends the call on the wire once nobody waits for it.
      deadline: timeoutMs + DEADLINE_AFTER_MS,
      requiresLeader: this.requiresLeader,
    });
    return position === undefined ? { revision } : { revision, commit: position.commit };
  }

  /** Waits before a subscription goes on; not where its consumer was only slow. @throws what cannot be healed */
  private async resume(error: unknown, cursor: LogCursor, pauses: Pauses, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    if (faultOf(error) === 'defect') throw translated(error, false);
    if (cursor.lastedMs > DEFAULT_CALL_TIMEOUT_MS) pauses.reset();
    const pauseMs = droppedAsTooSlow(error) && cursor.gaveEvents ? 0 : pauses.next();
    this.notify({ kind: 'resubscribing', reason: reasonOf(error), pauseMs });
    if (pauseMs > 0) await pauses.take(signal, pauseMs);
  }
}

function actualOf(error: unknown): ExpectedRevision {
  const { actualVersion } = error as { readonly actualVersion: bigint | string };
  return typeof actualVersion === 'bigint' ? actualVersion : 'no-stream';
}

function sizeOf(events: readonly PreparedEvent[]): number {
  return events.reduce(
    (sum, { data, metadata, eventType }) =>
      sum + Buffer.byteLength(data) + Buffer.byteLength(metadata) + 2 * eventType.length,
    0,
  );
}
