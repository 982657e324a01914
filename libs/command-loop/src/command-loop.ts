import {
  StoreUnavailable,
  WrongExpectedRevision,
  type AppendResult,
  type EventStore,
  type ExpectedRevision,
  type JsonObject,
  type NewEvent,
  type Position,
} from '#libs/event-store';
import type { Clock } from '#libs/platform';
import type { Instant } from '#libs/rules';
import { IdempotencyConflict, PreconditionFailed, StreamBusy, StreamExists } from './errors.js';
import { commandKey, eventIdOf, isCommandId } from './ids.js';
import type { FoldedStream, LoadedStream } from './loaded-stream.js';
import { UNCACHED, type Appending, type Streams } from './stream-cache.js';
import type { SeenCommand } from './stream-history.js';
import {
  identityOf,
  type AnsweredEvent,
  type EncodedEvent,
  type LoopMetadata,
  type LoopRequest,
  type StreamKind,
} from './stream-kind.js';

/** What a command did; a repeat answers the same with `replayed`. */
export interface LoopAnswer {
  /** Empty when it was so already. */
  readonly events: readonly AnsweredEvent[];
  /** Position of the command's last event, or of the stream's last one when there was none. Absent: empty stream. */
  readonly position?: Position;
  /** Revision of the stream after the command. */
  readonly revision: ExpectedRevision;
  /** What the command was about: the entry of a dossier. */
  readonly scope: string;
  /** Number of events of that scope after the command. */
  readonly scopeRevision: number;
  /** True when the command had been carried out before and nothing was written now. */
  readonly replayed: boolean;
}

export interface LoopOptions {
  /** How often a command is decided on a stream that others keep changing. Default 20. */
  readonly maxDecisions: number;
  /** How often an append of unknown outcome is repeated unchanged. Default 3. */
  readonly maxRepeats: number;
  /** Longest pause before the next attempt, in milliseconds; doubles each time. Default 5, at most 250. */
  readonly firstPauseMs: number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** 0 up to 1. */
  readonly random: () => number;
}

const DEFAULTS: LoopOptions = {
  maxDecisions: 20,
  maxRepeats: 3,
  firstPauseMs: 5,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: Math.random,
};
const LONGEST_PAUSE_MS = 250;

/** What a decision comes to: events to be appended, or an answer without any. */
type Decision<S> = Appending<S> | { readonly answer: LoopAnswer };

/**
 * Load, decide, append (D14), for every kind of stream alike.
 *
 * A stream that is held in memory serves for appending at its revision, which the store checks. What appends nothing is
 * decided again on a read before it is answered (docs/decisions/0025).
 */
export class CommandLoop {
  private readonly options: LoopOptions;

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    options: Partial<LoopOptions> = {},
  ) {
    this.options = { ...DEFAULTS, ...options };
  }

  /**
   * Carries out one command. When it returns, its events are durable; when it throws, nothing was written, unless the
   * error is StoreUnavailable with `outcomeUnknown`: then the same command under the same id tells.
   *
   * @throws IdempotencyConflict the id was used with another body
   * @throws PreconditionFailed `ifMatch` is stale
   * @throws StreamExists `expectNew` and it is not
   * @throws StreamBusy others kept changing the stream
   * @throws StoreUnavailable the store is away
   * @throws RangeError the command id is no UUID; and whatever the decision refuses with
   */
  async run<C, S, E, X, R extends LoopRequest<C>>(kind: StreamKind<C, S, E, X, R>, request: R): Promise<LoopAnswer> {
    if (!isCommandId(request.commandId)) throw new RangeError('a command id is a UUID');
    const streams: Streams<S> = kind.streams ?? UNCACHED;
    const { streamId } = request;
    for (let attempt = 1, mayHold = true; ;) {
      const { forgettings } = streams;
      const held = mayHold ? streams.held(streamId) : undefined;
      mayHold = false;
      const loaded = held ?? (await streams.read(this.store, streamId, kind));
      let appending: Appending<S>;
      try {
        const decision = await this.decide(kind, request, loaded);
        if ('events' in decision) appending = decision;
        else if (held === undefined) return decision.answer;
        else continue;
      } catch (error) {
        if (held === undefined || error instanceof StoreUnavailable) throw error;
        continue;
      }
      const { events } = appending;
      try {
        const result = await this.append(streamId, loaded.revision, events);
        if (events.some((event) => kind.erases?.(event) === true)) streams.forget(streamId);
        else streams.appended(loaded, appending, result, forgettings);
        return answer(kind, request, loaded, events, result);
      } catch (error) {
        if (error instanceof StoreUnavailable) {
          streams.forget(streamId);
          throw error;
        }
        if (held !== undefined) continue;
        if (!(error instanceof WrongExpectedRevision)) throw error;
        if (attempt >= this.options.maxDecisions) throw new StreamBusy(streamId, attempt, { cause: error });
        await this.pause(attempt);
        attempt += 1;
      }
    }
  }

  private async decide<C, S, E, X, R extends LoopRequest<C>>(
    kind: StreamKind<C, S, E, X, R>,
    request: R,
    loaded: FoldedStream<S>,
  ): Promise<Decision<S>> {
    const seen = loaded.seenCommands.get(commandKey(request.actorId, request.commandId));
    if (seen !== undefined) return { answer: replay(kind, request, loaded, seen) };
    this.checkExpectations(kind, request, loaded);
    const now = this.nowAfter(loaded.lastRecordedAt);
    const decided = kind.decide(request.command, loaded.state, await kind.context(request, loaded, now));
    if (decided.length === 0) return { answer: unchanged(kind, request, loaded) };
    return this.toAppend(kind, request, loaded.state, decided, now);
  }

  private checkExpectations<C, S, E, X, R extends LoopRequest<C>>(
    kind: StreamKind<C, S, E, X, R>,
    request: R,
    loaded: LoadedStream<S>,
  ): void {
    if (request.expectNew === true && loaded.revision !== 'no-stream') throw new StreamExists(request.streamId);
    if (request.ifMatch === undefined) return;
    // An act on another entry moves the stream and not this revision: it disturbs nobody.
    const actual = loaded.scopeRevision(kind.targetOf(request.command, []));
    if (BigInt(request.ifMatch) !== BigInt(actual)) throw new PreconditionFailed(Number(request.ifMatch), actual);
  }

  /** The clock of this machine, unless the stream has seen a later instant: within a stream time never goes back. */
  private nowAfter(last: Instant | undefined): Instant {
    const now = this.clock.now();
    return last !== undefined && Date.parse(last) > Date.parse(now) ? last : now;
  }

  private async toAppend<C, S, E, X, R extends LoopRequest<C>>(
    kind: StreamKind<C, S, E, X, R>,
    request: R,
    state: S,
    decided: readonly E[],
    now: Instant,
  ): Promise<Appending<S>> {
    const encoded = await kind.encode(decided, request, state, now);
    const identity = identityOf(request);
    const metadata = {
      commandId: request.commandId.toLowerCase(),
      commandType: request.commandType,
      fingerprint: request.fingerprint,
      issuedBy: request.actorId,
      recordedAt: now,
      correlationId: request.correlationId ?? request.commandId.toLowerCase(),
      causationId: request.causationId ?? request.commandId.toLowerCase(),
    } satisfies LoopMetadata;
    const { fingerprint } = request;
    const events = encoded.map((event, index) =>
      toStore(event, { ...event.metadata, ...metadata }, (...json) => eventIdOf(identity, fingerprint, index, ...json)),
    );
    const read = encoded.at(-1)?.read;
    return { events, ...(read && { state: read.state }) };
  }

  /** Repeats an append of unknown outcome unchanged: the same ids at the same revision are written once. */
  private async append(
    streamId: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    for (let repeat = 0, unknown = false; ; repeat += 1) {
      try {
        return await this.store.append(streamId, expected, events);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        unknown ||= error.outcomeUnknown;
        if (!unknown) throw error;
        if (repeat >= this.options.maxRepeats) {
          throw error.outcomeUnknown ? error : new StoreUnavailable(error.message, true, { cause: error });
        }
        await this.pause(repeat + 1);
      }
    }
  }

  private pause(attempt: number): Promise<void> {
    const longest = Math.min(LONGEST_PAUSE_MS, this.options.firstPauseMs * 2 ** (attempt - 1));
    return this.options.sleep(Math.ceil(longest * (0.5 + this.options.random() / 2)));
  }
}

