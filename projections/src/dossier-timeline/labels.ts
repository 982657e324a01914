import type {
  CorrectableField,
  DecisionKind,
  EducationKind,
  EventData,
  ExitReason,
  NonRecognitionReason,
  NoticePurpose,
  ObjectionGround,
  ObjectorStanding,
  RemedyOutcome,
  RemedyTarget,
  RemedyType,
  RepairRefusalReason,
  RetentionClass,
  RevocationGround,
  SuspensionGround,
  SuspensionScope,
  VerificationFinding,
  VerificationOutcome,
  VerificationTrigger,
} from '#libs/dossier';
import {
  ruleKeyInfo,
  type Duration,
  type FocusMode,
  type LegalBasis,
  type ListKind,
  type RecognitionBasisClass,
  type ResponsibleCapacity,
  type SubjectType,
} from '#libs/rules';
import type { Both } from './told.js';

const table = <K extends string>(rows: Record<K, readonly [string, string]>): Record<K, Both> =>
  Object.fromEntries(
    Object.entries<readonly [string, string]>(rows).map(([key, [zh, en]]) => [key, { zh, en }]),
  ) as Record<K, Both>;

export const LISTS = table<ListKind>({
  RED: ['红名单', 'red list'],
  BLACK: ['黑名单', 'black list'],
  FOCUS: ['重点关注名单', 'focus list'],
});
export const SUBJECT_TYPES = table<SubjectType>({
  ENTERPRISE: ['企业', 'an enterprise'],
  SELF_EMPLOYED: ['个体工商户', 'a self-employed business'],
  SOCIAL_ORG: ['社会组织', 'a social organisation'],
  INSTITUTION: ['机关事业单位', 'a public institution'],
  NATURAL_PERSON: ['自然人', 'a natural person'],
});
export const EXIT_REASONS = table<ExitReason>({
  WRONGLY_LISTED: ['认定有误', 'it was listed wrongly'],
  REPAIRED: ['主动修复', 'its credit was repaired'],
  VALIDITY_EXPIRED: ['有效期届满', 'its validity is over'],
  STANDARD_CHANGED: ['认定标准改变', 'the recognition standard changed'],
  BLACK_LISTED: ['被列入黑名单', 'the subject entered the black list'],
  FOCUS_LISTED: ['被列入重点关注名单', 'the subject entered the focus list'],
  IMPROPER_USE: ['不当利用红名单', 'the red list was used improperly'],
  OTHER_BAD_BEHAVIOUR: ['其他不良行为', 'of other bad behaviour'],
  TRANSFERRED_TO_BLACK: ['转入黑名单', 'it was transferred to the black list'],
  REMEDY_ANNULLED: ['复议或诉讼撤销', 'reconsideration or litigation annulled it'],
  BASIS_ANNULLED: ['认定依据被撤销', 'the document it rested on was annulled'],
  SUBJECT_EXTINCT: ['主体注销或死亡', 'the subject no longer exists'],
  BANKRUPTCY_REPAIR: ['破产重整或和解后修复', 'of repair after bankruptcy reorganisation'],
  EARLY_RELEASE: ['提前解除', 'it was released early'],
  SUBJECT_OPT_OUT: ['主体自愿退出', 'the subject asked to leave'],
  SUPERSEDED: ['被恢复的黑名单条目取代', 'the black entry it came from was reinstated'],
});
export const NON_RECOGNITION = table<NonRecognitionReason>({
  STATEMENT_ADOPTED: ['采纳陈述申辩', 'the statement was adopted'],
  OBJECTION_UPHELD: ['异议成立', 'an objection was upheld'],
  CORRECTED_BEFORE_RECOGNITION: ['认定前已纠正', 'the act was corrected before recognition'],
  STANDARD_NOT_MET: ['不符合认定标准', 'the standard is not met'],
  OTHER: ['其他', 'of another reason'],
});
export const BASIS_CLASSES = table<RecognitionBasisClass>({
  REGISTRATION: ['登记类信息', 'registration record'],
  ADMIN_OR_CRIMINAL: ['行政或刑事决定', 'administrative or criminal decision'],
  UNPERFORMED_JUDGMENT: ['未履行生效裁决', 'unperformed judgment'],
  COMMENDATION: ['表彰奖励', 'commendation'],
  OTHER_LEGAL: ['其他法定依据', 'other legal basis'],
});
export const CAPACITIES = table<ResponsibleCapacity>({
  LEGAL_REPRESENTATIVE: ['法定代表人', 'legal representative'],
  PRINCIPAL: ['主要负责人', 'principal'],
  ACTUAL_CONTROLLER: ['实际控制人', 'actual controller'],
  DIRECTLY_RESPONSIBLE: ['直接责任人员', 'directly responsible person'],
  SENIOR_MANAGER: ['高级管理人员', 'senior manager'],
  REGISTERED_PRACTITIONER: ['注册执业人员', 'registered practitioner'],
  SHAREHOLDER_DIRECTOR: ['股东或董事', 'shareholder or director'],
});
export const DECISIONS = table<DecisionKind>({
  RECOGNITION: ['认定', 'recognition'],
  NON_RECOGNITION: ['不予认定', 'a decision not to recognise'],
  PRIOR_NOTICE_WAIVER: ['免除事前告知', 'waiver of the prior notice'],
  REVOCATION: ['撤销', 'revocation'],
  REPAIR: ['信用修复决定', 'a decision on the repair'],
  VALIDITY_EXTENSION: ['延长有效期', 'extension of the validity'],
  REINSTATEMENT: ['恢复列入', 'reinstatement'],
  IRREPARABLE_MARK_LIFTING: ['解除不得修复标注', 'lifting of the irreparable mark'],
  REPAIR_CONSENT_REVOCATION: ['撤销修复同意', 'revocation of the consent to repair'],
  ERASURE: ['清除个人信息', 'the erasure of personal data'],
  DOSSIERS_JOINING: ['档案合并', 'joining of dossiers'],
});
export const OUTCOMES = table<VerificationOutcome>({
  UPHELD_WRONG: ['认定有误', 'the listing is wrong'],
  UPHELD_INACCURATE: ['信息不准确', 'the data are inaccurate'],
  DISMISSED: ['异议不成立', 'dismissed'],
  UNDETERMINED: ['无法查明', 'undetermined'],
});
export const FINDINGS = table<VerificationFinding>({
  ACCURATE: ['信息属实', 'the information is accurate'],
  INACCURATE: ['信息不准确', 'the information is inaccurate'],
  WRONG: ['信息有误', 'the information is wrong'],
  UNDETERMINED: ['无法查明', 'it cannot be determined'],
});
export const TRIGGERS = table<VerificationTrigger>({
  EX_OFFICIO: ['主动发现', 'on its own motion'],
  REPORT: ['受理举报', 'after a report'],
  OBJECTION: ['异议申请', 'after an objection'],
  COMPLAINT: ['投诉', 'after a complaint'],
  REMEDY: ['行政复议或诉讼', 'because of reconsideration or litigation'],
  PLATFORM: ['平台提示', 'after a message of the platform'],
});
export const STANDINGS = table<ObjectorStanding>({
  SUBJECT: ['主体本人', 'the subject'],
  RESPONSIBLE_PERSON: ['责任人员', 'a responsible person'],
  THIRD_PARTY: ['第三人', 'a third party'],
});
export const OBJECTION_GROUNDS = table<ObjectionGround>({
  FACTS_WRONG: ['事实有误', 'the facts are wrong'],
  IDENTITY_WRONG: ['主体有误', 'the identity is wrong'],
  BASIS_INVALID: ['依据无效', 'the basis is invalid'],
  PROCEDURE_FLAWED: ['程序违法', 'the procedure was flawed'],
  DATA_INACCURATE: ['信息不准确', 'the data are inaccurate'],
  NOT_RESPONSIBLE: ['不负有责任', 'the person is not responsible'],
});
export const SUSPENSION_GROUNDS = table<SuspensionGround>({
  VERIFICATION: ['信息核实', 'verification'],
  STAY: ['停止执行裁定', 'an order to stay'],
  BANKRUPTCY: ['破产重整或和解', 'bankruptcy reorganisation'],
  IMPROPER_USE: ['不当利用调查', 'the inquiry into improper use'],
});
export const SCOPES = table<SuspensionScope>({
  ALL: ['全部措施', 'all measures'],
  INCENTIVES: ['激励措施', 'the incentives'],
  PERSON: ['对该责任人员的措施', 'the measures on that responsible person'],
});
export const REMEDY_TYPES = table<RemedyType>({
  RECONSIDERATION: ['行政复议', 'reconsideration'],
  LITIGATION: ['行政诉讼', 'litigation'],
});
export const REMEDY_TARGETS = table<RemedyTarget>({
  RECOGNITION: ['认定决定', 'the recognition'],
  REPAIR_REFUSAL: ['不予修复决定', 'the refusal of the repair'],
  OBJECTION_DECISION: ['异议处理决定', 'the decision on the objection'],
  BASIS_DECISION: ['据以认定的决定', 'the decision that the entry rests on'],
});
export const REMEDY_OUTCOMES = table<RemedyOutcome>({
  MAINTAINED: ['维持', 'the decision was maintained'],
  CHANGED: ['变更', 'the decision was changed'],
  ANNULLED: ['撤销', 'the decision was annulled'],
  ILLEGAL: ['确认违法', 'the decision was found illegal'],
  INVALID: ['确认无效', 'the decision was found invalid'],
  REDO_ORDERED: ['撤销并责令重新作出', 'the decision was annulled and has to be taken anew'],
  SETTLED: ['和解或调解结案', 'the dispute was settled'],
  WITHDRAWN: ['撤回', 'the remedy was withdrawn'],
});
export const REVOCATION_GROUNDS = table<RevocationGround>({
  VERIFICATION: ['核实结果', 'verification'],
  REMEDY: ['行政复议或诉讼结果', 'reconsideration or litigation'],
  OWN_FINDING: ['自行发现错误', 'a finding of its own'],
});
export const PERSON_CLOSINGS = table<EventData<'ResponsiblePersonClosed'>['because']>({
  ENTRY_ENDED: ['条目终止', 'the entry ended'],
  OBJECTION_UPHELD: ['本人异议或申辩成立', 'the objection or statement of the person was upheld'],
  REMEDY_ANNULLED: ['复议或诉讼撤销', 'reconsideration or litigation annulled it'],
  REPAIRED: ['本人信用修复', 'the person’s credit was repaired'],
});
export const REPAIR_REFUSALS = table<RepairRefusalReason>({
  IRREPARABLE: ['不得修复', 'the entry is marked irreparable'],
  TOO_EARLY: ['未达最短公示期', 'the shortest time on the list is not over'],
  INCOMPLETE: ['材料不齐', 'material is missing'],
  BANNED: ['处于禁止申请期', 'applications are barred for now'],
  NOT_LISTED: ['不在名单内', 'the subject is not listed'],
});
export const FIELDS = table<CorrectableField>({
  DECISION_NO: ['决定文号', 'decision number'],
  FACTS: ['事实', 'facts'],
  BASIS_DOC_NO: ['依据文号', 'document number of the basis'],
  BASIS_ISSUER: ['依据作出机关', 'issuer of the basis'],
  BASIS_DATE: ['依据日期', 'date of the basis'],
  AMOUNT_INVOLVED: ['涉及金额', 'amount involved'],
  ACT_ENDED_ON: ['行为终了日', 'end of the act'],
});
export const NOTICE_PURPOSES = table<NoticePurpose>({
  RECOGNITION: ['拟认定', 'the intended recognition'],
  VALIDITY_EXTENSION: ['拟延长有效期', 'the intended extension of the validity'],
  REPAIR_CONSENT_REVOCATION: ['拟撤销修复同意', 'the intended revocation of the consent to repair'],
});
export const FOCUS_MODES = table<FocusMode>({
  FULL: ['重点关注并采取相适应措施', 'with proportionate measures'],
  MONITOR_ONLY: ['仅关注', 'monitored only'],
  NONE: ['不转入重点关注名单', 'no focus listing'],
});
export const RECIPIENTS = table<'SUBJECT' | 'RESPONSIBLE_PERSON' | 'GUARDIAN'>({
  SUBJECT: ['主体', 'the subject'],
  RESPONSIBLE_PERSON: ['责任人员', 'a responsible person'],
  GUARDIAN: ['监护人', 'the guardian'],
});
export const EDUCATION = table<EducationKind>({
  ADMONITION: ['训诫', 'an admonition'],
  CREDIT_EDUCATION: ['诚信教育', 'education in honesty'],
  FAMILY_GUIDANCE: ['家庭教育指导', 'guidance of the family'],
  PUBLIC_SERVICE: ['公益服务', 'public service'],
});
export const RETENTION_CLASSES = table<RetentionClass>({
  GENERAL: ['一般', 'general'],
  MINOR_PERSON: ['未成年人', 'person under age'],
  MINOR_BREACH_CORRECTED: ['轻微失信已纠正', 'minor breach, corrected'],
});
export const SERVED_ON_GUARDIAN = table<'DECISION' | 'FOCUS_WARNING' | 'EXIT'>({
  DECISION: ['决定书', 'the decision'],
  FOCUS_WARNING: ['警示', 'the warning'],
  EXIT: ['退出通知', 'the notice of the exit'],
});
export const MEASURES = table<'INCENTIVE' | 'PUNISHMENT'>({
  INCENTIVE: ['联合激励', 'joint incentives'],
  PUNISHMENT: ['联合惩戒', 'joint punishments'],
});
export const CHECKS = table<'INTERVIEW' | 'SITE_CHECK' | 'TRAINING' | 'REPORT'>({
  INTERVIEW: ['约谈', 'an interview'],
  SITE_CHECK: ['实地核查', 'a check on site'],
  TRAINING: ['信用培训', 'training'],
  REPORT: ['书面报告', 'a report'],
});
export const CONSIDERATIONS = table<'ADOPTED' | 'PARTLY' | 'NOT_ADOPTED'>({
  ADOPTED: ['采纳', 'adopted'],
  PARTLY: ['部分采纳', 'adopted in part'],
  NOT_ADOPTED: ['不予采纳', 'not adopted'],
});

