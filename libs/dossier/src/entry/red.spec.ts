import { act } from '../testing/acts.js';
import {
  activeBlack,
  activeRed,
  blackCandidate,
  portalsOf,
  redCandidate,
  redInPublicity,
} from '../testing/journeys.js';
import { givenDossier } from '../testing/scenario.js';
import { A, B, CLEAN, ON_NATIONAL_BLACK, OTHERS, RED_1, SOURCES_AWAY, standardLike } from '../testing/world.js';

const DATES = { from: '2026-09-07', ready: '2026-09-18' };
const threeYears = { terms: { validity: { value: 3, unit: 'YEAR' } } } as const;

describe('the red list (3.5)', () => {
  it('scenario 1: goes from the initial list to the recognition, each step on its day (R1-R7)', () => {
    const s = givenDossier()
      .when(redCandidate(), A.drafter, '2026-09-07')
      .expectEvents([['InitialEntryGenerated', { listKind: 'RED', standardId: 'RED-1', unitId: 'unit-a' }]])
      .when(act('PerformCrossCheck'), A.drafter)
      .expectEvents([['CrossCheckPerformed', { direction: 'RED_VS_BLACK', result: 'CLEAN', hits: [] }]])
      .when(act('StartPublicity'), A.drafter, '2026-09-08')
      .expectEvents([['PublicityStarted', { startsOn: '2026-09-08', endsOn: '2026-09-17' }]])
      .clock('2026-09-17')
      .expectNothing()
      .clock('2026-09-18')
      .expectEvents([['PublicityEnded', { outcome: 'NO_OBJECTION', endedOn: '2026-09-17' }]]);
    expect(s.lifecycle()).toBe('READY');
    s.given(act('ProposeRecognition', threeYears), A.drafter, '2026-09-18')
      .when(act('RecognizeEntry'), A.approver)
      .expectEvents([
        'CrossCheckPerformed',
        [
          'EntryRecognized',
          {
            decidedOn: '2026-09-18',
            terms: { validFrom: '2026-09-18', validTo: '2029-09-18' },
            drafter: { userId: A.drafter.userId },
            approver: { userId: A.approver.userId },
            backdated: false,
          },
        ],
      ]);
    expect(s.lifecycle()).toBe('ACTIVE');
    expect(s.due('platform.report')).toEqual(['2026-09-24']);
    const [recognized] = s.all('EntryRecognized');
    expect(recognized?.receipt.gates.map((g) => g.gate)).toEqual([
      'BASIS_EFFECTIVE',
      'CROSS_CHECK_CLEAN',
      'PUBLICITY_ENDED',
      'NO_OPEN_OBJECTION',
      'SECOND_CROSS_CHECK_CLEAN',
      'FOUR_EYES',
    ]);
  });

  it.each([
    ['2026-09-24', false],
    ['2026-09-28', true],
  ])('scenario 1: a report on %s is late: %s', (on, late) => {
    activeRed(givenDossier(), DATES)
      .when(act('ReportToPlatform'), A.drafter, on)
      .expectAmong([
        ['EntryReportedToPlatform', { reportedOn: on }],
        ['DeadlineMet', { late }],
      ]);
  });

  it('scenario 2: a hit on the national black list screens the candidate out, and no publicity follows (R2)', () => {
    const s = givenDossier({ crossCheck: ON_NATIONAL_BLACK })
      .given(redCandidate(), A.drafter)
      .when(act('PerformCrossCheck'), A.drafter)
      .expectEvents([
        ['CrossCheckPerformed', { result: 'HIT' }],
        ['EntryScreenedOut', { hits: ON_NATIONAL_BLACK.black.available ? ON_NATIONAL_BLACK.black.hits : [] }],
      ]);
    s.when(act('StartPublicity'), A.drafter).refuse('CROSS_CHECK_NOT_CLEAN');
    s.when(act('ProposeRecognition', threeYears), A.drafter).refuse('CROSS_CHECK_NOT_CLEAN');
    expect(s.lifecycle()).toBe('SCREENED_OUT');
  });

  it('scenario 3: a source that is away leaves a red entry where it is and does not stop a black one (R2, B10)', () => {
    const s = givenDossier({ crossCheck: SOURCES_AWAY })
      .given(redCandidate(), A.drafter)
      .when(act('PerformCrossCheck'), A.drafter)
      .expectEvents([['CrossCheckFailed', { direction: 'RED_VS_BLACK', source: 'national' }]]);
    expect(s.lifecycle()).toBe('DRAFT');
    s.when(act('StartPublicity'), A.drafter).refuse('CROSS_CHECK_NOT_CLEAN');
    const black = activeBlack(s, { from: '2026-09-07', ready: '2026-09-15' }, B);
    expect(black.types()).toContain('EntryRecognized');
    expect(black.entry().redCheckPending).toBe(true);
    black.when(act('CrossCheckAfterRecognition'), OTHERS.system, '2026-09-16').expectNothing();
    black
      .where({ crossCheck: CLEAN })
      .when(act('CrossCheckAfterRecognition'), OTHERS.system, '2026-09-16')
      .expectEvents([['CrossCheckPerformed', { direction: 'BLACK_VS_RED', result: 'CLEAN' }]]);
    expect(black.entry().redCheckPending).toBe(false);
  });

  it('scenario 4: a black listing by another unit takes the red entry off in the same append (B10)', () => {
    const s = activeRed(givenDossier(), DATES);
    const red = s.id('entryId');
    s.given(act('TriggerJointMeasures'), A.drafter)
      .given(act('PublishEntry'), A.drafter)
      .given(act('ReportToPlatform'), A.drafter)
      .given(blackCandidate(), B.drafter)
      .given(act('ServePriorNotice'), B.drafter)
      .given(act('ProposeRecognition'), B.drafter, '2026-09-29');
    const black = s.id('entryId');
    s.when(act('RecognizeEntry'), B.approver, '2026-09-29').expectAmong([
      ['EntryRecognized', { entryId: black }],
      ['CrossCheckPerformed', { direction: 'BLACK_VS_RED', result: 'HIT' }],
      ['EntryExited', { entryId: red, exitReason: 'BLACK_LISTED', causedByEntryId: black }],
      ['MeasuresStopped', { entryId: red }],
    ]);
    expect(s.active().map((e) => e.listKind)).toEqual(['BLACK']);
    expect(s.due('exit.announce')).toHaveLength(1);
    expect(s.due('exit.platformDelete')).toHaveLength(1);
  });

  it('keeps a candidate off who is on the black or the focus list here (R2, A-13)', () => {
    const s = activeBlack(givenDossier(), { from: '2026-09-07', ready: '2026-09-15' });
    const black = s.id('entryId');
    s.given(redCandidate(), B.drafter)
      .when(act('PerformCrossCheck'), B.drafter)
      .expectAmong([['EntryScreenedOut', {}]]);
    expect(s.all('EntryScreenedOut')[0]?.hits).toMatchObject([{ sourceId: 'local', sourceEntryRef: black }]);
  });

  it('checks once more on the day of the decision, and a hit then screens out (R5)', () => {
    const s = redInPublicity(givenDossier(), DATES)
      .at('2026-09-18')
      .given(act('ProposeRecognition', threeYears), A.drafter)
      .where({ crossCheck: ON_NATIONAL_BLACK })
      .when(act('RecognizeEntry'), A.approver)
      .expectAmong([['CrossCheckPerformed', { result: 'HIT' }], 'EntryScreenedOut', 'EntryTakenDown']);
    expect(s.types()).not.toContain('EntryRecognized');
    expect(s.state.proposals[s.id('proposalId')]?.status).toBe('VOID');
  });

  it('is not recognised while a source does not answer (R5, I7)', () => {
    redInPublicity(givenDossier(), DATES)
      .at('2026-09-18')
      .given(act('ProposeRecognition', threeYears), A.drafter)
      .where({ crossCheck: SOURCES_AWAY })
      .when(act('RecognizeEntry'), A.approver)
      .refuse('CROSS_CHECK_UNAVAILABLE');
  });

  it('goes into publicity on a check that is clean, fresh and there (R3, I7)', () => {
    const s = givenDossier().given(redCandidate(), A.drafter);
    s.when(act('StartPublicity'), A.drafter).refuse('NOT_SCREENED');
    s.given(act('PerformCrossCheck'), A.drafter);
    s.when(act('StartPublicity'), A.drafter, '2026-09-09').refuse('CROSS_CHECK_STALE');
    s.when(act('StartPublicity'), A.drafter, '2026-09-08').accept();
    s.when(act('StartPublicity'), A.drafter).refuse('PUBLICITY_ALREADY_STARTED');
  });

  it('is shown on the portal of the unit and the credit portal, both registered (R3)', () => {
    const s = givenDossier().given(redCandidate(), A.drafter).given(act('PerformCrossCheck'), A.drafter);
    const on = (...ids: string[]) => act('StartPublicity', { channels: ids.map((channelId) => ({ channelId })) });
    s.when(on('portal-b', 'credit-china'), A.drafter).refuse('CHANNELS_INCOMPLETE');
    s.when(on('portal-a'), A.drafter).refuse('CHANNELS_INCOMPLETE');
    s.when(on('portal-a', 'credit-china', 'nowhere'), A.drafter).refuse('CHANNEL_UNKNOWN');
    s.when(act('StartPublicity', portalsOf(A)), A.drafter).accept();
  });

  it('is not ready before its publicity has run (R4)', () => {
    redInPublicity(givenDossier(), DATES)
      .when(act('ProposeRecognition', threeYears), A.drafter, '2026-09-16')
      .refuse('PUBLICITY_NOT_ENDED');
  });

  it('is not decided for a day before it was ready, nor for one to come (R5)', () => {
    const s = redInPublicity(givenDossier(), DATES)
      .at('2026-09-18')
      .given(act('ProposeRecognition', threeYears), A.drafter);
    s.when(act('RecognizeEntry', { decidedOn: '2026-09-16' }), A.approver).refuse('DECIDED_BEFORE_READY');
    s.when(act('RecognizeEntry', { decidedOn: '2026-09-21' }), A.approver).refuse('DATE_IN_FUTURE');
  });

  it('waits for the conference where the standard asks for it, and only there (3.5, S0 §13)', () => {
    const confirmed = standardLike(RED_1, { approval: { conferenceConfirmation: true } });
    const s = redInPublicity(givenDossier({ standards: [confirmed] }), DATES).at('2026-09-18');
    s.when(act('ProposeRecognition', threeYears), A.drafter).refuse('CONFERENCE_REQUIRED');
    s.when(act('ConfirmByConference', { confirmedOn: '2026-09-18' }), OTHERS.office).expectAmong([
      'ConferenceConfirmed',
    ]);
    s.when(act('ConfirmByConference', { confirmedOn: '2026-09-18' }), OTHERS.office).expectNothing();
    s.when(act('ProposeRecognition', threeYears), A.drafter).accept();
    redInPublicity(givenDossier(), DATES)
      .when(act('ConfirmByConference', { confirmedOn: '2026-09-07' }), OTHERS.office)
      .refuse('CONFERENCE_NOT_REQUIRED');
  });

  it('can be withdrawn before it is recognised, and what was shown is taken down (3.5)', () => {
    const s = redInPublicity(givenDossier(), DATES)
      .when(act('WithdrawEntry'), A.drafter, '2026-09-09')
      .expectEvents(['EntryWithdrawn', ['EntryTakenDown', { channels: ['portal-a', 'credit-china'] }]]);
    s.when(act('WithdrawEntry'), A.drafter).expectNothing();
    s.when(act('StartPublicity'), A.drafter).refuse('ENTRY_NOT_PREPARING');
    activeRed(givenDossier(), DATES).when(act('WithdrawEntry'), A.drafter).refuse('ENTRY_NOT_PREPARING');
  });

  it('leaves at 24:00 of its last day, and nothing follows (3.5 expiry, 3.9)', () => {
    const s = activeRed(givenDossier(), DATES);
    s.clock('2029-09-18').expectEvents(['DeadlineMissed', 'DeadlineMissed']);
    s.clock('2029-09-19').expectEvents([
      ['EntryExited', { exitReason: 'VALIDITY_EXPIRED', effectiveOn: '2029-09-19' }],
    ]);
    expect(s.active()).toEqual([]);
  });
});
