import { Injectable, Optional, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Clock, problem, type ProblemSpec } from '#libs/platform';
import { ANYBODY, type Actor } from '../actor.js';
import { DeniedRegister } from '../registers/registers.js';
import { TokenRefused } from '../tokens/errors.js';
import { TokenVerifier } from '../tokens/token-verifier.js';
import { ROUTE_ACCESS, type ActorRequest, type RouteAccess } from './decorators.js';
import { accessProblem, ROLE_NOT_ALLOWED, ROUTE_CLOSED, YOUR_UNIT_MERGED } from './problems.js';
import { UnitStanding } from './unit-standing.js';

/** What is used of Fastify's request and reply. */
interface Request extends ActorRequest {
  readonly method: string;
  readonly headers: { readonly authorization?: string };
  readonly routeOptions: { readonly url?: string };
}
interface Reply {
  header(name: string, value: string): unknown;
}

/**
 * Puts the actor on the request, or refuses it. A route that says nothing about who may use it is open to nobody. Every
 * refusal stands in the access-audit register before it is answered.
 */
@Injectable()
export class ActorGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly verifier: TokenVerifier,
    private readonly register: DeniedRegister,
    private readonly clock: Clock,
    /** Left out where nothing is known of units. */
    @Optional() private readonly units?: UnitStanding,
  ) {}

  /** At once where nothing has to be waited for, as for nearly every request. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access === undefined) return this.refuse(request, undefined, ROUTE_CLOSED);

    const { authorization } = request.headers;
    if (access.public && authorization === undefined) {
      request.actor = ANYBODY;
      return true;
    }
    const actor = this.verifier.verify(authorization);
    if (!(actor instanceof Promise)) return this.admit(request, access, actor);
    return actor.then(
      (verified) => this.admit(request, access, verified),
      (error: unknown) => this.refuseToken(request, http.getResponse<Reply>(), error),
    );
  }

  private admit(request: Request, access: RouteAccess, actor: Actor): boolean | Promise<boolean> {
    if (!access.public && access.roles.length > 0 && !actor.roles.some((role) => access.roles.includes(role)))
      return this.refuse(request, actor, ROLE_NOT_ALLOWED);
    if (!access.public && this.actsForMerged(actor)) return this.refuse(request, actor, YOUR_UNIT_MERGED);
    request.actor = actor;
    return true;
  }

  private refuseToken(request: Request, reply: Reply, error: unknown): Promise<never> {
    const spec = error instanceof TokenRefused ? accessProblem(error) : undefined;
    if (spec === undefined) throw error;
    const reason = spec.code === 'TOKEN_MISSING' ? '' : ' error="invalid_token"';
    reply.header('www-authenticate', `Bearer${reason}`);
    return this.refuse(request, undefined, spec);
  }

  /** Entries pass to the successor of a unit, and so does the authority over them (3.5). */
  private actsForMerged({ unitId }: Actor): boolean {
    return unitId !== undefined && this.units?.successorOf(unitId) !== undefined;
  }

  private async refuse(request: Request, actor: Actor | undefined, spec: ProblemSpec): Promise<never> {
    await this.register.recordDenied({
      at: this.clock.now(),
      ...(actor === undefined ? {} : { actor }),
      method: request.method,
      route: request.routeOptions.url ?? '',
      code: spec.code,
      reason: spec.en,
    });
    throw problem(spec);
  }
}
