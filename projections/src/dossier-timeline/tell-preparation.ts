import type { EntryEvents } from '#libs/dossier';
import {
  BASIS_CLASSES,
  CAPACITIES,
  CONSIDERATIONS,
  LISTS,
  NON_RECOGNITION,
  NOTICE_PURPOSES,
  RECIPIENTS,
  duration,
  legalBasis,
  PERSON_CLOSINGS,
} from './labels.js';
import { evidence, facts, list, reasons, when, type Tellers } from './told.js';

type Preparation =
  | 'InitialEntryGenerated'
  | 'CrossCheckPerformed'
  | 'CrossCheckFailed'
  | 'EntryScreenedOut'
  | 'ResponsiblePersonRecorded'
  | 'ResponsiblePersonClosed'
  | 'PriorNoticeServed'
  | 'PriorNoticeWaived'
  | 'StatementSubmitted'
  | 'StatementConsidered'
  | 'StatementWindowClosed'
  | 'HearingRequested'
  | 'HearingHeld'
  | 'PublicityStarted'
  | 'PublicityEnded'
  | 'ConferenceConfirmed'
  | 'EntryNotRecognized'
  | 'EntryWithdrawn'
  | 'EntryRestarted'
  | 'RemovalRequestSent';

const DIRECTIONS = {
  RED_VS_BLACK: { zh: '与各领域黑名单交叉比对', en: 'compared with the black lists' },
  BLACK_VS_RED: { zh: '与各领域红名单交叉比对', en: 'compared with the red lists' },
} as const;

