import { nextDay } from '#libs/rules';
import type { CommandData } from '../commands.js';
import { lapseDeadlines, meetDeadline, MOMENTS, setMoment } from '../deadlines/deadlines.js';
import { receipt } from '../decision/proposals.js';
import type { Draft } from '../draft.js';
import { emitChecked, oweCorrection } from '../entry/correction.js';
import { exitEntry } from '../entry/exit.js';
import { annulAfterExit, annulBasis } from '../entry/listed.js';
import { closePerson } from '../entry/persons.js';
import { oweRestoration } from '../entry/restoration.js';
import { verifyAnew } from '../objection/filing.js';
import { decideRepairAnew } from '../repair/repair.js';
import type { Gate } from '../shared.js';
import type { Entry, Remedy } from '../state.js';
import { annuls } from './outcomes.js';
import { closeRemedy } from './remedy.js';

type Decided = Remedy & Required<Pick<Remedy, 'outcome' | 'docNo' | 'effectiveOn' | 'reasons' | 'recordedBy'>>;

/** 3.11: the approver has executed what another official recorded of the organ's decision. */
export function executeRemedyOutcome(draft: Draft, { entryId, remedyId }: CommandData<'ExecuteRemedyOutcome'>): void {
  const remedy = decided(draft, draft.remedy(entryId, remedyId));
  const { outcome, docNo, effectiveOn, recordedBy } = remedy;
  draft.demand(recordedBy.userId !== draft.actor.userId, 'FOUR_EYES');
  const entry = draft.entry(entryId);
  const pair = `${recordedBy.userId} / ${draft.actor.userId}`;
  const gates: readonly Gate[] = [
    { gate: 'REMEDY_OUTCOME', against: docNo, since: effectiveOn, clause: 'spec 3.11; S1 §22' },
    { gate: 'FOUR_EYES', against: pair, since: draft.today, clause: 'spec 2' },
  ];
  draft.emit('RemedyOutcomeExecuted', {
    ...{ entryId, remedyId, outcome },
    executedOn: draft.today,
    drafter: recordedBy,
    approver: draft.actor,
    receipt: receipt(draft, entry, gates),
  });
  meetDeadline(draft, 'remedy.execute', remedyId, draft.today);
  closeRemedy(draft, remedy);
  if (annuls(outcome)) annul(draft, entry, remedy);
  else change(draft, entry, remedy);
}

function decided(draft: Draft, remedy: Remedy): Decided {
  const { status, outcome, docNo, effectiveOn, reasons, recordedBy } = remedy;
  if (status !== 'DECIDED' || !outcome || !docNo || !effectiveOn || !reasons || !recordedBy)
    draft.refuse('REMEDY_STATE', { state: status });
  return { ...remedy, outcome, docNo, effectiveOn, reasons, recordedBy };
}

/** The decision is gone: what rested on it goes with it, or is decided anew. */
function annul(draft: Draft, entry: Entry, remedy: Decided): void {
  const { target, targetRef = '', organ, effectiveOn, reasons, remedyId } = remedy;
  switch (target) {
    case 'RECOGNITION':
      if (remedy.personRef === undefined) return annulListing(draft, entry, remedy);
      // Only the part of one person was wrong: the entity's entry stands (3.13).
      return closePerson(draft, entry.entryId, remedy.personRef, 'REMEDY_ANNULLED');
    case 'BASIS_DECISION':
      if (entry.phase === 'PREPARING' || entry.phase === 'ACTIVE' || (entry.phase === 'EXITED' && !entry.wrong)) {
        annulBasis(draft, entry, { docNo: targetRef, organ, annulledOn: effectiveOn }, remedyId);
      }
      return;
    case 'OBJECTION_DECISION':
      if (entry.phase === 'PREPARING' || entry.phase === 'ACTIVE' || entry.phase === 'EXITED')
        verifyAnew(draft, entry, reasons);
      return;
    case 'REPAIR_REFUSAL':
      return decideRepairAnew(draft, entry, targetRef, remedyId);
  }
}

/** 3.9 REMEDY_ANNULLED: off the list without focus listing; after the exit the history is void. */
function annulListing(draft: Draft, entry: Entry, { remedyId, reasons }: Decided): void {
  const { entryId } = entry;
  if (entry.phase === 'ACTIVE') exitEntry(draft, entryId, { reason: 'REMEDY_ANNULLED', decidedBy: draft.actor });
  else annulAfterExit(draft, entryId, reasons, remedyId);
  oweRestoration(draft, entry, remedyId);
}

/** Corrected, or valid for another time; a refused repair or objection that was changed into nothing said is decided anew. */
function change(draft: Draft, entry: Entry, remedy: Decided): void {
  const { entryId } = entry;
  const { remedyId, changes = [], newValidTo, reasons } = remedy;
  if (changes.length > 0) {
    emitChecked(draft, entryId, changes, reasons, remedyId);
    oweCorrection(draft, entryId, remedyId);
  }
  if (newValidTo !== undefined) changeValidity(draft, draft.entry(entryId), remedyId, newValidTo);
  if (changes.length === 0 && newValidTo === undefined) annul(draft, entry, remedy);
}

/**
 * An entry that has left meanwhile has no validity to change, nor one that another remedy has shortened more. One whose
 * new last day is over leaves by it.
 */
function changeValidity(draft: Draft, entry: Entry, remedyId: string, newValidTo: string): void {
  const { entryId, listKind, recognition } = entry;
  const worse = listKind !== 'RED' && newValidTo > (recognition?.terms.validTo ?? '');
  if (entry.phase !== 'ACTIVE' || worse) return;
  draft.emit('ValidityChanged', { entryId, remedyId, newValidTo, changedOn: draft.today });
  if (newValidTo < draft.today)
    return exitEntry(draft, entryId, {
      reason: 'VALIDITY_EXPIRED',
      effectiveOn: nextDay(newValidTo),
      decidedBy: draft.actor,
    });
  lapseDeadlines(draft, (d) => d.key === MOMENTS.validity && d.ownerRef === entryId, 'CHANGED_BY_REMEDY');
  setMoment(draft, entry, MOMENTS.validity, entryId, draft.today, newValidTo, {
    ruleFrom: `remedy:${remedyId}`,
    legalSource: draft.remedy(entryId, remedyId).docNo ?? '',
  });
}
