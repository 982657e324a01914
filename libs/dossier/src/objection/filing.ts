import type { CommandData } from '../commands.js';
import { addDuration } from '#libs/rules';
import type { Personal } from '#libs/subjects';
import { lapseDeadlines, meetDeadline, ruleOf, setDeadline, workingDayBefore } from '../deadlines/deadlines.js';
import type { Draft } from '../draft.js';
import type { EventData } from '../events.js';
import { stateOf } from '../entry/guards.js';
import { remedyInfo } from '../entry/terms.js';
import { openCases } from '../lifecycle.js';
import type { ObjectionGround } from '../shared.js';
import type { Case, Entry } from '../state.js';
import { agentsOf, subjectIds } from '../subject/joined.js';
import { groundKey, personOf } from './evolve.js';

/** O2. A further objection on the same ground is joined to the one that is open. */
export function fileObjection(draft: Draft, data: CommandData<'FileObjection'>): void {
  const { entryId, objectorRef, objectorName, contact, standing, grounds, text, evidence, reliefSought, channel } =
    data;
  const entry = draft.entry(entryId);
  demandObjectable(draft, entry, standing, objectorRef);
  const filedOn = draft.pastDate(data.filedOn, 'filedOn');
  draft.notBefore(filedOn, entry.generatedOn, 'filedOn', 'generatedOn');
  const objectionId = draft.ctx.newId('objection');
  const same = openCases(draft.state, entryId).find(
    (c) => c.objectorRef === objectorRef && c.grounds.some((g) => grounds.includes(g)),
  );
  const joinedTo = same && grounds.every((g) => same.grounds.includes(g)) ? same.caseId : undefined;
  const about = objectorRef;
  draft.emit('ObjectionFiled', {
    entryId,
    objectionId,
    objectorRef,
    standing,
    grounds,
    text: draft.text(entryId, text, about),
    ...(objectorName !== undefined && { objectorName: draft.text(entryId, objectorName, about) }),
    ...(contact !== undefined && { contact: draft.text(entryId, contact, about) }),
    evidence: draft.evidence(entryId, evidence, about),
    newEvidence: (evidence ?? []).length > 0,
    reliefSought: draft.text(entryId, reliefSought, about),
    filedOn,
    channel,
    ...(joinedTo !== undefined && { joinedTo }),
  });
  if (joinedTo !== undefined) return;
  for (const key of ['objection.intake', 'objection.refer', 'objection.total'])
    setDeadline(draft, { entry, key, ownerRef: objectionId, startOn: filedOn, unitId: entry.unitId });
}

/** IN_PUBLICITY … ACTIVE, or EXITED when history is wrong; third parties only in publicity. */
function demandObjectable(draft: Draft, entry: Entry, standing: Case['standing'], objectorRef: string): void {
  if (standing === 'RESPONSIBLE_PERSON')
    draft.demand(
      entry.persons.some((p) => p.personRef === objectorRef),
      'PERSON_UNKNOWN',
    );
  demandOwnStanding(draft, standing, objectorRef);
  const state = stateOf(draft, entry);
  const inPublicity =
    entry.phase === 'PREPARING' && entry.publicity !== undefined && entry.publicity.endedOn === undefined;
  if (standing === 'THIRD_PARTY') {
    draft.demand(inPublicity, 'OBJECTION_STANDING');
    return;
  }
  const known = entry.publicity !== undefined || entry.notices.length > 0;
  const possible = entry.phase === 'ACTIVE' || entry.phase === 'EXITED' || (entry.phase === 'PREPARING' && known);
  draft.demand(possible, 'OBJECTION_NOT_POSSIBLE', { state });
}

/** Whoever objects in person does so as who they are; a handler records for anybody. */
function demandOwnStanding(draft: Draft, standing: Case['standing'], objectorRef: string): void {
  const { roles, subjectId, personRef } = draft.ctx.actor;
  if (roles.includes('DISPUTE_HANDLER')) return;
  const self = subjectIds(draft.state, draft.ctx);
  const agent = agentsOf(draft.state, draft.ctx, personRef).length > 0;
  const inPerson = subjectId !== undefined && self.has(subjectId);
  const fits =
    standing === 'SUBJECT'
      ? self.has(objectorRef) && roles.includes('SUBJECT') && (inPerson || agent)
      : personRef === undefined || objectorRef === personRef;
  draft.demand(fits, 'NOT_THE_SUBJECT');
}

