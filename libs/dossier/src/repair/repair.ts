import { addDuration, governingPackId, minDate, repairPeriod, type LegalDate } from '#libs/rules';
import type { CommandData } from '../commands.js';
import {
  lapseDeadlines,
  meetDeadline,
  pauseDeadline,
  resumeDeadline,
  ruleOf,
  setDeadline,
} from '../deadlines/deadlines.js';
import { fourEyes, forApproval, propose, receipt, twoPersons } from '../decision/proposals.js';
import type { Draft } from '../draft.js';
import { exitEntry, lapseExitDuties } from '../entry/exit.js';
import { active, exited, ofList } from '../entry/guards.js';
import { demandHeard } from '../entry/listed.js';
import { closePerson, ownPartOf } from '../entry/persons.js';
import { remedyInfo } from '../entry/terms.js';
import { demandUnique, reinstateBlack } from '../entry/undoing.js';
import { demandRetained } from '../retention/retention.js';
import { isListed, verifying } from '../lifecycle.js';
import { emitWithPapers, type PaperRecipient } from '../papers.js';
import { isMilderOrSameMode, type FocusMode } from '#libs/rules';
import type { ExitReason, Gate, RepairRefusalReason } from '../shared.js';
import type { Entry, Repair } from '../state.js';

const OPEN: readonly Repair['status'][] = ['SUBMITTED', 'SUPPLEMENT_REQUESTED', 'ACCEPTED', 'HELD'];

/** P1. Every application is recorded; what bars it is said at the intake. */
export function applyForRepair(draft: Draft, data: CommandData<'ApplyForRepair'>): void {
  const { entryId, methods, materials, commitment, commitmentPublishedOn, receivedVia, onBehalfOf } = data;
  const entry = draft.entry(entryId);
  ofList(draft, entry, 'BLACK');
  const ownPart = ownPartOf(draft, entry, onBehalfOf);
  const open = Object.values(draft.state.repairs).find(
    (r) => r.entryId === entryId && r.personRef === ownPart && OPEN.includes(r.status),
  );
  if (open) draft.refuse('REPAIR_OPEN', { repairId: open.repairId });
  const receivedOn = draft.pastDate(data.receivedOn, 'receivedOn');
  const { subjectId } = draft.subject;
  const { personRef } = draft.ctx.actor;
  const agent = onBehalfOf ?? (personRef !== undefined && draft.state.agents[personRef] ? personRef : undefined);
  const agentRef = ownPart === undefined ? agent : undefined;
  const repairId = draft.ctx.newId('repair');
  draft.emit('RepairApplied', {
    entryId,
    repairId,
    applicantRef: ownPart ?? subjectId,
    ...(agentRef !== undefined && { agentRef }),
    methods,
    materials,
    commitment: draft.text(entryId, commitment),
    ...(commitmentPublishedOn !== undefined && { commitmentPublishedOn }),
    receivedVia,
    receivedOn,
    // the procedure by the application date.
    rulePackId: governingPackId({ packs: draft.ctx.rulePacks, on: receivedOn }),
  });
  setDeadline(draft, { entry, key: 'repair.intake', ownerRef: repairId, startOn: receivedOn, unitId: entry.unitId });
  setDeadline(draft, { entry, key: 'repair.decide', ownerRef: repairId, startOn: receivedOn, unitId: entry.unitId });
}

/** P2. The decision clock waits for what is missing. */
export function requestRepairSupplement(
  draft: Draft,
  { entryId, repairId, items, dueOn }: CommandData<'RequestRepairSupplement'>,
): void {
  const repair = inState(draft, entryId, repairId, ['SUBMITTED']);
  if (repair.supplementAsked) draft.refuse('SUPPLEMENT_ONCE');
  draft.demand(dueOn >= draft.today, 'DATE_BEFORE', { field: 'dueOn', date: dueOn, other: draft.today });
  draft.emit('RepairSupplementRequested', { entryId, repairId, items, dueOn, requestedOn: draft.today });
  meetDeadline(draft, 'repair.intake', repairId, draft.today);
  pauseDeadline(draft, 'repair.decide', repairId);
}

