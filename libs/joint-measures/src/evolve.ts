import type { TriggerEvent } from './events.js';
import type { MeasureDeadline, MeasureRecord, PushedInstruction, Trigger, TriggerState, Turn } from './state.js';

/** Folds one event. Accepts every past, never throws, and leaves alone what it does not know. */
export function evolveTrigger(state: TriggerState, event: TriggerEvent): TriggerState {
  return evolveRound(state, event) ?? evolveRecords(state, event) ?? evolveDeadlines(state, event) ?? state;
}

export function foldTrigger(state: TriggerState, events: Iterable<TriggerEvent>): TriggerState {
  let folded = state;
  for (const event of events) folded = evolveTrigger(folded, event);
  return folded;
}

function evolveRound(state: TriggerState, event: TriggerEvent): TriggerState | undefined {
  const { trigger } = state;
  switch (event.type) {
    case 'TriggerInitiated': {
      const { causeEventId, at, startsSuspended, subjectId, round, kind, listKind, unitId, items, triggeredOn } =
        event.data;
      const turns: readonly Turn[] = startsSuspended ? [{ turn: 'SUSPEND', from: at }] : [];
      const begun = { subjectId, round, kind, listKind, unitId, items, initiatedAt: at, triggeredOn, turns };
      return { ...state, trigger: begun, followed: [...state.followed, causeEventId] };
    }
    case 'ImplementingUnitsProposed': {
      const { proposalId, designations, initiator, proposedOn } = event.data;
      return (
        trigger && { ...state, trigger: { ...trigger, proposal: { proposalId, designations, initiator, proposedOn } } }
      );
    }
    case 'ImplementingUnitsDesignated': {
      if (trigger === undefined) return state;
      const { proposal: _agreed, ...rest } = trigger;
      return { ...state, trigger: { ...rest, designatedOn: event.data.designatedOn } };
    }
    case 'TriggerSuspended':
      return turned(state, trigger, 'SUSPEND', event.data);
    case 'TriggerResumed':
      return turned(state, trigger, 'RESUME', event.data);
    case 'TriggerStopped':
      return turned(state, trigger, 'STOP', event.data);
    case 'CaseReportFiled':
      return { ...state, caseReports: state.caseReports + 1 };
    default:
      return undefined;
  }
}

function turned(
  state: TriggerState,
  trigger: Trigger | undefined,
  turn: Turn['turn'],
  { causeEventId, personRef, from }: { causeEventId: string; personRef?: string; from: string },
): TriggerState {
  const followed = [...state.followed, causeEventId];
  if (trigger === undefined) return { ...state, followed };
  const made: Turn = { turn, from, ...(personRef !== undefined && { personRef }) };
  return { ...state, followed, trigger: { ...trigger, turns: [...trigger.turns, made] } };
}

function evolveRecords(state: TriggerState, event: TriggerEvent): TriggerState | undefined {
  switch (event.type) {
    case 'TriggerPushed': {
      const { pushId, round, unitId, measureItemId, force, personRef, pushedOn } = event.data;
      const pushed: MeasureRecord = {
        ...{ pushId, round, unitId, measureItemId, force, pushedOn },
        ...(personRef !== undefined && { personRef }),
        ...{ state: 'PUSHED', namedMatter: false, feedbacks: 0 },
      };
      return { ...state, records: { ...state.records, [pushId]: pushed } };
    }
    case 'InstructionPushed': {
      const { instructionId, instruction, unitId, pushIds, from, pushedOn } = event.data;
      const pushed = { instructionId, instruction, unitId, pushIds, from, pushedOn, overtaken: false };
      const before = overtake(state, pushIds);
      return withRecords(
        { ...before, instructions: { ...before.instructions, [instructionId]: pushed } },
        pushIds,
        () => ({
          unconfirmed: instructionId,
        }),
      );
    }
    case 'TriggerAcknowledged':
      return withRecords(state, [event.data.pushId], (one) => ({
        acknowledgedOn: event.data.acknowledgedOn,
        ...(one.state === 'PUSHED' && { state: 'ACKNOWLEDGED' as const }),
      }));
    case 'MeasureApplied': {
      const { pushId, appliedOn, applicationRef, unitId, measureItemId, personRef, appliedAt } = event.data;
      const application = {
        ...{ unitId, appliedAt, violates: false },
        ...(pushId !== undefined && { pushId }),
        ...(measureItemId !== undefined && { measureItemId }),
        ...(personRef !== undefined && { personRef }),
      };
      const told = { ...state, applications: [...state.applications, application] };
      return withRecords(told, pushId === undefined ? [] : [pushId], (one) => ({
        ...{ state: 'APPLIED', appliedOn },
        namedMatter: one.namedMatter || applicationRef !== undefined,
      }));
    }
    case 'MeasureDeclined':
      return withRecords(state, [event.data.pushId], () => ({
        ...{ state: 'DECLINED', declinedOn: event.data.declinedOn },
      }));
    case 'MeasureSuspendedByUnit':
      return confirmed(state, event.data, (one) => ended(one) ?? { state: 'SUSPENDED' });
    case 'MeasureResumedByUnit':
      return confirmed(state, event.data, (one) => (one.state === 'SUSPENDED' ? { state: 'RESUMED' } : {}));
    case 'MeasureLifted': {
      const { instructionId, liftedOn, pushIds } = event.data;
      const lifted = (one: MeasureRecord) => ended(one) ?? { state: 'LIFTED' as const, liftedOn };
      if (instructionId === undefined) return withRecords(state, pushIds, lifted);
      return confirmed(state, { instructionId, pushIds, confirmedOn: liftedOn }, lifted);
    }
    case 'FeedbackSubmitted':
      return withRecords(state, [event.data.pushId], (one) => ({
        ...{ feedbacks: one.feedbacks + 1, lastFeedbackOn: event.data.submittedOn },
      }));
    case 'ReconsiderationSuggested':
      return withRecords(state, [event.data.pushId], () => ({ reconsiderationSuggestedOn: event.data.suggestedOn }));
    case 'MeasureViolationRecorded': {
      const { entryId: _entry, ...violation } = event.data;
      const applications = state.applications.map((one) =>
        one.unitId === violation.unitId && one.pushId === violation.pushId && one.appliedAt === violation.appliedAt
          ? { ...one, violates: true }
          : one,
      );
      return { ...state, applications, violations: { ...state.violations, [violation.violationId]: violation } };
    }
    case 'MeasureViolationClosed': {
      const { violationId, closedOn } = event.data;
      const found = state.violations[violationId];
      return found && { ...state, violations: { ...state.violations, [violationId]: { ...found, closedOn } } };
    }
    default:
      return undefined;
  }
}

