import { addDuration, allowsOptOut, allowsValidityExtension, isForEntry } from '#libs/rules';
import type { Personal } from '#libs/subjects';
import type { CommandData } from '../commands.js';
import { lapseDeadlines, meetDeadline, MOMENTS, ruleOf, setMoment } from '../deadlines/deadlines.js';
import { fourEyes, forApproval, propose, receipt, twoPersons } from '../decision/proposals.js';
import type { Draft } from '../draft.js';
import type { EventData } from '../events.js';
import type { Entry } from '../state.js';
import { correctionsOwed, settleCorrection } from './correction.js';
import { exitEntry, reverseConsequences } from './exit.js';
import { endProcedure } from './generate.js';
import { hearingGates } from './readiness.js';
import { notifyGuardians } from './minors.js';
import { active, demandConfirmed, ofList } from './guards.js';
import { demandChannels, requiredKinds } from './publicity.js';
import { setRepairWindow } from './repair-window.js';
import { oweRestoration } from './restoration.js';
import { emitWithPapers } from '../papers.js';

/** B9: 两书同达. */
export function serveDecision(draft: Draft, data: CommandData<'ServeDecision'>): void {
  const { entryId, repairGuideRef, channel, receiptRef } = data;
  const entry = active(draft, entryId);
  const servedOn = draft.pastDate(data.servedOn, 'servedOn');
  draft.notBefore(servedOn, entry.recognition?.decidedOn, 'servedOn', 'decidedOn');
  const decisionNo = entry.recognition?.decisionNo ?? '';
  const served = {
    entryId,
    decisionNo,
    ...(repairGuideRef !== undefined && { repairGuideRef }),
    channel,
    servedOn,
    receiptRef,
  };
  const to = { addressee: 'SUBJECT', recipientRef: draft.subject.subjectId } as const;
  emitWithPapers(draft, 'DecisionServed', served, to, [
    'DECISION',
    ...(entry.listKind === 'BLACK' ? (['REPAIR_GUIDE'] as const) : []),
  ]);
  notifyGuardians(draft, entryId, 'DECISION', servedOn);
}

/** R6, B11: shown as long as it is valid (S1 §19). */
export function publishEntry(draft: Draft, data: CommandData<'PublishEntry'>): void {
  const { entryId, channels, maskedText, maskProfile, rendering, confirmedFindings, authority } = data;
  const entry = active(draft, entryId);
  if (entry.listKind === 'FOCUS') draft.refuse('FOCUS_NOT_PUBLIC');
  if (entry.minor) draft.refuse('MINOR_NEVER_PUBLIC');
  const standard = draft.standardOf(entry);
  if (draft.isNaturalPerson)
    draft.demand(standard.naturalPersonPublication.allowed && authority !== undefined, 'PUBLICATION_NOT_ALLOWED');
  const channelIds = channels.map((c) => c.channelId);
  demandChannels(draft, entry, channelIds, requiredKinds(draft.subject.subjectType));
  demandConfirmed(draft, { ...rendering, ...(confirmedFindings && { confirmedFindings }) });
  const publishedOn = draft.pastDate(data.publishedOn, 'publishedOn');
  draft.notBefore(publishedOn, entry.recognition?.decidedOn, 'publishedOn', 'decidedOn');
  draft.emit('EntryPublished', {
    entryId,
    publicationId: draft.ctx.newId('publication'),
    channels,
    maskedText: draft.text(entryId, maskedText),
    maskedContentHash: draft.ctx.sha256(maskedText),
    maskProfile,
    publishedOn,
    publishUntil: entry.recognition?.terms.validTo ?? publishedOn,
    ...(authority && { authority }),
    ...(rendering && { rendering }),
  });
  meetDeadline(draft, 'list.publish', entryId, publishedOn);
  settleCorrection(draft, entryId);
}