export function supplementRepair(
  draft: Draft,
  { entryId, repairId, materials }: CommandData<'SupplementRepair'>,
): void {
  inState(draft, entryId, repairId, ['SUPPLEMENT_REQUESTED']);
  const entry = draft.entry(entryId);
  draft.emit('RepairSupplemented', { entryId, repairId, materials, suppliedOn: draft.today });
  lapseDeadlines(draft, (d) => d.key === 'repair.decide' && d.ownerRef === repairId, 'SUPPLEMENTED');
  for (const key of ['repair.intake', 'repair.decide'])
    setDeadline(draft, { entry, key, ownerRef: repairId, startOn: draft.today, unitId: entry.unitId });
}

/** P3: the unit says whether it is complete; the rules say what bars it. */
export function decideRepairIntake(
  draft: Draft,
  { entryId, repairId, complete }: CommandData<'DecideRepairIntake'>,
): void {
  const repair = inState(draft, entryId, repairId, ['SUBMITTED', 'SUPPLEMENT_REQUESTED']);
  const entry = draft.entry(entryId);
  const reason = barOf(draft, entry, repair) ?? (complete ? undefined : 'INCOMPLETE');
  if (reason === undefined) {
    draft.emit('RepairAccepted', { entryId, repairId, acceptedOn: draft.today });
    meetDeadline(draft, 'repair.intake', repairId, draft.today);
    // Accepted without the supplement: what the clock waited for is not coming any more.
    resumeDeadline(draft, 'repair.decide', repairId);
    return;
  }
  draft.emit('RepairIntakeRefused', {
    entryId,
    repairId,
    reason,
    refusedOn: draft.today,
    remedyInfo: remedyInfo(draft, draft.standardOf(entry)),
  });
  meetDeadline(draft, 'repair.intake', repairId, draft.today);
  lapseDeadlines(draft, (d) => d.ownerRef === repairId, reason);
}

function barOf(draft: Draft, entry: Entry, repair: Repair): RepairRefusalReason | undefined {
  if (!isListed(entry, draft.today) || partIsClosed(entry, repair)) return 'NOT_LISTED';
  const banned = [draft.state, ...(draft.ctx.joined ?? [])].some(
    ({ repairBanUntil }) => repairBanUntil !== undefined && repair.receivedOn <= repairBanUntil,
  );
  // The ban follows false material of the entity, not of its persons.
  if (banned && repair.personRef === undefined) return 'BANNED';
  if (entry.recognition?.terms.repairable === false) return 'IRREPARABLE';
  if (draft.today < earliestRepairOn(draft, entry, repair)) return 'TOO_EARLY';
  return undefined;
}

function partIsClosed(entry: Entry, { personRef }: Repair): boolean {
  return entry.persons.some((p) => p.personRef === personRef && p.closedOn !== undefined);
}

/** 从旧兼从轻: as fixed at the recognition, or by the rules of the application date where those are kinder. */
export function earliestRepairOn(draft: Draft, entry: Entry, repair: Pick<Repair, 'receivedOn'>): LegalDate {
  const { recognition } = entry;
  if (!recognition) return draft.today;
  const fixed = recognition.terms.earliestRepairOn ?? recognition.decidedOn;
  const period = repairPeriod({
    standard: draft.standardOf(entry),
    packs: draft.ctx.rulePacks,
    recognizedOn: recognition.decidedOn,
    appliedOn: repair.receivedOn,
  });
  return minDate(fixed, addDuration(draft.ctx.calendar, recognition.decidedOn, period.value).dueOn);
}

export function recordRepairCheck(draft: Draft, data: CommandData<'RecordRepairCheck'>): void {
  const { entryId, repairId, method, result, notes } = data;
  inState(draft, entryId, repairId, ['ACCEPTED', 'HELD']);
  const checkedOn = draft.pastDate(data.checkedOn, 'checkedOn');
  draft.emit('RepairChecked', { entryId, repairId, method, result, notes: draft.text(entryId, notes), checkedOn });
}

