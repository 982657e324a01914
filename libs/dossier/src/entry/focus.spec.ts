import { act } from '../testing/acts.js';
import { activeBlack, activeFocus, activeRed, basis, focusCandidate } from '../testing/journeys.js';
import { givenDossier } from '../testing/scenario.js';
import { A, B, FOC_1, OTHERS, standardLike } from '../testing/world.js';

const DATES = { from: '2026-09-07', ready: '2026-09-15' };
const OLD = { basis: basis('OLD', { date: '2023-01-10' }), actEndedOn: '2023-01-05' };
const transfer = (actEndedOn: string) =>
  act('TransferToBlack', { blackStandardId: 'BLK-1', basis: basis('SERIOUS-1'), actEndedOn });

describe('the focus list (3.7)', () => {
  it('scenario 20: a serious act within the validity becomes a black case, and the focus entry ends with it (F7)', () => {
    const s = activeFocus(givenDossier(), DATES).given(act('IssueFocusWarning'), A.drafter);
    const focus = s.id('entryId');
    s.when(transfer('2026-10-09'), A.drafter, '2026-10-12').expectAmong([
      ['InitialEntryGenerated', { listKind: 'BLACK', transferredFromEntryId: focus, origin: 'TRANSFERRED_FROM_FOCUS' }],
      ['TransferToBlackInitiated', { entryId: focus, actOn: '2026-10-09' }],
    ]);
    const black = s.id('entryId');
    expect(s.lifecycle(focus)).toBe('ACTIVE');
    s.given(act('ServePriorNotice'), A.drafter)
      .given(act('ProposeRecognition'), A.drafter, '2026-10-20')
      .when(act('RecognizeEntry'), A.approver)
      .expectAmong([
        ['EntryRecognized', { entryId: black }],
        ['EntryExited', { entryId: focus, exitReason: 'TRANSFERRED_TO_BLACK', causedByEntryId: black }],
      ]);
    expect(s.entry(focus).warningIssuedOn).toBe('2026-09-15');
  });

  it('scenario 20: an act after the validity is a new case, not a transfer (F7)', () => {
    const s = activeFocus(givenDossier(), DATES);
    s.when(transfer('2026-09-14'), A.drafter, '2026-10-12').refuse('TRANSFER_OUT_OF_VALIDITY');
    s.when(transfer('2027-09-16'), A.drafter, '2027-09-16').refuse('ENTRY_NOT_ACTIVE');
    s.when(
      act('TransferToBlack', { ...transfer('2026-10-09').data, blackStandardId: 'FOC-1' }),
      A.drafter,
      '2026-10-12',
    ).refuse('LIST_KIND_NOT_FIT');
  });

  it('scenario 21: a missed warning is a missed deadline; the entry stays and may be warned later (F4)', () => {
    const s = activeFocus(givenDossier(), DATES);
    expect(s.due('focus.warning')).toEqual(['2026-09-18']);
    s.clock('2026-09-20').expectEvents([['DeadlineMissed', { dueOn: '2026-09-18' }]]);
    expect(s.lifecycle()).toBe('ACTIVE');
    s.when(act('IssueFocusWarning'), A.drafter, '2026-09-21').expectAmong([
      ['FocusWarningIssued', { focusValidTo: '2027-09-15' }],
      ['DeadlineMet', { late: true, metOn: '2026-09-21' }],
    ]);
    s.when(act('IssueFocusWarning'), A.drafter).expectNothing();
  });

  it('warns first, then punishes, and is not published (F5, A-27)', () => {
    const s = activeFocus(givenDossier(), DATES);
    s.when(act('TriggerJointMeasures'), A.drafter).refuse('WARNING_FIRST');
    s.given(act('IssueFocusWarning'), A.drafter)
      .when(act('TriggerJointMeasures'), A.drafter)
      .expectEvents([['MeasuresTriggered', { kind: 'PUNISHMENT', startsSuspended: false }]]);
    s.when(act('PublishEntry'), A.drafter).refuse('FOCUS_NOT_PUBLIC');
  });

  it('takes red entries off, whoever recognised them (F6)', () => {
    const s = activeRed(givenDossier(), { from: '2026-09-07', ready: '2026-09-18' }, B);
    const red = s.id('entryId');
    activeFocus(s, { from: '2026-09-18', ready: '2026-09-28' });
    expect(s.all('EntryExited')).toEqual([expect.objectContaining({ entryId: red, exitReason: 'FOCUS_LISTED' })]);
  });

  it('needs a notice for a person, and for an organisation only where the standard says so (F2)', () => {
    const silent = standardLike(FOC_1, { notice: { required: false, waivable: true, hearing: false } });
    const propose = act('ProposeRecognition', { terms: { validity: { value: 6, unit: 'MONTH' } } });
    givenDossier({ standards: [silent] })
      .given(focusCandidate(), A.drafter)
      .when(propose, A.drafter)
      .accept();
    givenDossier({ standards: [silent], subject: 'NATURAL_PERSON' })
      .given(focusCandidate(), A.drafter)
      .when(propose, A.drafter)
      .refuse('PRIOR_NOTICE_REQUIRED');
  });

  it('is released early where the standard allows it (F9)', () => {
    activeFocus(givenDossier(), DATES).when(act('ReleaseEarly'), A.head).refuse('EARLY_RELEASE_NOT_ALLOWED');
    const lenient = standardLike(FOC_1, { earlyRelease: { allowed: true } });
    activeFocus(givenDossier({ standards: [lenient] }), DATES)
      .when(act('ReleaseEarly'), A.head)
      .expectAmong([['EntryExited', { exitReason: 'EARLY_RELEASE' }]]);
  });

  it('records a training (F8)', () => {
    activeFocus(givenDossier(), DATES)
      .when(act('RecordRepairTraining', { heldOn: '2026-09-15' }), A.drafter)
      .expectEvents(['RepairTrainingRecorded']);
  });

  it('3.9 (e): a focus entry that ended in a black listing found wrong comes back to its last day, without red beside it', () => {
    const s = activeFocus(givenDossier(), DATES);
    const focus = s.id('entryId');
    s.given(transfer('2026-10-09'), A.drafter, '2026-10-12')
      .given(act('ServePriorNotice'), A.drafter)
      .given(act('ProposeRecognition'), A.drafter, '2026-10-20')
      .given(act('RecognizeEntry'), A.approver);
    const black = s.id('entryId');
    s.given(act('OpenVerification'), A.drafter, '2026-10-21')
      .given(act('ProposeRevocation', { ground: 'OWN_FINDING', caseId: s.id('caseId') }), A.drafter)
      .given(act('RevokeEntry'), A.approver);
    activeRed(s, { from: '2026-10-22', ready: '2026-11-03' }, B);
    const red = s.id('entryId');
    s.given(act('ProposeReinstatement', { entryId: focus, causeEntryId: black }), A.drafter, '2026-11-04')
      .when(act('ReinstateEntry', { entryId: focus }), A.approver)
      .expectAmong([
        ['EntryReinstated', { because: 'WRONG_CAUSE_REVOKED', remainingValidTo: '2027-09-15' }],
        ['EntryExited', { entryId: red, exitReason: 'FOCUS_LISTED', causedByEntryId: focus }],
      ]);
    expect(s.active().map((e) => e.entryId)).toEqual([focus]);
    expect(s.due('focus.warning')).toEqual(['2026-09-18', '2026-11-09']);
  });

  it('gives way to the focus entry that a black exit brings on the same document (I3, B17)', () => {
    const s = activeBlack(givenDossier(), { from: '2023-09-15', ready: '2023-09-25' }, A, OLD);
    const black = s.id('entryId');
    activeFocus(s, { from: '2026-03-02', ready: '2026-03-12' }, A, { basis: OLD.basis });
    const own = s.id('entryId');
    s.when(act('SettleDueDeadlines'), OTHERS.system, '2026-09-30').expectAmong([
      ['EntryExited', { entryId: black, exitReason: 'VALIDITY_EXPIRED' }],
      ['EntryExited', { entryId: own, exitReason: 'SUPERSEDED', effectiveOn: '2026-09-26' }],
    ]);
    expect(s.active()).toHaveLength(1);
  });
});
