import type { JsonObject, NewEvent, RecordedEvent } from '#libs/event-store';
import type { Instant } from '#libs/rules';
import type { CommandIdentity } from './ids.js';
import type { LoadedStream } from './loaded-stream.js';
import type { Streams } from './stream-cache.js';

/** An event ready for the store but for its id and the metadata that the loop adds. What JSON does not know is dropped. */
export interface EncodedEvent<S = never> extends Omit<NewEvent, 'eventId' | 'json'> {
  /**
   * The event as it will be read, where that is known: the JSON that `data` was parsed from, and the state with it and
   * all before it. Its metadata is then not looked at again but for what the loop has put in. Default: all of it goes
   * through JSON and is folded again.
   */
  readonly read?: { readonly json: string; readonly state: S };
}

/** One command, as the loop is given it. */
export interface LoopRequest<C> {
  readonly streamId: string;
  readonly command: C;
  readonly commandType: string;
  /** A UUID, unique for this actor and stream. */
  readonly commandId: string;
  /** Who gives the command; part of its identity. */
  readonly actorId: string;
  /** Keyed fingerprint of the body: tells a repeat from another command under the same id. */
  readonly fingerprint: string;
  /** Revision of the scope (see {@link StreamKind.scopeOf}) that the caller has seen. */
  readonly ifMatch?: bigint | number;
  /** The stream must not exist yet. @see StreamExists */
  readonly expectNew?: boolean;
  readonly correlationId?: string;
  readonly causationId?: string;
}

/** What a kind of stream brings to the loop: the pure decision, and how its events are stored. */
export interface StreamKind<C, S, E, X, R extends LoopRequest<C> = LoopRequest<C>> {
  readonly initialState: S;
  /** Accepts every past event and never throws. */
  evolve(state: S, event: StoredShape): S;
  /** What `evolve` makes of many events one after the other, where that can be had in less time. */
  fold?(state: S, events: readonly StoredShape[]): S;
  /** Empty when it is so already. @throws the refusals of the domain */
  decide(command: C, state: S, context: X): readonly E[];
  /** Gathers what the decision needs besides the state. `now` is never before the last event of the stream. */
  context(request: R, loaded: LoadedStream<S>, now: Instant): Promise<X>;
  /** Turns decided events into stored ones; what is personal is sealed when it returns. */
  encode(events: readonly E[], request: R, state: S, now: Instant): Promise<readonly EncodedEvent<S>[]>;
  /** Lifts an event of an older version. Default: as it is. */
  upcast?(event: RecordedEvent): RecordedEvent;
  /** What revisions are counted by: the entry of a dossier. One name for the whole stream where there are no parts. */
  scopeOf(event: StoredShape): string;
  /** The scope a command is about. Before it is decided `answered` is empty; afterwards it holds its events. */
  targetOf(command: C, answered: readonly AnsweredEvent[]): string;
  /** Ids an event gives to what it creates; they are part of the answer and contain nothing personal. */
  idsOf(event: StoredShape): Readonly<Record<string, string>>;
  /** Where its streams are kept between commands. Default: nowhere, each is read every time. */
  readonly streams?: Streams<S>;
  /** Whether an event takes something out of the stream for good: nothing of it stays in memory then. Default: none does. */
  erases?(event: StoredShape): boolean;
}

/** One event of an answer. */
export interface AnsweredEvent {
  readonly type: string;
  readonly scope: string;
  readonly ids: Readonly<Record<string, string>>;
}

/** The part of an event that is the same before and after it is recorded. */
export interface StoredShape {
  readonly eventType: string;
  readonly data: JsonObject;
  readonly metadata: JsonObject;
}

/** Metadata the loop writes into every event and reads back. Everything else in the envelope is the kind's. */
export interface LoopMetadata {
  readonly commandId: string;
  readonly commandType: string;
  readonly fingerprint: string;
  /** Who gave the command; not always who acts in the event. */
  readonly issuedBy: string;
  readonly recordedAt: Instant;
  readonly correlationId: string;
  readonly causationId: string;
}

export function identityOf(request: LoopRequest<unknown>): CommandIdentity {
  return { streamId: request.streamId, actorId: request.actorId, commandId: request.commandId };
}
