import { addDays, addWorkingDays, SHIPPED_CALENDAR, withYear } from '#libs/rules';
import { at, Loop, WHO } from './testing/loop.js';

const LEGAL = { title: '《政府采购法》', level: 'LAW' } as const;

describe('who carries out what (5.2, S1 §17)', () => {
  it('is proposed by the initiating unit and designated by the office: neither does it alone', () => {
    const loop = Loop.of();
    const designations = [{ unitId: 'unit-c', items: ['M-1', 'R-1'] }];
    loop.when('ProposeImplementingUnits', { designations }, WHO.other).refuse('NOT_THE_INITIATOR');
    loop.when('ProposeImplementingUnits', { designations }, WHO.office).refuse('ACT_NOT_ALLOWED');
    loop.when('DesignateImplementingUnits', { proposalId: 'none' }, WHO.office).refuse('DESIGNATION_UNKNOWN');
    loop
      .when('ProposeImplementingUnits', { designations }, WHO.initiator)
      .expect(['ImplementingUnitsProposed', { initiator: { userId: 'a-drafter' } }]);
    const { proposalId } = loop;
    loop.when('DesignateImplementingUnits', { proposalId }, WHO.initiator).refuse('ACT_NOT_ALLOWED');
    loop
      .when('DesignateImplementingUnits', { proposalId }, WHO.office)
      .expect(
        ['ImplementingUnitsDesignated', { initiator: { userId: 'a-drafter' }, office: { userId: 'o-officer' } }],
        ['TriggerPushed', { unitId: 'unit-c', measureItemId: 'M-1', force: 'MANDATORY' }],
        ['TriggerPushed', { unitId: 'unit-c', measureItemId: 'R-1', force: 'RECOMMENDED' }],
      );
    loop.when('DesignateImplementingUnits', { proposalId }, WHO.office).refuse('DESIGNATION_UNKNOWN');
  });

  it('names registered units, items that were triggered, and something new', () => {
    const loop = Loop.of();
    const propose = (...designations: { unitId: string; items: string[] }[]) =>
      loop.when('ProposeImplementingUnits', { designations }, WHO.initiator);
    propose({ unitId: 'nobody', items: ['M-1'] }).refuse('DESIGNATION_UNIT_UNKNOWN');
    propose({ unitId: 'unit-c', items: ['M-9'] }).refuse('DESIGNATION_ITEM_UNKNOWN');
    propose({ unitId: 'unit-c', items: ['M-1'] }, { unitId: 'unit-c', items: ['M-2'] }).refuse('DESIGNATION_TWICE');
    loop.designated({ 'unit-c': ['M-1'] });
    propose({ unitId: 'unit-c', items: ['M-1'] }).refuse('DESIGNATION_TWICE');
    propose({ unitId: 'unit-d', items: ['M-1'] }).expect('ImplementingUnitsProposed');
    loop.merged('unit-d', 'unit-c');
    propose({ unitId: 'unit-d', items: ['M-1'] }).refuse('DESIGNATION_UNIT_UNKNOWN');
  });

  it('opens one record per person, unit and item; persons only where the item reaches them (3.13)', () => {
    const loop = Loop.of()
      .where({ persons: ['person-r'] })
      .designated({ 'unit-c': ['M-1', 'M-2'] });
    expect(Object.values(loop.state.records).map(({ measureItemId, personRef }) => [measureItemId, personRef])).toEqual(
      [
        ['M-1', undefined],
        ['M-2', undefined],
        ['M-2', 'person-r'],
      ],
    );
  });

  it('needs a trigger, and ends with it', () => {
    const none = new Loop();
    none.when('ProposeImplementingUnits', { designations: [] }, WHO.initiator).refuse('TRIGGER_UNKNOWN');
    const loop = Loop.of().stopped();
    const designations = [{ unitId: 'unit-c', items: ['M-1'] }];
    loop.when('ProposeImplementingUnits', { designations }, WHO.initiator).refuse('MEASURES_STOPPED');
    const over = Loop.of().at('2029-09-19');
    over.when('ProposeImplementingUnits', { designations }, WHO.initiator).refuse('MEASURES_STOPPED');
  });

  it('binds nobody where no list had been published when it was triggered', () => {
    const loop = new Loop().unlisted();
    loop.dossier({
      type: 'TRIGGERED',
      kind: 'PUNISHMENT',
      items: ['X'],
      startsSuspended: false,
      at: at('2026-09-18'),
      triggeredOn: '2026-09-18',
    });
    expect(loop.state.trigger?.items).toEqual([{ measureItemId: 'X', force: 'RECOMMENDED', persons: false }]);
  });
});

