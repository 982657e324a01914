const refusal = (status: 403 | 404 | 409 | 422, rule: string, clause: string, zh: string, en: string) => ({
  ...{ status, rule, clause, zh, en },
});

/** Every refusal of the loop of joint measures: status, rule, clause, and what is told. */
export const MEASURE_REFUSALS = {
  TRIGGER_UNKNOWN: refusal(
    404,
    'measures come after their trigger',
    'spec 5.2; S1 §17',
    '该条目没有已发起的联合奖惩措施。',
    'No joint measures were triggered for this entry.',
  ),
  MEASURE_RECORD_UNKNOWN: refusal(
    404,
    'one record per entry, person, unit and item',
    'spec 5.2',
    '没有这项措施记录。',
    'There is no such record of a measure.',
  ),
  INSTRUCTION_UNKNOWN: refusal(
    404,
    'what is confirmed was pushed',
    'spec 5.2',
    '没有这项推送的指令。',
    'There is no such instruction.',
  ),
  VIOLATION_UNKNOWN: refusal(
    404,
    'what is closed was recorded',
    'spec 7.2 F7',
    '没有这项违规记录。',
    'There is no such violation.',
  ),
  DESIGNATION_UNKNOWN: refusal(
    404,
    'office and initiating unit designate together',
    'spec 5.2; S1 §17',
    '没有这项待确定的实施单位方案。',
    'No proposal of implementing units is open under this id.',
  ),
  ACT_NOT_ALLOWED: refusal(
    403,
    'who may do what',
    'spec 2',
    '您的角色无权进行此操作。',
    'None of your roles may do this.',
  ),
  NOT_THE_INITIATOR: refusal(
    403,
    'the initiating unit answers for its trigger',
    'spec 2 INITIATING_UNIT; S1 §17',
    '只有发起单位可以进行此操作。',
    'Only the initiating unit may do this.',
  ),
  NOT_YOUR_MEASURE: refusal(
    403,
    'a unit answers for its own measures',
    'spec 2 IMPLEMENTING_UNIT; S1 §17',
    '该措施未推送给贵单位。',
    'This measure was not pushed to your unit.',
  ),
  MEASURES_STOPPED: refusal(
    409,
    'an exit stops the measures',
    'spec 3.9, 5.2; S1 §4',
    '条目已退出，措施已停止。',
    'The entry has left the list and its measures are stopped.',
  ),
  MEASURE_STATE: refusal(
    409,
    'each state of a record has its next ones',
    'spec 5.2',
    '措施当前状态不允许此操作。',
    'The record is in no state for this.',
  ),
  INSTRUCTION_OVERTAKEN: refusal(
    409,
    'the last instruction counts',
    'spec 5.2',
    '该指令已被后一指令取代。',
    'A later instruction has taken the place of this one.',
  ),
  DECLINE_REASON_REQUIRED: refusal(
    422,
    'mandatory measures are declined for a legal reason only',
    'spec 5.2; S1 §16 强制性措施',
    '不执行强制性措施须说明理由和法律依据。',
    'Declining a mandatory measure takes a reason and its legal basis.',
  ),
  LIFT_REASON_REQUIRED: refusal(
    422,
    'mandatory measures are lifted for a legal reason only',
    'spec 5.2; S1 §16 强制性措施',
    '自行解除强制性措施须说明理由和法律依据。',
    'Lifting a mandatory measure takes a reason and its legal basis.',
  ),
  DESIGNATION_ITEM_UNKNOWN: refusal(
    422,
    'only what was triggered is carried out',
    'spec 5.2',
    '所列措施不在本次发起的措施之内。',
    'An item is not among those that were triggered.',
  ),
  DESIGNATION_UNIT_UNKNOWN: refusal(
    422,
    'units are registered',
    'spec 5.2',
    '所列实施单位未登记。',
    'An implementing unit is not registered.',
  ),
  DESIGNATION_TWICE: refusal(
    422,
    'one record per unit and item',
    'spec 5.2',
    '同一单位列了两次，或者没有新的单位和措施。',
    'A unit stands twice, or nothing is new in what is proposed.',
  ),
  APPLIED_IN_FUTURE: refusal(
    422,
    'what is recorded has happened',
    'spec 5.2',
    '实施时间在将来。',
    'The time of the application lies in the future.',
  ),
  APPLIED_BEFORE_TRIGGER: refusal(
    422,
    'measures come after their trigger',
    'spec 5.2',
    '实施时间早于措施的发起。',
    'The time of the application is before the trigger.',
  ),
  MEASURE_ALREADY_PUSHED: refusal(
    409,
    'what was pushed is answered on its record',
    'spec 5.2',
    '该措施已推送给贵单位，请在该措施记录上登记实施。',
    'This measure was pushed to your unit: record its application there.',
  ),
  CASE_WITHOUT_FEEDBACK: refusal(
    409,
    'a case rests on feedback',
    'spec 5.2; S1 §17 案例报送',
    '尚无实施单位的执行反馈。',
    'No implementing unit has given feedback yet.',
  ),
} as const;
export type MeasureRefusalCode = keyof typeof MEASURE_REFUSALS;

/** A command on the loop was refused. Nothing is appended. */
export class MeasureRefusal extends Error {
  readonly status: number;
  readonly rule: string;
  readonly clause: string;
  readonly zh: string;
  readonly en: string;

  constructor(readonly code: MeasureRefusalCode) {
    const { status, rule, clause, zh, en } = MEASURE_REFUSALS[code];
    super(`${code}: ${en}`);
    this.name = 'MeasureRefusal';
    this.status = status;
    this.rule = rule;
    this.clause = clause;
    this.zh = zh;
    this.en = en;
  }
}
