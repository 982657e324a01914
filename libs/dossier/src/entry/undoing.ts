import type { CommandData } from '../commands.js';
import { fourEyes, forApproval, propose, receipt, twoPersons } from '../decision/proposals.js';
import type { Draft } from '../draft.js';
import type { RevocationGround } from '../events.js';
import { verifying } from '../lifecycle.js';
import { WRONG_EXITS, type ActorRef, type Gate } from '../shared.js';
import type { Entry } from '../state.js';
import { checkRed } from './cross-check.js';
import { listedAnywhere, removeFromRed } from './cross-list.js';
import { exitEntry, lapseExitDuties, setListingDeadlines, setWarningDeadline } from './exit.js';
import { active, exited, ofList } from './guards.js';
import { demandRetained } from '../retention/retention.js';
import { afterRecognition } from './recognition.js';
import { oweRestoration } from './restoration.js';
import { openReviewOwed, STANDARD_REVIEW } from './standard-change.js';

// --- revocation (B13)

export function proposeRevocation(
  draft: Draft,
  { entryId, ground, caseId, reasons }: CommandData<'ProposeRevocation'>,
): void {
  demandFounded(draft, active(draft, entryId), ground, caseId);
  propose(draft, entryId, {
    kind: 'REVOCATION',
    ground,
    ...(caseId !== undefined && { caseId }),
    reasons: draft.text(entryId, reasons),
  });
}

export function revokeEntry(draft: Draft, { entryId, proposalId }: CommandData<'RevokeEntry'>): void {
  const entry = active(draft, entryId);
  const { proposal, content } = forApproval(draft, entryId, proposalId, 'REVOCATION');
  const { ground, caseId, reasons } = content;
  const gates = [...demandFounded(draft, entry, ground, caseId), fourEyes(proposal, draft)];
  draft.emit('EntryRevoked', {
    entryId,
    ...twoPersons(draft, proposal),
    ground,
    ...(caseId !== undefined && { caseId }),
    reasons,
    revokedOn: draft.today,
    receipt: receipt(draft, entry, gates),
  });
  exitEntry(draft, entryId, { reason: 'WRONGLY_LISTED', decidedBy: draft.actor });
  oweRestoration(draft, entry, proposalId);
}

/** A verification or a remedy says wrong; a finding of the unit itself needs a verification that is open (B13, O1). */
function demandFounded(
  draft: Draft,
  entry: Entry,
  ground: RevocationGround,
  caseId: string | undefined,
): readonly Gate[] {
  const known = caseId === undefined ? undefined : draft.case(entry.entryId, caseId);
  const open = verifying(draft.state, entry.entryId).some((c) => c.caseId === caseId);
  const founded =
    known !== undefined &&
    (known.outcome === 'UPHELD_WRONG' ||
      known.outcome === 'UNDETERMINED' ||
      (open && (known.finding === 'WRONG' || ground === 'OWN_FINDING')));
  draft.demand(founded, 'REVOCATION_UNFOUNDED');
  return [{ gate: 'WRONG_BY_VERIFICATION', against: caseId ?? '', clause: 'spec 3.6 B13; S0 §19' }];
}

/** As the consequence of a case that was upheld: handler or opener, and decider, are the two persons. */
export function revokeByCase(draft: Draft, entry: Entry, caseId: string, drafter: ActorRef, reasons: string): void {
  const { entryId } = entry;
  draft.emit('EntryRevoked', {
    entryId,
    ground: 'VERIFICATION',
    caseId,
    drafter,
    approver: draft.actor,
    reasons: draft.text(entryId, reasons),
    revokedOn: draft.today,
    receipt: receipt(draft, entry, [
      { gate: 'WRONG_BY_VERIFICATION', against: caseId, since: draft.today, clause: 'spec 3.6 B13; S0 §19' },
      { gate: 'FOUR_EYES', against: `${drafter.userId} / ${draft.actor.userId}`, since: draft.today, clause: 'spec 2' },
    ]),
  });
  exitEntry(draft, entryId, { reason: 'WRONGLY_LISTED', decidedBy: draft.actor });
}

// --- reinstatement (R12, I2, 3.9 (e))

export function proposeReinstatement(
  draft: Draft,
  { entryId, causeEntryId, reasons }: CommandData<'ProposeReinstatement'>,
): void {
  demandReinstatable(draft, entryId, causeEntryId);
  propose(draft, entryId, { kind: 'REINSTATEMENT', causeEntryId, reasons: draft.text(entryId, reasons) });
}

