import { act } from '../testing/acts.js';
import {
  acceptedObjection,
  activeBlack,
  activeRed,
  redInPublicity,
  repaired,
  repliedObjection,
} from '../testing/journeys.js';
import { givenDossier } from '../testing/scenario.js';
import { A, B, BLK_1, FOC_1, OTHERS, standardLike, SUBJECT_ID } from '../testing/world.js';

const DATES = { from: '2026-09-07', ready: '2026-09-15' };
const RED_DATES = { from: '2026-09-07', ready: '2026-09-18' };
const measured = () => activeBlack(givenDossier(), DATES).given(act('TriggerJointMeasures'), A.drafter);
const evidence = [{ docId: 'doc-2', sha256: 'e'.repeat(64), title: '新证据' }];
const thirdParty = { objectorRef: 'person-t', standing: 'THIRD_PARTY' } as const;

describe('objection and verification (3.8)', () => {
  it('scenario 7: an objection of a third party in publicity keeps a red entry from being ready (R4, O2)', () => {
    const s = redInPublicity(givenDossier(), RED_DATES);
    s.given(act('FileObjection', thirdParty), OTHERS.thirdParty, '2026-09-10')
      .given(act('AcceptObjection'), A.handler)
      .given(act('ReferToProvider'), A.handler)
      .given(act('SubmitVerificationReply'), OTHERS.provider, '2026-09-14');
    s.clock('2026-09-18').expectAmong([['PublicityEnded', { outcome: 'OBJECTION_PENDING' }]]);
    const propose = act('ProposeRecognition', { terms: { validity: { value: 1, unit: 'YEAR' } } });
    s.when(propose, A.drafter).refuse('OBJECTION_OPEN');
    s.given(act('DecideObjection'), A.head);
    expect(s.lifecycle()).toBe('READY');
    s.when(propose, A.drafter).accept();
  });

  it('scenario 8: upheld after the black entry, it is revoked and restored, with no focus listing (O3-O8, 3.9)', () => {
    const s = activeRed(givenDossier(), RED_DATES);
    const red = s.id('entryId');
    activeBlack(s, { from: '2026-09-18', ready: '2026-09-28' }, B);
    const black = s.id('entryId');
    s.given(act('TriggerJointMeasures'), B.drafter)
      .given(
        act('PublishEntry', {
          channels: ['portal-b', 'credit-china', 'enterprise'].map((channelId) => ({ channelId })),
        }),
        B.drafter,
      )
      .given(act('ReportToPlatform'), B.drafter)
      .given(act('FileObjection'), OTHERS.subject, '2026-09-29')
      .when(act('AcceptObjection'), B.handler, '2026-09-30')
      .expectAmong([
        'ObjectionAccepted',
        'DisputeMarkApplied',
        ['MeasuresSuspended', { scope: 'ALL', ground: 'VERIFICATION' }],
      ]);
    expect(s.due('objection.intake').concat(s.due('objection.refer'), s.due('objection.total'))).toEqual([
      '2026-09-30',
      '2026-10-08',
      '2026-10-14',
    ]);
    s.given(act('ReferToProvider'), B.handler, '2026-10-08');
    expect(s.due('objection.providerReply')).toEqual(['2026-10-13']);
    s.given(act('SubmitVerificationReply', { finding: 'WRONG' }), OTHERS.provider, '2026-10-10')
      .when(act('DecideObjection', { outcome: 'UPHELD_WRONG' }), B.head, '2026-10-12')
      .expectAmong([
        ['ObjectionDecided', { outcome: 'UPHELD_WRONG' }],
        'DisputeMarkCleared',
        ['EntryRevoked', { entryId: black, ground: 'VERIFICATION' }],
        ['EntryExited', { exitReason: 'WRONGLY_LISTED' }],
        'MeasuresStopped',
      ]);
    expect(s.types()).not.toContain('FocusListingTriggered');
    expect(s.due('correction.propagate')).toEqual(['2026-10-15']);
    s.when(act('RunExitChain', { entryId: black }), OTHERS.system).expectAmong([
      'ExitAnnounced',
      ['ReputationRestorationNoticePublished', { channels: ['credit-china', 'enterprise'] }],
      'PlatformDeletionRequested',
    ]);
    s.when(act('ProposeReinstatement', { entryId: red, causeEntryId: black }), A.drafter).accept();
  });

  it('scenario 9: dismissed, the mark goes, the measures resume and the validity is what it was (O8)', () => {
    const s = repliedObjection(measured(), '2026-09-29', 'ACCURATE');
    s.when(act('DecideObjection'), A.head, '2026-10-14').expectAmong([
      ['ObjectionDecided', { outcome: 'DISMISSED' }],
      'DisputeMarkCleared',
      ['MeasuresResumed', { scope: 'ALL' }],
    ]);
    expect(s.entry()).toMatchObject({
      measures: 'IN_FORCE',
      marks: [],
      recognition: { terms: { validTo: '2029-09-15' } },
    });
    expect(s.all('ObjectionDecided')[0]?.remedyInfo.reconsideration).toEqual({ value: 60, unit: 'CD' });
    s.when(act('NotifyObjector'), A.handler).expectEvents(['ObjectorNotified']);
  });

  it('scenario 10: with two objections the measures resume after the second (3.8)', () => {
    const s = acceptedObjection(measured(), '2026-09-29');
    const first = s.id('caseId');
    acceptedObjection(s, '2026-09-30', A, { grounds: ['BASIS_INVALID'] });
    s.when(act('DecideObjection', { objectionId: first, evidence }), A.head, '2026-10-08').expectEvents([
      'ObjectionDecided',
      'DisputeMarkCleared',
    ]);
    expect(s.entry().measures).toBe('SUSPENDED');
    s.when(act('WithdrawObjection'), OTHERS.subject).expectAmong(['ObjectionWithdrawn', 'MeasuresResumed']);
    s.when(act('WithdrawObjection'), OTHERS.subject).expectNothing();
  });

  it('scenario 11: a repeat without new evidence may be taken in without suspending again, with a reason (A-08)', () => {
    const s = repliedObjection(measured(), '2026-09-29', 'ACCURATE').given(act('DecideObjection'), A.head);
    const unsuspended = act('AcceptObjection', { suspend: false, reason: '重复异议' });
    s.given(act('FileObjection', { grounds: ['BASIS_INVALID'] }), OTHERS.subject, '2026-10-08');
    s.when(unsuspended, A.handler).refuse('NO_SUSPENSION_NEEDS_REASON');
    s.given(act('FileObjection', { evidence }), OTHERS.subject);
    s.when(unsuspended, A.handler).refuse('NO_SUSPENSION_NEEDS_REASON');
    s.given(act('WithdrawObjection'), OTHERS.subject).given(act('FileObjection'), OTHERS.subject);
    s.when(act('AcceptObjection', { suspend: false }), A.handler).refuse('NO_SUSPENSION_NEEDS_REASON');
    s.when(unsuspended, A.handler).expectEvents([['ObjectionAccepted', { suspend: false }], 'DisputeMarkApplied']);
    expect(s.entry().measures).toBe('IN_FORCE');
  });

  it('joins a further objection on the same ground to the open one', () => {
    const s = acceptedObjection(measured(), '2026-09-29');
    const first = s.id('caseId');
    s.when(act('FileObjection'), OTHERS.subject).expectEvents([['ObjectionFiled', { joinedTo: first }]]);
    s.when(act('AcceptObjection'), A.handler).refuse('OBJECTION_STATE');
  });

  it('is filed by who one is: nobody takes the standing of another (O2)', () => {
    const s = measured();
    s.when(act('FileObjection', { objectorRef: 'person-t' }), OTHERS.thirdParty).refuse('NOT_THE_SUBJECT');
    s.when(act('FileObjection'), OTHERS.thirdParty).refuse('NOT_THE_SUBJECT');
    s.when(act('FileObjection', thirdParty), OTHERS.thirdParty).refuse('OBJECTION_STANDING');
    s.when(act('FileObjection', { objectorRef: 'person-r', standing: 'RESPONSIBLE_PERSON' }), A.handler).refuse(
      'PERSON_UNKNOWN',
    );
    s.given(act('AuthorizeAgent'), OTHERS.subject);
    s.when(act('FileObjection', { objectorRef: SUBJECT_ID }), OTHERS.agent).accept();
  });

  it('is possible from the publicity on, and not before (O2)', () => {
    const s = givenDossier().given(
      act('GenerateInitialEntry', { standardId: 'RED-1', basis: activeBasis() }),
      A.drafter,
    );
    s.when(act('FileObjection'), OTHERS.subject).refuse('OBJECTION_NOT_POSSIBLE');
    s.when(act('OpenVerification', { trigger: 'OBJECTION' }), A.drafter).refuse('OBJECTION_NOT_POSSIBLE');
  });

  it('ends at the intake with reasons and remedies where it is refused (O3)', () => {
    const s = measured().given(act('FileObjection'), OTHERS.subject, '2026-09-29');
    s.when(act('NotifyObjector'), A.handler).refuse('OBJECTION_STATE');
    s.when(act('RefuseObjectionIntake'), A.handler).expectAmong(['ObjectionIntakeRefused']);
    expect(s.entry().measures).toBe('IN_FORCE');
    s.clock('2026-10-31').accept();
    expect(s.all('DeadlineMissed').some((d) => d.deadlineId.startsWith('objection.'))).toBe(false);
  });

  it('is not handled, decided or revoked by whoever had a part in the matter before (2, O8)', () => {
    const handling = { ...A.approver, roles: ['DISPUTE_HANDLER'] };
    const s = measured().given(act('FileObjection'), OTHERS.subject, '2026-09-29');
    s.when(act('AcceptObjection'), handling).refuse('HANDLER_IS_RECOGNIZER');
    const handler = { ...A.second, roles: ['DISPUTE_HANDLER', 'RECOGNIZING_UNIT', 'APPROVER'] };
    s.given(act('AcceptObjection'), handler)
      .given(act('ReferToProvider'), handler)
      .given(act('SubmitVerificationReply', { finding: 'WRONG' }), OTHERS.provider);
    s.when(act('DecideObjection'), A.approver).refuse('DECIDER_IS_ORIGINAL_APPROVER');
    s.when(act('DecideObjection', { outcome: 'UPHELD_WRONG' }), handler).refuse('DECIDER_IS_HANDLER');
    s.when(act('DecideObjection', { outcome: 'UPHELD_WRONG' }), A.head).accept();
  });

  it('is decided on a reply or on evidence that the decider took, never on nothing (O8)', () => {
    const s = acceptedObjection(measured(), '2026-09-29');
    s.when(act('DecideObjection'), A.head).refuse('EVIDENCE_MISSING');
    s.when(act('DecideObjection', { evidence }), A.head).accept();
  });

  it('is answered by the unit that was asked (O5, O6)', () => {
    const s = acceptedObjection(measured(), '2026-09-29');
    s.when(act('SubmitVerificationReply'), OTHERS.provider).refuse('NOT_THE_PROVIDER');
    s.given(act('ReferToProvider'), A.handler);
    s.when(act('ReferToProvider'), A.handler).refuse('OBJECTION_STATE');
    s.when(act('SubmitVerificationReply'), { ...OTHERS.provider, unitId: 'unit-q' }).refuse('NOT_THE_PROVIDER');
    s.when(act('SubmitVerificationReply'), OTHERS.provider).expectAmong(['VerificationReplied']);
  });

  it('inaccurate: corrected, shown and reported again, the measures resume (3.8)', () => {
    const s = repliedObjection(measured().given(act('PublishEntry'), A.drafter), '2026-09-29', 'INACCURATE');
    s.when(act('DecideObjection', { outcome: 'UPHELD_INACCURATE' }), A.head).refuse('CORRECTION_REQUIRED');
    const corrections = [{ field: 'BASIS_ISSUER', newValue: '市税务局第二分局' }];
    s.when(act('DecideObjection', { outcome: 'UPHELD_INACCURATE', corrections }), A.head).expectAmong([
      'EntryCorrected',
      'DisputeMarkCleared',
      'MeasuresResumed',
    ]);
    expect(s.due('correction.propagate')).toEqual(['2026-10-09']);
  });

  it('undetermined: an organisation waits, suspended, for the office or the superior unit (A-22)', () => {
    const s = repliedObjection(measured(), '2026-09-29', 'UNDETERMINED');
    s.when(act('DecideObjection', { outcome: 'UNDETERMINED' }), A.head).expectAmong([
      ['ReviewRequested', { by: 'RULE' }],
    ]);
    expect(s.entry().measures).toBe('SUSPENDED');
    s.when(act('DecideReview'), A.second).refuse('NOT_SUPERIOR');
    s.when(act('DecideReview', { outcome: 'UNDETERMINED' }), OTHERS.office).expectAmong([
      ['EntryExited', { exitReason: 'WRONGLY_LISTED' }],
    ]);
  });

  it('undetermined: a person is taken off the list (A-22)', () => {
    const s = activeBlack(givenDossier({ subject: 'NATURAL_PERSON' }), DATES);
    repliedObjection(s, '2026-09-29', 'UNDETERMINED')
      .when(act('DecideObjection', { outcome: 'UNDETERMINED' }), A.head)
      .expectAmong([['EntryExited', { exitReason: 'WRONGLY_LISTED' }]]);
  });

  it('upheld before the recognition: not recognised, and taken down (3.8)', () => {
    const s = repliedObjection(redInPublicity(givenDossier(), RED_DATES), '2026-09-10', 'WRONG');
    s.when(act('DecideObjection', { outcome: 'UPHELD_WRONG' }), A.head).expectAmong([
      ['EntryNotRecognized', { reason: 'OBJECTION_UPHELD' }],
      'EntryTakenDown',
    ]);
  });

  it('upheld after the exit: the history is void, and the focus entry that came of it leaves as wrong (3.8, 3.9)', () => {
    const s = measured();
    const black = s.id('entryId');
    s.clock('2029-09-16').accept();
    const focus = s.id('entryId');
    s.given(act('FileObjection', { entryId: black }), OTHERS.subject, '2029-09-17')
      .given(act('AcceptObjection', { entryId: black }), A.handler)
      .when(act('DecideObjection', { entryId: black, outcome: 'UPHELD_WRONG', evidence }), A.head)
      .expectAmong([
        ['EntryAnnulledAfterExit', { entryId: black }],
        ['EntryExited', { entryId: focus, exitReason: 'WRONGLY_LISTED', causedByEntryId: black }],
      ]);
  });

  it('opens ex officio, suspending but for a remedy, and is then decided by a second person (O1, I1)', () => {
    const s = measured().given(act('OpenVerification', { trigger: 'REMEDY' }), A.drafter, '2026-09-29');
    expect(s.entry().measures).toBe('IN_FORCE');
    s.when(act('OpenVerification', { suspend: false }), A.drafter).refuse('NO_SUSPENSION_NEEDS_REASON');
    s.when(act('OpenVerification'), OTHERS.implementer).expectAmong([
      ['VerificationOpened', { suspend: true }],
      'MeasuresSuspended',
    ]);
    s.when(act('DecideObjection'), A.head).refuse('OBJECTION_STATE');
    s.when(act('DecideVerification', { evidence }), A.head).expectAmong(['VerificationDecided', 'MeasuresResumed']);
  });

  it('is extended by the head of a unit, to twenty working days in all (O7)', () => {
    const s = acceptedObjection(measured(), '2026-09-29');
    s.when(act('ExtendVerification', { newDueOn: '2026-11-03' }), A.head).refuse('EXTENSION_TOO_LONG');
    s.when(act('ExtendVerification', { newDueOn: '2026-10-14' }), A.head).refuse('EXTENSION_TOO_LONG');
    s.when(act('ExtendVerification', { newDueOn: '2026-11-02' }), A.head).expectEvents([
      'VerificationExtended',
      ['DeadlineRescheduled', { dueOn: '2026-11-02', because: 'EXTENSION' }],
    ]);
    s.when(act('ExtendVerification', { newDueOn: '2026-11-02' }), A.drafter).refuse('ROLE_NOT_ALLOWED');
  });

  it('is never decided by time: past its deadline the measures stay suspended (3.8, 3.16)', () => {
    const s = acceptedObjection(measured(), '2026-09-29');
    s.clock('2026-12-01').accept();
    expect(s.entry().measures).toBe('SUSPENDED');
    expect(s.all('DeadlineMissed').map((d) => d.deadlineId)).toContain(`objection.total/${s.id('caseId')}`);
  });

  it('is reviewed by the office within its time, and that binds the unit (O9)', () => {
    const s = repliedObjection(measured(), '2026-09-29', 'ACCURATE').given(act('DecideObjection'), A.head);
    s.when(act('RequestReview'), OTHERS.subject, '2026-10-21').refuse('REVIEW_TOO_LATE');
    s.when(act('RequestReview'), OTHERS.subject, '2026-10-19').expectAmong([
      ['ReviewRequested', { by: 'OBJECTOR' }],
      'DisputeMarkApplied',
    ]);
    s.when(act('RequestReview'), OTHERS.subject).expectNothing();
    s.when(act('DecideReview', { reviewId: 'other' }), OTHERS.office).refuse('OBJECTION_STATE');
    s.when(act('DecideReview', { outcome: 'UPHELD_WRONG' }), OTHERS.office).expectAmong([
      'ReviewDecided',
      ['EntryExited', { exitReason: 'WRONGLY_LISTED' }],
    ]);
  });

  describe('of one responsible person about the own role (3.8, 3.13)', () => {
    const law = [{ title: '某法', level: 'LAW' }] as const;
    const extending = standardLike(BLK_1, { personsExtend: { capacities: ['LEGAL_REPRESENTATIVE'], basis: law } });
    const objecting = (from: string, ready: string) =>
      givenDossier({ standards: [extending, FOC_1], at: from })
        .given(
          act('GenerateInitialEntry', { standardId: 'BLK-1', basis: activeBasis(), actEndedOn: '2024-01-10' }),
          A.drafter,
        )
        .given(act('RecordResponsiblePerson'), A.drafter)
        .given(act('ServePriorNotice'), A.drafter)
        .given(act('ServePriorNotice', { recipientRole: 'RESPONSIBLE_PERSON', recipientRef: 'person-r' }), A.drafter)
        .given(act('ProposeRecognition'), A.drafter, ready)
        .given(act('RecognizeEntry'), A.approver)
        .given(act('TriggerJointMeasures'), A.drafter)
        .given(
          act('FileObjection', {
            objectorRef: 'person-r',
            standing: 'RESPONSIBLE_PERSON',
            grounds: ['NOT_RESPONSIBLE'],
          }),
          OTHERS.responsible,
        );

    it('suspends and ends only that', () => {
      const s = objecting('2026-09-07', '2026-09-15');
      s.when(act('AcceptObjection'), A.handler).expectAmong([
        ['MeasuresSuspended', { scope: 'PERSON', personRef: 'person-r' }],
      ]);
      expect(s.entry()).toMatchObject({ measures: 'IN_FORCE', suspendedPersons: ['person-r'] });
      s.when(act('DecideObjection', { outcome: 'UPHELD_WRONG', evidence }), A.head).expectAmong([
        ['ResponsiblePersonClosed', { because: 'OBJECTION_UPHELD' }],
      ]);
      expect(s.lifecycle()).toBe('ACTIVE');
    });

    it('undetermined, keeps that person alone suspended until the review', () => {
      const s = objecting('2026-09-07', '2026-09-15').given(act('AcceptObjection'), A.handler);
      s.when(act('DecideObjection', { outcome: 'UNDETERMINED', evidence }), A.head).expectAmong([
        ['ReviewRequested', { by: 'RULE' }],
      ]);
      expect(s.entry()).toMatchObject({ measures: 'IN_FORCE', suspendedPersons: ['person-r'] });
    });

    it('upheld, keeps that person out when the entry comes back after a false repair (P8)', () => {
      const s = objecting('2025-03-03', '2025-03-11')
        .given(act('AcceptObjection'), A.handler)
        .given(act('DecideObjection', { outcome: 'UPHELD_WRONG', evidence }), A.head);
      const entryId = s.id('entryId');
      repaired(s, '2026-09-07')
        .given(act('ServePriorNotice', { entryId, purpose: 'REPAIR_CONSENT_REVOCATION' }), A.drafter)
        .given(act('ProposeRepairConsentRevocation', { entryId }), A.drafter, '2026-09-21')
        .given(act('RevokeRepairConsent', { entryId }), A.approver);
      expect(s.entry(entryId).phase).toBe('ACTIVE');
      expect(s.entry(entryId).persons).toMatchObject([{ personRef: 'person-r', closedBecause: 'OBJECTION_UPHELD' }]);
    });
  });
});

function activeBasis() {
  return [
    { class: 'ADMIN_OR_CRIMINAL', docNo: 'D', issuer: '市税务局', date: '2024-01-15', legallyEffective: true },
  ] as const;
}
