import { COMPLAINT_DEADLINE } from '#libs/complaints';
import { Refusal } from '#libs/dossier';
import type { Job, JobHandler, JobStore, JobTarget, OpenJob, RowResult, TargetQuery } from '#libs/jobs';
import { TRIGGER_DEADLINE } from '#libs/joint-measures';
import type { ReferenceData } from '#libs/reference-data';
import type { SystemComplaints } from './complaints.process.js';
import type { SystemMeasures } from './measures.process.js';
import type { SystemCommands } from './system-commands.js';
import { doneBy, eventOf, openTargets, refusedAs } from './system-job.js';

export const CALENDAR_RECOMPUTE = 'CALENDAR_RECOMPUTE';
const RULE = 'calendar.update';

export interface CalendarJobOptions {
  readonly commands: SystemCommands;
  readonly measures: SystemMeasures;
  readonly complaints: SystemComplaints;
  readonly reference: Pick<ReferenceData, 'waitFor' | 'snapshot'>;
  readonly store: Pick<JobStore, 'targets'>;
  /** Whether the board of deadlines shows everything written until now, if need be after a moment. */
  readonly boardIsCurrent: () => Promise<boolean>;
}

/**
 * 3.2: deadlines computed with another calendar, computed again: ordinary commands that are idempotent by (event,
 * dossier). Whoever has the least time left comes first. The loops of joint measures and complaints have deadlines of
 * their own; a validity is fixed by the decision and never computed again.
 */
export class CalendarJob implements JobHandler {
  readonly kinds = [CALENDAR_RECOMPUTE];

  constructor(private readonly options: CalendarJobOptions) {}

  async targets(job: Job): Promise<TargetQuery | undefined> {
    const { reference, boardIsCurrent } = this.options;
    if (!(await reference.waitFor(eventOf(job).position)) || !(await boardIsCurrent())) return undefined;
    return {
      sql: `select about, target_id, entry_id from (
              select case when starts_with(deadline_id, $2) then 'MEASURES'
                          when starts_with(deadline_id, $3) then 'COMPLAINT' else 'DOSSIER' end as about,
                     subject_id as target_id,
                     case when starts_with(deadline_id, $2) then entry_id end as entry_id, due_on
                from read.deadlines
               where state = 'OPEN' and calendar_version <> $1 and key <> 'entry.validity') open
             group by about, target_id, entry_id order by min(due_on), target_id, entry_id`,
      values: [reference.snapshot().calendar.version, TRIGGER_DEADLINE, COMPLAINT_DEADLINE],
    };
  }

  async open(job: Job): Promise<OpenJob> {
    const { eventId, position } = eventOf(job);
    const { reference, store } = this.options;
    if (!(await reference.waitFor(position))) throw new Error(`the reference data did not reach ${position}`);
    return openTargets(store, job, (target) => this.recompute(target, eventId));
  }

  private async recompute({ about, targetId, entryId = '' }: JobTarget, eventId: string): Promise<RowResult> {
    const { commands, measures, complaints } = this.options;
    const cause = [eventId];
    switch (about) {
      case 'MEASURES':
        return doneBy(await measures.issue(targetId, entryId, 'RecomputeTriggerDeadlines', RULE, cause));
      case 'COMPLAINT':
        return doneBy(await complaints.issue(targetId, 'RecomputeComplaintDeadline', {}, RULE, cause));
      default:
        try {
          return doneBy(await commands.issue(targetId, { type: 'RecomputeDeadlines', data: {} }, RULE, cause));
        } catch (error) {
          if (error instanceof Refusal) return refusedAs(error.code, targetId);
          throw error;
        }
    }
  }
}
