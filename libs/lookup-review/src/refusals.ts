const refusal = (status: 403 | 404 | 409 | 422, rule: string, zh: string, en: string) => ({
  ...{ status, rule, clause: 'spec 6.2', zh, en },
});

/** Every refusal of the review of look-ups: status, rule, clause, and what is told. */
export const REVIEW_REFUSALS = {
  SAMPLE_MONTH_OPEN: refusal(
    422,
    'a month is reviewed when it is over',
    '该月尚未结束，不能抽样。',
    'The month is not over yet.',
  ),
  SAMPLE_MONTH_INVALID: refusal(422, 'a month is reviewed', '月份无效，应如 2026-09。', 'No such month; as 2026-09.'),
  LOOKUP_UNKNOWN: refusal(
    404,
    'what is reviewed was registered',
    '没有这条查询登记。',
    'No such look-up is registered.',
  ),
  REVIEW_OWN_LOOKUP: refusal(
    403,
    'another person reviews',
    '不得审查本人作出的查询。',
    'Nobody reviews a look-up of their own.',
  ),
  REVIEW_DONE: refusal(
    409,
    'a look-up is reviewed once',
    '该查询已审查，结论不同的不得改写。',
    'It has been reviewed with another result.',
  ),
  REVIEW_ACTION: refusal(
    422,
    'what is improper has a consequence',
    '不当查询须写明事实并采取处理措施；正当查询不需处理。',
    'An improper look-up has a finding and an action, a proper one needs none.',
  ),
} as const;
export type ReviewRefusalCode = keyof typeof REVIEW_REFUSALS;

/** An act of review that the rules do not allow. Nothing was appended. */
export class ReviewRefusal extends Error {
  readonly status: number;
  readonly rule: string;
  readonly clause: string;
  readonly zh: string;
  readonly en: string;

  constructor(readonly code: ReviewRefusalCode) {
    const { status, rule, clause, zh, en } = REVIEW_REFUSALS[code];
    super(`${code}: ${en}`);
    this.name = 'ReviewRefusal';
    this.status = status;
    this.rule = rule;
    this.clause = clause;
    this.zh = zh;
    this.en = en;
  }
}
