import { Pool, type PoolConfig } from 'pg';
import type { EventStore, Position } from '#libs/event-store';
import { DEFAULT_RETRY, type LiveSettings, type RetrySettings } from './applier.js';
import { CheckpointMoves } from './checkpoint-moves.js';
import { type Checkpoint, type FollowerError, type Slot, allCheckpoints, setState } from './checkpoints.js';
import { UnknownFollower } from './errors.js';
import { type FillSettings, type RebuildProgress, shareOf } from './fill.js';
import { FollowedLogGuard } from './followed-log.js';
import { FollowLoop, type FollowerLog } from './follow-loop.js';
import { type FollowerSettings, LiveProjection, RunningProcess } from './followers.js';
import { LAG_COUNTED, LagCounter } from './lag.js';
import { LEASE_MS, Leases, heldLeases } from './leases.js';
import { LogFeeds } from './log-feeds.js';
import type { RunnerMetrics } from './metrics.js';
import type { EventProcess, Projection } from './projection.js';
import { type RebuildResult, rebuild } from './rebuild.js';
import { SmallBatches } from './small-batches.js';
import { checkTables } from './tables.js';
import { type Verification, verify } from './verify.js';
import { CheckpointWaiter } from './waiting.js';

/**
 * RUNNING: some process follows the log for it. WAITING: it may run and no process does. STOPPED: by hand. FAILED: at an
 * event it cannot handle. REBUILDING: new tables are being filled; the live ones still follow where they can.
 */
export type FollowerState = 'RUNNING' | 'WAITING' | 'STOPPED' | 'FAILED' | 'REBUILDING';

export interface FollowerStatus {
  readonly name: string;
  readonly kind: 'projection' | 'process';
  readonly state: FollowerState;
  readonly version: number;
  readonly position: Position | undefined;
  /** Events handled since the beginning of the log. */
  readonly handled: number;
  /** Events not yet handled, counted up to 1,000. */
  readonly lag: number;
  readonly lagIsAtLeast: boolean;
  /** Age of the oldest of them, as far as they say when they were recorded; 0 when nothing is left to handle. */
  readonly lagSeconds: number | undefined;
  /** Events a second while working. */
  readonly rate: number;
  readonly lastError: FollowerError | undefined;
  readonly updatedAt: string | undefined;
  /** A rebuild that runs, or was interrupted and can go on. */
  readonly rebuild?: { readonly position: Position | undefined; readonly handled: number; readonly fraction?: number };
}

export interface Health {
  readonly ok: boolean;
  readonly followers: readonly Pick<FollowerStatus, 'name' | 'kind' | 'state' | 'position' | 'lastError'>[];
}

export interface RunnerSettings {
  readonly url: string;
  readonly store: EventStore;
  readonly projections: readonly Projection[];
  readonly processes?: readonly EventProcess[];
  readonly log?: FollowerLog;
  readonly metrics?: RunnerMetrics;
  readonly retry?: Partial<RetrySettings>;
  /** Events a live batch may hold. Default 2,000: it took a tenth less than 1,000, and 4,000 no less. */
  readonly batchSize?: number;
  /** Events a batch of a rebuild may hold. Default 5,000: measured 1.5 times as fast as 1,000. */
  readonly rebuildBatchSize?: number;
  /** Events after which a rebuild writes what it holds in memory. Default 100,000. */
  readonly rebuildFlushEvents?: number;
  /** How often a standby or stopped follower is looked at again. Default 1 s. */
  readonly pollMs?: number;
  /** After how long a process that hangs loses what it follows to another. Default 10 s. */
  readonly leaseMs?: number;
  /** The clock that events are recorded by, in milliseconds since 1970. Default: that of the machine. */
  readonly now?: () => number;
}

export interface RebuildCall {
  readonly onProgress?: (progress: RebuildProgress) => void;
  readonly signal?: AbortSignal;
  /** Begin anew even where an interrupted rebuild could go on. */
  readonly fresh?: boolean;
}

const SILENT: FollowerLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Follows the log for projections and side processes. `start()` makes this process a candidate for running them; without
 * it the same object serves an operator: positions, stop, resume, rebuild, verify, waiting.
 */
