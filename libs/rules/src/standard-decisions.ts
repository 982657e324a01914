import { addDuration } from './calendar.js';
import { sameContent } from './canonical.js';
import { addDays, compareDates, isLegalDate } from './days.js';
import { favoursSubject } from './favour.js';
import { RuleRefusal, type RuleProblem } from './refusal.js';
import { resolveFromPacks, RuleNotFound } from './rule-packs.js';
import type {
  CloseConsultation,
  DraftStandard,
  OpenConsultation,
  PublishStandard,
  RecordStandardEvaluation,
  RejectStandardApproval,
  RetireStandard,
  ReviseStandardDraft,
  StandardCommand,
} from './standard-commands.js';
import { changedFields, compareStandards } from './standard-compare.js';
import { contentOf, draftOf, publishedOf, type StandardEvent, type StandardState } from './standard-stream.js';
import { type BasisMode, checkStandard } from './standards.js';
import type {
  LegalDate,
  Official,
  RecognitionStandard,
  ResolvedRule,
  RulePack,
  StandardContent,
  WorkingCalendar,
} from './types.js';

export interface StandardContext {
  readonly today: LegalDate;
  readonly actor: Official;
  readonly calendar: WorkingCalendar;
  readonly packs: readonly RulePack[];
  readonly basisMode: BasisMode;
}

const CLAUSE_49_7 = '国办发〔2020〕49号 七';

/**
 * What a command on a standard comes to.
 * @throws RuleRefusal, with every problem of the content where it cannot be published.
 */
export function decideStandard(
  command: StandardCommand,
  state: StandardState,
  context: StandardContext,
): readonly StandardEvent[] {
  switch (command.type) {
    case 'DraftStandard':
      return decideDraft(command, state);
    case 'ReviseStandardDraft':
      return decideChange(command, state);
    case 'OpenConsultation':
      return decideConsultation(command, state, context);
    case 'CloseConsultation':
      return decideClosing(command, state, context);
    case 'ProposeStandardApproval':
      return decideProposal(state, context);
    case 'ApproveStandard':
      return decideApproval(state, context);
    case 'RejectStandardApproval':
      return decideRejection(command, state, context);
    case 'PublishStandard':
      return decidePublication(command, state, context);
    case 'SettleStandard':
      return settle(state, context);
    case 'RetireStandard':
      return decideRetirement(command, state, context);
    case 'RecordStandardEvaluation':
      return decideEvaluation(command, state, context);
  }
}

function decideDraft({ standardId, content }: DraftStandard, state: StandardState): readonly StandardEvent[] {
  const draft = draftOf(state);
  const published = publishedOf(state);
  if (draft) {
    if (sameContent(contentOf(draft), content)) return [];
    throw new RuleRefusal('STANDARD_DRAFT_EXISTS', '4.2', '该标准已有草稿', 'The standard has an open draft');
  }
  refuseRetired(published);
  refuseOtherKind(published, content);
  return [{ type: 'StandardDrafted', data: { standardId, version: (published?.version ?? 0) + 1, content } }];
}

function decideChange({ content }: ReviseStandardDraft, state: StandardState): readonly StandardEvent[] {
  const draft = demandDraft(state);
  refuseOtherKind(publishedOf(state), content);
  if (sameContent(contentOf(draft), content)) return [];
  if (draft.consultation && draft.consultation.closedOn === undefined) {
    throw new RuleRefusal(
      'STANDARD_IN_CONSULTATION',
      '4.2',
      '征求意见期间文本不得更改,请在结束征求意见时一并修改',
      'The text does not change while opinions are taken; amend it when the consultation is closed',
    );
  }
  return [{ type: 'StandardDraftChanged', data: { version: draft.version, content } }];
}

