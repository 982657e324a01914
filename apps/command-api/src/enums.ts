import type {
  CorrectableField,
  EducationKind,
  NonRecognitionReason,
  NoticePurpose,
  ObjectionGround,
  ObjectorStanding,
  RemedyOutcome,
  RemedyTarget,
  RemedyType,
  VerificationFinding,
  VerificationOutcome,
  VerificationTrigger,
} from '#libs/dossier';
import type {
  DishonestyGrade,
  DurationUnit,
  FocusMode,
  LegalBasisLevel,
  ListKind,
  Mask,
  MaskField,
  MaskReader,
  RecognitionBasisClass,
  ResponsibleCapacity,
  SubjectType,
} from '#libs/rules';
import type { ScrubKind } from '#libs/subjects';

/* The enumerations of the requests: each value with its Chinese label. `satisfies` keeps them equal to the domain's. */

export const SUBJECT_TYPE = {
  ENTERPRISE: '企业',
  SELF_EMPLOYED: '个体工商户',
  SOCIAL_ORG: '社会组织',
  INSTITUTION: '机关事业单位',
  NATURAL_PERSON: '自然人',
} as const satisfies Record<SubjectType, string>;

export const IDENTIFIER_KIND = {
  USCC: '统一社会信用代码',
  CITIZEN_ID: '公民身份号码',
  OTHER: '其他证件',
} as const;

export const LIST_KIND = {
  RED: '红名单',
  BLACK: '黑名单',
  FOCUS: '重点关注名单',
} as const satisfies Record<ListKind, string>;

export const DISHONESTY_GRADE = {
  MINOR: '轻微',
  GENERAL: '一般',
  SERIOUS: '严重',
} as const satisfies Record<DishonestyGrade, string>;

export const DURATION_UNIT = {
  WD: '工作日',
  CD: '自然日',
  MONTH: '月',
  YEAR: '年',
} as const satisfies Record<DurationUnit, string>;

export const FOCUS_MODE = {
  FULL: '重点关注并采取相适应的措施',
  MONITOR_ONLY: '仅关注，不公示、不惩戒',
  NONE: '不转入重点关注名单',
} as const satisfies Record<FocusMode, string>;

export const LEGAL_BASIS_LEVEL = {
  LAW: '法律',
  ADMIN_REGULATION: '行政法规',
  PARTY_STATE_COUNCIL_DOC: '党中央、国务院政策文件',
  DEPARTMENT_RULE: '部门规章',
  LOCAL_REGULATION: '地方性法规',
  LOCAL_RULE: '地方政府规章',
  NORMATIVE_DOC: '行政规范性文件',
} as const satisfies Record<LegalBasisLevel, string>;

export const BASIS_CLASS = {
  REGISTRATION: '登记类信息',
  ADMIN_OR_CRIMINAL: '刑事处罚、行政许可、行政处罚等',
  UNPERFORMED_JUDGMENT: '拒不履行生效司法裁决',
  COMMENDATION: '受表彰奖励等',
  OTHER_LEGAL: '法律法规规章或行政规范性文件规定的其他依据',
} as const satisfies Record<RecognitionBasisClass, string>;

export const RESPONSIBLE_CAPACITY = {
  LEGAL_REPRESENTATIVE: '法定代表人',
  PRINCIPAL: '主要负责人',
  ACTUAL_CONTROLLER: '实际控制人',
  DIRECTLY_RESPONSIBLE: '直接责任人员',
  SENIOR_MANAGER: '高级管理人员',
  REGISTERED_PRACTITIONER: '注册执业人员',
  SHAREHOLDER_DIRECTOR: '股东、董事',
} as const satisfies Record<ResponsibleCapacity, string>;

export const AGENT_SCOPE = {
  STATEMENT: '陈述申辩',
  OBJECTION: '异议',
  REPAIR: '信用修复',
  QUERY: '查询',
} as const;

export const RECIPIENT_ROLE = {
  SUBJECT: '信用主体',
  RESPONSIBLE_PERSON: '责任人员',
  GUARDIAN: '监护人',
} as const;

