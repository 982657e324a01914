import type { Pool, PoolClient } from 'pg';
import type { Position, RecordedEvent } from '#libs/event-store';
import { advanceAll } from './checkpoints.js';
import { type Projection, concerns } from './projection.js';
import { PgProjectionWriter } from './writer.js';

/** How many events a batch may hold to be applied together with those of other projections. */
export const SMALL_BATCH = 20;

export interface SmallBatch {
  readonly projection: Projection;
  readonly events: readonly RecordedEvent[];
  readonly from: Position | undefined;
  /** Of the last of the events. */
  readonly to: Position;
  readonly rate: number;
}

interface Waiting {
  readonly batch: SmallBatch;
  readonly resolve: (applied: boolean) => void;
}

/**
 * Applies small batches of several live projections in one transaction: when little happens, each event comes to all of
 * them at the same time, and a transaction of each costs more than what it writes. Their statements go over one connection
 * without waiting for each other. Nothing is decided here: where anything fails, everybody is told to try alone.
 */
export class SmallBatches {
  private waiting: Waiting[] = [];
  private running = false;

  /** @param pool of one connection, with `pipeline` */
  constructor(
    private readonly pool: Pool,
    private readonly leaseMs: number,
  ) {}

  /** Whether the rows are committed with the checkpoint; if not, it may be tried alone. Never rejects. */
  apply(batch: SmallBatch): Promise<boolean> {
    return new Promise((resolve) => {
      this.waiting.push({ batch, resolve });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    // All who were handed the same events have their turn first.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const together = this.waiting;
      this.waiting = [];
      const batches = together.map(({ batch }) => batch);
      const applied = batches.length === 1 ? new Set<SmallBatch>() : await this.commit(batches).catch(() => new Set());
      for (const { batch, resolve } of together) resolve(applied.has(batch));
    }
    this.running = false;
  }

  private async commit(batches: readonly SmallBatch[]): Promise<ReadonlySet<SmallBatch>> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      const applied = await this.applyIn(client, batches);
      await client.query('commit');
      return applied;
    } catch (error) {
      await client.query('rollback').catch((failed: unknown) => {
        broken = failed as Error;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  private async applyIn(client: PoolClient, batches: readonly SmallBatch[]): Promise<ReadonlySet<SmallBatch>> {
    // Nobody waits long for the table of another.
    const begin = `begin; set local lock_timeout = '1s'; set local statement_timeout = '5s';
      set local idle_in_transaction_session_timeout = ${this.leaseMs}`;
    const steps = batches.map(({ projection: { name, version }, events, from, to, rate }) => ({
      ...{ name, slot: 'live' as const, version, from, to, events: events.length, rate },
    }));
    const [, moved] = await Promise.all([client.query(begin), advanceAll(client, steps)]);
    const own = batches.filter(({ projection }) => moved.has(`live ${projection.name}`));
    const written = await Promise.allSettled(
      own.map(({ projection, events }) =>
        projection.handle(
          events.filter((event) => concerns(event, projection.streamPrefixes)),
          new PgProjectionWriter(client, projection.tables, 'live'),
        ),
      ),
    );
    // None is at work any more when it is rolled back.
    for (const one of written) if (one.status === 'rejected') throw one.reason;
    return new Set(own);
  }
}
