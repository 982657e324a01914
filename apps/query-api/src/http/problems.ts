import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { GRANT_MISSING, PURPOSE_NOT_PUBLISHED } from '#libs/access';
import { EXTERNAL_LIST_REFUSALS } from '#libs/external-lists';
import { problem, problemBody, type ProblemException, type ProblemMapper, type ProblemSpec } from '#libs/platform';
import { MalformedCursor } from '#libs/read-store';

type Documented = Omit<ProblemSpec, 'code'>;
const p = (status: number, zh: string, en: string, more: Partial<Documented> = {}): Documented => ({
  ...{ status, zh, en },
  ...more,
});

/** Every code that the API of questions answers with, and in which words. */
export const QUERY_PROBLEMS = {
  VALIDATION_FAILED: p(400, '请求的格式不符合要求，详见 errors。', 'The request does not have the required shape.'),
  CURSOR_INVALID: p(400, '分页游标无效，或属于另一查询。', 'The cursor is malformed, or belongs to another query.'),
  ADDRESS_MALFORMED: p(400, '地址中有无法解码的部分。', 'The address cannot be decoded.'),
  BODY_EMPTY: p(400, '请求内容为空。', 'The body is empty.'),
  BODY_NOT_JSON: p(400, '请求内容不是有效的 JSON。', 'The body is not valid JSON.'),
  TOKEN_MISSING: p(401, '请先登录：请求没有携带令牌。', 'Log in first: the request carries no token.'),
  TOKEN_INVALID: p(401, '令牌无效。', 'The token is not one of our issuer for this service.'),
  TOKEN_EXPIRED: p(401, '登录已过期，请重新登录。', 'The token has expired; log in again.'),
  TOKEN_CLAIMS: p(401, '令牌未说明由何人以何种角色行事。', 'The token does not say who acts in which role.'),
  ROLE_NOT_ALLOWED: p(403, '您的角色无权进行此操作。', 'None of your roles may do this.', {
    ...{ rule: 'authority is role, unit and field', clause: 'spec 2' },
  }),
  YOUR_UNIT_MERGED: p(
    403,
    '您所在单位已并入其他单位，由承继单位行使职权。',
    'Your unit was merged into another, which acts for it now.',
    { rule: 'the successor acts for a merged unit', clause: 'spec 3.5 Units' },
  ),
  READ_NOT_ALLOWED: p(403, '您无权查询此范围的内容。', 'You may not read this.', { rule: 'spec 2', clause: '3.18' }),
  PAPER_NAMES_PERSON: p(
    403,
    '文书涉及自然人，请登记查询事由后查看。',
    'The paper names a natural person: ask for it with a purpose, which is registered.',
    { rule: 'lookup.register', clause: '6.2' },
  ),
  PURPOSE_NOT_PUBLISHED,
  GRANT_MISSING,
  NOT_VISIBLE: p(404, '没有您可以查询的此主体或条目。', 'There is no such subject or entry that you may read.'),
  COMPLAINT_UNKNOWN: p(404, '没有您可以查询的此投诉。', 'There is no such complaint that you may read.', {
    clause: '6.1',
  }),
  EXTERNAL_LIST_UNKNOWN: EXTERNAL_LIST_REFUSALS.EXTERNAL_LIST_UNKNOWN,
  WEBHOOK_UNKNOWN: p(404, '没有这个推送订阅。', 'There is no such webhook.', { clause: '3.12' }),
  SAMPLE_UNKNOWN: p(404, '该月的审查样本尚未抽取。', 'The sample of this month has not been drawn.', { clause: '6.2' }),
  PERIOD_INVALID: p(
    400,
    '期间无效：止日不得早于起日，至多 31 日。',
    'The period ends before it begins, or is longer than 31 days.',
  ),
  NOT_ACCEPTABLE: p(406, '无法提供所要求的格式。', 'None of the accepted formats is available.'),
  BODY_TOO_LARGE: p(413, '请求内容超过允许的大小。', 'The body is larger than allowed.'),
  UNSUPPORTED_MEDIA_TYPE: p(415, '请使用 application/json。', 'This content type is not accepted.'),
  RECEIPT_INVALID: p(
    422,
    '该回执不是本系统出具的，已被改动，或者不由您核验。',
    'The receipt is none of ours, was altered, or is not yours to verify.',
    { rule: 'decision.receipt', clause: '3.18' },
  ),
  PAPER_NOT_PROVED: p(
    500,
    '文书与记录的校验值不符，不予提供。',
    'The paper made again does not have the hash on record; it is not handed out.',
    { rule: 'paper.hash' },
  ),
  STORE_UNAVAILABLE: p(503, '存储暂时不可用。', 'The store is away.', { retryAfterSeconds: 5 }),
  VAULT_UNAVAILABLE: p(503, '密钥库暂时不可用。', 'The vault is away.', { retryAfterSeconds: 5 }),
  ISSUER_UNAVAILABLE: p(503, '暂时无法核验登录身份。', 'Identities cannot be verified at the moment.'),
  REGISTER_UNAVAILABLE: p(
    503,
    '登记簿暂时不可用，未登记的查询不予进行。',
    'The register is away, and nothing goes on unregistered.',
    { retryAfterSeconds: 5 },
  ),
  READ_MODEL_BEHIND: p(
    504,
    '查询数据尚未更新到所要求的位置，请稍后重试。',
    'The read model has not yet come to the position asked for; try again.',
    { retryAfterSeconds: 1 },
  ),
} as const satisfies Record<string, Documented>;
export type QueryProblem = keyof typeof QUERY_PROBLEMS;

