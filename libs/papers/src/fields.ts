import type { LegalBasis, LegalDate } from '#libs/rules';
import { maskIdentifier, maskPersonName } from '#libs/subjects';
import { chineseDate, chineseDuration } from './chinese.js';
import type { Field, Fields } from './engine.js';
import type { OpenEvent, PaperFacts, Text } from './facts.js';
import type { PaperSource } from './paper.js';
import type { Words, WordTable } from './words.js';

/*
 * What the marks of templates stand for. A name here never changes its meaning and never goes, since templates of every
 * age name it; new ones may come.
 */

type Act = OpenEvent;

/** All fields that the templates of a kind may name. @throws RangeError where the act is not one of this kind */
export function fieldsOf(facts: PaperFacts, source: PaperSource, words: Words): Fields {
  const act = source.events.at(-1);
  if (act === undefined) throw new RangeError('a paper goes out with an act');
  return { ...common(facts, source, words), ...ofAct(facts, source, act, words) };
}

function common(facts: PaperFacts, source: PaperSource, words: Words): Fields {
  const { initial, recognition, natural, basis } = facts;
  const toPublic = source.addressee === 'PUBLIC';
  return {
    unitName: source.unitName,
    standardTitle: source.standardTitle,
    standardId: initial.standardId,
    standardVersion: String(initial.standardVersion),
    paperId: source.paperId,
    code: source.code,
    list: word(words, 'list', initial.listKind),
    isBlack: initial.listKind === 'BLACK',
    you: natural || source.addressee !== 'SUBJECT' ? '你' : '你单位',
    subjectName: toPublic && natural ? masked(facts.name, (name) => maskPersonName(name, 'PUBLIC')) : facts.name,
    recipient: recipientOf(facts, source),
    ...identifierOf(facts, source, words),
    toGuardian: source.addressee === 'GUARDIAN',
    facts: facts.facts,
    basis: basis.map(({ issuer, docNo, date }) => ({ issuer, docNo, date: day(date) })),
    decisionNo: recognition?.decisionNo,
    decidedOn: day(recognition?.decidedOn),
  };
}

/** Whoever gets it by name; the masks of a public paper are those of the public. */
function recipientOf({ name, persons, objections }: PaperFacts, source: PaperSource): Field {
  const { addressee, recipientRef = '' } = source;
  switch (addressee) {
    case 'SUBJECT':
    case 'GUARDIAN':
    case 'PUBLIC':
      return name;
    case 'RESPONSIBLE_PERSON':
      return persons.get(recipientRef) ?? '责任人员';
    case 'OBJECTOR':
      return (
        [...objections.values()].find(({ objectorRef }) => objectorRef === recipientRef)?.objectorName ?? '异议申请人'
      );
  }
}

/** Never a whole citizen id: to its holder and to departments first 6 and last 4, to the public fewer (6.4). */
function identifierOf({ identifier, identifierKind: kind }: PaperFacts, source: PaperSource, words: Words): Fields {
  const ofSubject = source.addressee === 'SUBJECT' || source.addressee === 'PUBLIC';
  const profile = source.addressee === 'PUBLIC' ? 'PUBLIC' : 'DEPARTMENT';
  return {
    identifierName: word(words, 'identifier', kind),
    identifier: masked(identifier, (value) => maskIdentifier({ kind, value }, profile)),
    namesIdentifier: ofSubject,
  };
}

function ofAct(facts: PaperFacts, source: PaperSource, act: Act, words: Words): Fields {
  switch (act.type) {
    case 'PriorNoticeServed':
      return notice(facts, act.data, words);
    case 'DecisionServed':
      return source.kind === 'REPAIR_GUIDE' ? guide(facts, act.data) : decision(facts, act.data, words);
    case 'RepairAgreed':
    case 'RepairRefused':
      return repairDecision(facts, act, words);
    case 'ObjectionDecided':
      return objectionDecision(facts, act.data, words);
    case 'ExitAnnounced':
      return exitNotice(facts, act.data, words);
    case 'ReputationRestorationNoticePublished':
      return restoration(facts, act.data, words);
    default:
      throw new RangeError(`no paper goes out with ${act.type}`);
  }
}

type Data<T extends Act['type']> = Extract<Act, { type: T }>['data'];

function notice(facts: PaperFacts, data: Data<'PriorNoticeServed'>, words: Words): Fields {
  const { purpose, terms, proposedMeasures, legalBasis } = data;
  const list = word(words, 'list', facts.initial.listKind);
  const title = {
    RECOGNITION: `列入${list}事前告知书`,
    VALIDITY_EXTENSION: '延长列入期限事前告知书',
    REPAIR_CONSENT_REVOCATION: '撤销信用修复同意事前告知书',
  }[purpose];
  return {
    title,
    docNo: data.noticeNo,
    forRecognition: purpose === 'RECOGNITION',
    forExtension: purpose === 'VALIDITY_EXTENSION',
    forRevocation: purpose === 'REPAIR_CONSENT_REVOCATION',
    facts: data.facts,
    reasons: data.reasons,
    legalBasis: legalBasis.map(basisFields),
    measures: proposedMeasures.map((measure) => ({ measure })),
    hearing: data.hearingOffered,
    statementDueOn: day(data.statementDueOn),
    date: day(data.servedOn),
    terms: terms !== undefined,
    validity: terms && chineseDuration(terms.validity),
    grade: terms?.grade && word(words, 'grade', terms.grade),
    repairable: terms?.repairable === true,
    irreparable: terms?.repairable === false,
    irreparableBasis: (terms?.irreparableBasis ?? []).map(basisFields),
    repairMethods: terms?.repairMethods?.join('、'),
    minTimeBeforeRepair: terms?.minTimeBeforeRepair && chineseDuration(terms.minTimeBeforeRepair),
    ...focusFields(terms?.focusAfterExit, words),
  };
}