export function withdrawRepair(draft: Draft, { entryId, repairId }: CommandData<'WithdrawRepair'>): void {
  const repair = draft.repair(entryId, repairId);
  if (repair.status === 'WITHDRAWN') return;
  inState(draft, entryId, repairId, OPEN);
  draft.emit('RepairWithdrawn', { entryId, repairId, withdrawnOn: draft.today });
  lapseDeadlines(draft, (d) => d.ownerRef === repairId, 'WITHDRAWN');
}

/** 3.11: a refusal was annulled. Where another application is open, or nothing is listed, there is nothing to decide anew. */
export function decideRepairAnew(draft: Draft, entry: Entry, repairId: string, remedyId: string): void {
  const { entryId } = entry;
  const repair = draft.repair(entryId, repairId);
  const { status, personRef } = repair;
  const stage = status === 'INTAKE_REFUSED' ? 'INTAKE' : 'REVIEW';
  const open = Object.values(draft.state.repairs).some(
    (r) => r.entryId === entryId && r.personRef === personRef && OPEN.includes(r.status),
  );
  if (
    open ||
    partIsClosed(entry, repair) ||
    (status !== 'REFUSED' && status !== 'INTAKE_REFUSED') ||
    !isListed(entry, draft.today)
  )
    return;
  draft.emit('RepairReopened', { entryId, repairId, remedyId, stage, reopenedOn: draft.today });
  for (const key of stage === 'INTAKE' ? ['repair.intake', 'repair.decide'] : ['repair.decide'])
    setDeadline(draft, { entry, key, ownerRef: repairId, startOn: draft.today, unitId: entry.unitId });
}

// --- the decision (P6, P7)

export function proposeRepairDecision(draft: Draft, data: CommandData<'ProposeRepairDecision'>): void {
  const { entryId, repairId, agree, exitReason = 'REPAIRED', focusMode, reasons } = data;
  const repair = inReview(draft, entryId, repairId);
  if (agree) demandRepaired(draft, repair, exitReason, focusMode);
  propose(draft, entryId, {
    kind: 'REPAIR',
    repairId,
    agree,
    exitReason,
    ...(focusMode && { focusMode }),
    reasons: draft.text(entryId, reasons),
  });
}

export function decideRepair(draft: Draft, data: CommandData<'DecideRepair'>): void {
  const { entryId, proposalId, decisionNo } = data;
  const { proposal, content } = forApproval(draft, entryId, proposalId, 'REPAIR');
  const { repairId, agree, exitReason, focusMode, reasons } = content;
  const repair = inReview(draft, entryId, repairId);
  const entry = active(draft, entryId);
  const decidedOn = draft.pastDate(data.decidedOn, 'decidedOn');
  draft.notBefore(decidedOn, repair.receivedOn, 'decidedOn', 'receivedOn');
  const decision = { entryId, repairId, ...twoPersons(draft, proposal), decisionNo, decidedOn, reasons };
  const to = applicantOf(draft, repair);
  if (!agree) {
    const refused = {
      ...decision,
      remedyInfo: remedyInfo(draft, draft.standardOf(entry)),
      receipt: receipt(draft, entry, [fourEyes(proposal, draft)]),
    };
    emitWithPapers(draft, 'RepairRefused', refused, to, ['REPAIR_DECISION']);
    meetDeadline(draft, 'repair.decide', repairId, decidedOn);
    return;
  }
  const gates = demandRepaired(draft, repair, exitReason, focusMode);
  const agreed = {
    ...decision,
    effectiveOn: draft.today,
    ...(focusMode && { focusMode }),
    receipt: receipt(draft, entry, [...gates, fourEyes(proposal, draft)]),
  };
  emitWithPapers(draft, 'RepairAgreed', agreed, to, ['REPAIR_DECISION']);
  meetDeadline(draft, 'repair.decide', repairId, decidedOn);
  // The part of one person is repaired, and ends; the entity stays listed (深圳 80).
  if (repair.personRef !== undefined) return closePerson(draft, entryId, repair.personRef, 'REPAIRED');
  setDeadline(draft, { entry, key: 'repair.execute', ownerRef: repairId, startOn: decidedOn, unitId: entry.unitId });
  exitEntry(draft, entryId, { reason: exitReason, decidedBy: draft.actor, ...(focusMode && { focusMode }) });
}

