import {
  EventStore,
  StoreUnavailable,
  type AppendResult,
  type ExpectedRevision,
  type NewEvent,
  type Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SubscribeOptions,
  type SubscriptionBatch,
} from '#libs/event-store';

type Append = (streamId: string, expected: ExpectedRevision, events: readonly NewEvent[]) => Promise<AppendResult>;

/** A store whose appends a test can disturb. */
export class DisturbedStore extends EventStore {
  readonly appends: { readonly expected: ExpectedRevision; readonly events: readonly NewEvent[] }[] = [];

  constructor(
    private readonly inner: EventStore,
    /** Called for the n-th append (from 1) in place of it; `append` is the real one. */
    private readonly disturb: (n: number, append: () => Promise<AppendResult>) => Promise<AppendResult>,
  ) {
    super();
  }

  append: Append = async (streamId, expected, events) => {
    this.appends.push({ expected, events });
    return this.disturb(this.appends.length, () => this.inner.append(streamId, expected, events));
  };

  readStream(streamId: string, options?: ReadStreamOptions): AsyncIterable<RecordedEvent> {
    return this.inner.readStream(streamId, options);
  }

  readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent> {
    return this.inner.readAll(options);
  }

  subscribe(options?: SubscribeOptions): AsyncIterable<SubscriptionBatch> {
    return this.inner.subscribe(options);
  }

  lastPosition(): Promise<Position | undefined> {
    return this.inner.lastPosition();
  }
}

/** Writes, and then says that it does not know whether it has. */
export async function loseAcknowledgement(append: () => Promise<AppendResult>): Promise<AppendResult> {
  await append();
  throw new StoreUnavailable('the connection broke before the answer came', true);
}
