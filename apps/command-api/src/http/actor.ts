import type { Actor } from '#libs/access';
import type { CommandActor } from '#libs/dossier';
import { personRefOf } from '#libs/dossier-store';

/**
 * The actor as the domain knows it. The role acted in is the first of those the route names that the actor has; whether
 * it suffices is decided in the domain.
 */
export function commandActor(actor: Actor, wanted: readonly string[]): CommandActor {
  const { userId, unitId, kind, subjectRef } = actor;
  const roles: readonly string[] = actor.roles;
  const role = wanted.find((one) => roles.includes(one)) ?? roles[0] ?? 'PUBLIC';
  return {
    userId,
    ...(unitId === undefined ? {} : { unitId }),
    role,
    roles,
    ...(kind === 'SUBJECT' && subjectRef !== undefined ? { subjectId: subjectRef } : {}),
    ...(kind === 'OFFICIAL' ? {} : { personRef: personRefOf(actor) }),
  };
}
