import { Injectable } from '@nestjs/common';
import type { Actor, LookupPurpose } from '#libs/access';
import { Lookups } from '../reading/lookups.js';
import { identifierKey, type AskedIdentifierDto } from './asked-identifier.js';

/** So many natural persons may be looked up in one call without a grant (6.2). */
const MAX_PERSONS = 50;

/** Looking up more persons than that in one call needs a standing grant. */
@Injectable()
export class BulkLookups {
  constructor(private readonly lookups: Lookups) {}

  /**
   * Before anything is looked up. Who is a natural person is told by the kind of the identifier, since nothing may depend
   * on whether somebody is known.
   *
   * @returns the id of the grant where one is needed
   * @throws PurposeNotPublished, GrantMissing; StoreUnavailable
   */
  async permitted(
    actor: Actor,
    identifiers: readonly AskedIdentifierDto[],
    purpose: LookupPurpose,
  ): Promise<string | undefined> {
    const persons = new Set(identifiers.filter(({ kind }) => kind !== 'USCC').map(identifierKey));
    return persons.size <= MAX_PERSONS ? undefined : this.lookups.grantFor(actor, 'BULK', purpose);
  }
}