/** Whom the decision is for: the entity, or the responsible person who applied for the own part. */
function applicantOf(draft: Draft, { personRef }: Repair): PaperRecipient {
  return personRef === undefined
    ? { addressee: 'SUBJECT', recipientRef: draft.subject.subjectId }
    : { addressee: 'RESPONSIBLE_PERSON', recipientRef: personRef };
}

function inReview(draft: Draft, entryId: string, repairId: string): Repair {
  const repair = draft.repair(entryId, repairId);
  if (repair.status === 'HELD' || (repair.status === 'ACCEPTED' && verifying(draft.state, entryId).length > 0))
    draft.refuse('REPAIR_HELD');
  return inState(draft, entryId, repairId, ['ACCEPTED']);
}

/** The four conditions of 36号; that the period is over is checked again on the day. */
function demandRepaired(
  draft: Draft,
  repair: Repair,
  exitReason: ExitReason,
  focusMode: FocusMode | undefined,
): readonly Gate[] {
  const entry = active(draft, repair.entryId);
  // The part of a person ends in no exit, and no focus listing follows it.
  if (repair.personRef !== undefined)
    draft.demand(exitReason === 'REPAIRED' && focusMode === undefined, 'PERSON_REPAIR_TERMS');
  // P9: a court ruling first, and its suspension with it.
  if (exitReason === 'BANKRUPTCY_REPAIR')
    draft.demand(
      entry.grounds.some((g) => g.ground === 'BANKRUPTCY'),
      'BANKRUPTCY_SUSPENSION_NONE',
    );
  const earliest = earliestRepairOn(draft, entry, repair);
  draft.demand(draft.today >= earliest, 'REPAIR_TOO_EARLY', { date: earliest });
  const last = repair.checks.at(-1);
  if (!last) draft.refuse('REPAIR_NOT_CHECKED');
  draft.demand(last.result === 'SATISFIED', 'REPAIR_CHECK_NOT_SATISFIED');
  draft.demand(repair.committed, 'COMMITMENT_MISSING');
  const plan = entry.recognition?.terms.focusAfterExit;
  if (focusMode === 'FULL' || focusMode === 'MONITOR_ONLY')
    draft.demand(plan !== undefined && isMilderOrSameMode(focusMode, plan.mode), 'FOCUS_TERMS_HARSHER');
  return [
    { gate: 'MINIMUM_PUBLICITY_REACHED', against: earliest, since: earliest, clause: 'spec 3.10 conditions (1); 36号' },
    {
      gate: 'DUTIES_PERFORMED',
      against: `check of ${last.on}`,
      since: last.on,
      clause: 'spec 3.10 conditions (2); 36号',
    },
    {
      gate: 'COMMITMENT_MADE',
      against: repair.repairId,
      since: repair.receivedOn,
      clause: 'spec 3.10 conditions (3); 36号',
    },
    { gate: 'NO_VERIFICATION_OPEN', against: 'dossier', since: draft.today, clause: 'spec 3.10 P4, A-09' },
  ];
}

function inState(draft: Draft, entryId: string, repairId: string, states: readonly Repair['status'][]): Repair {
  const repair = draft.repair(entryId, repairId);
  if (!states.includes(repair.status)) draft.refuse('REPAIR_STATE', { state: repair.status });
  return repair;
}

// --- false material (P8)

export function proposeRepairConsentRevocation(
  draft: Draft,
  data: CommandData<'ProposeRepairConsentRevocation'>,
): void {
  const { entryId, repairId, facts, reasons } = data;
  demandRevocable(draft, entryId, repairId);
  propose(draft, entryId, {
    kind: 'REPAIR_CONSENT_REVOCATION',
    repairId,
    facts: draft.text(entryId, facts),
    reasons: draft.text(entryId, reasons),
  });
}

