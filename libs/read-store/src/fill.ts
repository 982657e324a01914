import type { Pool } from 'pg';
import type { EventStore, Position, RecordedEvent } from '#libs/event-store';
import { BatchApplier, type BatchObserver, type RetrySettings } from './applier.js';
import { deleteCheckpoint, ensureCheckpoint, loadCheckpoint } from './checkpoints.js';
import { isTransient } from './errors.js';
import { GrowingPause } from './pauses.js';
import type { Projection } from './projection.js';
import { type TableSet, createIndexesSql, createTableSql, fingerprint, qualified, tableName } from './tables.js';

export type RebuildPhase = 'reading' | 'indexing' | 'comparing' | 'swapping' | 'done';

export interface RebuildProgress {
  readonly projection: string;
  readonly phase: RebuildPhase;
  /** Events handled since the beginning of the log, those of an earlier, interrupted run included. */
  readonly handled: number;
  /** Share of the log that is done, 0 to 1; undefined when the positions of the store tell nothing about it. */
  readonly fraction: number | undefined;
  /** Events a second in this run. */
  readonly rate: number;
  /** Estimate; undefined while nothing is known. */
  readonly secondsLeft: number | undefined;
}

export interface FillSettings {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly retry: RetrySettings;
  readonly batchSize: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: RebuildProgress) => void) | undefined;
  readonly observer?: BatchObserver | undefined;
}

const PATIENCE = 20;

/** Collects single events into batches, reading the next one while the last is being handled. */
async function* batches(events: AsyncIterable<RecordedEvent>, size: number): AsyncGenerator<RecordedEvent[]> {
  const iterator = events[Symbol.asyncIterator]();
  const collect = async (): Promise<RecordedEvent[]> => {
    const batch: RecordedEvent[] = [];
    while (batch.length < size) {
      const next = await iterator.next();
      if (next.done === true) break;
      batch.push(next.value);
    }
    return batch;
  };
  let ahead = collect();
  try {
    for (;;) {
      const batch = await ahead;
      if (batch.length === 0) return;
      ahead = collect();
      // Awaited above; until then a failure must not count as unhandled.
      ahead.catch(() => undefined);
      yield batch;
      if (batch.length < size) return;
    }
  } finally {
    await ahead.catch(() => undefined);
    await iterator.return?.(undefined);
  }
}

const leadingNumber = (position: Position): number | undefined => {
  const digits = /^\d+/.exec(position)?.[0];
  return digits === undefined ? undefined : Number(digits);
};

/** How far a position is into the log, where positions begin with a number that grows with the log. */
export function shareOf(position: Position | undefined, last: Position | undefined): number | undefined {
  if (last === undefined) return 1;
  if (position === undefined) return 0;
  const at = leadingNumber(position);
  const end = leadingNumber(last);
  return at === undefined || end === undefined || end === 0 ? undefined : Math.min(at / end, 1);
}

/** Fills one set of a projection's tables from the log, from where an interrupted run left it. */
export class Filling {
  position: Position | undefined;
  handled = 0;
  private handledBefore = 0;
  private shareBefore: number | undefined;
  private last: Position | undefined;
  private readonly started = performance.now();

  constructor(
    private readonly settings: FillSettings,
    private readonly projection: Projection,
    readonly set: Exclude<TableSet, 'live'>,
  ) {}

  /** Makes the tables, or finds those of an interrupted run of the same version. */
  async prepare(fresh: boolean): Promise<void> {
    const { pool } = this.settings;
    const { name, version, tables } = this.projection;
    const print = fingerprint(tables);
    const found = await loadCheckpoint(pool, name, this.set);
    const same = found !== undefined && found.version === version && found.fingerprint === print;
    if (fresh || !same || !(await this.tablesExist())) {
      await this.discard(found?.tables ?? []);
      for (const table of tables) await pool.query(createTableSql(table, this.set));
    }
    const names = tables.map((table) => table.name);
    const checkpoint = await ensureCheckpoint(pool, {
      name,
      slot: this.set,
      version,
      fingerprint: print,
      tables: names,
    });
    this.position = checkpoint.position;
    this.handled = this.handledBefore = checkpoint.handled;
    this.last = await this.settings.store.lastPosition();
    this.shareBefore = shareOf(this.position, this.last);
  }

