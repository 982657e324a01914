/** What a grant of a privacy reviewer allows (specification 6.2). */
export type GrantKind = 'UNMASKED' | 'BULK' | 'EXPORT';

export interface GrantQuestion {
  readonly kind: GrantKind;
  readonly unitId: string;
  readonly userId: string;
  /** One of the unit's published query matters. */
  readonly purposeCode: string;
  /** Instant (ISO 8601, UTC) at which the grant must be in force. */
  readonly at: string;
}

/** A grant in force: its id goes into the registration of what was looked up under it. */
export interface StandingGrant {
  readonly grantId: string;
}

/** Who may look up more than the default allows (specification 6.2). Nobody, where no grant in force is found. */
export abstract class Grants {
  abstract find(question: GrantQuestion): Promise<StandingGrant | undefined>;
}
