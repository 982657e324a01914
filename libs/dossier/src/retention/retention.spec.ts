import { RECORD_SCOPE } from '#libs/subjects';
import { act } from '../testing/acts.js';
import { activeBlack, activeFocus, blackCandidate, focusCandidate, redCandidate } from '../testing/journeys.js';
import { givenDossier, type Scenario } from '../testing/scenario.js';
import { A, BLK_1, FOC_1, OTHERS, S, standardLike, SUBJECT_ID } from '../testing/world.js';

const A_LAW = { title: '未成年人保护法', level: 'LAW' } as const;
const EVIDENCE = [{ docId: 'doc-1', sha256: 'a'.repeat(64), title: '工资流水' }];
/** Sixteen on 1 September 2026. */
const M = { subject: 'NATURAL_PERSON', birthDate: '2010-09-01', at: '2026-09-28' } as const;
const BY_LAW = [standardLike(BLK_1, { minors: { allowed: true, basis: A_LAW } }), FOC_1];
const recent = (changes = {}) => blackCandidate({ actEndedOn: '2026-09-10', ...changes });
const toGuardian = act('ServePriorNotice', { recipientRole: 'GUARDIAN', recipientRef: 'person-g' });

/** M on the black list, with a guardian who was given notice. */
function minorListed(): Scenario {
  return givenDossier({ ...M, standards: BY_LAW })
    .given(recent(), A.drafter)
    .given(act('RecordGuardian'), A.drafter)
    .given(act('ServePriorNotice'), A.drafter)
    .given(toGuardian, A.drafter)
    .given(act('ProposeRecognition'), A.drafter, '2026-10-12')
    .given(act('RecognizeEntry'), A.approver);
}

