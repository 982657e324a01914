import { act } from '../testing/acts.js';
import { activeBlack, activeFocus, blackReady, focusCandidate, redInPublicity } from '../testing/journeys.js';
import { givenDossier, type Scenario } from '../testing/scenario.js';
import { A, BLK_1, FOC_1, OTHERS, RED_1, standardLike } from '../testing/world.js';

const DATES = { from: '2026-09-07', ready: '2026-09-15' };
const LAST_DAY = { status: 'SUPERSEDED', effectiveTo: '2026-11-08' } as const;
const V2 = standardLike(BLK_1, {
  version: 2,
  effectiveFrom: '2026-11-09',
  criteria: { text: '符合规定的情形', amountAtLeast: 500_000 },
});
const REVISED = { standards: [RED_1, standardLike(BLK_1, LAST_DAY), V2, FOC_1] };
const RETIRED = {
  standards: [RED_1, standardLike(BLK_1, { status: 'RETIRED', effectiveTo: '2026-11-08' }), FOC_1],
};
const black = () =>
  activeBlack(givenDossier(), DATES).given(act('PublishEntry'), A.drafter).given(act('ReportToPlatform'), A.drafter);
const review = act('OpenStandardReview');
const decide = (result: 'CONFORMS' | 'NOT_CONFORMS', newVersion = 2) =>
  act('DecideStandardReview', { result, newVersion });
const types = (s: Scenario) => s.types();

