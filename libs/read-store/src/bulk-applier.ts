import type { PoolClient } from 'pg';
import type { Position, RecordedEvent } from '#libs/event-store';
import { BulkProjectionWriter, Generation } from './bulk-writer.js';
import { advance } from './checkpoints.js';
import type { FillSettings } from './fill.js';
import type { FilledTables } from './filled-tables.js';
import { flush } from './flush.js';
import { type Projection, type Row, concerns } from './projection.js';

/**
 * Applies batches in memory, and writes what they changed into the tables each time enough of them came: in one
 * transaction with the checkpoint, while the next ones are already being applied. Killed, it has lost what was not
 * written yet and nothing else.
 */
export class BulkApplier {
  private now: Generation;
  private flushing: { readonly generation: Generation; readonly done: Promise<void> } | undefined;
  private failed = false;
  /** Whether the tables hold rows that are not in memory. */
  private stored: boolean;
  /** Up to where `now` begins. */
  private from: Position | undefined;
  private events = 0;
  private began = performance.now();
  private defaults: ReadonlyMap<string, Row> | undefined;

  constructor(
    private readonly settings: Pick<FillSettings, 'pool' | 'flushEvents' | 'observer'>,
    private readonly projection: Projection,
    private readonly tables: FilledTables,
    private position: Position | undefined,
  ) {
    this.from = position;
    this.stored = position !== undefined;
    this.now = new Generation(projection.tables);
  }

  /** Position of the last event that is applied, if only in memory. */
  get at(): Position | undefined {
    return this.position;
  }

  /** How many rows are in memory, those that are being written included. */
  get held(): number {
    return this.now.size + (this.flushing?.generation.size ?? 0);
  }

  /**
   * @throws whatever `handle` throws: this object is of no use then, and the checkpoint says what was done
   * @throws CheckpointMoved when another writer moved the checkpoint
   */
  async apply(events: readonly RecordedEvent[]): Promise<void> {
    if (this.failed) await this.flushed();
    const last = events.at(-1);
    if (last === undefined) return;
    this.defaults ??= await this.tables.defaults();
    const concerned = events.filter((event) => concerns(event, this.projection.streamPrefixes));
    const writer = new BulkProjectionWriter(
      this.projection.tables,
      this.now,
      this.flushing?.generation,
      async (table, keys) => (this.stored ? this.tables.load(table, keys) : []),
      this.defaults,
    );
    if (concerned.length > 0) await this.projection.handle(concerned, writer);
    this.position = last.position;
    this.events += events.length;
    if (this.events >= this.settings.flushEvents || this.now.size >= this.settings.flushEvents) await this.flush();
  }

  /** Returns when everything is written. */
  async finish(): Promise<void> {
    await this.flush();
    await this.flushed();
  }

  /** Waits for what is under way, whatever comes of it. */
  async close(): Promise<void> {
    await this.flushing?.done.catch(() => undefined);
  }

  private async flush(): Promise<void> {
    await this.flushed();
    const { from, events, now: generation, position: to } = this;
    if (events === 0 || to === undefined) return;
    const seconds = (performance.now() - this.began) / 1_000;
    const done = this.write(generation, from, to, events, seconds);
    this.flushing = { generation, done };
    done.catch(() => (this.failed = true));
    this.now = new Generation(this.projection.tables);
    this.from = to;
    this.events = 0;
    this.began = performance.now();
  }

  private async flushed(): Promise<void> {
    if (this.flushing === undefined) return;
    await this.flushing.done;
    this.flushing = undefined;
    this.stored = true;
  }

  private async write(
    generation: Generation,
    from: Position | undefined,
    to: Position,
    events: number,
    seconds: number,
  ): Promise<void> {
    const { name, version } = this.projection;
    const { set } = this.tables;
    // Nothing was ever stored where the checkpoint stands at the beginning, and it is moved from there by compare-and-set.
    const empty = from === undefined;
    if (!empty) await this.tables.addKeys();
    await this.inTransaction(async (client) => {
      const rate = events / Math.max(seconds, 1e-6);
      await advance(client, { name, slot: set, version, from, to, events, rate });
      await flush(client, generation, set, empty);
    });
    await this.tables.addKeys();
    this.settings.observer?.(name, set, events, seconds);
  }

  private async inTransaction(work: (client: PoolClient) => Promise<void>): Promise<void> {
    const client = await this.settings.pool.connect();
    let broken: Error | undefined;
    try {
      // The log is durable. Rows and checkpoint vanish together in a crash and are made again from it.
      await client.query('begin; set local synchronous_commit = off');
      await work(client);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch((failed: unknown) => {
        broken = failed as Error;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }
}
