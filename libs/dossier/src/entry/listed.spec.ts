import { act } from '../testing/acts.js';
import { activeBlack, activeFocus, activeRed, repliedObjection } from '../testing/journeys.js';
import { givenDossier } from '../testing/scenario.js';
import { A, B, OTHERS, withPack } from '../testing/world.js';

const DATES = { from: '2026-09-07', ready: '2026-09-15' };
const RED_DATES = { from: '2026-09-07', ready: '2026-09-18' };
const black = () => activeBlack(givenDossier(), DATES);
const red = () => activeRed(givenDossier(), RED_DATES);
const published = () => black().given(act('PublishEntry'), A.drafter).given(act('ReportToPlatform'), A.drafter);
const EXTENSION = {
  allowsValidityExtension: true,
  rules: [
    {
      key: 'black.validityExtension',
      value: { value: 1, unit: 'YEAR' },
      legalSource: '某规定',
      provenance: 'DECISION',
      effectiveFrom: '2020-01-01',
    },
  ],
} as const;

describe('an entry on the list: shown, reported, measured (3.5-3.7, 3.12)', () => {
  it('shows an enterprise in the enterprise publicity system too, as long as it is valid (R6, S1 §19)', () => {
    const s = black();
    const two = { channels: [{ channelId: 'portal-a' }, { channelId: 'credit-china' }] };
    s.when(act('PublishEntry', two), A.drafter).refuse('ENTERPRISE_CHANNEL_REQUIRED');
    s.when(act('PublishEntry'), A.drafter).expectAmong([
      ['EntryPublished', { publishUntil: '2029-09-15', publishedOn: '2026-09-15' }],
      ['DeadlineMet', { late: false }],
    ]);
  });

  it('is reported once to each platform, which confirms it (R7)', () => {
    const s = black().given(act('ReportToPlatform'), A.drafter);
    s.when(act('ReportToPlatform'), A.drafter).refuse('ALREADY_REPORTED');
    s.when(act('ConfirmPlatformReceipt'), OTHERS.platform).expectEvents(['PlatformReceiptConfirmed']);
    s.when(act('ConfirmPlatformReceipt'), OTHERS.platform).expectNothing();
    s.when(act('ConfirmPlatformReceipt', { platformId: 'moon' }), OTHERS.platform).refuse('PLATFORM_UNKNOWN');
  });

  it('triggers its measures once (R8)', () => {
    const s = red().given(act('TriggerJointMeasures'), A.drafter);
    expect(s.entry().measures).toBe('IN_FORCE');
    s.when(act('TriggerJointMeasures'), A.drafter).refuse('MEASURES_ALREADY_TRIGGERED');
  });

  it('is corrected in its data, then shown and reported again; nothing else is changed that way (B12)', () => {
    const s = published();
    s.when(act('CorrectEntry', { changes: [] }), A.drafter).refuse('CORRECTION_REQUIRED');
    s.when(act('CorrectEntry', { changes: [{ field: 'VALID_TO', newValue: '2099-01-01' }] }), A.drafter).refuse(
      'NOT_CORRECTABLE',
    );
    s.when(
      act('CorrectEntry', { changes: [{ field: 'BASIS_DOC_NO', newValue: 'DOC-1A' }] }),
      A.drafter,
      '2026-09-28',
    ).expectAmong([['EntryCorrected', { correctedOn: '2026-09-28' }]]);
    expect(s.entry().basis[0]?.docNo).toBe('DOC-1A');
    expect(s.due('correction.propagate')).toEqual(['2026-10-08']);
    s.given(act('PublishEntry'), A.drafter)
      .when(act('ReportToPlatform'), A.drafter)
      .expectAmong(['EntryReportedToPlatform', ['DeadlineMet', { late: false }]]);
  });

  it('owes nobody a second showing of what was never shown (B12)', () => {
    const s = black().given(act('CorrectEntry'), A.drafter);
    expect(s.due('correction.propagate')).toEqual([]);
  });

  it('I3: is not corrected into the document of another open entry', () => {
    const s = black();
    const first = s.id('entryId');
    activeBlack(s, DATES, A, { basis: [{ ...(s.entry().basis[0] as object), docNo: 'DOC-2' } as never] });
    const same = act('CorrectEntry', { entryId: first, changes: [{ field: 'BASIS_DOC_NO', newValue: 'DOC-2' }] });
    s.when(same, A.drafter).refuse('DUPLICATE_ENTRY');
  });

  it('leaves at the wish of a red subject where the region allows it (R11, 深圳 39)', () => {
    red().when(act('OptOut'), OTHERS.subject).refuse('OPT_OUT_NOT_ALLOWED');
    activeRed(givenDossier({ rulePacks: withPack({ allowsOptOut: true }) }), RED_DATES)
      .when(act('OptOut'), OTHERS.subject)
      .expectAmong([['EntryExited', { exitReason: 'SUBJECT_OPT_OUT' }]]);
  });

  it('is extended only where the sector allows it, so far, after a new notice (B15)', () => {
    const further = (newValidTo: string) => act('ProposeValidityExtension', { newValidTo });
    black().when(further('2030-01-01'), A.drafter).refuse('EXTENSION_NOT_ALLOWED');
    const s = activeBlack(givenDossier({ rulePacks: withPack(EXTENSION) }), DATES);
    s.when(further('2029-09-15'), A.drafter).refuse('DATE_BEFORE');
    s.when(further('2030-09-16'), A.drafter).refuse('EXTENSION_TOO_LONG');
    s.when(further('2030-09-15'), A.drafter).refuse('PRIOR_NOTICE_REQUIRED');
    s.given(act('ServePriorNotice', { purpose: 'VALIDITY_EXTENSION' }), A.drafter);
    s.when(further('2030-09-15'), A.drafter, '2026-09-21').refuse('STATEMENT_WINDOW_OPEN');
    s.given(further('2030-09-15'), A.drafter, '2026-09-28')
      .when(act('ExtendValidity'), A.approver)
      .expectAmong([['ValidityExtended', { newValidTo: '2030-09-15' }]]);
    s.clock('2029-09-16').accept();
    expect(s.lifecycle()).toBe('ACTIVE');
    s.clock('2030-09-16').expectAmong([['EntryExited', { exitReason: 'VALIDITY_EXPIRED' }]]);
  });

  it('scenario 24: an inquiry into misuse suspends the incentives; found, the entry leaves (R9)', () => {
    const s = red().given(act('TriggerJointMeasures'), A.drafter).at('2026-10-09');
    s.when(act('OpenImproperUseInquiry'), A.drafter).expectAmong([
      ['ImproperUseInquiryOpened', { heardBy: '2026-10-13' }],
      ['MeasuresSuspended', { scope: 'INCENTIVES', ground: 'IMPROPER_USE', kind: 'INCENTIVE' }],
    ]);
    s.when(act('OpenImproperUseInquiry'), A.drafter).refuse('INQUIRY_OPEN');
    s.when(act('DecideImproperUse', { inquiryId: 'other' }), A.head).refuse('INQUIRY_UNKNOWN');
    s.when(act('DecideImproperUse'), A.head, '2026-10-13').refuse('SUBJECT_NOT_HEARD');
    s.given(act('RecordImproperUseHearing'), OTHERS.subject)
      .when(act('DecideImproperUse'), A.head)
      .expectAmong(['ImproperUseFound', ['EntryExited', { exitReason: 'IMPROPER_USE' }], 'MeasuresStopped']);
  });

  it('scenario 24: not found, the incentives resume at once (R9)', () => {
    red()
      .given(act('TriggerJointMeasures'), A.drafter)
      .given(act('OpenImproperUseInquiry'), A.drafter)
      .when(act('DecideImproperUse', { found: false }), A.head)
      .expectEvents(['ImproperUseNotFound', ['MeasuresResumed', { scope: 'ALL' }]]);
  });

  it('leaves as wrong when the decision it rests on is annulled, whatever stage it is in (3.9)', () => {
    const annulled = act('RecordBasisAnnulled', { annulledOn: '2026-09-15' });
    black()
      .when(act('RecordBasisAnnulled', { docNo: 'X', annulledOn: '2026-09-15' }), A.drafter)
      .refuse('BASIS_NOT_OF_ENTRY');
    const s = black()
      .when(annulled, A.drafter)
      .expectAmong(['BasisAnnulled', ['EntryExited', { exitReason: 'BASIS_ANNULLED' }]]);
    expect(s.types()).not.toContain('FocusListingTriggered');
    s.when(annulled, A.drafter).refuse('ENTRY_NOT_ACTIVE');
  });

  it('is revoked on a verification only, and a unit that found out itself opens one first (B13)', () => {
    const s = black();
    s.when(act('ProposeRevocation', { ground: 'OWN_FINDING' }), A.drafter).refuse('REVOCATION_UNFOUNDED');
    repliedObjection(s, '2026-09-16', 'ACCURATE').given(act('DecideObjection'), A.head);
    const caseId = s.id('caseId');
    s.when(act('ProposeRevocation', { ground: 'OWN_FINDING', caseId }), A.drafter).refuse('REVOCATION_UNFOUNDED');
    s.given(act('OpenVerification'), A.drafter)
      .given(act('ProposeRevocation', { ground: 'OWN_FINDING', caseId: s.id('caseId') }), A.drafter)
      .when(act('RevokeEntry'), A.approver)
      .expectAmong([
        ['EntryRevoked', { ground: 'OWN_FINDING' }],
        ['EntryExited', { exitReason: 'WRONGLY_LISTED' }],
      ]);
  });

  it('ends with its subject, unannounced where it was not shown (3.5, 3.9 SUBJECT_EXTINCT)', () => {
    const s = black();
    activeFocus(s, { from: '2026-09-21', ready: '2026-09-30' }, B);
    s.when(act('RecordSubjectExtinct', { extinctOn: '2026-09-30' }), A.drafter).accept();
    expect(s.all('EntryExited').map((e) => e.exitReason)).toEqual(['SUBJECT_EXTINCT', 'SUBJECT_EXTINCT']);
    expect(s.due('exit.announce')).toEqual([]);
  });
});

