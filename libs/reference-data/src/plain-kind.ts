import type { EncodedEvent, LoadedStream, LoopRequest, StreamKind } from '#libs/command-loop';
import type { ActorRef } from '#libs/dossier';
import type { JsonObject } from '#libs/event-store';
import { legalDateOf, type Instant } from '#libs/rules';

export interface ReferenceRequest<C> extends LoopRequest<C> {
  readonly actor: ActorRef;
  /** The rule that SYSTEM acts by. */
  readonly rule?: string;
}

interface PlainEvent {
  readonly type: string;
  readonly data: object;
}

export type PlainKind<C, S, E, X> = StreamKind<C, S, E, X, ReferenceRequest<C>>;

/** Revisions of reference data count the whole stream. */
const WHOLE = 'stream';

/** A kind of stream without parts and without personal data. */
export function plainKind<C, S, E extends PlainEvent, X>(parts: {
  readonly initialState: S;
  readonly evolve: (state: S, event: E) => S;
  readonly decide: (command: C, state: S, context: X) => readonly E[];
  readonly context: (now: Instant, loaded: LoadedStream<S>, request: ReferenceRequest<C>) => X | Promise<X>;
}): PlainKind<C, S, E, X> {
  return {
    initialState: parts.initialState,
    evolve: (state, { eventType, data }) => parts.evolve(state, { type: eventType, data } as unknown as E),
    decide: (command, state, context) => parts.decide(command, state, context),
    context: async (request, loaded, now) => parts.context(now, loaded, request),
    encode: async (events, request, _state, now) => events.map((event) => encode(event, request, now)),
    scopeOf: () => WHOLE,
    targetOf: () => WHOLE,
    idsOf: () => ({}),
  };
}

function encode({ type, data }: PlainEvent, request: ReferenceRequest<unknown>, now: Instant): EncodedEvent {
  const { actor, rule } = request;
  const metadata = {
    legalDate: legalDateOf(now),
    occurredAt: now,
    actor: actor.role === 'SYSTEM' ? { role: 'SYSTEM', rule: rule ?? request.commandType } : { ...actor },
    legalBasisRefs: [],
    evidenceRefs: [],
  };
  // Through JSON, so that what is folded before and after it is stored is the same.
  const json = JSON.parse(JSON.stringify({ data, metadata })) as { data: JsonObject; metadata: JsonObject };
  return { eventType: type, schemaVersion: 1, ...json };
}
