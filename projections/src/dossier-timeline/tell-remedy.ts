import type { RemedyEvents } from '#libs/dossier';
import { FIELDS, REMEDY_OUTCOMES, REMEDY_TARGETS, REMEDY_TYPES } from './labels.js';
import { reasons, when, type Tellers } from './told.js';

/** 行政复议与行政诉讼. */
export const tellRemedy: Tellers<RemedyEvents> = {
  RemedyFiled: ({ type, organ, caseNo, target, personRef, filedOn }) => {
    const who = when(personRef, () => ({ zh: '责任人员', en: ' by a responsible person' }));
    return {
      zh: `${filedOn}${who.zh}就${REMEDY_TARGETS[target].zh}向${organ}提起${REMEDY_TYPES[type].zh}（${caseNo}）；不停止执行。`,
      en: `On ${filedOn} ${REMEDY_TYPES[type].en} against ${REMEDY_TARGETS[target].en} was brought${who.en} before ${organ} (${caseNo}); by itself it suspends nothing.`,
    };
  },
  StayOrdered: ({ byOrgan, docNo, from }) => {
    const by = when(docNo, (no) => ({ zh: `（${no}）`, en: ` (${no})` }));
    return {
      zh: `${byOrgan}决定自${from}起停止执行${by.zh}。`,
      en: `${byOrgan} ordered a stay from ${from}${by.en}.`,
    };
  },
  StayLifted: ({ byOrgan, docNo, from, because }) => {
    const by = when(docNo, (no) => ({ zh: `（${no}）`, en: ` (${no})` }));
    return because === 'OUTCOME'
      ? { zh: `${byOrgan}的案件已有结果，停止执行于${from}终止。`, en: `With the outcome the stay ended on ${from}.` }
      : {
          zh: `${byOrgan}决定自${from}起恢复执行${by.zh}。`,
          en: `${byOrgan} lifted the stay from ${from}${by.en}.`,
        };
  },
  RemedyOutcomeRecorded: ({ outcome, docNo, effectiveOn, reasons: why, changes = [], newValidTo }) => {
    const validTo = when(newValidTo, (on) => ({ zh: `；有效期改为至${on}`, en: `; the entry is valid to ${on}` }));
    const values = changes.map(({ field, newValue }) => ({
      zh: `更正后${FIELDS[field].zh}`,
      en: `Corrected ${FIELDS[field].en}`,
      text: typeof newValue === 'number' ? String(newValue) : newValue,
    }));
    return {
      zh: `复议或诉讼结果：${REMEDY_OUTCOMES[outcome].zh}（${docNo}），自${effectiveOn}生效${validTo.zh}。`,
      en: `Outcome of the remedy: ${REMEDY_OUTCOMES[outcome].en} (${docNo}), effective from ${effectiveOn}${validTo.en}.`,
      texts: [...values, reasons(why)],
    };
  },
  RemedyOutcomeExecuted: ({ outcome, executedOn }) => ({
    zh: `${executedOn}执行复议或诉讼结果：${REMEDY_OUTCOMES[outcome].zh}。`,
    en: `The outcome was executed on ${executedOn}: ${REMEDY_OUTCOMES[outcome].en}.`,
  }),
  ValidityChanged: ({ newValidTo, changedOn }) => ({
    zh: `${changedOn}按复议或诉讼结果将有效期改为至${newValidTo}。`,
    en: `The validity was changed on ${changedOn}, by the outcome of a remedy, to ${newValidTo}.`,
  }),
  RepairReopened: ({ stage, reopenedOn }) => ({
    zh: `不予修复的决定已被撤销，${reopenedOn}重新${stage === 'INTAKE' ? '受理' : '审查'}修复申请。`,
    en: `The refusal was annulled; on ${reopenedOn} the application was opened again for ${stage === 'INTAKE' ? 'intake' : 'review'}.`,
  }),
};
