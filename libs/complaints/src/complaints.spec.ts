import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { SHIPPED_CALENDAR, withYear } from '#libs/rules';
import type { ComplaintCommand, ComplaintEvent } from './complaint.js';
import { COMPLAINT_REFUSALS, ComplaintRefusal, type ComplaintRefusalCode } from './refusals.js';
import { ANSWER, FILED, MATTER, RELATED, Script, WHO } from './testing/script.js';

const given = () => new Script();
const types = (events: readonly { readonly type: string }[]): readonly string[] => events.map(({ type }) => type);

describe('a complaint (6.1)', () => {
  it('is due for an answer in 15 working days', () => {
    const events = given().when(WHO.subject, 'FileComplaint', FILED);
    expect(types(events)).toEqual(['ComplaintFiled', 'DeadlineSet']);
    expect(events[1]?.data).toMatchObject({ key: 'complaint.answer', startOn: '2026-09-18', dueOn: '2026-10-15' });
  });

  it('seals what is said under the key of who says it and the complaint', () => {
    const wrongData = { fields: ['FACTS'] as const, allegedError: '有误' };
    const evidence = [{ docId: 'd', sha256: 'a', title: '材料' }];
    const [filed] = given().when(WHO.subject, 'FileComplaint', { ...FILED, wrongData, contact: '139', evidence });
    const sealed = (value: string) => ({ $personal: { about: 'subject-1', scope: 'complaint-1', value } });
    expect(filed?.data).toMatchObject({
      ...{ text: sealed('三次拒收'), contact: sealed('139'), wrongData: { allegedError: sealed('有误') } },
      evidence: [{ title: sealed('材料') }],
    });
  });

  it('A-26: names a unit, and the entry where data are said to be wrong', () => {
    const wrongData = { fields: [], allegedError: '有误' };
    const matter = { subjectId: 'subject-1' };
    given()
      .refuse('COMPLAINT_UNIT_UNKNOWN', WHO.subject, 'FileComplaint', { ...FILED, unitId: 'nobody' })
      .refuse('COMPLAINT_ENTRY_REQUIRED', WHO.subject, 'FileComplaint', { ...FILED, matter, wrongData })
      .related({ ...RELATED, entryKnown: false })
      .refuse('COMPLAINT_MATTER_UNKNOWN', WHO.subject, 'FileComplaint', FILED)
      .related(undefined)
      .refuse('COMPLAINT_MATTER_UNKNOWN', WHO.subject, 'FileComplaint', FILED);
  });

  it.each([
    ['SUBJECT', 'isSubject'],
    ['AGENT', 'isAgent'],
    ['RESPONSIBLE_PERSON', 'isResponsible'],
  ] as const)('of who is %s has to be shown by the record', (standing, relation) => {
    const none = { isSubject: false, isAgent: false, isResponsible: false, entryKnown: true };
    given()
      .related(none)
      .refuse('COMPLAINT_STANDING_NOT_SHOWN', WHO.subject, 'FileComplaint', { ...FILED, standing })
      .filed({ standing: 'THIRD_PARTY' });
    given()
      .related({ ...none, [relation]: true })
      .filed({ standing });
  });

  it('is neither assigned nor decided by the unit complained of, nor by the one that goes on for it', () => {
    given()
      .filed()
      .refuse('COMPLAINT_HANDLER_ACCUSED', WHO.office, 'AssignComplaint', { unitId: 'unit-a' })
      .refuse('COMPLAINT_UNIT_UNKNOWN', WHO.office, 'AssignComplaint', { unitId: 'nobody' })
      .merged('unit-a', 'unit-o')
      .refuse('COMPLAINT_OWN_UNIT', WHO.office, 'AssignComplaint', { unitId: 'unit-s' });
    given()
      .filed()
      .assigned()
      .refuse('COMPLAINT_OWN_UNIT', WHO.accused, 'DecideComplaint', ANSWER)
      .merged('unit-a', 'unit-s')
      .refuse('COMPLAINT_OWN_UNIT', WHO.handler, 'DecideComplaint', ANSWER);
  });

  it('is decided by whom it was assigned to, by name if one was named', () => {
    given().filed().refuse('COMPLAINT_STATE', WHO.handler, 'DecideComplaint', ANSWER);
    given()
      .filed()
      .assigned('unit-s', 's-second')
      .refuse('COMPLAINT_NOT_YOURS', WHO.handler, 'DecideComplaint', ANSWER)
      .assigned('unit-s')
      .given(WHO.handler, 'DecideComplaint', ANSWER)
      .refuse('COMPLAINT_STATE', WHO.handler, 'DecideComplaint', ANSWER)
      .refuse('COMPLAINT_STATE', WHO.office, 'AssignComplaint', { unitId: 'unit-b' });
    expect(given().filed().assigned().when(WHO.office, 'AssignComplaint', { unitId: 'unit-s' })).toEqual([]);
  });

  it('is withdrawn by who filed it, while it is open', () => {
    const script = given().filed().refuse('COMPLAINT_NOT_COMPLAINANT', WHO.stranger, 'WithdrawComplaint', {});
    expect(types(script.when(WHO.subject, 'WithdrawComplaint', { reason: '已解决' }))).toEqual([
      'ComplaintWithdrawn',
      'DeadlineLapsed',
    ]);
    expect(script.when(WHO.subject, 'WithdrawComplaint', {})).toEqual([]);
    script.refuse('COMPLAINT_STATE', WHO.office, 'AssignComplaint', { unitId: 'unit-s' });
    given()
      .filed()
      .assigned()
      .given(WHO.handler, 'DecideComplaint', ANSWER)
      .refuse('COMPLAINT_STATE', WHO.subject, 'WithdrawComplaint', {});
  });

  it('is missed the day after the last one, once, and answered late', () => {
    const script = given().filed().assigned().on('2026-10-15');
    expect(script.when(WHO.system, 'SettleComplaintDeadline', {})).toEqual([]);
    script.on('2026-10-16');
    expect(script.when(WHO.system, 'SettleComplaintDeadline', {})).toMatchObject([{ system: 'deadline.missed' }]);
    expect(script.when(WHO.system, 'SettleComplaintDeadline', {})).toEqual([]);
    const [decided, met] = script.when(WHO.handler, 'DecideComplaint', ANSWER);
    expect([decided?.data, met?.data]).toMatchObject([{ late: true }, { late: true }]);
  });

  it('3.2: has its last day computed again with a new calendar, unless it has passed', () => {
    const [year] = SHIPPED_CALENDAR.years.filter((one) => one.year === 2026);
    if (year === undefined) throw new Error('no table of 2026');
    const calendar = withYear(SHIPPED_CALENDAR, { ...year, off: [...year.off, '2026-10-15'] });
    const script = given().filed().calendarWith(calendar);
    expect(script.when(WHO.system, 'RecomputeComplaintDeadline', {})).toMatchObject([
      { data: { dueOn: '2026-10-16' } },
    ]);
    expect(
      given().filed().on('2026-10-16').calendarWith(calendar).when(WHO.system, 'RecomputeComplaintDeadline', {}),
    ).toEqual([]);
  });

  it('3.2: is missed and late by the calendar in force, also before it was computed again', () => {
    const [year] = SHIPPED_CALENDAR.years.filter((one) => one.year === 2026);
    if (year === undefined) throw new Error('no table of 2026');
    const newer = withYear(SHIPPED_CALENDAR, { ...year, off: [...year.off, '2026-10-15'] });
    const on = (day: string, loadedOn = '2026-10-15') =>
      given()
        .filed()
        .assigned()
        .calendarWith({ ...newer, loadedOn })
        .on(day);
    const moved = { type: 'DeadlineRescheduled', data: { dueOn: '2026-10-16' }, system: 'calendar.update' };
    const settled = (script: ReturnType<typeof on>) => script.when(WHO.system, 'SettleComplaintDeadline', {});
    expect(settled(on('2026-10-16'))).toMatchObject([moved]);
    expect(settled(on('2026-10-17'))).toMatchObject([moved, { type: 'DeadlineMissed', data: { dueOn: '2026-10-16' } }]);
    expect(settled(on('2026-10-16', '2026-10-16'))).toMatchObject([{ data: { dueOn: '2026-10-15' } }]);
    const answered = on('2026-10-16').when(WHO.handler, 'DecideComplaint', ANSWER);
    expect(answered).toMatchObject([moved, { data: { late: false } }, { data: { late: false } }]);
  });

  it('A-26: remembers once what became of the allegation', () => {
    const wrongData = { fields: [], allegedError: '有误' };
    const script = given().filed({ wrongData }).assigned();
    const opened = script.when(WHO.system, 'RecordComplaintVerification', { verificationId: 'v-1' });
    expect(opened).toMatchObject([{ type: 'ComplaintVerificationOpened', data: { ...MATTER, verificationId: 'v-1' } }]);
    expect(script.when(WHO.system, 'RecordComplaintVerification', { refusedBecause: 'X' })).toEqual([]);
  });

  it('that nobody filed is known to nobody', () => {
    given().refuse('COMPLAINT_UNKNOWN', WHO.office, 'AssignComplaint', { unitId: 'unit-s' });
    given().filed().refuse('COMPLAINT_STATE', WHO.subject, 'FileComplaint', FILED);
  });

  it('ends once whatever comes in whatever order: one answer or one withdrawal, and its deadline with it', () => {
    const acts: readonly (readonly [keyof typeof WHO, ComplaintCommand])[] = [
      ['office', { type: 'AssignComplaint', data: { unitId: 'unit-s' } }],
      ['office', { type: 'AssignComplaint', data: { unitId: 'unit-b' } }],
      ['handler', { type: 'DecideComplaint', data: ANSWER }],
      ['accused', { type: 'DecideComplaint', data: ANSWER }],
      ['subject', { type: 'WithdrawComplaint', data: {} }],
      ['stranger', { type: 'WithdrawComplaint', data: {} }],
      ['system', { type: 'SettleComplaintDeadline', data: {} }],
    ];
    const day = fc.integer({ min: 18, max: 30 }).map((n) => `2026-${n > 24 ? `10-${n}` : `09-${n}`}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...acts), day), { maxLength: 12 }), (steps) => {
        const script = given().filed();
        const events: ComplaintEvent[] = [];
        for (const [[who, { type, data }], on] of steps.toSorted(([, a], [, b]) => (a < b ? -1 : 1))) {
          try {
            events.push(...script.on(on).when(WHO[who], type, data));
          } catch (error) {
            if (!(error instanceof ComplaintRefusal)) throw error;
          }
        }
        const ends = events.filter(({ type }) => type === 'ComplaintDecided' || type === 'ComplaintWithdrawn');
        const closed = events.filter(({ type }) => type === 'DeadlineMet' || type === 'DeadlineLapsed');
        expect([ends.length, closed.length]).toEqual(
          script.state.complaint?.status === 'FILED' ? [0, 0] : [closed.length, ends.length],
        );
        expect(ends.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the refusals of complaints', () => {
  const codes = Object.keys(COMPLAINT_REFUSALS) as ComplaintRefusalCode[];
  it('are each expected above, and have a rule, a clause and a text in both languages', () => {
    const text = readFileSync(fileURLToPath(import.meta.url), 'utf8');
    for (const code of codes) {
      expect(text).toContain(`refuse('${code}'`);
      const { rule, clause, zh, en } = new ComplaintRefusal(code);
      expect([rule, clause, zh, en]).toEqual([
        expect.stringMatching(/./),
        expect.stringMatching(/^spec /),
        expect.stringMatching(/\p{Script=Han}.*。$/u),
        expect.stringMatching(/^[A-Z].*\.$/),
      ]);
    }
  });
});
