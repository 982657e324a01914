import { randomUUID } from 'node:crypto';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { AppendTooLarge, StoreUnavailable, WrongExpectedRevision } from '#libs/event-store';
import { isConnectionFailure } from './connection-failure.js';
import type { Logger } from './logging.js';
import { PROBLEM_CONTENT_TYPE, ProblemException, problemBody, type ProblemBody, type ProblemSpec } from './problem.js';
import type { NotedRequest, Refusals } from './refusals.js';

/** Tells how an error of some part of the product is answered, or undefined when it is not its own. */
export type ProblemMapper = (error: unknown) => ProblemSpec | undefined;

/** What is used of Fastify's reply. */
interface Reply {
  readonly sent: boolean;
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  send(body: unknown): unknown;
}

const generic: Readonly<Record<number, readonly [code: string, zh: string, en: string]>> = {
  400: ['BAD_REQUEST', '请求有误。', 'The request is not well formed.'],
  401: ['UNAUTHENTICATED', '未提供有效的身份凭证。', 'No valid credentials were given.'],
  403: ['FORBIDDEN', '无权进行此操作。', 'You may not do this.'],
  404: ['NOT_FOUND', '没有这个地址或对象。', 'There is no such address or object.'],
  405: ['METHOD_NOT_ALLOWED', '此地址不支持该方法。', 'The method is not supported here.'],
  406: ['NOT_ACCEPTABLE', '无法提供所要求的格式。', 'None of the accepted formats is available.'],
  408: ['REQUEST_TIMEOUT', '请求未在规定时间内完成。', 'The request was not completed in time.'],
  409: ['CONFLICT', '与当前状态冲突。', 'This conflicts with the present state.'],
  410: ['GONE', '已不存在。', 'This no longer exists.'],
  412: [
    'PRECONDITION_FAILED',
    '前提条件不成立：对象已被修改。',
    'The precondition does not hold: the object has changed.',
  ],
  413: ['BODY_TOO_LARGE', '请求内容超过允许的大小。', 'The body is larger than allowed.'],
  414: ['ADDRESS_TOO_LONG', '地址过长。', 'The address is too long.'],
  415: [
    'UNSUPPORTED_MEDIA_TYPE',
    '不支持此内容类型，请使用 application/json。',
    'This content type is not accepted; use application/json.',
  ],
  422: ['UNPROCESSABLE', '内容无法处理。', 'The content cannot be processed.'],
  428: ['PRECONDITION_REQUIRED', '缺少必需的前提条件。', 'A required precondition is missing.'],
  429: ['TOO_MANY_REQUESTS', '请求过于频繁，请稍后再试。', 'Too many requests; try again later.'],
  431: ['HEADERS_TOO_LARGE', '请求头过大。', 'The request headers are too large.'],
};

const byFastifyCode: Readonly<Record<string, readonly [code: string, zh: string, en: string]>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: ['BODY_NOT_JSON', '请求内容不是有效的 JSON。', 'The body is not valid JSON.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['BODY_EMPTY', '请求内容为空。', 'The body is empty.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'BODY_LENGTH_WRONG',
    '请求内容的长度与 Content-Length 不符。',
    'The length of the body is not what Content-Length says.',
  ],
  FST_ERR_BAD_URL: ['ADDRESS_MALFORMED', '地址中有无法解码的部分。', 'The address cannot be decoded.'],
};

/** The generic problem of a status; texts never repeat what was sent. */
export function problemOfStatus(status: number, fastifyCode?: string): ProblemSpec | undefined {
  const [code, zh, en] = (fastifyCode === undefined ? undefined : byFastifyCode[fastifyCode]) ?? generic[status] ?? [];
  if (code === undefined || zh === undefined || en === undefined) return undefined;
  return { status, code, zh, en, ...(status === 429 ? { retryAfterSeconds: 1 } : {}) };
}

