import type { MeasureEvents, ObjectionEvents } from '#libs/dossier';
import {
  FIELDS,
  FINDINGS,
  MEASURES,
  OBJECTION_GROUNDS,
  OUTCOMES,
  SCOPES,
  STANDINGS,
  SUSPENSION_GROUNDS,
  TRIGGERS,
  duration,
  labels,
} from './labels.js';
import { evidence, facts, list, reasons, when, type Both, type Tellers } from './told.js';

/** 信息核实期间暂不执行: the joint measures and why they rest. */
export const tellMeasures: Tellers<MeasureEvents> = {
  MeasuresTriggered: ({ kind, items, startsSuspended, triggeredOn }) => {
    const what = list(items);
    const rests = when(startsSuspended, () => ({ zh: '；因尚在核实，暂不执行', en: '; suspended from the start' }));
    return {
      zh: `${triggeredOn}发起${MEASURES[kind].zh}：${what.zh}${rests.zh}。`,
      en: `On ${triggeredOn} ${MEASURES[kind].en} were triggered: ${what.en}${rests.en}.`,
    };
  },
  MeasuresSuspended: ({ scope, ground, kind }) => ({
    zh: `因${SUSPENSION_GROUNDS[ground].zh}，${MEASURES[kind].zh}暂不执行（${SCOPES[scope].zh}）。`,
    en: `Because of ${SUSPENSION_GROUNDS[ground].en}, ${MEASURES[kind].en} are suspended (${SCOPES[scope].en}).`,
  }),
  MeasuresResumed: ({ scope }) => ({
    zh: `恢复执行${SCOPES[scope].zh}。`,
    en: `The suspension ended; ${SCOPES[scope].en} run again.`,
  }),
  MeasuresStopped: () => ({ zh: '停止联合奖惩措施。', en: 'The joint measures stopped.' }),
  BankruptcySuspensionOpened: ({ rulingNo, court, ruledOn }) => ({
    zh: `${ruledOn}${court}裁定批准重整计划或和解协议（${rulingNo}），措施暂不执行。`,
    en: `On ${ruledOn} ${court} approved the plan (ruling ${rulingNo}); the measures rest.`,
  }),
  BankruptcySuspensionClosed: ({ rulingNo, closedOn }) => ({
    zh: `${closedOn}终止因裁定${rulingNo}的暂停。`,
    en: `The suspension under ruling ${rulingNo} ended on ${closedOn}.`,
  }),
};

function remedy(info: {
  reconsideration: Parameters<typeof duration>[0];
  litigation: Parameters<typeof duration>[0];
}): Both {
  const [appeal, suit] = [duration(info.reconsideration), duration(info.litigation)];
  return {
    zh: `不服的，可在${appeal.zh}内申请行政复议，或者${suit.zh}内提起行政诉讼。`,
    en: ` Reconsideration may be sought within ${appeal.en}, or suit brought within ${suit.en}.`,
  };
}

