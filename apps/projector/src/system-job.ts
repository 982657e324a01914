import type { RecordedEvent } from '#libs/event-store';
import { Targets, type Job, type JobStore, type JobTarget, type OpenJob, type RowResult } from '#libs/jobs';

/** The event that a job of the product follows from; the ids of its commands are made of it. */
export type CausingEvent = Pick<RecordedEvent, 'eventId' | 'position'>;

export function eventOf({ payload }: Job): CausingEvent {
  return payload as unknown as CausingEvent;
}

/** The targets of a job as its rows. Those of one stream are done one after the other. */
export function openTargets(
  store: Pick<JobStore, 'targets'>,
  { jobId }: Job,
  work: (target: JobTarget) => Promise<RowResult>,
): OpenJob {
  const targets = new Targets(store, jobId);
  return {
    keyOf: async (rowNo) => (await targets.at(rowNo)).targetId,
    handle: async (rowNo) => {
      const result = await work(await targets.at(rowNo));
      targets.letGo(rowNo);
      return result;
    },
  };
}

/** What a command did: something, or nothing because it was so already. Without an answer there was nobody to take it. */
export function doneBy(answer: { readonly events: readonly unknown[] } | undefined): RowResult {
  if (answer !== undefined && answer.events.length > 0) return { state: 'ACCEPTED' };
  return { state: 'DUPLICATE', code: 'ALREADY_SO' };
}

/** A dossier that refuses an act of the product has moved on. */
export function refusedAs(code: string, subjectId: string, entryId?: string): RowResult {
  return { state: 'REFUSED', code, subjectId, ...(entryId !== undefined && { entryId }) };
}
