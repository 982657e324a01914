import {
  carriedOut,
  cleanedUp,
  decidedObjection,
  generated,
  inPublicity,
  measured,
  onBlackList,
  onFocusList,
  onRedList,
  proposed,
  published,
  redReady,
  reported,
  screened,
  takenIn,
  verified,
  warned,
  type Case,
} from './journeys.js';
import { enterprise, selfEmployed, socialBody } from './people.js';
import { act, type Step, type Story } from './story.js';

const HONEST = '连续三年合同履约率百分之百，无行政处罚记录，获评市级守合同重信用企业。';
const TAXPAYER = '评价期内按期足额申报缴纳税款，纳税信用级别为A级。';
const SHOP = '评价期内消费投诉处理率百分之九十七，公开承诺明码标价。';

const red = (no: number): Case => ({ unit: 'a', standardId: 'RED-1', no, facts: HONEST });
const tax = (no: number): Case => ({ unit: 'b', standardId: 'RED-2', no, facts: TAXPAYER });
const shop = (no: number): Case => ({ unit: 'a', standardId: 'RED-3', no, facts: SHOP });

const thirdPartyObjects = (day: number): Step =>
  act('RED', day, 'third-party', 'FileObjection', ({ thirdPartyRef }) => ({
    objectorRef: thirdPartyRef,
    standing: 'THIRD_PARTY',
    grounds: ['FACTS_WRONG'],
    text: '该企业去年与我方的合同至今未履行，不应认定为守合同企业。',
    reliefSought: '请求不予认定',
    channel: '信用中国（示范市）异议窗口',
  }));

const inquiry = (day: number): Step =>
  act('RED', day, 'a-drafter', 'OpenImproperUseInquiry', { facts: '有线索反映该企业将红名单标识用于不实广告宣传。' });
const hearing = (day: number): Step =>
  act('RED', day, 'SUBJECT', 'RecordImproperUseHearing', { text: '我公司宣传材料由代理商制作，已要求整改。' });
const finding = (day: number, found: boolean, exitReason?: 'OTHER_BAD_BEHAVIOUR'): Step =>
  act('RED', day, 'a-head', 'DecideImproperUse', {
    found,
    facts: found ? '经查，利用红名单标识作虚假宣传属实。' : '经查，宣传内容与事实相符，未发现不当利用。',
    ...(exitReason && { exitReason }),
  });

const blackCase = (no: number): Case => ({
  unit: 'b',
  standardId: 'BLK-1',
  no,
  facts: '销售侵犯注册商标专用权的商品，货值金额较大，经行政处罚后再次实施同类行为。',
});
const focusCase = (no: number): Case => ({
  unit: 'b',
  standardId: 'FOC-1',
  no,
  facts: '半年内三次未按规定公示价格，情节轻微但多次发生。',
  minorActs: true,
});

