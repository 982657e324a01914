import type { TableSpec } from '#libs/read-store';
import { col, nullable } from '../columns.js';

/** One row a month whose sample was drawn. */
export const LOOKUP_SAMPLES: TableSpec = {
  name: 'lookup_samples',
  primaryKey: ['month'],
  columns: [col.id('month'), col.id('drawn_by'), col.instant('drawn_at'), col.json('sample')],
};

/** One row a look-up that was reviewed. Findings stay sealed. */
export const LOOKUP_REVIEWS: TableSpec = {
  name: 'lookup_reviews',
  primaryKey: ['query_id'],
  columns: [
    col.id('query_id'),
    col.id('month'),
    col.id('result'),
    col.id('action'),
    col.flag('sampled'),
    col.id('user_id'),
    col.id('unit_id', nullable),
    col.id('reviewed_by'),
    col.instant('reviewed_at'),
    col.json('finding', nullable),
  ],
  indexes: [
    { name: 'lookup_reviews_month', columns: ['month', 'result'] },
    { name: 'lookup_reviews_at', columns: ['reviewed_at', 'query_id'] },
  ],
};
