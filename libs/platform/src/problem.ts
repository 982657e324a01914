import { HttpException } from '@nestjs/common';

/** One place in the request that is wrong. */
export interface ProblemPointer {
  /** JSON pointer into the body: `/items/0/name`. */
  readonly pointer?: string;
  /** Name of a query or path parameter. */
  readonly parameter?: string;
  /** Name of a header. */
  readonly header?: string;
  /** The constraint that is not met, as named by its validator: `isUuid`, `maxLength`. */
  readonly constraint?: string;
  /** What is wrong with it, where a rule says so: stable, as the code of the whole answer. */
  readonly code?: string;
  /** The clause that is not kept there. */
  readonly clause?: string;
  readonly zh: string;
  readonly en: string;
}

/** Everything a problem answer says, before it is put into RFC 9457 form. */
export interface ProblemSpec {
  readonly status: number;
  /** Stable, upper snake case: `ALREADY_RECOGNIZED`. Clients branch on it. */
  readonly code: string;
  /** The rule that refuses, as named in the rule pack or the specification. */
  readonly rule?: string;
  /** The clause the rule rests on. */
  readonly clause?: string;
  readonly zh: string;
  readonly en: string;
  readonly pointers?: readonly ProblemPointer[];
  /** Sent as `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** Further members of the answer; may not replace those of this interface. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** The body of an `application/problem+json` answer. */
export interface ProblemBody {
  readonly [more: string]: unknown;
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly rule?: string;
  readonly clause?: string;
  /** Chinese. */
  readonly detail: string;
  readonly detailEn: string;
  /** Only for unexpected errors: the number under which the log knows it. */
  readonly instance?: string;
  readonly errors?: readonly {
    readonly pointer?: string;
    readonly parameter?: string;
    readonly header?: string;
    readonly constraint?: string;
    readonly code?: string;
    readonly clause?: string;
    readonly detail: string;
    readonly detailEn: string;
  }[];
}

export const PROBLEM_CONTENT_TYPE = 'application/problem+json; charset=utf-8';

const titles: Readonly<Record<number, string>> = {
  400: '请求有误 Bad Request',
  401: '未通过身份认证 Unauthorized',
  403: '无权操作 Forbidden',
  404: '未找到 Not Found',
  405: '方法不允许 Method Not Allowed',
  406: '无法提供所要求的格式 Not Acceptable',
  408: '请求超时 Request Timeout',
  409: '与当前状态冲突 Conflict',
  410: '已不存在 Gone',
  412: '前提条件不成立 Precondition Failed',
  413: '请求内容过大 Content Too Large',
  415: '不支持的内容类型 Unsupported Media Type',
  422: '内容无法处理 Unprocessable Content',
  428: '缺少前提条件 Precondition Required',
  429: '请求过于频繁 Too Many Requests',
  431: '请求头过大 Request Header Fields Too Large',
  500: '内部错误 Internal Server Error',
  501: '尚未实现 Not Implemented',
  503: '服务暂不可用 Service Unavailable',
};

/** A refusal that already knows how it is to be answered. Its message is the English detail. */
export class ProblemException extends HttpException {
  constructor(readonly problem: ProblemSpec) {
    super(problem.en, problem.status);
    this.name = 'ProblemException';
  }
}

/** `throw problem({ status: 409, code: …, zh: …, en: … })` */
export function problem(spec: ProblemSpec): ProblemException {
  return new ProblemException(spec);
}

/** The RFC 9457 form of a problem. */
export function problemBody(spec: ProblemSpec): ProblemBody {
  return {
    ...spec.more,
    type: `urn:mingdan:problem:${spec.code.toLowerCase().replaceAll('_', '-')}`,
    title: titles[spec.status] ?? `${spec.status}`,
    status: spec.status,
    code: spec.code,
    ...(spec.rule === undefined ? {} : { rule: spec.rule }),
    ...(spec.clause === undefined ? {} : { clause: spec.clause }),
    detail: spec.zh,
    detailEn: spec.en,
    ...(spec.pointers === undefined || spec.pointers.length === 0
      ? {}
      : { errors: spec.pointers.map(({ zh, en, ...where }) => ({ ...where, detail: zh, detailEn: en })) }),
  };
}
