import type { RecordedEvent } from '#libs/event-store';
import type { EventProcess } from '#libs/read-store';
import { CALENDAR_RECOMPUTE } from './calendar.job.js';
import type { SystemJobs } from './system-jobs.js';

/**
 * 3.2: a year's holiday table was loaded. Open deadlines that were computed with another calendar are computed again by
 * a job, in the order of these events.
 */
export class CalendarProcess implements EventProcess {
  readonly name = 'calendar-recompute';
  readonly streamPrefixes = ['calendar-'];

  constructor(private readonly jobs: Pick<SystemJobs, 'open'>) {}

  async handle(event: RecordedEvent): Promise<void> {
    await this.jobs.open(CALENDAR_RECOMPUTE, event);
  }
}
