import type { RecordedEvent } from '#libs/event-store';
import { REVIEW_PREFIX, SAMPLE_PREFIX, type ReviewEventMap, type Sample } from '#libs/lookup-review';
import type { Projection, ProjectionWriter, Row } from '#libs/read-store';
import { LOOKUP_REVIEWS, LOOKUP_SAMPLES } from './table.js';

/** Samples of look-ups and what their review found. A row follows from its event alone. */
export const lookupReviews: Projection = {
  name: 'lookup-reviews',
  version: 1,
  tables: [LOOKUP_SAMPLES, LOOKUP_REVIEWS],
  streamPrefixes: [SAMPLE_PREFIX, REVIEW_PREFIX],
  eventTypes: ['SampleDrawn', 'QueryReviewed'],
  fields: { metadata: ['recordedAt', 'actor'] },

  async handle(events: readonly RecordedEvent[], tx: ProjectionWriter): Promise<void> {
    await tx.upsert(LOOKUP_SAMPLES.name, events.filter(({ eventType }) => eventType === 'SampleDrawn').map(sampleRow));
    await tx.upsert(
      LOOKUP_REVIEWS.name,
      events.filter(({ eventType }) => eventType === 'QueryReviewed').map(reviewRow),
    );
  },
};

function sampleRow(event: RecordedEvent): Row {
  const sample = event.data as unknown as Sample;
  const { by, at } = actOf(event);
  return { month: sample.month, drawn_by: by, drawn_at: at, sample: JSON.stringify(sample) };
}

function reviewRow(event: RecordedEvent): Row {
  const data = event.data as unknown as ReviewEventMap['QueryReviewed'];
  const { queryId, month, result, action, sampled, userId, unitId = null, finding } = data;
  const { by, at } = actOf(event);
  return {
    ...{ query_id: queryId, month, result, action, sampled, user_id: userId, unit_id: unitId },
    ...{ reviewed_by: by, reviewed_at: at, finding: finding === undefined ? null : JSON.stringify(finding) },
  };
}

function actOf({ metadata }: RecordedEvent): { readonly by: string; readonly at: string } {
  return {
    by: (metadata['actor'] as { readonly userId: string }).userId,
    at: metadata['recordedAt'] as string,
  };
}
