import { StreamRefusal, type RefusalText } from '#libs/command-loop';

const refusal = (status: RefusalText['status'], rule: string, clause: string, zh: string, en: string): RefusalText => ({
  ...{ status, rule, clause, zh, en },
});

/** Every refusal of reports and of unsealing: status, rule, clause, and what is told. */
export const REPORT_REFUSALS = {
  REPORT_UNKNOWN: refusal(
    404,
    'a report is told to those who deal with it',
    'spec 6.3',
    '没有您可以办理的此举报。',
    'There is no such report for you.',
  ),
  REPORT_CODE_UNKNOWN: refusal(
    404,
    'a report is followed by its code',
    'spec 6.3',
    '查询码不正确。',
    'This is the code of no report.',
  ),
  REPORT_CONCLUDED: refusal(409, 'a result ends a report', 'spec 6.3', '该举报已办结。', 'The report is concluded.'),
  REPORT_UNIT_UNKNOWN: refusal(
    422,
    'units are registered',
    'spec 6.3',
    '所列单位未登记。',
    'The unit is not registered.',
  ),
  REPORT_NOT_YOURS: refusal(
    403,
    'a report is dealt with by whom it was forwarded to',
    'spec 6.3; S1 §14',
    '该举报未交由贵单位办理。',
    'This report was not forwarded to your unit.',
  ),
  INFORMANT_ANONYMOUS: refusal(
    409,
    'of an anonymous informant nothing is kept',
    'spec 6.3',
    '匿名举报没有举报人信息。',
    'The report is anonymous: there is nothing to unseal.',
  ),
  UNSEALING_UNKNOWN: refusal(
    404,
    'what is granted was proposed',
    'spec 6.3',
    '没有这项待批准的启封申请。',
    'No unsealing is proposed under this id.',
  ),
  UNSEALING_SAME_PERSON: refusal(
    403,
    'two persons unseal',
    'spec 6.3; 2 separation of duties',
    '启封须由另一人批准。',
    'Who proposed the unsealing cannot grant it.',
  ),
  INFORMANT_SEALED: refusal(
    403,
    'who the informant is stays sealed',
    'spec 6.3; S0 §11, S1 §14 严格保密',
    '举报人信息已封存：须经两人启封，且仅此两人在期限内可以查看。',
    'The informant is sealed: two persons unseal, and only they may look, for a time.',
  ),
} as const satisfies Record<string, RefusalText>;
export type ReportRefusalCode = keyof typeof REPORT_REFUSALS;

/** A command on a report, or a look at it, was refused. Nothing is appended. */
export class ReportRefusal extends StreamRefusal {
  constructor(code: ReportRefusalCode) {
    super(code, REPORT_REFUSALS[code]);
    this.name = 'ReportRefusal';
  }
}
