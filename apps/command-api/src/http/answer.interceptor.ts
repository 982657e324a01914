import { Injectable, Optional, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { catchError, from, map, mergeMap, throwError, type Observable } from 'rxjs';
import { accessProblem, DeniedRegister, isAboutPurpose, type Actor } from '#libs/access';
import { ExternalListRefusal, ListedRows } from '#libs/external-lists';
import { Clock, formatETag, parseIdempotencyKey, problemOf, type ProblemSpec } from '#libs/platform';
import { commandProblem } from '../command-problems.js';
import { CommandOutcome } from './outcome.js';

interface Request {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly routeOptions: { readonly url?: string };
  readonly actor?: Actor;
}
interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

/** Refusals that belong into the access-audit register: of authority, of the domain, of a stale or reused id. */
const REGISTERED = new Set([401, 403, 404, 409, 410, 412, 422]);

/**
 * Puts what a command came to into the answer, and writes refusals into the access-audit register before they are told
 * (D18). When the register is away the request is answered as if the store were: nothing has been changed.
 */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  constructor(
    private readonly denied: DeniedRegister,
    private readonly clock: Clock,
    /** Absent where no lists of others are kept. */
    @Optional() private readonly rows?: ListedRows,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<Reply>();
    reply.header('Cache-Control', 'private, no-store');
    return next.handle().pipe(
      map((result: unknown) => (result instanceof CommandOutcome ? answer(result, reply) : result)),
      catchError((error: unknown) =>
        from(this.ownedElsewhere(context, error)).pipe(mergeMap((told) => this.register(context, told))),
      ),
    );
  }

  /** What no dossier knows may be a mirrored entry: only its owner's outcome changes it (spec 3.8). */
  private async ownedElsewhere(context: ExecutionContext, error: unknown): Promise<unknown> {
    const { entryId } = context.switchToHttp().getRequest<Request>().params ?? {};
    if (entryId === undefined || this.rows === undefined) return error;
    if (problemOf(error, [commandProblem])?.status !== 404) return error;
    return (await this.rows.isOwnedElsewhere(entryId)) ? new ExternalListRefusal('OWNED_ELSEWHERE') : error;
  }

  private register(context: ExecutionContext, error: unknown): Observable<never> {
    const spec = problemOf(error, [commandProblem, accessProblem]);
    if (spec === undefined || !(REGISTERED.has(spec.status) || isAboutPurpose(spec))) return throwError(() => error);
    return from(this.record(context.switchToHttp().getRequest<Request>(), spec)).pipe(
      mergeMap(() => throwError(() => error)),
    );
  }

  private record({ method, headers, params, routeOptions, actor }: Request, spec: ProblemSpec): Promise<unknown> {
    const { subjectId, entryId } = params ?? {};
    const commandId = parseIdempotencyKey(headers);
    return this.denied.recordDenied({
      at: this.clock.now(),
      ...(actor === undefined ? {} : { actor }),
      method,
      route: routeOptions.url ?? '',
      code: spec.code,
      // Not the text told to the caller, which names values of the case.
      reason: spec.rule ?? spec.code,
      ...(subjectId === undefined ? {} : { subjectId }),
      ...(entryId === undefined ? {} : { entryId }),
      ...(commandId === undefined ? {} : { commandId }),
    });
  }
}

function answer(outcome: CommandOutcome, reply: Reply): unknown {
  const { answer: body, replayed, status, revision } = outcome;
  reply.status(status).header('Idempotency-Key', body.commandId);
  if (replayed) reply.header('Idempotent-Replay', 'true');
  if (revision !== undefined) reply.header('ETag', formatETag(BigInt(revision)));
  return body;
}
