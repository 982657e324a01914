import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { problem } from './problem.js';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const strongETag = /^"(0|[1-9]\d{0,18})"$/;
const maxRevision = 2n ** 63n - 1n;

function one(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/**
 * The `Idempotency-Key` of a request: a UUID in lower case, or undefined without the header. The quotes of the
 * structured form (`"…"`) may be there or not.
 *
 * @throws ProblemException 400 `IDEMPOTENCY_KEY_INVALID`
 */
export function parseIdempotencyKey(headers: Headers): string | undefined {
  const value = one(headers, 'idempotency-key');
  if (value === undefined) return undefined;
  const key = value
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .toLowerCase();
  if (uuid.test(key)) return key;
  const zh = 'Idempotency-Key 必须是一个 UUID，例如 3f1c1c5e-0a4b-4d55-9d7b-0f6f6f1f2a10。';
  const en = 'Idempotency-Key must be one UUID, such as 3f1c1c5e-0a4b-4d55-9d7b-0f6f6f1f2a10.';
  throw problem({
    status: 400,
    code: 'IDEMPOTENCY_KEY_INVALID',
    zh,
    en,
    pointers: [{ header: 'Idempotency-Key', zh, en }],
  });
}

/**
 * The revision that `If-Match` names, or undefined without the header. Only one strong ETag is accepted: `"12"`.
 *
 * @throws ProblemException 400 `IF_MATCH_INVALID`
 */
export function parseIfMatch(headers: Headers): bigint | undefined {
  const value = one(headers, 'if-match');
  if (value === undefined) return undefined;
  const digits = strongETag.exec(value.trim())?.[1];
  if (digits !== undefined && BigInt(digits) <= maxRevision) return BigInt(digits);
  const zh = 'If-Match 必须是一个强 ETag，即带双引号的修订号，例如 "12"；不接受 *、弱 ETag（W/）或多个值。';
  const en =
    'If-Match must be one strong ETag, the revision in double quotes, such as "12"; *, weak ones (W/) and lists are not accepted.';
  throw problem({ status: 400, code: 'IF_MATCH_INVALID', zh, en, pointers: [{ header: 'If-Match', zh, en }] });
}

/** The strong ETag of a revision. */
export function formatETag(revision: bigint): string {
  return `"${revision}"`;
}

function headersOf(context: ExecutionContext): Headers {
  return context.switchToHttp().getRequest<{ headers: Headers }>().headers;
}

/** Parameter decorator: {@link parseIdempotencyKey} of the request, `string | undefined`. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext) =>
  parseIdempotencyKey(headersOf(context)),
);

/** Parameter decorator: {@link parseIfMatch} of the request, `bigint | undefined`. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext) =>
  parseIfMatch(headersOf(context)),
);