describe('an entry on the list whose standard was revised (3.15)', () => {
  it('scenario 18: is reviewed within 20 working days of the first day of the new version, the texts compared', () => {
    const s = black().where(REVISED);
    s.when(review, OTHERS.system, '2026-11-09').expectEvents([
      ['DeadlineSet', { key: 'stdChange.review', startOn: '2026-11-09', dueOn: '2026-12-07', unitId: 'unit-a' }],
      [
        'StandardChangeReviewOpened',
        {
          change: 'REVISED',
          oldVersion: 1,
          newVersion: 2,
          dueOn: '2026-12-07',
          compared: [
            {
              field: 'criteria',
              before: '{"text":"符合规定的情形"}',
              after: '{"amountAtLeast":500000,"text":"符合规定的情形"}',
            },
          ],
        },
      ],
    ]);
    s.when(review, OTHERS.system, '2026-11-10').expectNothing();
    s.when(review, A.head).refuse('SYSTEM_ONLY');
  });

  it('scenario 18: conforms and is pinned anew with its validity, or leaves for the focus list', () => {
    const s = black().where(REVISED).given(review, OTHERS.system, '2026-11-09');
    s.when(decide('CONFORMS', 3), A.head, '2026-11-16').refuse('NO_NEWER_STANDARD');
    s.when(decide('CONFORMS'), A.head).expectEvents([
      ['StandardReviewDecided', { result: 'CONFORMS', newVersion: 2 }],
      ['DeadlineMet', { late: false }],
    ]);
    expect(s.entry()).toMatchObject({ standardVersion: 2, recognition: { terms: { validTo: '2029-09-15' } } });
    expect(s.entry().standardReview).toBeUndefined();
    const gone = black().where(REVISED).given(review, OTHERS.system, '2026-11-09');
    gone
      .when(decide('NOT_CONFORMS'), A.head, '2026-11-16')
      .expectAmong(['DeadlineMet', ['EntryExited', { exitReason: 'STANDARD_CHANGED' }], 'FocusListingTriggered']);
  });

  it('scenario 18: undecided it stays under the old version, and the missed day is told', () => {
    const s = black().where(REVISED).given(review, OTHERS.system, '2026-11-09');
    s.clock('2026-12-08').expectEvents([
      ['DeadlineMissed', { deadlineId: expect.stringContaining('stdChange.review') }],
    ]);
    expect(s.entry()).toMatchObject({ phase: 'ACTIVE', standardVersion: 1 });
    s.when(decide('CONFORMS'), A.head, '2026-12-09').expectAmong([['DeadlineMet', { late: true }]]);
  });

  it('is not reviewed before the new version is in force', () => {
    const s = black().where(REVISED);
    s.when(review, OTHERS.system, '2026-11-08').expectNothing();
    s.when(decide('NOT_CONFORMS'), A.head, '2026-11-08').refuse('NO_NEWER_STANDARD');
  });

  it('is reviewed at once where the unit is ahead of the process that opens the reviews (D15)', () => {
    const s = black().where(REVISED);
    s.when(decide('CONFORMS'), A.head, '2026-11-10').expectEvents([
      'DeadlineSet',
      'StandardChangeReviewOpened',
      'StandardReviewDecided',
      'DeadlineMet',
    ]);
    s.when(review, OTHERS.system).expectNothing();
  });

  it('goes without a focus listing where the revision says so, whatever the decision planned (A-04)', () => {
    const focusAfterExit = { ...BLK_1.focusAfterExit!, onStandardChange: false };
    const spared = { standards: [RED_1, standardLike(BLK_1, LAST_DAY), standardLike(V2, { focusAfterExit }), FOC_1] };
    const s = black().where(spared).given(decide('NOT_CONFORMS'), A.head, '2026-11-10');
    expect(s.entry().phase).toBe('EXITED');
    expect(types(s)).not.toContain('FocusListingTriggered');
  });

  it('revised again, is reviewed against the version in force, and the review before it lapses', () => {
    const s = black().where(REVISED).given(review, OTHERS.system, '2026-11-09');
    const v3 = standardLike(V2, { version: 3, effectiveFrom: '2026-11-23', criteria: { text: '更严' } });
    const ended = standardLike(V2, { status: 'SUPERSEDED', effectiveTo: '2026-11-22' });
    s.where({ standards: [RED_1, standardLike(BLK_1, LAST_DAY), ended, v3, FOC_1] });
    s.when(review, OTHERS.system, '2026-11-23').expectEvents([
      ['DeadlineLapsed', { because: 'STANDARD_CHANGED_AGAIN' }],
      'DeadlineSet',
      ['StandardChangeReviewOpened', { oldVersion: 1, newVersion: 3 }],
    ]);
    s.when(decide('CONFORMS'), A.head).refuse('NO_NEWER_STANDARD');
  });

  it('leaves otherwise meanwhile, and nothing is owed any more', () => {
    const s = black().where(REVISED).given(review, OTHERS.system, '2026-11-09');
    s.given(act('RecordBasisAnnulled', { annulledOn: '2026-11-09' }), A.drafter, '2026-11-10');
    expect(Object.values(s.state.deadlines).find(({ key }) => key === 'stdChange.review')?.status).toBe('LAPSED');
    expect(s.entry().standardReview).toBeUndefined();
    s.when(review, OTHERS.system).expectNothing();
  });

  it('with a retired standard nothing conforms, and only the unit lets it leave', () => {
    const s = black().where(RETIRED);
    s.when(review, OTHERS.system, '2026-11-08').expectNothing();
    s.when(review, OTHERS.system, '2026-11-09').expectAmong([
      [
        'StandardChangeReviewOpened',
        { change: 'RETIRED', compared: [{ field: 'criteria', before: '符合规定的情形' }] },
      ],
    ]);
    expect(s.lifecycle()).toBe('ACTIVE');
    s.when(decide('CONFORMS', 1), A.head, '2026-11-10').refuse('NOTHING_CONFORMS_TO_RETIRED');
    s.when(decide('NOT_CONFORMS', 1), A.head).expectAmong([['EntryExited', { exitReason: 'STANDARD_CHANGED' }]]);
  });

  it('decided before the change and recorded after it, is reviewed too; dated after it, is refused', () => {
    const s = blackReady(givenDossier(), DATES).where(REVISED);
    const recorded = (decidedOn: string) => act('RecognizeEntry', { decidedOn });
    s.when(recorded('2026-11-10'), A.approver, '2026-11-10').refuse('STANDARD_SUPERSEDED');
    s.when(recorded('2026-11-06'), A.approver).expectAmong([
      'EntryRecognized',
      ['StandardChangeReviewOpened', { oldVersion: 1, newVersion: 2, dueOn: '2026-12-07' }],
    ]);
  });
});