/** What was declined or lifted already stays so. */
function ended({ state }: MeasureRecord): Partial<MeasureRecord> | undefined {
  return state === 'DECLINED' || state === 'LIFTED' ? {} : undefined;
}

function withRecords(
  state: TriggerState,
  pushIds: readonly string[],
  change: (record: MeasureRecord) => Partial<MeasureRecord>,
): TriggerState {
  const changed = pushIds.flatMap((pushId) => {
    const record = state.records[pushId];
    return record === undefined ? [] : [[pushId, { ...record, ...change(record) }] as const];
  });
  return { ...state, records: { ...state.records, ...Object.fromEntries(changed) } };
}

/** Of each record only the last instruction is waited for. */
function overtake(state: TriggerState, pushIds: readonly string[]): TriggerState {
  const open = pushIds.flatMap((pushId) => state.records[pushId]?.unconfirmed ?? []);
  const overtaken = [...new Set(open)].flatMap((id): [string, PushedInstruction][] => {
    const found = state.instructions[id];
    const left = found?.pushIds.some((one) => !pushIds.includes(one) && state.records[one]?.unconfirmed === id);
    return found === undefined || left === true ? [] : [[id, { ...found, overtaken: true }]];
  });
  return { ...state, instructions: { ...state.instructions, ...Object.fromEntries(overtaken) } };
}

function confirmed(
  state: TriggerState,
  { instructionId, pushIds, confirmedOn }: { instructionId: string; pushIds: readonly string[]; confirmedOn: string },
  change: (record: MeasureRecord) => Partial<MeasureRecord>,
): TriggerState {
  const instruction = state.instructions[instructionId];
  const answered = {
    ...state,
    ...(instruction && { instructions: { ...state.instructions, [instructionId]: { ...instruction, confirmedOn } } }),
  };
  const after = withRecords(answered, pushIds, change);
  const records = Object.values(after.records).map((record) => {
    if (record.unconfirmed !== instructionId) return record;
    const { unconfirmed: _answered, ...rest } = record;
    return rest;
  });
  return { ...after, records: Object.fromEntries(records.map((record) => [record.pushId, record])) };
}

function evolveDeadlines(state: TriggerState, event: TriggerEvent): TriggerState | undefined {
  const change = (deadlineId: string, to: Partial<MeasureDeadline>): TriggerState => {
    const found = state.deadlines[deadlineId];
    return found === undefined
      ? state
      : { ...state, deadlines: { ...state.deadlines, [deadlineId]: { ...found, ...to } } };
  };
  switch (event.type) {
    case 'DeadlineSet': {
      const { entryId: _entry, ruleFrom: _rule, legalSource: _source, ...set } = event.data;
      return { ...state, deadlines: { ...state.deadlines, [set.deadlineId]: { ...set, status: 'OPEN' } } };
    }
    case 'DeadlineMet':
      return change(event.data.deadlineId, { status: 'MET' });
    case 'DeadlineMissed':
      return change(event.data.deadlineId, { status: 'MISSED' });
    case 'DeadlinePaused':
      return change(event.data.deadlineId, { status: 'PAUSED', pausedOn: event.data.pausedOn });
    case 'DeadlineResumed': {
      const { dueOn, calendarVersion } = event.data;
      return change(event.data.deadlineId, { status: 'OPEN', dueOn, calendarVersion });
    }
    case 'DeadlineRescheduled': {
      const { dueOn, calendarVersion, provisional } = event.data;
      return change(event.data.deadlineId, { dueOn, calendarVersion, provisional });
    }
    case 'DeadlineLapsed':
      return change(event.data.deadlineId, { status: 'LAPSED' });
    default:
      return undefined;
  }
}
