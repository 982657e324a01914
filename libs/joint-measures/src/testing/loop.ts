import type { CommandActor } from '#libs/dossier';
import {
  legalDateOf,
  SHIPPED_CALENDAR,
  SHIPPED_RULE_PACKS,
  type ListedMeasure,
  type WorkingCalendar,
} from '#libs/rules';
import { BLK_1 } from '../../../dossier/src/testing/world.js';
import type { TriggerCommand, TriggerCommandMap, TriggerCommandType } from '../commands.js';
import type { CourseEvent, EntryFacts, TriggerContext } from '../context.js';
import { decideTrigger } from '../decide.js';
import type { ProducedTriggerEvent, TriggerEventType } from '../events.js';
import { evolveTrigger } from '../evolve.js';
import { MeasureRefusal, type MeasureRefusalCode } from '../refusals.js';
import { initialTrigger, type MeasureRecord, type TriggerState } from '../state.js';

/* One loop of joint measures in a test: given / when / then, without a store. */

const official = (userId: string, unitId: string, role: string): CommandActor => ({
  ...{ userId, unitId, role, roles: [role] },
});
export const WHO = {
  initiator: official('a-drafter', 'unit-a', 'INITIATING_UNIT'),
  other: official('b-drafter', 'unit-b', 'INITIATING_UNIT'),
  office: official('o-officer', 'unit-o', 'JOINT_CONFERENCE_OFFICE'),
  c: official('c-implementer', 'unit-c', 'IMPLEMENTING_UNIT'),
  d: official('d-implementer', 'unit-d', 'IMPLEMENTING_UNIT'),
  system: { userId: 'system', role: 'SYSTEM', roles: ['SYSTEM'] },
} satisfies Record<string, CommandActor>;

const item = (measureItemId: string, changes: Partial<ListedMeasure> = {}): ListedMeasure => ({
  ...{ measureItemId, measureListId: 'CITY', listVersion: 1, kind: 'PUNISHMENT', force: 'MANDATORY' },
  ...{ category: 'MARKET', text: '限制参与政府采购', implementingUnitTypes: [], effectiveFrom: '2026-01-01' },
  legalBasis: [{ title: '《中华人民共和国政府采购法》', level: 'LAW' }],
  appliesTo: { listKinds: ['BLACK'], persons: false },
  ...changes,
});
/** M-1 and M-2 are mandatory, M-2 reaches persons; R-1 is recommended. */
export const LISTED: readonly ListedMeasure[] = [
  item('M-1'),
  item('M-2', { appliesTo: { listKinds: ['BLACK'], persons: true } }),
  item('R-1', { force: 'RECOMMENDED' }),
];

/** Nine in the morning of a day in Shanghai, or an instant. */
export const at = (when: string): string => (when.length === 10 ? `${when}T01:00:00.000Z` : when);

export const TRIGGERED = '2026-09-18';
const ENTRY: EntryFacts = {
  ...{ subjectId: 'subject-1', listKind: 'BLACK', unitId: 'unit-a', standard: BLK_1 },
  ...{ persons: [], course: [] },
  endsAt: '2029-09-18T16:00:00.000Z',
};

export class Loop {
  state: TriggerState = initialTrigger;
  readonly log: ProducedTriggerEvent[] = [];
  private now = at(TRIGGERED);
  private entry: EntryFacts = ENTRY;
  private commands = 0;
  private turns = 0;
  private listed: readonly ListedMeasure[] | undefined = LISTED;
  private successors: Readonly<Record<string, string>> = {};
  private calendar: WorkingCalendar = SHIPPED_CALENDAR;

  /** Triggered on the list, with these items. */
  static of(items: readonly string[] = ['M-1', 'M-2', 'R-1'], startsSuspended = false): Loop {
    const loop = new Loop();
    return loop.dossier({
      type: 'TRIGGERED',
      kind: 'PUNISHMENT',
      items,
      startsSuspended,
      at: loop.now,
      triggeredOn: TRIGGERED,
    });
  }

  /** The same, designated: everything to unit C, or what is named. */
  static pushed(to: Readonly<Record<string, readonly string[]>> = { 'unit-c': ['M-1', 'M-2', 'R-1'] }): Loop {
    return Loop.of().designated(to);
  }

  designated(to: Readonly<Record<string, readonly string[]>>): this {
    const designations = Object.entries(to).map(([unitId, items]) => ({ unitId, items }));
    this.given('ProposeImplementingUnits', { designations }, WHO.initiator);
    return this.given('DesignateImplementingUnits', { proposalId: this.proposalId }, WHO.office);
  }

  get today(): string {
    return legalDateOf(this.now);
  }

  get proposalId(): string {
    return this.state.trigger?.proposal?.proposalId ?? 'none';
  }

  at(when: string): this {
    this.now = at(when);
    return this;
  }

  where(changes: Partial<EntryFacts>): this {
    this.entry = { ...this.entry, ...changes };
    return this;
  }
  unlisted(): this {
    this.listed = undefined;
    return this;
  }
  merged(unitId: string, into: string): this {
    this.successors = { ...this.successors, [unitId]: into };
    return this;
  }

