import type { RecordedEvent } from '#libs/event-store';
import type { TriggerEventData, TriggerEventType } from '#libs/joint-measures';

/* One loop of joint measures with something for every table, as the log holds it. */

export const ENTRY = 'e-1';
const initiator = { userId: 'a', unitId: 'unit-a', role: 'INITIATING_UNIT' };
const office = { userId: 'o', unitId: 'unit-o', role: 'JOINT_CONFERENCE_OFFICE' };

/** The stream of one loop, as the log holds it. */
export class TriggerStream {
  readonly events: RecordedEvent[] = [];

  add<T extends TriggerEventType>(eventType: T, data: Omit<TriggerEventData<T>, 'entryId'>): this {
    const n = this.events.length;
    this.events.push({
      ...{
        eventId: `00000000-0000-4000-9000-${String(n).padStart(12, '0')}`,
        eventType,
        schemaVersion: 1,
        streamId: `trigger-${ENTRY}`,
      },
      ...{ revision: BigInt(n), position: String(n).padStart(16, '0') },
      data: { entryId: ENTRY, ...data },
      metadata: { subjectId: 's-1', entryId: ENTRY, recordedAt: '2026-09-18T01:00:00.000Z' },
    });
    return this;
  }
}

const push = (n: number, unitId: string, force: 'MANDATORY' | 'RECOMMENDED') => ({
  ...{ round: 1, pushId: `push-${n}`, unitId, measureItemId: `M-${n}`, force, pushedOn: `2026-09-${17 + n}` },
});
export const loop = new TriggerStream()
  .add('TriggerInitiated', {
    ...{ causeEventId: 'd-1', subjectId: 's-1', round: 1, kind: 'PUNISHMENT', listKind: 'BLACK', unitId: 'unit-a' },
    ...{ items: [], startsSuspended: false, at: '2026-09-18T01:00:00.000Z', triggeredOn: '2026-09-18' },
  })
  .add('ImplementingUnitsProposed', {
    round: 1,
    proposalId: 'p-1',
    designations: [],
    initiator,
    proposedOn: '2026-09-18',
  });
/** Until the office is asked. */
export const proposed = [...loop.events];
loop
  .add('ImplementingUnitsDesignated', {
    ...{ round: 1, proposalId: 'p-1', designations: [], initiator, office, designatedOn: '2026-09-18' },
  })
  .add('TriggerPushed', push(1, 'unit-c', 'MANDATORY'))
  .add('TriggerPushed', push(2, 'unit-c', 'RECOMMENDED'))
  .add('TriggerPushed', push(3, 'unit-t', 'MANDATORY'))
  .add('TriggerAcknowledged', { pushId: 'push-1', acknowledgedOn: '2026-09-21' })
  .add('MeasureApplied', {
    ...{ unitId: 'unit-c', pushId: 'push-1', measureItemId: 'M-1', appliedOn: '2026-09-21' },
    appliedAt: '2026-09-21T02:00:00.000Z',
  })
  .add('TriggerSuspended', { causeEventId: 'd-2', round: 1, from: '2026-09-29T01:00:00.000Z' })
  .add('InstructionPushed', {
    ...{ instructionId: 'i-1', instruction: 'SUSPEND', unitId: 'unit-c', pushIds: ['push-1', 'push-2'] },
    ...{ from: '2026-09-29T01:00:00.000Z', pushedOn: '2026-09-29' },
  })
  .add('MeasureApplied', { unitId: 'unit-t', appliedAt: '2026-09-30T02:00:00.000Z', appliedOn: '2026-09-30' })
  .add('MeasureViolationRecorded', {
    ...{ violationId: 'v-1', ground: 'OFF_LIST', unitId: 'unit-t', appliedAt: '2026-09-30T02:00:00.000Z' },
  });
