import { Injectable } from '@nestjs/common';
import type { Actor, Role } from '#libs/access';
import { stableId } from '#libs/command-loop';
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

  filter(actor: Actor): Pick<ComplaintFilter, 'handlerUnitIds' | 'complainantRef' | 'notAbout'> {
    if (actor.kind !== 'OFFICIAL') return { complainantRef: refOf(actor) };
    const own = actor.unitId === undefined ? [] : this.today.unitsOf(actor.unitId);
    return this.policy.seesEverything(actor) ? { notAbout: own } : { handlerUnitIds: own, notAbout: own };
  }

  sees(actor: Actor, { complaint }: ComplaintRow): boolean {
    const { handlerUnitIds, complainantRef, notAbout } = this.filter(actor);
    if (complainantRef !== undefined) return complaint.complainantRef === complainantRef;
    if (notAbout?.includes(complaint.unitId) === true) return false;
    return handlerUnitIds === undefined || handlerUnitIds.includes(complaint.handler?.unitId ?? '');
  }
}

/** As the complaint was filed: by the verified identifier, or by the issuer's opaque id. */
function refOf(actor: Actor): string {
  return actor.subjectRef ?? stableId('person', actor.userId);
}
