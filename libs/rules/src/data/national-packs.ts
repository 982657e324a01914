import type { RulePack } from '../types.js';
import { packFrom } from './pack-rows.js';

/** What holds where nothing else says anything: every key of spec 3.3 that has a default. */
export const DEFAULT_PACK: RulePack = packFrom(
  { rulePackId: 'DEFAULT', title: '默认规则', scope: 'DEFAULT', effectiveFrom: '2000-01-01' },
  [
    ['platform.report', '5 WD', 'S1 三、二十', 'SEED'],
    ['list.publish', '7 WD', '设计决定 A-02', 'DECISION'],
    ['doublePublicity.publish', '7 WD', 'S1 十九;S0 十四;S2(十六)', 'SEED'],
    ['doublePublicity.collect', '5 WD', 'S1 十九', 'SEED'],
    ['red.publicity', '7 WD', '公示期模板', 'MEMORY'],
    ['red.publicityFloor', '5 WD', '公示期下限', 'MEMORY'],
    ['crossCheck.freshness', '1 WD', '设计决定 3.5 R3', 'DECISION'],
    ['record.backdated', '1 WD', '设计决定 3.12', 'DECISION'],
    ['notice.statement', '5 WD', '市场监管总局令第44号修订草案', 'EXTERNAL'],
    ['improperUse.statement', '3 WD', '设计决定 A-21', 'DECISION'],
    ['objection.intake', '1 WD', '上海市社会信用条例 36', 'EXTERNAL'],
    ['objection.refer', '2 WD', '上海市社会信用条例 36', 'EXTERNAL'],
    ['objection.providerReply', '5 WD', '上海市社会信用条例 36', 'EXTERNAL'],
    ['objection.total', '7 WD', '山东省社会信用条例 39;河南省社会信用条例 41', 'EXTERNAL'],
    ['objection.maxWithExtension', '20 WD', '浙江省公共信用信息管理条例 31', 'EXTERNAL'],
    ['objection.reviewFile', '10 WD', '设计决定 3.3', 'DECISION'],
    ['objection.review', '5 WD', '浙江省公共信用信息管理条例 30;河南省社会信用条例 28', 'EXTERNAL'],
    ['objection.reviewMax', '20 WD', '浙江省公共信用信息管理条例 31', 'EXTERNAL'],
    ['correction.propagate', '3 WD', '山东省社会信用条例 40;上海市社会信用条例 37', 'EXTERNAL'],
    ['repair.minPublicity.MINOR', '0 MONTH', '国办发〔2025〕22号', 'EXTERNAL'],
    ['repair.minPublicity.GENERAL', '3 MONTH', '国办发〔2025〕22号', 'EXTERNAL'],
    ['repair.minPublicity.SERIOUS', '1 YEAR', '国办发〔2025〕22号', 'EXTERNAL'],
    ['repair.maxPublicity.MINOR', '3 MONTH', '国办发〔2025〕22号', 'EXTERNAL'],
    ['repair.maxPublicity.GENERAL', '1 YEAR', '国办发〔2025〕22号', 'EXTERNAL'],
    ['repair.maxPublicity.SERIOUS', '3 YEAR', '国办发〔2025〕22号', 'EXTERNAL'],
    ['repair.intake', '3 WD', '国办发〔2025〕22号', 'EXTERNAL'],
    ['repair.decide', '10 WD', '国办发〔2025〕22号', 'EXTERNAL'],
    ['repair.extension', '10 WD', '修复决定延长', 'MEMORY'],
    ['repair.execute', '3 WD', '国家发展改革委令第58号解读', 'EXTERNAL'],
    ['repair.falseBan', '1 YEAR', '国家发展改革委令第36号', 'MEMORY'],
    ['exit.announce', '1 WD', 'S1 四"及时";设计决定', 'DECISION'],
    ['exit.platformDelete', '3 WD', 'S1 四"及时";设计决定', 'DECISION'],
    ['exit.measuresStop', '3 WD', 'S1 四;设计决定', 'DECISION'],
    ['focus.afterBlackExit', '0 CD', 'S1 四"立即"', 'SEED'],
    ['focus.warning', '3 WD', 'S1 三;设计决定', 'DECISION'],
    ['measure.ack', '3 WD', 'S1 十七"及时";设计决定', 'DECISION'],
    ['measure.feedback', '20 WD', 'S1 十七"及时";设计决定', 'DECISION'],
    ['measure.feedbackAgain', '3 MONTH', 'S1 十七;设计决定,每季度', 'DECISION'],
    ['stdChange.review', '20 WD', 'S1 四;设计决定', 'DECISION'],
    ['stdChange.consultation', '30 CD', '国办发〔2020〕49号 七', 'EXTERNAL'],
    ['complaint.answer', '15 WD', '投诉答复', 'MEMORY'],
    ['remedy.execute', '3 WD', '市场监管总局令第44号 19;第45号 11', 'EXTERNAL'],
    ['remedy.reconsideration', '60 CD', '行政复议法 20', 'EXTERNAL'],
    ['remedy.litigation', '6 MONTH', '行政诉讼法 46', 'EXTERNAL'],
    ['remedy.litigationAfterReconsideration', '15 CD', '行政诉讼法 45', 'EXTERNAL'],
    ['restoration.notice', '30 CD', '设计决定 6.1', 'DECISION'],
    ['retention.disclosure', '5 YEAR', '山东省社会信用条例 38;上海市社会信用条例 35', 'EXTERNAL'],
    ['retention.minor', '1 YEAR', 'S4 六(四)4', 'MEMORY'],
    ['retention.queryLog', '10 YEAR', '浙江省公共信用信息管理条例 20', 'EXTERNAL'],
    ['retention.pia', '3 YEAR', '个人信息保护法 56', 'EXTERNAL'],
    ['person.majority', '18 YEAR', '民法典 17', 'EXTERNAL'],
    ['person.guardianConsent', '14 YEAR', '个人信息保护法 31', 'EXTERNAL'],
    ['report.quarterly', '10 CD', 'S2(三十)每季度首月10日前', 'SEED'],
    ['report.monthlyBulletin', '1 MONTH', 'S2(三十)', 'SEED'],
  ],
);

