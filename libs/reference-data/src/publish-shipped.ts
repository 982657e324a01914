import { CommandLoop, StreamExists, stableId } from '#libs/command-loop';
import type { ActorRef } from '#libs/dossier';
import type { EventStore } from '#libs/event-store';
import type { Clock } from '#libs/platform';
import {
  canonicalText,
  DEFAULT_MASK_PROFILE,
  NATIONAL_REGION,
  SHIPPED_CALENDAR_YEARS,
  SHIPPED_MASK_PROFILE,
  shippedMaskProfile,
  SHIPPED_RULE_PACKS,
  type CalendarCommand,
  type MaskProfileCommand,
  type RulePackCommand,
} from '#libs/rules';
import { calendarKind, maskProfileKind, rulePackKind, streamIdOf } from './kinds.js';
import type { ReferenceRequest } from './plain-kind.js';

const SYSTEM: ActorRef = { userId: 'system', role: 'SYSTEM' };
const RULE = 'reference.shipped';

export interface ShippedPublished {
  /** Years, packs and mask profiles that were missing and are there now. */
  readonly years: readonly number[];
  readonly packs: readonly string[];
  readonly maskProfiles: readonly string[];
}

/**
 * Appends the calendar years, rule packs and mask profile that come with the service, as SYSTEM, where they are missing. What was
 * loaded or published by hand stays as it is. Harmless to repeat, also by several processes at once.
 */
export async function publishShipped(store: EventStore, clock: Clock): Promise<ShippedPublished> {
  const loop = new CommandLoop(store, clock);
  const years: number[] = [];
  const packs: string[] = [];
  for (const table of SHIPPED_CALENDAR_YEARS) {
    const calendar = calendarKind(NATIONAL_REGION);
    const onlyWhereMissing: typeof calendar = {
      ...calendar,
      decide: (given, state, context) =>
        state.tables.some(({ year }) => year === table.year) ? [] : calendar.decide(given, state, context),
    };
    const command: CalendarCommand = { type: 'LoadCalendarYear', table };
    const answer = await loop.run(onlyWhereMissing, request(streamIdOf('calendar', NATIONAL_REGION), command));
    if (answer.events.length > 0 && !answer.replayed) years.push(table.year);
  }
  // A pack is measured against all that come with it, not against those that happen to be there already.
  const kind = rulePackKind(() => ({ rulePacks: SHIPPED_RULE_PACKS }));
  for (const { version: _, ...pack } of SHIPPED_RULE_PACKS) {
    const command: RulePackCommand = { type: 'PublishRulePack', pack };
    try {
      const streamId = streamIdOf('rulePack', pack.rulePackId);
      const answer = await loop.run(kind, { ...request(streamId, command), expectNew: true });
      if (!answer.replayed) packs.push(pack.rulePackId);
    } catch (error) {
      if (!(error instanceof StreamExists)) throw error;
    }
  }
  return { years, packs, maskProfiles: await publishShippedMaskProfile(loop) };
}

async function publishShippedMaskProfile(loop: CommandLoop): Promise<readonly string[]> {
  const kind = maskProfileKind();
  const onlyWhereMissing: typeof kind = {
    ...kind,
    decide: (_, { versions }, { today }) => (versions.length > 0 ? [] : shippedMaskProfile(today, SYSTEM.userId)),
  };
  const command: MaskProfileCommand = {
    type: 'DraftMaskProfile',
    maskProfileId: DEFAULT_MASK_PROFILE,
    content: SHIPPED_MASK_PROFILE,
    by: SYSTEM.userId,
  };
  const answer = await loop.run(onlyWhereMissing, request(streamIdOf('maskProfile', DEFAULT_MASK_PROFILE), command));
  return answer.events.length > 0 && !answer.replayed ? [DEFAULT_MASK_PROFILE] : [];
}

/** The content is part of the id: a later release with other content is another command, and finds the place taken. */
function request<C extends { readonly type: string }>(streamId: string, command: C): ReferenceRequest<C> {
  const content = stableId(canonicalText(command));
  return {
    streamId,
    command,
    commandType: command.type,
    commandId: stableId('shipped', streamId, content),
    actorId: SYSTEM.userId,
    actor: SYSTEM,
    rule: RULE,
    fingerprint: content,
  };
}
