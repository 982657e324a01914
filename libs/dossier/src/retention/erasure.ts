import { RECORD_SCOPE } from '#libs/subjects';
import type { CommandData } from '../commands.js';
import { lapseDeadlines, pendingDeadlines } from '../deadlines/deadlines.js';
import { fourEyes, forApproval, propose, receipt, twoPersons } from '../decision/proposals.js';
import type { Draft } from '../draft.js';
import { openCases } from '../lifecycle.js';
import type { Gate, KeyRef } from '../shared.js';
import type { ArchiveDuty, Entry } from '../state.js';
import { retentionClassOf } from './retention.js';

export function recordArchiveDuty(draft: Draft, data: CommandData<'RecordArchiveDuty'>): void {
  const { entryId, legalBasis, until, reason } = data;
  draft.entry(entryId);
  if (until !== undefined) draft.notBefore(until, draft.today, 'until', 'today');
  draft.emit('ArchiveDutyRecorded', {
    entryId,
    dutyId: draft.ctx.newId('duty'),
    legalBasis,
    ...(until !== undefined && { until }),
    reason: draft.text(entryId, reason),
    recordedOn: draft.today,
  });
}

export function liftArchiveDuty(draft: Draft, { entryId, dutyId, reason }: CommandData<'LiftArchiveDuty'>): void {
  const duty = draft.entry(entryId).archiveDuties.find((d) => d.dutyId === dutyId);
  if (!duty) draft.refuse('ARCHIVE_DUTY_UNKNOWN');
  if (duty.liftedOn !== undefined) return;
  draft.emit('ArchiveDutyLifted', { entryId, dutyId, reason: draft.text(entryId, reason), liftedOn: draft.today });
}

/** The first of the two persons takes up what the system proposed, and names the basis (3.16). */
export function proposeErasure(draft: Draft, { entryId, legalBasis, reasons }: CommandData<'ProposeErasure'>): void {
  demandErasable(draft, entryId);
  propose(draft, entryId, { kind: 'ERASURE', legalBasis, reasons: draft.text(entryId, reasons) });
}

/** I5, D9: the keys are named here and destroyed by whoever follows the log; events, order and counts stay. */
export function erasePersonalData(draft: Draft, { entryId, proposalId }: CommandData<'ErasePersonalData'>): void {
  const { proposal, content } = forApproval(draft, entryId, proposalId, 'ERASURE');
  const { legalBasis } = content;
  if (legalBasis === undefined) draft.refuse('ERASURE_NOT_TAKEN_UP');
  const { entry, gates } = demandErasable(draft, entryId);
  lapseDeadlines(draft, (d) => d.entryId === entryId, 'ERASED');
  draft.emit('PersonalDataErased', {
    entryId,
    ...twoPersons(draft, proposal),
    ...whatGoes(draft, entryId),
    retentionClass: retentionClassOf(entry),
    legalBasis,
    erasedOn: draft.today,
    receipt: receipt(draft, entry, [...gates, fourEyes(proposal, draft)]),
  });
}

/** Duties that end with their own act, and of which an erasure would make nothing. */
const OWED = ['exit.announce', 'exit.platformDelete', 'correction.propagate', 'repair.execute', 'remedy.execute'];

function demandErasable(draft: Draft, entryId: string): { readonly entry: Entry; readonly gates: readonly Gate[] } {
  const entry = draft.entry(entryId);
  const { expiredOn } = entry;
  if (expiredOn === undefined) draft.refuse('RETENTION_RUNNING');
  const remedies = Object.values(draft.state.remedies).filter((r) => r.entryId === entryId && r.status !== 'CLOSED');
  const count = remedies.length + openCases(draft.state, entryId).length;
  if (count > 0) draft.refuse('ERASURE_REMEDY_PENDING', { count });
  const [owed] = pendingDeadlines(draft, (d) => d.entryId === entryId && OWED.includes(d.key));
  if (owed) draft.refuse('ERASURE_DUTIES_OPEN', { key: owed.key });
  const duty = entry.archiveDuties.find((d) => applies(d, draft.today));
  if (duty) draft.refuse('ARCHIVE_DUTY_APPLIES', { dutyId: duty.dutyId });
  const clause = 'spec 3.14';
  return {
    entry,
    gates: [
      { gate: 'RETENTION_EXPIRED', against: retentionClassOf(entry), since: expiredOn, clause },
      { gate: 'NO_REMEDY_PENDING', against: entryId, since: draft.today, clause },
      { gate: 'NO_ARCHIVE_DUTY', against: entryId, since: draft.today, clause },
    ],
  };
}

function applies({ until, liftedOn }: ArchiveDuty, today: string): boolean {
  return liftedOn === undefined && (until === undefined || today <= until);
}

/**
 * The keys of everybody named in the entry; with the last thing that is kept about a person the record and the place in
 * the search index go as well. Names and codes of organisations are public and stay (6.4).
 */
function whatGoes(draft: Draft, entryId: string): { keys: readonly KeyRef[]; removedRefs: readonly string[] } {
  const { subjectId, subjectType, joinedInto, joinedFrom = [] } = draft.subject;
  const live = draft.ctx.liveKeys ?? [];
  const own = [subjectId, ...(joinedInto === undefined ? [] : [joinedInto]), ...joinedFrom];
  const named = live.filter(({ scope }) => scope === entryId).map(({ about }) => about);
  const concerned = [...new Set([subjectId, ...named])].sort();
  const elsewhere = (about: string): boolean =>
    live.some(
      (key) => key.about === about && key.scope !== entryId && !(own.includes(about) && key.scope === RECORD_SCOPE),
    );
  const others = concerned.filter((about) => !own.includes(about) && !elsewhere(about));
  const isPerson = subjectType === 'NATURAL_PERSON' || subjectType === 'SELF_EMPLOYED';
  const ownGoes = isPerson && !own.some(elsewhere);
  return {
    keys: [
      ...concerned.map((about) => ({ about, scope: entryId })),
      ...(ownGoes ? own.map((about) => ({ about, scope: RECORD_SCOPE })) : []),
    ],
    removedRefs: [...(ownGoes ? own : []), ...others],
  };
}