export class ProjectionRunner {
  private readonly pool: Pool;
  /** For what is applied together. */
  private readonly small: Pool;
  /** Of one connection for each projection: what it prepared there is planned once. */
  private readonly own: readonly Pool[];
  private readonly leases: Leases;
  private readonly waiter: CheckpointWaiter;
  private readonly projections: ReadonlyMap<string, Projection>;
  private readonly retry: RetrySettings;
  private readonly guard: FollowedLogGuard;
  private readonly feeds: LogFeeds;
  private readonly live: LiveSettings;
  private readonly lag: LagCounter;
  private loops: FollowLoop[] = [];

  /** @throws Error when a name stands twice or a table is declared wrongly */
  constructor(private readonly settings: RunnerSettings) {
    this.projections = new Map(settings.projections.map((projection) => [projection.name, projection]));
    checkTables(settings.projections.flatMap((projection) => projection.tables));
    const names = this.names;
    if (new Set(names).size !== names.length) throw new Error('two projections or processes have one name');
    this.retry = { ...DEFAULT_RETRY, ...settings.retry };
    this.pool = this.openPool({ max: names.length + 3 });
    const { leaseMs = LEASE_MS } = settings;
    this.leases = new Leases(settings.url, leaseMs);
    this.guard = new FollowedLogGuard(this.pool, settings.store);
    this.small = this.openPool({ max: 1, pipeline: true });
    this.own = settings.projections.map(({ name }) =>
      this.openPool({ max: 1, pipeline: true, application_name: `mingdan-projector ${name}` }),
    );
    this.live = {
      ...{ moves: new CheckpointMoves(this.pool), together: new SmallBatches(this.small, leaseMs), leaseMs },
    };
    this.lag = new LagCounter(settings.store);
    this.feeds = new LogFeeds({ store: settings.store, batchSize: settings.batchSize ?? 2_000 });
    this.waiter = new CheckpointWaiter({ url: settings.url, pool: this.pool });
    settings.metrics?.watch(() => this.statuses(true));
  }

  /** Begins to follow. Needs no database yet: it waits for one. */
  start(): void {
    if (this.loops.length > 0) return;
    const loop = {
      feeds: this.feeds,
      leases: this.leases,
      log: this.settings.log ?? SILENT,
      guard: this.guard,
      pollMs: this.settings.pollMs ?? 1_000,
      pauseMs: this.retry.pauseMs,
      maxPauseMs: this.retry.maxPauseMs,
    };
    const followers = [
      ...this.settings.projections.map(
        (projection, i) =>
          new LiveProjection(projection, this.followerSettings(this.own[i]), (signal) =>
            this.rebuild(projection.name, { signal }),
          ),
      ),
      ...(this.settings.processes ?? []).map((process) => new RunningProcess(process, this.followerSettings())),
    ];
    this.loops = followers.map((follower) => new FollowLoop(follower, loop));
    for (const running of this.loops) running.start();
  }

