import { StreamRefusal, type RefusalText } from '#libs/command-loop';

const refusal = (status: RefusalText['status'], rule: string, clause: string, zh: string, en: string): RefusalText => ({
  ...{ status, rule, clause, zh, en },
});

/** Every refusal of complaints: status, rule, clause, and what is told. */
export const COMPLAINT_REFUSALS = {
  COMPLAINT_UNKNOWN: refusal(
    404,
    'a complaint is told to those whom it concerns',
    'spec 6.1',
    '没有您可以办理的此投诉。',
    'There is no such complaint for you.',
  ),
  COMPLAINT_MATTER_UNKNOWN: refusal(
    404,
    'a complaint names a matter that is on record',
    'spec 6.1; A-26',
    '没有所述的主体或条目。',
    'There is no such subject or entry.',
  ),
  COMPLAINT_UNIT_UNKNOWN: refusal(
    422,
    'units are registered',
    'spec 6.1',
    '所列单位未登记。',
    'The unit is not registered.',
  ),
  COMPLAINT_STANDING_NOT_SHOWN: refusal(
    403,
    'who complains for a subject stands in a relation to it',
    'spec 2 SUBJECT; 6.1',
    '所称身份与档案记载不符；其他人可以第三人身份投诉。',
    'The record does not show this standing; others complain as a third party.',
  ),
  COMPLAINT_ENTRY_REQUIRED: refusal(
    422,
    'an allegation of wrong data names its entry',
    'spec 6.1; A-26',
    '投诉信息有误的，须指明条目。',
    'Who says that data are wrong names the entry.',
  ),
  COMPLAINT_OWN_UNIT: refusal(
    403,
    'no unit handles a complaint about itself',
    'spec 6.1; S0 §19 投诉制度',
    '被投诉单位不得办理、分派对本单位的投诉。',
    'The unit complained of neither assigns nor handles the complaint.',
  ),
  COMPLAINT_HANDLER_ACCUSED: refusal(
    422,
    'no unit handles a complaint about itself',
    'spec 6.1; S0 §19 投诉制度',
    '投诉不得交被投诉单位办理。',
    'A complaint is not assigned to the unit complained of.',
  ),
  COMPLAINT_NOT_YOURS: refusal(
    403,
    'a complaint is decided by whom it was assigned to',
    'spec 6.1',
    '该投诉未分派给您办理。',
    'This complaint was not assigned to you.',
  ),
  COMPLAINT_NOT_COMPLAINANT: refusal(
    403,
    'a complaint is withdrawn by who filed it',
    'spec 6.1',
    '只有投诉人可以撤回投诉。',
    'Only the complainant withdraws a complaint.',
  ),
  COMPLAINT_STATE: refusal(
    409,
    'each state of a complaint has its next ones',
    'spec 6.1',
    '投诉当前状态不允许此操作。',
    'The complaint is in no state for this.',
  ),
} as const satisfies Record<string, RefusalText>;
export type ComplaintRefusalCode = keyof typeof COMPLAINT_REFUSALS;

/** A command on a complaint was refused. Nothing is appended. */
export class ComplaintRefusal extends StreamRefusal {
  constructor(code: ComplaintRefusalCode) {
    super(code, COMPLAINT_REFUSALS[code]);
    this.name = 'ComplaintRefusal';
  }
}
