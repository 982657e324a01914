import {
  createdId,
  identityOf,
  loadStream,
  type CommandLoop,
  type EncodedEvent,
  type LoopAnswer,
  type LoopRequest,
  type StoredShape,
  type StreamKind,
} from '#libs/command-loop';
import type { CommandActor } from '#libs/dossier';
import type { EventStore, JsonObject } from '#libs/event-store';
import { legalDateOf, type Instant } from '#libs/rules';
import type { Vault } from '#libs/vault';
import type { ExternalListCommand } from './commands.js';
import type { ExternalListContext } from './context.js';
import { decideExternalList } from './decide.js';
import type { ExternalListEvent, ExternalListOrigin } from './events.js';
import type { ListedRows } from './ports.js';
import type { RowLog } from './row-log.js';
import { evolveExternalList, type ExternalListState } from './state.js';

export const MIRROR_PREFIX = 'mirror-';
export const REFERENCE_PREFIX = 'reference-';
export const EXTERNAL_LIST_PREFIXES = [MIRROR_PREFIX, REFERENCE_PREFIX] as const;

/** Revisions of a list count the whole stream. */
const WHOLE = 'stream';
const FINGERPRINT = /^[0-9a-f]{64}$/;

export function externalListStream(origin: ExternalListOrigin, listId: string): string {
  return `${origin === 'EXTERNAL_MIRROR' ? MIRROR_PREFIX : REFERENCE_PREFIX}${listId}`;
}

export interface ExternalListRequest {
  readonly listId: string;
  readonly command: ExternalListCommand;
  readonly actor: CommandActor;
  /** A UUID. */
  readonly commandId: string;
  /** Keyed fingerprint of the body, 64 hex digits. */
  readonly fingerprint: string;
  readonly ifMatch?: bigint | number;
  readonly correlationId?: string;
}

interface Request extends LoopRequest<ExternalListCommand> {
  readonly listId: string;
  readonly actor: CommandActor;
}

export interface ExternalListParts {
  readonly loop: CommandLoop;
  readonly store: EventStore;
  readonly vault: Pick<Vault, 'seal'>;
  readonly rows: Pick<ListedRows, 'entry'>;
  readonly log: Pick<RowLog, 'written'>;
  readonly isUnit: (unitId: string) => boolean;
}

/** Commands on lists of others, by the loop of all streams. Texts are sealed before anything is written. */
export class ExternalListCommands {
  private readonly kind: StreamKind<
    ExternalListCommand,
    ExternalListState,
    ExternalListEvent,
    ExternalListContext,
    Request
  >;

  constructor(private readonly parts: ExternalListParts) {
    this.kind = {
      initialState: {},
      evolve: (state, event) => evolveExternalList(state, asExternalListEvent(event)),
      decide: decideExternalList,
      context: (request, { state }, now) => this.context(request, state, now),
      encode: (events, request, _state, now) => this.encode(events, request, now),
      scopeOf: () => WHOLE,
      targetOf: () => WHOLE,
      idsOf,
    };
  }

  /**
   * When it returns, what was decided is durable.
   *
   * @throws ExternalListRefusal; VaultUnavailable; RangeError; and what CommandLoop.run throws
   */
  async run({ listId, command, actor, ...rest }: ExternalListRequest): Promise<LoopAnswer> {
    // It is stored beside the event for ever: a body put here in clear must not pass.
    if (!FINGERPRINT.test(rest.fingerprint)) throw new RangeError('a fingerprint is 64 hexadecimal digits');
    const streamId = await this.streamOf(listId, command);
    const by = { actor, actorId: actor.userId };
    return this.parts.loop.run(this.kind, { ...rest, ...by, listId, streamId, command, commandType: command.type });
  }

  /** A list as its stream has it; empty where there is none. */
  async load(listId: string): Promise<ExternalListState> {
    for (const prefix of EXTERNAL_LIST_PREFIXES) {
      const { state } = await loadStream(this.parts.store, `${prefix}${listId}`, this.kind);
      if (state.list !== undefined) return state;
    }
    return {};
  }

  /** An id does not say of which origin its list is. */
  private async streamOf(listId: string, { type }: ExternalListCommand): Promise<string> {
    if (type === 'RegisterReferenceList') return `${REFERENCE_PREFIX}${listId}`;
    if (type === 'RegisterMirroredList') return `${MIRROR_PREFIX}${listId}`;
    for await (const _ of this.parts.store.readStream(`${REFERENCE_PREFIX}${listId}`, { limit: 1 }))
      return `${REFERENCE_PREFIX}${listId}`;
    return `${MIRROR_PREFIX}${listId}`;
  }

  private async context(request: Request, { list }: ExternalListState, now: Instant): Promise<ExternalListContext> {
    const { listId, actor, command } = request;
    const { rows, log, isUnit } = this.parts;
    const entry = command.type === 'ForwardObjection' ? await rows.entry(listId, command.data.entryId) : undefined;
    const chunksWritten =
      command.type === 'FinishDelivery' && list !== undefined
        ? await log.written(list.origin, listId, list.sequence)
        : 0;
    const identity = identityOf(request);
    return {
      ...{ now, actor, listId, isUnit, chunksWritten },
      ...(entry && { entry }),
      newId: (label) => createdId(identity, label),
    };
  }

  private async encode(
    events: readonly ExternalListEvent[],
    { actor, listId, commandType }: Request,
    now: Instant,
  ): Promise<readonly EncodedEvent[]> {
    const sealed = await this.parts.vault.seal(events.map(({ data }) => data));
    const { userId, unitId, role } = actor;
    const official = { userId, ...(unitId === undefined ? {} : { unitId }), role };
    return events.map(({ type }, i) => ({
      eventType: type,
      schemaVersion: 1,
      data: JSON.parse(JSON.stringify(sealed[i])) as JsonObject,
      metadata: {
        ...{ listId, legalDate: legalDateOf(now), occurredAt: now },
        actor: role === 'SYSTEM' ? { role, rule: commandType } : official,
        ...{ legalBasisRefs: [], evidenceRefs: [] },
      },
    }));
  }
}

/** A stored event, as the domain sees it: sealed where the domain says personal. */
export function asExternalListEvent({ eventType, data }: Pick<StoredShape, 'eventType' | 'data'>): ExternalListEvent {
  return { type: eventType, data } as unknown as ExternalListEvent;
}

function idsOf({ eventType, data }: Pick<StoredShape, 'eventType' | 'data'>): Readonly<Record<string, string>> {
  const { forwardingId } = data;
  return eventType === 'ObjectionForwarded' && typeof forwardingId === 'string' ? { forwardingId } : {};
}
