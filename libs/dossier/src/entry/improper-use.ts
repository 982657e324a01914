import type { CommandData } from '../commands.js';
import { meetDeadline, pendingDeadlines, setDeadline } from '../deadlines/deadlines.js';
import { receipt } from '../decision/proposals.js';
import type { Draft } from '../draft.js';
import type { Entry } from '../state.js';
import { exitEntry } from './exit.js';
import { active, ofList } from './guards.js';

/** R9: the inquiry suspends the incentives, not the report that led to it (I1 ground IMPROPER_USE). */
export function openImproperUseInquiry(draft: Draft, { entryId, facts }: CommandData<'OpenImproperUseInquiry'>): void {
  const entry = active(draft, entryId);
  ofList(draft, entry, 'RED');
  if (entry.inquiry?.status === 'OPEN') draft.refuse('INQUIRY_OPEN');
  const inquiryId = draft.ctx.newId('inquiry');
  const heardBy = setDeadline(draft, {
    entry,
    key: 'improperUse.statement',
    ownerRef: inquiryId,
    startOn: draft.today,
    unitId: entry.unitId,
  });
  draft.emit('ImproperUseInquiryOpened', {
    entryId,
    inquiryId,
    facts: draft.text(entryId, facts),
    heardBy,
    openedOn: draft.today,
  });
}

export function recordImproperUseHearing(
  draft: Draft,
  { entryId, inquiryId, text }: CommandData<'RecordImproperUseHearing'>,
): void {
  openInquiry(draft, entryId, inquiryId);
  draft.emit('ImproperUseHeard', { entryId, inquiryId, text: draft.text(entryId, text), heardOn: draft.today });
  meetDeadline(draft, 'improperUse.statement', inquiryId, draft.today);
}

/** Found: off the red list. Not found: the incentives resume. Heard first, or its time is over. */
export function decideImproperUse(draft: Draft, data: CommandData<'DecideImproperUse'>): void {
  const { entryId, inquiryId, found, exitReason = 'IMPROPER_USE', facts, evidence } = data;
  const entry = openInquiry(draft, entryId, inquiryId);
  const { heard, heardBy } = entry.inquiry ?? { heard: false, heardBy: draft.today };
  // In the subject's favour nothing needs to be waited for.
  if (found && !heard && draft.today <= heardBy) draft.refuse('SUBJECT_NOT_HEARD', { date: heardBy });
  const decidedBy = draft.actor;
  if (!found) {
    draft.emit('ImproperUseNotFound', {
      entryId,
      inquiryId,
      reasons: draft.text(entryId, facts),
      foundOn: draft.today,
      decidedBy,
    });
    for (const { deadlineId } of pendingDeadlines(draft, (d) => d.ownerRef === inquiryId))
      draft.emit('DeadlineLapsed', { deadlineId, entryId, because: 'NOT_FOUND' });
    return;
  }
  draft.emit('ImproperUseFound', {
    entryId,
    inquiryId,
    facts: draft.text(entryId, facts),
    evidence: draft.evidence(entryId, evidence),
    foundOn: draft.today,
    decidedBy,
    receipt: receipt(draft, entry, [
      {
        gate: heard ? 'SUBJECT_HEARD' : 'HEARING_TIME_OVER',
        against: inquiryId,
        since: draft.today,
        clause: 'spec 3.5 R9, A-21',
      },
    ]),
  });
  exitEntry(draft, entryId, { reason: exitReason, decidedBy });
}

function openInquiry(draft: Draft, entryId: string, inquiryId: string): Entry {
  const entry = active(draft, entryId);
  if (entry.inquiry?.inquiryId !== inquiryId || entry.inquiry.status !== 'OPEN')
    draft.refuse('INQUIRY_UNKNOWN', { inquiryId });
  return entry;
}
