import type { CommandData } from '../commands.js';
import type { Draft } from '../draft.js';
import type { Entry, Notice } from '../state.js';
import { addDuration } from '#libs/rules';
import { meetDeadline, MOMENTS, ruleOf, setMoment } from '../deadlines/deadlines.js';
import { closePerson } from './persons.js';
import { announcedTerms } from './terms.js';
import { emitWithPapers } from '../papers.js';
import { active, exited, ofList, preparing } from './guards.js';

/** B3, F2; also before a validity is extended or a consent to repair revoked. */
export function servePriorNotice(draft: Draft, data: CommandData<'ServePriorNotice'>): void {
  const {
    entryId,
    purpose = 'RECOGNITION',
    recipientRole,
    facts,
    reasons,
    proposedMeasures,
    channel,
    receiptRef,
  } = data;
  const entry = entryFor(draft, entryId, purpose);
  const standard = draft.standardOf(entry);
  const recipientRef = recipientOf(draft, entry, data);
  const already = entry.notices.some(
    (n) => n.purpose === purpose && n.recipientRef === recipientRef && n.recipientRole === recipientRole,
  );
  if (already) draft.refuse('NOTICE_ALREADY_SERVED');
  const servedOn = draft.pastDate(data.servedOn, 'servedOn');
  draft.notBefore(servedOn, entry.generatedOn, 'servedOn', 'generatedOn');
  if (purpose === 'RECOGNITION' && !data.terms) draft.refuse('NOTICE_TERMS_REQUIRED');
  const terms = purpose === 'RECOGNITION' && data.terms ? announcedTerms(draft, entry, data.terms) : undefined;
  const rule = ruleOf(draft, entry, MOMENTS.statement, servedOn);
  const due = addDuration(draft.ctx.calendar, servedOn, rule.value, { rollOver: true });
  const noticeId = draft.ctx.newId('notice');
  const about = recipientRef;
  const served = {
    entryId,
    noticeId,
    ...(data.noticeNo !== undefined && { noticeNo: data.noticeNo }),
    purpose,
    recipientRef,
    recipientRole,
    facts: draft.text(entryId, facts, about),
    reasons: draft.text(entryId, reasons, about),
    legalBasis: standard.legalBasis,
    proposedMeasures,
    ...(terms && { terms }),
    hearingOffered: standard.notice.hearing,
    servedOn,
    statementDueOn: due.dueOn,
    channel,
    receiptRef,
  };
  emitWithPapers(draft, 'PriorNoticeServed', served, { addressee: recipientRole, recipientRef }, ['PRIOR_NOTICE']);
  setMoment(draft, draft.entry(entryId), MOMENTS.statement, noticeId, servedOn, due.dueOn, {
    ruleFrom: rule.from,
    legalSource: rule.legalSource,
    duration: rule.value,
    provisional: due.provisional,
  });
}

function entryFor(draft: Draft, entryId: string, purpose: Notice['purpose']): Entry {
  switch (purpose) {
    case 'RECOGNITION': {
      const entry = preparing(draft, entryId);
      ofList(draft, entry, 'BLACK', 'FOCUS');
      return entry;
    }
    case 'VALIDITY_EXTENSION': {
      const entry = active(draft, entryId);
      ofList(draft, entry, 'BLACK');
      return entry;
    }
    case 'REPAIR_CONSENT_REVOCATION': {
      const entry = exited(draft, entryId);
      ofList(draft, entry, 'BLACK');
      return entry;
    }
  }
}

function recipientOf(draft: Draft, entry: Entry, data: CommandData<'ServePriorNotice'>): string {
  const { recipientRole, recipientRef } = data;
  if (recipientRole === 'SUBJECT') return draft.subject.subjectId;
  if (recipientRef === undefined) draft.refuse('PERSON_UNKNOWN');
  if (recipientRole === 'RESPONSIBLE_PERSON')
    draft.demand(
      entry.persons.some((p) => p.personRef === recipientRef),
      'PERSON_UNKNOWN',
    );
  if (recipientRole === 'GUARDIAN')
    draft.demand(
      entry.guardians.some((g) => g.guardianRef === recipientRef),
      'GUARDIAN_UNKNOWN',
    );
  return recipientRef;
}

/** The window is over: SYSTEM at its end. */
export function closeStatementWindow(draft: Draft, entryId: string, noticeId: string, closedOn: string): void {
  draft.emit('StatementWindowClosed', { entryId, noticeId, closedOn });
  meetDeadline(draft, MOMENTS.statement, noticeId, closedOn);
}

