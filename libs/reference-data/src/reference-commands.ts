import type { CommandLoop, LoopAnswer } from '#libs/command-loop';
import type { ActorRef } from '#libs/dossier';
import type { ExpectedRevision, Position } from '#libs/event-store';
import type {
  CalendarCommand,
  MaskProfileCommand,
  MeasureListCommand,
  RulePackCommand,
  StandardCommand,
} from '#libs/rules';
import type { ChannelCommand } from './channel-stream.js';
import {
  calendarKind,
  channelKind,
  maskProfileKind,
  measureListKind,
  rulePackKind,
  standardKind,
  streamIdOf,
  unitKind,
} from './kinds.js';
import type { PlainKind, ReferenceRequest } from './plain-kind.js';
import type { ReferenceData } from './reference-data.js';
import type { UnitCommand } from './unit-stream.js';

/** Who gives a command on reference data, and under which id. */
export interface IssuedBy {
  readonly actor: ActorRef;
  /** A UUID. */
  readonly commandId: string;
  /** Keyed fingerprint of the body. */
  readonly fingerprint: string;
  /** The rule that SYSTEM acts by. */
  readonly rule?: string;
  /** Revision of the stream that was seen: the number of its events. */
  readonly ifMatch?: bigint | number;
}

export interface ReferenceAnswer {
  /** Empty when it was so already. */
  readonly events: readonly { readonly type: string }[];
  readonly position?: Position;
  readonly revision: ExpectedRevision;
  /** Number of events of the stream: what `ifMatch` names. */
  readonly entityRevision: number;
  readonly replayed: boolean;
}

/**
 * Commands on reference data, by the same loop as those on dossiers. When one returns, its events are durable and in
 * the snapshot of this process, unless reading them takes longer than five seconds.
 *
 * All throw RuleRefusal, and what CommandLoop.run throws.
 */
export class ReferenceCommands {
  constructor(
    private readonly loop: CommandLoop,
    private readonly data: ReferenceData,
  ) {}

  /** Every step in the life of a standard. */
  async standard(standardId: string, command: StandardCommand, by: IssuedBy): Promise<ReferenceAnswer> {
    return this.run(standardKind(this.around), streamIdOf('standard', standardId), command, by);
  }

  /** Load a year, or the days off of a region in a year. */
  async calendar(region: string, command: CalendarCommand, by: IssuedBy): Promise<ReferenceAnswer> {
    return this.run(calendarKind(region), streamIdOf('calendar', region), command, by);
  }

  /** Draft a rule pack, or publish the draft. */
  async rulePack(rulePackId: string, command: RulePackCommand, by: IssuedBy): Promise<ReferenceAnswer> {
    return this.run(rulePackKind(this.around), streamIdOf('rulePack', rulePackId), command, by);
  }

  /** Register, change or close a channel. */
  async channel(command: ChannelCommand, by: IssuedBy): Promise<ReferenceAnswer> {
    const { channelId } = command.type === 'RegisterChannel' ? command.channel : command;
    return this.run(channelKind(this.around), streamIdOf('channel', channelId), command, by);
  }

  /** Register, rename or merge a unit. */
  async unit(unitId: string, command: UnitCommand, by: IssuedBy): Promise<ReferenceAnswer> {
    return this.run(unitKind(this.around), streamIdOf('unit', unitId), command, by);
  }

  /** Draft a measure list, or publish the draft. */
  async measureList(measureListId: string, command: MeasureListCommand, by: IssuedBy): Promise<ReferenceAnswer> {
    return this.run(measureListKind(this.around), streamIdOf('measureList', measureListId), command, by);
  }

  /** Draft a mask profile, or publish the draft. */
  async maskProfile(maskProfileId: string, command: MaskProfileCommand, by: IssuedBy): Promise<ReferenceAnswer> {
    return this.run(maskProfileKind(), streamIdOf('maskProfile', maskProfileId), command, by);
  }

  private readonly around = () => this.data.snapshot();

  private async run<C extends { readonly type: string }, S, E, X>(
    kind: PlainKind<C, S, E, X>,
    streamId: string,
    command: C,
    by: IssuedBy,
  ): Promise<ReferenceAnswer> {
    const request: ReferenceRequest<C> = {
      streamId,
      command,
      commandType: command.type,
      commandId: by.commandId,
      actorId: by.actor.userId,
      actor: by.actor,
      fingerprint: by.fingerprint,
      ...(by.rule === undefined ? {} : { rule: by.rule }),
      ...(by.ifMatch === undefined ? {} : { ifMatch: by.ifMatch }),
    };
    const answer = await this.loop.run(kind, request);
    if (answer.position !== undefined) await this.data.waitFor(answer.position);
    return toReferenceAnswer(answer);
  }
}

function toReferenceAnswer({ events, position, revision, scopeRevision, replayed }: LoopAnswer): ReferenceAnswer {
  return {
    events: events.map(({ type }) => ({ type })),
    ...(position === undefined ? {} : { position }),
    revision,
    entityRevision: scopeRevision,
    replayed,
  };
}
