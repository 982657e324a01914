import {
  carriedOut,
  cleanedUp,
  generated,
  inPublicity,
  noticed,
  onBlackList,
  onRedList,
  proposed,
  published,
  reported,
  measured,
  served,
  warned,
  recognized,
  type Case,
} from './journeys.js';
import { account, citizen, enterprise, person, selfEmployed } from './people.js';
import { act, onDossier, type Story } from './story.js';

const FAKE = '生产、销售不符合保障人体健康和人身安全国家标准的产品，受到责令停产停业的行政处罚。';
const BID = '在政府采购活动中提供虚假业绩材料谋取中标，被处以罚款并记录不良行为。';
const DEBT = '欠缴税款二十三万六千元，经催告仍转移、隐匿财产妨碍追缴。';

export const serious = (no: number): Case => ({ unit: 'a', standardId: 'BLK-1', no, facts: FAKE });
export const general = (no: number): Case => ({ unit: 'a', standardId: 'BLK-2', no, facts: BID });
const taxDebt = (no: number): Case => ({ unit: 'b', standardId: 'BLK-P', no, facts: DEBT, amountInvolved: 236_000 });

const states = (day: number, text = '已停止生产并召回全部产品，请求不列入名单。') =>
  act('BLACK', day, 'SUBJECT', 'SubmitStatement', { text });
const considers = (day: number, result: 'ADOPTED' | 'PARTLY' | 'NOT_ADOPTED') =>
  act('BLACK', day, 'a-drafter', 'ConsiderStatement', {
    result,
    reasons: result === 'ADOPTED' ? '陈述理由成立，证据充分，予以采纳。' : '整改情况属实，但不影响违法事实的认定。',
  });