/** From the initial list to the decision. */
export const tellPreparation: Tellers<Pick<EntryEvents, Preparation>> = {
  InitialEntryGenerated: (data) => {
    const { listKind, standardId, standardVersion, unitId, generatedOn, basis } = data;
    const rests = {
      zh: basis.map((b) => `${BASIS_CLASSES[b.class].zh}${b.docNo}（${b.issuer}，${b.date}）`).join('、'),
      en: basis.map((b) => `${BASIS_CLASSES[b.class].en} ${b.docNo} of ${b.issuer} dated ${b.date}`).join('; '),
    };
    const came =
      data.origin === 'AFTER_BLACK_EXIT'
        ? { zh: '系退出黑名单后转入。', en: ' It follows the exit from the black list.' }
        : data.origin === 'TRANSFERRED_FROM_FOCUS'
          ? { zh: '系由重点关注名单转入。', en: ' It was transferred from the focus list.' }
          : { zh: '', en: '' };
    const warns = when(data.basisInsufficient, () => ({
      zh: '该标准的依据层级不足，已提示。',
      en: ' The legal basis of the standard is below the level required; this is flagged.',
    }));
    return {
      zh: `${generatedOn}，${unitId}依据标准${standardId}第${standardVersion}版生成${LISTS[listKind].zh}初步名单；依据：${rests.zh}。${came.zh}${warns.zh}`,
      en: `On ${generatedOn} ${unitId} put the subject on the initial ${LISTS[listKind].en} under standard ${standardId} version ${standardVersion}, on the basis of ${rests.en}.${came.en}${warns.en}`,
      texts: [facts(data.facts), ...evidence(data.evidence)],
    };
  },
  CrossCheckPerformed: ({ direction, sources, hits, result, checkedOn }) => {
    const asked = list(sources.map((s) => `${s.sourceId} ${s.version}`));
    const found =
      result === 'CLEAN'
        ? { zh: '未发现命中', en: 'no hit was found' }
        : { zh: `发现${hits.length}条命中`, en: `${hits.length} hit${hits.length === 1 ? '' : 's'} found` };
    return {
      zh: `${checkedOn}${DIRECTIONS[direction].zh}（${asked.zh}），${found.zh}。`,
      en: `On ${checkedOn} the subject was ${DIRECTIONS[direction].en} (${asked.en}): ${found.en}.`,
    };
  },
  CrossCheckFailed: ({ direction, source, failedOn }) => ({
    zh: `${failedOn}${DIRECTIONS[direction].zh}未完成：数据源${source}无应答，将再次比对。`,
    en: `On ${failedOn} the subject could not be ${DIRECTIONS[direction].en}: source ${source} did not answer. The check is not done.`,
  }),
  EntryScreenedOut: ({ hits, screenedOutOn }) => ({
    zh: `${screenedOutOn}经比对命中${hits.length}条，不列入红名单。`,
    en: `Screened out on ${screenedOutOn} because of ${hits.length} hit${hits.length === 1 ? '' : 's'} on other lists.`,
  }),
  ResponsiblePersonRecorded: ({ capacity, fromDate, toDate, basisDocNo, measuresExtend, name, identifier }) => ({
    zh: `记入责任人员（${CAPACITIES[capacity].zh}，任职${fromDate}至${toDate ?? '今'}，依据${basisDocNo}），措施${measuresExtend ? '及于' : '不及于'}本人。`,
    en: `A responsible person was recorded (${CAPACITIES[capacity].en} from ${fromDate} to ${toDate ?? 'now'}, document ${basisDocNo}); measures ${measuresExtend ? 'extend' : 'do not extend'} to the person.`,
    texts: [
      { zh: '姓名', en: 'Name', text: name, what: 'NAME' },
      ...(identifier
        ? [{ zh: '证件号码', en: 'Identifier', text: identifier, what: 'IDENTIFIER' as const, identity: true }]
        : []),
    ],
  }),
  ResponsiblePersonClosed: ({ closedOn, because }) => ({
    zh: `责任人员记录于${closedOn}终止（${PERSON_CLOSINGS[because].zh}）。`,
    en: `The record of a responsible person was closed on ${closedOn} because ${PERSON_CLOSINGS[because].en}.`,
  }),
  PriorNoticeServed: (data) => {
    const { recipientRole, servedOn, statementDueOn, channel, receiptRef, hearingOffered, proposedMeasures } = data;
    const basis = legalBasis(data.legalBasis);
    const measures = list(proposedMeasures);
    const terms = when(data.terms, (t) => ({
      zh: `，拟列入期限${duration(t.validity).zh}`,
      en: `, for ${duration(t.validity).en}`,
    }));
    const hearing = when(hearingOffered, () => ({ zh: '，可申请听证', en: '; a hearing may be requested' }));
    return {
      zh: `${servedOn}以${channel}向${RECIPIENTS[recipientRole].zh}送达事前告知书（${NOTICE_PURPOSES[data.purpose].zh}${terms.zh}），依据${basis.zh}，拟采取措施：${measures.zh || '无'}；陈述申辩截至${statementDueOn} 24时${hearing.zh}。送达回证${receiptRef}。`,
      en: `On ${servedOn} the prior notice of ${NOTICE_PURPOSES[data.purpose].en}${terms.en} was served on ${RECIPIENTS[recipientRole].en} by ${channel}, citing ${basis.en}; measures intended: ${measures.en || 'none'}. A statement is possible until the end of ${statementDueOn}${hearing.en}. Receipt ${receiptRef}.`,
      texts: [facts(data.facts), reasons(data.reasons)],
    };
  },
  PriorNoticeWaived: (data) => {
    const basis = legalBasis([data.legalBasis]);
    return {
      zh: `${data.waivedOn}依据${basis.zh}决定免除事前告知。`,
      en: `On ${data.waivedOn} the prior notice was waived under ${basis.en}.`,
      texts: [reasons(data.reasons)],
    };
  },
  StatementSubmitted: ({ text, evidence: refs, submittedOn, late }) => ({
    zh: `${submittedOn}收到陈述申辩${late ? '（逾期，仍应考虑）' : ''}。`,
    en: `A statement was received on ${submittedOn}${late ? ', after the window; it is considered all the same' : ''}.`,
    texts: [{ zh: '陈述申辩', en: 'Statement', text }, ...evidence(refs)],
    hiddenActor: true,
  }),
  StatementConsidered: ({ result, reasons: why, consideredOn }) => ({
    zh: `${consideredOn}对陈述申辩的意见：${CONSIDERATIONS[result].zh}。`,
    en: `The statement was considered on ${consideredOn} and ${CONSIDERATIONS[result].en}.`,
    texts: [reasons(why)],
  }),
  StatementWindowClosed: ({ closedOn }) => ({
    zh: `陈述申辩期于${closedOn}届满。`,
    en: `The window for a statement closed on ${closedOn}.`,
  }),
  HearingRequested: ({ requestedOn }) => ({
    zh: `${requestedOn}申请听证。`,
    en: `A hearing was requested on ${requestedOn}.`,
    hiddenActor: true,
  }),
  HearingHeld: ({ heldOn, minutesRef }) => ({
    zh: `${heldOn}举行听证，笔录${minutesRef}。`,
    en: `The hearing was held on ${heldOn}; minutes ${minutesRef}.`,
  }),
  PublicityStarted: ({ channels, startsOn, endsOn, objectionContact, maskedText }) => {
    const where = list(channels.map((c) => c.channelId));
    return {
      zh: `初步名单自${startsOn}至${endsOn}在${where.zh}公示；异议受理：${objectionContact}。`,
      en: `The initial list is shown on ${where.en} from ${startsOn} to ${endsOn}; objections go to ${objectionContact}.`,
      texts: [{ zh: '公示内容', en: 'Text shown', text: maskedText }],
    };
  },
  PublicityEnded: ({ outcome, endedOn }) => {
    const result = {
      NO_OBJECTION: { zh: '无异议', en: 'without an objection' },
      OBJECTION_PENDING: { zh: '有异议尚待处理', en: 'with an objection still open' },
      OBJECTION_DISMISSED: { zh: '异议不成立', en: 'its objections dismissed' },
    }[outcome];
    return { zh: `公示期于${endedOn}届满，${result.zh}。`, en: `The publicity ended on ${endedOn}, ${result.en}.` };
  },
  ConferenceConfirmed: ({ meetingNo, confirmedOn }) => ({
    zh: `${confirmedOn}经联席会议确认（${meetingNo}）。`,
    en: `The joint conference confirmed the entry on ${confirmedOn} (${meetingNo}).`,
  }),
  EntryNotRecognized: ({ reason, reasons: why, decidedOn }) => ({
    zh: `${decidedOn}决定不予认定：${NON_RECOGNITION[reason].zh}。`,
    en: `On ${decidedOn} it was decided not to recognise the entry because ${NON_RECOGNITION[reason].en}.`,
    texts: [reasons(why)],
  }),
  EntryRestarted: ({ oldVersion, newVersion, noticeStands, reasons: why, restartedOn }) => ({
    zh: `认定标准已由第${oldVersion}版修订为第${newVersion}版，${restartedOn}按新版本重新启动程序${noticeStands ? '，已作的告知继续有效' : '，须重新告知'}。`,
    en: `The standard was revised from version ${oldVersion} to ${newVersion}; on ${restartedOn} the procedure began again under the new one, and ${noticeStands ? 'the notice that was given stands' : 'notice has to be given anew'}.`,
    texts: [reasons(why)],
  }),
  EntryWithdrawn: ({ reason, withdrawnOn }) => ({
    zh: `${withdrawnOn}认定单位撤回初步名单。`,
    en: `The unit withdrew the entry from the initial list on ${withdrawnOn}.`,
    texts: [reasons(reason)],
  }),
  RemovalRequestSent: ({ sourceId, sourceEntryRef, sentOn }) => ({
    zh: `${sentOn}向${sourceId}发函，请将主体移出其红名单（${sourceEntryRef}）。`,
    en: `On ${sentOn} ${sourceId} was asked to remove the subject from its red list (${sourceEntryRef}).`,
  }),
};
