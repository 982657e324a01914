import type { PaperKind } from '#libs/dossier';
import type { OpenEvent } from '../facts.js';
import type { PaperSource } from '../paper.js';

/* One entry from the initial list to the restoration, as papers see it: its texts in clear. */

export const SUBJECT = '3b9a1c50-6f0e-4d2b-9a7e-1c5f2e8d4a01';
export const ENTRY = '5f1c8e2a-7b3d-5a94-9e60-2d8f4b1a6c05';
export const PERSON = '8d2e6b41-0c9a-4f37-b5e8-71a3c6d9f204';
export const THIRD = '2c7f9a05-3e61-4b8d-a6f2-90d4e1b7c835';

const legalBasis = [
  { title: '市社会信用条例', docNo: '市人大公告第12号', article: '第二十八条', level: 'LOCAL_REGULATION' },
];
const remedyInfo = { reconsideration: { value: 60, unit: 'CD' }, litigation: { value: 6, unit: 'MONTH' } };
const served = { channel: 'counter', receiptRef: 'SD-2026-31' };
const focusAfterExit = {
  standardId: 'FOC-1',
  mode: 'FULL',
  validity: { value: 6, unit: 'MONTH' },
  onStandardChange: true,
};
const terms = {
  ...{ validFrom: '2026-09-15', validTo: '2029-09-15', grade: 'SERIOUS', repairable: true },
  ...{ repairMethods: ['主动纠正失信行为', '消除不良社会影响'], earliestRepairOn: '2027-09-15' },
};

const event = (type: string, data: object): OpenEvent =>
  ({ type, data: { entryId: ENTRY, ...data } }) as unknown as OpenEvent;
const onRecord = (type: string, data: object): OpenEvent => ({ type, data }) as unknown as OpenEvent;

export const COMPANY = onRecord('SubjectRegistered', {
  ...{ subjectId: SUBJECT, subjectType: 'ENTERPRISE', identifierKind: 'USCC' },
  ...{ name: '示范甲新能源科技有限公司', identifier: '91640100MA00TE5T0A' },
});
export const HUMAN = onRecord('SubjectRegistered', {
  ...{ subjectId: SUBJECT, subjectType: 'NATURAL_PERSON', identifierKind: 'CITIZEN_ID' },
  ...{ name: '欧阳示范', identifier: '640100199001010012' },
});

/** By kind: the act a paper goes out with. */
export const ACTS = {
  PRIOR_NOTICE: event('PriorNoticeServed', {
    ...{ noticeId: 'n', noticeNo: '银市监告字〔2026〕12号', recipientRef: SUBJECT, recipientRole: 'SUBJECT' },
    facts:
      '2026年3月至6月，你单位在生产、销售的“示范牌”储能电池产品中，以不合格产品冒充合格产品，货值金额1,280,000元。\n经2026年7月2日抽样检验（检验报告编号：JY-2026-0702），所检项目不符合GB/T 36276—2018的要求。',
    reasons: '上述行为属于生产、销售不合格产品，货值金额达到认定标准，情节严重。',
    ...{ legalBasis, proposedMeasures: ['限制参与政府采购活动', '列为重点监督检查对象'], purpose: 'RECOGNITION' },
    terms: {
      ...{ validity: { value: 3, unit: 'YEAR' }, grade: 'SERIOUS', repairable: true, focusAfterExit },
      ...{ repairMethods: terms.repairMethods, minTimeBeforeRepair: { value: 1, unit: 'YEAR' } },
    },
    ...{ hearingOffered: true, servedOn: '2026-09-07', statementDueOn: '2026-09-14', ...served },
  }),
  DECISION: event('DecisionServed', {
    ...{
      decisionNo: '银市监列字〔2026〕7号',
      repairGuideRef: '银市监修告字〔2026〕7号',
      servedOn: '2026-09-16',
      ...served,
    },
  }),
  REPAIR_GUIDE: event('DecisionServed', {
    ...{
      decisionNo: '银市监列字〔2026〕7号',
      repairGuideRef: '银市监修告字〔2026〕7号',
      servedOn: '2026-09-16',
      ...served,
    },
  }),
  REPAIR_DECISION: event('RepairRefused', {
    ...{ repairId: 'r', decisionNo: '银市监修字〔2027〕3号', decidedOn: '2027-10-09', remedyInfo },
    reasons: '经现场核查，不合格产品尚未全部召回，失信行为未予纠正。',
  }),
  OBJECTION_DECISION: event('ObjectionDecided', {
    ...{ objectionId: 'o', outcome: 'UPHELD_WRONG', decidedOn: '2026-10-12', remedyInfo },
    reasons: '经信息提供单位核实，涉案产品系他人冒用你单位商标生产。',
  }),
  EXIT_NOTICE: event('ExitAnnounced', {
    ...{ to: 'CHANNELS', channels: ['portal-a'], missing: [], text: '公告', announcedOn: '2026-10-13' },
  }),
  RESTORATION_NOTICE: event('ReputationRestorationNoticePublished', {
    ...{ channels: ['portal-a'], text: '公告', publishedOn: '2026-10-13' },
  }),
} as const satisfies Record<PaperKind, OpenEvent>;

