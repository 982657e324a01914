/**
 * Which way a value must differ from the national one to favour the subject (spec 3.3): LONGER, more time to speak or
 * a longer proof; SHORTER, less time listed, or less time for a unit to do its duty; OWN, the standard's own number,
 * bounded elsewhere.
 */
export type FavourDirection = 'LONGER' | 'SHORTER' | 'OWN';

export interface RuleKeyInfo {
  readonly direction: FavourDirection;
  readonly zh: string;
  readonly en: string;
}

function longer(zh: string, en: string): RuleKeyInfo {
  return { direction: 'LONGER', zh, en };
}

function shorter(zh: string, en: string): RuleKeyInfo {
  return { direction: 'SHORTER', zh, en };
}

function own(zh: string, en: string): RuleKeyInfo {
  return { direction: 'OWN', zh, en };
}

/** Every rule key of spec 3.3 and of the sections that name a number, with its labels. */
export const RULE_KEYS: Readonly<Record<string, RuleKeyInfo>> = {
  'platform.report': shorter('报送信用信息共享平台', 'Report to the credit platform'),
  'list.publish': shorter('名单发布', 'Publish the list entry'),
  'doublePublicity.publish': shorter('双公示公开', 'Publish licences and penalties'),
  'doublePublicity.collect': shorter('双公示归集', 'Collect licences and penalties'),
  'red.publicity': own('红名单公示期', 'Publicity of a red candidate'),
  'red.publicityFloor': longer('红名单公示期下限', 'Shortest publicity of a red candidate'),
  'black.publicity': own('黑名单公示期', 'Publicity of a black candidate'),
  'black.validity': shorter('黑名单最长有效期', 'Longest validity of a black entry'),
  'black.validityExtension': shorter('黑名单有效期最长延长', 'Longest extension of a black entry'),
  'focus.validity': shorter('重点关注有效期', 'Validity of a focus entry'),
  'crossCheck.freshness': shorter('交叉比对有效时间', 'Greatest age of a cross-check'),
  'record.backdated': shorter('补录标记时限', 'Delay after which a record is marked backdated'),
  'notice.statement': longer('陈述申辩期', 'Window for a statement'),
  'improperUse.statement': longer('不当利用陈述期', 'Hearing of the subject on improper use'),
  'objection.intake': shorter('异议受理', 'Intake of an objection'),
  'objection.refer': shorter('异议转交核实', 'Referral to the provider'),
  'objection.providerReply': shorter('信息提供单位核实回复', 'Reply of the provider'),
  'objection.total': shorter('异议处理总时限', 'Decision of an objection'),
  'objection.maxWithExtension': shorter('异议处理延长后上限', 'Decision of an objection with extension'),
  'objection.reviewFile': longer('申请复核', 'Request of a review'),
  'objection.review': shorter('复核决定', 'Decision of a review'),
  'objection.reviewMax': shorter('复核决定上限', 'Decision of a review with extension'),
  'correction.propagate': shorter('更正同步', 'Propagation of a correction'),
  'repair.minPublicity': shorter('修复前最短公示期', 'Shortest time listed before a repair'),
  'repair.maxPublicity': shorter('最长公示期', 'Longest publicity'),
  'repair.intake': shorter('修复受理', 'Intake of a repair'),
  'repair.decide': shorter('修复决定', 'Decision of a repair'),
  'repair.extension': shorter('修复决定延长', 'Extension of a repair decision'),
  'repair.execute': shorter('修复执行', 'Execution of a repair'),
  'repair.falseBan': shorter('虚假修复禁止期', 'Ban after false repair material'),
  'exit.announce': shorter('退出公告', 'Announcement of an exit'),
  'exit.platformDelete': shorter('平台删除', 'Deletion from the platform'),
  'exit.measuresStop': shorter('停止措施确认', 'Acknowledgement that measures stopped'),
  'focus.afterBlackExit': shorter('退出后列入重点关注', 'Focus listing after a black exit'),
  'focus.warning': shorter('重点关注警示', 'Focus warning'),
  'measure.ack': shorter('措施签收', 'Acknowledgement of a measure'),
  'measure.feedback': shorter('措施反馈', 'Feedback on a measure'),
  'measure.feedbackAgain': shorter('措施后续反馈', 'Further feedback on a measure'),
  'stdChange.review': shorter('标准变更复核', 'Review after a change of standard'),
  'stdChange.consultation': longer('标准征求意见', 'Consultation on a standard'),
  'complaint.answer': shorter('投诉答复', 'Answer to a complaint'),
  'remedy.execute': shorter('救济结果执行', 'Execution of a remedy outcome'),
  'remedy.reconsideration': longer('申请行政复议', 'Application for reconsideration'),
  'remedy.litigation': longer('提起行政诉讼', 'Administrative suit'),
  'remedy.litigationAfterReconsideration': longer('复议后提起诉讼', 'Suit after reconsideration'),
  'restoration.notice': longer('恢复信誉公告期', 'Display of a restoration notice'),
  'retention.disclosure': shorter('信息披露期限', 'Disclosure of the record'),
  'retention.minor': shorter('轻微失信或未成年人保存期限', 'Retention for minors and minor breaches'),
  'retention.queryLog': longer('查询日志保存期限', 'Retention of the look-up register'),
  'retention.pia': longer('影响评估保存期限', 'Retention of impact assessments'),
  'person.majority': longer('完全民事行为能力年龄', 'Age of full capacity'),
  'person.guardianConsent': longer('须监护人同意年龄', 'Age below which a guardian consents'),
  'report.quarterly': shorter('季度报告', 'Quarterly report'),
  'report.monthlyBulletin': shorter('月度通报', 'Monthly bulletin'),
};

/** What a rule may depend on: `repair.minPublicity.SERIOUS` is the value of `repair.minPublicity` for one grade. */
export const RULE_VARIANTS = ['MINOR', 'GENERAL', 'SERIOUS', 'SPECIAL_FIELD'] as const;

/** The key without its variant: `repair.minPublicity.SERIOUS` → `repair.minPublicity`. */
export function baseKeyOf(key: string): string {
  const variant = RULE_VARIANTS.find((one) => key.endsWith(`.${one}`));
  return variant ? key.slice(0, -variant.length - 1) : key;
}

/** Labels and direction of a key or of a variant of it; `undefined` for a key that nobody knows. */
export function ruleKeyInfo(key: string): RuleKeyInfo | undefined {
  const base = baseKeyOf(key);
  return Object.hasOwn(RULE_KEYS, base) ? RULE_KEYS[base] : undefined;
}
