import type { CommandActor } from '#libs/dossier';
import { SHIPPED_CALENDAR, SHIPPED_RULE_PACKS } from '#libs/rules';
import {
  initialComplaint,
  type ComplaintCommand,
  type ComplaintCommandMap,
  type ComplaintContext,
  type ComplaintRelation,
  type ComplaintState,
  type ProducedComplaintEvent,
} from '../complaint.js';
import { decideComplaint } from '../decide.js';
import { evolveComplaint } from '../evolve.js';
import { ComplaintRefusal, type ComplaintRefusalCode } from '../refusals.js';

/* One complaint in a test: given / when / then, without a store. */

const official = (userId: string, unitId: string, role: string): CommandActor => ({
  ...{ userId, unitId, role, roles: [role] },
});
export const WHO = {
  subject: { userId: 'x', role: 'SUBJECT', roles: ['SUBJECT'], subjectId: 'subject-1', personRef: 'subject-1' },
  stranger: { userId: 'y', role: 'SUBJECT', roles: ['SUBJECT'], subjectId: 'subject-2', personRef: 'subject-2' },
  office: official('o-officer', 'unit-o', 'JOINT_CONFERENCE_OFFICE'),
  handler: official('s-handler', 'unit-s', 'DISPUTE_HANDLER'),
  second: official('s-second', 'unit-s', 'DISPUTE_HANDLER'),
  accused: official('a-handler', 'unit-a', 'DISPUTE_HANDLER'),
  system: { userId: 'system', role: 'SYSTEM', roles: ['SYSTEM'] },
} satisfies Record<string, CommandActor>;

export const RELATED: ComplaintRelation = {
  ...{ isSubject: true, isAgent: false, isResponsible: false, entryKnown: true },
};
export const MATTER = { subjectId: 'subject-1', entryId: 'entry-1' };
export const FILED: ComplaintCommandMap['FileComplaint'] = {
  ...{ unitId: 'unit-a', conduct: ['DELAY'], standing: 'SUBJECT', complainantRef: 'subject-1', text: '三次拒收' },
  ...{ matter: MATTER, channel: 'portal' },
};
export const ANSWER: ComplaintCommandMap['DecideComplaint'] = {
  ...{ result: 'SUBSTANTIATED', reasons: '属实', remedyInfo: '可以复议' },
};

/** Nine in the morning of a day in Shanghai. */
const at = (day: string): string => `${day}T01:00:00.000Z`;

export class Script {
  state: ComplaintState = initialComplaint;
  private now = at('2026-09-18');
  private relation: ComplaintRelation | undefined = RELATED;
  private successors: Readonly<Record<string, string>> = {};
  private calendar = SHIPPED_CALENDAR;

  on(day: string): this {
    this.now = at(day);
    return this;
  }
  related(relation: ComplaintRelation | undefined): this {
    this.relation = relation;
    return this;
  }
  merged(unitId: string, into: string): this {
    this.successors = { ...this.successors, [unitId]: into };
    return this;
  }
  /** Loaded with a calendar of another version, in which these days are off. */
  calendarWith(calendar: typeof SHIPPED_CALENDAR): this {
    this.calendar = calendar;
    return this;
  }
  filed(changes: Partial<ComplaintCommandMap['FileComplaint']> = {}): this {
    return this.given(WHO.subject, 'FileComplaint', { ...FILED, ...changes });
  }
  assigned(unitId = 'unit-s', handlerId?: string): this {
    return this.given(WHO.office, 'AssignComplaint', { unitId, ...(handlerId !== undefined && { handlerId }) });
  }

  given<T extends ComplaintCommand['type']>(actor: CommandActor, type: T, data: ComplaintCommandMap[T]): this {
    this.when(actor, type, data);
    return this;
  }

  /** Decides, and folds what was decided. */
  when<T extends ComplaintCommand['type']>(
    actor: CommandActor,
    type: T,
    data: ComplaintCommandMap[T],
  ): readonly ProducedComplaintEvent[] {
    const events = decideComplaint({ type, data } as ComplaintCommand, this.state, this.context(actor));
    this.state = events.reduce(evolveComplaint, this.state);
    return events;
  }

  /** It is refused, by name; nothing is decided. */
  refuse<T extends ComplaintCommand['type']>(
    code: ComplaintRefusalCode,
    actor: CommandActor,
    type: T,
    data: ComplaintCommandMap[T],
  ): this {
    const before = this.state;
    const decide = () => this.when(actor, type, data);
    expect(decide).toThrow(ComplaintRefusal);
    expect(decide).toThrow(code);
    expect(this.state).toBe(before);
    return this;
  }

  private context(actor: CommandActor): ComplaintContext {
    return {
      ...{ now: this.now, complaintId: 'complaint-1', actor, calendar: this.calendar, rulePacks: SHIPPED_RULE_PACKS },
      ownRefs: actor.personRef === undefined ? [] : [actor.personRef],
      isUnit: (unitId) => /^unit-[abcos]$/.test(unitId),
      unitNow: (unitId) => this.successors[unitId] ?? unitId,
      regionOf: () => '640100',
      ...(this.relation && { relation: this.relation }),
    };
  }
}
