import {
  SHIPPED_CALENDAR,
  SHIPPED_RULE_PACKS,
  type RecognitionStandard,
  type RulePack,
  type StandardContent,
} from '#libs/rules';
import type { Channel, CommandActor, DecisionContext, ExternalAnswer, ExternalCrossCheck } from '../context.js';
import type { Role } from '../authority.js';

/** The fixtures of specification section 9, as the context of a decision has them. */

const shared = {
  field: 'TAXATION',
  conductCodes: ['C-001'],
  level: 'CITY',
  region: '640100',
  ownerUnitId: 'unit-a',
  recognizingUnitIds: ['unit-a', 'unit-b'],
  legalBasis: [{ title: '市社会信用条例', docNo: '市人大公告第12号', level: 'LOCAL_REGULATION' }],
  criteria: { text: '符合规定的情形' },
  approval: { conferenceConfirmation: false },
  naturalPersonPublication: { allowed: false },
  disclosureYears: 5,
  removalConditions: '有效期届满、修复或者认定有误',
  removalProcedure: '认定单位决定后通过原渠道公告',
  remedies: '可以申请行政复议或者提起行政诉讼',
  ruleOverrides: [],
} as const satisfies Partial<StandardContent>;

const RED: StandardContent = {
  ...shared,
  title: '守信红名单认定标准',
  listKind: 'RED',
  validity: { min: { value: 1, unit: 'YEAR' }, max: { value: 3, unit: 'YEAR' } },
  publicity: { required: true, period: { value: 7, unit: 'WD' }, channels: ['portal-a', 'credit-china'] },
  notice: { required: false, waivable: true, hearing: false },
};

const BLACK: StandardContent = {
  ...shared,
  title: '严重失信名单认定标准',
  listKind: 'BLACK',
  grade: 'SERIOUS',
  validity: { min: { value: 3, unit: 'YEAR' }, max: { value: 3, unit: 'YEAR' } },
  publicity: { required: false, channels: [] },
  notice: { required: true, waivable: true, hearing: true, statementPeriod: { value: 5, unit: 'WD' } },
  repair: {
    repairable: true,
    methods: ['主动纠正失信行为'],
    minTimeBeforeRepair: { value: 1, unit: 'YEAR' },
    materials: ['信用承诺书'],
  },
  focusAfterExit: {
    standardId: 'FOC-1',
    followsPack: 'NDRC-36-2025',
    validity: { value: 6, unit: 'MONTH' },
    onStandardChange: true,
  },
};

const FOCUS: StandardContent = {
  ...shared,
  title: '重点关注名单认定标准',
  listKind: 'FOCUS',
  grade: 'GENERAL',
  criteria: { text: '较重失信或者多次轻微失信', minorRepeatCount: 3 },
  validity: { min: { value: 6, unit: 'MONTH' }, max: { value: 1, unit: 'YEAR' } },
  publicity: { required: false, channels: [] },
  notice: { required: true, waivable: true, hearing: false },
};

function published(standardId: string, content: StandardContent, version = 1): RecognitionStandard {
  return {
    ...content,
    standardId,
    version,
    status: 'PUBLISHED',
    publishedOn: '2020-01-01',
    effectiveFrom: '2020-01-01',
    basisInsufficient: false,
  };
}

export const RED_1 = published('RED-1', RED);
export const BLK_1 = published('BLK-1', BLACK);
export const FOC_1 = published('FOC-1', FOCUS);

/** A version of a standard that says something else. */
export function standardLike(base: RecognitionStandard, changes: Partial<RecognitionStandard>): RecognitionStandard {
  return { ...base, ...changes };
}

export const CHANNELS: readonly Channel[] = [
  { channelId: 'portal-a', name: '市市场监管局门户网站', mode: 'MANUAL', kind: 'UNIT_PORTAL', unitId: 'unit-a' },
  { channelId: 'portal-b', name: '市税务局门户网站', mode: 'MANUAL', kind: 'UNIT_PORTAL', unitId: 'unit-b' },
  { channelId: 'credit-china', name: '信用中国（X市）', mode: 'AUTOMATIC', kind: 'CREDIT_PORTAL' },
  { channelId: 'enterprise', name: '企业信用信息公示系统', mode: 'AUTOMATIC', kind: 'ENTERPRISE_PUBLICITY' },
];