describe('an entry before its recognition whose standard was revised (3.15)', () => {
  const candidate = { amountInvolved: 600_000 };

  it('scenario 18: READY, it is not recognised under the old version; restarted, it is noticed anew', () => {
    const s = blackReady(givenDossier(), DATES, A, candidate).where(REVISED);
    s.when(act('RecognizeEntry'), A.approver, '2026-11-09').refuse('STANDARD_SUPERSEDED');
    s.when(act('ProposeRecognition'), A.drafter).refuse('STANDARD_SUPERSEDED');
    s.when(act('RestartEntry'), A.drafter).expectEvents([
      ['EntryRestarted', { oldVersion: 1, newVersion: 2, changes: ['criteria'], noticeStands: false }],
    ]);
    expect(s.entry()).toMatchObject({ standardVersion: 2, notices: [], phase: 'PREPARING' });
    expect(s.lifecycle()).toBe('DRAFT');
    expect(Object.values(s.state.proposals).map(({ status }) => status)).toEqual(['VOID']);
    s.when(act('ProposeRecognition'), A.drafter).refuse('PRIOR_NOTICE_REQUIRED');
    s.when(act('RestartEntry'), A.drafter).refuse('NO_NEWER_STANDARD');
  });

  it('keeps its notice where nothing that it announced has changed', () => {
    const renamed = standardLike(BLK_1, { version: 2, effectiveFrom: '2026-11-09', title: '新名称' });
    const s = blackReady(givenDossier(), DATES).where({
      standards: [RED_1, standardLike(BLK_1, LAST_DAY), renamed, FOC_1],
    });
    s.when(act('RestartEntry'), A.drafter, '2026-11-09').expectEvents([['EntryRestarted', { noticeStands: true }]]);
    expect(s.entry().notices).toHaveLength(1);
    s.given(act('ProposeRecognition'), A.drafter)
      .when(act('RecognizeEntry'), A.approver)
      .expectAmong(['EntryRecognized']);
  });

  it('red, is checked anew and shown anew; what was shown is taken down', () => {
    const red2 = standardLike(RED_1, { version: 2, effectiveFrom: '2026-09-10', criteria: { text: '更严' } });
    const s = redInPublicity(givenDossier(), DATES).where({
      standards: [standardLike(RED_1, { status: 'SUPERSEDED', effectiveTo: '2026-09-09' }), red2],
    });
    s.when(act('RestartEntry'), A.drafter, '2026-09-10').expectAmong([
      'EntryTakenDown',
      ['EntryRestarted', { publicityStands: false }],
      'DeadlineLapsed',
    ]);
    expect(s.lifecycle()).toBe('DRAFT');
    // What was taken down may be shown again: it is not down for good.
    expect(s.entry().takenDownChannels).toEqual([]);
    s.when(act('StartPublicity'), A.drafter).refuse('NOT_SCREENED');
    s.given(act('PerformCrossCheck'), A.drafter)
      .when(act('StartPublicity'), A.drafter)
      .expectAmong(['PublicityStarted']);
  });

  it('below the new numbers, is not restarted but withdrawn', () => {
    const s = blackReady(givenDossier(), DATES, A, { amountInvolved: 100_000 }).where(REVISED);
    s.when(act('RestartEntry'), A.drafter, '2026-11-09').refuse('AMOUNT_BELOW_STANDARD');
    s.when(act('WithdrawEntry'), A.drafter).expectAmong(['EntryWithdrawn']);
    const often = standardLike(FOC_1, {
      version: 2,
      effectiveFrom: '2026-09-10',
      criteria: { text: '多次', minorRepeatCount: 4 },
    });
    const minor = {
      grade: 'MINOR',
      acts: [1, 2, 3].map((n) => ({ on: `2026-08-0${n}`, docNo: `轻微-${n}` })),
    } as const;
    givenDossier()
      .given(focusCandidate(minor), A.drafter, '2026-09-07')
      .where({ standards: [standardLike(FOC_1, { status: 'SUPERSEDED', effectiveTo: '2026-09-09' }), often] })
      .when(act('RestartEntry'), A.drafter, '2026-09-10')
      .refuse('FOCUS_STANDARD_NOT_MET');
  });

  it('of a retired standard, or of one that passed to other units, is withdrawn', () => {
    blackReady(givenDossier(), DATES)
      .where(RETIRED)
      .when(act('RestartEntry'), A.drafter, '2026-11-09')
      .refuse('STANDARD_NOT_IN_FORCE');
    const others = { ...V2, criteria: BLK_1.criteria, recognizingUnitIds: ['unit-b'] };
    blackReady(givenDossier(), DATES)
      .where({ standards: [standardLike(BLK_1, LAST_DAY), others, FOC_1] })
      .when(act('RestartEntry'), A.drafter, '2026-11-09')
      .refuse('NOT_YOUR_STANDARD');
  });

  it('is for entries before their recognition only', () => {
    activeFocus(givenDossier(), DATES).when(act('RestartEntry'), A.drafter).refuse('ENTRY_NOT_PREPARING');
  });
});
