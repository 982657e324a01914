import { RECORD_SCOPE } from '#libs/subjects';
import type { CommandData } from '../commands.js';
import { fourEyes, forApproval, propose, twoPersons } from '../decision/proposals.js';
import type { Draft } from '../draft.js';
import { listedElsewhere, removeFromRed } from '../entry/cross-list.js';
import type { Gate } from '../shared.js';
import { subjectIds } from './joined.js';

/* 3.5 DossiersJoined: two dossiers prove to be one subject. Decided by two persons on the older, which goes on. */

export function proposeDossiersJoining(
  draft: Draft,
  { otherSubjectId, reasons, evidence }: CommandData<'ProposeDossiersJoining'>,
): void {
  demandJoinable(draft, otherSubjectId);
  propose(draft, RECORD_SCOPE, {
    kind: 'DOSSIERS_JOINING',
    otherSubjectId,
    part: 'CONTINUES',
    evidence: draft.evidence(RECORD_SCOPE, evidence),
    reasons: draft.text(RECORD_SCOPE, reasons),
  });
}

/** The other dossier learns of it by {@link referDossier}; from this append on both are answered as one. */
export function joinDossiers(draft: Draft, { proposalId }: CommandData<'JoinDossiers'>): void {
  const { proposal, content } = forApproval(draft, RECORD_SCOPE, proposalId, 'DOSSIERS_JOINING');
  const { otherSubjectId, reasons, evidence } = content;
  const gates = demandJoinable(draft, otherSubjectId);
  draft.emit('DossiersJoined', {
    otherSubjectId,
    part: 'CONTINUES',
    reason: reasons,
    ...(evidence && { evidence }),
    gates: [...gates, fourEyes(proposal, draft)],
    ...twoPersons(draft, proposal),
  });
}

function demandJoinable(draft: Draft, other: string): readonly Gate[] {
  const { subjectId } = draft.subject;
  draft.demand(other !== subjectId, 'JOINED_WITH_ITSELF');
  const { joining } = draft.ctx;
  const found = joining?.state.subject;
  if (!joining || !found) draft.refuse('OTHER_SUBJECT_UNKNOWN', { other });
  // One that others refer to may go on elsewhere with them; one that refers has gone on already.
  const already = found.joinedInto !== undefined || subjectIds(draft.state, draft.ctx).has(other);
  draft.demand(!already, 'OTHER_ALREADY_JOINED', { other });
  const isPerson = found.subjectType === 'NATURAL_PERSON';
  draft.demand(isPerson === draft.isNaturalPerson, 'SUBJECT_KINDS_DIFFER');
  draft.demand(!joining.registeredEarlier, 'OTHER_DOSSIER_OLDER', { other });
  const clause = 'spec 3.5 DossiersJoined';
  return [
    { gate: 'OLDER_DOSSIER_GOES_ON', against: other, since: draft.today, clause },
    { gate: 'NOT_JOINED_ELSEWHERE', against: other, since: draft.today, clause },
    { gate: 'SAME_KIND_OF_SUBJECT', against: found.subjectType, since: draft.today, clause: 'spec 1.1 Subject' },
  ];
}

/** The system, once the dossier that goes on has said so. */
export function referDossier(draft: Draft, data: CommandData<'ReferDossier'>): void {
  const { joinedInto } = draft.subject;
  if (joinedInto === data.otherSubjectId) return;
  if (joinedInto !== undefined) draft.refuse('OTHER_ALREADY_JOINED', { other: draft.subject.subjectId });
  draft.emit('DossiersJoined', { ...data, part: 'REFERS' });
}

/**
 * No red while black or focus listed, also where the two stand in dossiers that proved to be one subject: nothing can
 * be appended to both at once, so the red entry goes by an act of the system as soon as both are known (S1 §3, §4).
 */
export function crossCheckJoined(draft: Draft): void {
  const against = listedElsewhere(draft).filter((e) => e.listKind !== 'RED');
  const black = against.find((e) => e.listKind === 'BLACK');
  if (black) removeFromRed(draft, black.entryId, 'BLACK_LISTED');
  else if (against[0]) removeFromRed(draft, against[0].entryId, 'FOCUS_LISTED');
}