/** O3, O4: taken in after a formal check; marked, and measures suspended in the same append. */
export function acceptObjection(
  draft: Draft,
  { entryId, objectionId, suspend = true, reason }: CommandData<'AcceptObjection'>,
): void {
  const objection = filed(draft, entryId, objectionId);
  const entry = draft.entry(entryId);
  demandHandler(draft, entry);
  if (!suspend) draft.demand(reason !== undefined && isRepeat(entry, objection), 'NO_SUSPENSION_NEEDS_REASON');
  draft.emit('ObjectionAccepted', {
    entryId,
    objectionId,
    suspend,
    ...(reason !== undefined && { reason: draft.text(entryId, reason) }),
    acceptedOn: draft.today,
    handler: draft.actor,
  });
  // What concerns the own role of a person marks that person's record, and nothing else does (3.8).
  const personRef = personOf(entry, objection);
  draft.emit('DisputeMarkApplied', { entryId, caseId: objectionId, ...(personRef !== undefined && { personRef }) });
  meetDeadline(draft, 'objection.intake', objectionId, draft.today);
}

/** the same objector, the same ground, no new evidence, and it has suspended once. */
function isRepeat(entry: Entry, objection: Case): boolean {
  const used = (ground: ObjectionGround): boolean => entry.suspendedGrounds.includes(groundKey(objection, ground));
  return !objection.newEvidence && objection.grounds.every(used);
}

export function refuseObjectionIntake(
  draft: Draft,
  { entryId, objectionId, reason }: CommandData<'RefuseObjectionIntake'>,
): void {
  filed(draft, entryId, objectionId);
  const entry = draft.entry(entryId);
  demandHandler(draft, entry);
  draft.emit('ObjectionIntakeRefused', {
    entryId,
    objectionId,
    reason: draft.text(entryId, reason),
    remedyInfo: remedyInfo(draft, draft.standardOf(entry)),
    refusedOn: draft.today,
    handler: draft.actor,
  });
  meetDeadline(draft, 'objection.intake', objectionId, draft.today);
  lapseDeadlines(draft, (d) => d.ownerRef === objectionId, 'INTAKE_REFUSED');
}

function filed(draft: Draft, entryId: string, objectionId: string): Case {
  const objection = draft.case(entryId, objectionId);
  if (objection.kind !== 'OBJECTION' || objection.status !== 'FILED')
    draft.refuse('OBJECTION_STATE', { state: objection.status });
  return objection;
}

/** No handler in an own former case (2). */
function demandHandler(draft: Draft, entry: Entry): void {
  const { userId } = draft.actor;
  const took = [entry.recognition?.approver.userId, entry.recognition?.drafter.userId, entry.drafter.userId];
  draft.demand(!took.includes(userId), 'HANDLER_IS_RECOGNIZER');
}

/** O1: somebody other than an objector found the doubt. A remedy does not suspend (I1, 3.11). */
export function openVerification(draft: Draft, data: CommandData<'OpenVerification'>): void {
  const { entryId, trigger, allegedError, fields = [], suspend = true, reason } = data;
  const entry = draft.entry(entryId);
  const possible = entry.phase === 'PREPARING' || entry.phase === 'ACTIVE' || entry.phase === 'EXITED';
  draft.demand(possible && trigger !== 'OBJECTION', 'OBJECTION_NOT_POSSIBLE', { state: entry.phase });
  if (!suspend && trigger !== 'REMEDY') draft.demand(reason !== undefined, 'NO_SUSPENSION_NEEDS_REASON');
  begin(draft, entry, {
    trigger,
    suspend: suspend && trigger !== 'REMEDY',
    allegedError: draft.text(entryId, reason === undefined ? allegedError : `${allegedError}\n${reason}`),
    fields,
  });
}

/** 3.11: a decision on an objection was annulled, and what it was about is verified anew. It does not suspend (I1). */
export function verifyAnew(draft: Draft, entry: Entry, allegedError: Personal): void {
  begin(draft, entry, { trigger: 'REMEDY', suspend: false, allegedError, fields: [] });
}

function begin(
  draft: Draft,
  entry: Entry,
  opened: Pick<EventData<'VerificationOpened'>, 'trigger' | 'suspend' | 'allegedError' | 'fields'>,
): void {
  const { entryId } = entry;
  const verificationId = draft.ctx.newId('verification');
  draft.emit('VerificationOpened', {
    entryId,
    verificationId,
    ...opened,
    openedByUnit: draft.actor.unitId ?? '',
    openedOn: draft.today,
    openedBy: draft.actor,
  });
  draft.emit('DisputeMarkApplied', { entryId, caseId: verificationId });
  for (const key of ['objection.refer', 'objection.total'])
    setDeadline(draft, { entry, key, ownerRef: verificationId, startOn: draft.today, unitId: entry.unitId });
}