/** R7. A report after a correction is a new one. */
export function reportToPlatform(draft: Draft, data: CommandData<'ReportToPlatform'>): void {
  const { entryId, platformId, reportRef } = data;
  const entry = active(draft, entryId);
  const again = correctionsOwed(draft, entryId).length > 0;
  if (entry.platforms[platformId] && !again) draft.refuse('ALREADY_REPORTED', { platform: platformId });
  const reportedOn = draft.pastDate(data.reportedOn, 'reportedOn');
  draft.notBefore(reportedOn, entry.recognition?.decidedOn, 'reportedOn', 'decidedOn');
  draft.emit('EntryReportedToPlatform', { entryId, platformId, reportedOn, reportRef });
  meetDeadline(draft, 'platform.report', entryId, reportedOn);
  settleCorrection(draft, entryId);
}

export function confirmPlatformReceipt(
  draft: Draft,
  { entryId, platformId, receiptNo }: CommandData<'ConfirmPlatformReceipt'>,
): void {
  const platform =
    draft.entry(entryId).platforms[platformId] ?? draft.refuse('PLATFORM_UNKNOWN', { platform: platformId });
  if (platform.receiptNo === receiptNo) return;
  draft.emit('PlatformReceiptConfirmed', { entryId, platformId, receiptNo, confirmedOn: draft.today });
}

/** R8, F5: measures begin, suspended while a ground is open (I1). */
export function triggerJointMeasures(draft: Draft, { entryId, items }: CommandData<'TriggerJointMeasures'>): void {
  const entry = active(draft, entryId);
  if (entry.minor) draft.refuse('MINOR_NO_MEASURES');
  if (entry.measures !== 'NOT_TRIGGERED') draft.refuse('MEASURES_ALREADY_TRIGGERED');
  if (entry.listKind === 'FOCUS') {
    if (entry.recognition?.mode === 'MONITOR_ONLY') draft.refuse('MONITOR_ONLY');
    if (entry.warningIssuedOn === undefined) draft.refuse('WARNING_FIRST');
  }
  demandPublished(draft, entry, items);
  draft.emit('MeasuresTriggered', {
    entryId,
    kind: entry.listKind === 'RED' ? 'INCENTIVE' : 'PUNISHMENT',
    items,
    startsSuspended: entry.grounds.some((g) => g.scope !== 'PERSON'),
    triggeredOn: draft.today,
  });
}

/** 5.1: 未经公布的措施不得实施 (上海 32, 浙江 28). Where no list was ever published there is nothing to hold them against. */
function demandPublished(draft: Draft, entry: Entry, items: readonly string[]): void {
  const { measures } = draft.ctx;
  if (measures === undefined) return;
  const { listKind } = entry;
  const { field } = draft.standardOf(entry);
  const { subjectType } = draft.subject;
  for (const item of items) {
    const listed = measures.find(({ measureItemId }) => measureItemId === item);
    if (listed === undefined) draft.refuse('MEASURE_NOT_PUBLISHED', { item });
    draft.demand(isForEntry(listed, { listKind, field, subjectType }), 'MEASURE_NOT_FOR_ENTRY', { item });
  }
}

/** F4: 警示, before any measure. */
export function issueFocusWarning(draft: Draft, data: CommandData<'IssueFocusWarning'>): void {
  const { entryId, channel, text, receiptRef } = data;
  const entry = active(draft, entryId);
  ofList(draft, entry, 'FOCUS');
  if (entry.warningIssuedOn !== undefined) return;
  const issuedOn = draft.pastDate(data.issuedOn, 'issuedOn');
  draft.notBefore(issuedOn, entry.recognition?.decidedOn, 'issuedOn', 'decidedOn');
  draft.emit('FocusWarningIssued', {
    entryId,
    recipientRef: draft.subject.subjectId,
    channel,
    text: draft.text(entryId, text),
    focusValidTo: entry.recognition?.terms.validTo ?? '',
    issuedOn,
    receiptRef,
  });
  notifyGuardians(draft, entryId, 'FOCUS_WARNING', issuedOn);
  meetDeadline(draft, 'focus.warning', entryId, issuedOn);
}

export function releaseEarly(draft: Draft, { entryId }: CommandData<'ReleaseEarly'>): void {
  const entry = active(draft, entryId);
  ofList(draft, entry, 'FOCUS');
  draft.demand(draft.standardOf(entry).earlyRelease?.allowed === true, 'EARLY_RELEASE_NOT_ALLOWED');
  exitEntry(draft, entryId, { reason: 'EARLY_RELEASE', decidedBy: draft.actor });
}