  /** Ends after the batches in hand and lets go of every connection. */
  async close(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.close()));
    await this.feeds.close();
    await this.waiter.close();
    await this.leases.close();
    await Promise.all([this.pool, this.small, ...this.own].map((pool) => pool.end()));
  }

  /**
   * True once the projections (all by default) show everything up to the position; false when the time is over or one of
   * them has stopped short of it.
   */
  async waitFor(position: Position, projections?: readonly string[], timeoutMs = 5_000): Promise<boolean> {
    for (const name of projections ?? []) this.projection(name);
    return this.waiter.waitFor(position, projections ?? [...this.projections.keys()], timeoutMs);
  }

  /** Where every projection and process stands, whichever process runs it. */
  async positions(): Promise<readonly FollowerStatus[]> {
    return this.statuses(true);
  }

  /** For `/health`: not ok when a follower has failed. One stopped by hand or standing by is told and no fault. */
  async health(): Promise<Health> {
    const followers = (await this.statuses(false)).map(({ name, kind, state, position, lastError }) => ({
      name,
      kind,
      state,
      position,
      lastError,
    }));
    return { ok: followers.every((follower) => follower.state !== 'FAILED'), followers };
  }

  /** Stops a projection or process wherever it runs, until it is resumed; restarts do not revive it. @throws UnknownFollower */
  async stop(name: string): Promise<void> {
    await this.set(name, 'STOPPED');
  }

  /** Lets a stopped or failed one go on after its last handled event. @throws UnknownFollower */
  async resume(name: string): Promise<void> {
    await this.set(name, 'RUNNING');
  }

  /** See `rebuild()`. @throws UnknownFollower, AnotherLog */
  async rebuild(name: string, call: RebuildCall = {}): Promise<RebuildResult> {
    await this.guard.ensure();
    return rebuild(this.projection(name), { ...this.fillSettings(call), url: this.settings.url, fresh: call.fresh });
  }

  /** See `verify()`. @throws UnknownFollower, AnotherLog */
  async verify(name: string, call: Omit<RebuildCall, 'fresh'> = {}): Promise<Verification> {
    await this.guard.ensure();
    return verify(this.projection(name), { ...this.fillSettings(call), url: this.settings.url });
  }

  private openPool(config: PoolConfig): Pool {
    const pool = new Pool({
      connectionString: this.settings.url,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      application_name: 'mingdan-projector',
      ...config,
    });
    pool.on('error', () => undefined);
    // A connection that is cut while it is lent out would otherwise end the process; its query fails all the same.
    pool.on('connect', (client) => client.on('error', () => undefined));
    return pool;
  }

  private get names(): readonly string[] {
    return [...this.settings.projections, ...(this.settings.processes ?? [])].map((follower) => follower.name);
  }

  private projection(name: string): Projection {
    const projection = this.projections.get(name);
    if (projection === undefined) throw new UnknownFollower(name, [...this.projections.keys()]);
    return projection;
  }

  private async set(name: string, state: 'RUNNING' | 'STOPPED'): Promise<void> {
    if (!this.names.includes(name) || !(await setState(this.pool, name, ['live', 'process'], state))) {
      throw new UnknownFollower(name, this.names);
    }
  }

  private followerSettings(own = this.pool): FollowerSettings {
    const { store, metrics } = this.settings;
    return { pool: this.pool, own, store, live: this.live, retry: this.retry, observer: metrics?.batch.bind(metrics) };
  }

  private fillSettings(call: RebuildCall): FillSettings {
    const { signal, onProgress } = call;
    const { rebuildBatchSize: batchSize = 5_000, rebuildFlushEvents: flushEvents = 100_000 } = this.settings;
    return { ...this.followerSettings(), batchSize, flushEvents, signal, onProgress };
  }

  private async statuses(withLag: boolean): Promise<readonly FollowerStatus[]> {
    const checkpoints = await allCheckpoints(this.pool);
    const held = await heldLeases(this.pool, this.names);
    const last = withLag ? await this.settings.store.lastPosition() : undefined;
    const processes = new Set(this.settings.processes?.map((process) => process.name));
    const slotOf = (name: string): Slot => (processes.has(name) ? 'process' : 'live');
    const stored = (name: string, slot: Slot): Checkpoint | undefined =>
      checkpoints.find((checkpoint) => checkpoint.name === name && checkpoint.slot === slot);
    const lagOf = await this.lag.count(
      this.names.map((name) => stored(name, slotOf(name))?.position),
      last,
    );
    const now = this.settings.now?.() ?? Date.now();
    const result: FollowerStatus[] = [];
    for (const name of this.names) {
      const slot = slotOf(name);
      const found = stored(name, slot);
      const next = stored(name, 'next');
      const fraction = withLag ? shareOf(next?.position, last) : undefined;
      const { events: lag, since } = lagOf(found?.position);
      result.push({
        name,
        kind: slot === 'process' ? 'process' : 'projection',
        state: stateOf(found?.state, held.has(`${slot} ${name}`), next !== undefined && held.has(`rebuild ${name}`)),
        version: found?.version ?? this.projections.get(name)?.version ?? 1,
        position: found?.position,
        handled: found?.handled ?? 0,
        lag,
        lagIsAtLeast: lag >= LAG_COUNTED,
        lagSeconds: lag === 0 ? 0 : ageOf(since, now),
        rate: found?.rate ?? 0,
        lastError: found?.lastError,
        updatedAt: found?.updatedAt,
        ...(next === undefined
          ? {}
          : {
              rebuild: {
                position: next.position,
                handled: next.handled,
                ...(fraction === undefined ? {} : { fraction }),
              },
            }),
      });
    }
    return result;
  }
}

function ageOf(instant: string | undefined, now: number): number | undefined {
  return instant === undefined ? undefined : Math.max(0, Math.round((now - Date.parse(instant)) / 1_000));
}

function stateOf(stored: string | undefined, owned: boolean, rebuilding: boolean): FollowerState {
  if (rebuilding) return 'REBUILDING';
  if (stored === 'STOPPED' || stored === 'FAILED') return stored;
  return owned ? 'RUNNING' : 'WAITING';
}
