const refusal = (status: 403 | 404 | 409 | 422, rule: string, zh: string, en: string) => ({
  ...{ status, rule, clause: 'spec 6.2', zh, en },
});

/** Every refusal of the acts on grants: status, rule, clause, and what is told. */
export const GRANT_REFUSALS = {
  GRANT_UNKNOWN: refusal(
    404,
    'what is decided was asked for',
    '没有这项申请。',
    'There is no such request for a grant.',
  ),
  GRANT_EXISTS: refusal(409, 'one request per grant', '该申请已存在。', 'The request is there already.'),
  GRANT_WITHOUT_UNIT: refusal(
    403,
    'officials act for a unit',
    '只有代表单位的人员可以申请。',
    'Only somebody who acts for a unit asks for a grant.',
  ),
  GRANT_MATTER_UNPUBLISHED: refusal(
    422,
    'purpose is a published query matter',
    '查询事项不在本单位公布的查询事项之内，不能申请批准。',
    'No grant for a purpose that is none of the query matters the unit has published.',
  ),
  GRANT_PERIOD_INVALID: refusal(
    422,
    'a grant has a period that is to come',
    '批准期间无效：止日不得早于起日，也不得早于今天。',
    'The period ends before it begins, or before today.',
  ),
  GRANT_PERIOD_TOO_LONG: refusal(
    422,
    'a grant is for a time',
    '批准期间过长：查看原文至多31日，批量查询与导出至多366日。',
    'Too long: at most 31 days for unmasked look-ups, 366 for look-ups in bulk and exports.',
  ),
  GRANT_OWN_REQUEST: refusal(
    403,
    'another person grants',
    '申请人和使用人不得自行批准。',
    'Whoever asked, or would use it, does not grant it.',
  ),
  GRANT_DECIDED: refusal(409, 'a request is decided once', '该申请已经作出决定。', 'The request has been decided.'),
  GRANT_LAPSED: refusal(
    409,
    'a grant is for a time',
    '所申请的期间已过，不能再批准。',
    'The period that was asked for is over.',
  ),
  GRANT_NOT_STANDING: refusal(
    409,
    'only what was granted is revoked',
    '该申请未获批准，无可撤销。',
    'Nothing was granted that could be revoked.',
  ),
} as const;
export type GrantRefusalCode = keyof typeof GRANT_REFUSALS;

/** An act on a grant that the rules do not allow. Nothing was appended. */
export class GrantRefusal extends Error {
  readonly status: number;
  readonly rule: string;
  readonly clause: string;
  readonly zh: string;
  readonly en: string;

  constructor(readonly code: GrantRefusalCode) {
    const { status, rule, clause, zh, en } = GRANT_REFUSALS[code];
    super(`${code}: ${en}`);
    this.name = 'GrantRefusal';
    this.status = status;
    this.rule = rule;
    this.clause = clause;
    this.zh = zh;
    this.en = en;
  }
}
