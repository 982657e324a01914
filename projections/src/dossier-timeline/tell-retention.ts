import type { RetentionEvents } from '#libs/dossier';
import { EDUCATION, legalBasis, RETENTION_CLASSES, SERVED_ON_GUARDIAN } from './labels.js';
import { evidence, facts, reasons, when, type Tellers } from './told.js';

/** Minors, minor breaches and the end of retention (3.14). */
export const tellRetention: Tellers<RetentionEvents> = {
  MinorRecorded: ({ ownLabour, guardianConsent, legalBasis: law, evidence: refs }) => {
    const labour = when(ownLabour, () => ({
      zh: '已满十六周岁，以自己的劳动收入为主要生活来源。',
      en: ' The person was 16 or older and lives on own labour.',
    }));
    const consent = when(guardianConsent, () => ({
      zh: '须监护人同意。',
      en: ' A guardian has to consent.',
    }));
    const basis = when(law, (one) => {
      const named = legalBasis([one]);
      return { zh: `依据${named.zh}。`, en: ` Under ${named.en}.` };
    });
    return {
      zh: `主体行为时未成年：不公示、不发布，以教育代替惩戒。${basis.zh}${labour.zh}${consent.zh}`,
      en: `The person was under age at the act: never published, educated in the place of measures.${basis.en}${labour.en}${consent.en}`,
      texts: evidence(refs),
    };
  },
  GuardianRecorded: ({ name, identifier, consentedOn, evidence: refs }) => {
    const consent = when(consentedOn, (on) => ({ zh: `，${on}同意处理`, en: `, who consented on ${on}` }));
    return {
      zh: `登记监护人${consent.zh}。`,
      en: `A guardian was recorded${consent.en}.`,
      texts: [
        { zh: '监护人', en: 'Guardian', text: name, what: 'NAME' },
        { zh: '证件号码', en: 'Identifier', text: identifier, what: 'IDENTIFIER' },
        ...evidence(refs),
      ],
    };
  },
  GuardianNotified: ({ of, notifiedOn }) => ({
    zh: `${notifiedOn}将${SERVED_ON_GUARDIAN[of].zh}送达监护人。`,
    en: `On ${notifiedOn} ${SERVED_ON_GUARDIAN[of].en} was served on the guardian.`,
  }),
  EducationRecorded: ({ kind, text, evidence: refs, heldOn }) => ({
    zh: `${heldOn}以${EDUCATION[kind].zh}代替惩戒。`,
    en: `On ${heldOn}, in the place of measures: ${EDUCATION[kind].en}.`,
    texts: [{ zh: '教育情况', en: 'Education', text }, ...evidence(refs)],
  }),
  BreachCorrected: ({ facts: how, evidence: refs, correctedOn }) => ({
    zh: `轻微失信已于${correctedOn}悔过改正，缩短保存期限。`,
    en: `The minor breach was corrected on ${correctedOn}; it is kept for a shorter time.`,
    texts: [facts(how), ...evidence(refs)],
  }),
  RetentionExpired: ({ retentionClass, expiredOn }) => ({
    zh: `保存期限届满（${RETENTION_CLASSES[retentionClass].zh}），自${expiredOn}起不再提供查询。`,
    en: `The retention (${RETENTION_CLASSES[retentionClass].en}) is over; from ${expiredOn} the entry is hidden.`,
  }),
  ArchiveDutyRecorded: ({ legalBasis: law, until, reason, recordedOn }) => {
    const named = legalBasis([law]);
    const end = when(until, (on) => ({ zh: `，至${on}`, en: ` until ${on}` }));
    return {
      zh: `${recordedOn}登记归档义务，依据${named.zh}${end.zh}。`,
      en: `An archive duty under ${named.en} was recorded on ${recordedOn}${end.en}.`,
      texts: [reasons(reason)],
    };
  },
  ArchiveDutyLifted: ({ reason, liftedOn }) => ({
    zh: `归档义务于${liftedOn}解除。`,
    en: `The archive duty was lifted on ${liftedOn}.`,
    texts: [reasons(reason)],
  }),
  PersonalDataErased: ({ retentionClass, legalBasis: law, erasedOn }) => {
    const named = legalBasis([law]);
    return {
      zh: `${erasedOn}清除个人信息（${RETENTION_CLASSES[retentionClass].zh}），依据${named.zh}；记录的顺序与数量不变。`,
      en: `The personal data (${RETENTION_CLASSES[retentionClass].en}) were erased on ${erasedOn} under ${named.en}; the record keeps its order and number.`,
    };
  },
};
