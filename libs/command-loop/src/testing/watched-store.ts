import { MemoryEventStore, type ReadStreamOptions, type RecordedEvent } from '#libs/event-store';

/** A store in memory that remembers what was read of its streams. */
export class WatchedStore extends MemoryEventStore {
  /** First revision of every read, in order. */
  readonly reads: bigint[] = [];

  override readStream(streamId: string, options: ReadStreamOptions = {}): AsyncIterable<RecordedEvent> {
    this.reads.push(options.from ?? 0n);
    return super.readStream(streamId, options);
  }
}

/** So that whoever changes what is shared is told. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFreeze(item);
  }
  return value;
}