const initial = event('InitialEntryGenerated', {
  ...{ listKind: 'BLACK', standardId: 'BLK-1', standardVersion: 1, unitId: 'unit-a', facts: '生产、销售不合格产品。' },
  basis: [
    { class: 'ADMIN_OR_CRIMINAL', docNo: '银市监罚〔2026〕18号', issuer: '银川市市场监督管理局', date: '2026-08-20' },
  ],
});
const person = event('ResponsiblePersonRecorded', {
  personRef: PERSON,
  name: '李示范',
  capacity: 'LEGAL_REPRESENTATIVE',
});
const recognized = event('EntryRecognized', {
  ...{ decisionNo: '银市监列字〔2026〕7号', decidedOn: '2026-09-15', terms, remedyInfo, legalBasis },
  reasons: '你单位的行为符合认定标准；陈述、申辩的理由不成立，不予采纳。',
});
const later: readonly OpenEvent[] = [
  event('RepairApplied', { repairId: 'r', applicantRef: SUBJECT, receivedOn: '2027-09-20' }),
  event('ObjectionFiled', {
    ...{ objectionId: 'o', objectorRef: SUBJECT, standing: 'SUBJECT', grounds: ['FACTS_WRONG', 'IDENTITY_WRONG'] },
    ...{ filedOn: '2026-09-29', reliefSought: '撤销列入黑名单的决定' },
  }),
  event('EntryRevoked', { revokedOn: '2026-10-12' }),
  event('EntryExited', { exitReason: 'WRONGLY_LISTED', effectiveOn: '2026-10-12' }),
];

/** What a paper of a kind is made from; a test changes what matters to it. */
export function sourceOf(
  kind: PaperKind,
  { subject = COMPANY, ...changes }: Partial<PaperSource> & { readonly subject?: OpenEvent } = {},
): PaperSource {
  const toPublic = kind === 'EXIT_NOTICE' || kind === 'RESTORATION_NOTICE';
  const before =
    kind === 'PRIOR_NOTICE' ? [subject, initial, person] : [subject, initial, person, recognized, ...later];
  return {
    ...{ kind, entryId: ENTRY, paperId: '0e1f2a3b-4c5d-5e6f-8a9b-0c1d2e3f4a5b', code: '7F3A-91C2-0B4D-E85F-66A1' },
    ...{ unitName: '银川市市场监督管理局', standardTitle: '严重违法失信名单认定标准' },
    ...(toPublic ? { addressee: 'PUBLIC' as const } : { addressee: 'SUBJECT' as const, recipientRef: SUBJECT }),
    events: [...before, ACTS[kind]],
    ...changes,
  };
}
