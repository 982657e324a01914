import type { CommandData } from '../commands.js';
import { lapseDeadlines, setDeadline } from '../deadlines/deadlines.js';
import type { Draft } from '../draft.js';
import { checkedCorrections } from '../entry/correction.js';
import { ownPartOf } from '../entry/persons.js';
import { clearMark } from '../objection/filing.js';
import type { RemedyTarget } from '../shared.js';
import type { Case, Entry, Remedy, Repair } from '../state.js';
import { isExecuted } from './outcomes.js';

/** Marks the entry as disputed and does not suspend (3.11; 行政复议法 42, 行政诉讼法 56). */
export function recordRemedyFiled(draft: Draft, data: CommandData<'RecordRemedyFiled'>): void {
  const { entryId, type, organ, caseNo, target } = data;
  const entry = draft.entry(entryId);
  const filedOn = draft.pastDate(data.filedOn, 'filedOn');
  const personRef = ownPartOf(draft, entry, data.onBehalfOf);
  const targetRef = targetOf(draft, entry, data);
  const same = { entryId, organ, caseNo, target, targetRef, personRef };
  if (Object.values(draft.state.remedies).some((r) => isOpen(r) && isLike(r, same))) return;
  const remedyId = draft.ctx.newId('remedy');
  const person = personRef === undefined ? {} : { personRef };
  draft.emit('RemedyFiled', {
    ...{ entryId, remedyId, type, organ, caseNo, target },
    ...(targetRef !== undefined && { targetRef }),
    ...person,
    filedOn,
  });
  draft.emit('DisputeMarkApplied', { entryId, caseId: remedyId, ...person });
}

function isLike(remedy: Remedy, like: { readonly [K in keyof Remedy]?: Remedy[K] | undefined }): boolean {
  return Object.entries(like).every(([field, value]) => remedy[field as keyof Remedy] === value);
}

const isOpen = ({ status }: Remedy): boolean => status !== 'CLOSED';

const REFUSED: readonly Repair['status'][] = ['REFUSED', 'INTAKE_REFUSED'];
const DECIDED: readonly Case['status'][] = ['DECIDED', 'REVIEWED', 'INTAKE_REFUSED'];

/** What it is against, by id or number; there must be such a decision. */
function targetOf(draft: Draft, entry: Entry, data: CommandData<'RecordRemedyFiled'>): string | undefined {
  const { entryId, target } = data;
  switch (target) {
    case 'RECOGNITION':
      draft.demand(entry.recognition !== undefined, 'REMEDY_TARGET_UNKNOWN', { target });
      return undefined;
    case 'REPAIR_REFUSAL': {
      const refused = Object.values(draft.state.repairs).filter(
        (r) => r.entryId === entryId && REFUSED.includes(r.status),
      );
      return named(draft, target, refused.map((r) => r.repairId).reverse(), data.repairId);
    }
    case 'OBJECTION_DECISION': {
      const decided = Object.values(draft.state.cases).filter(
        (c) => c.entryId === entryId && DECIDED.includes(c.status),
      );
      return named(draft, target, decided.map((c) => c.caseId).reverse(), data.caseId);
    }
    case 'BASIS_DECISION':
      return named(
        draft,
        target,
        entry.basis.map((b) => b.docNo),
        data.basisDocNo,
      );
  }
}

function named(draft: Draft, target: RemedyTarget, found: readonly string[], wanted: string | undefined): string {
  const ref = wanted ?? found[0];
  return ref !== undefined && found.includes(ref) ? ref : draft.refuse('REMEDY_TARGET_UNKNOWN', { target });
}

/** 停止执行, ordered or lifted: suspends, or takes its ground away. */
export function recordStay(draft: Draft, data: CommandData<'RecordStay'>): void {
  const { entryId, remedyId, ordered, byOrgan, docNo } = data;
  const remedy = draft.remedy(entryId, remedyId);
  const from = draft.pastDate(data.from, 'from');
  const stay = { entryId, remedyId, byOrgan, ...(docNo !== undefined && { docNo }), from };
  if (ordered) {
    if (remedy.status === 'CLOSED') draft.refuse('REMEDY_STATE', { state: remedy.status });
    if (remedy.stayedFrom === undefined) draft.emit('StayOrdered', stay);
    return;
  }
  draft.demand(remedy.stayedFrom !== undefined, 'STAY_NONE');
  draft.notBefore(from, remedy.stayedFrom, 'from', 'stay');
  draft.emit('StayLifted', { ...stay, because: 'ORDER' });
}

/**
 * What the organ decided. Where the decision stands, the remedy is closed with it; else it is executed within
 * remedy.execute by an approver, and until then the record may be replaced.
 */
export function recordRemedyOutcome(draft: Draft, data: CommandData<'RecordRemedyOutcome'>): void {
  const { entryId, remedyId, outcome, docNo, reasons, corrections, newValidTo } = data;
  const remedy = draft.remedy(entryId, remedyId);
  const entry = draft.entry(entryId);
  if (remedy.status === 'CLOSED') draft.refuse('REMEDY_STATE', { state: remedy.status });
  const effectiveOn = draft.pastDate(data.effectiveOn, 'effectiveOn');
  draft.notBefore(effectiveOn, remedy.filedOn, 'effectiveOn', 'filedOn');
  demandChanges(draft, entry, remedy, data);
  draft.emit('RemedyOutcomeRecorded', {
    ...{ entryId, remedyId, outcome, docNo, effectiveOn },
    reasons: draft.text(entryId, reasons, remedy.personRef),
    ...(corrections && { changes: checkedCorrections(draft, entryId, corrections) }),
    ...(newValidTo !== undefined && { newValidTo }),
    recordedBy: draft.actor,
  });
  lapseDeadlines(draft, (d) => d.key === 'remedy.execute' && d.ownerRef === remedyId, 'OUTCOME_REPLACED');
  if (isExecuted(outcome)) {
    const { unitId } = entry;
    setDeadline(draft, { entry, key: 'remedy.execute', ownerRef: remedyId, startOn: effectiveOn, unitId });
  } else closeRemedy(draft, remedy);
}

/** The dispute is over: its mark goes, and with it a stay that was still in force. */
export function closeRemedy(draft: Draft, { entryId, remedyId, organ }: Remedy): void {
  if (draft.remedy(entryId, remedyId).stayedFrom !== undefined)
    draft.emit('StayLifted', { entryId, remedyId, byOrgan: organ, from: draft.today, because: 'OUTCOME' });
  clearMark(draft, entryId, remedyId);
}

/** A changed listing or basis says what it changes; elsewhere it may, where nothing else is left to be done anew. */
function demandChanges(
  draft: Draft,
  entry: Entry,
  { target }: Remedy,
  { outcome, corrections = [], newValidTo }: CommandData<'RecordRemedyOutcome'>,
): void {
  const given = corrections.length > 0 || newValidTo !== undefined;
  const needed = target === 'RECOGNITION' || target === 'BASIS_DECISION';
  draft.demand(outcome === 'CHANGED' ? given || !needed : !given, 'REMEDY_CHANGES');
  const { terms } = entry.recognition ?? {};
  if (newValidTo === undefined) return;
  if (!terms) draft.refuse('REMEDY_CHANGES');
  const { validFrom: from, validTo } = terms;
  const worse = newValidTo < from || (entry.listKind !== 'RED' && newValidTo > validTo);
  draft.demand(!worse, 'REMEDY_WORSE', { from, validTo });
}
