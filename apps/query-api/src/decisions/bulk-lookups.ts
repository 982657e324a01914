import { Injectable } from '@nestjs/common';
import { Grants, type Actor, type LookupPurpose, type StandingGrant } from '#libs/access';
import { ReadingPolicy } from '../reading/reach.js';
import { Today } from '../reading/today.js';
import { identifierKey, type AskedIdentifierDto } from './asked-identifier.js';

/** So many natural persons may be looked up in one call without a grant (6.2). */
const MAX_PERSONS = 50;

/** Looking up more persons than that in one call needs a standing grant. */
@Injectable()
export class BulkLookups {
  constructor(
    private readonly grants: Grants,
    private readonly policy: ReadingPolicy,
    private readonly today: Today,
  ) {}

  /**
   * Before anything is looked up. Who is a natural person is told by the kind of the identifier, since nothing may depend
   * on whether somebody is known.
   *
   * @returns the grant where one is needed
   * @throws ProblemException BULK_NOT_GRANTED, after the denial is registered
   */
  async permitted(
    actor: Actor,
    identifiers: readonly AskedIdentifierDto[],
    { purposeCode }: LookupPurpose,
  ): Promise<StandingGrant | undefined> {
    const persons = new Set(identifiers.filter(({ kind }) => kind !== 'USCC').map(identifierKey));
    if (persons.size <= MAX_PERSONS) return undefined;
    const { userId, unitId } = actor;
    const question = unitId && { kind: 'BULK' as const, unitId, userId, purposeCode, at: this.today.now };
    const grant = question ? await this.grants.find(question) : undefined;
    return grant ?? this.policy.deny(actor, { method: 'POST', path: '/decisions' }, 'BULK_NOT_GRANTED');
  }
}
