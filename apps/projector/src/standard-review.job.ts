import { listedUnderQuery } from '#projections';
import { Refusal } from '#libs/dossier';
import type { Job, JobHandler, JobStore, JobTarget, OpenJob, RowResult, TargetQuery } from '#libs/jobs';
import type { ReferenceData } from '#libs/reference-data';
import type { SystemCommands } from './system-commands.js';
import { doneBy, eventOf, openTargets, refusedAs } from './system-job.js';

export const STANDARD_REVIEW = 'STANDARD_REVIEW';
const RULE = 'stdChange.review';

export interface StandardReviewJobOptions {
  readonly commands: SystemCommands;
  readonly reference: Pick<ReferenceData, 'waitFor'>;
  readonly store: Pick<JobStore, 'targets'>;
  /** Whether the lists show everything written until now, if need be after a moment. */
  readonly listsAreCurrent: () => Promise<boolean>;
}

/**
 * 3.15: a review for every entry on the list that pins a version before the one in force: ordinary commands that are
 * idempotent by (event, entry). It opens reviews and never exits anybody.
 */
export class StandardReviewJob implements JobHandler {
  readonly kinds = [STANDARD_REVIEW];

  constructor(private readonly options: StandardReviewJobOptions) {}

  async targets(job: Job): Promise<TargetQuery | undefined> {
    const { reference, listsAreCurrent } = this.options;
    if (!(await reference.waitFor(eventOf(job).position)) || !(await listsAreCurrent())) return undefined;
    const { sql, values } = listedUnderQuery((job.payload as { standardId: string }).standardId);
    return {
      sql: `select 'ENTRY' as about, "subjectId" as target_id, "entryId" as entry_id from (${sql}) listed`,
      values,
    };
  }

  async open(job: Job): Promise<OpenJob> {
    const { eventId, position } = eventOf(job);
    const { reference, store } = this.options;
    if (!(await reference.waitFor(position))) throw new Error(`the reference data did not reach ${position}`);
    return openTargets(store, job, (target) => this.review(target, eventId));
  }

  private async review({ targetId: subjectId, entryId = '' }: JobTarget, eventId: string): Promise<RowResult> {
    const command = { type: 'OpenStandardReview', data: { entryId } } as const;
    try {
      return doneBy(await this.options.commands.issue(subjectId, command, RULE, [eventId, entryId]));
    } catch (error) {
      if (error instanceof Refusal) return refusedAs(error.code, subjectId, entryId);
      throw error;
    }
  }
}
