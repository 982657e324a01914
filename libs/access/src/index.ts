export * from './actor.js';
export {
  DEMONSTRATION_AUDIENCE,
  DEMONSTRATION_ISSUER,
  DemonstrationForbidden,
  DemonstrationIssuer,
} from './demonstration/issuer.js';
export type { DemonstrationIssuerOptions, IssuedToken } from './demonstration/issuer.js';
export { DEMONSTRATION_UNITS, DEMONSTRATION_USERS } from './demonstration/officials.js';
export type { DemonstrationUnit, DemonstrationUser } from './demonstration/officials.js';
export * from './grants.js';
export { holdsIdentifier, withoutIdentifiers } from './identifier-like.js';
export { LookupPurpose } from './lookup-purpose.dto.js';
export { CreateMatters1763700021001 } from './matters/create-matters.migration.js';
export { Matters } from './matters/matters.js';
export type { Matter, MatterCount, MatterKey, MatterPeriod, ReportedMatter } from './matters/matters.js';
export { ActorGuard } from './nest/actor.guard.js';
export { actorOf, CurrentActor, ForActors, PublicRoute } from './nest/decorators.js';
export type { ActorRequest } from './nest/decorators.js';
export { accessProblem } from './nest/problems.js';
export { NoGrants } from './no-grants.js';
export { UnitStanding } from './nest/unit-standing.js';
export type { Link } from './registers/chain.js';
export { CreateRegisters1763700002001 } from './registers/create-registers.migration.js';
export { CursorInvalid, RegisterUnavailable } from './registers/errors.js';
export type { ListingOptions, Page } from './registers/listing.js';
export { DeniedRegister, Registers } from './registers/registers.js';
export type { DeniedRequest, DeniedRow, Lookup, LookupRow } from './registers/registers.js';
export type { RegisterName } from './registers/tables.js';
export type { ChainVerdict } from './registers/verify.js';
export type { MatchIdentifier } from './tokens/claims.js';
export { IssuerUnavailable, TokenRefused, type TokenFailure } from './tokens/errors.js';
export { ALGORITHMS, TokenVerifier } from './tokens/token-verifier.js';
export type { KeySource, TokenVerifierOptions } from './tokens/token-verifier.js';