/** Who may state: the subject or its agent, a responsible person, a guardian; a clerk records on paper for them. */
function speakerOf(draft: Draft, entry: Entry, onBehalfOf: string | undefined): string {
  const { actor } = draft.ctx;
  const ref =
    onBehalfOf ??
    (actor.subjectId === draft.subject.subjectId ? actor.subjectId : actor.personRef) ??
    draft.subject.subjectId;
  const recipients = entry.notices.map((n) => n.recipientRef);
  // An agent speaks for the subject.
  return recipients.includes(ref) ? ref : draft.subject.subjectId;
}

/** B5. A late statement is considered as long as nothing has been decided. */
export function submitStatement(
  draft: Draft,
  { entryId, text, evidence, onBehalfOf }: CommandData<'SubmitStatement'>,
): void {
  const entry = draft.entry(entryId);
  const notices = openNotices(draft, entry);
  const byRef = speakerOf(draft, entry, onBehalfOf);
  const own = notices.find((n) => n.recipientRef === byRef) ?? notices[0];
  if (!own) draft.refuse('NO_NOTICE_TO_ANSWER');
  draft.emit('StatementSubmitted', {
    entryId,
    statementId: draft.ctx.newId('statement'),
    byRef,
    text: draft.text(entryId, text, byRef),
    evidence: draft.evidence(entryId, evidence, byRef),
    submittedOn: draft.today,
    late: draft.today > own.statementDueOn,
  });
}

/** Notices whose matter is not decided yet. */
function openNotices(draft: Draft, entry: Entry): readonly Notice[] {
  const purposes: readonly Notice['purpose'][] =
    entry.phase === 'PREPARING'
      ? ['RECOGNITION']
      : entry.phase === 'ACTIVE'
        ? ['VALIDITY_EXTENSION']
        : ['REPAIR_CONSENT_REVOCATION'];
  return entry.notices.filter((n) => purposes.includes(n.purpose));
}

export function considerStatement(
  draft: Draft,
  { entryId, statementId, result, reasons }: CommandData<'ConsiderStatement'>,
): void {
  const entry = draft.entry(entryId);
  const statement = entry.statements.find((s) => s.statementId === statementId);
  if (!statement) draft.refuse('STATEMENT_UNKNOWN', { statementId });
  if (statement.considered) draft.refuse('STATEMENT_ALREADY_CONSIDERED');
  draft.emit('StatementConsidered', {
    entryId,
    statementId,
    result,
    reasons: draft.text(entryId, reasons, statement.byRef),
    consideredOn: draft.today,
  });
  if (result === 'ADOPTED') closePerson(draft, entryId, statement.byRef, 'OBJECTION_UPHELD');
}

export function requestHearing(draft: Draft, { entryId, onBehalfOf }: CommandData<'RequestHearing'>): void {
  const entry = preparing(draft, entryId);
  if (entry.hearing) return;
  const byRef = speakerOf(draft, entry, onBehalfOf);
  const notice = openNotices(draft, entry).find((n) => n.recipientRef === byRef);
  if (!notice) draft.refuse('NO_NOTICE_TO_ANSWER');
  draft.demand(notice.hearingOffered, 'HEARING_NOT_OFFERED');
  draft.demand(draft.today <= notice.statementDueOn, 'HEARING_TOO_LATE', { date: notice.statementDueOn });
  draft.emit('HearingRequested', { entryId, byRef, requestedOn: draft.today });
}

export function recordHearing(draft: Draft, { entryId, heldOn, minutesRef }: CommandData<'RecordHearing'>): void {
  const entry = preparing(draft, entryId);
  if (!entry.hearing) draft.refuse('HEARING_NOT_REQUESTED');
  if (entry.hearing.heldOn !== undefined) return;
  draft.pastDate(heldOn, 'heldOn');
  draft.notBefore(heldOn, entry.hearing.requestedOn, 'heldOn', 'requestedOn');
  draft.emit('HearingHeld', { entryId, heldOn, minutesRef });
}

/** S0 §13: where the standard wants the conference to confirm. */
export function confirmByConference(
  draft: Draft,
  { entryId, meetingNo, confirmedOn }: CommandData<'ConfirmByConference'>,
): void {
  const entry = preparing(draft, entryId);
  draft.demand(draft.standardOf(entry).approval.conferenceConfirmation, 'CONFERENCE_NOT_REQUIRED');
  if (entry.conference) return;
  draft.pastDate(confirmedOn, 'confirmedOn');
  draft.emit('ConferenceConfirmed', { entryId, meetingNo, confirmedOn });
}
