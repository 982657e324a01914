import type { SubjectType } from '#libs/rules';
import type { Act } from '../testing/acts.js';
import { act } from '../testing/acts.js';
import { activeBlack, activeFocus, activeRed, blackCandidate, redCandidate } from '../testing/journeys.js';
import { givenDossier, Scenario } from '../testing/scenario.js';
import { A, B, OTHER_SUBJECT_ID, OTHERS, S, SUBJECT_ID } from '../testing/world.js';
import { initialState, type DossierState, type Subject } from '../state.js';

const PROPOSED = act('ProposeDossiersJoining');
const JOINED = act('JoinDossiers');

/** Another dossier, as the decision finds it. */
function other(subject: Partial<Subject> = {}, rest: Partial<DossierState> = {}): DossierState {
  const known = { subjectId: OTHER_SUBJECT_ID, subjectType: 'ENTERPRISE' as SubjectType, ...subject };
  return { ...initialState, subject: known, ...rest };
}
const younger = (subject: Partial<Subject> = {}) => ({ joining: { state: other(subject), registeredEarlier: false } });

/** This dossier refers to subject-2. */
function referring(s: Scenario): Scenario {
  return s.given(act('ReferDossier'), OTHERS.system);
}

/** This dossier goes on for subject-2, whose dossier holds these. */
function continuing(s: Scenario, rest: Partial<DossierState> = {}): Scenario {
  s.where(younger()).given(PROPOSED, A.drafter).given(JOINED, A.approver);
  return s.where({ joined: [other({ joinedInto: SUBJECT_ID }, rest)] });
}

/** The entries of a dossier, as if they stood in the other one. */
const elsewhere = (s: Scenario): Pick<DossierState, 'entries'> => ({
  entries: Object.fromEntries(
    Object.entries(s.state.entries).map(([id, entry]) => [`${id}-there`, { ...entry, entryId: `${id}-there` }]),
  ),
});
const blackElsewhere = () => elsewhere(activeBlack(givenDossier(), { from: '2026-09-07', ready: '2026-09-15' }));

