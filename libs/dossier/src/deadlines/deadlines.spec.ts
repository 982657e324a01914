import { SHIPPED_CALENDAR, withYear } from '#libs/rules';
import { settledState } from '../view.js';
import { act } from '../testing/acts.js';
import { activeBlack, activeRed, blackCandidate, redInPublicity } from '../testing/journeys.js';
import { givenDossier } from '../testing/scenario.js';
import { A, B, OTHERS } from '../testing/world.js';

const RED_DATES = { from: '2026-09-07', ready: '2026-09-18' };
/** Days that the table of 2027 takes from the provisional count. */
const NEW_YEAR_2027 = { year: 2027, off: ['2027-01-01', '2027-01-04'], makeUp: [], source: 'test' };

describe('deadlines (3.2, 3.16)', () => {
  it.each([
    ['2026-09-29', '2026-10-12'],
    ['2026-09-30', '2026-10-13'],
    ['2026-09-18', '2026-09-24'],
  ])('scenario 22: recognised on %s, the report is due on %s', (recognized, due) => {
    const s = activeRed(givenDossier(), { ...RED_DATES, recognized });
    expect(s.due('platform.report')).toEqual([due]);
  });

  it('scenario 22: a report on a make-up Saturday is on time', () => {
    activeRed(givenDossier(), { ...RED_DATES, recognized: '2026-09-30' })
      .when(act('ReportToPlatform'), A.drafter, '2026-10-10')
      .expectAmong([['DeadlineMet', { metOn: '2026-10-10', late: false }]]);
  });

  it('scenario 22: over the year end a deadline is provisional until the table is loaded, then rescheduled', () => {
    const s = activeRed(givenDossier(), { ...RED_DATES, recognized: '2026-12-28' });
    expect(s.all('DeadlineSet').find((d) => d.key === 'platform.report')).toMatchObject({
      dueOn: '2027-01-05',
      provisional: true,
    });
    s.when(act('RecomputeDeadlines'), OTHERS.system, '2026-12-29').expectNothing();
    s.where({ calendar: withYear(SHIPPED_CALENDAR, NEW_YEAR_2027) })
      .when(act('RecomputeDeadlines'), OTHERS.system)
      .expectAmong([['DeadlineRescheduled', { dueOn: '2027-01-06', because: 'CALENDAR', provisional: false }]]);
    s.when(act('RecomputeDeadlines'), OTHERS.system).expectNothing();
    expect(s.entry().recognition?.terms.validTo).toBe('2029-12-28');
  });

  it('3.2: settles by the calendar in force, also before its turn to be computed again has come', () => {
    const late = (loadedOn: string) =>
      activeRed(givenDossier(), { ...RED_DATES, recognized: '2026-12-28' }).where({
        calendar: { ...withYear(SHIPPED_CALENDAR, NEW_YEAR_2027), loadedOn },
      });
    // Due on the 5th by the old calendar, on the 6th by the new one, which came on the 5th.
    late('2027-01-05')
      .clock('2027-01-06')
      .expectAmong([['DeadlineRescheduled', { dueOn: '2027-01-06' }]]);
    late('2027-01-05')
      .when(act('ReportToPlatform'), A.drafter, '2027-01-06')
      .expectAmong([
        ['DeadlineRescheduled', { dueOn: '2027-01-06' }],
        ['DeadlineMet', { metOn: '2027-01-06', late: false }],
      ]);
    late('2027-01-05')
      .clock('2027-01-07')
      .expectAmong([
        ['DeadlineRescheduled', { dueOn: '2027-01-06' }],
        ['DeadlineMissed', { dueOn: '2027-01-06' }],
      ]);
    // What was over when the calendar came is over.
    late('2027-01-06')
      .clock('2027-01-06')
      .expectAmong([['DeadlineMissed', { dueOn: '2027-01-05' }]]);
  });

  it('3.2: a window to speak that a new calendar makes longer is longer for the decision too', () => {
    const notice = givenDossier({ at: '2026-12-28' });
    notice
      .given(blackCandidate(), A.drafter)
      .given(act('ServePriorNotice'), A.drafter)
      .where({ calendar: withYear(SHIPPED_CALENDAR, NEW_YEAR_2027) })
      .given(act('RecomputeDeadlines'), OTHERS.system, '2026-12-29')
      .when(act('ProposeRecognition'), A.drafter, '2027-01-06')
      .refuse('STATEMENT_WINDOW_OPEN');
    notice.when(act('ProposeRecognition'), A.drafter, '2027-01-07').accept();
  });

  it('scenario 32: a decision recorded late is flagged, and its report may be overdue from the start', () => {
    const s = redInPublicity(givenDossier({ at: '2026-09-02' }), { from: '2026-09-02', ready: '2026-09-14' });
    s.given(act('ProposeRecognition', { terms: { validity: { value: 1, unit: 'YEAR' } } }), A.drafter, '2026-09-14')
      .when(act('RecognizeEntry', { decidedOn: '2026-09-14' }), A.approver, '2026-09-25')
      .expectAmong([['EntryRecognized', { decidedOn: '2026-09-14', recordedOn: '2026-09-25', backdated: true }]]);
    expect(s.due('platform.report')).toEqual(['2026-09-20']);
    s.clock('2026-09-25').expectEvents([
      ['DeadlineMissed', { dueOn: '2026-09-20' }],
      ['DeadlineMissed', { dueOn: '2026-09-22' }],
    ]);
    s.when(act('ReportToPlatform'), A.drafter).expectAmong([['DeadlineMet', { late: true }]]);
  });

  it('names the system and its rule in what it does by itself, at the instant it fell due', () => {
    const s = redInPublicity(givenDossier(), RED_DATES);
    const { events } = s.clock('2026-09-21');
    expect(events.map(({ type, system, occurredAt }) => ({ type, system, occurredAt }))).toContainEqual({
      type: 'PublicityEnded',
      system: 'publicity.end',
      // 24:00 of the 16th in Shanghai.
      occurredAt: '2026-09-16T16:00:00.000Z',
    });
  });

  it('D15: dates decide before the clock has written anything', () => {
    const s = activeRed(givenDossier(), RED_DATES);
    s.when(act('TriggerJointMeasures'), A.drafter, '2029-09-19').refuse('ENTRY_NOT_ACTIVE');
    expect(s.entry().phase).toBe('ACTIVE');
    const entryId = s.id('entryId');
    expect(settledState(s.state, s.context(OTHERS.system)).entries[entryId]?.phase).toBe('EXITED');
  });

  it('D15: a command on the day after writes first what has fallen due, as the system, then its own', () => {
    const s = activeRed(givenDossier(), RED_DATES);
    const red = s.id('entryId');
    s.when(
      act('GenerateInitialEntry', { standardId: 'RED-1', basis: s.entry().basis }),
      B.drafter,
      '2029-09-19',
    ).expectAmong([
      ['EntryExited', { entryId: red, exitReason: 'VALIDITY_EXPIRED' }],
      ['InitialEntryGenerated', {}],
    ]);
  });

  it('settles years in the order of their days, and a second time nothing', () => {
    const s = activeBlack(givenDossier(), { from: '2026-09-07', ready: '2026-09-15' });
    s.clock('2035-01-01').accept();
    const exits = s.all('EntryExited').map((e) => e.effectiveOn);
    expect(exits).toEqual(['2029-09-16', '2030-03-17']);
    s.clock('2035-01-01').expectNothing();
    expect(s.active()).toEqual([]);
  });

  it('is the system’s own: nobody else settles, recomputes or runs the chain', () => {
    const s = activeRed(givenDossier(), RED_DATES);
    s.when(act('SettleDueDeadlines'), A.head).refuse('SYSTEM_ONLY');
    s.when(act('RecomputeDeadlines'), A.head).refuse('SYSTEM_ONLY');
    s.when(act('RunExitChain'), A.head).refuse('SYSTEM_ONLY');
  });
});