/** 异议与核实. Nothing here names or points at an objector (6.3). */
export const tellObjection: Tellers<ObjectionEvents> = {
  ObjectionFiled: ({
    standing,
    grounds,
    text,
    objectorName,
    contact,
    evidence: refs,
    reliefSought,
    filedOn,
    joinedTo,
  }) => {
    const why = labels(OBJECTION_GROUNDS, grounds);
    const joined = when(joinedTo, () => ({ zh: '，与在办异议合并', en: ' and was joined to the one already open' }));
    return {
      zh: `${filedOn}收到${STANDINGS[standing].zh}提出的异议，理由：${why.zh}${joined.zh}。`,
      en: `An objection of ${STANDINGS[standing].en} was filed on ${filedOn} on the ground that ${why.en}${joined.en}.`,
      texts: [
        { zh: '异议内容', en: 'Objection', text },
        { zh: '请求', en: 'Relief sought', text: reliefSought },
        ...(objectorName
          ? [{ zh: '异议人', en: 'Objector', text: objectorName, what: 'NAME' as const, identity: true }]
          : []),
        ...(contact
          ? [{ zh: '联系方式', en: 'Contact', text: contact, what: 'IDENTIFIER' as const, identity: true }]
          : []),
        ...evidence(refs),
      ],
      hiddenActor: standing !== 'SUBJECT',
    };
  },
  ObjectionAccepted: ({ suspend, reason, acceptedOn }) => ({
    zh: `${acceptedOn}受理异议，${suspend ? '核实期间措施暂不执行' : '措施继续执行'}。`,
    en: `The objection was accepted on ${acceptedOn}; measures ${suspend ? 'rest during the verification' : 'go on'}.`,
    texts: reason ? [reasons(reason)] : [],
  }),
  ObjectionIntakeRefused: ({ reason, remedyInfo, refusedOn }) => {
    const { zh, en } = remedy(remedyInfo);
    return {
      zh: `${refusedOn}决定不予受理异议。${zh}`,
      en: `Intake of the objection was refused on ${refusedOn}.${en}`,
      texts: [reasons(reason)],
    };
  },
  VerificationOpened: ({ trigger, suspend, openedByUnit, allegedError, fields, openedOn }) => {
    const which = when(fields.length > 0 && labels(FIELDS, fields), (f) => ({
      zh: `，涉及${f.zh}`,
      en: ` about the ${f.en}`,
    }));
    return {
      zh: `${openedOn}${openedByUnit}启动核实（${TRIGGERS[trigger].zh}）${which.zh}，${suspend ? '核实期间措施暂不执行' : '措施继续执行'}。`,
      en: `${openedByUnit} opened a verification${which.en} on ${openedOn} ${TRIGGERS[trigger].en}; measures ${suspend ? 'rest meanwhile' : 'go on'}.`,
      texts: [{ zh: '疑似错误', en: 'Alleged error', text: allegedError }],
    };
  },
  VerificationRequested: ({ providerUnitId, questions, requestedOn, dueOn }) => ({
    zh: `${requestedOn}转信息提供单位${providerUnitId}核实，应于${dueOn}前回复。`,
    en: `Referred to the provider ${providerUnitId} on ${requestedOn}; its reply is due on ${dueOn}.`,
    texts: [{ zh: '核实事项', en: 'Questions', text: questions }],
  }),
  VerificationReplied: ({ finding, facts: what, evidence: refs, repliedOn, byUnitId }) => ({
    zh: `${repliedOn}${byUnitId}回复核实结果：${FINDINGS[finding].zh}。`,
    en: `${byUnitId} replied on ${repliedOn}: ${FINDINGS[finding].en}.`,
    texts: [facts(what), ...evidence(refs)],
  }),
  VerificationExtended: ({ newDueOn, reason }) => ({
    zh: `经批准，核实期限延长至${newDueOn}。`,
    en: `The time for the verification was extended to ${newDueOn}.`,
    texts: [reasons(reason)],
  }),
  ObjectionDecided: ({ outcome, decidedOn, remedyInfo, reasons: why }) => {
    const { zh, en } = remedy(remedyInfo);
    return {
      zh: `${decidedOn}对异议作出决定：${OUTCOMES[outcome].zh}。${zh}`,
      en: `The objection was decided on ${decidedOn}: ${OUTCOMES[outcome].en}.${en}`,
      texts: [reasons(why)],
    };
  },
  VerificationDecided: ({ outcome, decidedOn, remedyInfo, reasons: why }) => {
    const { zh, en } = remedy(remedyInfo);
    return {
      zh: `${decidedOn}核实终结：${OUTCOMES[outcome].zh}。${zh}`,
      en: `The verification was decided on ${decidedOn}: ${OUTCOMES[outcome].en}.${en}`,
      texts: [reasons(why)],
    };
  },
  ObjectorNotified: ({ notifiedOn, channel }) => ({
    zh: `${notifiedOn}以${channel}将结果告知异议人。`,
    en: `The objector was told the result by ${channel} on ${notifiedOn}.`,
  }),
  ReviewRequested: ({ requestedOn, by }) => ({
    zh: by === 'RULE' ? `${requestedOn}因无法查明，依规则转复核。` : `${requestedOn}异议人申请复核。`,
    en:
      by === 'RULE'
        ? `A review was opened on ${requestedOn} because the matter stayed undetermined.`
        : `The objector asked for a review on ${requestedOn}.`,
    hiddenActor: true,
  }),
  ReviewDecided: ({ outcome, decidedOn, remedyInfo, reasons: why }) => {
    const { zh, en } = remedy(remedyInfo);
    return {
      zh: `${decidedOn}复核决定：${OUTCOMES[outcome].zh}。${zh}`,
      en: `The review was decided on ${decidedOn}: ${OUTCOMES[outcome].en}.${en}`,
      texts: [reasons(why)],
    };
  },
  ObjectionWithdrawn: ({ withdrawnOn }) => ({
    zh: `${withdrawnOn}异议人撤回异议。`,
    en: `The objection was withdrawn on ${withdrawnOn}.`,
    hiddenActor: true,
  }),
};
