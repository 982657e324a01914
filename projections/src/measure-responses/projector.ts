import type { RecordedEvent } from '#libs/event-store';
import {
  asTriggerEvent,
  evolveTrigger,
  initialTrigger,
  TRIGGER_PREFIX,
  type MeasureRecord,
  type PushedInstruction,
  type TriggerState,
} from '#libs/joint-measures';
import type { Projection, ProjectionWriter, Row } from '#libs/read-store';
import { MEASURE_INSTRUCTIONS, MEASURE_RECORDS, MEASURE_TRIGGERS, MEASURE_VIOLATIONS } from './table.js';

interface StoredLoop {
  readonly entry_id: string;
  readonly stream_revision: number;
  readonly state: TriggerState;
}

/** The loops of joint measures as they are now: all rows of a loop are what its folded state says. */
export const measureResponses: Projection = {
  name: 'measure-responses',
  version: 1,
  tables: [MEASURE_TRIGGERS, MEASURE_RECORDS, MEASURE_INSTRUCTIONS, MEASURE_VIOLATIONS],
  streamPrefixes: [TRIGGER_PREFIX],

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    const ofLoops = events.filter(({ streamId }) => streamId.startsWith(TRIGGER_PREFIX));
    const entryIds = [...new Set(ofLoops.map(({ streamId }) => streamId.slice(TRIGGER_PREFIX.length)))];
    const stored = await tx.load<StoredLoop>(
      MEASURE_TRIGGERS.name,
      entryIds.map((entry_id) => ({ entry_id })),
    );
    const loops = new Map(stored.map((row) => [row.entry_id, row]));
    const changed = new Set<string>();
    for (const event of ofLoops) {
      const entry_id = event.streamId.slice(TRIGGER_PREFIX.length);
      const { state, stream_revision } = loops.get(entry_id) ?? { state: initialTrigger, stream_revision: -1 };
      const revision = Number(event.revision);
      if (revision <= stream_revision) continue;
      loops.set(entry_id, { entry_id, stream_revision: revision, state: evolveTrigger(state, asTriggerEvent(event)) });
      changed.add(entry_id);
    }
    const written = [...loops.values()].filter(({ entry_id }) => changed.has(entry_id));
    await tx.upsert(MEASURE_TRIGGERS.name, written.flatMap(triggerRow));
    await tx.upsert(MEASURE_RECORDS.name, written.flatMap(recordRows));
    await tx.upsert(MEASURE_INSTRUCTIONS.name, written.flatMap(instructionRows));
    await tx.upsert(MEASURE_VIOLATIONS.name, written.flatMap(violationRows));
  },
};

function triggerRow({ entry_id, stream_revision, state }: StoredLoop): readonly Row[] {
  const { trigger, caseReports } = state;
  if (trigger === undefined) return [];
  return [
    {
      ...{ entry_id, stream_revision, subject_id: trigger.subjectId, unit_id: trigger.unitId },
      ...{ triggered_on: trigger.triggeredOn, proposed: trigger.proposal !== undefined, case_reports: caseReports },
      state,
    },
  ];
}

function recordRows({ entry_id, state }: StoredLoop): readonly Row[] {
  const { trigger, records, instructions } = state;
  if (trigger === undefined) return [];
  return Object.values(records).map((record: MeasureRecord) => {
    const waiting = record.unconfirmed === undefined ? undefined : instructions[record.unconfirmed];
    return {
      ...{ push_id: record.pushId, entry_id, subject_id: trigger.subjectId, list_kind: trigger.listKind },
      ...{ initiator_id: trigger.unitId, unit_id: record.unitId, measure_item_id: record.measureItemId },
      ...{ force: record.force, person_ref: record.personRef ?? null, state: record.state },
      ...{ unconfirmed: waiting?.instruction ?? null, unconfirmed_id: waiting?.instructionId ?? null },
      ...{ pushed_on: record.pushedOn, acknowledged_on: record.acknowledgedOn ?? null },
      ...{ applied_on: record.appliedOn ?? null, declined_on: record.declinedOn ?? null },
      ...{ lifted_on: record.liftedOn ?? null, last_feedback_on: record.lastFeedbackOn ?? null },
      ...{ reconsideration_suggested_on: record.reconsiderationSuggestedOn ?? null, feedbacks: record.feedbacks },
    };
  });
}

function instructionRows({ entry_id, state }: StoredLoop): readonly Row[] {
  const { trigger, instructions, deadlines } = state;
  if (trigger === undefined) return [];
  return Object.values(instructions).map((one: PushedInstruction) => {
    const due = Object.values(deadlines).find(({ ownerRef }) => ownerRef === one.instructionId);
    return {
      ...{ instruction_id: one.instructionId, entry_id, subject_id: trigger.subjectId, unit_id: one.unitId },
      ...{ instruction: one.instruction, from_at: one.from, pushed_on: one.pushedOn, due_on: due?.dueOn ?? null },
      ...{ confirmed_on: one.confirmedOn ?? null, overtaken: one.overtaken, push_ids: JSON.stringify(one.pushIds) },
    };
  });
}

function violationRows({ entry_id, state }: StoredLoop): readonly Row[] {
  const { trigger, violations } = state;
  if (trigger === undefined) return [];
  return Object.values(violations).map((one) => ({
    ...{ violation_id: one.violationId, entry_id, subject_id: trigger.subjectId, unit_id: one.unitId },
    ...{ ground: one.ground, push_id: one.pushId ?? null, measure_item_id: one.measureItemId ?? null },
    ...{ person_ref: one.personRef ?? null, applied_at: one.appliedAt, closed_on: one.closedOn ?? null },
  }));
}
