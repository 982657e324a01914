import { refusal } from './text.js';

/** Refusals: objection and verification. */
export const objectionRefusals = {
  OBJECTION_STATE: refusal(
    409,
    'steps of an objection in their order',
    'spec 3.8',
    '该事项当前状态为{state}，不能执行此操作。',
    'The case is {state}; this step is not possible.',
  ),
  OBJECTION_STANDING: refusal(
    403,
    'subject, responsible person, or third party in publicity',
    'spec 3.8 O2',
    '当前阶段第三人不能对该条目提出异议。',
    'A third party may object only while the entry is in publicity.',
  ),
  OBJECTION_NOT_POSSIBLE: refusal(
    409,
    'in publicity, before recognition, on the list or after',
    'spec 3.8 O2',
    '条目当前状态为{state}，不能提出异议。',
    'The entry is {state}; no objection is possible.',
  ),
  NO_SUSPENSION_NEEDS_REASON: refusal(
    422,
    'not to suspend needs a reason',
    'spec 3.8, A-08',
    '受理异议而不暂停措施的，须为重复异议并说明理由。',
    'Not to suspend is possible only for a repeat objection, with a reason.',
  ),
  EVIDENCE_MISSING: refusal(
    409,
    'a reply, or evidence of one’s own',
    'spec 3.8 O8',
    '尚未收到核实反馈，也没有其他证据。',
    'There is no reply yet, and no other evidence.',
  ),
  EXTENSION_TOO_LONG: refusal(
    422,
    'at most 20 working days',
    'spec 3.8 O7; 浙江 31',
    '延长后的期限不得晚于{date}。',
    'The extended deadline may not be later than {date}.',
  ),
  REVIEW_TOO_LATE: refusal(
    409,
    'a review is requested within its time',
    'spec 3.3 objection.review',
    '申请复核的期限已于{date}届满。',
    'The time to request a review ended on {date}.',
  ),
  CORRECTION_REQUIRED: refusal(
    422,
    'what is inaccurate is corrected',
    'spec 3.8',
    '认定信息不准确的，必须写明更正内容。',
    'An inaccurate entry needs its corrections.',
  ),
};