describe('minors (3.14)', () => {
  it('a law that demands the entry is on record with it; a guardian, never a publication', () => {
    givenDossier({ ...M, standards: BY_LAW })
      .when(recent(), A.drafter)
      .expectEvents([
        'InitialEntryGenerated',
        ['MinorRecorded', { ownLabour: false, guardianConsent: false, legalBasis: A_LAW }],
      ]);
    const s = minorListed();
    s.when(act('PublishEntry', { authority: A_LAW }), A.drafter).refuse('MINOR_NEVER_PUBLIC');
    s.when(act('ServeDecision'), A.drafter).expectEvents([
      'DecisionServed',
      ['GuardianNotified', { guardianRef: 'person-g', of: 'DECISION' }],
    ]);
  });

  it('16 and 17 living on own labour need no law and no guardian; with proof, and in that age only (民法典 18)', () => {
    const s = givenDossier(M);
    s.when(recent(), A.drafter).refuse('SUBJECT_UNDER_AGE');
    s.when(recent({ ownLabour: [] }), A.drafter).refuse('OWN_LABOUR_UNPROVEN');
    s.when(recent({ ownLabour: EVIDENCE, actEndedOn: '2026-08-31' }), A.drafter).refuse('OWN_LABOUR_UNPROVEN');
    givenDossier({ subject: 'NATURAL_PERSON' })
      .when(recent({ ownLabour: EVIDENCE }), A.drafter, '2026-09-28')
      .refuse('OWN_LABOUR_UNPROVEN');
    s.given(recent({ ownLabour: EVIDENCE }), A.drafter)
      .given(act('ServePriorNotice'), A.drafter)
      .given(act('ProposeRecognition'), A.drafter, '2026-10-12')
      .given(act('RecognizeEntry'), A.approver);
    s.when(act('ServeDecision'), A.drafter).expectEvents(['DecisionServed']);
    s.when(act('PublishEntry', { authority: A_LAW }), A.drafter).refuse('MINOR_NEVER_PUBLIC');
  });

  it('under 14 at the act nobody is listed as black, and for those under 14 a guardian consents (行政处罚法 30, 个保法 31)', () => {
    const child = { ...M, birthDate: '2014-01-01', standards: BY_LAW };
    givenDossier(child).when(recent(), A.drafter).refuse('SUBJECT_UNDER_AGE');
    const s = givenDossier(child)
      .given(focusCandidate({ actEndedOn: '2026-09-10' }), A.drafter)
      .given(act('RecordGuardian'), A.drafter);
    const year = { terms: { validity: { value: 1, unit: 'YEAR' } } } as const;
    s.given(act('ServePriorNotice', year), A.drafter).given(
      act('ServePriorNotice', { ...year, recipientRole: 'GUARDIAN', recipientRef: 'person-g' }),
      A.drafter,
    );
    s.when(act('ProposeRecognition', year), A.drafter, '2026-10-12').refuse('GUARDIAN_CONSENT_REQUIRED');
    s.given(act('RecordGuardian', { consentedOn: '2026-10-12' }), A.drafter)
      .given(act('ProposeRecognition', year), A.drafter)
      .given(act('RecognizeEntry'), A.approver);
    s.when(act('IssueFocusWarning'), A.drafter).expectEvents([
      'FocusWarningIssued',
      ['GuardianNotified', { of: 'FOCUS_WARNING' }],
    ]);
    expect(s.all('EntryRecognized')[0]?.receipt.gates.map(({ gate }) => gate)).toContain('GUARDIAN_CONSENTED');
  });

  it('no red candidate under 18: a red listing begins with its publicity', () => {
    givenDossier(M).when(redCandidate(), A.drafter).refuse('MINOR_NEVER_PUBLIC');
  });

  it('a guardian is on record before a notice, is somebody else, and is recorded once', () => {
    const s = givenDossier({ ...M, standards: BY_LAW }).given(recent(), A.drafter);
    s.when(toGuardian, A.drafter).refuse('GUARDIAN_UNKNOWN');
    s.when(act('RecordGuardian', { guardianRef: SUBJECT_ID }), A.drafter).refuse('GUARDIAN_IS_SUBJECT');
    s.given(act('RecordGuardian'), A.drafter).when(act('RecordGuardian'), A.drafter).expectNothing();
    const adult = activeBlack(givenDossier(), DATES);
    adult.when(act('RecordGuardian'), A.drafter).refuse('NOT_A_MINOR');
    adult.when(act('RecordEducation'), A.drafter).refuse('NOT_A_MINOR');
  });

  it('is educated in the place of measures (S4 六(四)4)', () => {
    const s = minorListed();
    s.when(act('TriggerJointMeasures'), A.drafter).refuse('MINOR_NO_MEASURES');
    s.when(act('RecordEducation'), A.drafter).expectEvents([['EducationRecorded', { kind: 'CREDIT_EDUCATION' }]]);
  });

  it('the focus entry after a black exit is a minor’s as well, and its notices go to the same guardian', () => {
    const s = minorListed();
    s.clock('2029-10-13').expectAmong(['EntryExited', 'InitialEntryGenerated', 'MinorRecorded', 'EntryRecognized']);
    s.when(act('IssueFocusWarning'), A.drafter).expectEvents([
      'FocusWarningIssued',
      ['GuardianNotified', { guardianRef: 'person-g', of: 'FOCUS_WARNING' }],
    ]);
    s.when(act('TriggerJointMeasures'), A.drafter).refuse('MINOR_NO_MEASURES');
  });
});

const DATES = { from: '2026-09-07', ready: '2026-09-15' };
/** A focus entry of three minor acts, released on a day. */
const MINOR_ACTS = {
  grade: 'MINOR',
  actEndedOn: '2026-09-01',
  acts: ['2026-03-01', '2026-05-01', '2026-09-01'].map((on) => ({ docNo: `Y-${on}`, on })),
} as const;
const expired = (s: Scenario, on: string): Scenario => {
  s.clock(on).expectAmong([
    'RetentionExpired',
    ['DecisionProposed', { decisionKind: 'ERASURE', drafter: { userId: 'system', role: 'SYSTEM' } }],
  ]);
  return s;
};

