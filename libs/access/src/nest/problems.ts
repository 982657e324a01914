import type { ProblemSpec } from '#libs/platform';
import { CursorInvalid, GrantMissing, PurposeNotPublished, RegisterUnavailable } from '../registers/errors.js';
import { IssuerUnavailable, TokenRefused, type TokenFailure } from '../tokens/errors.js';

const TOKEN_TEXTS: Readonly<Record<TokenFailure, readonly [zh: string, en: string]>> = {
  TOKEN_MISSING: ['请先登录：请求没有携带令牌。', 'Log in first: the request carries no token.'],
  TOKEN_EXPIRED: ['登录已过期，请重新登录。', 'The token has expired; log in again.'],
  TOKEN_INVALID: [
    '令牌无效：不是本系统认可的签发方为本服务签发的。',
    'The token is not one of our issuer for this service.',
  ],
  TOKEN_CLAIMS: [
    '令牌未说明由何人、代表哪个单位、以何种角色行事。',
    'The token does not say who acts, for which unit and in which role.',
  ],
};

/** How errors of authentication and of the registers are answered; for the problem filter. */
export function accessProblem(error: unknown): ProblemSpec | undefined {
  if (error instanceof TokenRefused) {
    const [zh, en] = TOKEN_TEXTS[error.code];
    return { status: 401, code: error.code, zh, en };
  }
  if (error instanceof IssuerUnavailable)
    return {
      status: 503,
      code: 'ISSUER_UNAVAILABLE',
      zh: '暂时无法核验登录身份，请稍后重试。',
      en: 'Identities cannot be verified at the moment; try again later.',
      retryAfterSeconds: 5,
    };
  if (error instanceof RegisterUnavailable)
    return {
      status: 503,
      code: 'REGISTER_UNAVAILABLE',
      zh: '登记簿暂时不可用，未登记的查询和操作不予进行，请稍后重试。',
      en: 'The register is away, and nothing goes on unregistered; try again later.',
      retryAfterSeconds: 5,
    };
  if (error instanceof CursorInvalid)
    return { status: 400, code: 'CURSOR_INVALID', zh: '分页游标无效。', en: 'The cursor is not one of this listing.' };
  if (error instanceof PurposeNotPublished) return PURPOSE_NOT_PUBLISHED;
  if (error instanceof GrantMissing) return GRANT_MISSING;
  return undefined;
}

export const PURPOSE_NOT_PUBLISHED: ProblemSpec = {
  status: 403,
  code: 'PURPOSE_NOT_PUBLISHED',
  rule: 'purpose is a published query matter',
  clause: '6.2',
  zh: '查询事项不在本单位公布的查询事项之内，不予查询。',
  en: 'The purpose is none of the query matters that your unit has published.',
};

export const GRANT_MISSING: ProblemSpec = {
  status: 403,
  code: 'GRANT_MISSING',
  rule: 'unmasked, in bulk or exported by grant only',
  clause: '6.2',
  zh: '此项查询须先经个人信息审查员批准，现无有效的批准。',
  en: 'This needs the prior grant of a privacy reviewer, and none is in force.',
};

export const ROUTE_CLOSED: ProblemSpec = {
  status: 403,
  code: 'ROUTE_CLOSED',
  rule: 'deny by default',
  zh: '此地址未对任何人开放。',
  en: 'This address is open to nobody.',
};

/** As the domain refuses it, so that it reads the same wherever it is noticed. */
export const YOUR_UNIT_MERGED: ProblemSpec = {
  status: 403,
  code: 'YOUR_UNIT_MERGED',
  rule: 'the successor acts for a merged unit',
  clause: 'spec 3.5 Units',
  zh: '您所在单位已并入其他单位，由承继单位行使职权。',
  en: 'Your unit was merged into another, which acts for it now.',
};

export const ROLE_NOT_ALLOWED: ProblemSpec = {
  status: 403,
  code: 'ROLE_NOT_ALLOWED',
  // As the domain refuses: a caller cannot tell which of the two has turned it away.
  rule: 'authority is role, unit and field',
  clause: 'spec 2',
  zh: '您的角色无权进行此操作。',
  en: 'None of your roles may do this.',
};
