import type { Client, Pool, PoolClient } from 'pg';
import type { Position, RecordedEvent } from '#libs/event-store';
import type { CheckpointMoves } from './checkpoint-moves.js';
import { CheckpointMoved, PoisonEvent, isTransient } from './errors.js';
import { type Slot, advance } from './checkpoints.js';
import { GrowingPause } from './pauses.js';
import { type Projection, concerns } from './projection.js';
import { SMALL_BATCH, type SmallBatches } from './small-batches.js';
import type { TableSet } from './tables.js';
import { PgProjectionWriter } from './writer.js';

export interface RetrySettings {
  /** How often an event that fails for a reason of its own is tried before its follower stops. Default 5. */
  readonly attempts: number;
  /** First pause before a retry; it doubles. Default 100 ms. */
  readonly pauseMs: number;
  /** Longest pause. Default 10 s. */
  readonly maxPauseMs: number;
}

export const DEFAULT_RETRY: RetrySettings = { attempts: 5, pauseMs: 100, maxPauseMs: 10_000 };

/** What only batches of live tables need. */
export interface LiveSettings {
  readonly moves: CheckpointMoves;
  readonly together: SmallBatches;
  /** After how much silence within a transaction it is given up, so that a process that hangs holds nothing for ever. */
  readonly leaseMs: number;
}

/** Told after every committed batch. */
export type BatchObserver = (name: string, slot: Slot, events: number, seconds: number) => void;

/**
 * Moves the checkpoint and writes the rows over a connection that is inside a transaction. The checkpoint comes first:
 * its row lock makes a second writer wait, and then fail before it has touched anything, or, over a connection with
 * `pipeline`, before anything it sent can be committed.
 */
export async function applyIn(
  client: PoolClient | Client,
  projection: Projection,
  set: TableSet,
  events: readonly RecordedEvent[],
  from: Position | undefined,
  rate: number,
): Promise<Position | undefined> {
  const last = events.at(-1);
  if (last === undefined) return from;
  const { name, version } = projection;
  const moved = advance(client, { name, slot: set, version, from, to: last.position, events: events.length, rate });
  const concerned = events.filter((event) => concerns(event, projection.streamPrefixes));
  if (concerned.length === 0) await moved;
  else if (client.pipeline) await handleAhead(client as PoolClient, projection, set, concerned, moved);
  else {
    await moved;
    await projection.handle(concerned, new PgProjectionWriter(client as PoolClient, projection.tables, set));
  }
  return last.position;
}

/** Writes without waiting for the checkpoint and for each statement; ends when all of it is answered. */
async function handleAhead(
  client: PoolClient,
  projection: Projection,
  set: TableSet,
  events: readonly RecordedEvent[],
  moved: Promise<void>,
): Promise<void> {
  const sent: Promise<unknown>[] = [moved];
  moved.catch(() => undefined);
  const handled = projection.handle(events, new PgProjectionWriter(client, projection.tables, set, sent));
  await handled.catch(() => undefined);
  await allOf([...sent, handled]);
}

/** Waits for all, and throws as the first that failed: in a transaction those behind it fail for its sake. */
async function allOf(all: readonly Promise<unknown>[]): Promise<void> {
  for (const one of await Promise.allSettled(all)) if (one.status === 'rejected') throw one.reason;
}

/** Those of them, given in the order of the log, that come after the position. */
function after(events: readonly RecordedEvent[], position: Position | undefined): readonly RecordedEvent[] {
  const [first] = events;
  if (position === undefined || first === undefined || first.position > position) return events;
  return events.filter((event) => event.position > position);
}

/** Applies batches to one set of a projection's tables, each in one transaction with its checkpoint. */
export class BatchApplier {
  private rate = 0;

  constructor(
    private readonly pool: Pool,
    private readonly projection: Projection,
    private readonly set: TableSet,
    private position: Position | undefined,
    private readonly retry: RetrySettings,
    private readonly observer?: BatchObserver,
    private readonly signal?: AbortSignal,
    private readonly live?: LiveSettings,
  ) {}

