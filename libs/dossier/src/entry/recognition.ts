import { governingPackId, workingDaysBetween, type LegalDate } from '#libs/rules';
import type { CommandData } from '../commands.js';
import { fourEyes, forApproval, propose, receipt, twoPersons } from '../decision/proposals.js';
import { lapseDeadlines, MOMENTS, ruleOf } from '../deadlines/deadlines.js';
import type { Draft } from '../draft.js';
import type { AnnouncedTerms, Gate, NonRecognitionReason } from '../shared.js';
import type { Entry } from '../state.js';
import { checkBlack, checkRed } from './cross-check.js';
import { removeFromRed } from './cross-list.js';
import { exitEntry, setListingDeadlines, setWarningDeadline } from './exit.js';
import { endProcedure } from './generate.js';
import { ofList, preparing } from './guards.js';
import { noticeRequired, readiness } from './readiness.js';
import { setRepairWindow } from './repair-window.js';
import { demandInForce, openReviewOwed, STANDARD_REVIEW } from './standard-change.js';
import { announcedTerms, beyondNotice, decidedTerms, remedyInfo } from './terms.js';

export function proposeRecognition(draft: Draft, { entryId, terms, reasons }: CommandData<'ProposeRecognition'>): void {
  const entry = beforeRecognition(draft, entryId);
  demandInForce(draft, entry, draft.today);
  demandGates(draft, entry);
  const intended = announcedTerms(draft, entry, terms);
  demandWithinNotice(draft, entry, intended);
  propose(draft, entryId, { kind: 'RECOGNITION', terms: intended, reasons: draft.text(entryId, reasons) });
}

/** R5, B8, F3. Every gate again, on the day; a red entry is checked once more. */
export function recognizeEntry(
  draft: Draft,
  { entryId, proposalId, decisionNo, decidedOn: given }: CommandData<'RecognizeEntry'>,
): void {
  const entry = beforeRecognition(draft, entryId);
  const { gates, readyOn } = demandGates(draft, entry);
  const { proposal, content } = forApproval(draft, entryId, proposalId, 'RECOGNITION');
  const decidedOn = draft.pastDate(given, 'decidedOn');
  draft.demand(decidedOn >= readyOn, 'DECIDED_BEFORE_READY', { date: decidedOn, ready: readyOn });
  demandInForce(draft, entry, decidedOn);
  demandWithinNotice(draft, entry, content.terms);
  if (entry.listKind === 'RED') {
    const black = draft.ctx.crossCheck.black;
    draft.demand(black.available, 'CROSS_CHECK_UNAVAILABLE', { source: black.sourceId });
    // A hit screens the candidate out, also at this point (R5).
    if (checkRed(draft, entryId) === 'HIT') return;
  }
  const standard = draft.standardOf(entry);
  const checked: Gate[] =
    entry.listKind === 'RED'
      ? [
          {
            gate: 'SECOND_CROSS_CHECK_CLEAN',
            against: draft.entry(entryId).crossCheck?.sources ?? '',
            since: draft.today,
            clause: 'spec 3.5 R5, I7',
          },
        ]
      : [];
  const terms = decidedTerms(draft, content.terms, decidedOn);
  if (terms.validTo < draft.today) draft.refuse('VALIDITY_OVER', { date: terms.validTo });
  draft.emit('EntryRecognized', {
    entryId,
    ...twoPersons(draft, proposal),
    decisionNo,
    decidedOn,
    recordedOn: draft.today,
    backdated: isBackdated(draft, entry, decidedOn),
    terms,
    rulePackId: governingPackId({ packs: draft.ctx.rulePacks, on: decidedOn }),
    legalBasis: standard.legalBasis,
    remedyInfo: remedyInfo(draft, standard),
    ...(entry.listKind === 'FOCUS' && { mode: 'FULL' as const }),
    reasons: content.reasons,
    receipt: receipt(draft, entry, [...gates, ...checked, fourEyes(proposal, draft)]),
  });
  lapseDeadlines(
    draft,
    (d) => d.entryId === entryId && (d.key === MOMENTS.statement || d.key === MOMENTS.publicityEnd),
    'RECOGNIZED',
  );
  afterRecognition(draft, draft.entry(entryId), decidedOn);
}

/** Duties and consequences that begin with the recognition, in the same append. */
export function afterRecognition(draft: Draft, entry: Entry, decidedOn: LegalDate): void {
  const { entryId, listKind } = entry;
  setListingDeadlines(draft, entry, decidedOn);
  // Decided before the standard changed and recorded after it.
  draft.asSystem(STANDARD_REVIEW, () => openReviewOwed(draft, entryId));
  if (listKind === 'BLACK') {
    setRepairWindow(draft, entry, decidedOn);
    draft.asSystem('crossCheck.blackVsRed', () => checkBlack(draft, entryId));
    const focus =
      entry.transferredFromEntryId === undefined ? undefined : draft.state.entries[entry.transferredFromEntryId];
    if (focus?.phase === 'ACTIVE')
      draft.asSystem('focus.transferredToBlack', () =>
        exitEntry(draft, focus.entryId, { reason: 'TRANSFERRED_TO_BLACK', causedByEntryId: entryId }),
      );
  }
  if (listKind === 'FOCUS') {
    setWarningDeadline(draft, entry, decidedOn);
    removeFromRed(draft, entryId, 'FOCUS_LISTED');
  }
}