const unavailable = (outcomeUnknown: boolean): ProblemSpec => ({
  status: 503,
  code: outcomeUnknown ? 'OUTCOME_UNKNOWN' : 'STORE_UNAVAILABLE',
  zh: outcomeUnknown
    ? '存储暂时没有应答，本次操作可能已经记录，也可能没有。请使用相同的 Idempotency-Key 和内容重试。'
    : '存储暂时不可用，未作任何改变。请稍后重试。',
  en: outcomeUnknown
    ? 'The store did not answer: the act may or may not have been recorded. Repeat it with the same Idempotency-Key and body.'
    : 'The store is away; nothing was changed. Try again later.',
  retryAfterSeconds: 2,
});

/** How an error is answered; undefined when nothing is known of it. */
export function problemOf(error: unknown, mappers: readonly ProblemMapper[] = []): ProblemSpec | undefined {
  if (error instanceof ProblemException) return error.problem;
  for (const mapper of mappers) {
    const spec = mapper(error);
    if (spec !== undefined) return spec;
  }
  if (error instanceof StoreUnavailable) return unavailable(error.outcomeUnknown);
  if (error instanceof WrongExpectedRevision) {
    return {
      status: 409,
      code: 'CONCURRENT_CHANGE',
      zh: '其他操作正在同时修改同一档案，本次操作未生效，请重试。',
      en: 'Others are changing the same dossier at this moment; nothing was done. Try again.',
      retryAfterSeconds: 1,
    };
  }
  if (error instanceof AppendTooLarge) {
    return {
      status: 413,
      code: 'ACT_TOO_LARGE',
      zh: '一次操作的内容超过 1 MiB，未作任何改变。',
      en: 'The content of one act is larger than 1 MiB; nothing was changed.',
    };
  }
  if (error instanceof HttpException) {
    return problemOfStatus(error.getStatus(), codeOf(error.cause) ?? codeOf(error));
  }
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return problemOfStatus(statusCode, codeOf(error)) ?? problemOfStatus(400);
  }
  return isConnectionFailure(error) ? unavailable(false) : undefined;
}

function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

/**
 * Answers every error as problem+json. An unexpected one is answered with the number of its incident and nothing else;
 * under that number the log holds its class and its place in the program.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly mappers: readonly ProblemMapper[] = [],
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const [request, reply] = [http.getRequest<NotedRequest>(), http.getResponse<Reply>()];
    const { refusals } = request;
    if (refusals === undefined) return this.tell(error, reply);
    // Once, should telling fail in its turn.
    request.refusals = undefined;
    void this.noteAndTell(error, refusals, request, reply);
  }

  private async noteAndTell(error: unknown, refusals: Refusals, request: object, reply: Reply): Promise<void> {
    const told = await refusals.note(error, request).catch((failure: unknown) => failure);
    try {
      this.tell(told, reply);
    } catch (failure) {
      this.logger.error({ err: failure }, 'a refusal could not be told');
    }
  }

  private tell(error: unknown, reply: Reply): void {
    const { body, retryAfterSeconds } = this.answer(error);
    if (reply.sent) return;
    if (retryAfterSeconds !== undefined) reply.header('Retry-After', String(retryAfterSeconds));
    if (body.status === 401) reply.header('WWW-Authenticate', 'Bearer');
    reply
      .status(body.status)
      .header('Content-Type', PROBLEM_CONTENT_TYPE)
      .header('Cache-Control', 'private, no-store')
      .send(body);
  }

  /** The answer to an error; one that is not understood is logged. */
  answer(error: unknown): { readonly body: ProblemBody; readonly retryAfterSeconds?: number } {
    const spec = problemOf(error, this.mappers);
    if (spec !== undefined) {
      if (spec.status >= 500) this.logger.warn({ err: error, code: spec.code }, 'answered with a server error');
      return {
        body: problemBody(spec),
        ...(spec.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: spec.retryAfterSeconds }),
      };
    }
    const incident = randomUUID();
    this.logger.error({ incident, err: error }, 'unexpected error');
    return {
      body: problemBody({
        status: 500,
        code: 'INTERNAL_ERROR',
        zh: `服务内部出现意外错误。请将事件编号 ${incident} 告知运维人员。`,
        en: `Something unexpected happened. Tell the operators the incident number ${incident}.`,
        more: { instance: `urn:uuid:${incident}` },
      }),
    };
  }
}
