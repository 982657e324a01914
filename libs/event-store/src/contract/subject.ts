import { randomBytes, randomUUID } from 'node:crypto';
import type { EventStore, NewEvent, RecordedEvent, SubscribeOptions, SubscriptionBatch } from '../event-store.js';

/** A store under contract, opened once for all tests of a file. Other streams may be in it. */
export interface StoreUnderContract {
  readonly store: EventStore;
  close(): Promise<void>;
}

/** What the tests of the contract work with. */
export interface ContractContext {
  readonly store: EventStore;
  /** A stream id that nobody used, in a prefix of its own. */
  stream(prefix?: string): string;
}

/** A prefix that no other test uses. */
export function uniquePrefix(): string {
  return `contract-${randomBytes(6).toString('hex')}-`;
}

export function event(number: number, content: Partial<NewEvent> = {}): NewEvent {
  return {
    eventId: randomUUID(),
    eventType: 'Counted',
    schemaVersion: 1,
    data: { number },
    metadata: { commandId: `command-${number}` },
    ...content,
  };
}

export function events(count: number, from = 0): NewEvent[] {
  return Array.from({ length: count }, (_, index) => event(from + index));
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export function numbers(recorded: readonly RecordedEvent[]): unknown[] {
  return recorded.map(({ data }) => data['number']);
}

/** A subscription pulled by hand: every call takes one more batch. */
export class Follower {
  readonly seen: RecordedEvent[] = [];
  readonly batches: SubscriptionBatch[] = [];
  private readonly abort = new AbortController();
  private readonly iterator: AsyncIterator<SubscriptionBatch>;

  constructor(store: EventStore, options: Omit<SubscribeOptions, 'signal'>) {
    this.iterator = store.subscribe({ ...options, signal: this.abort.signal })[Symbol.asyncIterator]();
  }

  /** Takes one batch; `undefined` when the subscription has ended. */
  async take(): Promise<SubscriptionBatch | undefined> {
    const { done, value } = await this.iterator.next();
    if (done === true) return undefined;
    this.batches.push(value);
    this.seen.push(...value.events);
    return value;
  }

  /** Takes batches until this many events have come. */
  async takeEvents(count: number): Promise<void> {
    while (this.seen.length < count) if ((await this.take()) === undefined) throw new Error('the subscription ended');
  }

  /** Takes batches until one says that nothing was left. */
  async takeUntilCaughtUp(): Promise<void> {
    for (;;) {
      const batch = await this.take();
      if (batch === undefined) throw new Error('the subscription ended');
      if (batch.caughtUp) return;
    }
  }

  /** Aborts, and answers how many more batches came before the end. */
  async stop(): Promise<number> {
    this.abort.abort();
    let more = 0;
    while ((await this.take()) !== undefined) more += 1;
    return more;
  }

  abortOnly(): void {
    this.abort.abort();
  }
}