function official(userId: string, unitId: string, ...roles: Role[]): CommandActor {
  return { userId, unitId, role: roles[0] ?? 'PUBLIC', roles };
}

/** The officials of one recognising unit. */
export function officialsOf(unitId: string) {
  return {
    drafter: official(`${unitId}/drafter`, unitId, 'RECOGNIZING_UNIT'),
    second: official(`${unitId}/second`, unitId, 'RECOGNIZING_UNIT', 'APPROVER'),
    approver: official(`${unitId}/approver`, unitId, 'RECOGNIZING_UNIT', 'APPROVER'),
    head: official(`${unitId}/head`, unitId, 'RECOGNIZING_UNIT', 'UNIT_HEAD'),
    handler: official(`${unitId}/handler`, unitId, 'DISPUTE_HANDLER'),
  };
}

export const A = officialsOf('unit-a');
export const B = officialsOf('unit-b');
/** The superior unit of unit A. */
export const S = officialsOf('unit-s');

export const SUBJECT_ID = 'subject-1';
/** A second dossier, which may prove to be the same subject's. */
export const OTHER_SUBJECT_ID = 'subject-2';

export const OTHERS = {
  office: official('office/clerk', 'office', 'JOINT_CONFERENCE_OFFICE'),
  officeHandler: official('office/handler', 'office', 'DISPUTE_HANDLER', 'JOINT_CONFERENCE_OFFICE'),
  provider: official('unit-p/clerk', 'unit-p', 'INFORMATION_PROVIDER'),
  implementer: official('unit-c/clerk', 'unit-c', 'IMPLEMENTING_UNIT'),
  platform: official('platform/clerk', 'platform', 'PLATFORM_OPERATOR'),
  system: { userId: 'system', role: 'SYSTEM', roles: ['SYSTEM'] },
  subject: { userId: 'subject', role: 'SUBJECT', roles: ['SUBJECT'], subjectId: SUBJECT_ID },
  agent: { userId: 'agent', role: 'SUBJECT', roles: ['SUBJECT'], personRef: 'person-agent' },
  responsible: { userId: 'responsible', role: 'SUBJECT', roles: ['SUBJECT'], personRef: 'person-r' },
  thirdParty: { userId: 'third', role: 'THIRD_PARTY', roles: ['THIRD_PARTY'], personRef: 'person-t' },
} satisfies Record<string, CommandActor>;

const SNAPSHOT_AT = '2026-09-06T16:00:00.000Z';

export function answers(hits: (ExternalAnswer & { available: true })['hits'] = []): ExternalAnswer {
  return { available: true, sourceId: 'national', snapshotAt: SNAPSHOT_AT, version: 'v1', hits };
}
export const AWAY: ExternalAnswer = { available: false, sourceId: 'national' };
export const CLEAN: ExternalCrossCheck = { black: answers(), red: answers() };
/** The national black list knows the subject. */
export const ON_NATIONAL_BLACK: ExternalCrossCheck = {
  black: answers([{ sourceId: 'national', sourceEntryRef: 'N-1', listKind: 'BLACK', unitId: 'unit-n' }]),
  red: answers(),
};
export const SOURCES_AWAY: ExternalCrossCheck = { black: AWAY, red: AWAY };

export type Surroundings = Omit<DecisionContext, 'now' | 'actor' | 'newId' | 'sha256'>;

export const SURROUNDINGS: Surroundings = {
  calendar: SHIPPED_CALENDAR,
  rulePacks: SHIPPED_RULE_PACKS,
  standards: [RED_1, BLK_1, FOC_1],
  channels: CHANNELS,
  unitSuccessors: {},
  superiorUnits: { 'unit-a': 'unit-s', 'unit-b': 'unit-s' },
  crossCheck: CLEAN,
  basisMode: 'WARN',
};

/** The shipped packs and one more, for what only a region or a sector allows. */
export function withPack(changes: Partial<RulePack>): readonly RulePack[] {
  const extra: RulePack = {
    rulePackId: 'TEST',
    version: 1,
    title: 'test',
    scope: 'SECTOR',
    appliesTo: 'TAXATION',
    effectiveFrom: '2020-01-01',
    rules: [],
    ...changes,
  };
  return [...SHIPPED_RULE_PACKS, extra];
}
