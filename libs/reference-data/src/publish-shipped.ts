import { CommandLoop, StreamExists, stableId } from '#libs/command-loop';
import type { ActorRef } from '#libs/dossier';
import type { EventStore } from '#libs/event-store';
import type { Clock } from '#libs/platform';
import {
  canonicalText,
  NATIONAL_REGION,
  SHIPPED_CALENDAR_YEARS,
  SHIPPED_RULE_PACKS,
  type CalendarCommand,
  type RulePackCommand,
} from '#libs/rules';
import { calendarKind, rulePackKind, streamIdOf } from './kinds.js';
import type { ReferenceRequest } from './plain-kind.js';

const SYSTEM: ActorRef = { userId: 'system', role: 'SYSTEM' };
const RULE = 'reference.shipped';

export interface ShippedPublished {
  /** Years and packs that were missing and are there now. */
  readonly years: readonly number[];
  readonly packs: readonly string[];
}

/**
 * Appends the calendar years and rule packs that come with the service, as SYSTEM, where they are missing. What was
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
  return { years, packs };
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
