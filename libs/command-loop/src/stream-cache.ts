import { LRUCache } from 'lru-cache';
import type { AppendResult, EventStore, NewEvent } from '#libs/event-store';
import { loadStream, readOn, type FoldedStream, type StreamFold } from './loaded-stream.js';
import type { StreamCacheMetrics } from './stream-cache-metrics.js';

export interface StreamCacheLimits {
  readonly maxStreams: number;
  /** About what all streams together may take in memory, see {@link FoldedStream.bytes}. */
  readonly maxBytes: number;
}

/** What a command appends. */
export interface Appending<S> {
  /** As they are read: through JSON. */
  readonly events: readonly NewEvent[];
  /** The state with all of them, where it is known. Default: they are folded. */
  readonly state?: S;
}

/** Where the command loop has streams from. */
export interface Streams<S> {
  /**
   * A stream as it was last seen here, which may be out of date: for an append at its revision, which the store checks,
   * and for nothing else. Undefined when it has to be read.
   */
  held(streamId: string): FoldedStream<S> | undefined;
  /** A stream as the store holds it. @throws StoreUnavailable */
  read(store: EventStore, streamId: string, kind: StreamFold<S>): Promise<FoldedStream<S>>;
  /** To be asked for before `held` and `read`, and given to `appended`. */
  readonly forgettings: number;
  /**
   * Told of an append.
   * @param before what it was decided on
   * @param forgettings when `before` was asked for: what has been forgotten since is not remembered again
   */
  appended(before: FoldedStream<S>, appended: Appending<S>, result: AppendResult, forgettings: number): void;
  forget(streamId: string): void;
}

/** Every stream is read every time. */
export const UNCACHED: Streams<never> = {
  held: () => undefined,
  read: loadStream,
  forgettings: 0,
  appended: () => undefined,
  forget: () => undefined,
};

/**
 * Folded streams of one kind between commands, the least recently used going first. What it holds is what a read of the
 * log up to that revision gives: personal texts sealed as they are stored, nothing opened (docs/decisions/0025).
 */
export class StreamCache<S> implements Streams<S> {
  forgettings = 0;
  private readonly folds: LRUCache<string, FoldedStream<S>>;

  constructor(
    { maxStreams, maxBytes }: StreamCacheLimits,
    private readonly metrics?: StreamCacheMetrics,
  ) {
    this.folds = new LRUCache<string, FoldedStream<S>>({
      max: maxStreams,
      maxSize: maxBytes,
      sizeCalculation: ({ bytes }) => bytes,
      dispose: (_, __, reason) => {
        if (reason === 'evict') this.metrics?.evicted();
      },
    });
    metrics?.watch(() => ({ streams: this.folds.size, bytes: this.folds.calculatedSize }));
  }

  held(streamId: string): FoldedStream<S> | undefined {
    const held = this.folds.get(streamId);
    if (held === undefined) this.metrics?.missed();
    else this.metrics?.hit();
    return held;
  }

  async read(store: EventStore, streamId: string, kind: StreamFold<S>): Promise<FoldedStream<S>> {
    const { forgettings } = this;
    const held = this.folds.get(streamId);
    const onward = held && (await readOn(store, held));
    if (held !== undefined && onward?.revision !== held.revision) this.metrics?.stale();
    if (held !== undefined && onward === undefined) this.folds.delete(streamId);
    const read = onward ?? (await loadStream(store, streamId, kind));
    this.keep(read, forgettings);
    return read;
  }

  appended(
    before: FoldedStream<S>,
    { events, state }: Appending<S>,
    { revision, position }: AppendResult,
    forgettings: number,
  ): void {
    const { streamId } = before;
    const first = before.revision === 'no-stream' ? 0n : before.revision + 1n;
    const after = before.copy();
    try {
      events.forEach((event, index) =>
        after.take({ ...event, streamId, revision: first + BigInt(index), position }, state),
      );
    } catch {
      // The append is durable whatever becomes of its fold; whoever reads the stream meets the error.
      this.forget(streamId);
      return;
    }
    if (after.revision === revision) this.keep(after, forgettings);
    else this.forget(streamId);
  }

  forget(streamId: string): void {
    this.forgettings += 1;
    this.folds.delete(streamId);
  }

  /** Every stream that has events of a scope. */
  forgetScope(scope: string): void {
    this.forgettings += 1;
    for (const [streamId, fold] of this.folds.entries()) if (fold.hasScope(scope)) this.folds.delete(streamId);
  }

  forgetAll(): void {
    this.forgettings += 1;
    this.folds.clear();
  }

  private keep(fold: FoldedStream<S>, forgettings: number): void {
    if (forgettings !== this.forgettings || fold.revision === 'no-stream') return;
    const held = this.folds.peek(fold.streamId)?.revision;
    // Of commands that end in another order than their appends the last append counts.
    if (typeof held === 'bigint' && held > fold.revision) return;
    this.folds.set(fold.streamId, fold);
  }
}
