import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { accessProblem, ANYBODY, DeniedRegister, isAboutPurpose, type ActorRequest } from '#libs/access';
import { Clock, problemOf, type NotedRequest, type ProblemSpec, type Refusals } from '#libs/platform';

interface Request extends ActorRequest, NotedRequest {
  readonly method: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly routeOptions: { readonly url?: string };
}

/**
 * Look-ups that are refused stand in the access-audit register before the refusal is told (6.2): without a purpose, for
 * a purpose that the unit has not published, and without the grant that they need. It lets everything through.
 */
@Injectable()
export class DeniedQuestions implements CanActivate, Refusals {
  constructor(
    private readonly denied: DeniedRegister,
    private readonly clock: Clock,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    context.switchToHttp().getRequest<Request>().refusals = this;
    return true;
  }

  async note(error: unknown, request: Request): Promise<unknown> {
    const spec = problemOf(error, [accessProblem]);
    // What else is denied has been registered where it was.
    if (spec !== undefined && (LOOKUPS_DENIED.has(spec.code) || isAboutPurpose(spec))) await this.record(request, spec);
    return error;
  }

  private record({ method, params, routeOptions, actor = ANYBODY }: Request, spec: ProblemSpec): Promise<unknown> {
    const { subjectId, entryId } = params ?? {};
    return this.denied.recordDenied({
      ...{ at: this.clock.now(), actor, method, route: routeOptions.url ?? '', code: spec.code },
      reason: spec.rule ?? spec.code,
      ...(subjectId === undefined ? {} : { subjectId }),
      ...(entryId === undefined ? {} : { entryId }),
    });
  }
}

const LOOKUPS_DENIED = new Set(['PURPOSE_NOT_PUBLISHED', 'GRANT_MISSING']);
