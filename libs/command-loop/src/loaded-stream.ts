import type { EventStore, ExpectedRevision, Json, Position, RecordedEvent } from '#libs/event-store';
import type { Instant } from '#libs/rules';
import { commandKey } from './ids.js';
import { StreamHistory, type SeenCommand } from './stream-history.js';
import type { StreamKind } from './stream-kind.js';

/** The commands a stream has seen, by {@link commandKey}. */
export interface SeenCommands {
  get(key: string): SeenCommand | undefined;
  has(key: string): boolean;
}

/** A stream folded as far as it was read. */
export interface LoadedStream<S> {
  readonly streamId: string;
  readonly state: S;
  readonly revision: ExpectedRevision;
  readonly seenCommands: SeenCommands;
  /** Absent while the stream is empty. */
  readonly lastRecordedAt?: Instant;
  /** Position of its last event. */
  readonly position?: Position;
  /** How many events of this scope the stream holds, up to a revision of the stream (default: the last). */
  scopeRevision(scope: string, upTo?: bigint): number;
  /** All scopes with their revisions. */
  scopeRevisions(): ReadonlyMap<string, number>;
}

/** What is needed of a kind of stream to read it. */
export type StreamFold<S> = Pick<
  StreamKind<unknown, S, unknown, unknown>,
  'initialState' | 'evolve' | 'fold' | 'upcast' | 'scopeOf' | 'idsOf'
>;

/**
 * Reads and folds a stream.
 * @param asOf only what had been recorded by this instant.
 * @throws StoreUnavailable
 */
export async function loadStream<S>(
  store: EventStore,
  streamId: string,
  kind: StreamFold<S>,
  asOf?: Instant,
): Promise<FoldedStream<S>> {
  const stream = new FoldedStream(streamId, kind);
  const until = asOf === undefined ? undefined : Date.parse(asOf);
  let events: RecordedEvent[] = [];
  for await (const event of store.readStream(streamId)) {
    if (until !== undefined && Date.parse(text(event, 'recordedAt')) > until) break;
    events.push(event);
    if (events.length < FOLDED_TOGETHER) continue;
    stream.takeAll(events);
    events = [];
  }
  stream.takeAll(events);
  return stream;
}

/**
 * Reads what a stream has come to since it was folded. A stream is only ever appended to, so that its fold and its tail
 * make what a whole read would make.
 *
 * @returns undefined when the stream no longer holds the event that the fold stands on: the log was put back to an
 * earlier state, and the fold is of no use
 * @throws StoreUnavailable
 */
export async function readOn<S>(store: EventStore, known: FoldedStream<S>): Promise<FoldedStream<S> | undefined> {
  const { streamId, revision } = known;
  if (revision === 'no-stream') return undefined;
  const stream = known.copy();
  let met = false;
  for await (const event of store.readStream(streamId, { from: revision })) {
    if (met) stream.take(event);
    else if (!known.standsOn(event)) return undefined;
    met = true;
  }
  return met ? stream : undefined;
}

/** How many events of a stream are in memory at most before they are folded. */
const FOLDED_TOGETHER = 1_000;

/** What a stream takes in memory beside its events: an estimate. */
const PER_STREAM_BYTES = 1_000;
/** What is remembered of an event beside its data: its scope, its command, its part of the answer. */
const PER_EVENT_BYTES = 400;

/** A stream while it is folded. Once it is handed on, it stays as it is; to go on, one goes on with a copy. */
export class FoldedStream<S> implements LoadedStream<S> {
  state: S;
  revision: ExpectedRevision = 'no-stream';
  lastRecordedAt?: Instant;
  position?: Position;
  /** About how much memory it takes: an estimate that grows with every event. */
  bytes = PER_STREAM_BYTES;
  private lastEventId?: string;

  constructor(
    readonly streamId: string,
    private readonly kind: StreamFold<S>,
    private readonly history = new StreamHistory(),
  ) {
    this.state = kind.initialState;
  }

  get seenCommands(): SeenCommands {
    const { history, revision } = this;
    const get = (key: string): SeenCommand | undefined =>
      revision === 'no-stream' ? undefined : history.command(key, revision);
    return { get, has: (key) => get(key) !== undefined };
  }

  /** The same, to be folded on; what is remembered of the past is shared. */
  copy(): FoldedStream<S> {
    const copy = new FoldedStream(this.streamId, this.kind, this.history);
    const { state, revision, lastRecordedAt, position, bytes, lastEventId } = this;
    Object.assign(copy, { state, revision, bytes });
    if (lastRecordedAt !== undefined) copy.lastRecordedAt = lastRecordedAt;
    if (position !== undefined) copy.position = position;
    if (lastEventId !== undefined) copy.lastEventId = lastEventId;
    return copy;
  }

  /** @param state with this event in it, and perhaps with those that follow; default: it is folded */
  take(recorded: RecordedEvent, state?: S): void {
    const event = this.lifted(recorded);
    this.state = state ?? this.kind.evolve(this.state, event);
    this.remember(event);
  }

  takeAll(recorded: readonly RecordedEvent[]): void {
    const { kind } = this;
    const events = recorded.map((event) => this.lifted(event));
    this.state =
      kind.fold?.(this.state, events) ?? events.reduce((state, event) => kind.evolve(state, event), this.state);
    for (const event of events) this.remember(event);
  }

  private lifted(recorded: RecordedEvent): RecordedEvent {
    return this.kind.upcast?.(recorded) ?? recorded;
  }

  private remember(event: RecordedEvent): void {
    this.revision = event.revision;
    this.position = event.position;
    this.lastEventId = event.eventId;
    this.bytes += PER_EVENT_BYTES + roughBytes(event.data);
    const recordedAt = text(event, 'recordedAt');
    if (recordedAt !== '') this.lastRecordedAt = recordedAt;
    const answered = { type: event.eventType, scope: this.kind.scopeOf(event), ids: this.kind.idsOf(event) };
    const [commandId, actorId] = [text(event, 'commandId'), text(event, 'issuedBy')];
    const command = { key: commandKey(actorId, commandId), fingerprint: text(event, 'fingerprint') };
    this.history.add(event, answered, commandId === '' ? undefined : command);
  }

  /** Whether this is the last event that was folded. */
  standsOn({ revision, eventId }: RecordedEvent): boolean {
    return revision === this.revision && eventId === this.lastEventId;
  }

  scopeRevision(scope: string, upTo = this.revision): number {
    return upTo === 'no-stream' ? 0 : this.history.count(scope, upTo);
  }

  scopeRevisions(): ReadonlyMap<string, number> {
    return this.revision === 'no-stream' ? new Map() : this.history.counts(this.revision);
  }

  hasScope(scope: string): boolean {
    return this.history.hasScope(scope);
  }
}

function text(event: RecordedEvent, field: string): string {
  const value = event.metadata[field];
  return typeof value === 'string' ? value : '';
}

function roughBytes(value: Json): number {
  if (typeof value === 'string') return 16 + 2 * value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let bytes = 32;
  const items: readonly Json[] = Array.isArray(value) ? value : Object.values<Json>(value);
  for (const item of items) bytes += 8 + roughBytes(item);
  return bytes;
}
