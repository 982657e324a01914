import type { CommandData } from '../commands.js';
import type { Draft } from '../draft.js';
import type { ProposalContent } from '../events.js';
import type { DecisionKind, Gate, GateReceipt } from '../shared.js';
import type { Entry, Proposal } from '../state.js';
import { governingPackId, packRef, packsFor } from '#libs/rules';

export type ContentOf<K extends DecisionKind> = Extract<ProposalContent, { kind: K }>;

/** First step of a decision (2): what the approver will decide on, unchanged. */
export function propose(draft: Draft, entryId: string, content: ProposalContent): void {
  const open = Object.values(draft.state.proposals).find(
    (p) => p.entryId === entryId && p.content.kind === content.kind && p.status === 'OPEN',
  );
  // What the system proposed is taken up by an official.
  if (open && open.drafter.role !== 'SYSTEM') draft.refuse('PROPOSAL_OPEN', { proposalId: open.proposalId });
  draft.emit('DecisionProposed', {
    entryId,
    proposalId: draft.ctx.newId('proposal'),
    decisionKind: content.kind,
    content,
    drafter: draft.actor,
  });
}

/** Second step: the proposal of this kind, to be decided by somebody else than its drafter. */
export function forApproval<K extends DecisionKind>(
  draft: Draft,
  entryId: string,
  proposalId: string,
  kind: K,
): { readonly proposal: Proposal; readonly content: ContentOf<K> } {
  const proposal = draft.state.proposals[proposalId];
  if (proposal?.entryId !== entryId || proposal.content.kind !== kind) draft.refuse('PROPOSAL_UNKNOWN', { proposalId });
  if (proposal.status !== 'OPEN') draft.refuse('PROPOSAL_CLOSED');
  demandSecondPerson(draft, proposal);
  return { proposal, content: proposal.content as ContentOf<K> };
}

function demandSecondPerson(draft: Draft, proposal: Proposal): void {
  draft.demand(!proposal.drafters.includes(draft.actor.userId), 'FOUR_EYES');
  const named = proposal.proposedApprover;
  draft.demand(named === undefined || named === draft.actor.userId, 'NOT_THE_NAMED_APPROVER');
}

/** Both halves of the pair, as the decision's event names them. */
export function twoPersons(
  draft: Draft,
  proposal: Proposal,
): { proposalId: string; drafter: Proposal['drafter']; approver: Proposal['drafter'] } {
  return { proposalId: proposal.proposalId, drafter: proposal.drafter, approver: draft.actor };
}

/** What a decision rested on (D3). */
export function receipt(draft: Draft, entry: Entry, gates: readonly Gate[]): GateReceipt {
  const standard = draft.standardOf(entry);
  const packs = packsFor(standard, draft.ctx.rulePacks, draft.today).map((pack) => packRef(pack));
  return {
    standardId: entry.standardId,
    standardVersion: entry.standardVersion,
    rulePacks: packs.length > 0 ? packs : [governingPackId({ packs: draft.ctx.rulePacks, on: draft.today })],
    gates,
  };
}

export function fourEyes(proposal: Proposal, draft: Draft): Gate {
  return {
    gate: 'FOUR_EYES',
    against: `${proposal.drafter.userId} / ${draft.actor.userId}`,
    since: draft.today,
    clause: 'spec 2',
  };
}

export function rejectProposal(draft: Draft, { entryId, proposalId, reason }: CommandData<'RejectProposal'>): void {
  const proposal = draft.state.proposals[proposalId];
  if (proposal?.entryId !== entryId) draft.refuse('PROPOSAL_UNKNOWN', { proposalId });
  if (proposal.status === 'REJECTED') return;
  if (proposal.status !== 'OPEN') draft.refuse('PROPOSAL_CLOSED');
  demandSecondPerson(draft, proposal);
  draft.emit('DecisionRejected', { entryId, proposalId, reason: draft.text(entryId, reason), rejectedBy: draft.actor });
}

/** The unit replaces an official; the new one may not be the other half of the pair (2). */
export function reassignTask(
  draft: Draft,
  { entryId, proposalId, half, fromUserId, toUserId, reason }: CommandData<'ReassignTask'>,
): void {
  const proposal = draft.state.proposals[proposalId];
  if (proposal?.entryId !== entryId) draft.refuse('PROPOSAL_UNKNOWN', { proposalId });
  if (proposal.status !== 'OPEN') draft.refuse('PROPOSAL_CLOSED');
  const other = half === 'DRAFTER' ? toUserId === proposal.proposedApprover : proposal.drafters.includes(toUserId);
  draft.demand(!other, 'FOUR_EYES');
  const present = half === 'DRAFTER' ? proposal.drafter.userId : proposal.proposedApprover;
  // It is so already, or somebody passed it on meanwhile.
  if (present === toUserId || (fromUserId !== undefined && present !== fromUserId)) return;
  draft.emit('TaskReassigned', { entryId, proposalId, half, toUserId, reason: draft.text(entryId, reason) });
}
