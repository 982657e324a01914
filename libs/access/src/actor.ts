import { ROLES, type Role } from '#libs/dossier';

export { ROLES, type Role };

/** OFFICIAL acts for a unit; SUBJECT for itself; AGENT for a subject that authorised it; PUBLIC for nobody. */
export type ActorKind = 'OFFICIAL' | 'SUBJECT' | 'AGENT' | 'SYSTEM' | 'PUBLIC';

/** Who makes a request. Everything but the name is opaque and may stand in registers and events. */
export interface Actor {
  /** The issuer's opaque id of the person or service; never an identifier or a name. */
  readonly userId: string;
  /** The one unit acted for; always there for an OFFICIAL. */
  readonly unitId?: string;
  readonly roles: readonly Role[];
  readonly kind: ActorKind;
  /**
   * The random id this actor's verified identifier has in the index: the subject it is, or the person (agents, third
   * parties). Absent when the identifier is unknown to the index.
   */
  readonly subjectRef?: string;
  /** For display to the actor itself. Not enumerable, so that no log, register or event takes it along by accident. */
  readonly name?: string;
}

const PERSONAL_ROLES: readonly Role[] = ['SUBJECT', 'THIRD_PARTY', 'PUBLIC'];

/** Whether a role is held for a unit. */
export function isOfficialRole(role: Role): boolean {
  return role !== 'SYSTEM' && !PERSONAL_ROLES.includes(role);
}

export function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}

/** Whoever comes without a token. */
export const ANYBODY: Actor = Object.freeze({
  userId: 'anonymous',
  roles: Object.freeze(['PUBLIC'] as const),
  kind: 'PUBLIC',
});

/** The product's own processes; every act names its rule. Never made from a token. */
export const SYSTEM_ACTOR: Actor = Object.freeze({
  userId: 'system',
  roles: Object.freeze(['SYSTEM'] as const),
  kind: 'SYSTEM',
});

/** Builds an actor whose name does not leak by spreading, logging or serialising it. */
export function actorWithName(actor: Omit<Actor, 'name'>, name: string | undefined): Actor {
  return name === undefined ? actor : Object.defineProperty({ ...actor }, 'name', { value: name });
}
