import type { RecordedEvent } from '#libs/event-store';
import { COMPLAINT_DEADLINE } from '#libs/complaints';
import { Refusal } from '#libs/dossier';
import type { EventProcess } from '#libs/read-store';
import type { ReferenceData } from '#libs/reference-data';
import type { Pool } from 'pg';
import { TRIGGER_DEADLINE } from '#libs/joint-measures';
import type { SystemComplaints } from './complaints.process.js';
import type { SystemMeasures } from './measures.process.js';
import type { SystemCommands } from './system-commands.js';

const BATCH = 200;

/**
 * 3.2: a year's holiday table was loaded. Open deadlines that were computed with another calendar are computed again,
 * dossier by dossier: a loop of ordinary commands that is idempotent by (event, dossier), so that a crash goes on where
 * it was (D16).
 */
export class CalendarProcess implements EventProcess {
  readonly name = 'calendar-recompute';
  readonly streamPrefixes = ['calendar-'];

  constructor(
    private readonly system: {
      readonly commands: SystemCommands;
      readonly measures: SystemMeasures;
      readonly complaints: SystemComplaints;
    },
    private readonly reference: Pick<ReferenceData, 'waitFor' | 'snapshot'>,
    private readonly pool: Pool,
    /** Waits until the board of deadlines shows everything written until now. */
    private readonly boardIsCurrent: () => Promise<void>,
  ) {}

  async handle(event: RecordedEvent): Promise<void> {
    await this.reference.waitFor(event.position);
    await this.boardIsCurrent();
    const version = this.reference.snapshot().calendar.version;
    await this.recomputeMeasures(version, event.eventId);
    await this.recomputeComplaints(version, event.eventId);
    for (let after = ''; ;) {
      const { rows } = await this.pool.query<{ subject_id: string }>(
        `select distinct subject_id from read.deadlines
          where state = 'OPEN' and calendar_version <> $1 and not starts_with(deadline_id, $2) and subject_id > $3
          order by subject_id limit ${BATCH}`,
        [version, COMPLAINT_DEADLINE, after],
      );
      for (const { subject_id: subjectId } of rows) await this.recompute(subjectId, event.eventId);
      const last = rows.at(-1);
      if (last === undefined || rows.length < BATCH) return;
      after = last.subject_id;
    }
  }

  /** The loops of joint measures have deadlines of their own. */
  private async recomputeMeasures(version: string, eventId: string): Promise<void> {
    for (let after = ''; ;) {
      const { rows } = await this.pool.query<{ subject_id: string; entry_id: string }>(
        `select distinct subject_id, entry_id from read.deadlines
          where state = 'OPEN' and calendar_version <> $1 and starts_with(deadline_id, $2) and entry_id > $3
          order by entry_id limit ${BATCH}`,
        [version, TRIGGER_DEADLINE, after],
      );
      for (const { subject_id: subjectId, entry_id: entryId } of rows)
        await this.system.measures.issue(subjectId, entryId, 'RecomputeTriggerDeadlines', 'calendar.update', [eventId]);
      const last = rows.at(-1);
      if (last === undefined || rows.length < BATCH) return;
      after = last.entry_id;
    }
  }

  /** So have complaints, under their own ids. */
  private async recomputeComplaints(version: string, eventId: string): Promise<void> {
    for (let after = ''; ;) {
      const { rows } = await this.pool.query<{ complaint_id: string }>(
        `select subject_id as complaint_id from read.deadlines
          where state = 'OPEN' and calendar_version <> $1 and starts_with(deadline_id, $2) and subject_id > $3
          order by subject_id limit ${BATCH}`,
        [version, COMPLAINT_DEADLINE, after],
      );
      for (const { complaint_id: complaintId } of rows)
        await this.system.complaints.issue(complaintId, 'RecomputeComplaintDeadline', {}, 'calendar.update', [eventId]);
      const last = rows.at(-1);
      if (last === undefined || rows.length < BATCH) return;
      after = last.complaint_id;
    }
  }

  private async recompute(subjectId: string, eventId: string): Promise<void> {
    try {
      await this.system.commands.issue(subjectId, { type: 'RecomputeDeadlines', data: {} }, 'calendar.update', [
        eventId,
      ]);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
}
