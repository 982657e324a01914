import { personal, RECORD_SCOPE } from '#libs/subjects';
import type { CommandMap, CommandType } from '../commands.js';
import { A, OTHER_SUBJECT_ID, SUBJECT_ID } from './world.js';

/** A command as a test names it: only what matters to the test; the rest is filled in by the scenario. */
export interface Act<T extends CommandType = CommandType> {
  readonly type: T;
  readonly data: Partial<CommandMap[T]>;
}

export function act<T extends CommandType>(type: T, data: Partial<CommandMap[T]> = {}): Act<T> {
  return { type, data };
}

const reasons = '理由';
const receipt = { channel: 'counter', receiptRef: 'R-1' };
const shown = { maskedText: '某某公司', maskProfile: 'public' };

/** What a command says where a test does not care. */
export const USUAL: { readonly [T in CommandType]?: Partial<CommandMap[T]> } = {
  RegisterSubject: {
    subjectId: SUBJECT_ID,
    subjectType: 'ENTERPRISE',
    identifierKind: 'USCC',
    name: '某某有限公司',
    identifier: '91640100MA00TE5T0A',
  },
  RenameSubject: { name: '新名称' },
  CorrectSubjectIdentifier: { identifier: '91640100MA00TE5T1D', reason: reasons },
  AuthorizeAgent: {
    agentRef: 'person-agent',
    agentName: '李四',
    scope: ['STATEMENT', 'OBJECTION', 'REPAIR'],
    validFrom: '2020-01-01',
    validTo: '2035-12-31',
  },
  RevokeAgent: { agentRef: 'person-agent' },
  ProposeDossiersJoining: { otherSubjectId: OTHER_SUBJECT_ID, reasons, evidence: [] },
  GenerateInitialEntry: { facts: '事实' },
  WithdrawEntry: { reason: reasons },
  RestartEntry: { reasons },
  RecordResponsiblePerson: {
    personRef: 'person-r',
    name: '张三',
    capacity: 'LEGAL_REPRESENTATIVE',
    fromDate: '2020-01-01',
    basisDocNo: 'P-1',
    measuresExtend: true,
  },
  ServePriorNotice: {
    recipientRole: 'SUBJECT',
    facts: '事实',
    reasons,
    proposedMeasures: ['M-1'],
    terms: {},
    ...receipt,
  },
  SubmitStatement: { text: '陈述' },
  ConsiderStatement: { result: 'NOT_ADOPTED', reasons },
  RequestHearing: {},
  RecordHearing: { minutesRef: 'H-1' },
  StartPublicity: {
    ...shown,
    channels: [{ channelId: 'portal-a' }, { channelId: 'credit-china' }],
    objectionContact: '0951-1234567',
  },
  ConfirmByConference: { meetingNo: 'C-1' },
  ProposeRecognition: { terms: {}, reasons },
  ProposeNonRecognition: { reason: 'OTHER', reasons },
  ProposePriorNoticeWaiver: { legalBasis: { title: '某法', level: 'LAW' }, reasons },
  ProposeRevocation: { ground: 'VERIFICATION', reasons },
  ProposeRepairDecision: { agree: true, reasons },
  ProposeValidityExtension: { legalBasis: { title: '某法', level: 'LAW' }, reasons },
  ProposeReinstatement: { reasons },
  ProposeIrreparableMarkLifting: { repairMethods: ['主动纠正失信行为'], reasons },
  ProposeRepairConsentRevocation: { facts: '虚假材料', reasons },
  RejectProposal: { reason: reasons },
  ReassignTask: { half: 'DRAFTER', toUserId: 'unit-a/second', reason: reasons },
  RecognizeEntry: { decisionNo: 'D-1' },
  DecideRepair: { decisionNo: 'D-2' },
  ServeDecision: { repairGuideRef: 'G-1', ...receipt },
  PublishEntry: {
    ...shown,
    channels: [{ channelId: 'portal-a' }, { channelId: 'credit-china' }, { channelId: 'enterprise' }],
  },
  ReportToPlatform: { platformId: 'city', reportRef: 'X-1' },
  ConfirmPlatformReceipt: { platformId: 'city', receiptNo: 'X-2' },
  TriggerJointMeasures: { items: ['M-1'] },
  CorrectEntry: { changes: [{ field: 'FACTS', newValue: '更正后的事实' }], reason: reasons },
  OpenImproperUseInquiry: { facts: '线索' },
  RecordImproperUseHearing: { text: '说明' },
  DecideImproperUse: { found: true, facts: '查明' },
  DecideStandardReview: { newVersion: 2, result: 'CONFORMS', reasons },
  RecordBasisAnnulled: { docNo: 'DOC-1', organ: '法院' },
  RecordSubjectExtinct: { evidence: [] },
  AnnounceExit: { channels: [], text: '退出公告' },
  TakeDownEntry: { channels: [] },
  PublishRestorationNotice: { channels: [], text: '恢复信誉公告' },
  RequestPlatformDeletion: { platformId: 'city' },
  ConfirmPlatformDeletion: { platformId: 'city', receiptNo: 'X-3' },
  IssueFocusWarning: { text: '警示', ...receipt },
  TransferToBlack: { blackStandardId: 'BLK-1', facts: '事实' },
  ReleaseEarly: { reasons },
  RecordRepairTraining: { course: '信用修复培训', attendees: '张三' },
  SuspendForBankruptcy: { rulingNo: 'BR-1', court: '某法院' },
  EndBankruptcySuspension: { rulingNo: 'BR-1' },
  FileObjection: {
    objectorRef: SUBJECT_ID,
    standing: 'SUBJECT',
    grounds: ['FACTS_WRONG'],
    text: '异议',
    reliefSought: '撤销',
    channel: 'counter',
  },
  RefuseObjectionIntake: { reason: reasons },
  OpenVerification: { trigger: 'EX_OFFICIO', allegedError: '疑点' },
  ReferToProvider: { providerUnitId: 'unit-p', questions: '请核实' },
  SubmitVerificationReply: { finding: 'ACCURATE', facts: '属实' },
  ExtendVerification: { reason: reasons },
  DecideObjection: { outcome: 'DISMISSED', reasons },
  DecideVerification: { outcome: 'DISMISSED', reasons },
  NotifyObjector: { channel: 'letter' },
  DecideReview: { outcome: 'DISMISSED', reasons },
  RecordRemedyFiled: { type: 'RECONSIDERATION', organ: '市人民政府', caseNo: 'R-1', target: 'RECOGNITION' },
  RecordStay: { ordered: true, byOrgan: '市人民政府' },
  RecordRemedyOutcome: { outcome: 'MAINTAINED', docNo: 'RD-1', reasons },
  ExecuteRemedyOutcome: {},
  ApplyForRepair: {
    methods: ['主动纠正失信行为'],
    materials: [{ type: '信用承诺书', docId: 'doc-1', sha256: 'a'.repeat(64) }],
    commitment: '承诺',
    receivedVia: 'RECOGNIZING_UNIT',
  },
  RequestRepairSupplement: { items: ['履行证明'] },
  SupplementRepair: { materials: [] },
  DecideRepairIntake: { complete: true },
  RecordRepairCheck: { method: 'SITE_CHECK', result: 'SATISFIED', notes: '已纠正' },
  OpenStandardReview: {},
  RecordGuardian: { guardianRef: 'person-g', name: '张父', identifier: '640100198001010017' },
  RecordEducation: { kind: 'CREDIT_EDUCATION', text: '诚信教育八课时' },
  RecordBreachCorrected: { facts: '已改正', evidence: [] },
  RecordArchiveDuty: { legalBasis: { title: '档案法', level: 'LAW' }, reason: reasons },
  LiftArchiveDuty: { reason: reasons },
  ProposeErasure: { legalBasis: { title: '个人信息保护法', level: 'LAW' }, reasons },
  RunExitChain: { text: '退出公告' },
  ReferDossier: {
    otherSubjectId: OTHER_SUBJECT_ID,
    reason: personal(OTHER_SUBJECT_ID, RECORD_SCOPE, reasons),
    proposalId: 'proposal-there',
    drafter: A.drafter,
    approver: A.approver,
  },
};
