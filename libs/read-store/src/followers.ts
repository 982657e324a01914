import type { Pool } from 'pg';
import type { EventStore, Position, RecordedEvent } from '#libs/event-store';
import { BatchApplier, type BatchObserver, type LiveSettings, type RetrySettings } from './applier.js';
import { type Checkpoint, ensureCheckpoint, fail, loadCheckpoint, note, setState } from './checkpoints.js';
import { CheckpointMoved, PoisonEvent, VersionMismatch, isTransient } from './errors.js';
import type { Follower } from './follow-loop.js';
import { GrowingPause } from './pauses.js';
import { type EventProcess, type Projection, concerns } from './projection.js';
import { fingerprint } from './tables.js';

export interface FollowerSettings {
  readonly pool: Pool;
  /** What the batches of a live projection go over: one connection with `pipeline`, if it is its own. */
  readonly own: Pool;
  readonly store: EventStore;
  readonly live: LiveSettings;
  readonly retry: RetrySettings;
  readonly observer?: BatchObserver | undefined;
}

abstract class StoredFollower {
  abstract readonly name: string;
  abstract readonly slot: 'live' | 'process';
  protected position: Position | undefined;

  constructor(protected readonly settings: FollowerSettings) {}

  async fail(poison: PoisonEvent): Promise<void> {
    await fail(this.settings.pool, this.slot, this.position, poison);
  }

  async note(error: unknown, attempts: number): Promise<void> {
    await note(this.settings.pool, this.name, this.slot, error, attempts);
  }

  async retryFailed(): Promise<void> {
    const found = await loadCheckpoint(this.settings.pool, this.name, this.slot);
    if (found?.state === 'FAILED') await setState(this.settings.pool, this.name, [this.slot], 'RUNNING');
  }
}

/** Keeps the live tables of a projection. */
export class LiveProjection extends StoredFollower implements Follower {
  readonly slot = 'live';
  readonly name: string;
  private applier: BatchApplier | undefined;

  constructor(
    private readonly projection: Projection,
    settings: FollowerSettings,
    private readonly rebuildNow: (signal: AbortSignal) => Promise<unknown>,
  ) {
    super(settings);
    this.name = projection.name;
  }

  async prepare(signal: AbortSignal): Promise<Checkpoint> {
    const { name, version, tables } = this.projection;
    const print = fingerprint(tables);
    const names = tables.map((table) => table.name);
    const made = { name, slot: 'live', version, fingerprint: print, tables: names } as const;
    const found = await ensureCheckpoint(this.settings.pool, made);
    if (found.version > version) {
      throw new VersionMismatch(name, `built by version ${found.version}; this process knows version ${version} only`);
    }
    if (found.state === 'STOPPED') return found;
    if (found.version < version) {
      await this.rebuildNow(signal);
      throw new CheckpointMoved(name);
    }
    if (found.fingerprint !== print) {
      throw new VersionMismatch(
        name,
        `the tables are declared differently though the version is still ${version}: raise it`,
      );
    }
    return found;
  }

  begin(position: Position | undefined, signal: AbortSignal): void {
    const { own, retry, observer, live } = this.settings;
    this.position = position;
    this.applier = new BatchApplier(own, this.projection, 'live', position, retry, observer, signal, live);
  }

  async handle(events: readonly RecordedEvent[]): Promise<void> {
    if (this.applier === undefined) throw new CheckpointMoved(this.name);
    try {
      await this.applier.apply(events);
    } finally {
      this.position = this.applier.at;
    }
  }
}

// A crash repeats at most this many handled events, and the commands of a process bear repetition.
const EVENTS_PER_CHECKPOINT = 100;

/** Runs a side process event by event; the checkpoint is stored after the commands of the events before it succeeded. */
export class RunningProcess extends StoredFollower implements Follower {
  readonly slot = 'process';
  readonly name: string;
  private signal: AbortSignal | undefined;
  private stored: Position | undefined;
  private since = 0;

  constructor(
    private readonly process: EventProcess,
    settings: FollowerSettings,
  ) {
    super(settings);
    this.name = process.name;
  }

  async prepare(): Promise<Checkpoint> {
    const { pool, store } = this.settings;
    const found = await loadCheckpoint(pool, this.name, 'process');
    if (found !== undefined) return found;
    const end = this.process.startAt === 'end' ? await store.lastPosition() : undefined;
    const made = { name: this.name, slot: 'process', version: 1, fingerprint: '', tables: [] } as const;
    return ensureCheckpoint(pool, { ...made, ...(end === undefined ? {} : { position: end }) });
  }

  begin(position: Position | undefined, signal: AbortSignal): void {
    this.position = this.stored = position;
    this.since = 0;
    this.signal = signal;
  }

  async handle(events: readonly RecordedEvent[]): Promise<void> {
    const started = performance.now();
    try {
      for (const event of events) {
        if (this.signal?.aborted) break;
        if (this.position !== undefined && event.position <= this.position) continue;
        if (concerns(event, this.process.streamPrefixes)) await this.insist(event);
        this.position = event.position;
        this.since += 1;
        if (this.since >= EVENTS_PER_CHECKPOINT) await this.save(started);
      }
    } catch (error) {
      // What succeeded before the failure is kept.
      if (!(error instanceof CheckpointMoved)) await this.save(started).catch(() => undefined);
      throw error;
    }
    await this.save(started);
  }

  private async insist(event: RecordedEvent): Promise<void> {
    const { attempts, pauseMs, maxPauseMs } = this.settings.retry;
    const pause = new GrowingPause(pauseMs, maxPauseMs);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.process.handle(event);
      } catch (error) {
        if (isTransient(error)) throw error;
        if (attempt >= attempts) throw new PoisonEvent(this.name, event, attempt, error);
        await pause.wait(this.signal);
        if (this.signal?.aborted) throw new CheckpointMoved(this.name);
      }
    }
  }

  private async save(started: number): Promise<void> {
    if (this.position === undefined || this.since === 0) return;
    const seconds = (performance.now() - started) / 1_000;
    await this.settings.live.moves.advance({
      name: this.name,
      slot: 'process',
      version: 1,
      from: this.stored,
      to: this.position,
      events: this.since,
      rate: this.since / Math.max(seconds, 1e-6),
    });
    this.settings.observer?.(this.name, 'process', this.since, seconds);
    this.stored = this.position;
    this.since = 0;
  }
}
