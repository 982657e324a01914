import { refusal } from './text.js';

/** Refusals: reconsideration and litigation. */
export const remedyRefusals = {
  REMEDY_STATE: refusal(
    409,
    'steps of a remedy in their order',
    'spec 3.11',
    '该复议或诉讼当前状态为{state}，不能执行此操作。',
    'The remedy is {state}; this step is not possible.',
  ),
  REMEDY_TARGET_UNKNOWN: refusal(
    409,
    'a remedy is against a decision that was taken',
    'spec 3.11',
    '该条目没有可供复议或诉讼的此类决定（{target}）。',
    'The entry has no decision of this kind ({target}) to bring a remedy against.',
  ),
  REMEDY_CHANGES: refusal(
    422,
    'a changed decision, and no other, says what it changes',
    'spec 3.11',
    '结果为变更的，必须写明更正内容或者新的有效期；其他结果不得写。',
    'A changed decision names its corrections or the new validity; no other outcome does.',
  ),
  REMEDY_WORSE: refusal(
    422,
    'a remedy does not make it worse for the subject',
    'spec 3.11; 行政复议法 63; 行政诉讼法 77',
    '变更后的有效期截止日不得早于{from}，对黑名单和重点关注名单亦不得晚于原截止日{validTo}。',
    'The changed last day may not be before {from} nor, on the black and focus lists, after the former one, {validTo}.',
  ),
  STAY_NONE: refusal(
    409,
    'a stay is lifted that was ordered',
    'spec 3.11',
    '该复议或诉讼没有生效中的停止执行决定。',
    'No stay is in force in this remedy.',
  ),
};