function decideConsultation(
  { openedOn }: OpenConsultation,
  state: StandardState,
  { today, calendar, packs }: StandardContext,
): readonly StandardEvent[] {
  const draft = demandDraft(state);
  const opened = openedOn ?? today;
  if (draft.status !== 'DRAFT') {
    if (draft.consultation?.openedOn === opened) return [];
    throw new RuleRefusal('CONSULTATION_EXISTS', '4.2', '已经征求意见', 'The draft is or was consulted on already');
  }
  demandPast(opened, today);
  if (publishedOf(state) && opened !== today) {
    throw new RuleRefusal(
      'CONSULTATION_BACKDATED',
      '4.2',
      '修订标准的征求意见自当日开始',
      'The consultation on a revision begins on the day on which it is opened',
    );
  }
  const rule = consultationRule(draft, packs, today);
  const { dueOn: endsOn } = addDuration(calendar, opened, rule.value);
  const { from: ruleFrom, legalSource } = rule;
  const { version } = draft;
  return [{ type: 'ConsultationOpened', data: { version, openedOn: opened, endsOn, ruleFrom, legalSource } }];
}

/** The packs' length, or the standard's own where that is longer. */
function consultationRule(draft: RecognitionStandard, packs: readonly RulePack[], on: LegalDate): ResolvedRule {
  const key = 'stdChange.consultation';
  const rule = resolveFromPacks(key, draft, packs, on);
  if (!rule) throw new RuleNotFound(key, on);
  const own = draft.ruleOverrides.find((one) => one.key === key)?.value;
  if (!own || !favoursSubject(key, own, rule.value)) return rule;
  return { key, value: own, legalSource: draft.title, from: `standard:${draft.standardId}@${draft.version}` };
}

function decideClosing(
  { closedOn, summary, content }: CloseConsultation,
  state: StandardState,
  { today }: StandardContext,
): readonly StandardEvent[] {
  const draft = demandDraft(state);
  const { version, consultation } = draft;
  if (!consultation || consultation.closedOn !== undefined) {
    throw new RuleRefusal('CONSULTATION_NOT_OPEN', '4.2', '没有正在进行的征求意见', 'No consultation is open');
  }
  const closed = closedOn ?? today;
  demandPast(closed, today);
  if (compareDates(closed, consultation.endsOn) <= 0) {
    throw new RuleRefusal(
      'CONSULTATION_TOO_SHORT',
      CLAUSE_49_7,
      `征求意见不得少于30日,至${consultation.endsOn}止`,
      `Opinions are taken until ${consultation.endsOn}`,
    );
  }
  demandText(
    summary,
    'CONSULTATION_SUMMARY_MISSING',
    '须写明征求意见情况',
    'Say what was answered and what came of it',
  );
  if (content) refuseOtherKind(publishedOf(state), content);
  const amended = content && !sameContent(content, contentOf(draft));
  return [{ type: 'ConsultationClosed', data: { version, closedOn: closed, summary, ...(amended && { content }) } }];
}

function decideProposal(state: StandardState, { actor }: StandardContext): readonly StandardEvent[] {
  const draft = demandDraft(state);
  if (draft.proposedBy) return [];
  const [missing] = consultationProblems(draft);
  if (missing) throw new RuleRefusal(missing.code, missing.clause, missing.zh, missing.en, [missing]);
  return [{ type: 'StandardApprovalProposed', data: { version: draft.version, proposedBy: actor } }];
}

function decideApproval(state: StandardState, { today, actor }: StandardContext): readonly StandardEvent[] {
  const draft = demandDraft(state);
  const { version, proposedBy } = draft;
  if (!proposedBy) throw notProposed();
  if (draft.status === 'APPROVED') return [];
  demandSecondPerson(proposedBy, actor);
  return [{ type: 'StandardApproved', data: { version, proposedBy, approvedBy: actor, approvedOn: today } }];
}

function decideRejection(
  { reason }: RejectStandardApproval,
  state: StandardState,
  { actor }: StandardContext,
): readonly StandardEvent[] {
  const draft = demandDraft(state);
  const { version, proposedBy } = draft;
  if (!proposedBy || draft.status === 'APPROVED') throw notProposed();
  demandSecondPerson(proposedBy, actor);
  demandText(reason, 'REASON_MISSING', '须写明理由', 'Say why');
  return [{ type: 'StandardApprovalRejected', data: { version, rejectedBy: actor, reason } }];
}

