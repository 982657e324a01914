import { RECORD_SCOPE } from '#libs/subjects';
import { evolveCase } from './objection/evolve.js';
import { evolveDeadline } from './deadlines/evolve.js';
import { evolveEntry } from './entry/evolve.js';
import { evolveRemedy } from './remedy/evolve.js';
import { evolveRepair } from './repair/evolve.js';
import type { DossierEvent, EventData } from './events.js';
import { foldTogether, withMember } from './members.js';
import type { Proposal } from './state.js';
import type { DossierState } from './state.js';

/**
 * Folds one event into the dossier. Accepts every past, never throws, reads no clock; an event of a type that this
 * version does not know passes unchanged.
 */
export function evolve(state: DossierState, event: DossierEvent): DossierState {
  let next = evolveRecord(state, event);
  next = evolveCase(next, event);
  next = evolveRemedy(next, event);
  next = evolveRepair(next, event);
  next = evolveDeadline(next, event);
  const entryId = entryIdOf(event);
  if (entryId === undefined) return next;
  const before = next.entries[entryId];
  const after = evolveEntry(before, event);
  return after === before || after === undefined ? next : withMember(next, 'entries', entryId, after);
}

/** Folds many events: what {@link evolve} makes of them one after the other, in less time. */
export function fold(state: DossierState, events: Iterable<DossierEvent>): DossierState {
  return foldTogether(state, events, evolve);
}

export function entryIdOf(event: { readonly data: object }): string | undefined {
  const entryId = (event.data as { entryId?: unknown }).entryId;
  return typeof entryId === 'string' ? entryId : undefined;
}

/** Where a decision ends the proposal it was taken on. */
function closeProposal(
  state: DossierState,
  proposalId: string | undefined,
  status: 'DECIDED' | 'REJECTED',
): DossierState {
  const proposal = proposalId === undefined ? undefined : state.proposals[proposalId];
  if (!proposal) return state;
  return withMember(state, 'proposals', proposal.proposalId, { ...proposal, status });
}

/** Open proposals of an entry that has ended are void: nobody can decide on them any more. */
function voidProposals(state: DossierState, entryId: string): DossierState {
  const open = Object.values(state.proposals).filter((p) => p.entryId === entryId && p.status === 'OPEN');
  return open.reduce((left, p) => withMember(left, 'proposals', p.proposalId, { ...p, status: 'VOID' }), state);
}

/** What the system proposed gives way to the proposal of an official on the same. */
function takenUp(state: DossierState, entryId: string, kind: Proposal['content']['kind']): DossierState {
  const systems = Object.values(state.proposals).filter(
    (p) => p.entryId === entryId && p.content.kind === kind && p.status === 'OPEN' && p.drafter.role === 'SYSTEM',
  );
  return systems.reduce((left, p) => withMember(left, 'proposals', p.proposalId, { ...p, status: 'VOID' }), state);
}

function joinDossier(state: DossierState, data: EventData<'DossiersJoined'>): DossierState {
  const { part, otherSubjectId, proposalId } = data;
  const { subject } = state;
  // Where it goes on, and what was still proposed to be joined here, is decided in the other dossier from now on.
  if (part === 'REFERS')
    return voidProposals(
      subject ? { ...state, subject: { ...subject, joinedInto: otherSubjectId } } : state,
      RECORD_SCOPE,
    );
  const decided = closeProposal(state, proposalId, 'DECIDED');
  const joinedFrom = [...new Set([...(subject?.joinedFrom ?? []), otherSubjectId])];
  return subject ? { ...decided, subject: { ...subject, joinedFrom } } : decided;
}

function evolveRecord(state: DossierState, event: DossierEvent): DossierState {
  switch (event.type) {
    case 'SubjectRegistered':
      return { ...state, subject: { subjectId: event.data.subjectId, subjectType: event.data.subjectType } };
    case 'DossiersJoined':
      return joinDossier(state, event.data);
    case 'AgentAuthorized': {
      const { agentRef, scope, validFrom, validTo } = event.data;
      return withMember(state, 'agents', agentRef, { agentRef, scope, validFrom, validTo });
    }
    case 'AgentRevoked': {
      const agent = state.agents[event.data.agentRef];
      if (!agent) return state;
      return withMember(state, 'agents', agent.agentRef, { ...agent, revokedOn: event.data.revokedOn });
    }
    case 'DecisionProposed': {
      const { proposalId, entryId, content, drafter } = event.data;
      const drafters = [drafter.userId];
      const proposal = { proposalId, entryId, content, drafter, drafters, status: 'OPEN' } as const;
      return withMember(takenUp(state, entryId, content.kind), 'proposals', proposalId, proposal);
    }
    case 'TaskReassigned': {
      const proposal = state.proposals[event.data.proposalId];
      if (!proposal) return state;
      const changed =
        event.data.half === 'DRAFTER'
          ? {
              ...proposal,
              drafter: { ...proposal.drafter, userId: event.data.toUserId },
              drafters: [...proposal.drafters, event.data.toUserId],
            }
          : { ...proposal, proposedApprover: event.data.toUserId };
      return withMember(state, 'proposals', proposal.proposalId, changed);
    }
    case 'DecisionRejected':
      return closeProposal(state, event.data.proposalId, 'REJECTED');
    case 'EntryRecognized':
    case 'PriorNoticeWaived':
    case 'ValidityExtended':
    case 'IrreparableMarkLifted':
    case 'RepairAgreed':
    case 'RepairRefused':
    case 'RepairConsentRevoked':
    case 'EntryReinstated':
      return closeProposal(state, event.data.proposalId, 'DECIDED');
    case 'EntryNotRecognized':
      return voidProposals(closeProposal(state, event.data.proposalId, 'DECIDED'), event.data.entryId);
    case 'EntryRevoked':
      return closeProposal(state, event.data.proposalId, 'DECIDED');
    case 'EntryWithdrawn':
    case 'EntryRestarted':
    case 'EntryScreenedOut':
    case 'EntryExited':
      return voidProposals(state, event.data.entryId);
    case 'PersonalDataErased': {
      const decided = closeProposal(state, event.data.proposalId, 'DECIDED');
      const { subject } = decided;
      const record = event.data.keys.some((k) => k.about === subject?.subjectId && k.scope === RECORD_SCOPE);
      return subject && record ? { ...decided, subject: { ...subject, erased: true } } : decided;
    }
    case 'RepairBanSet':
      return { ...state, repairBanUntil: event.data.until };
    default:
      return state;
  }
}