describe('a mandatory item (5.2)', () => {
  it('is acknowledged within three working days, once', () => {
    const loop = Loop.pushed().at('2026-09-20');
    const ack = loop.on('M-1');
    expect(loop.deadline('measure.ack', ack.pushId)).toMatchObject({ dueOn: '2026-09-22', status: 'OPEN' });
    loop.when('AcknowledgeTrigger', ack, WHO.c).expect(['TriggerAcknowledged', { acknowledgedOn: '2026-09-20' }]);
    loop.when('AcknowledgeTrigger', ack, WHO.c).expect();
    expect(loop.record('M-1').state).toBe('ACKNOWLEDGED');
    expect(loop.deadline('measure.ack', ack.pushId)?.status).toBe('MET');
  });

  it('is answered by the unit to which it was pushed, or by the one that goes on for it', () => {
    const loop = Loop.pushed();
    loop.when('AcknowledgeTrigger', loop.on('M-1'), WHO.d).refuse('NOT_YOUR_MEASURE');
    loop.when('AcknowledgeTrigger', loop.on('M-1'), WHO.initiator).refuse('ACT_NOT_ALLOWED');
    loop.when('AcknowledgeTrigger', { pushId: 'other' }, WHO.c).refuse('MEASURE_RECORD_UNKNOWN');
    loop.merged('unit-c', 'unit-d').given('AcknowledgeTrigger', loop.on('M-1'), WHO.d);
  });

  it('27: is declined with a reason and its legal basis only', () => {
    const loop = Loop.pushed();
    loop.when('DeclineMeasure', loop.on('M-1'), WHO.c).refuse('DECLINE_REASON_REQUIRED');
    loop.when('DeclineMeasure', { ...loop.on('M-1'), reason: '不宜' }, WHO.c).refuse('DECLINE_REASON_REQUIRED');
    loop
      .when('DeclineMeasure', { ...loop.on('M-1'), reason: '已有在先合同', legalBasis: LEGAL }, WHO.c)
      .expect('TriggerAcknowledged', [
        'MeasureDeclined',
        { legalBasis: LEGAL, reason: { $personal: { value: '已有在先合同' } } },
      ]);
    expect(loop.record('M-1').state).toBe('DECLINED');
    expect(loop.deadline('measure.feedback', loop.record('M-1').pushId)?.status).toBe('MET');
    loop.when('DeclineMeasure', { ...loop.on('M-1'), reason: '又', legalBasis: LEGAL }, WHO.c).refuse('MEASURE_STATE');
  });

  it('is applied, which also acknowledges it, and fed back within twenty working days, then quarterly', () => {
    const loop = Loop.pushed();
    const { pushId } = loop.on('M-1');
    loop.when('SubmitMeasureFeedback', { pushId, text: '无' }, WHO.c).refuse('MEASURE_STATE');
    loop
      .when('ApplyMeasure', { pushId, applicationRef: '采购项目 8 号' }, WHO.c)
      .expect('TriggerAcknowledged', [
        'MeasureApplied',
        { appliedOn: '2026-09-18', applicationRef: { $personal: { about: 'subject-1', scope: 'entry-1' } } },
      ]);
    expect(loop.deadline('measure.feedback', pushId)).toMatchObject({ dueOn: '2026-10-22', status: 'OPEN' });
    loop.at('2026-10-23').given('SettleTriggerDeadlines', {}, WHO.system);
    expect(loop.deadline('measure.feedback', pushId)?.status).toBe('MISSED');
    loop.when('SubmitMeasureFeedback', { pushId, text: '已限制' }, WHO.c).expect('FeedbackSubmitted');
    expect(loop.log.findLast(({ type }) => type === 'DeadlineMet')).toMatchObject({ data: { late: true } });
    expect(loop.deadline('measure.feedbackAgain', pushId)).toMatchObject({ dueOn: '2027-01-25', status: 'OPEN' });
    loop.at('2027-01-10').given('SubmitMeasureFeedback', { pushId, text: '持续限制' }, WHO.c);
    expect(loop.deadline('measure.feedbackAgain', pushId)).toMatchObject({ dueOn: '2027-04-12', status: 'OPEN' });
  });

  it('is not applied before it was triggered, nor in the future', () => {
    const loop = Loop.pushed();
    const apply = (appliedAt: string) => loop.when('ApplyMeasure', { ...loop.on('M-1'), appliedAt }, WHO.c);
    apply('2026-09-18T02:00:00.000Z').refuse('APPLIED_IN_FUTURE');
    apply('2026-09-17T02:00:00.000Z').refuse('APPLIED_BEFORE_TRIGGER');
  });

  it('is lifted by the unit itself for a legal reason only, once it was applied', () => {
    const loop = Loop.pushed();
    const lift = { ...loop.on('M-1'), reason: '期限届满', legalBasis: LEGAL };
    loop.when('LiftMeasure', lift, WHO.c).refuse('MEASURE_STATE');
    loop.given('ApplyMeasure', loop.on('M-1'), WHO.c);
    loop.when('LiftMeasure', loop.on('M-1'), WHO.c).refuse('LIFT_REASON_REQUIRED');
    loop.when('LiftMeasure', lift, WHO.c).expect('MeasureLifted');
    expect(loop.record('M-1').state).toBe('LIFTED');
    loop.when('LiftMeasure', lift, WHO.c).expect();
  });
});