function decidePublication(
  { effectiveFrom, transition }: PublishStandard,
  state: StandardState,
  { today, packs, basisMode }: StandardContext,
): readonly StandardEvent[] {
  const draft = draftOf(state);
  const published = publishedOf(state);
  if (!draft) {
    const running = published?.status === 'PUBLISHED' || published?.status === 'EFFECTIVE';
    if (running && published.effectiveFrom === effectiveFrom) return [];
    throw noDraft();
  }
  refuseRetired(published);
  demandDate(effectiveFrom);
  // A first version may record a standard that has long been in force on paper; a later one may not reach back.
  const earliest = published?.effectiveFrom ? addDays(published.effectiveFrom, 1) : undefined;
  if (earliest && (compareDates(effectiveFrom, today) < 0 || compareDates(effectiveFrom, earliest) < 0)) {
    throw new RuleRefusal(
      'STANDARD_RETROACTIVE',
      '3.15',
      '修订后的标准不得溯及既往',
      'A revised standard takes effect today or later, and after the version before it',
    );
  }
  const check = checkStandard(contentOf(draft), { basisMode, packs, on: effectiveFrom });
  const problems = [...check.problems, ...lifeProblems(draft)];
  const [first] = problems;
  if (first) throw new RuleRefusal(first.code, first.clause, first.zh, first.en, problems);
  const { standardId, version } = draft;
  const said = transition === undefined ? {} : { transition };
  const { basisInsufficient } = check;
  const events: StandardEvent[] = [
    {
      type: 'StandardPublished',
      data: { standardId, version, publishedOn: today, effectiveFrom, basisInsufficient, ...said },
    },
  ];
  if (published) {
    const [before, after] = [contentOf(published), contentOf(draft)];
    events.push({
      type: 'StandardRevised',
      data: {
        standardId,
        oldVersion: published.version,
        oldEffectiveTo: addDays(effectiveFrom, -1),
        newVersion: version,
        effectiveFrom,
        changes: changedFields(before, after),
        compared: compareStandards(before, after),
        ...said,
      },
    });
  }
  if (compareDates(effectiveFrom, today) <= 0) events.push(tookEffect(standardId, version, effectiveFrom, published));
  return events;
}

/** What of the way to its publication is still to be done (4.2). */
function lifeProblems(draft: RecognitionStandard): readonly RuleProblem[] {
  if (draft.status === 'APPROVED') return [];
  const approval: RuleProblem = {
    code: 'STANDARD_NOT_APPROVED',
    field: 'approval',
    zh: '标准尚未经第二人批准',
    en: 'The standard has not been approved by a second person',
    clause: '4.2',
  };
  return [...consultationProblems(draft), approval];
}

function consultationProblems({ consultation }: RecognitionStandard): readonly RuleProblem[] {
  if (consultation?.closedOn !== undefined) return [];
  const at = { field: 'consultation', clause: CLAUSE_49_7 };
  if (consultation) {
    return [{ ...at, code: 'CONSULTATION_OPEN', zh: '征求意见尚未结束', en: 'The consultation is not closed' }];
  }
  return [{ ...at, code: 'CONSULTATION_MISSING', zh: '尚未征求意见', en: 'The public has not been consulted' }];
}

function settle(state: StandardState, { today }: StandardContext): readonly StandardEvent[] {
  const last = publishedOf(state);
  if (!last) return [];
  const { standardId, version, status, effectiveFrom, effectiveTo } = last;
  if (status === 'PUBLISHED' && effectiveFrom && compareDates(effectiveFrom, today) <= 0) {
    const former = state.versions.findLast((one) => one.version < version);
    return [tookEffect(standardId, version, effectiveFrom, former)];
  }
  if (status === 'RETIRED' && !last.ended && effectiveTo && compareDates(effectiveTo, today) < 0) {
    return [{ type: 'StandardEnded', data: { standardId, version, lastDay: effectiveTo } }];
  }
  return [];
}

/** Whether the first or the last day of a standard has come and is not recorded yet. */
export function isToSettle(standard: RecognitionStandard, today: LegalDate): boolean {
  const { status, effectiveFrom, effectiveTo, ended } = standard;
  if (status === 'PUBLISHED') return effectiveFrom !== undefined && compareDates(effectiveFrom, today) <= 0;
  return status === 'RETIRED' && !ended && effectiveTo !== undefined && compareDates(effectiveTo, today) < 0;
}

