import {
  createdId,
  identityOf,
  stableId,
  type CommandLoop,
  type EncodedEvent,
  type LoopAnswer,
  type LoopRequest,
  type StoredShape,
  type StreamKind,
} from '#libs/command-loop';
import type { CommandActor } from '#libs/dossier';
import type { JsonObject } from '#libs/event-store';
import type { ReferenceData } from '#libs/reference-data';
import { legalDateOf, measuresInForce, type Instant } from '#libs/rules';
import type { Vault } from '#libs/vault';
import type { TriggerCommand } from './commands.js';
import type { TriggerContext } from './context.js';
import { decideTrigger } from './decide.js';
import type { EntryReader } from './entry-reader.js';
import type { ProducedTriggerEvent, TriggerEvent } from './events.js';
import { evolveTrigger } from './evolve.js';
import { initialTrigger, type TriggerState } from './state.js';

export const TRIGGER_PREFIX = 'trigger-';
/** Revisions are counted by record and by instruction, so that one unit's acts disturb no other's; else for the loop. */
export const LOOP_SCOPE = 'loop';

export interface TriggerRequest {
  readonly subjectId: string;
  readonly entryId: string;
  readonly command: TriggerCommand;
  readonly actor: CommandActor;
  /** A UUID. */
  readonly commandId: string;
  /** Keyed fingerprint of the body, 64 hex digits. */
  readonly fingerprint: string;
  readonly ifMatch?: bigint | number;
  /** The rule that SYSTEM acts by. */
  readonly systemRule?: string;
}

interface Request extends LoopRequest<TriggerCommand> {
  readonly subjectId: string;
  readonly entryId: string;
  readonly actor: CommandActor;
  readonly systemRule?: string;
}

export interface TriggerCommandsParts {
  readonly loop: CommandLoop;
  readonly vault: Pick<Vault, 'seal'>;
  readonly entries: EntryReader;
  readonly reference: Pick<ReferenceData, 'snapshot'>;
}

const FINGERPRINT = /^[0-9a-f]{64}$/;

/** Commands on the loops of joint measures, by the loop of all streams. Texts are sealed before anything is written. */
export class TriggerCommands {
  private readonly kind: StreamKind<TriggerCommand, TriggerState, ProducedTriggerEvent, TriggerContext, Request>;

  constructor(private readonly parts: TriggerCommandsParts) {
    this.kind = {
      initialState: initialTrigger,
      evolve: (state, event) => evolveTrigger(state, asTriggerEvent(event)),
      decide: decideTrigger,
      context: (request, _loaded, now) => this.context(request, now),
      encode: (events, request, state, now) => this.encode(events, request, state, now),
      scopeOf,
      targetOf: ({ data }, answered) =>
        scopeOfData(data) ?? answered.findLast(({ type }) => type === 'MeasureApplied')?.scope ?? LOOP_SCOPE,
      idsOf,
    };
  }

  /**
   * When it returns, what was decided is durable.
   *
   * @throws MeasureRefusal; VaultUnavailable, VaultKeyDestroyed; RangeError; and what CommandLoop.run throws
   */
  async run({ entryId, command, actor, ...rest }: TriggerRequest): Promise<LoopAnswer> {
    // It is stored beside the event for ever: a body put here in clear must not pass.
    if (!FINGERPRINT.test(rest.fingerprint)) throw new RangeError('a fingerprint is 64 hexadecimal digits');
    const streamId = `${TRIGGER_PREFIX}${entryId}`;
    const by = { actor, actorId: actor.userId };
    return this.parts.loop.run(this.kind, { ...rest, ...by, entryId, streamId, command, commandType: command.type });
  }