describe('the end of retention (3.3, 3.14, 3.16)', () => {
  it('is five years after the act, and never before the exit (山东 38, 河南 19)', () => {
    const s = activeBlack(givenDossier(), DATES, A, { actEndedOn: '2024-01-10' });
    s.clock('2029-09-16').accept();
    // Listed until 15 September 2029, more than five years after the act.
    expect(s.due('retention.disclosure')).toEqual(['2029-09-16']);
    const short = activeFocus(givenDossier(), DATES, A, { actEndedOn: '2026-09-01' });
    short.given(act('RecordSubjectExtinct', { extinctOn: '2026-09-20' }), A.drafter, '2026-09-20');
    expect(short.due('retention.disclosure')).toEqual(['2031-09-01']);
  });

  it('is one year after the exit for a minor, and for a minor breach that was corrected', () => {
    const s = minorListed();
    s.clock('2029-10-13').accept();
    expect(s.due('retention.minor')).toEqual(['2030-10-13']);

    const focus = activeFocus(givenDossier(), DATES, A, MINOR_ACTS);
    focus.given(act('RecordBreachCorrected', { correctedOn: '2026-10-01' }), A.drafter, '2026-10-08');
    focus.given(act('RecordSubjectExtinct', { extinctOn: '2026-10-20' }), A.drafter, '2026-10-20');
    expect(focus.due('retention.minor')).toEqual(['2027-10-20']);
    expired(focus, '2027-10-21');
    expect(focus.all('RetentionExpired')).toMatchObject([
      { retentionClass: 'MINOR_BREACH_CORRECTED', expiredOn: '2027-10-21' },
    ]);
  });

  it('a correction after the exit sets it anew; one of a heavier breach is none (S4 六(四)4)', () => {
    const s = activeFocus(givenDossier(), DATES, A, MINOR_ACTS);
    s.given(act('RecordSubjectExtinct', { extinctOn: '2026-10-20' }), A.drafter, '2026-10-20');
    s.when(act('RecordBreachCorrected'), A.drafter, '2026-11-02').expectEvents([
      'BreachCorrected',
      ['DeadlineLapsed', { because: 'BREACH_CORRECTED' }],
      ['DeadlineSet', { key: 'retention.minor', dueOn: '2027-10-20' }],
    ]);
    s.when(act('RecordBreachCorrected'), A.drafter).expectNothing();
    activeFocus(givenDossier(), DATES).when(act('RecordBreachCorrected'), A.drafter).refuse('NOT_A_MINOR_BREACH');
  });

  it('runs for what was never listed, too', () => {
    const s = givenDossier().given(blackCandidate({ actEndedOn: '2024-01-10' }), A.drafter);
    s.given(act('WithdrawEntry'), A.drafter);
    expect(s.due('retention.disclosure')).toEqual(['2029-01-10']);
  });
});

/** An enterprise whose black entry was withdrawn: nothing is owed, and its retention is over. */
function over(): Scenario {
  const s = givenDossier()
    .given(blackCandidate({ actEndedOn: '2024-01-10' }), A.drafter)
    .given(act('RecordResponsiblePerson'), A.drafter)
    .given(act('WithdrawEntry'), A.drafter);
  return expired(s, '2029-01-11');
}

