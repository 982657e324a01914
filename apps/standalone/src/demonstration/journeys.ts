import type {
  Basis,
  CommandMap,
  ObjectionGround,
  TermsInput,
  VerificationFinding,
  VerificationOutcome,
} from '#libs/dossier';
import type { Duration, LegalDate, ListKind } from '#libs/rules';
import { stableId } from '#libs/command-loop';
import { INCENTIVE_ITEMS, PUNISHMENT_ITEMS } from './measures.js';
import { daysApart } from './past-days.js';
import { PUBLICATION_AUTHORITY } from './standards.js';
import { act, onDossier, type Moment, type Step } from './story.js';

/** Stretches of a life on the lists. Days are working days before today, so a story is read downwards. */

export type UnitLetter = 'a' | 'b';
const NAMES = {
  a: { issuer: '示范市市场监管局', sign: '示市监' },
  b: { issuer: '示范市税务局', sign: '示税' },
} as const;
const CONTACT = '示范市信用信息中心 0951-0000000';
export const PLATFORM = 'city-credit-platform';

export interface Case {
  readonly unit: UnitLetter;
  readonly standardId: string;
  /** Number of the document that it rests on, unique in the city. */
  readonly no: number;
  readonly facts: string;
  readonly amountInvolved?: number;
  /** For a focus entry on repeated minor dishonesty. */
  readonly minorActs?: true;
}

export function listOf(standardId: string): ListKind {
  return standardId.startsWith('RED') ? 'RED' : standardId.startsWith('FOC') ? 'FOCUS' : 'BLACK';
}

export function documentNo({ unit, no, standardId }: Pick<Case, 'unit' | 'no' | 'standardId'>, on: LegalDate): string {
  const kind = standardId.startsWith('RED') ? '表' : '罚';
  return `${NAMES[unit].sign}${kind}〔${on.slice(0, 4)}〕${no}号`;
}

export function basisOf(known: Pick<Case, 'unit' | 'no' | 'standardId'>, on: LegalDate): readonly Basis[] {
  const red = known.standardId.startsWith('RED');
  return [
    {
      class: red ? 'COMMENDATION' : 'ADMIN_OR_CRIMINAL',
      docNo: documentNo(known, on),
      issuer: NAMES[known.unit].issuer,
      date: on,
      legallyEffective: true,
    },
  ];
}

/** On the initial list. */
export function generated(known: Case, day: number): readonly Step[] {
  const { unit, standardId, facts, amountInvolved, minorActs } = known;
  return [
    onDossier(day, `${unit}-drafter`, 'GenerateInitialEntry', ({ days }) => ({
      standardId,
      facts,
      basis: basisOf(known, days.day(day + 2)),
      ...(listOf(standardId) === 'RED' ? {} : { actEndedOn: days.day(day + 4) }),
      ...(amountInvolved === undefined ? {} : { amountInvolved }),
      ...(minorActs && {
        grade: 'MINOR' as const,
        acts: [6, 4, 2].map((before) => ({
          docNo: `${documentNo(known, days.day(day + before))}-${before / 2}`,
          on: days.day(day + before),
        })),
      }),
    })),
  ];
}

export function screened({ unit }: Case, day: number): readonly Step[] {
  return [act('RED', day, `${unit}-drafter`, 'PerformCrossCheck', {})];
}

const portal = (unit: UnitLetter) => ({ channelId: `portal-${unit}` });

/** Shown for seven working days: over at the end of day − 7. */
export function inPublicity({ unit, standardId }: Case, day: number): readonly Step[] {
  const list = listOf(standardId);
  return [
    act(list, day, `${unit}-drafter`, 'StartPublicity', async (moment) => ({
      ...(await moment.shownText('PUBLICITY', moment.entry(list)?.entryId ?? '')),
      channels: [portal(unit), { channelId: 'credit-china' }],
      objectionContact: CONTACT,
    })),
  ];
}

/** How long an entry is valid: a period, or to the n-th working day before today. */
export type Validity = Duration | { readonly toDay: number };
export interface Terms extends Omit<TermsInput, 'validity'> {
  readonly validity?: Validity;
}

function termsOf({ validity, ...rest }: Terms, decidedDay: number, { days }: Moment): TermsInput {
  if (validity === undefined) return rest;
  if (!('toDay' in validity)) return { ...rest, validity };
  const value = daysApart(days.day(decidedDay), days.day(validity.toDay));
  return { ...rest, validity: { value, unit: 'CD' } };
}

/** Told beforehand; the window of five working days is over at the end of day − 5. */
export function noticed(known: Case, day: number, terms: Terms = {}, decidedDay = day - 7): readonly Step[] {
  const list = listOf(known.standardId);
  return [
    act(list, day, `${known.unit}-drafter`, 'ServePriorNotice', (moment) => ({
      recipientRole: 'SUBJECT',
      facts: known.facts,
      reasons: '上述事实有生效的行政处罚决定书及询问笔录为证，拟依照认定标准列入名单。',
      proposedMeasures: list === 'BLACK' ? PUNISHMENTS : ['增加监督检查频次'],
      terms: termsOf(terms, decidedDay, moment),
      channel: '直接送达',
      receiptRef: `送达回证 ${known.no}-1`,
    })),
  ];
}

