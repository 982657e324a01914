import {
  type EventStore,
  type Json,
  type Position,
  type RecordedEvent,
  type SubscriptionBatch,
  Wakeup,
} from '#libs/event-store';

export interface LogFeedSettings {
  readonly store: EventStore;
  /** Events a batch may hold. */
  readonly batchSize: number;
  /**
   * How long one batch of one follower may hold the others up before they go on without it, where they take less than a
   * third of that themselves, once the reading has come to the end of the log. Default 1 s.
   */
  readonly patienceMs?: number;
  /** The same before it has: nobody on it is up to date. Default 15 s. */
  readonly patienceBehindMs?: number;
}

export interface FollowOptions {
  /** Position of the last handled event. Default: from the beginning. */
  readonly after?: Position | undefined;
  readonly signal: AbortSignal;
}

/** How many batches are read ahead of the slowest follower at most. */
const BATCHES_AHEAD = 4;
/** The same in characters, should the events be large. */
const CHARACTERS_AHEAD = 16_000_000;
/** One event stands for so many neighbours: the size is to be bounded, not to be exact. */
const SIZED_EVERY = 8;
/** Within what time those begin to follow that begin together. */
const YOUNG_MS = 2_000;
const PATIENCE_MS = 1_000;
/** Far behind, one stall would have the log read twice from there to its end. */
const PATIENCE_BEHIND_MS = 15_000;
/** Where the machine is busy everybody is slow: only who is that many times slower than others is gone on without. */
const TIMES_SLOWER = 3;
/** Before every position there is. */
const BEGINNING: Position = '';

/**
 * One reading of the log for all followers of a process that stand close together, in place of one for each: what was read
 * and parsed once is handed to all of them, and the next is read while they work. A follower that stands elsewhere gets a
 * reading of its own, and joins the others where it meets them. So does one that holds the others up.
 */
export class LogFeeds {
  private readonly open = new Set<LogFeed>();
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly settings: LogFeedSettings) {}

  /** How many readings are going on. */
  get size(): number {
    return this.open.size;
  }

  /**
   * Every event after the position, in the order of the log, each once; like `EventStore.subscribe`. A batch counts as
   * handled when the next is asked for. The events are shared: nobody may change them.
   */
  async *follow({ after, signal }: FollowOptions): AsyncGenerator<SubscriptionBatch> {
    const member: Member = { at: after ?? BEGINNING, next: 0, busySince: undefined, took: 0, toldCaughtUp: false };
    let feed: LogFeed | undefined;
    try {
      while (!signal.aborted) {
        // What has ended tells those who followed it to the end why.
        if (feed === undefined || !feed.ended || !feed.has(member)) feed = this.move(member, feed);
        const seen = feed.grown.generation;
        const batch = feed.take(member);
        if (batch !== undefined) yield batch;
        else if (feed.ended) return;
        else await feed.grown.wait(seen, { signal });
      }
    } finally {
      if (feed !== undefined) this.leave(feed, member);
    }
  }

  /** Waits until every reading that nobody follows any more has ended. */
  async close(): Promise<void> {
    await Promise.all(this.running);
  }

  /** Joins the reading that is best for the member now, and leaves the one it followed. */
  private move(member: Member, from: LogFeed | undefined): LogFeed {
    const to = this.bestFor(member);
    if (to === from && to.has(member)) return to;
    if (from !== undefined) this.leave(from, member);
    to.join(member);
    return to;
  }

  /** The reading that is furthest of those that have everything after the member's position; the oldest of several. */
  private bestFor(member: Member): LogFeed {
    let best: LogFeed | undefined;
    for (const feed of this.open) {
      if (feed.covers(member.at) && (best === undefined || feed.head > best.head)) best = feed;
    }
    return best ?? this.begin(member.at);
  }

  private begin(after: Position): LogFeed {
    const feed = new LogFeed(this.settings, after, () => {
      // Readings that have come to the end of the log stand at the same place: their followers go together from there.
      if (this.open.size > 1) for (const one of this.open) one.grown.wake();
    });
    this.open.add(feed);
    const running = feed.run().finally(() => {
      this.open.delete(feed);
      this.running.delete(running);
    });
    this.running.add(running);
    return feed;
  }

  private leave(feed: LogFeed, member: Member): void {
    if (feed.leave(member)) this.open.delete(feed);
  }
}

interface Member {
  /** Position of the last event taken. */
  at: Position;
  /** Number of the next event to take, as the feed counts them. */
  next: number;
  /** Since when it has been busy with what it took, by `performance.now()`; undefined while it waits for more. */
  busySince: number | undefined;
  /** How long it was busy with the last batch, in milliseconds. */
  took: number;
  toldCaughtUp: boolean;
}

/** One reading of the log, and the part of it that somebody has still to take. */
class LogFeed {
  /** Woken whenever there may be something new to take. */
  readonly grown = new Wakeup();
  ended = false;
  private readonly taken = new Wakeup();
  private readonly members = new Set<Member>();
  private readonly ending = new AbortController();
  private failure: { readonly error: unknown } | undefined;
  private caughtUp = false;
  private cameToEnd = false;
  /** What is held, in the order of the log. */
  private window: RecordedEvent[] = [];
  /** Characters of all events read, up to and with each one of the window. */
  private sizes: number[] = [];
  /** Number of the first event of the window. */
  private first = 0;
  /** Position before the window. */
  private start: Position;
  private sizeBefore = 0;
  private readonly begun = performance.now();

  constructor(
    private readonly settings: LogFeedSettings,
    after: Position,
    private readonly reachedEnd: () => void,
  ) {
    this.start = after;
  }

  /** Position up to which it has read. */
  get head(): Position {
    return this.window.at(-1)?.position ?? this.start;
  }

