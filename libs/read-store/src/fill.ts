import type { Pool } from 'pg';
import type { EventStore, Position, RecordedEvent } from '#libs/event-store';
import { BatchApplier, type BatchObserver, type RetrySettings } from './applier.js';
import { BulkApplier } from './bulk-applier.js';
import { CheckpointMoved, isTransient } from './errors.js';
import { FilledTables } from './filled-tables.js';
import { GrowingPause } from './pauses.js';
import type { Projection } from './projection.js';
import type { TableSet } from './tables.js';

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
  /** Events after which what is in memory is written, with the checkpoint: bounds the memory, and what a kill costs. */
  readonly flushEvents: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: RebuildProgress) => void) | undefined;
  readonly observer?: BatchObserver | undefined;
}

const PATIENCE = 20;

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
  private readonly tables: FilledTables;
  private inBulk = true;

  constructor(
    private readonly settings: FillSettings,
    private readonly projection: Projection,
    readonly set: Exclude<TableSet, 'live'>,
  ) {
    this.tables = new FilledTables(settings.pool, projection, set);
  }

  /** Makes the tables, or finds those of an interrupted run of the same version. */
  async prepare(fresh: boolean): Promise<void> {
    const checkpoint = await this.tables.prepare(fresh);
    this.position = checkpoint.position;
    this.handled = this.handledBefore = checkpoint.handled;
    this.last = await this.settings.store.lastPosition();
    this.shareBefore = shareOf(this.position, this.last);
  }

  async discard(): Promise<void> {
    await this.tables.discard();
  }

  /**
   * Reads to the end of the log, or to a position, in bulk: rows are kept in memory and copied into the tables now and
   * then, each time with the checkpoint. What cannot be done so goes the way of `catchUp`.
   *
   * @throws PoisonEvent naming the event that cannot be handled
   */
  async fill(until?: Position): Promise<void> {
    await this.insist(async () => {
      if (!this.inBulk) return this.batchByBatch(until);
      try {
        return await this.bulk(until);
      } catch (error) {
        if (!isOfTheWay(error)) throw error;
        this.inBulk = false;
        await this.reload();
        return this.batchByBatch(until);
      }
    });
    await this.tables.addKeys();
  }

  /**
   * The same batch by batch, as the live tables follow: for the little that came meanwhile.
   *
   * @throws PoisonEvent naming the event that cannot be handled
   */
  async catchUp(): Promise<void> {
    await this.insist(() => this.batchByBatch(undefined));
  }

  async index(): Promise<void> {
    this.report('indexing');
    await this.tables.index();
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

  /** Passes over the log until nothing was left, through whatever may pass by itself. */
  private async insist(pass: () => Promise<number>): Promise<void> {
    const pause = new GrowingPause(this.settings.retry.pauseMs, this.settings.retry.maxPauseMs);
    let reached = this.position;
    for (;;) {
      this.settings.signal?.throwIfAborted();
      try {
        this.last = await this.settings.store.lastPosition();
        if ((await pass()) < this.settings.batchSize) return;
      } catch (error) {
        if (!isTransient(error) || pause.attempts >= PATIENCE) throw error;
        // Trouble that comes again after some progress is new trouble.
        if (this.position !== reached) pause.reset();
        reached = this.position;
        await pause.wait(this.settings.signal);
        // A commit whose answer was lost may have happened.
        await this.reload().catch(() => undefined);
      }
    }
  }

  private async bulk(until: Position | undefined): Promise<number> {
    const applier = new BulkApplier(this.settings, this.projection, this.tables, this.position);
    try {
      return await this.pass(until, applier);
    } finally {
      await applier.close();
    }
  }

  private async batchByBatch(until: Position | undefined): Promise<number> {
    await this.tables.addKeys();
    const { pool, retry, observer, signal } = this.settings;
    const applier = new BatchApplier(pool, this.projection, this.set, this.position, retry, observer, signal);
    return this.pass(until, applier);
  }

  private async pass(until: Position | undefined, applier: Applier): Promise<number> {
    const { store, batchSize, signal } = this.settings;
    const { streamPrefixes, eventTypes, fields } = this.projection;
    const log = store.readPages({
      pageSize: batchSize,
      ...(this.position === undefined ? {} : { after: this.position }),
      ...(streamPrefixes === undefined ? {} : { streamPrefixes }),
      ...(eventTypes === undefined ? {} : { eventTypes }),
      ...(fields === undefined ? {} : { fields }),
    });
    let read = 0;
    let ended = false;
    for await (const page of log) {
      signal?.throwIfAborted();
      const wanted = until === undefined ? page : page.filter((event) => event.position <= until);
      ended = wanted.length < page.length;
      if (wanted.length > 0) await applier.apply(wanted);
      read += wanted.length;
      this.handled += wanted.length;
      this.position = applier.at;
      this.report('reading');
      if (ended) break;
    }
    await applier.finish?.();
    return ended ? 0 : read;
  }

  private async reload(): Promise<void> {
    const checkpoint = await this.tables.checkpoint();
    if (checkpoint === undefined) return;
    this.position = checkpoint.position;
    this.handled = checkpoint.handled;
  }
}

interface Applier {
  /** Position of the last event applied. */
  readonly at: Position | undefined;
  apply(events: readonly RecordedEvent[]): Promise<void>;
  finish?(): Promise<void>;
}

/** Whether it may be the way of filling that failed: an event at fault is named by the other one. */
function isOfTheWay(error: unknown): boolean {
  return !isTransient(error) && !(error instanceof CheckpointMoved) && !isAbort(error);
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';