  async discard(others: readonly string[] = []): Promise<void> {
    const names = new Set([...others, ...this.projection.tables.map((table) => table.name)]);
    for (const name of names) await this.settings.pool.query(`drop table if exists ${qualified(name, this.set)}`);
    await deleteCheckpoint(this.settings.pool, this.projection.name, this.set);
  }

  /**
   * Reads to the end of the log, or to a position.
   *
   * @throws PoisonEvent naming the event that cannot be handled
   */
  async fill(until?: Position): Promise<void> {
    const pause = new GrowingPause(this.settings.retry.pauseMs, this.settings.retry.maxPauseMs);
    for (;;) {
      this.settings.signal?.throwIfAborted();
      try {
        this.last = await this.settings.store.lastPosition();
        const read = await this.pass(until, () => pause.reset());
        if (read < this.settings.batchSize) return;
      } catch (error) {
        if (!isTransient(error) || pause.attempts >= PATIENCE) throw error;
        await pause.wait(this.settings.signal);
        // A commit whose answer was lost may have happened.
        await this.reload().catch(() => undefined);
      }
    }
  }

  async index(): Promise<void> {
    this.report('indexing');
    for (const table of this.projection.tables) {
      for (const sql of createIndexesSql(table, this.set)) await this.settings.pool.query(sql);
      await this.settings.pool.query(`analyze ${qualified(table.name, this.set)}`);
    }
  }

  report(phase: RebuildPhase): void {
    if (this.settings.onProgress === undefined) return;
    const seconds = (performance.now() - this.started) / 1_000;
    const fraction = phase === 'done' ? 1 : shareOf(this.position, this.last);
    const gained = fraction === undefined ? 0 : fraction - (this.shareBefore ?? 0);
    this.settings.onProgress({
      projection: this.projection.name,
      phase,
      handled: this.handled,
      fraction,
      rate: seconds > 0 ? (this.handled - this.handledBefore) / seconds : 0,
      secondsLeft: fraction === undefined || gained <= 0 ? undefined : (seconds * (1 - fraction)) / gained,
    });
  }

  private async pass(until: Position | undefined, onBatch: () => void): Promise<number> {
    const { pool, store, retry, batchSize, signal, observer } = this.settings;
    const applier = new BatchApplier(pool, this.projection, this.set, this.position, retry, observer, signal);
    const log = store.readAll({
      ...(this.position === undefined ? {} : { after: this.position }),
      ...(this.projection.streamPrefixes === undefined ? {} : { streamPrefixes: this.projection.streamPrefixes }),
    });
    let read = 0;
    for await (const batch of batches(log, batchSize)) {
      signal?.throwIfAborted();
      const wanted = until === undefined ? batch : batch.filter((event) => event.position <= until);
      await applier.apply(wanted);
      read += wanted.length;
      this.handled += wanted.length;
      this.position = applier.at;
      onBatch();
      this.report('reading');
      if (wanted.length < batch.length) return 0;
    }
    return read;
  }

  private async reload(): Promise<void> {
    const checkpoint = await loadCheckpoint(this.settings.pool, this.projection.name, this.set);
    if (checkpoint === undefined) return;
    this.position = checkpoint.position;
    this.handled = checkpoint.handled;
  }

  private async tablesExist(): Promise<boolean> {
    const names = this.projection.tables.map((table) => tableName(table.name, this.set));
    const { rows } = await this.settings.pool.query<{ n: string }>(
      `select count(*) as n from pg_tables where schemaname = 'read' and tablename = any($1)`,
      [names],
    );
    return Number(rows[0]?.n) === names.length;
  }
}
