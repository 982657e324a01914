import { COMPLAINT_REFUSALS } from '#libs/complaints';
import { CATALOGUE } from '#libs/dossier';
import { REPORT_REFUSALS } from '#libs/informants';
import { GRANT_MISSING, PURPOSE_NOT_PUBLISHED } from '#libs/access';
import { GRANT_REFUSALS } from '#libs/grants';
import { REVIEW_REFUSALS } from '#libs/lookup-review';
import { EXTERNAL_LIST_REFUSALS } from '#libs/external-lists';
import { MEASURE_REFUSALS } from '#libs/joint-measures';
import { RULE_PROBLEMS } from './rule-problems.js';

/** A problem as it is documented. */
export interface DocumentedProblem {
  readonly status: number;
  readonly zh: string;
  readonly en: string;
  readonly rule?: string;
  readonly clause?: string;
}

const p = (status: number, zh: string, en: string, ground: Pick<DocumentedProblem, 'rule' | 'clause'> = {}) => ({
  ...{ status, zh, en },
  ...ground,
});
/** As the subject registry refuses an identifier. */
const IDENTIFIER = { rule: 'subject.identifier', clause: '1.3; GB 32100-2015, GB 11643-1999' };

/** Problems that are no refusals of the domain: of form, of authentication, of repetition, of the machinery. */
export const HTTP_PROBLEMS = {
  VALIDATION_FAILED: p(
    400,
    '请求内容的格式不符合要求，详见 errors。',
    'The body does not have the required shape; see errors.',
  ),
  IDEMPOTENCY_KEY_INVALID: p(400, 'Idempotency-Key 必须是一个 UUID。', 'Idempotency-Key must be one UUID.'),
  IF_MATCH_INVALID: p(400, 'If-Match 必须是一个强 ETag。', 'If-Match must be one strong ETag.'),
  BODY_NOT_JSON: p(400, '请求内容不是有效的 JSON。', 'The body is not valid JSON.'),
  ADDRESS_MALFORMED: p(400, '地址中有无法解码的部分。', 'The address cannot be decoded.'),
  BODY_EMPTY: p(400, '请求内容为空。', 'The body is empty.'),
  CURSOR_INVALID: p(400, '游标无效，或属于另一查询。', 'The cursor is malformed, or belongs to another query.'),
  PERSON_FROM_TOKEN: p(
    400,
    '本人提出时，身份以登录凭证为准，请勿在请求内容中填写。',
    'Whoever acts in person is known by the token; leave the person out of the body.',
  ),
  PERSON_REQUIRED: p(400, '代为登记时须填写当事人。', 'An official who records an act names whose it is.'),
  TOKEN_MISSING: p(401, '未提供登录凭证。', 'No bearer token was given.'),
  TOKEN_INVALID: p(401, '登录凭证无效。', 'The bearer token is not valid.'),
  TOKEN_EXPIRED: p(401, '登录凭证已过期。', 'The bearer token has expired.'),
  TOKEN_CLAIMS: p(401, '登录凭证缺少必要的内容。', 'The bearer token lacks a claim.'),
  PAPER_NAMES_PERSON: p(
    403,
    '文书涉及自然人，请说明查询事由。',
    'The paper names a natural person: say what it is asked for.',
    { rule: 'lookup.register', clause: '6.2' },
  ),
  PURPOSE_NOT_PUBLISHED,
  GRANT_MISSING,
  NOT_YOUR_UNIT: p(403, '只能公布本单位的查询事项。', 'You may publish the query matters of your own unit only.', {
    rule: 'who may do what',
    clause: '2, 6.2',
  }),
  NOT_FOUND: p(404, '没有这个地址或对象。', 'There is no such address or object.'),
  PUBLICATION_UNKNOWN: p(404, '该条目没有这次公示或发布。', 'The entry has no such publicity or publication.', {
    rule: 'publications are of an entry',
    clause: 'spec 3.12',
  }),
  IDENTIFIER_TAKEN: p(409, '该标识已属于另一主体。', 'The identifier belongs to another subject.', {
    rule: 'subject.identifier',
    clause: '3.5',
  }),
  SHOWN_TEXT_CHANGED: p(
    409,
    '将要展示的文字与您核准的不一致，请重新预览并核准。',
    'The text that would be shown is not the one that was approved; preview it again.',
  ),
  MASK_PROFILE_NOT_IN_FORCE: p(
    409,
    '没有生效的脱敏方案，不得公示、发布。',
    'No mask profile is in force, and nothing is shown without one.',
    { rule: 'masked by a published profile', clause: 'spec 6.4' },
  ),
  RETENTION_OVER: p(410, '保存期限已满，个人信息已删除。', 'The retention is over and the personal data erased.'),
  REVISION_STALE: p(
    412,
    '条目已被修改，请取得最新修订号后重试。',
    'The entry has changed; fetch its revision and try again.',
  ),
  BODY_TOO_LARGE: p(413, '请求内容超过允许的大小。', 'The body is larger than allowed.'),
  ACT_TOO_LARGE: p(413, '一次操作的内容超过 1 MiB。', 'The content of one act is larger than 1 MiB.'),
  UNSUPPORTED_MEDIA_TYPE: p(415, '不支持此内容类型。', 'This content type is not accepted.'),
  IDEMPOTENCY_KEY_REUSED: p(
    422,
    '同一 Idempotency-Key 已用于内容不同的命令。',
    'The Idempotency-Key was used for another command.',
  ),
  IDENTIFIER_CHECK_DIGIT: p(422, '证件号码校验位不正确。', 'The check digit of the identifier is wrong.', IDENTIFIER),
  IDENTIFIER_FORMAT: p(422, '证件号码格式不正确。', 'The identifier is not well formed.', IDENTIFIER),
  IDENTIFIER_KIND_MISMATCH: p(
    422,
    '证件种类与主体类型不符。',
    'The kind of identifier does not fit the subject.',
    IDENTIFIER,
  ),
  BIRTH_DATE_INVALID: p(
    422,
    '证件号码中的出生日期无效。',
    'The birth date in the identifier is not valid.',
    IDENTIFIER,
  ),
  TOO_MANY_REQUESTS: p(429, '请求过于频繁，请稍后再试。', 'Too many requests; try again later.'),
  CLOCK_BACKWARDS: p(409, '演示时钟不能倒退。', 'The clock of the demonstration never goes back.'),
  STORE_UNAVAILABLE: p(503, '存储暂时不可用，未作任何改变。', 'The store is away; nothing was changed.'),
  OUTCOME_UNKNOWN: p(
    503,
    '存储没有应答，请以相同的 Idempotency-Key 重试。',
    'The store did not answer; repeat with the same Idempotency-Key.',
  ),
  ISSUER_UNAVAILABLE: p(503, '暂时无法核验登录身份。', 'Identities cannot be verified at the moment.'),
  REGISTER_UNAVAILABLE: p(
    503,
    '登记簿暂时不可用，未登记的操作不予进行。',
    'The register is away, and nothing goes on unregistered.',
  ),
  VAULT_UNAVAILABLE: p(503, '密钥库暂时不可用，未作任何改变。', 'The vault is away; nothing was changed.'),
} as const satisfies Record<string, DocumentedProblem>;

/** Every code that this API answers with. */
export const PROBLEMS = {
  ...RULE_PROBLEMS,
  ...CATALOGUE,
  ...MEASURE_REFUSALS,
  ...COMPLAINT_REFUSALS,
  ...REPORT_REFUSALS,
  ...GRANT_REFUSALS,
  ...REVIEW_REFUSALS,
  ...EXTERNAL_LIST_REFUSALS,
  ...HTTP_PROBLEMS,
} as const satisfies Record<string, DocumentedProblem>;
export type ProblemCode = keyof typeof PROBLEMS;

export type HttpProblemCode = keyof typeof HTTP_PROBLEMS;

/** The problem of a code of {@link HTTP_PROBLEMS}, ready to be thrown or answered. */
export function httpProblem(code: HttpProblemCode): DocumentedProblem & { readonly code: string } {
  return { code, ...HTTP_PROBLEMS[code] };
}