  /** Whether it holds, or will read, every event after this position, and has read up to it. */
  covers(position: Position): boolean {
    return !this.ended && position >= this.start && position <= this.head;
  }

  has(member: Member): boolean {
    return this.members.has(member);
  }

  join(member: Member): void {
    member.next = this.first + this.indexAfter(member.at);
    member.busySince = undefined;
    member.toldCaughtUp = false;
    this.members.add(member);
  }

  /** Whether nobody is left and it ends. */
  leave(member: Member): boolean {
    this.members.delete(member);
    this.taken.wake();
    if (this.members.size > 0) return false;
    this.ending.abort();
    return true;
  }

  /** What comes next for the member, if it is there. @throws what ended the reading */
  take(member: Member): SubscriptionBatch | undefined {
    if (member.busySince !== undefined) member.took = performance.now() - member.busySince;
    member.busySince = undefined;
    const from = member.next - this.first;
    const events = this.window.slice(from, from + this.settings.batchSize);
    const caughtUp = this.caughtUp && from + events.length === this.window.length;
    if (events.length === 0) {
      if (this.failure !== undefined) throw this.failure.error;
      if (!caughtUp || member.toldCaughtUp) return undefined;
    }
    member.next += events.length;
    member.at = events.at(-1)?.position ?? member.at;
    member.busySince = performance.now();
    member.toldCaughtUp = caughtUp;
    this.forget();
    this.taken.wake();
    return { events, caughtUp };
  }

  /** Reads until nobody follows, or the store fails for good. */
  async run(): Promise<void> {
    const { store, batchSize } = this.settings;
    const { signal } = this.ending;
    const after = this.start === BEGINNING ? {} : { after: this.start };
    try {
      for await (const batch of store.subscribe({ ...after, batchSize, signal })) {
        const cameToEnd = batch.caughtUp && !this.caughtUp;
        this.caughtUp = batch.caughtUp;
        this.cameToEnd ||= cameToEnd;
        this.push(batch.events);
        this.grown.wake();
        if (cameToEnd) this.reachedEnd();
        await this.room(signal);
      }
    } catch (error) {
      this.failure = { error };
    } finally {
      this.ended = true;
      this.grown.wake();
    }
  }

  private push(events: readonly RecordedEvent[]): void {
    let sum = this.sizes.at(-1) ?? this.sizeBefore;
    let size = 0;
    for (const [n, event] of events.entries()) {
      if (n % SIZED_EVERY === 0) size = sizeOf(event.data);
      sum += size;
      this.window.push(event);
      this.sizes.push(sum);
    }
  }

  /** Waits until the slowest has taken enough. One that is long busy with a batch goes on by itself where others wait. */
  private async room(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.isFull()) {
      const seen = this.taken.generation;
      const slowest = this.slowest();
      const end = this.first + this.window.length;
      const othersWait = [...this.members].some((member) => member.next === end);
      if (slowest?.busySince === undefined || !othersWait) {
        await this.taken.wait(seen, { signal });
        continue;
      }
      const left = slowest.busySince + this.patienceWith(slowest) - performance.now();
      if (left > 0) {
        await this.taken.wait(seen, { signal, timeoutMs: left });
        continue;
      }
      this.members.delete(slowest);
      this.forget();
    }
  }

  private patienceWith(slowest: Member): number {
    const others = [...this.members].filter((member) => member !== slowest).map(({ took }) => took);
    // Half of them have nothing to do with most events, and are no measure.
    const usual = others.sort((one, other) => one - other)[Math.floor((others.length * 3) / 4)] ?? 0;
    const { patienceMs = PATIENCE_MS, patienceBehindMs = PATIENCE_BEHIND_MS } = this.settings;
    return Math.max(this.cameToEnd ? patienceMs : patienceBehindMs, TIMES_SLOWER * usual);
  }

  private slowest(): Member | undefined {
    let slowest: Member | undefined;
    for (const member of this.members) if (slowest === undefined || member.next < slowest.next) slowest = member;
    return slowest;
  }

  private isFull(): boolean {
    const next = this.slowest()?.next;
    if (next === undefined) return false;
    const at = next - this.first;
    if (this.window.length - at >= BATCHES_AHEAD * this.settings.batchSize) return true;
    return (this.sizes.at(-1) ?? 0) - (this.sizes[at - 1] ?? this.sizeBefore) >= CHARACTERS_AHEAD;
  }

  /**
   * Lets go of what all have taken, but for a last batch, so that one who comes a little later can still join; of more at
   * first, since those who begin together take their turns to begin.
   */
  private forget(): void {
    const end = this.first + this.window.length;
    const takenByAll = (this.slowest()?.next ?? end) - this.first;
    const held = (this.sizes.at(-1) ?? 0) - this.sizeBefore;
    const young = performance.now() - this.begun < YOUNG_MS;
    const kept = held >= CHARACTERS_AHEAD ? 0 : (young ? BATCHES_AHEAD : 1) * this.settings.batchSize;
    const gone = Math.min(takenByAll, this.window.length - kept);
    // Seldom, since it moves all that stays.
    if (gone < (kept === 0 ? 1 : this.settings.batchSize)) return;
    this.start = this.window[gone - 1]?.position ?? this.start;
    this.sizeBefore = this.sizes[gone - 1] ?? this.sizeBefore;
    this.first += gone;
    this.window = this.window.slice(gone);
    this.sizes = this.sizes.slice(gone);
  }

  /** Index of the first event of the window that comes after a position. */
  private indexAfter(position: Position): number {
    let [low, high] = [0, this.window.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.window[middle]?.position ?? position) > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** About how many characters a value holds; cheaper than its JSON. */
function sizeOf(value: Json): number {
  if (typeof value === 'string') return value.length;
  let size = 8;
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) size += sizeOf(part);
  return size;
}
