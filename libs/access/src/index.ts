export * from './actor.js';
export {
  DEMONSTRATION_AUDIENCE,
  DEMONSTRATION_ISSUER,
  DemonstrationForbidden,
  DemonstrationIssuer,
} from './demonstration/issuer.js';
export type { DemonstrationIssuerOptions, IssuedToken } from './demonstration/issuer.js';
export { DEMONSTRATION_MATTERS, DEMONSTRATION_UNITS, DEMONSTRATION_USERS } from './demonstration/officials.js';
export type { DemonstrationUnit, DemonstrationUser } from './demonstration/officials.js';
export { Grants, type GrantKind, type GrantQuestion, type StandingGrant } from './grants.js';
export { holdsIdentifier, withoutIdentifiers } from './identifier-like.js';
export { LookupPurpose } from './lookup-purpose.dto.js';
export { CreateMatters1763700021001 } from './matters/create-matters.migration.js';
export { Matters } from './matters/matters.js';
export type { Matter, MatterCount, MatterKey, MatterPeriod, ReportedMatter } from './matters/matters.js';
export { ActorGuard } from './nest/actor.guard.js';
export { actorOf, CurrentActor, ForActors, PublicRoute } from './nest/decorators.js';
export type { ActorRequest } from './nest/decorators.js';
export { accessProblem, GRANT_MISSING, PURPOSE_NOT_PUBLISHED } from './nest/problems.js';
export { isAboutPurpose } from './nest/purpose-refused.js';
export { UnitStanding } from './nest/unit-standing.js';
export { NO_MATTERS, QueryMatters } from './query-matters.js';
export { archiveMonth, ArchiveRefused, KEPT_YEARS, type ArchivedMonth, type ArchiveSink } from './registers/archive.js';
export type { Link } from './registers/chain.js';
export { AppendAtOnce1763700043002 } from './registers/append-at-once.migration.js';
export { CreateRegisters1763700002001 } from './registers/create-registers.migration.js';
export { CursorInvalid, GrantMissing, PurposeNotPublished, RegisterUnavailable } from './registers/errors.js';
export { ExtendLookups1763700022001 } from './registers/extend-lookups.migration.js';
export type { ListingOptions, Page } from './registers/listing.js';
export { DeniedRegister, Registers } from './registers/registers.js';
export type { DeniedRequest, DeniedRow, Lookup, LookupRow, RegisteredLookup } from './registers/registers.js';
export type { RegisterName } from './registers/tables.js';
export type { ChainVerdict } from './registers/verify.js';
export type { MatchIdentifier } from './tokens/claims.js';
export { IssuerUnavailable, TokenRefused, type TokenFailure } from './tokens/errors.js';
export { ALGORITHMS, TokenVerifier } from './tokens/token-verifier.js';
export type { KeySource, TokenVerifierOptions } from './tokens/token-verifier.js';
