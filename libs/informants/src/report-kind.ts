import {
  createdId,
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
import { decideReport } from './decide.js';
import { evolveReport } from './evolve.js';
import type { InformantStore } from './informant-store.js';
import {
  initialReport,
  REPORT_PREFIX,
  type Report,
  type ReportCommand,
  type ReportContext,
  type ReportEvent,
  type ReportState,
} from './report.js';

/** Revisions of a report count the whole stream. */
const WHOLE = 'stream';
/** Who issues the acts of informants: always the same nobody. */
const INFORMANT = 'informant';
const FINGERPRINT = /^[0-9a-f]{64}$/;

export interface ReportRequest {
  readonly reportId: string;
  readonly command: ReportCommand;
  /** The official; absent for an informant, whatever token came with the request. */
  readonly actor?: CommandActor;
  /** A UUID. */
  readonly commandId: string;
  /** By {@link InformantStore.fingerprint}. */
  readonly fingerprint: string;
  readonly ifMatch?: bigint | number;
}

interface Request extends LoopRequest<ReportCommand> {
  readonly reportId: string;
  readonly actor?: CommandActor;
}

export interface ReportCommandsParts {
  readonly loop: CommandLoop;
  readonly store: EventStore;
  readonly informants: InformantStore;
  readonly reference: Pick<ReferenceData, 'snapshot'>;
}

/**
 * Commands on reports, by the loop of all streams. What is secret goes to the sealed store before an event that names it is
 * written; into the log go ids, codes and days.
 */
export class ReportCommands {
  private readonly kind: StreamKind<ReportCommand, ReportState, ReportEvent, ReportContext, Request>;

  constructor(private readonly parts: ReportCommandsParts) {
    this.kind = {
      initialState: initialReport,
      evolve: (state, event) => evolveReport(state, asReportEvent(event)),
      decide: decideReport,
      context: async (request, _loaded, now) => this.context(request, now),
      encode: (events, request, _state, now) => this.encode(events, request, now),
      scopeOf: () => WHOLE,
      targetOf: () => WHOLE,
      idsOf: ({ data: { proposalId }, eventType }) =>
        eventType === 'UnsealProposed' && typeof proposalId === 'string' ? { proposalId } : {},
    };
  }

  /**
   * When it returns, what was decided is durable.
   *
   * @throws ReportRefusal; VaultUnavailable; RangeError; and what CommandLoop.run throws
   */
  async run({ reportId, command, ...rest }: ReportRequest): Promise<LoopAnswer> {
    if (!FINGERPRINT.test(rest.fingerprint)) throw new RangeError('a fingerprint is 64 hexadecimal digits');
    const by = { actorId: rest.actor?.userId ?? INFORMANT, streamId: `${REPORT_PREFIX}${reportId}` };
    return this.parts.loop.run(this.kind, { ...rest, ...by, reportId, command, commandType: command.type });
  }

  /** The report as it is now; undefined where there is none. @throws StoreUnavailable */
  async read(reportId: string): Promise<Report | undefined> {
    const { state } = await loadStream(this.parts.store, `${REPORT_PREFIX}${reportId}`, this.kind);
    return state.report;
  }

  private context(request: Request, now: Instant): ReportContext {
    const { units, unitSuccessors } = this.parts.reference.snapshot();
    const { streamId, actorId, commandId, fingerprint, actor } = request;
    // The fingerprint, which only this store can make, keeps apart what two bodies under one key would bring.
    const identity = { streamId, actorId, commandId: stableId(commandId.toLowerCase(), fingerprint) };
    return {
      ...{ now, ...(actor && { actor }) },
      isUnit: (unitId) => units[unitId] !== undefined,
      unitNow: (unitId) => unitSuccessors[unitId] ?? unitId,
      newId: (label) => createdId(identity, label),
    };
  }

  private async encode(
    events: readonly ReportEvent[],
    request: Request,
    now: Instant,
  ): Promise<readonly EncodedEvent[]> {
    for (const event of events) await this.keep(event, request);
    const { actor } = request;
    const person = actor && {
      ...{ userId: actor.userId, role: actor.role },
      ...(actor.unitId !== undefined && { unitId: actor.unitId }),
    };
    const metadata = {
      ...{ legalDate: legalDateOf(now), occurredAt: now },
      actor: person ?? { userId: INFORMANT, role: 'THIRD_PARTY' },
      ...{ legalBasisRefs: [], evidenceRefs: [] },
    };
    return events.map(({ type, data }) => ({
      eventType: type,
      schemaVersion: 1,
      data: JSON.parse(JSON.stringify(data)) as JsonObject,
      metadata,
    }));
  }

  /** Puts what the command brought into the sealed store, under the ids that the event gives it. */
  private async keep(event: ReportEvent, { command, reportId }: Request): Promise<void> {
    const { informants } = this.parts;
    if (event.type === 'ReportReceived' && command.type === 'ReceiveReport') {
      const { facts, identity, code } = command.data;
      await informants.keepFacts(event.data.factsId, facts);
      if (identity !== undefined) await informants.keepIdentity(event.data.informantRef, identity);
      await informants.keepCode(code, reportId);
    }
    if (event.type === 'ReportFactsAdded' && command.type === 'AddReportFacts')
      await informants.keepFacts(event.data.factsId, command.data.facts);
    if (event.type === 'ReportResult' && command.type === 'RecordReportResult')
      await informants.keepText(event.data.textId, command.data.text);
    if (event.type === 'UnsealProposed' && command.type === 'ProposeUnsealing')
      await informants.keepText(event.data.reasonId, command.data.reason);
  }
}

/** A stored event, as the domain sees it. */
export function asReportEvent({ eventType, data }: Pick<StoredShape, 'eventType' | 'data'>): ReportEvent {
  return { type: eventType, data } as unknown as ReportEvent;
}
