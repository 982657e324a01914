import type { DeadlineEvents, RepairEvents } from '#libs/dossier';
import { CHECKS, FOCUS_MODES, REPAIR_REFUSALS, deadlineName, duration } from './labels.js';
import { facts, list, reasons, when, type Tellers } from './told.js';

export const tellRepair: Tellers<RepairEvents> = {
  RepairWindowOpened: ({ openedOn }) => ({
    zh: `${openedOn}起可以申请信用修复，已提示主体。`,
    en: `From ${openedOn} the subject may apply for repair; it was invited to.`,
  }),
  RepairApplied: ({ methods, materials, commitment, receivedVia, receivedOn, agentRef }) => {
    const how = list(methods);
    const by = when(agentRef, () => ({ zh: '由代理人', en: ' by an agent' }));
    return {
      zh: `${receivedOn}${by.zh}申请信用修复（${receivedVia === 'CREDIT_PORTAL' ? '信用中国' : '认定单位'}窗口），方式：${how.zh}，材料${materials.length}件。`,
      en: `An application for repair was received${by.en} on ${receivedOn} by the ${receivedVia === 'CREDIT_PORTAL' ? 'credit portal' : 'recognising unit'}: ${how.en}, with ${materials.length} document${materials.length === 1 ? '' : 's'}.`,
      texts: [{ zh: '信用承诺', en: 'Commitment', text: commitment }],
    };
  },
  RepairSupplementRequested: ({ items, dueOn, requestedOn }) => {
    const what = list(items);
    return {
      zh: `${requestedOn}一次性告知补正：${what.zh}，应于${dueOn}前补齐。`,
      en: `On ${requestedOn} these were asked for: ${what.en}, by ${dueOn}.`,
    };
  },
  RepairSupplemented: ({ materials, suppliedOn }) => ({
    zh: `${suppliedOn}补交材料${materials.length}件。`,
    en: `${materials.length} document${materials.length === 1 ? ' was' : 's were'} supplied on ${suppliedOn}.`,
  }),
  RepairAccepted: ({ acceptedOn }) => ({
    zh: `${acceptedOn}受理修复申请。`,
    en: `The application for repair was accepted on ${acceptedOn}.`,
  }),
  RepairIntakeRefused: ({ reason, refusedOn }) => ({
    zh: `${refusedOn}不予受理修复申请：${REPAIR_REFUSALS[reason].zh}。`,
    en: `The application for repair was not accepted on ${refusedOn} because ${REPAIR_REFUSALS[reason].en}.`,
  }),
  RepairHeld: ({ heldOn }) => ({
    zh: `${heldOn}因信息核实中，修复审查中止，期限停止计算。`,
    en: `The repair was held on ${heldOn} while the entry is verified; its time does not run.`,
  }),
  RepairResumed: ({ resumedOn }) => ({
    zh: `${resumedOn}恢复修复审查，期限继续计算。`,
    en: `The repair went on from ${resumedOn}; its time runs again.`,
  }),
  RepairChecked: ({ method, result, notes, checkedOn }) => ({
    zh: `${checkedOn}以${CHECKS[method].zh}核查整改：${result === 'SATISFIED' ? '符合要求' : '不符合要求'}。`,
    en: `The correction was checked on ${checkedOn} by ${CHECKS[method].en}: ${result === 'SATISFIED' ? 'satisfied' : 'not satisfied'}.`,
    texts: [{ zh: '核查记录', en: 'Notes', text: notes }],
  }),
  RepairAgreed: ({ decisionNo, decidedOn, effectiveOn, focusMode, reasons: why }) => {
    const then = when(focusMode, (m) => ({
      zh: `；退出后${FOCUS_MODES[m].zh}`,
      en: `; afterwards ${FOCUS_MODES[m].en}`,
    }));
    return {
      zh: `${decidedOn}决定${decisionNo}同意信用修复，自${effectiveOn}起生效${then.zh}。`,
      en: `Repair was agreed by decision ${decisionNo} of ${decidedOn}, in effect from ${effectiveOn}${then.en}.`,
      texts: [reasons(why)],
    };
  },
  RepairRefused: ({ decisionNo, decidedOn, remedyInfo, reasons: why }) => {
    const [appeal, suit] = [duration(remedyInfo.reconsideration), duration(remedyInfo.litigation)];
    return {
      zh: `${decidedOn}决定${decisionNo}不同意信用修复。不服的，可在${appeal.zh}内申请行政复议，或者${suit.zh}内提起行政诉讼。`,
      en: `Repair was refused by decision ${decisionNo} of ${decidedOn}. Reconsideration may be sought within ${appeal.en}, or suit brought within ${suit.en}.`,
      texts: [reasons(why)],
    };
  },
  RepairWithdrawn: ({ withdrawnOn }) => ({
    zh: `${withdrawnOn}撤回修复申请。`,
    en: `The application for repair was withdrawn on ${withdrawnOn}.`,
  }),
  RepairLapsed: ({ because, lapsedOn }) => {
    const why = {
      ENTRY_REVOKED: { zh: '条目已撤销', en: 'the entry was revoked' },
      ENTRY_EXITED: { zh: '条目已退出', en: 'the entry ended' },
      NOT_SUPPLEMENTED: { zh: '逾期未补正', en: 'what was asked for was not supplied' },
      PERSON_CLOSED: { zh: '该责任人员的记录已终止', en: 'the record of the responsible person was closed' },
    }[because];
    return {
      zh: `修复申请于${lapsedOn}终止：${why.zh}。`,
      en: `The application for repair lapsed on ${lapsedOn} because ${why.en}.`,
    };
  },
  RepairConsentRevoked: ({ facts: what, revokedOn }) => ({
    zh: `${revokedOn}撤销对修复的同意。`,
    en: `The consent to the repair was revoked on ${revokedOn}.`,
    texts: [facts(what)],
  }),
  RepairBanSet: ({ until, rulePackId }) => ({
    zh: `依据${rulePackId}，至${until}前不得申请修复。`,
    en: `Under ${rulePackId} no application for repair is possible until ${until}.`,
  }),
};

