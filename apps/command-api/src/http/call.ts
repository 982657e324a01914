import { randomUUID } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { CommandActor } from '#libs/dossier';
import { RECORD_SCOPE } from '#libs/subjects';
import { parseIdempotencyKey, parseIfMatch, problem } from '#libs/platform';
import type { Actor, ActorKind } from '#libs/access';
import { commandActor } from './actor.js';
import { routeOf } from './command-route.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const CODE = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,99}$/;

interface HttpRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly actor: Actor;
}

/** One command as it came over HTTP: who, on what, under which id; the body apart. */
export class CommandCall {
  constructor(
    /** Operation of the API: the command's name, or that of another route. */
    readonly name: string,
    readonly actor: CommandActor,
    readonly kind: ActorKind,
    /** The `Idempotency-Key`, or a fresh id. */
    readonly commandId: string,
    readonly ifMatch: bigint | undefined,
    readonly params: Readonly<Record<string, string>>,
    /** The body as it was sent, for the fingerprint. */
    readonly sent: unknown,
  ) {}

  get subjectId(): string {
    return this.param('subjectId');
  }

  get onEntry(): { readonly entryId: string } {
    return { entryId: this.param('entryId') };
  }

  param(name: string): string {
    const value = this.params[name];
    if (value === undefined) throw new Error(`the route has no parameter ${name}`);
    return value;
  }
}

/**
 * Parameter decorator: the {@link CommandCall} of the request.
 *
 * @throws ProblemException 400 when a header or path parameter is malformed, or a body was sent where none is taken
 */
export const Call = createParamDecorator((_: unknown, context: ExecutionContext): CommandCall => {
  const request = context.switchToHttp().getRequest<HttpRequest>();
  const route = routeOf(context.getHandler());
  const params = request.params ?? {};
  for (const [name, value] of Object.entries(params)) if (!isOnRecord(name, value, params)) checkParameter(name, value);
  if (route.noBody) checkNoBody(request.body);
  return new CommandCall(
    route.name,
    commandActor(request.actor, route.roles),
    request.actor.kind,
    parseIdempotencyKey(request.headers) ?? randomUUID(),
    parseIfMatch(request.headers),
    params,
    request.body ?? {},
  );
});

/** Ids of the product are UUIDs; standards, regions and sources have codes. */
const CODES = new Set([
  ...['standardId', 'region', 'sourceId', 'unitId', 'measureListId', 'rulePackId'],
  ...['channelId', 'maskProfileId', 'purposeCode'],
]);

/** A proposal about the subject as such stands where those about its entries stand, under `record`. */
function isOnRecord(name: string, value: string, params: Readonly<Record<string, string>>): boolean {
  return name === 'entryId' && value === RECORD_SCOPE && 'proposalId' in params;
}

function checkParameter(name: string, value: string): void {
  if ((CODES.has(name) ? CODE : UUID).test(value)) return;
  const form = CODES.has(name) ? { zh: '代码', en: 'a code' } : { zh: '小写 UUID', en: 'a UUID in lower case' };
  throw problem({
    status: 400,
    code: 'VALIDATION_FAILED',
    zh: '路径参数的格式不符合要求，详见 errors。',
    en: 'A path parameter does not have the required shape; see errors.',
    pointers: [{ parameter: name, zh: `应为${form.zh}。`, en: `Must be ${form.en}.` }],
  });
}

function checkNoBody(body: unknown): void {
  if (body === undefined || body === null) return;
  if (typeof body === 'object' && !Array.isArray(body) && Object.keys(body).length === 0) return;
  const zh = '此操作不接受请求内容。';
  const en = 'This act takes no body.';
  throw problem({ status: 400, code: 'VALIDATION_FAILED', zh, en, pointers: [{ pointer: '', zh, en }] });
}