export function reinstateEntry(draft: Draft, { entryId, proposalId }: CommandData<'ReinstateEntry'>): void {
  const { content, proposal } = forApproval(draft, entryId, proposalId, 'REINSTATEMENT');
  const { causeEntryId, reasons } = content;
  const entry = demandReinstatable(draft, entryId, causeEntryId);
  const gates: Gate[] = [
    { gate: 'CAUSE_FOUND_WRONG', against: causeEntryId, since: draft.today, clause: 'spec 3.5 R12; S0 §19' },
  ];
  if (entry.listKind === 'RED') {
    const { black } = draft.ctx.crossCheck;
    draft.demand(black.available, 'CROSS_CHECK_UNAVAILABLE', { source: black.sourceId });
    draft.demand(black.hits.length === 0, 'CROSS_CHECK_NOT_CLEAN');
    draft.demand(checkRed(draft, entryId) === 'CLEAN', 'CROSS_CHECK_NOT_CLEAN');
    gates.push({
      gate: 'CROSS_CHECK_CLEAN',
      against: draft.entry(entryId).crossCheck?.sources ?? '',
      since: draft.today,
      clause: 'spec 3.1 I2, I7',
    });
  }
  draft.emit('EntryReinstated', {
    entryId,
    ...twoPersons(draft, proposal),
    because: 'WRONG_CAUSE_REVOKED',
    causeEntryId,
    remainingValidTo: entry.recognition?.terms.validTo ?? draft.today,
    reinstatedOn: draft.today,
    reasons,
    receipt: receipt(draft, entry, [...gates, fourEyes(proposal, draft)]),
  });
  lapseExitDuties(draft, entryId);
  const back = draft.entry(entryId);
  setListingDeadlines(draft, back, draft.today);
  draft.asSystem(STANDARD_REVIEW, () => openReviewOwed(draft, entryId));
  if (back.listKind !== 'FOCUS') return;
  if (back.warningIssuedOn === undefined) setWarningDeadline(draft, back, draft.today);
  removeFromRed(draft, entryId, 'FOCUS_LISTED');
}

/** The cause of the exit was itself wrong, the original validity still runs, and nothing else stands against it. */
function demandReinstatable(draft: Draft, entryId: string, causeEntryId: string): Entry {
  const entry = exited(draft, entryId);
  demandRetained(draft, entry);
  ofList(draft, entry, 'RED', 'FOCUS');
  const reasons = entry.listKind === 'RED' ? ['BLACK_LISTED', 'FOCUS_LISTED'] : ['TRANSFERRED_TO_BLACK'];
  const caused =
    entry.exit !== undefined && reasons.includes(entry.exit.reason) && entry.exit.causedByEntryId === causeEntryId;
  const cause = draft.state.entries[causeEntryId] ?? draft.joinedEntries.find((e) => e.entryId === causeEntryId);
  const wrong =
    cause?.phase === 'EXITED' && (cause.wrong || (cause.exit !== undefined && WRONG_EXITS.includes(cause.exit.reason)));
  draft.demand(caused && wrong, 'REINSTATEMENT_UNFOUNDED');
  const { validTo } = entry.recognition?.terms ?? { validTo: draft.yesterday };
  draft.demand(draft.today <= validTo, 'VALIDITY_OVER', { date: validTo });
  const others = listedAnywhere(draft).filter((e) => e.listKind !== 'RED');
  draft.demand(others.length === 0, 'OTHER_LISTING_ACTIVE');
  demandUnique(draft, entry);
  return entry;
}

/** I3: meanwhile nobody has opened an entry on the same standard and document. */
export function demandUnique(draft: Draft, entry: Entry): void {
  const twin = [...Object.values(draft.state.entries), ...draft.joinedEntries].find(
    (e) =>
      e.entryId !== entry.entryId &&
      (e.phase === 'PREPARING' || e.phase === 'ACTIVE') &&
      e.standardId === entry.standardId &&
      e.basis[0]?.docNo === entry.basis[0]?.docNo,
  );
  if (twin) draft.refuse('DUPLICATE_ENTRY', { entryId: twin.entryId });
}

/** P8: back on the black list after false material; B10 and B11 run again. */
export function reinstateBlack(draft: Draft, entryId: string): void {
  const entry = draft.entry(entryId);
  afterRecognition(draft, entry, draft.today);
}