describe('the chain after an exit (3.9)', () => {
  const exited = () =>
    published().given(act('RecordBasisAnnulled', { annulledOn: '2026-09-28' }), A.drafter, '2026-09-28');

  it('announces on every channel that showed it, and names the one that is missing (C1)', () => {
    const s = exited();
    expect([s.due('exit.announce'), s.due('exit.platformDelete')]).toEqual([['2026-09-29'], ['2026-10-08']]);
    s.when(act('AnnounceExit', { channels: ['portal-b'] }), A.drafter).refuse('CHANNEL_NEVER_SHOWN');
    s.when(act('AnnounceExit', { channels: ['credit-china', 'enterprise'] }), A.drafter).expectEvents([
      ['ExitAnnounced', { to: 'CHANNELS', missing: ['portal-a'] }],
    ]);
    s.when(act('AnnounceExit', { channels: ['portal-a'], announcedOn: '2026-09-27' }), A.drafter).refuse('DATE_BEFORE');
    s.when(act('AnnounceExit', { channels: ['portal-a'] }), A.drafter).expectAmong([
      ['ExitAnnounced', { missing: [] }],
      ['DeadlineMet', { late: false }],
    ]);
    s.when(act('AnnounceExit', { channels: ['portal-a'] }), A.drafter).expectNothing();
  });

  it('is run by the system on the channels it serves, the restoration notice with it', () => {
    const s = exited();
    s.when(act('RunExitChain'), OTHERS.system).expectAmong([
      ['ExitAnnounced', { channels: ['credit-china', 'enterprise'], missing: ['portal-a'] }],
      ['EntryTakenDown', { channels: ['credit-china', 'enterprise'] }],
      ['ReputationRestorationNoticePublished', { channels: ['credit-china', 'enterprise'] }],
      ['PlatformDeletionRequested', { platformId: 'city' }],
    ]);
    s.when(act('RunExitChain'), OTHERS.system).expectNothing();
    s.when(act('TakeDownEntry', { channels: ['portal-a'] }), A.drafter).expectEvents(['EntryTakenDown']);
    s.when(act('PublishRestorationNotice', { channels: ['portal-a'] }), A.drafter).accept();
    s.when(act('RequestPlatformDeletion'), A.drafter).expectNothing();
    s.when(act('RequestPlatformDeletion', { platformId: 'moon' }), A.drafter).refuse('PLATFORM_UNKNOWN');
    s.when(act('ConfirmPlatformDeletion'), OTHERS.platform).expectEvents(['PlatformDeletionConfirmed']);
    s.when(act('ConfirmPlatformDeletion'), OTHERS.platform).expectNothing();
  });

  it('tells the subject where nothing was shown', () => {
    const s = black().given(act('RecordBasisAnnulled', { annulledOn: '2026-09-15' }), A.drafter);
    s.when(act('AnnounceExit'), A.drafter).expectAmong([
      ['ExitAnnounced', { to: 'SUBJECT' }],
      ['DeadlineMet', {}],
    ]);
    s.when(act('AnnounceExit'), A.drafter).expectNothing();
    s.when(act('PublishRestorationNotice'), A.drafter).refuse('NEVER_SHOWN');
  });

  it('restores a reputation only after a wrong listing, and only after the exit', () => {
    published().when(act('AnnounceExit'), A.drafter).refuse('ENTRY_NOT_EXITED');
    const s = published();
    s.clock('2029-09-16').accept();
    const entryId = s.all('EntryPublished')[0]?.entryId ?? '';
    s.when(act('PublishRestorationNotice', { entryId, channels: ['portal-a'] }), A.drafter, '2029-09-17').refuse(
      'NOT_WRONG',
    );
  });
});

