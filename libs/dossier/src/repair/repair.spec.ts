import type { FocusMode } from '#libs/rules';
import { act } from '../testing/acts.js';
import { activeBlack, activeRed, checkedRepair, repaired } from '../testing/journeys.js';
import { givenDossier } from '../testing/scenario.js';
import { A, BLK_1, FOC_1, OTHERS, standardLike } from '../testing/world.js';

/** Repairable after six months: listed on 2026-04-10, to be repaired from 2026-10-10 on. */
const DATES = { from: '2026-04-01', ready: '2026-04-10' };
const repair = { ...BLK_1.repair, minTimeBeforeRepair: { value: 6, unit: 'MONTH' } } as NonNullable<
  typeof BLK_1.repair
>;
const SOONER = standardLike(BLK_1, { repair });
const listed = (standard = SOONER, terms = {}, changes = {}) =>
  activeBlack(givenDossier({ standards: [standard, FOC_1] }), DATES, A, changes, terms).given(
    act('TriggerJointMeasures'),
    A.drafter,
  );
const following = (pack: string) =>
  standardLike(SOONER, { focusAfterExit: { ...BLK_1.focusAfterExit!, followsPack: pack } });

describe('repair (3.10)', () => {
  it.each<[string, FocusMode]>([
    ['SEED-S1', 'FULL'],
    ['NDRC-36-2025', 'MONITOR_ONLY'],
  ])('scenario 14: agreed under %s it leaves at once and goes on the focus list as %s (P1-P7)', (pack, mode) => {
    const s = listed(following(pack)).given(act('PublishEntry'), A.drafter);
    const black = s.id('entryId');
    s.given(act('ApplyForRepair', { commitmentPublishedOn: '2026-10-30' }), OTHERS.subject, '2026-11-02');
    expect([s.due('repair.intake'), s.due('repair.decide')]).toEqual([['2026-11-05'], ['2026-11-16']]);
    s.given(act('DecideRepairIntake'), A.drafter, '2026-11-05')
      .given(act('RecordRepairCheck'), A.drafter)
      .given(act('ProposeRepairDecision'), A.drafter, '2026-11-16')
      .when(act('DecideRepair'), A.approver)
      .expectAmong([
        ['RepairAgreed', { decidedOn: '2026-11-16', effectiveOn: '2026-11-16' }],
        ['EntryExited', { entryId: black, exitReason: 'REPAIRED' }],
        'MeasuresStopped',
        ['FocusListingTriggered', { mode, focusValidTo: '2027-05-16' }],
      ]);
    expect(s.due('repair.execute')).toEqual(['2026-11-19']);
    s.when(act('AnnounceExit', { entryId: black, channels: ['credit-china'] }), A.drafter).expectEvents([
      ['ExitAnnounced', { missing: ['portal-a', 'enterprise'] }],
    ]);
  });

  it('scenario 13 (a): during a verification it is accepted and held; dismissed, the clock goes on (P4, A-09)', () => {
    const s = listed().given(act('OpenVerification'), A.drafter, '2026-10-07T01:00:00.000Z');
    s.given(
      act('ApplyForRepair', { receivedOn: '2026-10-08', commitmentPublishedOn: '2026-10-08' }),
      OTHERS.subject,
      '2026-10-10',
    );
    expect(s.due('repair.intake')).toEqual(['2026-10-12']);
    s.when(act('DecideRepairIntake'), A.drafter, '2026-10-12').expectAmong([
      'RepairAccepted',
      'RepairHeld',
      'DeadlinePaused',
    ]);
    s.given(act('RecordRepairCheck'), A.drafter);
    s.when(act('ProposeRepairDecision'), A.drafter).refuse('REPAIR_HELD');
    const evidence = [{ docId: 'd', sha256: 'f'.repeat(64), title: '证据' }];
    // Nine of the ten days from the 8th on are left at the pause on the 12th but for the 9th and the 10th.
    s.when(act('DecideVerification', { evidence }), A.head, '2026-10-16').expectAmong([
      'RepairResumed',
      ['DeadlineResumed', { dueOn: '2026-10-28' }],
    ]);
    s.when(act('ProposeRepairDecision'), A.drafter).accept();
  });

  it('scenario 13 (b): upheld as wrong, it lapses, and there is no focus listing', () => {
    const s = listed().given(act('OpenVerification'), A.drafter, '2026-10-12');
    s.given(act('ApplyForRepair'), OTHERS.subject).given(act('DecideRepairIntake'), A.drafter);
    const evidence = [{ docId: 'd', sha256: 'f'.repeat(64), title: '证据' }];
    s.when(act('DecideVerification', { outcome: 'UPHELD_WRONG', evidence }), A.head).expectAmong([
      ['EntryExited', { exitReason: 'WRONGLY_LISTED' }],
      ['RepairLapsed', { because: 'ENTRY_REVOKED' }],
    ]);
    expect(s.types()).not.toContain('FocusListingTriggered');
  });

  it('scenario 15: is refused at the intake when it is too early (P3)', () => {
    const s = listed().given(act('ApplyForRepair'), OTHERS.subject, '2026-10-09');
    s.when(act('DecideRepairIntake'), A.drafter).expectAmong([['RepairIntakeRefused', { reason: 'TOO_EARLY' }]]);
    s.given(act('ApplyForRepair'), OTHERS.subject, '2026-10-10')
      .when(act('DecideRepairIntake'), A.drafter)
      .expectAmong(['RepairAccepted']);
  });

  it('scenario 15: is refused at the intake when the entry is irreparable, over or the papers are not complete (P3)', () => {
    const basis = [{ title: '某法', level: 'LAW' }];
    listed(SOONER, { irreparable: { basis } })
      .given(act('ApplyForRepair'), OTHERS.subject, '2026-11-02')
      .when(act('DecideRepairIntake'), A.drafter)
      .expectAmong([['RepairIntakeRefused', { reason: 'IRREPARABLE' }]]);
    listed()
      .given(act('ApplyForRepair'), OTHERS.subject, '2026-11-02')
      .when(act('DecideRepairIntake', { complete: false }), A.drafter)
      .expectAmong([['RepairIntakeRefused', { reason: 'INCOMPLETE' }]]);
    const s = listed();
    const black = s.id('entryId');
    s.clock('2029-04-11').accept();
    s.given(act('ApplyForRepair', { entryId: black }), OTHERS.subject)
      .when(act('DecideRepairIntake', { entryId: black }), A.drafter)
      .expectAmong([['RepairIntakeRefused', { reason: 'NOT_LISTED' }]]);
  });

  it('is agreed on a check that satisfied and a commitment made public, by two persons (conditions 1 to 4)', () => {
    const s = listed()
      .given(act('ApplyForRepair'), OTHERS.subject, '2026-11-02')
      .given(act('DecideRepairIntake'), A.drafter);
    s.when(act('ProposeRepairDecision'), A.drafter).refuse('REPAIR_NOT_CHECKED');
    s.given(act('RecordRepairCheck', { result: 'NOT_SATISFIED' }), A.drafter);
    s.when(act('ProposeRepairDecision'), A.drafter).refuse('REPAIR_CHECK_NOT_SATISFIED');
    s.given(act('RecordRepairCheck'), A.drafter);
    s.when(act('ProposeRepairDecision'), A.drafter).refuse('COMMITMENT_MISSING');
    s.given(act('ProposeRepairDecision', { agree: false }), A.drafter)
      .when(act('DecideRepair'), A.approver)
      .expectAmong(['RepairRefused']);
    checkedRepair(s, '2026-11-09').given(act('ProposeRepairDecision'), A.drafter);
    s.when(act('DecideRepair'), { ...A.drafter, roles: [...A.drafter.roles, 'APPROVER'] }).refuse('FOUR_EYES');
    s.when(act('DecideRepair', { decidedOn: '2026-11-06' }), A.approver).refuse('DATE_BEFORE');
    s.when(act('DecideRepair'), A.approver).accept();
  });

  it('checks the shortest time again on the day, whatever was accepted before (condition 1)', () => {
    const s = listed().given(
      act('ApplyForRepair', { commitmentPublishedOn: '2026-10-08' }),
      OTHERS.subject,
      '2026-10-09',
    );
    const repairId = s.id('repairId');
    s.append([{ type: 'RepairAccepted', data: { entryId: s.id('entryId'), repairId, acceptedOn: '2026-10-09' } }])
      .given(act('RecordRepairCheck'), A.drafter)
      .when(act('ProposeRepairDecision'), A.drafter)
      .refuse('REPAIR_TOO_EARLY');
  });

  it('may only make the focus mode milder (B17, P6)', () => {
    const s = checkedRepair(listed(), '2026-11-02');
    s.when(act('ProposeRepairDecision', { focusMode: 'FULL' }), A.drafter).refuse('FOCUS_TERMS_HARSHER');
    s.given(act('ProposeRepairDecision', { focusMode: 'NONE' }), A.drafter).given(act('DecideRepair'), A.approver);
    expect(s.types()).not.toContain('FocusListingTriggered');
  });

  it('asks once for what is missing, and the clock waits for it (P2)', () => {
    const ask = act('RequestRepairSupplement', { dueOn: '2026-11-10' });
    const s = listed().given(act('ApplyForRepair'), OTHERS.subject, '2026-11-02');
    s.when(act('ApplyForRepair'), OTHERS.subject).refuse('REPAIR_OPEN');
    s.when(ask, A.drafter, '2026-11-04').expectAmong(['RepairSupplementRequested', 'DeadlinePaused']);
    s.when(ask, A.drafter).refuse('REPAIR_STATE');
    s.given(act('SupplementRepair'), OTHERS.subject, '2026-11-09');
    expect(s.due('repair.decide')).toEqual(['2026-11-16', '2026-11-23']);
    s.when(ask, A.drafter).refuse('SUPPLEMENT_ONCE');
  });

  it('goes on where it is accepted without the supplement', () => {
    listed()
      .given(act('ApplyForRepair'), OTHERS.subject, '2026-11-02')
      .given(act('RequestRepairSupplement', { dueOn: '2026-11-10' }), A.drafter, '2026-11-04')
      .when(act('DecideRepairIntake'), A.drafter, '2026-11-06')
      .expectAmong(['RepairAccepted', ['DeadlineResumed', { dueOn: '2026-11-19' }]]);
  });

  it('is withdrawn by the subject, and is for black entries (P1)', () => {
    const s = listed().given(act('ApplyForRepair'), OTHERS.subject, '2026-11-02');
    s.when(act('WithdrawRepair'), OTHERS.subject).expectAmong(['RepairWithdrawn']);
    s.when(act('WithdrawRepair'), OTHERS.subject).expectNothing();
    activeRed(givenDossier(), { from: '2026-09-07', ready: '2026-09-18' })
      .when(act('ApplyForRepair'), OTHERS.subject)
      .refuse('LIST_KIND_NOT_FIT');
  });

  it('lapses with the entry when the validity ends first (B16, 3.16)', () => {
    const s = checkedRepair(listed(), '2029-04-09');
    s.clock('2029-04-11').expectAmong([
      ['EntryExited', { exitReason: 'VALIDITY_EXPIRED' }],
      ['RepairLapsed', { because: 'ENTRY_EXITED' }],
    ]);
  });

  it('P8: false material brings the entry back to its last day, bans repairs and supersedes the focus entry', () => {
    const s = repaired(listed(), '2026-11-02');
    const focus = s.id('entryId');
    const black = s.all('InitialEntryGenerated')[0]?.entryId ?? '';
    const repairId = s.id('repairId');
    const propose = act('ProposeRepairConsentRevocation', { entryId: black, repairId });
    s.when(propose, A.drafter).refuse('PRIOR_NOTICE_REQUIRED');
    s.given(act('ServePriorNotice', { entryId: black, purpose: 'REPAIR_CONSENT_REVOCATION' }), A.drafter);
    s.when(propose, A.drafter).refuse('STATEMENT_WINDOW_OPEN');
    s.given(propose, A.drafter, '2026-11-16')
      .when(act('RevokeRepairConsent', { entryId: black }), A.approver)
      .expectAmong([
        'RepairConsentRevoked',
        ['EntryExited', { entryId: focus, exitReason: 'SUPERSEDED' }],
        ['EntryReinstated', { entryId: black, because: 'FALSE_REPAIR', remainingValidTo: '2029-04-10' }],
        ['RepairBanSet', { until: '2027-11-16' }],
        ['CrossCheckPerformed', { direction: 'BLACK_VS_RED' }],
      ]);
    s.given(act('ApplyForRepair', { entryId: black }), OTHERS.subject, '2027-11-16')
      .when(act('DecideRepairIntake', { entryId: black }), A.drafter)
      .expectAmong([['RepairIntakeRefused', { reason: 'BANNED' }]]);
    expect(s.all('RepairWindowOpened')).toHaveLength(1);
  });

  it('P8: is not revoked twice, nor after the last day', () => {
    // An act so late that its retention outlasts the listing.
    const s = repaired(listed(SOONER, {}, { actEndedOn: '2025-01-10' }), '2026-11-02');
    const entryId = s.all('InitialEntryGenerated')[0]?.entryId ?? '';
    const propose = act('ProposeRepairConsentRevocation', { entryId });
    s.when(propose, A.drafter, '2029-04-11').refuse('VALIDITY_OVER');
    const refused = listed()
      .given(act('ApplyForRepair'), OTHERS.subject, '2026-11-02')
      .given(act('WithdrawRepair'), OTHERS.subject);
    refused.given(act('RecordBasisAnnulled', { annulledOn: '2026-11-02' }), A.drafter);
    refused.when(act('ProposeRepairConsentRevocation'), A.drafter).refuse('REPAIR_STATE');
  });

  it('P9: a court ruling suspends; only with one does the entry leave by bankruptcy repair', () => {
    const s = checkedRepair(listed(), '2026-11-02');
    const byRuling = act('ProposeRepairDecision', { exitReason: 'BANKRUPTCY_REPAIR' });
    s.when(byRuling, A.drafter).refuse('BANKRUPTCY_SUSPENSION_NONE');
    s.when(act('EndBankruptcySuspension'), A.drafter).refuse('BANKRUPTCY_SUSPENSION_NONE');
    const ruling = act('SuspendForBankruptcy', { ruledOn: '2026-11-02' });
    s.when(ruling, A.drafter).expectEvents([
      'BankruptcySuspensionOpened',
      ['MeasuresSuspended', { ground: 'BANKRUPTCY' }],
    ]);
    s.when(ruling, A.drafter).expectNothing();
    s.when(act('EndBankruptcySuspension'), A.drafter).expectEvents(['BankruptcySuspensionClosed', 'MeasuresResumed']);
    s.given(ruling, A.drafter)
      .given(byRuling, A.drafter)
      .when(act('DecideRepair'), A.approver)
      .expectAmong([['EntryExited', { exitReason: 'BANKRUPTCY_REPAIR' }]]);
  });
});