export function recordRepairTraining(
  draft: Draft,
  { entryId, course, attendees, heldOn }: CommandData<'RecordRepairTraining'>,
): void {
  const entry = active(draft, entryId);
  ofList(draft, entry, 'FOCUS', 'BLACK');
  draft.emit('RepairTrainingRecorded', {
    entryId,
    course,
    attendees: draft.text(entryId, attendees),
    heldOn: draft.pastDate(heldOn, 'heldOn'),
  });
}

/** R11; 深圳 39. */
export function optOut(draft: Draft, { entryId }: CommandData<'OptOut'>): void {
  const entry = active(draft, entryId);
  ofList(draft, entry, 'RED');
  const allowed = allowsOptOut({ standard: draft.standardOf(entry), packs: draft.ctx.rulePacks, on: draft.today });
  draft.demand(allowed, 'OPT_OUT_NOT_ALLOWED');
  exitEntry(draft, entryId, { reason: 'SUBJECT_OPT_OUT' });
}

/** The decision that the entry rests on was annulled (3.5, 3.9 BASIS_ANNULLED). */
export function recordBasisAnnulled(
  draft: Draft,
  { entryId, docNo, organ, annulledOn }: CommandData<'RecordBasisAnnulled'>,
): void {
  const entry = draft.entry(entryId);
  draft.demand(
    entry.basis.some((b) => b.docNo === docNo),
    'BASIS_NOT_OF_ENTRY',
    { docNo },
  );
  draft.pastDate(annulledOn, 'annulledOn');
  const running = entry.phase === 'ACTIVE' || entry.phase === 'PREPARING';
  if (!running && (entry.phase !== 'EXITED' || entry.wrong)) draft.refuse('ENTRY_NOT_ACTIVE', { state: entry.phase });
  annulBasis(draft, entry, { docNo, organ, annulledOn });
}

/**
 * What an annulled basis comes to: the exit, the end of the procedure, or a history that is void; and in the first and the
 * last the restoration, owed to `ownerRef`.
 */
export function annulBasis(
  draft: Draft,
  entry: Entry,
  annulled: Omit<EventData<'BasisAnnulled'>, 'entryId'>,
  ownerRef = entry.entryId,
): void {
  const { entryId } = entry;
  draft.emit('BasisAnnulled', { entryId, ...annulled });
  if (entry.phase === 'ACTIVE') exitEntry(draft, entryId, { reason: 'BASIS_ANNULLED', decidedBy: draft.actor });
  else if (entry.phase === 'PREPARING') {
    draft.emit('EntryWithdrawn', {
      entryId,
      reason: draft.text(entryId, '认定依据已被撤销 / the basis was annulled'),
      withdrawnOn: draft.today,
    });
    endProcedure(draft, entryId, 'BASIS_ANNULLED');
  } else annulAfterExit(draft, entryId, '认定依据已被撤销 / the basis was annulled');
  oweRestoration(draft, entry, ownerRef);
}

/** 3.8: history is marked void, and what came of the entry is undone. */
export function annulAfterExit(draft: Draft, entryId: string, reasons: string | Personal, caseId?: string): void {
  if (draft.entry(entryId).wrong) return;
  draft.emit('EntryAnnulledAfterExit', {
    entryId,
    ...(caseId !== undefined && { caseId }),
    annulledOn: draft.today,
    reasons: typeof reasons === 'string' ? draft.text(entryId, reasons) : reasons,
  });
  reverseConsequences(draft, entryId);
}

// --- validity extension (B15), off unless a sector pack allows it

export function proposeValidityExtension(
  draft: Draft,
  { entryId, newValidTo, legalBasis, reasons }: CommandData<'ProposeValidityExtension'>,
): void {
  demandExtension(draft, entryId, newValidTo);
  propose(draft, entryId, {
    kind: 'VALIDITY_EXTENSION',
    newValidTo,
    legalBasis,
    reasons: draft.text(entryId, reasons),
  });
}

