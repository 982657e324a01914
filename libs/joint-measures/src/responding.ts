import { legalDateOf } from '#libs/rules';
import type { TriggerCommandData } from './commands.js';
import { instruct } from './course.js';
import { lapseDuties, meetDuty, setDuty } from './deadlines.js';
import type { TriggerDraft } from './draft.js';
import { recordsOfRound, wantedAt, type MeasureRecord } from './state.js';
import { recordViolations } from './violations.js';

/** 响应. */
export function acknowledgeTrigger(draft: TriggerDraft, { pushId }: TriggerCommandData<'AcknowledgeTrigger'>): void {
  acknowledge(draft, draft.ownRecord(pushId));
}

function acknowledge(draft: TriggerDraft, { pushId, acknowledgedOn }: MeasureRecord): void {
  if (acknowledgedOn !== undefined) return;
  draft.emit('TriggerAcknowledged', { pushId, acknowledgedOn: draft.today });
  meetDuty(draft, 'measure.ack', pushId);
}

/**
 * What was done is recorded, also where it should not have been: then as a violation, and the unit is told once more to
 * suspend or to stop.
 */
export function applyMeasure(draft: TriggerDraft, command: TriggerCommandData<'ApplyMeasure'>): void {
  const { pushId, applicationRef, note } = command;
  const record = draft.ownRecord(pushId);
  const { unitId, measureItemId, personRef, round } = record;
  draft.demand(round === draft.trigger.round, 'MEASURES_STOPPED');
  const appliedAt = timeOf(draft, command.appliedAt);
  acknowledge(draft, record);
  draft.emit('MeasureApplied', {
    ...{ pushId, unitId, measureItemId, appliedAt, appliedOn: legalDateOf(appliedAt) },
    ...(personRef !== undefined && { personRef }),
    ...(applicationRef !== undefined && { applicationRef: draft.text(applicationRef, personRef) }),
    ...(note !== undefined && { note: draft.text(note, personRef) }),
  });
  recordViolations(draft);
  const wanted = wantedAt(draft.trigger.turns, personRef);
  const applied = draft.state.records[pushId];
  if (applied !== undefined && wanted !== 'RUN' && applied.unconfirmed === undefined)
    draft.asSystem('measures.follow', () =>
      instruct(draft, wanted, [applied], draft.ctx.now, draft.ctx.newId('again')),
    );
  if (wanted === 'RUN' && !hasOpenFeedback(draft, pushId))
    setDuty(draft, { key: 'measure.feedback', ownerRef: pushId, unitId });
}

function hasOpenFeedback(draft: TriggerDraft, pushId: string): boolean {
  return Object.values(draft.state.deadlines).some(
    ({ ownerRef, status, key }) => ownerRef === pushId && key.startsWith('measure.feedback') && isRunning(status),
  );
}
const isRunning = (status: string): boolean => status === 'OPEN' || status === 'MISSED' || status === 'PAUSED';

/** F8: 未经公布或未推送的措施: recorded as it is told, as a violation. */
export function reportUnlistedMeasure(draft: TriggerDraft, command: TriggerCommandData<'ReportUnlistedMeasure'>): void {
  const { measureItemId, applicationRef, note } = command;
  const { unitId } = draft.ctx.actor;
  if (draft.state.trigger === undefined || unitId === undefined) return draft.refuse('TRIGGER_UNKNOWN');
  const pushed = recordsOfRound(draft.state).some(
    (one) => one.measureItemId === measureItemId && one.personRef === undefined && draft.actsFor(one.unitId),
  );
  draft.demand(!pushed, 'MEASURE_ALREADY_PUSHED');
  const appliedAt = timeOf(draft, command.appliedAt);
  draft.emit('MeasureApplied', {
    ...{ unitId, appliedAt, appliedOn: legalDateOf(appliedAt) },
    ...(measureItemId !== undefined && { measureItemId }),
    ...(applicationRef !== undefined && { applicationRef: draft.text(applicationRef) }),
    ...(note !== undefined && { note: draft.text(note) }),
  });
  recordViolations(draft);
}

function timeOf(draft: TriggerDraft, given: string | undefined): string {
  const { now } = draft.ctx;
  const at = given === undefined ? now : new Date(given).toISOString();
  draft.demand(at <= now, 'APPLIED_IN_FUTURE');
  draft.demand(at >= draft.trigger.initiatedAt, 'APPLIED_BEFORE_TRIGGER');
  return at;
}

/** 5.2: a mandatory item is declined for a legal reason, which must be given. */
export function declineMeasure(draft: TriggerDraft, command: TriggerCommandData<'DeclineMeasure'>): void {
  const { pushId, reason, legalBasis } = command;
  const record = draft.ownRecord(pushId);
  const reasoned = reason !== undefined && legalBasis !== undefined;
  draft.demand(record.force === 'RECOMMENDED' || reasoned, 'DECLINE_REASON_REQUIRED');
  refuseStopped(draft, record);
  draft.demand(record.appliedOn === undefined && record.declinedOn === undefined, 'MEASURE_STATE');
  acknowledge(draft, record);
  draft.emit('MeasureDeclined', {
    pushId,
    ...(reason !== undefined && { reason: draft.text(reason, record.personRef) }),
    ...(legalBasis !== undefined && { legalBasis }),
    declinedOn: draft.today,
  });
  meetDuty(draft, 'measure.feedback', pushId);
}

