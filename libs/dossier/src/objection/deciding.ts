import type { CaseDecisionInput, CommandData } from '../commands.js';
import { addDuration } from '#libs/rules';
import { lapseDeadlines, meetDeadline, ruleOf, setDeadline } from '../deadlines/deadlines.js';
import { receipt } from '../decision/proposals.js';
import type { Draft } from '../draft.js';
import { endProcedure } from '../entry/generate.js';
import { emitCorrection, oweCorrection } from '../entry/correction.js';
import { annulAfterExit } from '../entry/listed.js';
import { closePerson } from '../entry/persons.js';
import { remedyInfo } from '../entry/terms.js';
import { oweRestoration } from '../entry/restoration.js';
import { revokeByCase } from '../entry/undoing.js';
import type { Gate } from '../shared.js';
import type { Case, Entry } from '../state.js';
import { personOf } from './evolve.js';
import { clearMark } from './filing.js';
import { emitWithPapers, type PaperRecipient } from '../papers.js';

/** O8 for an objection. */
export function decideObjection(draft: Draft, data: CommandData<'DecideObjection'>): void {
  decideCase(draft, data.entryId, data.objectionId, 'OBJECTION', data);
}

/** O8 for a verification that no objection opened. */
export function decideVerification(draft: Draft, data: CommandData<'DecideVerification'>): void {
  decideCase(draft, data.entryId, data.verificationId, 'VERIFICATION', data);
}

function decideCase(draft: Draft, entryId: string, caseId: string, kind: Case['kind'], input: CaseDecisionInput): void {
  const known = draft.case(entryId, caseId);
  const open: readonly Case['status'][] = ['ACCEPTED', 'REFERRED', 'REPLIED'];
  if (known.kind !== kind || !open.includes(known.status)) draft.refuse('OBJECTION_STATE', { state: known.status });
  const entry = draft.entry(entryId);
  demandDecider(draft, entry, known, input);
  // O8: a reply has come, or the decider took evidence.
  draft.demand(known.finding !== undefined || (input.evidence ?? []).length > 0, 'EVIDENCE_MISSING');
  const decision = decisionOf(draft, entry, known, input);
  if (kind === 'OBJECTION')
    emitWithPapers(draft, 'ObjectionDecided', { entryId, objectionId: caseId, ...decision }, objectorOf(draft, known), [
      'OBJECTION_DECISION',
    ]);
  else draft.emit('VerificationDecided', { entryId, verificationId: caseId, ...decision });
  meetDeadline(draft, 'objection.total', caseId, decision.decidedOn);
  lapseDeadlines(draft, (d) => d.ownerRef === caseId, 'DECIDED');
  consequences(draft, known, input);
}

/** Whom the decision is for. Who objects from outside is known to nobody but the handlers (6.3). */
function objectorOf(draft: Draft, { standing, objectorRef }: Case): PaperRecipient {
  if (standing === 'SUBJECT') return { addressee: 'SUBJECT', recipientRef: draft.subject.subjectId };
  const addressee = standing === 'RESPONSIBLE_PERSON' ? 'RESPONSIBLE_PERSON' : 'OBJECTOR';
  return objectorRef === undefined ? { addressee } : { addressee, recipientRef: objectorRef };
}

function decisionOf(draft: Draft, entry: Entry, known: Case, input: CaseDecisionInput) {
  const decidedOn = draft.pastDate(input.decidedOn, 'decidedOn');
  draft.notBefore(decidedOn, known.filedOn, 'decidedOn', 'filedOn');
  const gates: Gate[] = [
    {
      gate: 'DECIDER_NOT_ORIGINAL_APPROVER',
      against: entry.recognition?.approver.userId ?? '-',
      since: decidedOn,
      clause: 'spec 2; spec 3.8 O8',
    },
    { gate: 'VERIFIED', against: verifiedBy(known, input), since: decidedOn, clause: 'spec 3.8 O8; S0 §19' },
  ];
  return {
    outcome: input.outcome,
    reasons: draft.text(entry.entryId, input.reasons, known.objectorRef),
    remedyInfo: remedyInfo(draft, draft.standardOf(entry)),
    decidedOn,
    decider: draft.actor,
    receipt: receipt(draft, entry, gates),
  };
}

/** The finding of the provider, or the documents in which the decider took evidence, by content (D17). */
function verifiedBy({ finding }: Case, { evidence = [] }: CaseDecisionInput): string {
  return [...(finding ? [finding] : []), ...evidence.map(({ docId, sha256 }) => `${docId}@${sha256}`)].join(', ');
}

/** Decider ≠ original approver; where the listing is found wrong, also ≠ who took the case in: two persons (2). */
function demandDecider(draft: Draft, entry: Entry, known: Case, { outcome }: CaseDecisionInput): void {
  const { userId } = draft.actor;
  draft.demand(entry.recognition?.approver.userId !== userId, 'DECIDER_IS_ORIGINAL_APPROVER');
  const undoes = outcome === 'UPHELD_WRONG' || outcome === 'UNDETERMINED';
  draft.demand(!undoes || known.handler?.userId !== userId, 'DECIDER_IS_HANDLER');
}

/** 3.8, the table of consequences by outcome and by where the entry stands. */
function consequences(draft: Draft, known: Case, input: CaseDecisionInput): void {
  const { entryId } = known;
  const entry = draft.entry(entryId);
  switch (input.outcome) {
    case 'DISMISSED':
      return clearMark(draft, entryId, known.caseId);
    case 'UPHELD_INACCURATE':
      return correctAfterCase(draft, entry, known, input);
    case 'UPHELD_WRONG':
      clearMark(draft, entryId, known.caseId);
      return undo(draft, entry, known, input);
    case 'UNDETERMINED':
      return undetermined(draft, entry, known, input);
  }
}