export function extendValidity(draft: Draft, { entryId, proposalId }: CommandData<'ExtendValidity'>): void {
  const entry = active(draft, entryId);
  const { proposal, content } = forApproval(draft, entryId, proposalId, 'VALIDITY_EXTENSION');
  const gates = demandExtension(draft, entryId, content.newValidTo);
  draft.emit('ValidityExtended', {
    entryId,
    ...twoPersons(draft, proposal),
    newValidTo: content.newValidTo,
    legalBasis: content.legalBasis,
    reasons: content.reasons,
    receipt: receipt(draft, entry, [...gates, fourEyes(proposal, draft)]),
  });
  lapseDeadlines(draft, (d) => d.key === MOMENTS.validity && d.ownerRef === entryId, 'EXTENDED');
  const standard = draft.standardOf(entry);
  setMoment(draft, entry, MOMENTS.validity, entryId, draft.today, content.newValidTo, {
    ruleFrom: `standard:${standard.standardId}@${standard.version}`,
    legalSource: content.legalBasis.title,
  });
}

function demandExtension(draft: Draft, entryId: string, newValidTo: string) {
  const entry = active(draft, entryId);
  ofList(draft, entry, 'BLACK');
  const standard = draft.standardOf(entry);
  draft.demand(
    allowsValidityExtension({ standard, packs: draft.ctx.rulePacks, on: draft.today }),
    'EXTENSION_NOT_ALLOWED',
  );
  const { validTo } = entry.recognition?.terms ?? { validTo: draft.today };
  draft.demand(newValidTo > validTo, 'DATE_BEFORE', {
    field: 'newValidTo',
    date: newValidTo,
    other: `validTo ${validTo}`,
  });
  const most = addDuration(draft.ctx.calendar, validTo, ruleOf(draft, entry, 'black.validityExtension').value).dueOn;
  draft.demand(newValidTo <= most, 'EXTENSION_TOO_LONG', { date: most });
  return demandHeard(draft, entry, 'VALIDITY_EXTENSION');
}

/** A new notice, its window over and every statement since considered. */
export function demandHeard(draft: Draft, entry: Entry, purpose: 'VALIDITY_EXTENSION' | 'REPAIR_CONSENT_REVOCATION') {
  const notices = entry.notices.filter((n) => n.purpose === purpose);
  const [notice] = notices;
  if (!notice) draft.refuse('PRIOR_NOTICE_REQUIRED');
  const { hearing: _hearing, ...rest } = entry;
  const since = { ...rest, statements: entry.statements.filter((s) => s.submittedOn >= notice.servedOn) };
  const gates = hearingGates(since, notices, draft.today);
  const missing = gates.find((g) => 'code' in g);
  if (missing && 'code' in missing) draft.refuse(missing.code, missing.params);
  return gates.filter((g) => 'gate' in g);
}

// --- the irreparable mark

export function proposeIrreparableMarkLifting(draft: Draft, data: CommandData<'ProposeIrreparableMarkLifting'>): void {
  const { entryId, earliestRepairOn, repairMethods, reasons } = data;
  demandIrreparable(draft, entryId);
  propose(draft, entryId, {
    kind: 'IRREPARABLE_MARK_LIFTING',
    earliestRepairOn,
    repairMethods,
    reasons: draft.text(entryId, reasons),
  });
}

export function liftIrreparableMark(draft: Draft, { entryId, proposalId }: CommandData<'LiftIrreparableMark'>): void {
  const entry = demandIrreparable(draft, entryId);
  const { proposal, content } = forApproval(draft, entryId, proposalId, 'IRREPARABLE_MARK_LIFTING');
  const { earliestRepairOn, repairMethods, reasons } = content;
  const gates = receipt(draft, entry, [fourEyes(proposal, draft)]);
  draft.emit('IrreparableMarkLifted', {
    entryId,
    ...twoPersons(draft, proposal),
    earliestRepairOn,
    repairMethods,
    liftedOn: draft.today,
    reasons,
    receipt: gates,
  });
  setRepairWindow(draft, draft.entry(entryId), draft.today);
}

function demandIrreparable(draft: Draft, entryId: string): Entry {
  const entry = active(draft, entryId);
  ofList(draft, entry, 'BLACK');
  draft.demand(entry.recognition?.terms.repairable === false, 'NOT_IRREPARABLE');
  return entry;
}