/** @param idOf gives the id of an event with this JSON, which is handed over in parts: together it would be copied */
function toStore(
  { eventType, schemaVersion, data, read }: EncodedEvent<unknown>,
  metadata: JsonObject,
  idOf: (...json: readonly string[]) => string,
): NewEvent {
  const json = { data: read?.json ?? JSON.stringify(data), metadata: JSON.stringify(metadata) };
  const type = `"eventType":${JSON.stringify(eventType)},"schemaVersion":${schemaVersion}`;
  return {
    eventId: idOf(`{${type},"data":`, json.data, ',"metadata":', json.metadata, '}'),
    eventType,
    schemaVersion,
    // Through JSON, so that what is folded before and after it is stored is the same.
    data: read === undefined ? (JSON.parse(json.data) as JsonObject) : data,
    metadata: read === undefined ? (JSON.parse(json.metadata) as JsonObject) : metadata,
    json,
  };
}

type AnyKind<C> = Pick<StreamKind<C, unknown, unknown, unknown>, 'targetOf' | 'scopeOf' | 'idsOf'>;

function answer<C>(
  kind: AnyKind<C>,
  request: LoopRequest<C>,
  before: LoadedStream<unknown>,
  events: readonly NewEvent[],
  { revision, position }: AppendResult,
): LoopAnswer {
  const answered = events.map((event) => ({
    type: event.eventType,
    scope: kind.scopeOf(event),
    ids: kind.idsOf(event),
  }));
  const scope = kind.targetOf(request.command, answered);
  const added = answered.filter((event) => event.scope === scope).length;
  return {
    events: answered,
    position,
    revision,
    scope,
    scopeRevision: before.scopeRevision(scope) + added,
    replayed: false,
  };
}

function replay<C>(
  kind: AnyKind<C>,
  request: LoopRequest<C>,
  loaded: LoadedStream<unknown>,
  seen: SeenCommand,
): LoopAnswer {
  if (seen.fingerprint !== request.fingerprint) throw new IdempotencyConflict(request.commandId);
  const { events, position, revision } = seen;
  const scope = kind.targetOf(request.command, events);
  return { events, position, revision, scope, scopeRevision: loaded.scopeRevision(scope, revision), replayed: true };
}

function unchanged<C>(kind: AnyKind<C>, request: LoopRequest<C>, loaded: LoadedStream<unknown>): LoopAnswer {
  const scope = kind.targetOf(request.command, []);
  return {
    events: [],
    ...(loaded.position === undefined ? {} : { position: loaded.position }),
    revision: loaded.revision,
    scope,
    scopeRevision: loaded.scopeRevision(scope),
    replayed: false,
  };
}