/** `throw queryProblem('NOT_VISIBLE')` */
export function queryProblem(code: QueryProblem): ProblemException {
  return problem({ code, ...QUERY_PROBLEMS[code] });
}

/** How errors of the read store are answered; for the problem filter. */
export const queryProblemMapper: ProblemMapper = (error) =>
  error instanceof MalformedCursor ? { code: 'CURSOR_INVALID', ...QUERY_PROBLEMS.CURSOR_INVALID } : undefined;

export class QueryProblemErrorDto {
  @ApiProperty({ required: false, description: 'JSON 指针 · JSON pointer into the body' })
  pointer?: string;
  @ApiProperty({ required: false, description: '路径或查询参数 · parameter', example: 'limit' })
  parameter?: string;
  @ApiProperty({ required: false, description: '未满足的约束 · constraint', example: 'max' })
  constraint?: string;
  @ApiProperty({ description: '中文说明' })
  detail!: string;
  @ApiProperty({ description: 'English' })
  detailEn!: string;
}

/** RFC 9457 problem details. */
export class QueryProblemDto {
  @ApiProperty({ example: 'urn:mingdan:problem:not-visible' })
  type!: string;
  @ApiProperty()
  title!: string;
  @ApiProperty({ type: 'integer', example: 404 })
  status!: number;
  @ApiProperty({ description: '稳定的代码 · stable code', example: 'NOT_VISIBLE' })
  code!: string;
  @ApiProperty({ required: false, description: '据以拒绝的规则 · rule that refuses' })
  rule?: string;
  @ApiProperty({ required: false, description: '条款 · clause' })
  clause?: string;
  @ApiProperty({ description: '中文说明' })
  detail!: string;
  @ApiProperty({ description: 'English' })
  detailEn!: string;
  @ApiProperty({ required: false, type: [QueryProblemErrorDto] })
  errors?: QueryProblemErrorDto[];
}

/** Documents the problems of a route: one answer for each status, with an example for each code. */
export function ApiQueryProblems(codes: readonly QueryProblem[]): MethodDecorator {
  const byStatus = new Map<number, Record<string, object>>();
  for (const code of new Set(codes)) {
    const spec = { code, ...QUERY_PROBLEMS[code] };
    const examples = byStatus.get(spec.status) ?? {};
    examples[code] = { summary: spec.zh, value: problemBody(spec) };
    byStatus.set(spec.status, examples);
  }
  return applyDecorators(
    ApiExtraModels(QueryProblemDto),
    ...[...byStatus].map(([status, examples]) =>
      ApiResponse({
        status,
        description: Object.keys(examples)
          .map((code) => `\`${code}\``)
          .join(' · '),
        content: { 'application/problem+json': { schema: { $ref: getSchemaPath(QueryProblemDto) }, examples } },
      }),
    ),
  );
}