export const tellDeadline: Tellers<DeadlineEvents> = {
  DeadlineSet: ({ key, startOn, dueOn, duration: time, provisional, ruleFrom, legalSource, unitId }) => {
    const name = deadlineName(key);
    const length = when(time, (t) => ({ zh: `（${duration(t).zh}）`, en: ` (${duration(t).en})` }));
    const who = when(unitId, (u) => ({ zh: `，责任单位${u}`, en: `, owed by ${u}` }));
    const guess = when(provisional, () => ({
      zh: '，节假日表未公布，暂定',
      en: ', provisional until the holiday table is loaded',
    }));
    return {
      zh: `期限“${name.zh}”：自${startOn}起算，${dueOn} 24时届满${length.zh}${who.zh}${guess.zh}；依据${ruleFrom}（${legalSource}）。`,
      en: `Deadline "${name.en}": from ${startOn} to the end of ${dueOn}${length.en}${who.en}${guess.en}, under ${ruleFrom} (${legalSource}).`,
    };
  },
  DeadlineMet: ({ metOn, late }) => ({
    zh: `期限事项于${metOn}完成${late ? '（逾期）' : ''}。`,
    en: `What the deadline asked for was done on ${metOn}${late ? ', late' : ', in time'}.`,
  }),
  DeadlineMissed: ({ dueOn }) => ({ zh: `期限（${dueOn}）已逾期。`, en: `The deadline of ${dueOn} was missed.` }),
  DeadlinePaused: ({ pausedOn }) => ({
    zh: `期限自${pausedOn}起中止计算。`,
    en: `The deadline was paused from ${pausedOn}.`,
  }),
  DeadlineResumed: ({ resumedOn, dueOn }) => ({
    zh: `期限自${resumedOn}后继续计算，${dueOn}届满。`,
    en: `The deadline runs again after ${resumedOn} and is due on ${dueOn}.`,
  }),
  DeadlineRescheduled: ({ dueOn, because, provisional }) => ({
    zh: `期限因${because === 'CALENDAR' ? '节假日安排更新' : '批准延长'}改为${dueOn}${provisional ? '（暂定）' : ''}。`,
    en: `The deadline moved to ${dueOn}${provisional ? ' (provisional)' : ''} because ${because === 'CALENDAR' ? 'the holiday table changed' : 'an extension was approved'}.`,
  }),
  DeadlineLapsed: () => ({ zh: '期限事项已无须办理。', en: 'Nobody owes what the deadline asked for any more.' }),
};
