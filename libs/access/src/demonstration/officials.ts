import type { Role } from '../actor.js';

/** A fictitious unit of the demonstration. */
export interface DemonstrationUnit {
  readonly unitId: string;
  readonly name: string;
  /** Unified social credit code with a valid check digit. */
  readonly uscc: string;
}

/** Query matters that each unit of the demonstration publishes (6.2). */
export const DEMONSTRATION_MATTERS = [
  { purposeCode: 'BID_REVIEW', title: '招标投标资格审查', legalBasis: '《中华人民共和国招标投标法》第十八条' },
  { purposeCode: 'DISPUTE_HANDLING', title: '异议处理', legalBasis: '《市社会信用条例》第三十四条' },
  { purposeCode: 'LIST_EXPORT', title: '名单数据归集报送', legalBasis: '《市社会信用条例》第二十条' },
] as const;

/** Somebody fictitious one can log in as. */
export interface DemonstrationUser {
  readonly officialId: string;
  /** What the log-in page shows: unit and duty. */
  readonly label: string;
  readonly labelEn: string;
  readonly name: string;
  readonly unitId?: string;
  readonly roles: readonly Role[];
  /** Verified identifier of a subject, agent or third party; fictitious, with a valid check digit. */
  readonly identifier?: { readonly type: 'USCC' | 'CITIZEN_ID'; readonly value: string };
  readonly agent?: true;
}

/** The units of the scenarios (spec 9), and those that supervise and carry. */
export const DEMONSTRATION_UNITS: readonly DemonstrationUnit[] = [
  { unitId: 'unit-a', name: '示范市市场监管局', uscc: '11640100000000001W' },
  { unitId: 'unit-b', name: '示范市税务局', uscc: '116401000000000020' },
  { unitId: 'unit-c', name: '示范市公共资源交易中心', uscc: '12640100000000001R' },
  { unitId: 'unit-o', name: '示范市信用联席会议办公室', uscc: '116401000000000033' },
  { unitId: 'unit-s', name: '示范市政府督查室', uscc: '116401000000000046' },
  { unitId: 'unit-t', name: '示范市信用信息中心', uscc: '12640100000000002W' },
];

interface Duty {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly roles: readonly Role[];
}

/** In each recognising unit; the drafter and the approver of one decision are two people. */
const RECOGNISING_DUTIES: readonly Duty[] = [
  { id: 'drafter', zh: '经办人', en: 'drafter', roles: ['RECOGNIZING_UNIT', 'INITIATING_UNIT'] },
  { id: 'approver', zh: '审批人', en: 'approver', roles: ['RECOGNIZING_UNIT', 'INITIATING_UNIT', 'APPROVER'] },
  { id: 'handler', zh: '异议处理人员', en: 'dispute handler', roles: ['DISPUTE_HANDLER'] },
  {
    id: 'head',
    zh: '单位负责人',
    en: 'head of the unit',
    roles: ['RECOGNIZING_UNIT', 'INITIATING_UNIT', 'STANDARD_OWNER', 'APPROVER', 'UNIT_HEAD'],
  },
];

const RECOGNISING = [
  { letter: 'a', unitId: 'unit-a', zh: '市市场监管局', en: 'Unit A', names: ['赵起草', '钱审批', '孙受理', '李主管'] },
  { letter: 'b', unitId: 'unit-b', zh: '市税务局', en: 'Unit B', names: ['周起草', '吴审批', '郑受理', '王主管'] },
];

const OTHERS: readonly DemonstrationUser[] = [
  {
    officialId: 'a-guardian',
    label: '市市场监管局 · 未成年人案件承办人',
    labelEn: 'Unit A · guardian case worker',
    name: '何护未',
    unitId: 'unit-a',
    roles: ['RECOGNIZING_UNIT', 'GUARDIAN_CASE_WORKER'],
  },
  {
    officialId: 'c-implementer',
    label: '市公共资源交易中心 · 措施实施人员',
    labelEn: 'Unit C · implementing officer',
    name: '冯实施',
    unitId: 'unit-c',
    roles: ['IMPLEMENTING_UNIT'],
  },
  {
    officialId: 'c-provider',
    label: '市公共资源交易中心 · 信息提供人员',
    labelEn: 'Unit C · information provider',
    name: '陈提供',
    unitId: 'unit-c',
    roles: ['INFORMATION_PROVIDER'],
  },
  {
    officialId: 'o-officer',
    label: '联席会议办公室 · 工作人员',
    labelEn: 'Office O · officer',
    name: '褚联席',
    unitId: 'unit-o',
    roles: ['JOINT_CONFERENCE_OFFICE'],
  },
  {
    officialId: 'supervisor',
    label: '市政府督查室 · 督查人员',
    labelEn: 'Supervisor',
    name: '卫督查',
    unitId: 'unit-s',
    roles: ['SUPERVISOR'],
  },
  {
    officialId: 'privacy-reviewer',
    label: '联席会议办公室 · 个人信息审查员',
    labelEn: 'Privacy reviewer',
    name: '蒋审查',
    unitId: 'unit-o',
    roles: ['PRIVACY_REVIEWER'],
  },
  {
    officialId: 'platform-operator',
    label: '市信用信息中心 · 平台运行人员',
    labelEn: 'Platform operator',
    name: '沈平台',
    unitId: 'unit-t',
    roles: ['PLATFORM_OPERATOR'],
  },
  {
    officialId: 'subject-x',
    label: '企业甲（X）',
    labelEn: 'Enterprise X',
    name: '示范甲企业',
    roles: ['SUBJECT'],
    identifier: { type: 'USCC', value: '91640100MA00TE5T0A' },
  },
  {
    officialId: 'subject-y',
    label: '企业乙（Y）',
    labelEn: 'Enterprise Y',
    name: '示范乙企业',
    roles: ['SUBJECT'],
    identifier: { type: 'USCC', value: '91640100MA00TE5T1D' },
  },
  {
    officialId: 'subject-p',
    label: '自然人丙（P）',
    labelEn: 'Person P',
    name: '韩示范',
    roles: ['SUBJECT'],
    identifier: { type: 'CITIZEN_ID', value: '640100199001010012' },
  },
  {
    officialId: 'third-party',
    label: '公示期异议人',
    labelEn: 'Third party',
    name: '杨异议',
    roles: ['THIRD_PARTY'],
    identifier: { type: 'CITIZEN_ID', value: '640100198506150024' },
  },
];

/** Everybody one can log in as in the demonstration. */
export const DEMONSTRATION_USERS: readonly DemonstrationUser[] = [
  ...RECOGNISING.flatMap(({ letter, unitId, zh, en, names }) =>
    RECOGNISING_DUTIES.map((duty, at) => ({
      officialId: `${letter}-${duty.id}`,
      label: `${zh} · ${duty.zh}`,
      labelEn: `${en} · ${duty.en}`,
      name: names[at] ?? '',
      unitId,
      roles: duty.roles,
    })),
  ),
  ...OTHERS,
];
