import type { RecordedEvent } from '#libs/event-store';
import type { EventProcess } from '#libs/read-store';
import type { StandardEventMap } from '#libs/rules';
import { STANDARD_REVIEW } from './standard-review.job.js';
import type { SystemJobs } from './system-jobs.js';

/**
 * 3.15: a revised standard has taken effect, or a retired one has ended. A job has every entry on the list that pins a
 * version before it reviewed, in the order of these events.
 */
export class StandardReviewProcess implements EventProcess {
  readonly name = 'standard-review';
  readonly streamPrefixes = ['standard-'];

  constructor(private readonly jobs: Pick<SystemJobs, 'open'>) {}

  async handle(event: RecordedEvent): Promise<void> {
    const standardId = changedStandard(event);
    if (standardId !== undefined) await this.jobs.open(STANDARD_REVIEW, event, { standardId });
  }
}

/** The standard whose entries are to be reviewed. A first version supersedes nothing. */
function changedStandard({ eventType, data }: RecordedEvent): string | undefined {
  if (eventType === 'StandardEnded') return (data as unknown as StandardEventMap['StandardEnded']).standardId;
  if (eventType !== 'StandardTookEffect') return undefined;
  const { standardId, supersedes } = data as unknown as StandardEventMap['StandardTookEffect'];
  return supersedes === undefined ? undefined : standardId;
}
