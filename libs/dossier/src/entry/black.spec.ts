import { act } from '../testing/acts.js';
import { activeBlack, basis, blackCandidate, blackReady } from '../testing/journeys.js';
import { givenDossier } from '../testing/scenario.js';
import { A, BLK_1, FOC_1, OTHERS, standardLike, SUBJECT_ID } from '../testing/world.js';

const DATES = { from: '2026-09-07', ready: '2026-09-15' };
const A_LAW = { title: '某法', level: 'LAW' } as const;
const served = (from = '2026-09-07') =>
  givenDossier().given(blackCandidate(), A.drafter, from).given(act('ServePriorNotice'), A.drafter, from);

describe('the black list (3.6)', () => {
  it('scenario 5: a person is never listed without notice, and the notice is never waived (B3, B4, I6)', () => {
    const s = givenDossier({ subject: 'NATURAL_PERSON' }).given(blackCandidate(), A.drafter);
    s.when(act('ProposeRecognition'), A.drafter).refuse('PRIOR_NOTICE_REQUIRED');
    s.when(act('RecognizeEntry'), A.approver).refuse('PRIOR_NOTICE_REQUIRED');
    s.when(act('ProposePriorNoticeWaiver'), A.drafter).refuse('NOT_WAIVABLE_FOR_NATURAL_PERSON');
    s.when(act('WaivePriorNotice'), A.approver).refuse('NOT_WAIVABLE_FOR_NATURAL_PERSON');
    expect(s.types()).toEqual(['SubjectRegistered', 'InitialEntryGenerated']);
  });

  it('scenario 6: a statement on the last minute of its window, adopted: not recognised (B5)', () => {
    const s = givenDossier({ subject: 'NATURAL_PERSON', at: '2026-09-28' })
      .given(blackCandidate(), A.drafter)
      .when(act('ServePriorNotice'), A.drafter)
      .expectAmong([['PriorNoticeServed', { servedOn: '2026-09-28', statementDueOn: '2026-10-10' }]])
      .when(act('SubmitStatement'), OTHERS.subject, '2026-10-10T15:59:00.000Z')
      .expectEvents([['StatementSubmitted', { late: false, submittedOn: '2026-10-10' }]])
      .given(act('ConsiderStatement', { result: 'ADOPTED' }), A.drafter, '2026-10-12');
    s.when(act('ProposeRecognition'), A.drafter).refuse('STATEMENT_ADOPTED');
    s.given(act('ProposeNonRecognition', { reason: 'STATEMENT_ADOPTED' }), A.drafter)
      .when(act('DecideNotToRecognize'), A.approver)
      .expectAmong([['EntryNotRecognized', { reason: 'STATEMENT_ADOPTED', decidedOn: '2026-10-12' }]]);
    expect(s.lifecycle()).toBe('NOT_RECOGNIZED');
  });

  it('hears the subject before it decides: window, statements, hearing (B5, B8)', () => {
    const s = served();
    s.when(act('ProposeRecognition'), A.drafter, '2026-09-14').refuse('STATEMENT_WINDOW_OPEN');
    s.when(act('RequestHearing'), OTHERS.subject, '2026-09-14').expectEvents(['HearingRequested']);
    s.when(act('RequestHearing'), OTHERS.subject).expectNothing();
    s.when(act('ProposeRecognition'), A.drafter, '2026-09-15').refuse('HEARING_NOT_HELD');
    s.given(act('RecordHearing', { heldOn: '2026-09-15' }), A.drafter, '2026-09-15');
    s.when(act('RecordHearing', { heldOn: '2026-09-15' }), A.drafter).expectNothing();
    s.when(act('SubmitStatement'), OTHERS.subject, '2026-09-16').expectEvents([['StatementSubmitted', { late: true }]]);
    s.when(act('ProposeRecognition'), A.drafter).refuse('STATEMENT_NOT_CONSIDERED');
    s.given(act('ConsiderStatement'), A.drafter);
    s.when(act('ConsiderStatement'), A.drafter).refuse('STATEMENT_ALREADY_CONSIDERED');
    s.when(act('ProposeRecognition'), A.drafter).accept();
  });

  it('does not read the calendar by weekdays: five working days from 30 September end on 13 October (3.2)', () => {
    expect(served('2026-09-30').all('PriorNoticeServed')[0]?.statementDueOn).toBe('2026-10-13');
  });

  it('offers a hearing by its standard, within the window (B5)', () => {
    served()
      .when(act('RecordHearing', { heldOn: '2026-09-07' }), A.drafter)
      .refuse('HEARING_NOT_REQUESTED');
    served().when(act('RequestHearing'), OTHERS.subject, '2026-09-15').refuse('HEARING_TOO_LATE');
    const without = standardLike(BLK_1, { notice: { required: true, waivable: false, hearing: false } });
    const s = givenDossier({ standards: [without, FOC_1] }).given(blackCandidate(), A.drafter);
    s.when(act('RequestHearing'), OTHERS.subject).refuse('NO_NOTICE_TO_ANSWER');
    s.when(act('SubmitStatement'), OTHERS.subject).refuse('NO_NOTICE_TO_ANSWER');
    s.given(act('ServePriorNotice'), A.drafter);
    s.when(act('RequestHearing'), OTHERS.subject).refuse('HEARING_NOT_OFFERED');
    s.when(act('ProposePriorNoticeWaiver'), A.drafter).refuse('NOT_WAIVABLE');
  });

  it('gives one notice to each, that announces the terms (B3)', () => {
    const s = givenDossier().given(blackCandidate(), A.drafter);
    const { terms: _terms, ...rest } = act('ServePriorNotice').data;
    const bare = { ...rest, terms: undefined } as unknown as typeof rest;
    s.when(act('ServePriorNotice', bare), A.drafter).refuse('NOTICE_TERMS_REQUIRED');
    s.given(act('ServePriorNotice'), A.drafter);
    s.when(act('ServePriorNotice'), A.drafter).refuse('NOTICE_ALREADY_SERVED');
    s.when(act('ServePriorNotice', { recipientRole: 'RESPONSIBLE_PERSON', recipientRef: 'nobody' }), A.drafter).refuse(
      'PERSON_UNKNOWN',
    );
    s.when(act('ConsiderStatement', { statementId: 'none' }), A.drafter).refuse('STATEMENT_UNKNOWN');
  });

  it('waives the notice to an organisation on a law, by two persons (B4)', () => {
    const s = givenDossier()
      .given(blackCandidate(), A.drafter)
      .given(act('ProposePriorNoticeWaiver'), A.drafter)
      .when(act('WaivePriorNotice'), A.approver)
      .expectEvents([['PriorNoticeWaived', { legalBasis: A_LAW, approver: { userId: A.approver.userId } }]]);
    expect(s.lifecycle()).toBe('READY');
  });

  it('fixes at the recognition validity, repair and what follows the exit, as announced (B8, S1 §21)', () => {
    const s = blackReady(givenDossier(), DATES)
      .when(act('RecognizeEntry'), A.approver)
      .expectAmong([
        [
          'EntryRecognized',
          {
            terms: {
              grade: 'SERIOUS',
              validFrom: '2026-09-15',
              validTo: '2029-09-15',
              repairable: true,
              repairMethods: ['主动纠正失信行为'],
              earliestRepairOn: '2027-09-15',
              focusAfterExit: {
                standardId: 'FOC-1',
                mode: 'MONITOR_ONLY',
                validity: { value: 6, unit: 'MONTH' },
                onStandardChange: true,
              },
            },
            remedyInfo: { reconsideration: { value: 60, unit: 'CD' }, litigation: { value: 6, unit: 'MONTH' } },
            rulePackId: 'NDRC-36-2025@1',
          },
        ],
      ]);
    s.when(act('RecognizeEntry'), A.approver).refuse('ALREADY_RECOGNIZED');
    s.clock('2027-09-15').expectAmong([['RepairWindowOpened', { openedOn: '2027-09-15' }]]);
  });

  it('goes no further than the notice, the standard and the packs (B8, 4.1, A-05)', () => {
    const longer = standardLike(BLK_1, {
      validity: { min: { value: 1, unit: 'YEAR' }, max: { value: 3, unit: 'YEAR' } },
    });
    const s = givenDossier({ standards: [longer, FOC_1] }).given(blackCandidate(), A.drafter);
    const notice = (terms: object) => act('ServePriorNotice', { terms });
    s.when(notice({}), A.drafter).refuse('VALIDITY_REQUIRED');
    const twoYears = { validity: { value: 2, unit: 'YEAR' } };
    s.when(notice({ validity: { value: 4, unit: 'YEAR' } }), A.drafter).refuse('VALIDITY_OUT_OF_BOUNDS');
    s.when(notice({ ...twoYears, minTimeBeforeRepair: { value: 2, unit: 'YEAR' } }), A.drafter).refuse(
      'REPAIR_TERMS_BELOW_STANDARD',
    );
    s.when(notice({ ...twoYears, focusAfterExit: { mode: 'FULL' } }), A.drafter).refuse('FOCUS_TERMS_HARSHER');
    const local = [{ title: '某文件', level: 'NORMATIVE_DOC' }];
    s.when(notice({ ...twoYears, irreparable: { basis: local } }), A.drafter).refuse('IRREPARABLE_BASIS_REQUIRED');
    s.given(notice(twoYears), A.drafter).at('2026-09-15');
    const propose = (terms: object) => act('ProposeRecognition', { terms });
    s.when(propose({ validity: { value: 3, unit: 'YEAR' } }), A.drafter).refuse('TERMS_BEYOND_NOTICE');
    s.when(propose({ ...twoYears, irreparable: { basis: [A_LAW] } }), A.drafter).refuse('TERMS_BEYOND_NOTICE');
    s.when(propose({ validity: { value: 1, unit: 'YEAR' }, focusAfterExit: { mode: 'NONE' } }), A.drafter).accept();
  });

  it('names no focus standard that is not in force (B17)', () => {
    const s = givenDossier({ standards: [BLK_1] }).given(blackCandidate(), A.drafter);
    s.when(act('ServePriorNotice'), A.drafter).refuse('FOCUS_STANDARD_UNKNOWN');
  });

  it('is marked irreparable at the recognition and never later; the mark can be lifted by two persons (3.10)', () => {
    const terms = { irreparable: { basis: [A_LAW] } };
    const s = activeBlack(givenDossier(), DATES, A, {}, terms);
    expect(s.entry().recognition?.terms.repairable).toBe(false);
    const lift = act('ProposeIrreparableMarkLifting', { earliestRepairOn: '2027-01-04' });
    s.given(lift, A.drafter, '2026-12-01')
      .when(act('LiftIrreparableMark'), A.approver)
      .expectAmong([['IrreparableMarkLifted', { earliestRepairOn: '2027-01-04', liftedOn: '2026-12-01' }]]);
    s.clock('2027-01-04').expectAmong([['RepairWindowOpened', { openedOn: '2027-01-04' }]]);
    const plain = activeBlack(givenDossier(), DATES);
    plain.when(lift, A.drafter).refuse('NOT_IRREPARABLE');
    plain
      .when(act('CorrectEntry', { changes: [{ field: 'repairable', newValue: 'false' }] }), A.drafter)
      .refuse('IRREPARABLE_ONLY_AT_RECOGNITION');
  });

  it('gives notice to each responsible person, whose role alone an adopted statement ends (B2, B3, 3.13)', () => {
    const s = served().given(act('RecordResponsiblePerson'), A.drafter, '2026-09-15');
    expect(s.all('ResponsiblePersonRecorded')[0]?.measuresExtend).toBe(false);
    s.when(act('ProposeRecognition'), A.drafter).refuse('PERSON_NOTICE_REQUIRED');
    s.given(act('ServePriorNotice', { recipientRole: 'RESPONSIBLE_PERSON', recipientRef: 'person-r' }), A.drafter)
      .given(act('SubmitStatement'), OTHERS.responsible)
      .when(act('ConsiderStatement', { result: 'ADOPTED' }), A.drafter, '2026-09-28')
      .expectAmong(['StatementConsidered', ['ResponsiblePersonClosed', { personRef: 'person-r' }]])
      .when(act('ProposeRecognition'), A.drafter)
      .accept();
    served()
      .when(act('RecordResponsiblePerson', { fromDate: '2021-01-01', toDate: '2020-01-01' }), A.drafter)
      .refuse('PERIOD_REVERSED');
  });

  it('scenario 26: a minor is listed only where a law says so, with notice to the guardian and never shown (3.14)', () => {
    const minor = { subject: 'NATURAL_PERSON', birthDate: '2010-09-01', at: '2026-09-28' } as const;
    const recent = blackCandidate({ actEndedOn: '2026-09-01' });
    givenDossier(minor).when(recent, A.drafter).refuse('SUBJECT_UNDER_AGE');
    const allowed = standardLike(BLK_1, {
      minors: { allowed: true, basis: A_LAW },
      naturalPersonPublication: { allowed: true, basis: A_LAW },
    });
    const s = givenDossier({ ...minor, standards: [allowed, FOC_1] });
    s.when(blackCandidate({ actEndedOn: '2024-08-31' }), A.drafter).refuse('SUBJECT_UNDER_AGE');
    s.given(recent, A.drafter).given(act('ServePriorNotice'), A.drafter);
    s.when(act('StartPublicity'), A.drafter).refuse('MINOR_NEVER_PUBLIC');
    s.when(act('ProposeRecognition'), A.drafter, '2026-10-12').refuse('GUARDIAN_NOTICE_REQUIRED');
    s.given(act('RecordGuardian'), A.drafter)
      .given(act('ServePriorNotice', { recipientRole: 'GUARDIAN', recipientRef: 'person-g' }), A.drafter)
      .given(act('ProposeRecognition'), A.drafter, '2026-10-26')
      .given(act('RecognizeEntry'), A.approver);
    expect(s.entry().minor).toBe(true);
    s.when(act('PublishEntry', { authority: A_LAW }), A.drafter).refuse('MINOR_NEVER_PUBLIC');
    expect(s.due('list.publish')).toEqual([]);
  });

  it('shows no person in publicity or publication unless the standard and an authority allow it (B6, B11)', () => {
    const s = activeBlack(givenDossier({ subject: 'NATURAL_PERSON' }), DATES);
    s.when(act('PublishEntry', { authority: A_LAW }), A.drafter).refuse('PUBLICATION_NOT_ALLOWED');
    givenDossier({ subject: 'NATURAL_PERSON' })
      .given(blackCandidate(), A.drafter)
      .when(act('StartPublicity'), A.drafter)
      .refuse('PUBLICITY_NOT_FOR_PERSONS');
    const s2 = givenDossier().given(blackCandidate(), A.drafter);
    s2.when(act('StartPublicity'), A.drafter).refuse('PRIOR_NOTICE_REQUIRED');
  });

  it('decides not to recognise only on what is on file (3.5)', () => {
    const s = served();
    s.when(act('ProposeNonRecognition', { reason: 'STATEMENT_ADOPTED' }), A.drafter).refuse(
      'NO_GROUND_NOT_TO_RECOGNIZE',
    );
    s.when(act('ProposeNonRecognition', { reason: 'OBJECTION_UPHELD' }), A.drafter).refuse(
      'NO_GROUND_NOT_TO_RECOGNIZE',
    );
    s.given(act('ProposeNonRecognition', { reason: 'CORRECTED_BEFORE_RECOGNITION' }), A.drafter)
      .when(act('DecideNotToRecognize'), A.approver)
      .expectAmong([['EntryNotRecognized', { reason: 'CORRECTED_BEFORE_RECOGNITION' }]]);
  });

  it('serves the decision together with the repair guide (B9, 两书同达)', () => {
    activeBlack(givenDossier(), DATES)
      .when(act('ServeDecision', { servedOn: '2026-09-16' }), A.drafter, '2026-09-16')
      .expectEvents([['DecisionServed', { decisionNo: 'D-1', repairGuideRef: 'G-1', servedOn: '2026-09-16' }]])
      .when(act('ServeDecision', { servedOn: '2026-09-14' }), A.drafter)
      .refuse('DATE_BEFORE');
  });

  it('opens the focus list at once on its expiry, by what was decided with the black entry (B16, B17)', () => {
    const s = activeBlack(givenDossier(), DATES).given(act('TriggerJointMeasures'), A.drafter);
    const black = s.id('entryId');
    s.clock('2029-09-16').expectAmong([
      ['EntryExited', { entryId: black, exitReason: 'VALIDITY_EXPIRED', effectiveOn: '2029-09-16' }],
      'MeasuresStopped',
      ['FocusListingTriggered', { entryId: black, mode: 'MONITOR_ONLY', focusValidTo: '2030-03-16' }],
      ['InitialEntryGenerated', { listKind: 'FOCUS', formerBlackEntryId: black, origin: 'AFTER_BLACK_EXIT' }],
      ['EntryRecognized', { mode: 'MONITOR_ONLY', decisionNo: 'D-1', decidedOn: '2029-09-16' }],
    ]);
    expect(s.entry().basis).toEqual(basis());
    s.when(act('TriggerJointMeasures'), A.drafter, '2029-09-17').refuse('MONITOR_ONLY');
    s.clock('2030-03-17').expectAmong([['EntryExited', { exitReason: 'VALIDITY_EXPIRED' }]]);
    expect(s.active()).toEqual([]);
  });

  it('leaves on its last day also where the focus standard is no longer in force: nobody is kept for that (B16)', () => {
    const s = activeBlack(givenDossier(), DATES).where({
      standards: [BLK_1, standardLike(FOC_1, { effectiveTo: '2028-12-31' })],
    });
    s.clock('2029-09-16').expectAmong([['EntryExited', { exitReason: 'VALIDITY_EXPIRED' }]]);
    expect(s.active()).toEqual([]);
    expect(s.types()).not.toContain('FocusListingTriggered');
  });

  it('speaks of the subject by reference only: whatever could name it is personal (D9)', () => {
    const s = activeBlack(givenDossier({ subject: 'NATURAL_PERSON' }), DATES);
    const [generated] = s.all('InitialEntryGenerated');
    expect(generated?.facts).toEqual({ $personal: { about: SUBJECT_ID, scope: s.id('entryId'), value: '事实' } });
    const [registered] = s.all('SubjectRegistered');
    expect(registered?.name).toHaveProperty('$personal.scope', 'record');
  });
});
