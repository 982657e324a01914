import { parsePosition, type Position, type RecordedEvent, type SubscriptionBatch } from '#libs/event-store';
import type { Connection } from './connection.js';
import type { Connections } from './connections.js';
import { CallTimedOut, ConnectionGone } from './faults.js';
import { Feed, type AnswerStream } from './feed.js';
import type { SentEvent, Signal } from './read-answer.js';
import { followingLog } from './read-request.js';
import { isOurs, recordedOf, type StreamNames } from './records.js';

const SIGNAL_WAIT_MS = 1_000;
/** Events the server looks through between two signs of life. */
const SEARCH_WINDOW = 1_000;
/** How long a batch may wait to be filled while there is more to catch up with, in milliseconds. */
const FILL_MS = 50;

export interface CursorParts {
  readonly connections: Connections;
  readonly names: StreamNames;
  /** Commit position of the last event of these prefixes; looks no further back than `floor`. */
  readonly lastPlace: (prefixes: readonly string[], floor: bigint) => Promise<bigint | undefined>;
  /**
   * How long a subscription may take to say that it has caught up before that is found out otherwise, in milliseconds.
   * Default 1,000.
   */
  readonly signalWaitMs?: number;
}

export interface CursorOptions {
  readonly after: Position | undefined;
  /** Of the streams wanted, as the server knows them. */
  readonly prefixes: readonly string[];
  /** Read from the node that leads: it knows everything that was acknowledged. */
  readonly requiresLeader: boolean;
  /** How long the server may be silent before it has caught up. Default: for ever; then only a lost connection ends it. */
  readonly silenceMs?: number;
}

/** Follows the log, onwards from a position, on a filtered subscription that stays open between the batches. */
export class LogCursor {
  private readonly prefixes: readonly string[];
  private place: bigint;
  private open: Following | undefined;
  private told = false;

  constructor(
    private readonly parts: CursorParts,
    private readonly options: CursorOptions,
  ) {
    this.prefixes = options.prefixes;
    this.place = options.after === undefined ? -1n : parsePosition(options.after);
  }

  /** How long the last subscription was open, in milliseconds. */
  lastedMs = 0;
  /** Whether the last subscription gave an event. */
  gaveEvents = false;

  /**
   * The next events, at most `wanted`, as soon as there are any; or none when all was read, said once.
   *
   * @throws what the client failed with; the next call subscribes again, after the last event that was given
   */
  async next(wanted: number): Promise<SubscriptionBatch> {
    try {
      const following = this.open ?? (await this.subscribe());
      for (;;) {
        const seen = following.feed.generation;
        const events = await this.take(following, wanted);
        const caughtUp = following.caughtUp(this.place);
        if (events.length > 0 || (caughtUp && !this.told)) {
          this.gaveEvents ||= events.length > 0;
          this.told = caughtUp;
          return { events, caughtUp };
        }
        await following.wait(seen, this.place);
      }
    } catch (error) {
      this.lastedMs = this.open?.openMs ?? 0;
      this.close();
      throw error;
    }
  }

  /** Tells the server that no more is wanted. */
  close(): void {
    this.open?.feed.close();
    this.open = undefined;
  }

  private async take(following: Following, wanted: number): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    const until = performance.now() + FILL_MS;
    for (;;) {
      const seen = following.feed.generation;
      const taken = following.take(wanted - events.length, events.length === 0);
      for (const event of taken) {
        const { commit } = event;
        if (commit <= this.place || !isOurs(event, this.prefixes)) continue;
        events.push(recordedOf(event, this.parts.names));
        this.place = commit;
      }
      const left = until - performance.now();
      const complete = events.length === 0 || events.length >= wanted || following.live || following.feed.isOver;
      if (complete || left <= 0) return events;
      await following.feed.wait(seen, left);
    }
  }

  private async subscribe(): Promise<Following> {
    const connection = this.parts.connections.current;
    const request = followingLog(this.place < 0n ? undefined : this.place, this.prefixes, SEARCH_WINDOW);
    const call = connection.read(request, this.options.requiresLeader);
    const following = new Following(connection, call, this.parts, this.prefixes, this.options.silenceMs);
    this.open = following;
    this.gaveEvents = false;
    await this.parts.connections.within(connection, following.confirmed);
    return following;
  }
}

