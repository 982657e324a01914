import type { Channel } from '#libs/dossier';
import type { Position, RecordedEvent } from '#libs/event-store';
import {
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
  NATIONAL_REGION,
  workingCalendarOf,
  type BasisMode,
  type CalendarEvent,
  type CalendarState,
  type LegalDate,
  type MaskProfile,
  type MaskProfileEvent,
  type MaskProfileState,
  type MeasureList,
  type MeasureListEvent,
  type MeasureListState,
  type RecognitionStandard,
  type RulePack,
  type RulePackEvent,
  type RulePackState,
  type StandardEvent,
  type StandardState,
  type WorkingCalendar,
} from '#libs/rules';
import { evolveChannel, type ChannelEvent, type ChannelState } from './channel-stream.js';
import { PREFIXES, type ReferenceKind, type Surroundings } from './kinds.js';
import { evolveUnit, type Unit, type UnitEvent, type UnitState } from './unit-stream.js';

/** All reference data as of one position of the log. Never changes; a later one takes its place. */
export interface ReferenceSnapshot extends Surroundings {
  /** Position of the last event it contains. */
  readonly position?: Position;
  /** The calendar of this installation: the national one, with its region's days off. */
  readonly calendar: WorkingCalendar;
  /** All versions of all packs. */
  readonly rulePacks: readonly RulePack[];
  /** All versions of all standards, drafts too. */
  readonly standards: readonly RecognitionStandard[];
  readonly channels: readonly Channel[];
  readonly units: Readonly<Record<string, Unit>>;
  /** All versions of all measure lists, drafts too. */
  readonly measureLists: readonly MeasureList[];
  /** All versions of all mask profiles, drafts too. */
  readonly maskProfiles: readonly MaskProfile[];
  /** From a unit that was merged to the one that acts for it now. */
  readonly unitSuccessors: Readonly<Record<string, string>>;
  /** From a unit to its superior one. */
  readonly superiorUnits: Readonly<Record<string, string>>;
  readonly basisMode: BasisMode;
}

export interface SnapshotOptions {
  /** Pilot or production. */
  readonly basisMode: BasisMode;
  /** Region code whose own days off count here. */
  readonly region?: string;
}

/** Folds the streams of reference data as their events come. */
export class ReferenceFold {
  private readonly calendars = new Map<string, CalendarState>();
  /** The day on which the newest table of each region was loaded. */
  private readonly calendarsLoaded = new Map<string, LegalDate>();
  private readonly packs = new Map<string, RulePackState>();
  private readonly standards = new Map<string, StandardState>();
  private readonly channels = new Map<string, ChannelState>();
  private readonly units = new Map<string, UnitState>();
  private readonly measureLists = new Map<string, MeasureListState>();
  private readonly maskProfiles = new Map<string, MaskProfileState>();
  private position: Position | undefined;
  private current: ReferenceSnapshot | undefined;

  constructor(private readonly options: SnapshotOptions) {}

  take(event: RecordedEvent): void {
    const { streamId } = event;
    const shape = { type: event.eventType, data: event.data } as unknown;
    for (const [kind, prefix] of Object.entries(PREFIXES) as [ReferenceKind, string][]) {
      if (streamId.startsWith(prefix)) this.fold(kind, streamId.slice(prefix.length), shape);
    }
    this.noteCalendar(event);
    this.position = event.position;
    this.current = undefined;
  }

  snapshot(): ReferenceSnapshot {
    this.current ??= this.build();
    return this.current;
  }

  private fold(kind: ReferenceKind, id: string, event: unknown): void {
    switch (kind) {
      case 'calendar':
        this.calendars.set(id, evolveCalendar(this.calendars.get(id) ?? initialCalendar(id), event as CalendarEvent));
        break;
      case 'rulePack':
        this.packs.set(id, evolveRulePack(this.packs.get(id) ?? initialRulePack, event as RulePackEvent));
        break;
      case 'standard':
        this.standards.set(id, evolveStandard(this.standards.get(id) ?? initialStandard, event as StandardEvent));
        break;
      case 'channel':
        this.channels.set(id, evolveChannel(this.channels.get(id) ?? {}, event as ChannelEvent));
        break;
      case 'unit':
        this.units.set(id, evolveUnit(this.units.get(id) ?? {}, event as UnitEvent));
        break;
      case 'measureList': {
        const before = this.measureLists.get(id) ?? initialMeasureList;
        this.measureLists.set(id, evolveMeasureList(before, event as MeasureListEvent));
        break;
      }
      case 'maskProfile': {
        const before = this.maskProfiles.get(id) ?? initialMaskProfile;
        this.maskProfiles.set(id, evolveMaskProfile(before, event as MaskProfileEvent));
        break;
      }
    }
  }

  private noteCalendar({ streamId, metadata: { recordedAt } }: RecordedEvent): void {
    if (streamId.startsWith(PREFIXES.calendar) && typeof recordedAt === 'string')
      this.calendarsLoaded.set(streamId.slice(PREFIXES.calendar.length), legalDateOf(recordedAt));
  }

  /** The national calendar with the region's own days off. */
  private calendar(): WorkingCalendar {
    const { region } = this.options;
    const calendar = workingCalendarOf(
      this.calendars.get(NATIONAL_REGION) ?? initialCalendar(NATIONAL_REGION),
      region === undefined ? undefined : this.calendars.get(region),
    );
    const days = [NATIONAL_REGION, region ?? NATIONAL_REGION].flatMap((id) => this.calendarsLoaded.get(id) ?? []);
    const loadedOn = days.sort().at(-1);
    return loadedOn === undefined ? calendar : { ...calendar, loadedOn };
  }

  private build(): ReferenceSnapshot {
    const { basisMode } = this.options;
    const units: Record<string, Unit> = {};
    for (const { unit } of this.units.values()) if (unit !== undefined) units[unit.unitId] = unit;
    return {
      ...(this.position === undefined ? {} : { position: this.position }),
      calendar: this.calendar(),
      rulePacks: [...this.packs.values()].flatMap(({ versions }) => versions),
      standards: [...this.standards.values()].flatMap(({ versions }) => versions),
      channels: [...this.channels.values()].flatMap(({ channel }) => (channel === undefined ? [] : [channel])),
      units,
      measureLists: [...this.measureLists.values()].flatMap(({ versions }) => versions),
      maskProfiles: [...this.maskProfiles.values()].flatMap(({ versions }) => versions),
      unitSuccessors: successorsOf(units),
      superiorUnits: superiorsOf(units),
      basisMode,
    };
  }
}

function successorsOf(units: Readonly<Record<string, Unit>>): Record<string, string> {
  const successors: Record<string, string> = {};
  for (const { unitId, mergedInto } of Object.values(units)) {
    if (mergedInto !== undefined) successors[unitId] = lastOf(mergedInto, units);
  }
  return successors;
}

function superiorsOf(units: Readonly<Record<string, Unit>>): Record<string, string> {
  const superiors: Record<string, string> = {};
  for (const { unitId, superiorUnitId } of Object.values(units)) {
    if (superiorUnitId !== undefined) superiors[unitId] = lastOf(superiorUnitId, units);
  }
  return superiors;
}

/** The unit that goes on in the end. Decisions allow no circle; should one be stored, it is walked once. */
function lastOf(unitId: string, units: Readonly<Record<string, Unit>>): string {
  const seen = new Set<string>();
  let at = unitId;
  for (let next = units[at]?.mergedInto; next !== undefined && !seen.has(next); next = units[at]?.mergedInto) {
    seen.add(at);
    at = next;
  }
  return at;
}