/** Consent revoked: back on the list to the original validTo, a ban on further repairs, the focus entry superseded. */
export function revokeRepairConsent(draft: Draft, { entryId, proposalId }: CommandData<'RevokeRepairConsent'>): void {
  const { proposal, content } = forApproval(draft, entryId, proposalId, 'REPAIR_CONSENT_REVOCATION');
  const { repairId, facts, reasons } = content;
  const { entry, gates } = demandRevocable(draft, entryId, repairId);
  const pair = twoPersons(draft, proposal);
  const proof = receipt(draft, entry, [...gates, fourEyes(proposal, draft)]);
  draft.emit('RepairConsentRevoked', { entryId, repairId, ...pair, facts, revokedOn: draft.today, receipt: proof });
  for (const focus of Object.values(draft.state.entries))
    if (focus.formerBlackEntryId === entryId && focus.phase === 'ACTIVE')
      draft.asSystem('focus.superseded', () =>
        exitEntry(draft, focus.entryId, { reason: 'SUPERSEDED', causedByEntryId: entryId }),
      );
  draft.emit('EntryReinstated', {
    entryId,
    ...pair,
    because: 'FALSE_REPAIR',
    causeEntryId: entryId,
    remainingValidTo: entry.recognition?.terms.validTo ?? draft.today,
    reinstatedOn: draft.today,
    reasons,
    receipt: proof,
  });
  const ban = ruleOf(draft, entry, 'repair.falseBan');
  draft.emit('RepairBanSet', {
    entryId,
    until: addDuration(draft.ctx.calendar, draft.today, ban.value).dueOn,
    rulePackId: ban.from,
  });
  lapseExitDuties(draft, entryId);
  reinstateBlack(draft, entryId);
}

function demandRevocable(
  draft: Draft,
  entryId: string,
  repairId: string,
): { readonly entry: Entry; readonly gates: readonly Gate[] } {
  const entry = exited(draft, entryId);
  const repair = draft.repair(entryId, repairId);
  if (
    repair.status !== 'AGREED' ||
    repair.personRef !== undefined ||
    repair.consentRevoked ||
    (entry.exit?.reason !== 'REPAIRED' && entry.exit?.reason !== 'BANKRUPTCY_REPAIR')
  )
    draft.refuse('REPAIR_STATE', { state: repair.status });
  if (entry.wrong) draft.refuse('ENTRY_NOT_ACTIVE', { state: 'WRONG' });
  demandRetained(draft, entry);
  const { validTo } = entry.recognition?.terms ?? { validTo: draft.yesterday };
  draft.demand(draft.today <= validTo, 'VALIDITY_OVER', { date: validTo });
  demandUnique(draft, entry);
  return { entry, gates: demandHeard(draft, entry, 'REPAIR_CONSENT_REVOCATION') };
}

// --- bankruptcy (P9)

export function suspendForBankruptcy(
  draft: Draft,
  { entryId, rulingNo, court, ruledOn }: CommandData<'SuspendForBankruptcy'>,
): void {
  const entry = active(draft, entryId);
  ofList(draft, entry, 'BLACK');
  if (entry.grounds.some((g) => g.ground === 'BANKRUPTCY')) return;
  draft.emit('BankruptcySuspensionOpened', { entryId, rulingNo, court, ruledOn: draft.pastDate(ruledOn, 'ruledOn') });
}

export function endBankruptcySuspension(
  draft: Draft,
  { entryId, rulingNo }: CommandData<'EndBankruptcySuspension'>,
): void {
  const entry = active(draft, entryId);
  draft.demand(
    entry.grounds.some((g) => g.groundRef === rulingNo && g.ground === 'BANKRUPTCY'),
    'BANKRUPTCY_SUSPENSION_NONE',
  );
  draft.emit('BankruptcySuspensionClosed', { entryId, rulingNo, closedOn: draft.today });
}
