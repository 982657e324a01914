import type { Position, RecordedEvent } from '#libs/event-store';
import type { Checkpoint, Slot } from './checkpoints.js';
import {
  AnotherLog,
  CheckpointMoved,
  PoisonEvent,
  RebuildInProgress,
  VersionMismatch,
  describeError,
} from './errors.js';
import type { FollowedLogGuard } from './followed-log.js';
import type { Leases } from './leases.js';
import type { LogFeeds } from './log-feeds.js';
import { GrowingPause, sleep } from './pauses.js';

/** Where the loops report; pino fits. */
export interface FollowerLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface LoopSettings {
  readonly feeds: LogFeeds;
  readonly leases: Leases;
  readonly log: FollowerLog;
  readonly guard: Pick<FollowedLogGuard, 'ensure'>;
  /** How often a follower that another process owns, or that is stopped, is looked at again. */
  readonly pollMs: number;
  readonly pauseMs: number;
  readonly maxPauseMs: number;
}

/** What a loop drives: a projection's live tables, or a side process. */
export interface Follower {
  readonly name: string;
  readonly slot: Extract<Slot, 'live' | 'process'>;
  /** Loads the checkpoint, makes it when there is none. @throws VersionMismatch when this process may not run it */
  prepare(signal: AbortSignal): Promise<Checkpoint>;
  /** Takes up work after the checkpoint. */
  begin(position: Position | undefined, signal: AbortSignal): void;
  handle(events: readonly RecordedEvent[]): Promise<void>;
  /** Stores that an event cannot be handled; the follower is stopped then. */
  fail(poison: PoisonEvent): Promise<void>;
  /** Stores a trouble that is being retried. */
  note(error: unknown, attempts: number): Promise<void>;
  /** Lets a follower that failed try again, once, when this process takes it over. */
  retryFailed(): Promise<void>;
}

/** Follows the log for one follower until it is closed: lease, checkpoint, batches, pauses. Nothing escapes it. */
export class FollowLoop {
  private readonly closing = new AbortController();
  private readonly pause: GrowingPause;
  private lease: AbortSignal | undefined;
  private tookOver = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly follower: Follower,
    private readonly settings: LoopSettings,
  ) {
    this.pause = new GrowingPause(settings.pauseMs, settings.maxPauseMs);
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Ends the loop after the batch in hand. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
    await this.release();
  }

  private async release(): Promise<void> {
    if (this.lease !== undefined) await this.settings.leases.release(this.follower.slot, this.follower.name);
    this.lease = undefined;
  }

  private async run(): Promise<void> {
    const { log, maxPauseMs } = this.settings;
    const { name } = this.follower;
    while (!this.closing.signal.aborted) {
      try {
        await this.once();
      } catch (error) {
        if (this.closing.signal.aborted) return;
        if (error instanceof CheckpointMoved) {
          await sleep(Math.min(100, maxPauseMs), this.closing.signal);
        } else if (error instanceof PoisonEvent) {
          const { position, streamId, eventType } = error;
          log.error({ follower: name, position, streamId, eventType }, `stopped: ${error.message}`);
          await this.follower.fail(error).catch(() => this.pause.wait(this.closing.signal));
        } else {
          const attempt = this.pause.attempts + 1;
          log.warn({ follower: name, attempt }, describeError(error));
          await this.follower.note(error, attempt).catch(() => undefined);
          if (error instanceof VersionMismatch || error instanceof AnotherLog) {
            // Another process may be of the version that fits, and on the right log.
            await this.release();
            await sleep(this.settings.pollMs, this.closing.signal);
          } else if (error instanceof RebuildInProgress) {
            await sleep(this.settings.pollMs, this.closing.signal);
          } else {
            await this.pause.wait(this.closing.signal);
          }
        }
      }
    }
  }

  /** One life: from owning the lease to losing it, being stopped or failing. */
  private async once(): Promise<void> {
    const lease = await this.own();
    if (lease === undefined) return sleep(this.settings.pollMs, this.closing.signal);
    const signal = AbortSignal.any([lease, this.closing.signal]);
    await this.settings.guard.ensure();
    const checkpoint = await this.follower.prepare(signal);
    const tookOver = this.tookOver;
    this.tookOver = false;
    if (checkpoint.state === 'FAILED' && tookOver) return this.follower.retryFailed();
    if (checkpoint.state !== 'RUNNING') return sleep(this.settings.pollMs, signal);
    this.follower.begin(checkpoint.position, signal);
    for await (const batch of this.settings.feeds.follow({ after: checkpoint.position, signal })) {
      if (signal.aborted) return;
      if (batch.events.length > 0) {
        // The log was empty when it was looked at first.
        await this.settings.guard.ensure();
        await this.follower.handle(batch.events);
      }
      this.pause.reset();
    }
  }

  private async own(): Promise<AbortSignal | undefined> {
    if (this.lease !== undefined && !this.lease.aborted) return this.lease;
    this.lease = await this.settings.leases.acquire(this.follower.slot, this.follower.name);
    this.tookOver = this.lease !== undefined;
    if (this.tookOver) this.settings.log.info({ follower: this.follower.name }, 'took over');
    return this.lease;
  }
}
