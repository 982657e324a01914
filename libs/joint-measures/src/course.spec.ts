import { at, Loop, WHO } from './testing/loop.js';

describe('suspension, resumption and stop (3.8 O4, 3.9, 5.2)', () => {
  it('are pushed to every unit, which stands as not confirmed until it has confirmed', () => {
    const loop = Loop.pushed({ 'unit-c': ['M-1', 'M-2'], 'unit-d': ['R-1'] });
    loop.given('ApplyMeasure', loop.on('M-1'), WHO.c).at('2026-09-29');
    loop
      .untold({ type: 'SUSPENDED', from: at('2026-09-29') })
      .when('FollowDossier', {}, WHO.system)
      .expect(
        ['TriggerSuspended', { causeEventId: 'dossier-event-2', from: at('2026-09-29') }],
        ['InstructionPushed', { unitId: 'unit-c', instruction: 'SUSPEND' }],
        ['InstructionPushed', { unitId: 'unit-d', instruction: 'SUSPEND' }],
      );
    loop.when('FollowDossier', {}, WHO.system).expect();
    expect(loop.record('M-1')).toMatchObject({ state: 'APPLIED', unconfirmed: loop.unconfirmed().instructionId });
    loop.when('ConfirmInstruction', loop.unconfirmed('unit-d'), WHO.c).refuse('NOT_YOUR_MEASURE');
    loop.when('ConfirmInstruction', { instructionId: 'none' }, WHO.c).refuse('INSTRUCTION_UNKNOWN');
    const suspend = loop.unconfirmed();
    loop.when('ConfirmInstruction', suspend, WHO.c).expect('MeasureSuspendedByUnit');
    loop.when('ConfirmInstruction', suspend, WHO.c).expect();
    expect(loop.record('M-1').state).toBe('SUSPENDED');
    expect(loop.record('M-1').unconfirmed).toBeUndefined();
    expect(loop.deadline('measure.ack', suspend.instructionId)?.status).toBe('MET');
    loop.at('2026-10-12').resumed();
    expect(loop.record('M-1').state).toBe('SUSPENDED');
    loop.when('ConfirmInstruction', loop.unconfirmed(), WHO.c).expect('MeasureResumedByUnit');
    expect(loop.record('M-1').state).toBe('RESUMED');
    loop.at('2026-10-13').stopped();
    const stop = loop.unconfirmed();
    expect(loop.deadline('exit.measuresStop', stop.instructionId)).toMatchObject({ dueOn: '2026-10-16' });
    loop.when('ConfirmInstruction', stop, WHO.c).expect(['MeasureLifted', { liftedOn: '2026-10-13' }]);
    expect(loop.record('M-1').state).toBe('LIFTED');
  });

  it('3.2: pause what is owed meanwhile, and end it with the stop', () => {
    const loop = Loop.pushed({ 'unit-c': ['M-1'] })
      .at('2026-09-29')
      .suspended();
    const { pushId } = loop.on('M-1');
    expect(loop.deadline('measure.feedback', pushId)).toMatchObject({ status: 'PAUSED', dueOn: '2026-10-22' });
    loop.at('2026-10-12').resumed();
    // From 09-29 to 10-22 fourteen working days remained; they run from 10-13 on.
    expect(loop.deadline('measure.feedback', pushId)).toMatchObject({ status: 'OPEN', dueOn: '2026-10-30' });
    loop.stopped();
    expect(loop.deadline('measure.feedback', pushId)?.status).toBe('LAPSED');
  });

  it('are missed when nobody confirms them in time, and can still be confirmed, late', () => {
    const loop = Loop.pushed().at('2026-10-13').stopped();
    const stop = loop.unconfirmed();
    loop.at('2026-10-17').given('SettleTriggerDeadlines', {}, WHO.system);
    expect(loop.deadline('exit.measuresStop', stop.instructionId)?.status).toBe('MISSED');
    loop.when('ConfirmInstruction', stop, WHO.c).expect('MeasureLifted');
    expect(loop.log.findLast(({ type }) => type === 'DeadlineMet')).toMatchObject({ data: { late: true } });
  });

  it('overtake each other: only the last is waited for', () => {
    const loop = Loop.pushed({ 'unit-c': ['M-1'] })
      .at('2026-09-29')
      .suspended();
    const suspend = loop.unconfirmed();
    loop.at('2026-09-30').resumed();
    expect(loop.unconfirmed()).not.toEqual(suspend);
    loop.when('ConfirmInstruction', suspend, WHO.c).refuse('INSTRUCTION_OVERTAKEN');
    expect(loop.deadline('measure.ack', suspend.instructionId)?.status).toBe('LAPSED');
  });

  it('of one person concern that person only (3.8)', () => {
    const loop = Loop.of()
      .where({ persons: ['person-r'] })
      .designated({ 'unit-c': ['M-2'] });
    loop.at('2026-09-29').suspended('person-r');
    expect(loop.record('M-2').unconfirmed).toBeUndefined();
    expect(loop.record('M-2', 'unit-c', 'person-r').unconfirmed).toBeDefined();
    // What suspends everybody meanwhile ends, and the person stays suspended.
    loop.at('2026-10-09').suspended().resumed();
    loop.given('ApplyMeasure', loop.on('M-2', 'unit-c', 'person-r'), WHO.c);
    expect(Object.values(loop.state.violations)).toMatchObject([{ personRef: 'person-r', ground: 'WHILE_SUSPENDED' }]);
    loop.stopped('person-r').given('ApplyMeasure', loop.on('M-2'), WHO.c);
    expect(Object.values(loop.state.violations)).toHaveLength(1);
  });

  it('hold for what is pushed later on, too', () => {
    const loop = Loop.of(['M-1'], true).designated({ 'unit-c': ['M-1'] });
    expect(loop.record('M-1').unconfirmed).toBeDefined();
    expect(loop.deadline('measure.feedback', loop.record('M-1').pushId)?.status).toBe('PAUSED');
  });

  it('leave what was declined as it is', () => {
    const loop = Loop.pushed();
    loop.given('DeclineMeasure', loop.on('R-1'), WHO.c).at('2026-10-13').stopped();
    loop.given('ConfirmInstruction', loop.unconfirmed(), WHO.c);
    expect(loop.record('R-1').state).toBe('DECLINED');
    loop.when('DeclineMeasure', loop.on('R-1'), WHO.c).refuse('MEASURES_STOPPED');
  });
});

