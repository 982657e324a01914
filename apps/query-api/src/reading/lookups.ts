import { Injectable } from '@nestjs/common';
import {
  GrantMissing,
  Grants,
  Registers,
  type Actor,
  type GrantKind,
  type Lookup,
  type LookupPurpose,
  type Role,
} from '#libs/access';
import { Today } from './today.js';

/** What was looked up in one question, before its answer leaves. */
export interface LookedUp {
  /** Roles that may ask it; the first that the actor has is the one acted in. */
  readonly roles: readonly Role[];
  readonly purpose: LookupPurpose;
  /** The persons and subjects that are in the answer; the first one's row names the answer. Empty for none. */
  readonly subjectRefs: readonly string[];
  readonly fieldsReturned: readonly string[];
  readonly maskLevel: Lookup['maskLevel'];
  readonly resultCount: number;
  readonly clientIp: string;
  readonly grantId?: string;
}

/** Look-ups of persons: by grant where they need one, and registered before they are answered (6.2). */
@Injectable()
export class Lookups {
  constructor(
    private readonly registers: Registers,
    private readonly grants: Grants,
    private readonly today: Today,
  ) {}

  /**
   * The grant that the actor has for it.
   * @throws PurposeNotPublished, GrantMissing; StoreUnavailable
   */
  async grantFor(actor: Actor, kind: GrantKind, { purposeCode }: LookupPurpose): Promise<string> {
    this.registers.requirePublished(actor, purposeCode);
    const { unitId = '', userId } = actor;
    const grant = await this.grants.find({ kind, unitId, userId, purposeCode, at: this.today.now });
    if (grant === undefined) throw new GrantMissing(kind);
    return grant.grantId;
  }

  /**
   * One row a person, or one for an answer without any, all in one transaction: each of them sees who looked.
   * @returns the id of the first row
   * @throws PurposeNotPublished, RegisterUnavailable
   */
  async register(actor: Actor, { roles, subjectRefs, ...looked }: LookedUp): Promise<string> {
    const role = roles.find((one) => actor.roles.includes(one)) ?? 'PUBLIC';
    const of = { at: this.today.now, actor, role, ...looked };
    const rows = subjectRefs.length === 0 ? [of] : subjectRefs.map((subjectRef) => ({ ...of, subjectRef }));
    const [first] = await this.registers.registerLookups(rows);
    return first?.queryId ?? '';
  }
}