/** O5. The reply is due at the latest one working day before the whole (3.3). */
export function referToProvider(
  draft: Draft,
  { entryId, caseId, providerUnitId, questions }: CommandData<'ReferToProvider'>,
): void {
  const known = draft.case(entryId, caseId);
  if (known.status !== 'ACCEPTED' && known.status !== 'REPLIED')
    draft.refuse('OBJECTION_STATE', { state: known.status });
  const entry = draft.entry(entryId);
  const total = Object.values(draft.state.deadlines).find((d) => d.key === 'objection.total' && d.ownerRef === caseId);
  const rule = ruleOf(draft, entry, 'objection.providerReply');
  const byRule = addDuration(draft.ctx.calendar, draft.today, rule.value, { rollOver: true }).dueOn;
  const cap = total && total.dueOn > draft.today ? workingDayBefore(draft, total.dueOn) : byRule;
  const notAfter = cap > draft.today ? cap : byRule;
  draft.emit('VerificationRequested', {
    entryId,
    caseId,
    providerUnitId,
    questions: draft.text(entryId, questions),
    requestedOn: draft.today,
    dueOn: notAfter < byRule ? notAfter : byRule,
  });
  meetDeadline(draft, 'objection.refer', caseId, draft.today);
  setDeadline(draft, {
    entry,
    key: 'objection.providerReply',
    ownerRef: caseId,
    startOn: draft.today,
    unitId: providerUnitId,
    rule,
    notAfter,
  });
}

/** O6. */
export function submitVerificationReply(
  draft: Draft,
  { entryId, caseId, finding, facts, evidence }: CommandData<'SubmitVerificationReply'>,
): void {
  const known = draft.case(entryId, caseId);
  if (known.status !== 'REFERRED') draft.refuse('OBJECTION_STATE', { state: known.status });
  draft.emit('VerificationReplied', {
    entryId,
    caseId,
    finding,
    facts: draft.text(entryId, facts),
    evidence: draft.evidence(entryId, evidence),
    repliedOn: draft.today,
    byUnitId: draft.actor.unitId ?? '',
  });
  meetDeadline(draft, 'objection.providerReply', caseId, draft.today);
}

/** O7: at most 20 working days in all (浙江 31). */
export function extendVerification(
  draft: Draft,
  { entryId, caseId, newDueOn, reason }: CommandData<'ExtendVerification'>,
): void {
  const known = draft.case(entryId, caseId);
  const total = Object.values(draft.state.deadlines).find(
    (d) => d.key === 'objection.total' && d.ownerRef === caseId && (d.status === 'OPEN' || d.status === 'MISSED'),
  );
  if (!total) draft.refuse('OBJECTION_STATE', { state: known.status });
  const most = addDuration(
    draft.ctx.calendar,
    known.filedOn,
    ruleOf(draft, draft.entry(entryId), 'objection.maxWithExtension').value,
  ).dueOn;
  draft.demand(newDueOn > total.dueOn && newDueOn <= most, 'EXTENSION_TOO_LONG', { date: most });
  draft.emit('VerificationExtended', {
    entryId,
    caseId,
    newDueOn,
    reason: draft.text(entryId, reason),
    approvedBy: draft.actor,
  });
  draft.emit('DeadlineRescheduled', {
    deadlineId: total.deadlineId,
    entryId,
    dueOn: newDueOn,
    calendarVersion: draft.ctx.calendar.version,
    provisional: false,
    because: 'EXTENSION',
  });
}

export function withdrawObjection(draft: Draft, { entryId, objectionId }: CommandData<'WithdrawObjection'>): void {
  const objection = draft.case(entryId, objectionId);
  if (objection.status === 'WITHDRAWN') return;
  const open: readonly Case['status'][] = ['FILED', 'ACCEPTED', 'REFERRED', 'REPLIED', 'JOINED'];
  if (!open.includes(objection.status)) draft.refuse('OBJECTION_STATE', { state: objection.status });
  draft.emit('ObjectionWithdrawn', { entryId, objectionId, withdrawnOn: draft.today });
  clearMark(draft, entryId, objectionId);
  lapseDeadlines(draft, (d) => d.ownerRef === objectionId, 'WITHDRAWN');
}

export function clearMark(draft: Draft, entryId: string, caseId: string): void {
  if (draft.entry(entryId).marks.includes(caseId)) draft.emit('DisputeMarkCleared', { entryId, caseId });
}