/** The unit ends by itself what it has applied. */
export function liftMeasure(draft: TriggerDraft, command: TriggerCommandData<'LiftMeasure'>): void {
  const { pushId, reason, legalBasis } = command;
  const record = draft.ownRecord(pushId);
  if (record.state === 'LIFTED') return;
  const reasoned = reason !== undefined && legalBasis !== undefined;
  draft.demand(record.force === 'RECOMMENDED' || reasoned, 'LIFT_REASON_REQUIRED');
  draft.demand(record.appliedOn !== undefined && record.state !== 'DECLINED', 'MEASURE_STATE');
  // A stop is confirmed, not lifted of one's own will.
  refuseStopped(draft, record);
  draft.emit('MeasureLifted', {
    pushIds: [pushId],
    ...(reason !== undefined && { reason: draft.text(reason, record.personRef) }),
    ...(legalBasis !== undefined && { legalBasis }),
    liftedOn: draft.today,
  });
  lapseDuties(draft, pushId, 'LIFTED');
}

/** 暂停、恢复、停止 is done; until then the unit stands as 未确认. */
export function confirmInstruction(
  draft: TriggerDraft,
  { instructionId }: TriggerCommandData<'ConfirmInstruction'>,
): void {
  const pushed = draft.state.instructions[instructionId] ?? draft.refuse('INSTRUCTION_UNKNOWN');
  draft.demand(draft.actsFor(pushed.unitId), 'NOT_YOUR_MEASURE');
  if (pushed.confirmedOn !== undefined) return;
  draft.demand(!pushed.overtaken, 'INSTRUCTION_OVERTAKEN');
  const pushIds = pushed.pushIds.filter((pushId) => draft.state.records[pushId]?.unconfirmed === instructionId);
  const on = draft.today;
  if (pushed.instruction === 'SUSPEND')
    draft.emit('MeasureSuspendedByUnit', { instructionId, pushIds, confirmedOn: on });
  else if (pushed.instruction === 'RESUME')
    draft.emit('MeasureResumedByUnit', { instructionId, pushIds, confirmedOn: on });
  else draft.emit('MeasureLifted', { instructionId, pushIds, liftedOn: on });
  meetDuty(draft, pushed.instruction === 'STOP' ? 'exit.measuresStop' : 'measure.ack', instructionId);
}

/** 执行反馈; where the measure goes on, the next one is due in its time. */
export function submitMeasureFeedback(
  draft: TriggerDraft,
  { pushId, text }: TriggerCommandData<'SubmitMeasureFeedback'>,
): void {
  const record = draft.ownRecord(pushId);
  draft.demand(record.acknowledgedOn !== undefined, 'MEASURE_STATE');
  draft.emit('FeedbackSubmitted', { pushId, text: draft.text(text, record.personRef), submittedOn: draft.today });
  meetDuty(draft, 'measure.feedback', pushId);
  meetDuty(draft, 'measure.feedbackAgain', pushId);
  const goesOn = record.round === draft.trigger.round && wantedAt(draft.trigger.turns, record.personRef) !== 'STOP';
  const runs = record.state === 'APPLIED' || record.state === 'RESUMED' || record.state === 'SUSPENDED';
  if (goesOn && runs && record.appliedOn !== undefined)
    setDuty(draft, { key: 'measure.feedbackAgain', ownerRef: pushId, unitId: record.unitId });
}

/** 案例报送: by the initiating unit, to the office. */
export function fileCaseReport(draft: TriggerDraft, { text }: TriggerCommandData<'FileCaseReport'>): void {
  draft.demand(draft.actsFor(draft.trigger.unitId), 'NOT_THE_INITIATOR');
  draft.demand(
    Object.values(draft.state.records).some(({ feedbacks }) => feedbacks > 0),
    'CASE_WITHOUT_FEEDBACK',
  );
  draft.emit('CaseReportFiled', { reportId: draft.ctx.newId('case'), text: draft.text(text), filedOn: draft.today });
}

/** The office has looked into a violation. */
export function closeMeasureViolation(
  draft: TriggerDraft,
  { violationId, findings }: TriggerCommandData<'CloseMeasureViolation'>,
): void {
  const violation = draft.state.violations[violationId] ?? draft.refuse('VIOLATION_UNKNOWN');
  if (violation.closedOn !== undefined) return;
  draft.emit('MeasureViolationClosed', {
    ...{ violationId, findings: draft.text(findings, violation.personRef), closedOn: draft.today },
  });
}

function refuseStopped(draft: TriggerDraft, { round, personRef }: MeasureRecord): void {
  const running = round === draft.trigger.round && wantedAt(draft.trigger.turns, personRef) !== 'STOP';
  draft.demand(running, 'MEASURES_STOPPED');
}
