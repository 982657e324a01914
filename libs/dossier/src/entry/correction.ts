import type { Personal } from '#libs/subjects';
import type { CommandData, CorrectionInput } from '../commands.js';
import { meetDeadline, pendingDeadlines, setDeadline } from '../deadlines/deadlines.js';
import type { Draft } from '../draft.js';
import type { CorrectedField } from '../events.js';
import type { CorrectableField } from '../shared.js';
import type { Deadline, Entry } from '../state.js';
import { active } from './guards.js';

const CORRECTABLE: readonly CorrectableField[] = [
  'DECISION_NO',
  'FACTS',
  'BASIS_DOC_NO',
  'BASIS_ISSUER',
  'BASIS_DATE',
  'AMOUNT_INVOLVED',
  'ACT_ENDED_ON',
];
const IRREPARABLE_FIELDS = ['REPAIRABLE', 'IRREPARABLE'];

/** B12. */
export function correctEntry(draft: Draft, { entryId, changes, reason, caseId }: CommandData<'CorrectEntry'>): void {
  active(draft, entryId);
  emitCorrection(draft, entryId, changes, reason, caseId);
  oweCorrection(draft, entryId, caseId ?? entryId);
}

/** B12, 3.8: what was shown is shown again, what was reported is reported again. */
export function oweCorrection(draft: Draft, entryId: string, ownerRef: string): void {
  const entry = draft.entry(entryId);
  if (entry.phase !== 'ACTIVE') return;
  if (entry.publications.length === 0 && Object.keys(entry.platforms).length === 0) return;
  setDeadline(draft, {
    entry,
    key: 'correction.propagate',
    ownerRef,
    startOn: draft.today,
    unitId: entry.unitId,
  });
}

export function emitCorrection(
  draft: Draft,
  entryId: string,
  changes: readonly CorrectionInput[],
  reason: string,
  caseId?: string,
): void {
  const corrected = checkedCorrections(draft, entryId, changes);
  draft.demand(corrected.length > 0, 'CORRECTION_REQUIRED');
  emitChecked(draft, entryId, corrected, draft.text(entryId, reason), caseId);
}

/** The corrections as an event holds them; each is of a field that may be corrected. */
export function checkedCorrections(
  draft: Draft,
  entryId: string,
  changes: readonly CorrectionInput[],
): readonly CorrectedField[] {
  return changes.map(({ field, newValue }) => {
    const name = field.toUpperCase();
    if (IRREPARABLE_FIELDS.includes(name)) draft.refuse('IRREPARABLE_ONLY_AT_RECOGNITION');
    const known = CORRECTABLE.find((f) => f === name) ?? draft.refuse('NOT_CORRECTABLE', { field });
    if (known === 'BASIS_DATE' || known === 'ACT_ENDED_ON') draft.pastDate(String(newValue), known);
    return { field: known, newValue: known === 'FACTS' ? draft.text(entryId, String(newValue)) : newValue };
  });
}

export function emitChecked(
  draft: Draft,
  entryId: string,
  changes: readonly CorrectedField[],
  reason: Personal,
  caseId?: string,
): void {
  demandStillUnique(draft, draft.entry(entryId), changes);
  draft.emit('EntryCorrected', {
    entryId,
    changes,
    reason,
    ...(caseId !== undefined && { caseId }),
    correctedOn: draft.today,
    correctedBy: draft.actor,
  });
}

/** I3 also after a correction of the document number. */
function demandStillUnique(draft: Draft, entry: Entry, changes: readonly CorrectedField[]): void {
  const docNo = changes.find((c) => c.field === 'BASIS_DOC_NO')?.newValue;
  if (docNo === undefined) return;
  const twin = Object.values(draft.state.entries).find(
    (e) =>
      e.entryId !== entry.entryId &&
      (e.phase === 'PREPARING' || e.phase === 'ACTIVE') &&
      e.standardId === entry.standardId &&
      e.basis[0]?.docNo === docNo,
  );
  if (twin && (entry.phase === 'PREPARING' || entry.phase === 'ACTIVE'))
    draft.refuse('DUPLICATE_ENTRY', { entryId: twin.entryId });
}

export function correctionsOwed(draft: Draft, entryId: string): readonly Deadline[] {
  return pendingDeadlines(draft, (d) => d.key === 'correction.propagate' && d.entryId === entryId);
}

/** A correction has reached everybody when what was shown and reported has been shown and reported again. */
export function settleCorrection(draft: Draft, entryId: string): void {
  const entry = draft.entry(entryId);
  const met = new Set<string>();
  for (const { ownerRef, startOn } of correctionsOwed(draft, entryId)) {
    const shownAgain = entry.publications.length === 0 || entry.publications.some((p) => p.publishedOn >= startOn);
    const reportedAgain = Object.values(entry.platforms).every((p) => p.reportedOn >= startOn);
    if (shownAgain && reportedAgain) met.add(ownerRef);
  }
  for (const ownerRef of met) meetDeadline(draft, 'correction.propagate', ownerRef, draft.today);
}
