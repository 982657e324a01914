import type { JWTPayload } from 'jose';
import type { Identifier } from '#libs/subjects';
import { actorWithName, isOfficialRole, isRole, type Actor, type ActorKind, type Role } from '../actor.js';
import { holdsIdentifier } from '../identifier-like.js';
import { TokenRefused } from './errors.js';

/** Finds the random id of an identifier in the index; undefined when it is unknown there. */
export type MatchIdentifier = (identifier: Identifier) => Promise<string | undefined>;

const USER_ID = /^[\x21-\x7e]{1,128}$/;
const UNIT_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const IDENTIFIER_TYPE = /^[A-Z][A-Z0-9_]{0,39}$/;

/** What a genuine token says of who acts. */
export interface Claimed {
  /** Frozen, since all requests with the token have it; without the id that its identifier has in the index. */
  readonly actor: Actor;
  /** Verified by the issuer; of officials there is none. */
  readonly identifier: Identifier | undefined;
}

/**
 * Reads the claims of a genuine token: `sub` (opaque), `roles` (ids of spec 2, others are ignored), `unit`
 * (for officials), `identifier` {type, value} verified by the issuer (for subjects, agents, third parties; type `USCC`,
 * `CITIZEN_ID` or the kind of another certificate), `agent` true for who acts for a
 * subject that authorised it, `name`.
 * @throws TokenRefused TOKEN_CLAIMS
 */
export function readClaims(claims: JWTPayload): Claimed {
  const userId = claims.sub;
  if (typeof userId !== 'string' || !USER_ID.test(userId) || holdsIdentifier(userId))
    // An identifier as `sub` would stand in every event and register.
    return refuse('sub must be an opaque id of 1 to 128 characters');
  const roles = rolesOf(claims['roles']);
  const kind = kindOf(roles, claims['agent']);
  const unitId = unitOf(claims['unit'], kind);
  const identifier = identifierOf(claims['identifier'], kind);
  const { name } = claims;
  const actor = actorWithName(
    { userId, ...(unitId === undefined ? {} : { unitId }), roles: Object.freeze(roles), kind },
    typeof name === 'string' ? name : undefined,
  );
  return { actor: Object.freeze(actor), identifier };
}

/** The actor with the id that its identifier has in the index, where it has one. */
export function identifiedActor({ actor }: Claimed, subjectRef: string | undefined): Actor {
  const own = { ...actor, roles: [...actor.roles], ...(subjectRef === undefined ? {} : { subjectRef }) };
  return actorWithName(own, actor.name);
}

function refuse(message: string): never {
  throw new TokenRefused('TOKEN_CLAIMS', message);
}

function rolesOf(claim: unknown): Role[] {
  if (!Array.isArray(claim)) return refuse('roles must be an array');
  const roles = [...new Set(claim.filter(isRole))];
  if (roles.length === 0) return refuse('roles holds none that is known here');
  if (roles.includes('SYSTEM')) return refuse('SYSTEM is not for a token');
  return roles;
}

/** A user acts in one capacity at a time: for a unit, or for a person. */
function kindOf(roles: readonly Role[], agent: unknown): ActorKind {
  if (agent !== undefined && typeof agent !== 'boolean') return refuse('agent must be true or false');
  const official = roles.filter(isOfficialRole).length;
  if (official > 0 && (official < roles.length || agent === true))
    return refuse('a token is for a unit or for a person, not for both');
  if (official > 0) return 'OFFICIAL';
  if (agent === true) return roles.includes('SUBJECT') ? 'AGENT' : refuse('an agent acts in the role SUBJECT');
  return roles.includes('SUBJECT') ? 'SUBJECT' : 'PUBLIC';
}

function unitOf(claim: unknown, kind: ActorKind): string | undefined {
  if (kind === 'OFFICIAL')
    return typeof claim === 'string' && UNIT_ID.test(claim) ? claim : refuse('unit must name the unit acted for');
  return claim === undefined ? undefined : refuse('only an official acts for a unit');
}

function identifierOf(claim: unknown, kind: ActorKind): Identifier | undefined {
  if (kind === 'OFFICIAL') return undefined;
  if (claim === undefined)
    return kind === 'PUBLIC' ? undefined : refuse('identifier must hold the verified identifier');
  const { type, value } = (claim ?? {}) as { type?: unknown; value?: unknown };
  if (typeof type !== 'string' || !IDENTIFIER_TYPE.test(type)) return refuse('identifier.type is not well-formed');
  if (typeof value !== 'string' || value.trim() === '' || value.length > 64)
    return refuse('identifier.value is not well-formed');
  if (type === 'USCC' || type === 'CITIZEN_ID') return { kind: type, value };
  return { kind: 'OTHER', certificateType: type, value };
}