function decision(facts: PaperFacts, data: Data<'DecisionServed'>, words: Words): Fields {
  const { recognition, initial } = facts;
  if (recognition === undefined) throw new RangeError('nothing was decided yet');
  const { terms, remedyInfo, mode } = recognition;
  return {
    title: `列入${word(words, 'list', initial.listKind)}决定书`,
    docNo: recognition.decisionNo,
    reasons: recognition.reasons,
    legalBasis: recognition.legalBasis.map(basisFields),
    validFrom: day(terms.validFrom),
    validTo: day(terms.validTo),
    grade: terms.grade && word(words, 'grade', terms.grade),
    mode: mode && word(words, 'mode', mode),
    guide: initial.listKind === 'BLACK',
    guideNo: data.repairGuideRef,
    date: day(recognition.decidedOn),
    ...remedyFields(remedyInfo),
  };
}

function guide(facts: PaperFacts, data: Data<'DecisionServed'>): Fields {
  const { recognition } = facts;
  if (recognition === undefined) throw new RangeError('nothing was decided yet');
  const { terms } = recognition;
  return {
    title: '信用修复告知书',
    docNo: data.repairGuideRef,
    repairable: terms.repairable !== false,
    irreparable: terms.repairable === false,
    irreparableBasis: (terms.irreparableBasis ?? []).map(basisFields),
    repairMethods: terms.repairMethods?.join('、'),
    earliestRepairOn: day(terms.earliestRepairOn),
    validTo: day(terms.validTo),
    date: day(data.servedOn),
  };
}

function repairDecision(
  facts: PaperFacts,
  act: Extract<Act, { type: 'RepairAgreed' | 'RepairRefused' }>,
  words: Words,
): Fields {
  const { data } = act;
  const applied = facts.repairs.get(data.repairId);
  const agreed = act.type === 'RepairAgreed';
  const focus = agreed ? act.data.focusMode : undefined;
  return {
    title: agreed ? '同意信用修复决定书' : '不予信用修复决定书',
    docNo: data.decisionNo,
    appliedOn: day(applied?.receivedOn),
    agreed,
    reasons: data.reasons,
    ofPerson: applied !== undefined && applied.applicantRef !== undefined && facts.persons.has(applied.applicantRef),
    effectiveOn: agreed ? day(act.data.effectiveOn) : undefined,
    focusMode: focus && word(words, 'mode', focus),
    date: day(data.decidedOn),
    ...(agreed ? NO_REMEDY : remedyFields(act.data.remedyInfo)),
  };
}

const NO_REMEDY: Fields = { reconsideration: undefined, litigation: undefined };

function objectionDecision(facts: PaperFacts, data: Data<'ObjectionDecided'>, words: Words): Fields {
  const filed = facts.objections.get(data.objectionId);
  return {
    title: '异议处理决定书',
    docNo: undefined,
    filedOn: day(filed?.filedOn),
    grounds: (filed?.grounds ?? []).map((ground) => word(words, 'ground', ground)).join('、'),
    relief: filed?.reliefSought,
    outcome: word(words, 'outcome', data.outcome),
    reasons: data.reasons,
    date: day(data.decidedOn),
    ...remedyFields(data.remedyInfo),
  };
}

function exitNotice(facts: PaperFacts, data: Data<'ExitAnnounced'>, words: Words): Fields {
  const { exit } = facts;
  if (exit === undefined) throw new RangeError('the entry has not left');
  const toPublic = data.to === 'CHANNELS';
  return {
    title: toPublic ? '名单退出公告' : '名单退出告知书',
    docNo: undefined,
    toPublic,
    exitReason: word(words, 'exit', exit.exitReason),
    effectiveOn: day(exit.effectiveOn),
    rewarding: facts.initial.listKind === 'RED',
    date: day(data.announcedOn),
  };
}

function restoration(facts: PaperFacts, data: Data<'ReputationRestorationNoticePublished'>, words: Words): Fields {
  const { exit } = facts;
  return {
    title: '恢复信誉公告',
    docNo: undefined,
    exitReason: exit && word(words, 'exit', exit.exitReason),
    wrongOn: day(facts.wrongOn ?? exit?.effectiveOn),
    date: day(data.publishedOn),
  };
}

function remedyFields({ reconsideration, litigation }: Data<'RepairRefused'>['remedyInfo']): Fields {
  return { reconsideration: chineseDuration(reconsideration), litigation: chineseDuration(litigation) };
}

function focusFields(focus: NonNullable<Data<'PriorNoticeServed'>['terms']>['focusAfterExit'], words: Words): Fields {
  return {
    focusMode: focus && word(words, 'mode', focus.mode),
    focusValidity: focus && chineseDuration(focus.validity),
  };
}

function basisFields({ title, docNo, article }: LegalBasis): Fields {
  return { basisTitle: title.replace(/^《(.*)》$/, '$1'), basisNo: docNo, article };
}

function day(date: LegalDate | undefined): string | undefined {
  return date === undefined ? undefined : chineseDate(date);
}

function word(words: Words, table: WordTable, code: string): string {
  return words[table][code] ?? code;
}

function masked(value: Text, mask: (text: string) => string): Text {
  return typeof value === 'string' ? mask(value) : value;
}