/** The list procedure of S1: the base that every unit follows, so national in reach though local in origin. */
export const SEED_S1_PACK: RulePack = packFrom(
  {
    rulePackId: 'SEED-S1',
    title: '守信联合激励和失信联合惩戒制度实施方案(名单程序)',
    scope: 'NATIONAL',
    effectiveFrom: '2018-01-01',
    focusAfterExitMode: 'FULL',
  },
  [
    ['platform.report', '5 WD', 'S1 三、二十', 'SEED'],
    ['doublePublicity.publish', '7 WD', 'S1 十九', 'SEED'],
    ['doublePublicity.collect', '5 WD', 'S1 十九', 'SEED'],
    ['focus.afterBlackExit', '0 CD', 'S1 四"立即"', 'SEED'],
  ],
);

/** 国家发展改革委令第58号, repealed by 36号. */
export const NDRC_58_PACK: RulePack = packFrom(
  {
    rulePackId: 'NDRC-58-2023',
    title: '失信行为纠正后的信用信息修复管理办法(试行)',
    scope: 'NATIONAL',
    effectiveFrom: '2023-05-01',
    effectiveTo: '2026-03-31',
  },
  [
    ['repair.minPublicity', '3 MONTH', '国家发展改革委令第58号', 'EXTERNAL'],
    ['repair.minPublicity.SPECIAL_FIELD', '1 YEAR', '国家发展改革委令第58号', 'EXTERNAL'],
    ['repair.maxPublicity', '3 YEAR', '国家发展改革委令第58号', 'EXTERNAL'],
    ['repair.decide', '10 WD', '国家发展改革委令第58号办事指南', 'EXTERNAL'],
    ['repair.execute', '3 WD', '国家发展改革委令第58号解读', 'EXTERNAL'],
    ['repair.falseBan', '3 YEAR', '国家发展改革委令第58号', 'MEMORY'],
  ],
);

/** 国家发展改革委令第36号, with 国办发〔2025〕22号. */
export const NDRC_36_PACK: RulePack = packFrom(
  {
    rulePackId: 'NDRC-36-2025',
    title: '信用修复管理办法',
    scope: 'NATIONAL',
    effectiveFrom: '2026-04-01',
    focusAfterExitMode: 'MONITOR_ONLY',
  },
  [
    ['repair.minPublicity.MINOR', '0 MONTH', '国家发展改革委令第36号', 'EXTERNAL'],
    ['repair.minPublicity.GENERAL', '3 MONTH', '国家发展改革委令第36号', 'EXTERNAL'],
    ['repair.minPublicity.SERIOUS', '1 YEAR', '国家发展改革委令第36号', 'EXTERNAL'],
    ['repair.maxPublicity.MINOR', '3 MONTH', '国家发展改革委令第36号', 'EXTERNAL'],
    ['repair.maxPublicity.GENERAL', '1 YEAR', '国家发展改革委令第36号', 'EXTERNAL'],
    ['repair.maxPublicity.SERIOUS', '3 YEAR', '国家发展改革委令第36号', 'EXTERNAL'],
    ['repair.intake', '3 WD', '国办发〔2025〕22号', 'EXTERNAL'],
    ['repair.decide', '10 WD', '国办发〔2025〕22号', 'EXTERNAL'],
    ['repair.extension', '10 WD', '国家发展改革委令第36号', 'MEMORY'],
    ['repair.falseBan', '1 YEAR', '国家发展改革委令第36号', 'MEMORY'],
  ],
);
