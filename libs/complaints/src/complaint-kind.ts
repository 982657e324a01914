import {
  loadStream,
  stableId,
  type CommandLoop,
  type EncodedEvent,
  type LoopAnswer,
  type LoopRequest,
  type StoredShape,
  type StreamKind,
} from '#libs/command-loop';
import type { CommandActor } from '#libs/dossier';
import type { EventStore, JsonObject } from '#libs/event-store';
import type { ReferenceData } from '#libs/reference-data';
import { legalDateOf, type Instant } from '#libs/rules';
import type { Vault } from '#libs/vault';
import {
  COMPLAINT_PREFIX,
  initialComplaint,
  type Complaint,
  type ComplaintCommand,
  type ComplaintContext,
  type ComplaintEvent,
  type ComplaintState,
  type ProducedComplaintEvent,
} from './complaint.js';
import { decideComplaint } from './decide.js';
import { evolveComplaint } from './evolve.js';
import type { RelationReader } from './relation-reader.js';

/** Revisions of a complaint count the whole stream. */
const WHOLE = 'stream';
const FINGERPRINT = /^[0-9a-f]{64}$/;

export interface ComplaintRequest {
  readonly complaintId: string;
  readonly command: ComplaintCommand;
  readonly actor: CommandActor;
  /** A UUID. */
  readonly commandId: string;
  /** Keyed fingerprint of the body, 64 hex digits. */
  readonly fingerprint: string;
  readonly ifMatch?: bigint | number;
  /** The rule that SYSTEM acts by. */
  readonly systemRule?: string;
  readonly causationId?: string;
}

interface Request extends LoopRequest<ComplaintCommand> {
  readonly complaintId: string;
  readonly actor: CommandActor;
  readonly systemRule?: string;
}

export interface ComplaintCommandsParts {
  readonly loop: CommandLoop;
  readonly store: EventStore;
  readonly vault: Pick<Vault, 'seal' | 'open'>;
  readonly reference: Pick<ReferenceData, 'snapshot'>;
  readonly relations: Pick<RelationReader, 'read'>;
}

/** What is said to be wrong in an entry, in clear. */
export interface Allegation extends Pick<NonNullable<Complaint['wrongData']>, 'fields'> {
  readonly subjectId: string;
  readonly entryId: string;
  readonly allegedError: string;
}

/** Commands on complaints, by the loop of all streams. Texts are sealed before anything is written. */
export class ComplaintCommands {
  private readonly kind: StreamKind<
    ComplaintCommand,
    ComplaintState,
    ProducedComplaintEvent,
    ComplaintContext,
    Request
  >;

  constructor(private readonly parts: ComplaintCommandsParts) {
    this.kind = {
      initialState: initialComplaint,
      evolve: (state, event) => evolveComplaint(state, asComplaintEvent(event)),
      decide: decideComplaint,
      context: (request, _loaded, now) => this.context(request, now),
      encode: (events, request, _state, now) => this.encode(events, request, now),
      scopeOf: () => WHOLE,
      targetOf: () => WHOLE,
      idsOf: () => ({}),
    };
  }

  /**
   * When it returns, what was decided is durable.
   *
   * @throws ComplaintRefusal; VaultUnavailable; RangeError; and what CommandLoop.run throws
   */
  async run({ complaintId, command, actor, ...rest }: ComplaintRequest): Promise<LoopAnswer> {
    // It is stored beside the event for ever: a body put here in clear must not pass.
    if (!FINGERPRINT.test(rest.fingerprint)) throw new RangeError('a fingerprint is 64 hexadecimal digits');
    const streamId = `${COMPLAINT_PREFIX}${complaintId}`;
    const by = { actor, actorId: actor.userId };
    return this.parts.loop.run(this.kind, {
      ...rest,
      ...by,
      complaintId,
      streamId,
      command,
      commandType: command.type,
    });
  }

  /** The complaint as it is now, its texts sealed; undefined where there is none. @throws StoreUnavailable */
  async read(complaintId: string): Promise<Complaint | undefined> {
    const { state } = await loadStream(this.parts.store, `${COMPLAINT_PREFIX}${complaintId}`, this.kind);
    return state.complaint;
  }

  /** What an assigned complaint says is wrong and nobody verifies yet. @throws StoreUnavailable, VaultUnavailable */
  async openAllegation(complaintId: string): Promise<Allegation | undefined> {
    const { wrongData, matter, verification, status } = (await this.read(complaintId)) ?? {};
    if (wrongData === undefined || matter?.entryId === undefined) return undefined;
    if (verification !== undefined || status !== 'ASSIGNED') return undefined;
    const allegedError: unknown = await this.parts.vault.open(wrongData.allegedError);
    if (typeof allegedError !== 'string') return undefined;
    return { subjectId: matter.subjectId, entryId: matter.entryId, fields: wrongData.fields, allegedError };
  }

  private async context({ complaintId, actor, command }: Request, now: Instant): Promise<ComplaintContext> {
    const { calendar, rulePacks, units, unitSuccessors } = this.parts.reference.snapshot();
    const filed = command.type === 'FileComplaint' ? command.data : undefined;
    const relation =
      filed?.matter && (await this.parts.relations.read(filed.matter, filed.complainantRef, legalDateOf(now)));
    return {
      ...{ now, complaintId, actor, calendar, rulePacks, ownRefs: complainantRefs(actor.userId, actor.personRef) },
      isUnit: (unitId) => units[unitId] !== undefined,
      unitNow: (unitId) => unitSuccessors[unitId] ?? unitId,
      regionOf: (unitId) => units[unitId]?.region,
      ...(relation && { relation }),
    };
  }

  private async encode(
    events: readonly ProducedComplaintEvent[],
    { complaintId, actor, commandType, systemRule }: Request,
    now: Instant,
  ): Promise<readonly EncodedEvent[]> {
    const sealed = await this.parts.vault.seal(events.map(({ data }) => data));
    const { userId, unitId, role } = actor;
    const person = { userId, ...(unitId === undefined ? {} : { unitId }), role };
    return events.map(({ type, system }, i) => {
      const data = JSON.parse(JSON.stringify(sealed[i])) as JsonObject;
      const rule = system ?? (role === 'SYSTEM' ? (systemRule ?? commandType) : undefined);
      const metadata = {
        ...{ complaintId, legalDate: legalDateOf(now), occurredAt: now },
        actor: rule === undefined ? person : { role: 'SYSTEM', rule },
        ...{ legalBasisRefs: [], evidenceRefs: documentsOf(data) },
      };
      return { eventType: type, schemaVersion: 1, data, metadata };
    });
  }
}

/**
 * References under which somebody may have complained: by the verified identifier, and by the issuer's opaque id from the
 * time before that identifier was met.
 */
export function complainantRefs(userId: string, ref: string | undefined): readonly string[] {
  return [...(ref === undefined ? [] : [ref]), stableId('person', userId)];
}

/** A stored event, as the domain sees it: sealed where the domain says personal. */
export function asComplaintEvent({ eventType, data }: Pick<StoredShape, 'eventType' | 'data'>): ComplaintEvent {
  return { type: eventType, data } as unknown as ComplaintEvent;
}

function documentsOf({ evidence }: JsonObject): { docId: string; sha256: string }[] {
  const given = (evidence ?? []) as unknown as { docId: string; sha256: string }[];
  return given.map(({ docId, sha256 }) => ({ docId, sha256 }));
}
