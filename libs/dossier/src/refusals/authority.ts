import { refusal } from './text.js';

/** Refusals: authority (2). */
export const authorityRefusals = {
  ROLE_NOT_ALLOWED: refusal(
    403,
    'authority is role, unit and field',
    'spec 2',
    '您的角色（{roles}）无权执行“{command}”。',
    'Your roles ({roles}) may not do {command}.',
  ),
  YOUR_UNIT_MERGED: refusal(
    403,
    'the successor acts for a merged unit',
    'spec 3.5 Units',
    '您所在单位已并入其他单位，由承继单位行使职权。',
    'Your unit was merged into another, which acts for it now.',
  ),
  NOT_YOUR_ENTRY: refusal(
    403,
    'who recognises is responsible',
    'spec 2; S1 §3 谁认定、谁负责',
    '该条目由{owner}认定，您所在单位（{unit}）不能操作。',
    'This entry belongs to {owner}; your unit ({unit}) may not act on it.',
  ),
  NOT_YOUR_STANDARD: refusal(
    403,
    'a unit recognises by its own standards only',
    'spec 2; S1 §3 谁认定、谁负责',
    '您所在单位（{unit}）不是认定标准{standard}的认定单位。',
    'Your unit ({unit}) does not recognise by standard {standard}.',
  ),
  NOT_THE_SUBJECT: refusal(
    403,
    'the subject, or an agent with scope, acts for the subject',
    'spec 2 SUBJECT',
    '只有该主体本人或其有效授权的代理人可以执行此操作。',
    'Only the subject or an agent authorised for it and in time may do this.',
  ),
  NOT_THE_PROVIDER: refusal(
    403,
    'the unit that was asked replies',
    'spec 3.8 O6; S0 §19',
    '该核实请求未转交给您所在单位。',
    'This verification was not referred to your unit.',
  ),
  NOT_SUPERIOR: refusal(
    403,
    'a review is decided by the office or the superior unit',
    'spec 3.8 O9; 河南 28, 浙江 30',
    '复核只能由联席会议办公室或上级单位决定。',
    'A review is decided by the joint conference office or the superior unit.',
  ),
  FOUR_EYES: refusal(
    403,
    'drafter and approver are two persons',
    'spec 2 separation of duties',
    '起草人与批准人不得为同一人。',
    'The drafter and the approver must be two different persons.',
  ),
  DECIDER_IS_ORIGINAL_APPROVER: refusal(
    403,
    'who approved the entry does not decide the objection to it',
    'spec 2; spec 3.8 O8',
    '原认定批准人不得对该条目的异议作出决定。',
    'Whoever approved the entry may not decide on an objection to it.',
  ),
  DECIDER_IS_HANDLER: refusal(
    403,
    'a revocation takes two persons',
    'spec 2 separation of duties',
    '受理人或核实发起人不得同时作出“认定有误”的决定。',
    'Whoever took in or opened the case may not also decide that the listing was wrong.',
  ),
  HANDLER_IS_RECOGNIZER: refusal(
    403,
    'no handler in an own former case',
    'spec 2 DISPUTE_HANDLER',
    '参与过该条目认定的人员不得办理对它的异议。',
    'Whoever took part in the recognition may not handle an objection to it.',
  ),
  SYSTEM_ONLY: refusal(
    403,
    'a step of the system',
    'spec 3.16',
    '“{command}”只能由系统执行。',
    '{command} is done by the system only.',
  ),
};
