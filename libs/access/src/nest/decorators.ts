import { createParamDecorator, SetMetadata, type CustomDecorator, type ExecutionContext } from '@nestjs/common';
import { ANYBODY, type Actor, type Role } from '../actor.js';

export const ROUTE_ACCESS = 'mingdan:route-access';

export type RouteAccess = { readonly public: true } | { readonly public: false; readonly roles: readonly Role[] };

/** What the guard puts on the request. */
export interface ActorRequest {
  actor?: Actor;
}

/** Open to everybody, with or without a token; a token that is sent must be good. For a method or a controller. */
export function PublicRoute(): CustomDecorator {
  return SetMetadata(ROUTE_ACCESS, { public: true } satisfies RouteAccess);
}

/**
 * Open to whoever has a good token and one of these roles; to every authenticated actor when none is named. What an
 * actor may do to which entry is decided behind it.
 */
export function ForActors(...roles: Role[]): CustomDecorator {
  return SetMetadata(ROUTE_ACCESS, { public: false, roles } satisfies RouteAccess);
}

export function actorOf(context: ExecutionContext): Actor {
  return context.switchToHttp().getRequest<ActorRequest>().actor ?? ANYBODY;
}

/** The actor of the request; ANYBODY on a public route without a token. */
export const CurrentActor = createParamDecorator((_data: unknown, context: ExecutionContext) => actorOf(context));
