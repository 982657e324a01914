/**
 * How papers call what events hold as codes. A template names the words it was written with: a new wording is a new
 * table and a new version of each template that takes it.
 */
export type Words = Readonly<Record<WordTable, Readonly<Record<string, string>>>>;

export type WordTable = 'list' | 'grade' | 'mode' | 'exit' | 'ground' | 'outcome' | 'identifier' | 'standing';

export const WORDS_1: Words = {
  list: { RED: '红名单', BLACK: '黑名单', FOCUS: '重点关注名单' },
  grade: { MINOR: '轻微失信', GENERAL: '一般失信', SERIOUS: '严重失信' },
  mode: { FULL: '重点关注并采取相应惩戒措施', MONITOR_ONLY: '仅作监测，不采取惩戒措施' },
  exit: {
    WRONGLY_LISTED: '认定有误',
    REPAIRED: '主动修复',
    VALIDITY_EXPIRED: '有效期届满',
    STANDARD_CHANGED: '认定标准改变',
    BLACK_LISTED: '被列入黑名单',
    FOCUS_LISTED: '被列入重点关注名单',
    IMPROPER_USE: '不当利用红名单奖励机制',
    OTHER_BAD_BEHAVIOUR: '其他不良行为',
    TRANSFERRED_TO_BLACK: '转入黑名单',
    REMEDY_ANNULLED: '经行政复议或者行政诉讼撤销',
    BASIS_ANNULLED: '认定依据被撤销',
    SUBJECT_EXTINCT: '主体注销或者死亡',
    BANKRUPTCY_REPAIR: '破产重整或者和解后修复',
    EARLY_RELEASE: '提前解除',
    SUBJECT_OPT_OUT: '主体自愿退出',
    SUPERSEDED: '被恢复的名单条目取代',
  },
  ground: {
    FACTS_WRONG: '事实有误',
    IDENTITY_WRONG: '主体身份有误',
    BASIS_INVALID: '依据无效',
    PROCEDURE_FLAWED: '程序不当',
    DATA_INACCURATE: '信息不准确',
    NOT_RESPONSIBLE: '不负有责任',
  },
  outcome: {
    UPHELD_WRONG: '异议成立，原认定有误',
    UPHELD_INACCURATE: '异议部分成立，相关信息不准确，予以更正',
    DISMISSED: '异议不成立，维持原认定',
    UNDETERMINED: '现有证据无法查实',
  },
  identifier: { USCC: '统一社会信用代码', CITIZEN_ID: '公民身份号码', OTHER: '证件号码' },
  standing: { SUBJECT: '信用主体', RESPONSIBLE_PERSON: '责任人员', THIRD_PARTY: '第三人' },
};
