import { refusal } from './text.js';

/** Refusals: repair. */
export const repairRefusals = {
  PERSON_REPAIR_TERMS: refusal(
    422,
    'the repair of one person ends that person’s part alone',
    'spec 3.13; 深圳 80',
    '责任人员的修复只终止其本人的记录，不得写退出原因或者重点关注方式。',
    'The repair of a responsible person ends that part alone; it has no exit and no focus listing.',
  ),
  REPAIR_OPEN: refusal(
    409,
    'one open application',
    'spec 3.10 P1',
    '已有未办结的修复申请{repairId}。',
    'Application {repairId} is still open.',
  ),
  REPAIR_STATE: refusal(
    409,
    'steps of a repair in their order',
    'spec 3.10',
    '修复申请当前状态为{state}，不能执行此操作。',
    'The application is {state}; this step is not possible.',
  ),
  SUPPLEMENT_ONCE: refusal(
    409,
    'once, all at one time',
    'spec 3.10 P2; 深圳 81',
    '补正要求只能一次性提出。',
    'A supplement is requested once, all at one time.',
  ),
  REPAIR_HELD: refusal(
    409,
    'held while a verification is open',
    'spec 3.10 P4, A-09',
    '该条目正在核实，修复暂缓决定。',
    'A verification is open; the decision on the repair is held.',
  ),
  REPAIR_NOT_CHECKED: refusal(
    409,
    'act corrected and duties performed',
    'spec 3.10 conditions (2)',
    '尚未核查纠正和履行情况。',
    'That the act was corrected has not been checked.',
  ),
  REPAIR_CHECK_NOT_SATISFIED: refusal(
    409,
    'act corrected and duties performed',
    'spec 3.10 conditions (2)',
    '最近一次核查未通过，不得同意修复。',
    'The last check was not satisfied; the repair cannot be agreed.',
  ),
  COMMITMENT_MISSING: refusal(
    409,
    'public credit commitment',
    'spec 3.10 conditions (3)',
    '尚未公开信用承诺。',
    'The public credit commitment is missing.',
  ),
  REPAIR_TOO_EARLY: refusal(
    409,
    'minimum publicity reached',
    'spec 3.10 conditions (1)',
    '未达到最短公示期（至{date}）。',
    'The shortest time on the list runs to {date}.',
  ),
};