/** Red list: every state from the initial list to each way out (3.5, 3.9). */
export const RED_STORIES: readonly Story[] = [
  enterprise(10, 'red-draft', '晨曦环保科技有限公司', generated(red(110), 1)),
  enterprise(11, 'red-screened', '众信物流有限公司', generated(red(111), 2), screened(red(111), 1)),
  enterprise(
    12,
    'red-in-publicity',
    '沃野农业开发有限公司',
    generated(red(112), 4),
    screened(red(112), 3),
    inPublicity(red(112), 3),
  ),
  enterprise(13, 'red-screened-out', '宏远建材有限公司', generated(red(113), 9), screened(red(113), 8)),
  enterprise(
    14,
    'red-disputed-publicity',
    '汇通电子商务有限公司',
    redReady(red(114), 3),
    thirdPartyObjects(6),
    takenIn('RED', 'a', 6),
  ),
  enterprise(15, 'red-ready', '长风教育咨询有限公司', redReady(red(115), 1)),
  enterprise(
    16,
    'red-waiting-for-approver',
    '金穗粮油有限公司',
    redReady(red(116), 2),
    proposed(red(116), 1, { validity: { value: 3, unit: 'YEAR' } }),
  ),
  enterprise(
    17,
    'red-withdrawn',
    '天工模具有限公司',
    generated(red(117), 30),
    screened(red(117), 29),
    act('RED', 27, 'a-drafter', 'WithdrawEntry', { reason: '企业申请合并重组，撤回推荐，待重组完成后另行申报。' }),
  ),
  enterprise(
    18,
    'red-not-recognized',
    '顺达装饰工程有限公司',
    redReady(red(118), 22).slice(0, 3),
    thirdPartyObjects(27),
    takenIn('RED', 'a', 27),
    act('RED', 26, 'a-handler', 'ReferToProvider', { providerUnitId: 'unit-c', questions: '请核实合同履行情况。' }),
    act('RED', 24, 'c-provider', 'SubmitVerificationReply', {
      finding: 'WRONG',
      facts: '经核查，确有一份合同未履行。',
    }),
    decidedObjection('RED', 'a', 23, 'UPHELD_WRONG'),
  ),
  enterprise(19, 'red-just-recognized', '致远智能装备有限公司', onRedList(red(119), 2)),
  enterprise(20, 'red-due-today', '安澜水务有限公司', onRedList(red(120), 5), published(red(120), 4)),
  enterprise(
    21,
    'red-report-missed',
    '云帆软件有限公司',
    onRedList(red(121), 16),
    published(red(121), 14),
    measured(red(121), 13),
  ),
  enterprise(22, 'red-active', '百川仪器仪表有限公司', onRedList(red(122), 40), carriedOut(red(122), 38)),
  socialBody(23, 'red-association', '青年志愿者协会', onRedList(red(123), 33), carriedOut(red(123), 31)),
  selfEmployed(
    24,
    'red-shop',
    '老街书屋',
    onRedList(shop(124), 26 + 8, { validity: { value: 1, unit: 'YEAR' } }),
    published(shop(124), 32),
  ),
  enterprise(
    25,
    'red-taxpayer',
    '明德会计师事务所有限公司',
    onRedList(tax(125), 28, { validity: { value: 1, unit: 'YEAR' } }),
    carriedOut(tax(125), 26),
  ),
  enterprise(
    26,
    'red-ends-today',
    '益民超市有限公司',
    onRedList(tax(126), 40, { validity: { toDay: 0 } }),
    carriedOut(tax(126), 38),
  ),
  enterprise(
    27,
    'red-expired',
    '同心印务有限公司',
    onRedList(tax(127), 55, { validity: { toDay: 7 } }),
    carriedOut(tax(127), 53),
    cleanedUp(tax(127), 6),
  ),
  enterprise(
    28,
    'red-improper-use',
    '万家乐家居有限公司',
    onRedList(red(128), 50),
    carriedOut(red(128), 48),
    inquiry(30),
    hearing(28),
    finding(25, true),
    cleanedUp(red(128), 24),
  ),
  enterprise(
    29,
    'red-other-bad-behaviour',
    '迅捷快运有限公司',
    onRedList(red(129), 48),
    carriedOut(red(129), 46),
    inquiry(20),
    hearing(18),
    finding(15, true, 'OTHER_BAD_BEHAVIOUR'),
  ),
  enterprise(
    30,
    'red-under-inquiry',
    '美味坊食品有限公司',
    onRedList(red(130), 45),
    carriedOut(red(130), 43),
    inquiry(2),
  ),
  enterprise(
    31,
    'red-inquiry-dropped',
    '康宁医疗器械有限公司',
    onRedList(red(131), 44),
    carriedOut(red(131), 42),
    inquiry(19),
    hearing(18),
    finding(14, false),
  ),
  enterprise(
    32,
    'red-opted-out',
    '静安设计咨询有限公司',
    onRedList(red(132), 36),
    published(red(132), 34),
    reported(red(132), 33),
    act('RED', 11, 'SUBJECT', 'OptOut', {}),
  ),
  enterprise(
    33,
    'red-focus-listed',
    '日日鲜配送有限公司',
    onRedList(red(133), 52),
    carriedOut(red(133), 50),
    onFocusList(focusCase(233), 12),
    warned(focusCase(233), 10),
  ),
  enterprise(
    34,
    'red-reinstated',
    '瑞丰种业有限公司',
    onRedList(red(134), 60),
    carriedOut(red(134), 58),
    onBlackList(blackCase(234), 32),
    published(blackCase(234), 31),
    reported(blackCase(234), 30),
    measured(blackCase(234), 30),
    verified('BLACK', 'b', 26, 'WRONG', '处罚对象为同名企业，与我公司无关。', 'IDENTITY_WRONG'),
    decidedObjection('BLACK', 'b', 22, 'UPHELD_WRONG'),
    act('BLACK', 21, 'b-drafter', 'AnnounceExit', { channels: ['portal-b'], text: '该主体因认定有误退出名单。' }),
    act('BLACK', 21, 'b-drafter', 'TakeDownEntry', { channels: ['portal-b'] }),
    act('BLACK', 21, 'b-drafter', 'PublishRestorationNotice', {
      channels: ['portal-b'],
      text: '经核实，原列入决定认定有误，现恢复该主体信誉，消除不良影响。',
    }),
    act('RED', 18, 'a-drafter', 'ProposeReinstatement', ({ entry }) => ({
      causeEntryId: entry('BLACK')?.entryId ?? '',
      reasons: '导致退出的黑名单条目已因认定有误撤销，原有效期未满。',
    })),
    act('RED', 17, 'a-approver', 'ReinstateEntry', {}),
    published(red(134), 16),
  ),
  enterprise(
    35,
    'red-standard-changed',
    '优选百货有限公司',
    onRedList(shop(135), 42, { validity: { value: 2, unit: 'YEAR' } }),
    carriedOut(shop(135), 40),
    act('RED', 13, 'a-head', 'DecideStandardReview', {
      newVersion: 2,
      result: 'NOT_CONFORMS',
      reasons: '未公开承诺七日无理由退货，不符合修订后的标准。',
    }),
    cleanedUp(shop(135), 12),
  ),
  enterprise(
    36,
    'red-conforms',
    '乐购生活超市有限公司',
    onRedList(shop(136), 41, { validity: { value: 2, unit: 'YEAR' } }),
    carriedOut(shop(136), 39),
    act('RED', 12, 'a-head', 'DecideStandardReview', {
      newVersion: 2,
      result: 'CONFORMS',
      reasons: '投诉处理率百分之九十九点六，符合修订后的标准。',
    }),
  ),
  enterprise(
    37,
    'red-revoked',
    '聚贤人力资源有限公司',
    onRedList(red(137), 38),
    carriedOut(red(137), 36),
    act('RED', 21, 'a-handler', 'OpenVerification', {
      trigger: 'EX_OFFICIO',
      allegedError: '日常核查发现表彰文件与登记信息不一致。',
    }),
    act('RED', 20, 'a-handler', 'ReferToProvider', { providerUnitId: 'unit-c', questions: '请核实表彰文件。' }),
    act('RED', 18, 'c-provider', 'SubmitVerificationReply', { finding: 'WRONG', facts: '表彰对象为另一企业。' }),
    act('RED', 16, 'a-head', 'DecideVerification', { outcome: 'UPHELD_WRONG', reasons: '表彰文件不属于该企业。' }),
  ),
];