describe('erasure (3.14, 3.16)', () => {
  it('takes two persons and a basis; what the system proposed has to be taken up', () => {
    const s = over();
    s.when(act('ErasePersonalData'), A.approver).refuse('ERASURE_NOT_TAKEN_UP');
    s.given(act('ProposeErasure'), A.drafter);
    s.when(act('ProposeErasure'), A.drafter).refuse('PROPOSAL_OPEN');
    s.when(act('ErasePersonalData'), A.drafter).refuse('ROLE_NOT_ALLOWED');
    s.given(act('RejectProposal'), A.approver).given(act('ProposeErasure'), A.second);
    s.when(act('ErasePersonalData'), A.second).refuse('FOUR_EYES');
    s.when(act('ErasePersonalData'), S.approver).expectEvents([
      [
        'PersonalDataErased',
        {
          keys: [
            { about: 'person-r', scope: s.id('entryId') },
            { about: SUBJECT_ID, scope: s.id('entryId') },
          ],
          // The enterprise's own name is public; nothing else is kept of the responsible person.
          removedRefs: ['person-r'],
          legalBasis: { title: '个人信息保护法', level: 'LAW' },
          drafter: { userId: 'unit-a/second' },
          approver: { userId: 'unit-s/approver' },
        },
      ],
    ]);
    expect(Object.values(s.state.proposals).map(({ status }) => status)).toEqual(['VOID', 'REJECTED', 'DECIDED']);
  });

  it('is refused before the end of retention, while a remedy is pending, and while something is owed', () => {
    const s = givenDossier().given(blackCandidate({ actEndedOn: '2024-01-10' }), A.drafter);
    s.when(act('ProposeErasure'), A.drafter).refuse('RETENTION_RUNNING');
    s.given(act('WithdrawEntry'), A.drafter);
    expired(s, '2029-01-11').given(act('RecordRemedyFiled', { target: 'BASIS_DECISION' }), A.drafter);
    s.when(act('ProposeErasure'), A.drafter).refuse('ERASURE_REMEDY_PENDING');
    const listed = activeBlack(givenDossier(), DATES, A, { actEndedOn: '2024-01-10' });
    listed.given(act('ReportToPlatform'), A.drafter);
    listed.clock('2029-09-17').accept();
    const [entryId = ''] = Object.keys(listed.state.entries);
    listed.when(act('ProposeErasure', { entryId }), A.drafter).refuse('ERASURE_DUTIES_OPEN');
  });

  it('is refused while an archive duty applies: until it is lifted, or its last day is over', () => {
    const s = over().given(act('RecordArchiveDuty', { until: '2029-06-30' }), A.drafter);
    s.when(act('RecordArchiveDuty', { until: '2029-01-10' }), A.drafter).refuse('DATE_BEFORE');
    s.given(act('RecordArchiveDuty'), A.drafter);
    s.when(act('ProposeErasure'), A.drafter).refuse('ARCHIVE_DUTY_APPLIES');
    s.when(act('LiftArchiveDuty', { dutyId: 'none' }), A.head).refuse('ARCHIVE_DUTY_UNKNOWN');
    s.given(act('LiftArchiveDuty'), A.head).when(act('LiftArchiveDuty'), A.head).expectNothing();
    s.when(act('ProposeErasure'), A.drafter).refuse('ARCHIVE_DUTY_APPLIES');
    s.when(act('ProposeErasure'), A.drafter, '2029-07-01').expectEvents(['DecisionProposed']);
    // And once more at the decision.
    s.given(act('RecordArchiveDuty'), A.drafter);
    s.when(act('ErasePersonalData'), A.approver).refuse('ARCHIVE_DUTY_APPLIES');
  });

  it('nothing is added to what was erased; the last entry of a person takes the record and the index with it', () => {
    const s = givenDossier({ subject: 'NATURAL_PERSON' })
      .given(blackCandidate({ actEndedOn: '2024-01-10' }), A.drafter)
      .given(act('WithdrawEntry'), A.drafter)
      .given(focusCandidate({ actEndedOn: '2024-02-10' }), A.drafter);
    const [first = '', second = ''] = Object.keys(s.state.entries);
    s.given(act('WithdrawEntry'), A.drafter);
    expired(s, '2029-02-11');
    const erase = (entryId: string): void => {
      s.given(act('ProposeErasure', { entryId }), A.drafter).given(act('ErasePersonalData', { entryId }), A.approver);
    };
    erase(first);
    expect(s.all('PersonalDataErased')[0]).toMatchObject({
      keys: [{ about: SUBJECT_ID, scope: first }],
      removedRefs: [],
    });
    s.when(act('RecordRemedyFiled', { entryId: first }), A.drafter).refuse('ENTRY_ERASED');
    erase(second);
    expect(s.all('PersonalDataErased')[1]).toMatchObject({
      keys: [
        { about: SUBJECT_ID, scope: second },
        { about: SUBJECT_ID, scope: RECORD_SCOPE },
      ],
      removedRefs: [SUBJECT_ID],
    });
    s.when(blackCandidate(), A.drafter).refuse('SUBJECT_ERASED');
    s.when({ type: 'SettleDueDeadlines', data: {} }, OTHERS.system, '2040-01-01').expectNothing();
  });

  it('nothing returns to a list after its retention', () => {
    const s = activeBlack(givenDossier(), DATES, A, { actEndedOn: '2024-01-10' });
    s.clock('2029-09-18').accept();
    const [entryId = ''] = Object.keys(s.state.entries);
    s.when(act('ProposeReinstatement', { entryId, causeEntryId: entryId }), A.drafter).refuse('RETENTION_EXPIRED');
  });
});