export const EDUCATION_KIND = {
  ADMONITION: '训诫',
  CREDIT_EDUCATION: '诚信教育',
  FAMILY_GUIDANCE: '家庭教育指导',
  PUBLIC_SERVICE: '公益服务',
} as const satisfies Record<EducationKind, string>;

export const NOTICE_PURPOSE = {
  RECOGNITION: '拟认定',
  VALIDITY_EXTENSION: '拟延长有效期',
  REPAIR_CONSENT_REVOCATION: '拟撤销同意修复的决定',
} as const satisfies Record<NoticePurpose, string>;

export const CONSIDERATION_RESULT = {
  ADOPTED: '采纳',
  PARTLY: '部分采纳',
  NOT_ADOPTED: '不采纳',
} as const;

export const NON_RECOGNITION_REASON = {
  STATEMENT_ADOPTED: '采纳陈述申辩',
  OBJECTION_UPHELD: '异议成立',
  CORRECTED_BEFORE_RECOGNITION: '认定前已纠正',
  STANDARD_NOT_MET: '不符合认定标准',
  OTHER: '其他',
} as const satisfies Record<NonRecognitionReason, string>;

export const REVOCATION_GROUND = {
  VERIFICATION: '核实结论',
  REMEDY: '复议或诉讼结果',
  OWN_FINDING: '单位自行发现',
} as const;

export const REPAIR_EXIT_REASON = {
  REPAIRED: '主动修复',
  BANKRUPTCY_REPAIR: '破产重整或和解',
} as const;

export const TASK_HALF = {
  DRAFTER: '拟办人',
  APPROVER: '审批人',
} as const;

export const IMPROPER_USE_EXIT_REASON = {
  IMPROPER_USE: '不当利用红名单奖励机制',
  OTHER_BAD_BEHAVIOUR: '其他不良行为',
} as const;

/** What becomes of a standard (3.15). */
export const STANDARD_CHANGE = {
  REVISED: '修订',
  RETIRED: '废止',
} as const;

/** What a third party advises on a standard (4.1). */
export const EVALUATION_CONCLUSION = {
  KEEP: '保留',
  REVISE: '修订',
  RETIRE: '废止',
} as const;

export const STANDARD_REVIEW_RESULT = {
  CONFORMS: '符合新标准',
  NOT_CONFORMS: '不符合新标准',
} as const;

export const CORRECTABLE_FIELD = {
  DECISION_NO: '决定书文号',
  FACTS: '事实',
  BASIS_DOC_NO: '依据文书文号',
  BASIS_ISSUER: '依据文书作出单位',
  BASIS_DATE: '依据文书日期',
  AMOUNT_INVOLVED: '涉及金额',
  ACT_ENDED_ON: '行为终了日期',
} as const satisfies Record<CorrectableField, string>;

export const OBJECTOR_STANDING = {
  SUBJECT: '信用主体',
  RESPONSIBLE_PERSON: '责任人员',
  THIRD_PARTY: '公示期第三人',
} as const satisfies Record<ObjectorStanding, string>;

export const OBJECTION_GROUND = {
  FACTS_WRONG: '事实有误',
  IDENTITY_WRONG: '主体有误',
  BASIS_INVALID: '依据无效',
  PROCEDURE_FLAWED: '程序有瑕疵',
  DATA_INACCURATE: '信息不准确',
  NOT_RESPONSIBLE: '本人无责任',
} as const satisfies Record<ObjectionGround, string>;

export const VERIFICATION_TRIGGER = {
  EX_OFFICIO: '主动发现',
  REPORT: '受理举报',
  OBJECTION: '异议申请',
  COMPLAINT: '投诉',
  REMEDY: '复议或诉讼',
  PLATFORM: '平台反馈',
} as const satisfies Record<VerificationTrigger, string>;

export const VERIFICATION_FINDING = {
  ACCURATE: '属实',
  INACCURATE: '不准确',
  WRONG: '有误',
  UNDETERMINED: '无法核实',
} as const satisfies Record<VerificationFinding, string>;

export const VERIFICATION_OUTCOME = {
  UPHELD_WRONG: '异议成立，认定有误',
  UPHELD_INACCURATE: '异议成立，信息需更正',
  DISMISSED: '异议不成立',
  UNDETERMINED: '无法核实',
} as const satisfies Record<VerificationOutcome, string>;