const DEADLINES = table<'entry.validity' | 'publicity.end' | 'repair.window' | 'improperUse.hearing'>({
  'entry.validity': ['名单有效期', 'Validity of the entry'],
  'publicity.end': ['公示期', 'Publicity'],
  'repair.window': ['可申请修复之日', 'First day of repair'],
  'improperUse.hearing': ['不当利用陈述期', 'Hearing on improper use'],
});

/** What a deadline is called. */
export function deadlineName(key: string): Both {
  const own: Partial<Record<string, Both>> = DEADLINES;
  const rule = ruleKeyInfo(key);
  return own[key] ?? (rule ? { zh: rule.zh, en: rule.en } : { zh: key, en: key });
}

const UNITS = {
  WD: ['个工作日', 'working day'],
  CD: ['日', 'day'],
  MONTH: ['个月', 'month'],
  YEAR: ['年', 'year'],
} as const;
export function duration({ value, unit }: Duration): Both {
  const [zh, en] = UNITS[unit];
  return { zh: `${value}${zh}`, en: `${value} ${en}${value === 1 ? '' : 's'}` };
}

export function legalBasis(bases: readonly LegalBasis[]): Both {
  return {
    zh: bases.map((b) => `《${b.title}》${b.docNo ? `（${b.docNo}）` : ''}${b.article ?? ''}`).join('、'),
    en: bases.map((b) => `${b.title}${b.docNo ? ` (${b.docNo})` : ''}${b.article ? ` ${b.article}` : ''}`).join('; '),
  };
}

/** Several labels as one phrase. */
export function labels<K extends string>(of: Record<K, Both>, keys: readonly K[]): Both {
  return { zh: keys.map((k) => of[k].zh).join('、'), en: keys.map((k) => of[k].en).join('; ') };
}