/** 3.12. */
function isBackdated(draft: Draft, entry: Entry, decidedOn: LegalDate): boolean {
  return (
    workingDaysBetween(draft.ctx.calendar, decidedOn, draft.today) >
    ruleOf(draft, entry, 'record.backdated').value.value
  );
}

function beforeRecognition(draft: Draft, entryId: string): Entry {
  const { phase } = draft.entry(entryId);
  if (phase === 'ACTIVE' || phase === 'EXITED') draft.refuse('ALREADY_RECOGNIZED');
  if (phase === 'SCREENED_OUT') draft.refuse('CROSS_CHECK_NOT_CLEAN');
  return preparing(draft, entryId);
}

function demandGates(draft: Draft, entry: Entry): { readonly gates: readonly Gate[]; readonly readyOn: LegalDate } {
  const { met, missing, readyOn } = readiness(draft.state, entry, draft.standardOf(entry), draft.today);
  const [first] = missing;
  if (first) draft.refuse(first.code, first.params);
  return { gates: met, readyOn: readyOn ?? draft.today };
}

/** B8: as announced in the notice to the subject. */
function demandWithinNotice(draft: Draft, entry: Entry, terms: AnnouncedTerms): void {
  const notice = entry.notices.find((n) => n.purpose === 'RECOGNITION' && n.recipientRef === draft.subject.subjectId);
  const what = notice?.terms && beyondNotice(draft, notice.terms, terms);
  if (what !== undefined) draft.refuse('TERMS_BEYOND_NOTICE', { what });
}

// --- the decision not to recognise

export function proposeNonRecognition(
  draft: Draft,
  { entryId, reason, reasons }: CommandData<'ProposeNonRecognition'>,
): void {
  demandGroundNotTo(draft, beforeRecognition(draft, entryId), reason);
  propose(draft, entryId, { kind: 'NON_RECOGNITION', reason, reasons: draft.text(entryId, reasons) });
}

export function decideNotToRecognize(
  draft: Draft,
  { entryId, proposalId, decidedOn: given }: CommandData<'DecideNotToRecognize'>,
): void {
  const entry = beforeRecognition(draft, entryId);
  const { proposal, content } = forApproval(draft, entryId, proposalId, 'NON_RECOGNITION');
  demandGroundNotTo(draft, entry, content.reason);
  const decidedOn = draft.pastDate(given, 'decidedOn');
  draft.notBefore(decidedOn, entry.generatedOn, 'decidedOn', 'generatedOn');
  draft.emit('EntryNotRecognized', {
    entryId,
    ...twoPersons(draft, proposal),
    reason: content.reason,
    reasons: content.reasons,
    decidedOn,
    receipt: receipt(draft, entry, [fourEyes(proposal, draft)]),
  });
  endProcedure(draft, entryId, 'NOT_RECOGNIZED');
}

/** A reason that names something on file needs it on file. */
function demandGroundNotTo(draft: Draft, entry: Entry, reason: NonRecognitionReason): void {
  const adopted = entry.statements.some((s) => s.considered !== undefined && s.considered.result !== 'NOT_ADOPTED');
  const upheld = Object.values(draft.state.cases).some(
    (c) => c.entryId === entry.entryId && c.outcome !== undefined && c.outcome !== 'DISMISSED',
  );
  if ((reason === 'STATEMENT_ADOPTED' && !adopted) || (reason === 'OBJECTION_UPHELD' && !upheld))
    draft.refuse('NO_GROUND_NOT_TO_RECOGNIZE', { reason });
}

// --- waiver of the notice (B4)

export function proposePriorNoticeWaiver(
  draft: Draft,
  { entryId, legalBasis, reasons }: CommandData<'ProposePriorNoticeWaiver'>,
): void {
  demandWaivable(draft, entryId);
  propose(draft, entryId, { kind: 'PRIOR_NOTICE_WAIVER', legalBasis, reasons: draft.text(entryId, reasons) });
}

export function waivePriorNotice(draft: Draft, { entryId, proposalId }: CommandData<'WaivePriorNotice'>): void {
  const entry = demandWaivable(draft, entryId);
  const { proposal, content } = forApproval(draft, entryId, proposalId, 'PRIOR_NOTICE_WAIVER');
  draft.emit('PriorNoticeWaived', {
    entryId,
    ...twoPersons(draft, proposal),
    legalBasis: content.legalBasis,
    reasons: content.reasons,
    waivedOn: draft.today,
    receipt: receipt(draft, entry, [
      {
        gate: 'WAIVABLE',
        against: `${entry.standardId}@${entry.standardVersion}`,
        since: draft.today,
        clause: 'spec 3.6 B4; S1 §3',
      },
      fourEyes(proposal, draft),
    ]),
  });
}

/** Never for natural persons; for organisations where the standard allows it. */
function demandWaivable(draft: Draft, entryId: string): Entry {
  const entry = beforeRecognition(draft, entryId);
  ofList(draft, entry, 'BLACK', 'FOCUS');
  if (draft.isNaturalPerson) draft.refuse('NOT_WAIVABLE_FOR_NATURAL_PERSON');
  const standard = draft.standardOf(entry);
  draft.demand(standard.notice.waivable || !noticeRequired(draft.state, entry, standard), 'NOT_WAIVABLE');
  return entry;
}
