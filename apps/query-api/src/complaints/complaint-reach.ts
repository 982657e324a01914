import { Injectable } from '@nestjs/common';
import type { Actor, Role } from '#libs/access';
import { complainantRefs } from '#libs/complaints';
import type { ComplaintFilter, ComplaintRow } from '#projections';
import { ReadingPolicy } from '../reading/reach.js';
import { Today } from '../reading/today.js';

/** Whoever may have complained, handles complaints, or sees to it that they are answered. */
export const COMPLAINT_READERS: readonly Role[] = [
  'SUBJECT',
  'THIRD_PARTY',
  'DISPUTE_HANDLER',
  'JOINT_CONFERENCE_OFFICE',
  'SUPERVISOR',
];

/**
 * Who sees which complaints: the office and the supervisor all but those about their own unit, other units what was
 * assigned to them, a complainant its own.
 */
@Injectable()
export class ComplaintReach {
  constructor(
    private readonly policy: ReadingPolicy,
    private readonly today: Today,
  ) {}

  filter(actor: Actor): Pick<ComplaintFilter, 'handlerUnitIds' | 'complainantRefs' | 'notAbout'> {
    if (actor.kind !== 'OFFICIAL') return { complainantRefs: complainantRefs(actor.userId, actor.subjectRef) };
    const own = actor.unitId === undefined ? [] : this.today.unitsOf(actor.unitId);
    return this.policy.seesEverything(actor) ? { notAbout: own } : { handlerUnitIds: own, notAbout: own };
  }

  sees(actor: Actor, { complaint }: ComplaintRow): boolean {
    const { handlerUnitIds, complainantRefs: own, notAbout } = this.filter(actor);
    if (own !== undefined) return own.includes(complaint.complainantRef);
    if (notAbout?.includes(complaint.unitId) === true) return false;
    return handlerUnitIds === undefined || handlerUnitIds.includes(complaint.handler?.unitId ?? '');
  }
}