  calendarWith(calendar: WorkingCalendar): this {
    this.calendar = calendar;
    return this;
  }

  /** The dossier goes on; the loop is not told. */
  untold(event: DistributiveOmit<CourseEvent, 'eventId'>): this {
    this.turns += 1;
    const course = [...this.entry.course, { ...event, eventId: `dossier-event-${this.turns}` } as CourseEvent];
    this.entry = { ...this.entry, course };
    return this;
  }

  /** The dossier goes on, and the process tells the loop. */
  dossier(event: DistributiveOmit<CourseEvent, 'eventId'>): this {
    return this.untold(event).given('FollowDossier', {}, WHO.system);
  }
  suspended(personRef?: string): this {
    return this.dossier({ type: 'SUSPENDED', from: this.now, ...(personRef !== undefined && { personRef }) });
  }
  resumed(personRef?: string): this {
    return this.dossier({ type: 'RESUMED', from: this.now, ...(personRef !== undefined && { personRef }) });
  }
  stopped(personRef?: string): this {
    return this.dossier({ type: 'STOPPED', from: this.now, ...(personRef !== undefined && { personRef }) });
  }

  given<T extends TriggerCommandType>(type: T, data: TriggerCommandMap[T], actor: CommandActor): this {
    this.when(type, data, actor).accept();
    return this;
  }

  when<T extends TriggerCommandType>(type: T, data: TriggerCommandMap[T], actor: CommandActor): Outcome {
    this.commands += 1;
    const before = JSON.stringify(this.state);
    try {
      return new Outcome(this, decideTrigger({ type, data } as TriggerCommand, this.state, this.context(actor)));
    } catch (error) {
      if (!(error instanceof MeasureRefusal)) throw error;
      expect(JSON.stringify(this.state)).toBe(before);
      return new Outcome(this, [], error.code);
    }
  }

  append(events: readonly ProducedTriggerEvent[]): void {
    this.log.push(...events);
    for (const event of events) this.state = evolveTrigger(this.state, JSON.parse(JSON.stringify(event)) as never);
  }

  /** The record of unit C, or another, about an item. */
  record(measureItemId: string, unitId = 'unit-c', personRef?: string): MeasureRecord {
    const found = Object.values(this.state.records).findLast(
      (one) => one.measureItemId === measureItemId && one.unitId === unitId && one.personRef === personRef,
    );
    if (found === undefined) throw new Error(`no record of ${measureItemId} at ${unitId}`);
    return found;
  }
  on(measureItemId: string, unitId?: string, personRef?: string): { readonly pushId: string } {
    return { pushId: this.record(measureItemId, unitId, personRef).pushId };
  }
  /** The instruction that a unit has not confirmed. */
  unconfirmed(unitId = 'unit-c'): { readonly instructionId: string } {
    const open = Object.values(this.state.instructions).findLast(
      (one) => one.unitId === unitId && one.confirmedOn === undefined && !one.overtaken,
    );
    return { instructionId: open?.instructionId ?? 'none' };
  }
  deadline(key: string, ownerRef: string) {
    return Object.values(this.state.deadlines).findLast((one) => one.key === key && one.ownerRef === ownerRef);
  }

  private context(actor: CommandActor): TriggerContext {
    const number = this.commands;
    return {
      ...{ now: this.now, actor, entryId: 'entry-1', entry: this.entry },
      measuresOn: () => this.listed,
      calendar: this.calendar,
      rulePacks: SHIPPED_RULE_PACKS,
      unitSuccessors: this.successors,
      isUnit: (unitId) => unitId.startsWith('unit-'),
      newId: (label) => `${label}-${number}`,
      idOf: (...parts) => parts.join('/'),
    };
  }
}

type DistributiveOmit<T, K extends string> = T extends unknown ? Omit<T, K> : never;
type Expected = TriggerEventType | readonly [TriggerEventType, object];

export class Outcome {
  constructor(
    private readonly loop: Loop,
    readonly events: readonly ProducedTriggerEvent[],
    private readonly refusal?: MeasureRefusalCode,
  ) {}

  accept(): void {
    expect(this.refusal).toBeUndefined();
    this.loop.append(this.events);
  }

  /** Exactly these, but for deadlines, in this order. */
  expect(...expected: readonly Expected[]): void {
    expect(this.refusal).toBeUndefined();
    const told = this.events.filter(({ type }) => !type.startsWith('Deadline'));
    expect(told.map(({ type, data }) => ({ type, data }))).toMatchObject(
      expected.map((one) => (typeof one === 'string' ? { type: one } : { type: one[0], data: one[1] })),
    );
    this.loop.append(this.events);
  }

  /** That, and nothing appended. */
  refuse(code: MeasureRefusalCode): void {
    expect({ refusal: this.refusal, events: this.events }).toEqual({ refusal: code, events: [] });
  }
}