function tookEffect(
  standardId: string,
  version: number,
  effectiveFrom: LegalDate,
  former: RecognitionStandard | undefined,
): StandardEvent {
  const supersedes = former && { supersedes: former.version };
  return { type: 'StandardTookEffect', data: { standardId, version, effectiveFrom, ...supersedes } };
}

function decideRetirement(
  { effectiveTo, reason }: RetireStandard,
  state: StandardState,
  { today }: StandardContext,
): readonly StandardEvent[] {
  const published = demandPublished(state);
  const lastDay = effectiveTo ?? today;
  if (published.status === 'RETIRED') {
    if (effectiveTo === undefined || effectiveTo === published.effectiveTo) return [];
    refuseRetired(published);
  }
  const begun = published.effectiveFrom === undefined || compareDates(published.effectiveFrom, lastDay) <= 0;
  if (!isLegalDate(lastDay) || compareDates(lastDay, today) < 0 || !begun) {
    throw new RuleRefusal(
      'STANDARD_RETROACTIVE',
      '3.15',
      '废止日期不得早于当日和生效日期',
      'The last day lies neither in the past nor before the first',
    );
  }
  const { standardId, version } = published;
  const said = reason === undefined ? {} : { reason };
  return [{ type: 'StandardRetired', data: { standardId, version, effectiveTo: lastDay, ...said } }];
}

function decideEvaluation(
  { type: _type, ...evaluation }: RecordStandardEvaluation,
  state: StandardState,
  { today }: StandardContext,
): readonly StandardEvent[] {
  const published = demandPublished(state);
  demandPast(evaluation.evaluatedOn, today);
  demandText(evaluation.evaluator, 'EVALUATOR_MISSING', '须写明第三方机构', 'Name the third party');
  if (sameContent(evaluation, published.lastEvaluation)) return [];
  const { standardId, version } = published;
  return [{ type: 'StandardEvaluated', data: { standardId, version, ...evaluation } }];
}

function demandDraft(state: StandardState): RecognitionStandard {
  const draft = draftOf(state);
  if (!draft) throw noDraft();
  return draft;
}

function demandPublished(state: StandardState): RecognitionStandard {
  const published = publishedOf(state);
  if (published) return published;
  throw new RuleRefusal('STANDARD_NOT_PUBLISHED', '4.2', '标准尚未公布', 'The standard is not published');
}

function demandDate(date: LegalDate): void {
  if (!isLegalDate(date)) throw new RuleRefusal('DATE_INVALID', '4.1', '日期无效', 'That is not a date');
}

function demandPast(date: LegalDate, today: LegalDate): void {
  demandDate(date);
  if (compareDates(date, today) <= 0) return;
  throw new RuleRefusal('DATE_IN_FUTURE', '4.1', '日期不得晚于当日', 'The date lies in the future');
}

function demandText(text: string, code: string, zh: string, en: string): void {
  if (text.trim() === '') throw new RuleRefusal(code, '4.1', zh, en);
}

function demandSecondPerson(proposedBy: Official, actor: Official): void {
  if (proposedBy.userId !== actor.userId) return;
  throw new RuleRefusal(
    'SECOND_PERSON_REQUIRED',
    '2',
    '提请批准的人不得自行批准',
    'Who put it forward does not approve it',
  );
}

function notProposed(): RuleRefusal {
  return new RuleRefusal('STANDARD_NOT_PROPOSED', '4.2', '没有待批准的标准', 'Nothing was put forward for approval');
}

function noDraft(): RuleRefusal {
  return new RuleRefusal('STANDARD_NO_DRAFT', '4.2', '没有待公布的草稿', 'There is no open draft');
}

function refuseRetired(published: RecognitionStandard | undefined): void {
  if (published?.status !== 'RETIRED') return;
  throw new RuleRefusal('STANDARD_RETIRED', '4.2', '标准已废止', 'The standard is retired');
}

function refuseOtherKind(published: RecognitionStandard | undefined, content: StandardContent): void {
  if (!published || published.listKind === content.listKind) return;
  throw new RuleRefusal('STANDARD_KIND_FIXED', '4.1', '名单类型不得改变', 'The kind of list cannot change');
}