describe('a recommended item (5.2)', () => {
  it('has no deadline until it is applied, and is declined without a reason', () => {
    const loop = Loop.pushed();
    const { pushId } = loop.on('R-1');
    expect(Object.values(loop.state.deadlines).filter(({ ownerRef }) => ownerRef === pushId)).toEqual([]);
    loop.when('DeclineMeasure', { pushId }, WHO.c).expect('TriggerAcknowledged', 'MeasureDeclined');
    loop.when('ApplyMeasure', { pushId }, WHO.c).expect('MeasureApplied');
    expect(loop.deadline('measure.feedback', pushId)?.status).toBe('OPEN');
    loop.when('LiftMeasure', { pushId }, WHO.c).expect('MeasureLifted');
  });
});

describe('case reports (5.2)', () => {
  it('are filed by the initiating unit, after feedback', () => {
    const loop = Loop.pushed().given('ApplyMeasure', Loop.pushed().on('M-1'), WHO.c);
    loop.when('FileCaseReport', { text: '案例' }, WHO.initiator).refuse('CASE_WITHOUT_FEEDBACK');
    loop.given('SubmitMeasureFeedback', { ...loop.on('M-1'), text: '已限制' }, WHO.c);
    loop.when('FileCaseReport', { text: '案例' }, WHO.other).refuse('NOT_THE_INITIATOR');
    loop.when('FileCaseReport', { text: '案例' }, WHO.initiator).expect('CaseReportFiled');
    expect(loop.state.caseReports).toBe(1);
  });
});

describe('a new calendar (3.2)', () => {
  it('computes open deadlines again, and leaves those that have passed', () => {
    const loop = Loop.pushed();
    loop.when('RecomputeTriggerDeadlines', {}, WHO.system).expect();
    loop.when('RecomputeTriggerDeadlines', {}, WHO.c).refuse('ACT_NOT_ALLOWED');
  });

  it('counts from the day it came, also where the loop was not computed again yet', () => {
    const { dueOn } = Loop.pushed().deadline('measure.ack', Loop.pushed().on('M-1').pushId) ?? { dueOn: '' };
    const [year] = SHIPPED_CALENDAR.years.filter((one) => one.year === 2026);
    if (year === undefined) throw new Error('no table of 2026');
    const newer = withYear(SHIPPED_CALENDAR, { ...year, off: [...year.off, dueOn] });
    const loop = (loadedOn: string, on: string) =>
      Loop.pushed()
        .calendarWith({ ...newer, loadedOn })
        .at(on);
    const settled = (one: Loop) =>
      one.when('SettleTriggerDeadlines', {}, WHO.system).events.map(({ type, data }) => [type, data]);
    const next = addWorkingDays(newer, dueOn, 1).dueOn;
    const moved = ['DeadlineRescheduled', expect.objectContaining({ dueOn: next })];
    const missed = (on: string) => ['DeadlineMissed', expect.objectContaining({ dueOn: on })];
    expect(settled(loop(dueOn, next))).toEqual([moved, moved]);
    const later = addDays(next, 1);
    expect(settled(loop(dueOn, later))).toEqual([moved, moved, missed(next), missed(next)]);
    const after = addDays(dueOn, 1);
    expect(settled(loop(after, after))).toEqual([missed(dueOn), missed(dueOn)]);
  });
});