/** One subscription, from its confirmation to its end. */
class Following {
  readonly feed: Feed;
  readonly confirmed: Promise<void>;
  private isConfirmed = false;
  private openedAt = performance.now();
  private lastSign = performance.now();
  private askAt = 0;
  /** How many events in the buffer came before the server said that it has caught up. */
  private beforeLive: number | undefined;
  private target: { readonly place: bigint; readonly at: number } | 'asked' | undefined;

  constructor(
    private readonly connection: Connection,
    call: Promise<AnswerStream>,
    private readonly parts: CursorParts,
    private readonly prefixes: readonly string[],
    private readonly silenceMs: number | undefined,
  ) {
    this.feed = new Feed(call, connection.gone, (signal) => this.hear(signal));
    this.confirmed = this.awaitConfirmation();
    // Only the first waiter is told.
    this.confirmed.catch(() => {});
  }

  private async awaitConfirmation(): Promise<void> {
    while (!this.isConfirmed) {
      const seen = this.feed.generation;
      this.feed.take(0);
      if (this.feed.isOver) throw new ConnectionGone();
      await this.feed.wait(seen);
    }
  }

  private hear(signal: Signal): void {
    if (signal === 'confirmed') {
      this.isConfirmed = true;
      this.openedAt = performance.now();
    }
    if (signal === 'caught-up') this.beforeLive = this.feed.size;
    if (signal === 'fell-behind') this.beforeLive = undefined;
    this.sign();
  }

  private get signalWaitMs(): number {
    return this.parts.signalWaitMs ?? SIGNAL_WAIT_MS;
  }

  get openMs(): number {
    return performance.now() - this.openedAt;
  }

  get live(): boolean {
    return this.beforeLive === 0;
  }

  /** The server gave a sign of life. */
  sign(): void {
    this.lastSign = performance.now();
    this.parts.connections.answered(this.connection);
  }

  take(wanted: number, failing: boolean): readonly SentEvent[] {
    const taken = failing || this.feed.size > 0 ? this.feed.take(wanted) : [];
    if (taken.length === 0) return taken;
    this.sign();
    if (this.beforeLive !== undefined) this.beforeLive = Math.max(0, this.beforeLive - taken.length);
    return taken;
  }

  caughtUp(place: bigint): boolean {
    if (this.feed.size > 0) return false;
    if (this.beforeLive === undefined) this.compare(place);
    return this.live;
  }

  /** @throws CallTimedOut when the server has been silent for too long */
  async wait(seen: number, place: bigint): Promise<void> {
    if (this.feed.isEnded) throw new Error('the server ended the subscription');
    const now = performance.now();
    const silentFor = now - this.lastSign;
    if (this.silenceMs !== undefined && silentFor >= this.silenceMs) {
      this.parts.connections.countTimeout(this.connection);
      throw new CallTimedOut();
    }
    const waits: number[] = [];
    if (this.silenceMs !== undefined) waits.push(this.silenceMs - silentFor);
    if (this.beforeLive === undefined && this.target === undefined) {
      const left = Math.max(this.askAt, this.openedAt + this.signalWaitMs) - now;
      if (left > 0) waits.push(left);
      else this.ask(place);
    }
    await this.feed.wait(seen, waits.length === 0 ? undefined : Math.max(1, Math.min(...waits)));
  }

  /** Servers before 23.10 never say that they have caught up: the last event of the log tells. */
  private ask(place: bigint): void {
    this.target = 'asked';
    const at = performance.now();
    this.parts.lastPlace(this.prefixes, place).then(
      (last) => {
        this.target = { place: last ?? -1n, at };
        this.feed.wake();
      },
      () => {
        this.target = undefined;
        this.askAt = performance.now() + this.signalWaitMs;
        this.feed.wake();
      },
    );
  }

  private compare(place: bigint): void {
    if (typeof this.target !== 'object' || place < this.target.place) return;
    // Much may have been written while it was read up to there.
    if (performance.now() - this.target.at > this.signalWaitMs) this.ask(place);
    else this.beforeLive = 0;
  }
}