const PUNISHMENTS = ['限制参加政府采购活动', '限制取得政府供应土地', '列为重点监管对象'];

export function proposed(known: Case, day: number, terms: Terms = {}, decidedDay = day - 1): readonly Step[] {
  return [
    act(listOf(known.standardId), day, `${known.unit}-drafter`, 'ProposeRecognition', (moment) => ({
      terms: termsOf(terms, decidedDay, moment),
      reasons: '符合认定标准，程序完备，建议认定。',
    })),
  ];
}

export function recognized(known: Case, day: number): readonly Step[] {
  return [
    act(listOf(known.standardId), day, `${known.unit}-approver`, 'RecognizeEntry', ({ today }) => ({
      decisionNo: `${NAMES[known.unit].sign}信〔${today.slice(0, 4)}〕${known.no}号`,
    })),
  ];
}

/** From the initial list to the decision on a day. */
export function onRedList(known: Case, day: number, terms: Terms = { validity: { value: 2, unit: 'YEAR' } }) {
  return [...redReady(known, day + 1), ...proposed(known, day + 1, terms, day), ...recognized(known, day)];
}

/** Everything before the proposal, which can be made on this day. */
export function redReady(known: Case, day: number): readonly Step[] {
  return [...generated(known, day + 9), ...screened(known, day + 8), ...inPublicity(known, day + 8)];
}

export function onBlackList(known: Case, day: number, terms: Terms = {}): readonly Step[] {
  return [
    ...generated(known, day + 8),
    ...noticed(known, day + 7, terms, day),
    ...proposed(known, day + 1, terms, day),
    ...recognized(known, day),
  ];
}

export function onFocusList(known: Case, day: number, terms: Terms = { validity: { value: 6, unit: 'MONTH' } }) {
  return onBlackList(known, day, terms);
}

export function published({ unit, standardId }: Case, day: number, natural = false): readonly Step[] {
  const list = listOf(standardId);
  return [
    act(list, day, `${unit}-drafter`, 'PublishEntry', async (moment) => ({
      ...(await moment.shownText('PUBLICATION', moment.entry(list)?.entryId ?? '')),
      channels: [portal(unit), { channelId: 'credit-china' }, ...(natural ? [] : [{ channelId: 'gsxt' }])],
      ...(natural && { authority: PUBLICATION_AUTHORITY }),
    })),
  ];
}

export function reported({ unit, standardId, no }: Case, day: number, confirmed = true): readonly Step[] {
  const list = listOf(standardId);
  return [
    act(list, day, `${unit}-drafter`, 'ReportToPlatform', { platformId: PLATFORM, reportRef: `BS-${no}` }),
    ...(confirmed
      ? [act(list, day, 'platform-operator', 'ConfirmPlatformReceipt', { platformId: PLATFORM, receiptNo: `HZ-${no}` })]
      : []),
  ];
}

export function measured({ unit, standardId }: Case, day: number): readonly Step[] {
  const list = listOf(standardId);
  const items = list === 'RED' ? INCENTIVE_ITEMS : PUNISHMENT_ITEMS;
  return [act(list, day, `${unit}-drafter`, 'TriggerJointMeasures', { items })];
}

export function served({ unit, standardId, no }: Case, day: number): readonly Step[] {
  return [
    act(listOf(standardId), day, `${unit}-drafter`, 'ServeDecision', {
      repairGuideRef: '信用修复告知书（两书同达）',
      channel: '直接送达',
      receiptRef: `送达回证 ${no}-2`,
    }),
  ];
}

/** All that follows the decision; it takes three days. */
export function carriedOut(known: Case, day: number, natural = false): readonly Step[] {
  return [
    ...(listOf(known.standardId) === 'BLACK' ? served(known, day) : []),
    ...published(known, day, natural),
    ...reported(known, day - 1),
    ...measured(known, day - 2),
  ];
}

export function warned({ unit, no }: Case, day: number): readonly Step[] {
  return [
    act('FOCUS', day, `${unit}-drafter`, 'IssueFocusWarning', {
      channel: '约谈并送达警示函',
      text: '你单位已被列入重点关注名单，请在关注期内依法诚信经营；再次发生失信行为的，将依法处理。',
      receiptRef: `警示函回执 ${no}`,
    }),
  ];
}

// --- objection

export function objected(list: ListKind, day: number, ground: ObjectionGround, text: string): readonly Step[] {
  return [
    act(list, day, 'SUBJECT', 'FileObjection', ({ subjectId }) => ({
      objectorRef: subjectId,
      standing: 'SUBJECT',
      grounds: [ground],
      text,
      reliefSought: '请求撤销列入决定',
      channel: '信用中国（示范市）异议窗口',
    })),
  ];
}

