import { refusal } from './text.js';

/** Refusals: proposals. */
export const proposalsRefusals = {
  PROPOSAL_OPEN: refusal(
    409,
    'one proposal of a kind at a time',
    'spec 2',
    '已有同类决定草案{proposalId}待批。',
    'Proposal {proposalId} of this kind is waiting for its decision.',
  ),
  PROPOSAL_CLOSED: refusal(
    409,
    'a proposal is decided once',
    'spec 2',
    '该决定草案已经办结或失效。',
    'The proposal has been decided or is void.',
  ),
  NOT_THE_NAMED_APPROVER: refusal(
    403,
    'the approver named decides',
    'spec 2',
    '该草案已指定其他批准人。',
    'Another approver has been named for this proposal.',
  ),
  VALIDITY_REQUIRED: refusal(
    422,
    'every entry has a validity',
    'spec 3.1 I4, A-17; S1 §4',
    '必须确定有效期。',
    'The validity must be fixed.',
  ),
  VALIDITY_OUT_OF_BOUNDS: refusal(
    422,
    'within the bounds of the standard',
    'spec 4.1 validity; S1 §4',
    '有效期超出认定标准规定的范围（{min}至{max}）。',
    'The validity is outside the bounds of the standard ({min} to {max}).',
  ),
  IRREPARABLE_BASIS_REQUIRED: refusal(
    422,
    'irreparable only on a law, regulation or Party and State Council document',
    'spec 3.10, A-06; 36号 Art 2',
    '认定不得修复须有法律、法规或者党中央、国务院政策文件依据。',
    'To mark as irreparable needs a law, a regulation or a Party and State Council document.',
  ),
  IRREPARABLE_ONLY_AT_RECOGNITION: refusal(
    409,
    'marked at recognition, never added later',
    'spec 3.10; S1 §21',
    '不得修复只能在认定时载明，不得事后增加。',
    'Irreparable is marked at recognition and never added later.',
  ),
  NOT_IRREPARABLE: refusal(
    409,
    'only a mark can be lifted',
    'spec 3.10',
    '该条目没有不得修复的标记。',
    'The entry is not marked as irreparable.',
  ),
  REPAIR_TERMS_BELOW_STANDARD: refusal(
    422,
    'the shortest time before a repair is the standard’s',
    'spec 4.1',
    '最短修复等待期不得长于认定标准规定。',
    'The time before a repair may not be longer than the standard says.',
  ),
  FOCUS_TERMS_HARSHER: refusal(
    422,
    'the mode may only be milder',
    'spec 3.3, A-05',
    '退出后的重点关注方式不得重于认定标准。',
    'The focus mode after the exit may not be harsher than the standard says.',
  ),
  FOCUS_STANDARD_UNKNOWN: refusal(
    422,
    'the focus standard exists and is in force',
    'spec 3.6 B17',
    '重点关注标准{standard}不存在或未生效。',
    'Focus standard {standard} does not exist or is not in force.',
  ),
};