describe('reinstatement (I2, R12)', () => {
  const removed = () => {
    const s = activeRed(givenDossier(), RED_DATES);
    const redId = s.id('entryId');
    s.given(act('PublishEntry'), A.drafter);
    activeBlack(s, { from: '2026-09-18', ready: '2026-09-29' }, B);
    return { s, redId, blackId: s.id('entryId') };
  };

  it('brings back to its original last day the red entry that a wrong black one removed', () => {
    const { s, redId, blackId } = removed();
    const propose = act('ProposeReinstatement', { entryId: redId, causeEntryId: blackId });
    s.when(propose, A.drafter).refuse('REINSTATEMENT_UNFOUNDED');
    repliedObjection(s, '2026-09-30', 'WRONG', B)
      .given(act('DecideObjection', { outcome: 'UPHELD_WRONG' }), B.head)
      .given(propose, A.drafter)
      .when(act('ReinstateEntry', { entryId: redId }), A.approver)
      .expectAmong([
        ['CrossCheckPerformed', { result: 'CLEAN' }],
        ['EntryReinstated', { remainingValidTo: '2029-09-18' }],
      ]);
    expect(s.entry(redId)).toMatchObject({ phase: 'ACTIVE', measures: 'NOT_TRIGGERED', publications: [] });
    expect(
      Object.values(s.state.deadlines).filter((d) => d.entryId === redId && d.key === 'exit.announce'),
    ).toMatchObject([{ status: 'LAPSED' }]);
  });

  it('is refused after the original last day, and beside another black or focus entry', () => {
    const { s, redId, blackId } = removed();
    repliedObjection(s, '2026-09-30', 'WRONG', B).given(act('DecideObjection', { outcome: 'UPHELD_WRONG' }), B.head);
    const propose = act('ProposeReinstatement', { entryId: redId, causeEntryId: blackId });
    s.when(propose, A.drafter, '2029-09-19').refuse('VALIDITY_OVER');
    activeFocus(s, { from: '2026-10-08', ready: '2026-10-16' });
    s.when(propose, A.drafter).refuse('OTHER_LISTING_ACTIVE');
  });

  it('I1: comes back with its measures suspended where an objection from before the exit is still open', () => {
    const { s, redId, blackId } = removed();
    s.given(act('FileObjection', { entryId: redId }), OTHERS.subject, '2026-09-30');
    const early = s.id('caseId');
    s.given(act('AcceptObjection', { entryId: redId, objectionId: early }), A.handler);
    repliedObjection(s, '2026-09-30', 'WRONG', B).given(act('DecideObjection', { outcome: 'UPHELD_WRONG' }), B.head);
    s.given(act('ProposeReinstatement', { entryId: redId, causeEntryId: blackId }), A.drafter)
      .given(act('ReinstateEntry', { entryId: redId }), A.approver)
      .when(act('TriggerJointMeasures', { entryId: redId }), A.drafter)
      .expectEvents([['MeasuresTriggered', { startsSuspended: true }]]);
    expect(s.entry(redId).measures).toBe('SUSPENDED');
  });
});