  private async context(request: Request, now: Instant): Promise<TriggerContext> {
    const { subjectId, entryId, actor } = request;
    const { calendar, rulePacks, standards, unitSuccessors, units, measureLists } = this.parts.reference.snapshot();
    const entry = await this.parts.entries.read(subjectId, entryId, standards);
    const identity = identityOf(request);
    return {
      ...{ now, actor, entryId, calendar, rulePacks, unitSuccessors },
      ...(entry && { entry }),
      measuresOn: (day) => {
        const begun = measureLists.some(({ effectiveFrom }) => effectiveFrom !== undefined && effectiveFrom <= day);
        return begun ? measuresInForce(measureLists, day) : undefined;
      },
      isUnit: (unitId) => units[unitId] !== undefined,
      newId: (label) => createdId(identity, label),
      idOf: (...parts) => stableId('trigger', entryId, ...parts),
    };
  }

  private async encode(
    events: readonly ProducedTriggerEvent[],
    { subjectId, entryId, actor, commandType, systemRule }: Request,
    before: TriggerState,
    now: Instant,
  ): Promise<readonly EncodedEvent[]> {
    const sealed = await this.parts.vault.seal(events.map(({ data }) => data));
    const { userId, unitId, role } = actor;
    const official = { userId, ...(unitId === undefined ? {} : { unitId }), role };
    let state = before;
    return events.map(({ type, system }, i) => {
      const data = JSON.parse(JSON.stringify(sealed[i])) as JsonObject;
      state = evolveTrigger(state, asTriggerEvent({ eventType: type, data }));
      const rule = system ?? (role === 'SYSTEM' ? (systemRule ?? commandType) : undefined);
      const metadata = {
        ...{ subjectId, entryId },
        ...(state.trigger && { listKind: state.trigger.listKind }),
        ...{ legalDate: legalDateOf(now), occurredAt: now },
        actor: rule === undefined ? official : { role: 'SYSTEM', rule },
        ...{ legalBasisRefs: basisOf(data), evidenceRefs: [] },
      };
      return { eventType: type, schemaVersion: 1, data, metadata };
    });
  }
}

/** A stored event, as the domain sees it: sealed where the domain says personal. */
export function asTriggerEvent({ eventType, data }: Pick<StoredShape, 'eventType' | 'data'>): TriggerEvent {
  return { type: eventType, data } as unknown as TriggerEvent;
}

function basisOf({ legalBasis }: JsonObject): string[] {
  const given = legalBasis as { docNo?: string; title?: string; article?: string } | undefined;
  if (given === undefined) return [];
  return [[given.docNo ?? given.title, given.article].filter((part) => part !== undefined).join(' ')];
}

function scopeOfData(data: object): string | undefined {
  const { pushId, instructionId, pushIds } = data as { pushId?: unknown; instructionId?: unknown; pushIds?: unknown };
  const [only] = Array.isArray(pushIds) ? (pushIds as unknown[]) : [];
  return [pushId, instructionId, only].find((id) => typeof id === 'string');
}

function scopeOf({ eventType, data }: Pick<StoredShape, 'eventType' | 'data'>): string {
  const { ownerRef, unitId } = data as { ownerRef?: unknown; unitId?: unknown };
  if (eventType === 'DeadlineSet' && typeof ownerRef === 'string') return ownerRef;
  const scope = scopeOfData(data);
  // What a unit tells that nobody asked it for is nobody else's revision.
  return scope ?? (eventType.startsWith('Measure') && typeof unitId === 'string' ? `unit/${unitId}` : LOOP_SCOPE);
}

/** What an event has brought into being, by the name that a path or a body has for it. */
function idsOf({ eventType, data }: Pick<StoredShape, 'eventType' | 'data'>): Readonly<Record<string, string>> {
  const name = CREATED[eventType];
  const id = name === undefined ? undefined : data[name];
  return name === undefined || typeof id !== 'string' ? {} : { [name]: id };
}

const CREATED: Readonly<Record<string, string>> = {
  ImplementingUnitsProposed: 'proposalId',
  TriggerPushed: 'pushId',
  InstructionPushed: 'instructionId',
  CaseReportFiled: 'reportId',
  MeasureViolationRecorded: 'violationId',
};