  /** Position of the last event that is committed. */
  get at(): Position | undefined {
    return this.position;
  }

  /**
   * Applies events in the order of the log; those that are already stored are passed over, and where none concerns the
   * projection only its checkpoint moves. When a batch fails for a reason of its own it is halved until the event at fault
   * stands alone; everything before that event is committed.
   *
   * @throws PoisonEvent when one event fails at every attempt
   * @throws CheckpointMoved when another writer moved the checkpoint
   */
  async apply(events: readonly RecordedEvent[]): Promise<void> {
    const from = this.position;
    const fresh = after(events, from);
    const to = fresh.at(-1)?.position;
    if (to === undefined) return;
    if (this.live === undefined) return this.alone(fresh);
    if (!fresh.some((event) => concerns(event, this.projection.streamPrefixes))) {
      return this.pass(fresh, to, this.live.moves);
    }
    if (fresh.length > SMALL_BATCH || !(await this.withOthers(fresh, to, this.live.together))) await this.alone(fresh);
  }

  private async alone(events: readonly RecordedEvent[]): Promise<void> {
    const [first] = events;
    if (first === undefined) return;
    try {
      await this.commit(events);
    } catch (error) {
      if (isTransient(error) || error instanceof CheckpointMoved) throw error;
      if (events.length === 1) return this.insist(first, error);
      const half = events.length >> 1;
      await this.alone(events.slice(0, half));
      await this.alone(events.slice(half));
    }
  }

  /** Whether it was applied together with small batches of others. */
  private async withOthers(events: readonly RecordedEvent[], to: Position, together: SmallBatches): Promise<boolean> {
    const started = performance.now();
    const { projection, position: from, rate } = this;
    if (!(await together.apply({ projection, events, from, to, rate }))) return false;
    this.position = to;
    this.observe(events.length, started);
    return true;
  }

  private async pass(events: readonly RecordedEvent[], to: Position, moves: CheckpointMoves): Promise<void> {
    const started = performance.now();
    const { position: from, rate, set: slot } = this;
    const { name, version } = this.projection;
    await moves.advance({ name, slot, version, from, to, events: events.length, rate });
    this.position = to;
    this.observe(events.length, started);
  }

  private async insist(event: RecordedEvent, first: unknown): Promise<void> {
    let failure = first;
    const pause = new GrowingPause(this.retry.pauseMs, this.retry.maxPauseMs);
    for (let attempt = 1; attempt < this.retry.attempts; attempt += 1) {
      await pause.wait(this.signal);
      if (this.signal?.aborted) throw new CheckpointMoved(this.projection.name);
      try {
        return await this.commit([event]);
      } catch (error) {
        if (isTransient(error) || error instanceof CheckpointMoved) throw error;
        failure = error;
      }
    }
    throw new PoisonEvent(this.projection.name, event, this.retry.attempts, failure);
  }

  private async commit(events: readonly RecordedEvent[]): Promise<void> {
    const started = performance.now();
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      // The log is durable. Rows and checkpoint vanish together in a crash and are made again from it.
      const silence =
        this.live === undefined ? '' : `; set local idle_in_transaction_session_timeout = ${this.live.leaseMs}`;
      const begun = client.query(`begin; set local synchronous_commit = off${silence}`);
      if (!client.pipeline) await begun;
      const applied = applyIn(client, this.projection, this.set, events, this.position, this.rate);
      await allOf([begun, applied]);
      const at = await applied;
      await client.query('commit');
      this.position = at;
    } catch (error) {
      await client.query('rollback').catch((failed: unknown) => {
        broken = failed as Error;
      });
      throw error;
    } finally {
      client.release(broken);
    }
    this.observe(events.length, started);
  }

  private observe(events: number, started: number): void {
    const seconds = (performance.now() - started) / 1_000;
    const rate = events / Math.max(seconds, 1e-6);
    this.rate = this.rate === 0 ? rate : this.rate * 0.7 + rate * 0.3;
    this.observer?.(this.projection.name, this.set, events, seconds);
  }
}
