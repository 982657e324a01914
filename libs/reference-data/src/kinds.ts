import type { ActorRef } from '#libs/dossier';
import {
  decideCalendar,
  decideMaskProfile,
  decideMeasureList,
  decideRulePack,
  decideStandard,
  evolveCalendar,
  evolveMaskProfile,
  evolveMeasureList,
  evolveRulePack,
  evolveStandard,
  initialCalendar,
  initialMaskProfile,
  initialMeasureList,
  initialRulePack,
  initialStandard,
  legalDateOf,
  RuleRefusal,
  type BasisMode,
  type CalendarCommand,
  type CalendarEvent,
  type CalendarState,
  type MaskProfileCommand,
  type MaskProfileContext,
  type MaskProfileEvent,
  type MaskProfileState,
  type MeasureList,
  type MeasureListCommand,
  type MeasureListContext,
  type MeasureListEvent,
  type MeasureListState,
  type Official,
  type RulePack,
  type RulePackCommand,
  type RulePackContext,
  type RulePackEvent,
  type RulePackState,
  type StandardCommand,
  type StandardContext,
  type StandardEvent,
  type StandardState,
  type WorkingCalendar,
} from '#libs/rules';
import {
  decideChannel,
  evolveChannel,
  type ChannelCommand,
  type ChannelContext,
  type ChannelEvent,
  type ChannelState,
} from './channel-stream.js';
import { plainKind, type PlainKind } from './plain-kind.js';
import {
  decideUnit,
  evolveUnit,
  type Unit,
  type UnitCommand,
  type UnitContext,
  type UnitEvent,
  type UnitState,
} from './unit-stream.js';

export const PREFIXES = {
  calendar: 'calendar-',
  rulePack: 'rulepack-',
  standard: 'standard-',
  channel: 'channel-',
  unit: 'unit-',
  measureList: 'measurelist-',
  maskProfile: 'maskprofile-',
} as const;
export type ReferenceKind = keyof typeof PREFIXES;

const ID = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;

/** The stream of a piece of reference data. @throws RuleRefusal for an id that cannot be part of a stream's name */
export function streamIdOf(kind: ReferenceKind, id: string): string {
  if (!ID.test(id)) throw new RuleRefusal('ID_INVALID', '3.4', '编号格式不符', 'The id has not the right form');
  return `${PREFIXES[kind]}${id}`;
}

/** What the decisions on one stream need to know of the others. */
export interface Surroundings {
  readonly calendar: WorkingCalendar;
  readonly rulePacks: readonly RulePack[];
  readonly units: Readonly<Record<string, Unit>>;
  readonly measureLists: readonly MeasureList[];
  readonly basisMode: BasisMode;
}
type Around = () => Surroundings;

/** As the event names somebody: no more than that. */
function officialOf({ userId, unitId, role }: ActorRef): Official {
  return { userId, role, ...(unitId !== undefined && { unitId }) };
}

export function calendarKind(region: string): PlainKind<CalendarCommand, CalendarState, CalendarEvent, undefined> {
  return plainKind({
    initialState: initialCalendar(region),
    evolve: evolveCalendar,
    decide: (command: CalendarCommand, state) => decideCalendar(command, state),
    context: () => undefined,
  });
}

export function rulePackKind(
  around: () => Pick<Surroundings, 'rulePacks'>,
): PlainKind<RulePackCommand, RulePackState, RulePackEvent, RulePackContext> {
  return plainKind({
    initialState: initialRulePack,
    evolve: evolveRulePack,
    decide: decideRulePack,
    context: (_now, _loaded, { actor }) => ({ actor: officialOf(actor), packs: around().rulePacks }),
  });
}

export function standardKind(
  around: Around,
): PlainKind<StandardCommand, StandardState, StandardEvent, StandardContext> {
  return plainKind({
    initialState: initialStandard,
    evolve: evolveStandard,
    decide: decideStandard,
    context: (now, _loaded, { actor }): StandardContext => {
      const { calendar, rulePacks, basisMode } = around();
      return { today: legalDateOf(now), actor: officialOf(actor), calendar, packs: rulePacks, basisMode };
    },
  });
}

export function channelKind(around: Around): PlainKind<ChannelCommand, ChannelState, ChannelEvent, ChannelContext> {
  return plainKind({
    initialState: {},
    evolve: evolveChannel,
    decide: decideChannel,
    context: (now): ChannelContext => ({
      today: legalDateOf(now),
      isUnit: (unitId: string) => around().units[unitId] !== undefined,
    }),
  });
}

export function unitKind(around: Around): PlainKind<UnitCommand, UnitState, UnitEvent, UnitContext> {
  return plainKind({
    initialState: {},
    evolve: evolveUnit,
    decide: decideUnit,
    context: (now): UnitContext => ({ today: legalDateOf(now), units: around().units }),
  });
}

export function measureListKind(
  around: Around,
): PlainKind<MeasureListCommand, MeasureListState, MeasureListEvent, MeasureListContext> {
  return plainKind({
    initialState: initialMeasureList,
    evolve: evolveMeasureList,
    decide: decideMeasureList,
    context: (now): MeasureListContext => ({ today: legalDateOf(now), lists: around().measureLists }),
  });
}

export function maskProfileKind(): PlainKind<
  MaskProfileCommand,
  MaskProfileState,
  MaskProfileEvent,
  MaskProfileContext
> {
  return plainKind({
    initialState: initialMaskProfile,
    evolve: evolveMaskProfile,
    decide: decideMaskProfile,
    context: (now): MaskProfileContext => ({ today: legalDateOf(now) }),
  });
}