describe('two dossiers of one subject are joined (3.5)', () => {
  it('on the older, by a drafter and an approver of one unit or its superior', () => {
    const s = givenDossier(younger());
    s.when(PROPOSED, A.drafter).expectEvents([
      ['DecisionProposed', { entryId: 'record', decisionKind: 'DOSSIERS_JOINING' }],
    ]);
    const proposalId = s.id('proposalId');
    s.when(PROPOSED, B.drafter).refuse('PROPOSAL_OPEN');
    s.when(JOINED, A.drafter).refuse('ROLE_NOT_ALLOWED');
    s.when(JOINED, B.approver).refuse('NOT_YOUR_ENTRY');
    s.when(JOINED, { ...A.approver, userId: A.drafter.userId }).refuse('FOUR_EYES');
    s.when(act('JoinDossiers', { proposalId: 'none' }), A.approver).refuse('PROPOSAL_UNKNOWN');
    s.when(JOINED, A.approver).expectEvents([
      [
        'DossiersJoined',
        {
          otherSubjectId: OTHER_SUBJECT_ID,
          part: 'CONTINUES',
          proposalId,
          drafter: { userId: A.drafter.userId },
          approver: { userId: A.approver.userId },
        },
      ],
    ]);
    expect(s.all('DossiersJoined')[0]?.gates?.map(({ gate }) => gate)).toEqual([
      'OLDER_DOSSIER_GOES_ON',
      'NOT_JOINED_ELSEWHERE',
      'SAME_KIND_OF_SUBJECT',
      'FOUR_EYES',
    ]);
    expect(s.all('DossiersJoined')[0]?.reason).toHaveProperty('$personal.scope', 'record');
    s.when(JOINED, A.approver).refuse('PROPOSAL_CLOSED');
  });

  it('also by the superior unit; a proposal is passed on and sent back as any other', () => {
    const s = givenDossier(younger()).given(PROPOSED, A.drafter);
    const onRecord = { entryId: 'record' };
    s.when(act('ReassignTask', onRecord), B.head).refuse('NOT_YOUR_ENTRY');
    s.given(act('ReassignTask', { ...onRecord, toUserId: 'unit-a/second' }), A.head);
    s.when(JOINED, A.second).refuse('FOUR_EYES');
    s.when(act('RejectProposal', onRecord), B.approver).refuse('NOT_YOUR_ENTRY');
    s.when(act('RejectProposal', onRecord), A.approver).expectEvents(['DecisionRejected']);
    s.when(JOINED, A.approver).refuse('PROPOSAL_CLOSED');
    s.given(PROPOSED, A.drafter).when(JOINED, S.approver).expectEvents(['DossiersJoined']);
  });

  it.each<[string, Act, Parameters<Scenario['where']>[0]]>([
    ['JOINED_WITH_ITSELF', act('ProposeDossiersJoining', { otherSubjectId: SUBJECT_ID }), younger()],
    ['OTHER_SUBJECT_UNKNOWN', PROPOSED, {}],
    ['OTHER_DOSSIER_OLDER', PROPOSED, { joining: { state: other(), registeredEarlier: true } }],
    ['OTHER_ALREADY_JOINED', PROPOSED, younger({ joinedInto: 'subject-3' })],
    ['SUBJECT_KINDS_DIFFER', PROPOSED, younger({ subjectType: 'NATURAL_PERSON' })],
  ])('is refused as %s, at the proposal and again at the decision', (code, proposed, around) => {
    const s = givenDossier(around);
    expect(() => s.when(proposed, A.drafter).accept()).toThrow(code);
    if (code === 'JOINED_WITH_ITSELF') return;
    s.where(younger())
      .given(PROPOSED, A.drafter)
      .where({ joining: undefined as never, ...around });
    expect(() => s.when(JOINED, A.approver).accept()).toThrow(code);
    expect(s.all('DossiersJoined')).toEqual([]);
  });

  it('names each of its refusals', () => {
    givenDossier(younger())
      .when(act('ProposeDossiersJoining', { otherSubjectId: SUBJECT_ID }), A.drafter)
      .refuse('JOINED_WITH_ITSELF');
    givenDossier().when(PROPOSED, A.drafter).refuse('OTHER_SUBJECT_UNKNOWN');
    givenDossier({ joining: { state: other(), registeredEarlier: true } })
      .when(PROPOSED, A.drafter)
      .refuse('OTHER_DOSSIER_OLDER');
    givenDossier(younger({ joinedInto: 'subject-3' }))
      .when(PROPOSED, A.drafter)
      .refuse('OTHER_ALREADY_JOINED');
    givenDossier(younger({ subjectType: 'NATURAL_PERSON' }))
      .when(PROPOSED, A.drafter)
      .refuse('SUBJECT_KINDS_DIFFER');
  });

  it('once, and with further dossiers later; one that others refer to may be joined to an older one', () => {
    const s = continuing(givenDossier());
    s.when(PROPOSED, A.drafter).refuse('OTHER_ALREADY_JOINED');
    const third = { subjectId: 'subject-3', joinedFrom: ['subject-4'] };
    s.where(younger(third)).given(act('ProposeDossiersJoining', { otherSubjectId: 'subject-3' }), A.drafter);
    s.when(JOINED, A.approver).expectEvents(['DossiersJoined']);
    expect(s.state.subject?.joinedFrom).toEqual([OTHER_SUBJECT_ID, 'subject-3']);
  });
});

describe('the dossier that refers to another', () => {
  it('says so once, whatever was still proposed on it being void', () => {
    const s = givenDossier(younger()).given(PROPOSED, A.drafter);
    s.when(act('ReferDossier'), A.head).refuse('SYSTEM_ONLY');
    s.when(act('ReferDossier'), OTHERS.system).expectEvents([
      ['DossiersJoined', { part: 'REFERS', otherSubjectId: OTHER_SUBJECT_ID }],
    ]);
    s.when(act('ReferDossier'), OTHERS.system).expectNothing();
    s.when(act('ReferDossier', { otherSubjectId: 'subject-3' }), OTHERS.system).refuse('OTHER_ALREADY_JOINED');
    s.when(act('RejectProposal', { entryId: 'record' }), A.approver).refuse('PROPOSAL_CLOSED');
  });

  it('takes no new entry and no act on the record; that is done where the subject goes on', () => {
    const s = referring(givenDossier());
    for (const given of [redCandidate(), blackCandidate(), act('RenameSubject'), act('AuthorizeAgent'), PROPOSED])
      s.when(given, A.drafter).refuse('SUBJECT_JOINED');
    s.when(act('JoinDossiers'), A.approver).refuse('SUBJECT_JOINED');
  });

  it('lets its entries live on to their exits, with what follows from them', () => {
    const s = referring(activeFocus(givenDossier(), { from: '2026-09-07', ready: '2026-09-15' }));
    s.given(act('IssueFocusWarning'), A.drafter);
    s.given(act('FileObjection'), OTHERS.subject).given(act('AcceptObjection'), A.handler);
    s.clock('2027-09-16').expectAmong(['EntryExited']);
  });
});