describe('what is applied against the rules (7.2 F7, F8)', () => {
  it('27: while suspended is recorded, alerts the office, and has to be undone', () => {
    const loop = Loop.pushed().at('2026-09-29').suspended();
    loop.given('ConfirmInstruction', loop.unconfirmed(), WHO.c).at('2026-10-08');
    loop
      .when('ApplyMeasure', loop.on('M-1'), WHO.c)
      .expect(
        'TriggerAcknowledged',
        'MeasureApplied',
        ['MeasureViolationRecorded', { ground: 'WHILE_SUSPENDED', unitId: 'unit-c', measureItemId: 'M-1' }],
        ['InstructionPushed', { instruction: 'SUSPEND' }],
      );
    expect(loop.record('M-1')).toMatchObject({ state: 'APPLIED', unconfirmed: loop.unconfirmed().instructionId });
    expect(loop.log.findLast(({ type }) => type === 'MeasureViolationRecorded')?.system).toBe('measures.violation');
  });

  it('is judged by the dossier, also where the loop has not been told yet', () => {
    const loop = Loop.pushed()
      .at('2026-09-29')
      .untold({ type: 'SUSPENDED', from: at('2026-09-29') });
    loop
      .at('2026-09-30')
      .when('ApplyMeasure', loop.on('M-1'), WHO.c)
      .expect(
        'TriggerSuspended',
        'InstructionPushed',
        'TriggerAcknowledged',
        'MeasureApplied',
        'MeasureViolationRecorded',
      );
  });

  it('is found out later where the suspension is recorded after the application', () => {
    const loop = Loop.pushed().at('2026-09-30').given('ApplyMeasure', Loop.pushed().on('M-1'), WHO.c);
    expect(loop.state.violations).toEqual({});
    loop
      .untold({ type: 'STOPPED', from: at('2026-09-29') })
      .when('FollowDossier', {}, WHO.system)
      .expect('TriggerStopped', 'InstructionPushed', ['MeasureViolationRecorded', { ground: 'AFTER_EXIT' }]);
  });

  it('after the exit, by event or by date, is recorded; before it, is not (D15)', () => {
    const loop = Loop.pushed().at('2026-10-13').stopped().at('2026-10-20');
    const before = { ...loop.on('M-1'), appliedAt: '2026-10-12T02:00:00.000Z' };
    loop.when('ApplyMeasure', before, WHO.c).expect('TriggerAcknowledged', 'MeasureApplied');
    loop.given('ApplyMeasure', loop.on('M-2'), WHO.c);
    expect(Object.values(loop.state.violations)).toMatchObject([{ ground: 'AFTER_EXIT', measureItemId: 'M-2' }]);
    const expired = Loop.pushed().at('2029-09-19');
    expired.given('ApplyMeasure', expired.on('M-1'), WHO.c);
    expect(Object.values(expired.state.violations)).toMatchObject([{ ground: 'AFTER_EXIT' }]);
  });

  it('F8: off the list, or not pushed to the unit, is recorded; what was pushed is told on its record', () => {
    const loop = Loop.pushed({ 'unit-c': ['M-1'] });
    loop.when('ReportUnlistedMeasure', { measureItemId: 'M-1' }, WHO.c).refuse('MEASURE_ALREADY_PUSHED');
    loop
      .when('ReportUnlistedMeasure', { note: '限制乘坐公交' }, WHO.c)
      .expect(['MeasureApplied', { unitId: 'unit-c' }], ['MeasureViolationRecorded', { ground: 'OFF_LIST' }]);
    loop
      .when('ReportUnlistedMeasure', { measureItemId: 'M-1' }, WHO.d)
      .expect('MeasureApplied', 'MeasureViolationRecorded');
    new Loop().when('ReportUnlistedMeasure', {}, WHO.c).refuse('TRIGGER_UNKNOWN');
  });

  it('is closed by the office, with what it found', () => {
    const loop = Loop.pushed({ 'unit-c': ['M-1'] });
    loop.given('ReportUnlistedMeasure', {}, WHO.d);
    const violationId = Object.keys(loop.state.violations)[0] ?? '';
    const close = { violationId, findings: '已责令改正' };
    loop.when('CloseMeasureViolation', close, WHO.d).refuse('ACT_NOT_ALLOWED');
    loop.when('CloseMeasureViolation', { ...close, violationId: 'none' }, WHO.office).refuse('VIOLATION_UNKNOWN');
    loop.when('CloseMeasureViolation', close, WHO.office).expect('MeasureViolationClosed');
    loop.when('CloseMeasureViolation', close, WHO.office).expect();
  });
});