function undo(draft: Draft, entry: Entry, known: Case, { reasons }: CaseDecisionInput): void {
  const { entryId } = entry;
  const personRef = personOf(entry, known);
  // The entity's entry stands when only the role of one person was wrong (3.13).
  if (personRef !== undefined) return closePerson(draft, entryId, personRef, 'OBJECTION_UPHELD');
  if (entry.phase === 'PREPARING') return notRecognized(draft, entry, known, reasons);
  if (entry.phase === 'ACTIVE') {
    revokeByCase(draft, entry, known.caseId, known.handler ?? draft.actor, reasons);
  } else if (entry.phase === 'EXITED') annulAfterExit(draft, entryId, reasons, known.caseId);
  oweRestoration(draft, entry, known.caseId);
}

/** Before the recognition: not listed, and what was shown is taken down. */
function notRecognized(draft: Draft, entry: Entry, known: Case, reasons: string): void {
  const { entryId } = entry;
  draft.emit('EntryNotRecognized', {
    entryId,
    proposalId: known.caseId,
    drafter: known.handler ?? draft.actor,
    approver: draft.actor,
    reason: 'OBJECTION_UPHELD',
    reasons: draft.text(entryId, reasons),
    decidedOn: draft.today,
    receipt: receipt(draft, entry, [
      { gate: 'OBJECTION_UPHELD', against: known.caseId, since: draft.today, clause: 'spec 3.8; S1 §3' },
    ]),
  });
  endProcedure(draft, entryId, 'NOT_RECOGNIZED');
}

/** Corrected and, once listed, shown and reported again within correction.propagate. */
function correctAfterCase(draft: Draft, entry: Entry, known: Case, { corrections, reasons }: CaseDecisionInput): void {
  draft.demand(corrections !== undefined && corrections.length > 0, 'CORRECTION_REQUIRED');
  const { entryId } = entry;
  emitCorrection(draft, entryId, corrections, reasons, known.caseId);
  clearMark(draft, entryId, known.caseId);
  oweCorrection(draft, entryId, known.caseId);
}

/** nobody is listed on doubt; a person is taken off; for others the office or the superior unit decides. */
function undetermined(draft: Draft, entry: Entry, known: Case, input: CaseDecisionInput): void {
  const { entryId } = entry;
  const { caseId } = known;
  if (entry.phase === 'PREPARING' || (entry.phase === 'ACTIVE' && draft.isNaturalPerson)) {
    clearMark(draft, entryId, caseId);
    return undo(draft, entry, known, input);
  }
  if (entry.phase !== 'ACTIVE') return clearMark(draft, entryId, caseId);
  openReview(draft, entry, caseId, 'RULE');
}

// --- review (O9)

export function requestReview(draft: Draft, { entryId, caseId }: CommandData<'RequestReview'>): void {
  const known = draft.case(entryId, caseId);
  if (known.status === 'IN_REVIEW') return;
  if (known.status !== 'DECIDED') draft.refuse('OBJECTION_STATE', { state: known.status });
  const entry = draft.entry(entryId);
  const rule = ruleOf(draft, entry, 'objection.reviewFile');
  const last = addDuration(draft.ctx.calendar, known.decidedOn ?? draft.today, rule.value, { rollOver: true }).dueOn;
  draft.demand(draft.today <= last, 'REVIEW_TOO_LATE', { date: last });
  openReview(draft, entry, caseId, 'OBJECTOR');
}

function openReview(draft: Draft, entry: Entry, caseId: string, by: 'OBJECTOR' | 'RULE'): void {
  const { entryId } = entry;
  const reviewId = draft.ctx.newId(`review/${caseId}`);
  draft.emit('ReviewRequested', { entryId, caseId, reviewId, requestedOn: draft.today, by });
  if (!draft.entry(entryId).marks.includes(caseId)) draft.emit('DisputeMarkApplied', { entryId, caseId });
  setDeadline(draft, { entry, key: 'objection.review', ownerRef: reviewId, startOn: draft.today });
}

/** Binds the unit; has the consequences of a decision. */
export function decideReview(draft: Draft, data: CommandData<'DecideReview'>): void {
  const { entryId, caseId, reviewId } = data;
  const known = draft.case(entryId, caseId);
  if (known.status !== 'IN_REVIEW' || known.reviewId !== reviewId)
    draft.refuse('OBJECTION_STATE', { state: known.status });
  const entry = draft.entry(entryId);
  demandDecider(draft, entry, known, data);
  draft.demand(known.decider?.userId !== draft.actor.userId, 'FOUR_EYES');
  draft.emit('ReviewDecided', { entryId, caseId, reviewId, ...decisionOf(draft, entry, known, data) });
  meetDeadline(draft, 'objection.review', reviewId, draft.today);
  // After a review there is no further one: doubt that remains speaks for the subject.
  const outcome = data.outcome === 'UNDETERMINED' ? 'UPHELD_WRONG' : data.outcome;
  consequences(draft, draft.case(entryId, caseId), { ...data, outcome });
}

export function notifyObjector(draft: Draft, data: CommandData<'NotifyObjector'>): void {
  const { entryId, objectionId, channel } = data;
  const known = draft.case(entryId, objectionId);
  if (known.decidedOn === undefined && known.status !== 'INTAKE_REFUSED')
    draft.refuse('OBJECTION_STATE', { state: known.status });
  const notifiedOn = draft.pastDate(data.notifiedOn, 'notifiedOn');
  draft.notBefore(notifiedOn, known.decidedOn, 'notifiedOn', 'decidedOn');
  draft.emit('ObjectorNotified', { entryId, objectionId, notifiedOn, channel });
}
