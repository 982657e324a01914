import type { EncodedEvent, LoopRequest, StoredShape, StreamKind, Streams } from '#libs/command-loop';
import type { Command, CommandActor, DecisionContext, DossierEvent, DossierState, ProducedEvent } from '#libs/dossier';
import type { JsonObject, RecordedEvent } from '#libs/event-store';
import type { Instant } from '#libs/rules';
import { RECORD_SCOPE } from '#libs/subjects';
import type { Vault } from '#libs/vault';
import type { ContextBuilder } from './context-builder.js';
import { createdIdsOf } from './created-ids.js';
import { evolveView, foldViews, type DossierFold, type DossierView } from './dossier-view.js';
import { entryIdOfData, envelopeOf } from './envelope.js';
import { dossierUpcasters } from './upcasters.js';

/** The pure domain: decides and folds. */
export interface DossierDecider extends DossierFold {
  readonly decide: (command: Command, state: DossierState, context: DecisionContext) => readonly ProducedEvent[];
}

/** One command on a dossier, as the loop is given it. */
export interface DossierLoopRequest extends LoopRequest<Command> {
  readonly subjectId: string;
  readonly actor: CommandActor;
  readonly systemRule?: string;
}

export type DossierKind = StreamKind<Command, DossierView, ProducedEvent, DecisionContext, DossierLoopRequest>;

export const DOSSIER_PREFIX = 'dossier-';

export function dossierStreamOf(subjectId: string): string {
  return `${DOSSIER_PREFIX}${subjectId}`;
}

type Folding = Pick<DossierKind, 'initialState' | 'evolve' | 'fold' | 'upcast' | 'scopeOf' | 'idsOf'>;

/** How a dossier is read: lifted to the present versions, folded still sealed, its revisions counted by entry. */
export function dossierFolding(fold: DossierFold): Folding {
  return {
    initialState: { dossier: fold.initialState },
    evolve: (view, event) => evolveView(fold, view, asDossierEvent(event)),
    fold: (view, events) => foldViews(fold, view, events.map(asDossierEvent)),
    upcast: (event: RecordedEvent) => dossierUpcasters.lift(event),
    scopeOf: ({ data }) => entryIdOfData(data) ?? RECORD_SCOPE,
    idsOf: ({ eventType, data }) => createdIdsOf(eventType, data),
  };
}

/** How a command on a dossier is decided and stored. */
export function dossierKind(
  decider: DossierDecider,
  vault: Pick<Vault, 'seal'>,
  contexts: Pick<ContextBuilder, 'build'>,
  streams?: Streams<DossierView>,
): DossierKind {
  return {
    ...dossierFolding(decider),
    ...(streams && { streams }),
    erases: ({ eventType }) => eventType === 'PersonalDataErased',
    decide: (command, view, context) => decider.decide(command, view.dossier, context),
    context: (request, loaded, now) => contexts.build(request, loaded.state, now),
    encode: (events, request, view, now) => encode(decider, vault, events, request, view, now),
    targetOf: (command, answered) => {
      const entryId = entryIdOfData(command.data);
      if (entryId !== undefined) return entryId;
      // It brings its entry into being. What had fallen due before, in the same append, may have done so as well.
      const created =
        command.type === 'GenerateInitialEntry'
          ? answered.findLast(({ type }) => type === 'InitialEntryGenerated')?.scope
          : undefined;
      return created ?? RECORD_SCOPE;
    },
  };
}

async function encode(
  fold: DossierFold,
  vault: Pick<Vault, 'seal'>,
  events: readonly ProducedEvent[],
  request: DossierLoopRequest,
  before: DossierView,
  now: Instant,
): Promise<readonly EncodedEvent<DossierView>[]> {
  const { subjectId, actor, commandType, systemRule } = request;
  const facts = { subjectId, actor, commandType, now, ...(systemRule === undefined ? {} : { systemRule }) };
  // One call for all events: the keys are durable when it returns, and so before the append.
  const sealed = await vault.seal(events.map(({ data }) => data));
  let view = before;
  return events.map((event, index) => {
    const json = JSON.stringify(sealed[index]);
    const data = JSON.parse(json) as JsonObject;
    // At the version that its type has come to, no upcaster touches it when it is read.
    view = evolveView(fold, view, asDossierEvent({ eventType: event.type, data }));
    return {
      ...{ eventType: event.type, schemaVersion: dossierUpcasters.latestVersion(event.type), data },
      metadata: envelopeOf(event, view, facts) as unknown as JsonObject,
      read: { json, state: view },
    };
  });
}

/** An event as it is stored, seen as the domain sees it: sealed where the domain says personal. */
export function asDossierEvent({ eventType, data }: Pick<StoredShape, 'eventType' | 'data'>): DossierEvent {
  return { type: eventType, data } as unknown as DossierEvent;
}