describe('an entry that proves wrong (3.9, consequence reversal c)', () => {
  it('has each unit look again at the matters in which it acted on it, once', () => {
    const loop = Loop.pushed({ 'unit-c': ['M-1', 'M-2'] });
    loop.given('ApplyMeasure', { ...loop.on('M-1'), applicationRef: '采购项目 8 号' }, WHO.c);
    loop.given('ApplyMeasure', loop.on('M-2'), WHO.c).at('2026-10-12');
    loop
      .untold({ type: 'FOUND_WRONG' })
      .untold({ type: 'STOPPED', from: at('2026-10-12') })
      .when('FollowDossier', {}, WHO.system)
      .expect('TriggerStopped', 'InstructionPushed', ['ReconsiderationSuggested', { pushId: loop.on('M-1').pushId }]);
    loop.when('FollowDossier', {}, WHO.system).expect();
  });
});

describe('an entry that is reinstated and measured again', () => {
  it('begins a further round: what was stopped stays stopped', () => {
    const loop = Loop.pushed({ 'unit-c': ['M-1'] })
      .at('2026-10-13')
      .stopped()
      .at('2026-11-02');
    const former = loop.on('M-1');
    loop.dossier({
      type: 'TRIGGERED',
      kind: 'PUNISHMENT',
      items: ['M-1'],
      startsSuspended: false,
      at: at('2026-11-02'),
      triggeredOn: '2026-11-02',
    });
    loop.when('ApplyMeasure', former, WHO.c).refuse('MEASURES_STOPPED');
    loop.designated({ 'unit-c': ['M-1'] });
    expect(loop.on('M-1')).not.toEqual(former);
    loop.when('ApplyMeasure', loop.on('M-1'), WHO.c).expect('TriggerAcknowledged', 'MeasureApplied');
  });
});