/** Black list: from the initial list to each way out that needs no dispute and no repair (3.6, 3.9). */
export const BLACK_STORIES: readonly Story[] = [
  account(
    'subject-x',
    { kind: 'USCC', value: '91640100MA00TE5T0A' },
    enterprise(
      1,
      'x',
      '甲企业（X）有限公司',
      onRedList({ unit: 'a', standardId: 'RED-1', no: 101, facts: '连续三年合同履约率百分之百。' }, 62),
      carriedOut({ unit: 'a', standardId: 'RED-1', no: 101, facts: '' }, 60),
      onBlackList({ ...serious(201), unit: 'b' }, 24),
      act('RED', 23, 'a-drafter', 'AnnounceExit', {
        channels: ['portal-a'],
        text: '该主体已退出守信联合激励对象名单。',
      }),
      act('RED', 23, 'a-drafter', 'TakeDownEntry', { channels: ['portal-a'] }),
      carriedOut({ ...serious(201), unit: 'b' }, 22),
    ),
  ),
  account(
    'subject-p',
    { kind: 'CITIZEN_ID', value: '640100199001010012' },
    person(3, 'p', '韩示范', onBlackList(taxDebt(203), 19), carriedOut(taxDebt(203), 17, true)),
  ),
  enterprise(40, 'black-draft', '鼎盛商贸有限公司', generated(serious(240), 1)),
  enterprise(41, 'black-noticed', '恒通汽车销售有限公司', generated(serious(241), 4), noticed(serious(241), 3)),
  enterprise(
    42,
    'black-statement-waits',
    '盛世餐饮管理有限公司',
    generated(serious(242), 10),
    noticed(serious(242), 9),
    states(6),
  ),
  enterprise(
    43,
    'black-in-publicity',
    '蓝天化工有限公司',
    generated(serious(243), 12),
    noticed(serious(243), 11),
    inPublicity(serious(243), 4),
  ),
  enterprise(
    44,
    'black-ready',
    '佳和房产经纪有限公司',
    generated(general(244), 9),
    noticed(general(244), 8, { validity: { value: 1, unit: 'YEAR' } }),
  ),
  enterprise(
    45,
    'black-waiting-for-approver',
    '四海旅行社有限公司',
    generated(serious(245), 11),
    noticed(serious(245), 10),
    proposed(serious(245), 2),
  ),
  enterprise(
    46,
    'black-sent-back',
    '锦绣园林工程有限公司',
    generated(serious(246), 20),
    noticed(serious(246), 19),
    proposed(serious(246), 10),
    act('BLACK', 8, 'a-approver', 'RejectProposal', { reason: '请补充涉案产品的检验报告后重新提出。' }),
  ),
  enterprise(
    47,
    'black-statement-adopted',
    '新纪元广告有限公司',
    generated(serious(247), 35),
    noticed(serious(247), 34),
    states(31, '处罚决定已被上级机关纠正，附纠正决定书。'),
    considers(28, 'ADOPTED'),
    act('BLACK', 27, 'a-drafter', 'ProposeNonRecognition', {
      reason: 'STATEMENT_ADOPTED',
      reasons: '陈述理由成立，建议不予认定。',
    }),
    act('BLACK', 26, 'a-approver', 'DecideNotToRecognize', {}),
  ),
  enterprise(
    48,
    'black-withdrawn',
    '远东进出口有限公司',
    generated(serious(248), 29),
    act('BLACK', 25, 'a-drafter', 'WithdrawEntry', { reason: '处罚决定尚未生效，撤回。' }),
  ),
  enterprise(
    49,
    'black-after-hearing',
    '大成机械有限公司',
    generated(serious(249), 40),
    noticed(serious(249), 39),
    act('BLACK', 37, 'SUBJECT', 'RequestHearing', {}),
    act('BLACK', 33, 'a-drafter', 'RecordHearing', ({ today }) => ({
      heldOn: today,
      minutesRef: '听证笔录〔2026〕7号',
    })),
    proposed(serious(249), 31),
    recognized(serious(249), 30),
    carriedOut(serious(249), 29),
  ),
  enterprise(50, 'black-just-recognized', '亿达电器有限公司', onBlackList(serious(250), 1)),
  enterprise(
    51,
    'black-publication-missed',
    '荣华酒业有限公司',
    onBlackList(serious(251), 14),
    served(serious(251), 13),
    reported(serious(251), 12),
  ),
  {
    ...enterprise(
      52,
      'black-responsible-person',
      '富民小额贷款有限公司',
      generated(serious(252), 46),
      act('BLACK', 45, 'a-drafter', 'RecordResponsiblePerson', ({ personRef, days }) => ({
        personRef,
        name: '范法人',
        capacity: 'LEGAL_REPRESENTATIVE',
        fromDate: days.day(90),
        basisDocNo: '营业执照登记信息',
        measuresExtend: true,
      })),
      noticed(serious(252), 44),
      act('BLACK', 44, 'a-drafter', 'ServePriorNotice', ({ personRef }) => ({
        recipientRole: 'RESPONSIBLE_PERSON',
        recipientRef: personRef,
        facts: FAKE,
        reasons: '作为法定代表人对上述行为负有直接责任。',
        proposedMeasures: ['限制担任企业法定代表人'],
        terms: {},
        channel: '直接送达',
        receiptRef: '送达回证 252-3',
      })),
      proposed(serious(252), 37),
      recognized(serious(252), 36),
      carriedOut(serious(252), 35),
    ),
    person: { name: '范法人', identifier: citizen(52) },
  },
  enterprise(
    53,
    'black-irreparable',
    '利群药业有限公司',
    onBlackList(serious(253), 27, {
      irreparable: {
        basis: [{ title: '中共中央办公厅、国务院办公厅关于健全社会信用体系的意见', level: 'PARTY_STATE_COUNCIL_DOC' }],
      },
    }),
    carriedOut(serious(253), 25),
  ),
  enterprise(
    54,
    'black-expired-warned',
    '华信招标代理有限公司',
    onBlackList(general(254), 84, { validity: { toDay: 12 } }),
    carriedOut(general(254), 82),
    cleanedUp(general(254), 11),
    warned({ ...general(254), standardId: 'FOC-1' }, 10),
    reported({ ...general(254), standardId: 'FOC-1' }, 9),
  ),
  enterprise(
    55,
    'black-expired-warning-missed',
    '创展会展服务有限公司',
    onBlackList(general(255), 83, { validity: { toDay: 8 } }),
    carriedOut(general(255), 81),
  ),
  enterprise(
    56,
    'black-basis-annulled',
    '立信工程监理有限公司',
    onBlackList(serious(256), 34),
    carriedOut(serious(256), 32),
    act('BLACK', 15, 'a-drafter', 'RecordBasisAnnulled', ({ entry, today }) => ({
      docNo: entry('BLACK')?.basis[0]?.docNo ?? '',
      organ: '示范市中级人民法院',
      annulledOn: today,
    })),
    cleanedUp(serious(256), 14),
    act('BLACK', 14, 'a-drafter', 'PublishRestorationNotice', {
      channels: ['portal-a'],
      text: '列入所依据的处罚决定已被撤销，现恢复该主体信誉，消除不良影响。',
    }),
  ),
  enterprise(
    57,
    'black-extinct',
    '宝隆典当有限公司',
    onBlackList(serious(257), 43),
    carriedOut(serious(257), 41),
    onDossier(9, 'a-drafter', 'RecordSubjectExtinct', ({ today }) => ({ evidence: [], extinctOn: today })),
    cleanedUp(serious(257), 8),
  ),
  enterprise(
    58,
    'black-bankruptcy',
    '鸿运纺织有限公司',
    onBlackList(serious(258), 39),
    carriedOut(serious(258), 37),
    act('BLACK', 10, 'a-drafter', 'SuspendForBankruptcy', ({ today }) => ({
      rulingNo: '（2026）示01破3号',
      court: '示范市中级人民法院',
      ruledOn: today,
    })),
  ),
  selfEmployed(
    59,
    'black-shop',
    '好又多副食店',
    onBlackList(serious(259), 23),
    served(serious(259), 22),
    published(serious(259), 21),
    reported(serious(259), 20),
    measured(serious(259), 20),
  ),
];