describe('a subject with several dossiers is one (3.5, 3.6)', () => {
  it('speaks for itself in each of them, and so does its agent', () => {
    const agent = givenDossier().given(act('AuthorizeAgent'), OTHERS.subject).state.agents;
    const s = referring(activeFocus(givenDossier(), { from: '2026-09-07', ready: '2026-09-15' }));
    const underTheOther = { ...OTHERS.subject, subjectId: OTHER_SUBJECT_ID };
    s.when(act('FileObjection', { objectorRef: OTHER_SUBJECT_ID }), underTheOther).accept();
    s.when(act('FileObjection'), OTHERS.agent).refuse('NOT_THE_SUBJECT');
    s.where({ joined: [other({}, { agents: agent })] });
    s.when(act('FileObjection'), OTHERS.agent).accept();
    s.when(act('FileObjection'), { ...OTHERS.subject, subjectId: 'subject-9' }).refuse('NOT_THE_SUBJECT');
  });

  it('is not red listed in one while it is black listed in another', () => {
    const s = continuing(givenDossier({ at: '2026-09-16' }), blackElsewhere());
    s.given(redCandidate(), A.drafter);
    s.when(act('PerformCrossCheck'), A.drafter).expectEvents([
      ['CrossCheckPerformed', { result: 'HIT' }],
      'EntryScreenedOut',
    ]);
    expect(s.all('EntryScreenedOut')[0]?.hits).toMatchObject([{ sourceId: 'local', listKind: 'BLACK' }]);
  });

  it('is not recognised red when it was black listed in another after the first check', () => {
    const s = continuing(activeRedReady());
    s.given(act('ProposeRecognition', { terms: { validity: { value: 3, unit: 'YEAR' } } }), A.drafter, '2026-09-18');
    s.where({ joined: [other({ joinedInto: SUBJECT_ID }, blackElsewhere())] });
    s.when(act('RecognizeEntry'), A.approver).expectAmong(['EntryScreenedOut']);
    expect(s.all('EntryRecognized')).toEqual([]);
  });

  it('leaves the red list when it is black listed in another, and can come back when that was wrong', () => {
    const s = continuing(activeRed(givenDossier(), { from: '2026-09-07', ready: '2026-09-18' }), blackElsewhere());
    s.when(act('CrossCheckJoined'), A.head).refuse('SYSTEM_ONLY');
    s.when(act('CrossCheckJoined'), OTHERS.system).expectAmong([['EntryExited', { exitReason: 'BLACK_LISTED' }]]);
    s.when(act('CrossCheckJoined'), OTHERS.system).expectNothing();
    const causeEntryId = s.all('EntryExited')[0]?.causedByEntryId ?? '';
    s.when(act('ProposeReinstatement', { causeEntryId }), A.drafter).refuse('REINSTATEMENT_UNFOUNDED');
    const [cause] = Object.values(blackElsewhere().entries);
    if (cause === undefined) throw new Error('no black entry');
    const wrong = { ...cause, phase: 'EXITED' as const, wrong: true };
    s.where({ joined: [other({ joinedInto: SUBJECT_ID }, { entries: { [causeEntryId]: wrong } })] });
    s.given(act('ProposeReinstatement', { causeEntryId }), A.drafter);
    s.when(act('ReinstateEntry'), A.approver).expectAmong(['EntryReinstated']);
  });

  it('leaves the red list for the focus list of another, too; nothing else is touched', () => {
    const focus = elsewhere(activeFocus(givenDossier(), { from: '2026-09-07', ready: '2026-09-15' }));
    const s = continuing(activeRed(givenDossier(), { from: '2026-09-07', ready: '2026-09-18' }), focus);
    s.when(act('CrossCheckJoined'), OTHERS.system).expectAmong([['EntryExited', { exitReason: 'FOCUS_LISTED' }]]);
    const alone = activeRed(givenDossier(), { from: '2026-09-07', ready: '2026-09-18' });
    alone.when(act('CrossCheckJoined'), OTHERS.system).expectNothing();
  });

  it('is not listed twice on one standard and document (I3), and a ban on repair holds in all of them', () => {
    const s = continuing(givenDossier({ at: '2026-09-16' }), blackElsewhere());
    s.when(blackCandidate(), A.drafter).refuse('DUPLICATE_ENTRY');
    const banned = activeBlack(givenDossier(), { from: '2026-09-07', ready: '2026-09-15' });
    banned.where({ joined: [other({}, { repairBanUntil: '2028-12-31' })] });
    banned.given(act('ApplyForRepair', { commitmentPublishedOn: '2027-10-01' }), OTHERS.subject, '2027-10-08');
    banned.when(act('DecideRepairIntake'), A.drafter).expectEvents([['RepairIntakeRefused', { reason: 'BANNED' }]]);
  });
});

function activeRedReady(): Scenario {
  const s = givenDossier();
  s.given(redCandidate(), A.drafter).given(act('PerformCrossCheck'), A.drafter);
  s.given(act('StartPublicity'), A.drafter, '2026-09-07');
  s.clock('2026-09-18').accept();
  return s;
}
