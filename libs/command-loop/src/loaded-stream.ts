import type { EventStore, ExpectedRevision, Position, RecordedEvent } from '#libs/event-store';
import type { Instant } from '#libs/rules';
import { commandKey } from './ids.js';
import type { StreamKind } from './stream-kind.js';

/** One event of a command that was carried out before. */
export interface SeenEvent {
  readonly type: string;
  readonly revision: bigint;
  readonly position: Position;
  readonly scope: string;
  readonly ids: Readonly<Record<string, string>>;
}

/** A command the stream has seen (D14). */
export interface SeenCommand {
  readonly commandId: string;
  readonly actorId: string;
  readonly fingerprint: string;
  readonly events: readonly SeenEvent[];
}

/** A stream folded as far as it was read. */
export interface LoadedStream<S> {
  readonly streamId: string;
  readonly state: S;
  readonly revision: ExpectedRevision;
  /** By {@link commandKey}. */
  readonly seenCommands: ReadonlyMap<string, SeenCommand>;
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
  'initialState' | 'evolve' | 'upcast' | 'scopeOf' | 'idsOf'
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
): Promise<LoadedStream<S>> {
  const stream = new Fold(streamId, kind);
  for await (const event of store.readStream(streamId)) {
    if (asOf !== undefined && Date.parse(text(event, 'recordedAt')) > Date.parse(asOf)) break;
    stream.take(event);
  }
  return stream;
}

class Fold<S> implements LoadedStream<S> {
  state: S;
  revision: ExpectedRevision = 'no-stream';
  lastRecordedAt?: Instant;
  position?: Position;
  readonly seenCommands = new Map<
    string,
    { commandId: string; actorId: string; fingerprint: string; events: SeenEvent[] }
  >();
  /** Scope of each event, by revision. */
  private readonly scopes: string[] = [];

  constructor(
    readonly streamId: string,
    private readonly kind: StreamFold<S>,
  ) {
    this.state = kind.initialState;
  }

  take(recorded: RecordedEvent): void {
    const event = this.kind.upcast?.(recorded) ?? recorded;
    this.state = this.kind.evolve(this.state, event);
    this.revision = event.revision;
    this.position = event.position;
    const recordedAt = text(event, 'recordedAt');
    if (recordedAt !== '') this.lastRecordedAt = recordedAt;
    const scope = this.kind.scopeOf(event);
    this.scopes.push(scope);
    const [commandId, actorId] = [text(event, 'commandId'), text(event, 'issuedBy')];
    if (commandId === '') return;
    const key = commandKey(actorId, commandId);
    const seen = this.seenCommands.get(key) ?? {
      commandId,
      actorId,
      fingerprint: text(event, 'fingerprint'),
      events: [],
    };
    const { eventType: type, revision, position } = event;
    seen.events.push({ type, revision, position, scope, ids: this.kind.idsOf(event) });
    this.seenCommands.set(key, seen);
  }

  scopeRevision(scope: string, upTo?: bigint): number {
    const end = upTo === undefined ? this.scopes.length : Number(upTo) + 1;
    let count = 0;
    for (let index = 0; index < end; index += 1) if (this.scopes[index] === scope) count += 1;
    return count;
  }

  scopeRevisions(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const scope of this.scopes) counts.set(scope, (counts.get(scope) ?? 0) + 1);
    return counts;
  }
}

function text(event: RecordedEvent, field: string): string {
  const value = event.metadata[field];
  return typeof value === 'string' ? value : '';
}
