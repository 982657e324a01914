import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { catchError, from, mergeMap, throwError, type Observable } from 'rxjs';
import { accessProblem, actorOf, DeniedRegister, isAboutPurpose } from '#libs/access';
import { Clock, problemOf, type ProblemSpec } from '#libs/platform';

interface Request {
  readonly method: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly routeOptions: { readonly url?: string };
}

/**
 * Look-ups that are refused stand in the access-audit register before the refusal is told (6.2): without a purpose, for
 * a purpose that the unit has not published, and without the grant that they need.
 */
@Injectable()
export class DeniedQuestions implements NestInterceptor {
  constructor(
    private readonly denied: DeniedRegister,
    private readonly clock: Clock,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        const spec = problemOf(error, [accessProblem]);
        // What else is denied has been registered where it was.
        if (spec === undefined || !(LOOKUPS_DENIED.has(spec.code) || isAboutPurpose(spec)))
          return throwError(() => error);
        return from(this.record(context, spec)).pipe(mergeMap(() => throwError(() => error)));
      }),
    );
  }

  private record(context: ExecutionContext, { code, rule }: ProblemSpec): Promise<unknown> {
    const { method, params, routeOptions } = context.switchToHttp().getRequest<Request>();
    const { subjectId, entryId } = params ?? {};
    return this.denied.recordDenied({
      ...{ at: this.clock.now(), actor: actorOf(context), method, route: routeOptions.url ?? '', code },
      reason: rule ?? code,
      ...(subjectId === undefined ? {} : { subjectId }),
      ...(entryId === undefined ? {} : { entryId }),
    });
  }
}

const LOOKUPS_DENIED = new Set(['PURPOSE_NOT_PUBLISHED', 'GRANT_MISSING']);
