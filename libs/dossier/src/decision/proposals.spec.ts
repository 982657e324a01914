import { act } from '../testing/acts.js';
import { blackReady } from '../testing/journeys.js';
import { givenDossier } from '../testing/scenario.js';
import { A, B, OTHERS, S } from '../testing/world.js';

const ready = () => blackReady(givenDossier(), { from: '2026-09-07', ready: '2026-09-15' });
const asApprover = { ...A.drafter, roles: [...A.drafter.roles, 'APPROVER'] };

describe('decisions of two persons (2)', () => {
  it('are never approved by who drafted them, whatever roles that person has', () => {
    ready().when(act('RecognizeEntry'), asApprover).refuse('FOUR_EYES');
    ready().when(act('RejectProposal'), asApprover).refuse('FOUR_EYES');
  });

  it('may be approved in the superior unit, not in another one', () => {
    ready().when(act('RecognizeEntry'), B.approver).refuse('NOT_YOUR_ENTRY');
    ready().when(act('RecognizeEntry'), S.approver).expectAmong(['EntryRecognized']);
  });

  it('take one proposal of a kind at a time, decided or sent back once', () => {
    const s = ready();
    s.when(act('ProposeRecognition'), A.second).refuse('PROPOSAL_OPEN');
    s.when(act('RecognizeEntry', { proposalId: 'none' }), A.approver).refuse('PROPOSAL_UNKNOWN');
    s.when(act('RejectProposal', { proposalId: 'none' }), A.approver).refuse('PROPOSAL_UNKNOWN');
    s.when(act('RejectProposal'), A.approver).expectEvents([
      ['DecisionRejected', { rejectedBy: { userId: A.approver.userId } }],
    ]);
    s.when(act('RejectProposal'), A.approver).expectNothing();
    s.when(act('RecognizeEntry'), A.approver).refuse('PROPOSAL_CLOSED');
    s.when(act('ReassignTask'), A.head).refuse('PROPOSAL_CLOSED');
    s.when(act('ProposeRecognition'), A.drafter).accept();
  });

  it('pass a half to somebody who is not the other half', () => {
    const s = ready();
    const to = (half: 'DRAFTER' | 'APPROVER', toUserId: string) => act('ReassignTask', { half, toUserId });
    s.when(to('APPROVER', A.drafter.userId), A.head).refuse('FOUR_EYES');
    s.given(to('APPROVER', A.second.userId), A.head);
    s.when(to('DRAFTER', A.second.userId), A.head).refuse('FOUR_EYES');
    s.when(act('RecognizeEntry'), A.approver).refuse('NOT_THE_NAMED_APPROVER');
    s.when(act('RecognizeEntry'), A.second).expectAmong([['EntryRecognized', { proposalId: s.id('proposalId') }]]);
  });

  it('stay where they are when they are passed to who holds them, or were passed on by somebody else meanwhile', () => {
    const s = ready();
    const pass = (fromUserId: string, toUserId: string) =>
      act('ReassignTask', { half: 'DRAFTER', fromUserId, toUserId });
    s.when(pass(A.drafter.userId, A.drafter.userId), A.head).expectNothing();
    s.when(pass('unit-a/another', 'unit-a/new'), A.head).expectNothing();
    s.when(pass(A.drafter.userId, 'unit-a/new'), A.head).expectAmong([['TaskReassigned', { toUserId: 'unit-a/new' }]]);
  });

  it('are not approved by their first drafter after the task was passed on', () => {
    const s = ready().given(act('ReassignTask', { half: 'DRAFTER', toUserId: 'unit-a/new' }), A.head);
    s.when(act('RecognizeEntry'), asApprover).refuse('FOUR_EYES');
  });

  it('are void when the entry ends otherwise', () => {
    const s = ready().given(act('WithdrawEntry'), A.drafter);
    expect(s.state.proposals[s.id('proposalId')]?.status).toBe('VOID');
    s.when(act('RecognizeEntry'), A.approver).refuse('ENTRY_NOT_PREPARING');
  });

  it('name the subject, the entry and the case they are about, or are refused', () => {
    const s = ready();
    s.when(act('WithdrawEntry', { entryId: 'none' }), A.drafter).refuse('ENTRY_UNKNOWN');
    s.when(act('ReferToProvider', { caseId: 'none' }), OTHERS.officeHandler).refuse('CASE_UNKNOWN');
    s.when(act('DecideRepairIntake', { repairId: 'none' }), A.drafter).refuse('REPAIR_UNKNOWN');
  });
});