export const REMEDY_TYPE = {
  RECONSIDERATION: '行政复议',
  LITIGATION: '行政诉讼',
} as const satisfies Record<RemedyType, string>;

export const REMEDY_TARGET = {
  RECOGNITION: '认定决定',
  REPAIR_REFUSAL: '不予修复决定',
  OBJECTION_DECISION: '异议处理决定',
  BASIS_DECISION: '据以认定的决定',
} as const satisfies Record<RemedyTarget, string>;

export const REMEDY_OUTCOME = {
  MAINTAINED: '维持或者驳回',
  CHANGED: '变更',
  ANNULLED: '撤销',
  ILLEGAL: '确认违法',
  INVALID: '确认无效',
  REDO_ORDERED: '撤销并责令重新作出',
  SETTLED: '和解或者调解结案',
  WITHDRAWN: '撤回',
} as const satisfies Record<RemedyOutcome, string>;

export const REPAIR_RECEIVED_VIA = {
  RECOGNIZING_UNIT: '认定单位',
  CREDIT_PORTAL: '信用中国网站',
} as const;

export const REPAIR_CHECK_METHOD = {
  INTERVIEW: '约谈',
  SITE_CHECK: '现场核查',
  TRAINING: '信用修复培训',
  REPORT: '信用报告',
} as const;

export const REPAIR_CHECK_RESULT = {
  SATISFIED: '符合',
  NOT_SATISFIED: '不符合',
} as const;

export const SHOWN_TEXT_KIND = {
  PUBLICITY: '公示',
  PUBLICATION: '发布',
} as const;

export const ADMIN_LEVEL = { NATIONAL: '国家', PROVINCE: '省', CITY: '市', COUNTY: '县' } as const;

export const RULE_SCOPE = { DEFAULT: '缺省', NATIONAL: '国家', REGION: '地区', SECTOR: '行业' } as const;

export const PROVENANCE = {
  SEED: '种子文件',
  EXTERNAL: '外部来源',
  MEMORY: '待核实',
  DECISION: '设计决定',
} as const;

export const SCRUB_KIND = {
  NAME: '姓名',
  CITIZEN_ID: '公民身份号码',
  CITIZEN_ID_15: '十五位身份号码',
  USCC: '第三方统一社会信用代码',
  PHONE: '电话号码',
  BANK_CARD: '银行卡号',
  EMAIL: '电子邮箱',
  PLATE: '车牌号码',
  ADDRESS: '住址',
} as const satisfies Record<ScrubKind, string>;

export const MASK_FIELD = {
  ORGANISATION_NAME: '单位名称',
  USCC: '统一社会信用代码',
  LEGAL_REPRESENTATIVE: '法定代表人姓名',
  PERSON_NAME: '自然人姓名',
  CITIZEN_ID: '公民身份号码',
  OTHER_CERTIFICATE: '其他证件号码',
  PHONE: '电话',
  ADDRESS: '住址',
  BIRTH_DATE: '出生日期',
  BANK_ACCOUNT: '银行账号',
  DECISION: '决定文号、依据、机关、日期',
  AMOUNT: '金额',
  FACTS: '事实',
} as const satisfies Record<MaskField, string>;

export const MASK_READER = { PUBLIC: '公众', DEPARTMENT: '部门' } as const satisfies Record<MaskReader, string>;

export const MASK = {
  FULL: '完整',
  HIDDEN: '不显示',
  SURNAME: '仅留姓',
  ENDS: '仅留首尾',
  COUNTY: '至区县',
  YEAR: '仅留年',
  RANGE: '区间',
  SCRUBBED: '去除身份信息',
} as const satisfies Record<Mask, string>;

export const CHANNEL_MODE = { AUTOMATIC: '系统自动', MANUAL: '人工' } as const;

export const CHANNEL_KIND = {
  UNIT_PORTAL: '单位门户网站',
  CREDIT_PORTAL: '信用中国网站',
  ENTERPRISE_PUBLICITY: '企业信用信息公示系统',
  GOVERNMENT_PORTAL: '政府门户网站',
  MEDIA: '媒体',
  OTHER: '其他',
} as const;