export function takenIn(list: ListKind, unit: UnitLetter, day: number): readonly Step[] {
  return [act(list, day, `${unit}-handler`, 'AcceptObjection', {})];
}

export function referred(list: ListKind, unit: UnitLetter, day: number): readonly Step[] {
  return [
    act(list, day, `${unit}-handler`, 'ReferToProvider', {
      providerUnitId: 'unit-c',
      questions: '请核实异议所涉的履约记录与处罚信息是否属实。',
    }),
  ];
}

export function replied(list: ListKind, day: number, finding: VerificationFinding): readonly Step[] {
  return [
    act(list, day, 'c-provider', 'SubmitVerificationReply', {
      finding,
      facts: finding === 'ACCURATE' ? '经核查原始档案，信息属实。' : '经核查原始档案，信息与事实不符。',
    }),
  ];
}

export function decidedObjection(
  list: ListKind,
  unit: UnitLetter,
  day: number,
  outcome: VerificationOutcome,
  more: Partial<Pick<CommandMap['DecideObjection'], 'corrections'>> = {},
): readonly Step[] {
  return [
    act(list, day, `${unit}-head`, 'DecideObjection', {
      outcome,
      reasons: outcome === 'DISMISSED' ? '信息提供单位核实属实，异议理由不成立。' : '信息提供单位核实有误，异议成立。',
      ...more,
    }),
    act(list, day, `${unit}-handler`, 'NotifyObjector', { channel: '电子送达' }),
  ];
}

/** Filed, taken in, referred and answered within three days. */
export function verified(
  list: ListKind,
  unit: UnitLetter,
  day: number,
  finding: VerificationFinding,
  text = '处罚决定所依据的事实与我单位实际情况不符，请予核实。',
  ground: ObjectionGround = 'FACTS_WRONG',
): readonly Step[] {
  return [
    ...objected(list, day, ground, text),
    ...takenIn(list, unit, day),
    ...referred(list, unit, day - 1),
    ...replied(list, day - 2, finding),
  ];
}

// --- repair

export function applied(key: string, day: number): readonly Step[] {
  return [
    act('BLACK', day, 'SUBJECT', 'ApplyForRepair', ({ days }) => ({
      methods: ['主动纠正失信行为', '作出信用承诺'],
      materials: ['信用修复申请表', '信用修复承诺书', '履行义务的证明材料'].map((type) => ({
        type,
        docId: stableId('demonstration', 'document', key, type),
        sha256: hexOf(stableId('demonstration', 'hash', key, type)),
      })),
      commitment: '我单位承诺已全面纠正失信行为，今后依法诚信经营，如有违反愿承担相应责任。',
      commitmentPublishedOn: days.day(day),
      receivedVia: 'CREDIT_PORTAL',
    })),
  ];
}

function hexOf(uuid: string): string {
  return uuid.replaceAll('-', '').repeat(2);
}

export function repairTakenIn(unit: UnitLetter, day: number, complete = true): readonly Step[] {
  return [act('BLACK', day, `${unit}-drafter`, 'DecideRepairIntake', { complete })];
}

export function repairChecked(unit: UnitLetter, day: number, result: 'SATISFIED' | 'NOT_SATISFIED' = 'SATISFIED') {
  return [
    act('BLACK', day, `${unit}-drafter`, 'RecordRepairCheck', {
      method: 'SITE_CHECK',
      result,
      notes: result === 'SATISFIED' ? '现场核查，义务已履行，整改到位。' : '现场核查，仍有部分义务未履行。',
    }),
  ];
}

export function repairDecided(
  known: Case,
  day: number,
  agree = true,
  exitReason: 'REPAIRED' | 'BANKRUPTCY_REPAIR' = 'REPAIRED',
): readonly Step[] {
  const { unit, no } = known;
  return [
    act('BLACK', day, `${unit}-drafter`, 'ProposeRepairDecision', {
      agree,
      exitReason,
      reasons: agree ? '符合修复条件，建议同意提前退出。' : '义务尚未履行完毕，建议不予修复。',
    }),
    act('BLACK', day, `${unit}-approver`, 'DecideRepair', ({ today }) => ({
      decisionNo: `${NAMES[unit].sign}修〔${today.slice(0, 4)}〕${no}号`,
    })),
  ];
}

/** What a clerk has to do after an exit: the unit's own portal is not served by the product. */
export function cleanedUp({ unit, standardId }: Case, day: number): readonly Step[] {
  const list = listOf(standardId);
  const channels = [`portal-${unit}`];
  return [
    act(list, day, `${unit}-drafter`, 'AnnounceExit', {
      channels,
      text: '该主体已退出名单，有关联合奖惩措施同时停止。',
    }),
    act(list, day, `${unit}-drafter`, 'TakeDownEntry', { channels }),
    act(list, day, 'platform-operator', 'ConfirmPlatformDeletion', { platformId: PLATFORM, receiptNo: 'SC-0001' }),
  ];
}
