import { Injectable, Optional, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { accessProblem, DeniedRegister, isAboutPurpose, type ActorRequest } from '#libs/access';
import { ExternalListRefusal, ListedRows } from '#libs/external-lists';
import {
  Clock,
  parseIdempotencyKey,
  problemOf,
  type NotedRequest,
  type ProblemSpec,
  type Refusals,
} from '#libs/platform';
import { commandProblem } from '../command-problems.js';

interface Request extends ActorRequest, NotedRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly routeOptions: { readonly url?: string };
}
interface Reply {
  header(name: string, value: string): Reply;
}

/** Refusals that belong into the access-audit register: of authority, of the domain, of a stale or reused id. */
const REGISTERED = new Set([401, 403, 404, 409, 410, 412, 422]);

/**
 * Writes refusals of commands into the access-audit register before they are told (D18), but for those of the guards
 * before it, which have registered theirs. When the register is away the request is answered as if the store were:
 * nothing has been changed. It lets everything through, and has no answer kept by anybody.
 */
@Injectable()
export class DeniedCommands implements CanActivate, Refusals {
  constructor(
    private readonly denied: DeniedRegister,
    private readonly clock: Clock,
    /** Absent where no lists of others are kept. */
    @Optional() private readonly rows?: ListedRows,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    http.getResponse<Reply>().header('Cache-Control', 'private, no-store');
    http.getRequest<Request>().refusals = this;
    return true;
  }

  async note(error: unknown, request: Request): Promise<unknown> {
    const told = await this.ownedElsewhere(request, error);
    const spec = problemOf(told, [commandProblem, accessProblem]);
    if (spec !== undefined && (REGISTERED.has(spec.status) || isAboutPurpose(spec))) await this.record(request, spec);
    return told;
  }

  /** What no dossier knows may be a mirrored entry: only its owner's outcome changes it (spec 3.8). */
  private async ownedElsewhere({ params }: Request, error: unknown): Promise<unknown> {
    const { entryId } = params ?? {};
    if (entryId === undefined || this.rows === undefined) return error;
    if (problemOf(error, [commandProblem])?.status !== 404) return error;
    return (await this.rows.isOwnedElsewhere(entryId)) ? new ExternalListRefusal('OWNED_ELSEWHERE') : error;
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
