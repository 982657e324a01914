import { sampledCondition, type ReviewAction, type ReviewResult, type Sample } from '#libs/lookup-review';
import { Conditions, page, type Page, type Queryable } from '../columns.js';

export interface DrawnSample {
  readonly sample: Sample;
  readonly drawnBy: string;
  readonly drawnAt: string;
}

/** How far the review of a month is. */
export interface ReviewCoverage {
  /** Of those in the sample. */
  readonly reviewed: number;
  readonly proper: number;
  readonly improper: number;
  /** Reviewed though they are not in the sample. */
  readonly besides: number;
}

export interface LookupReview {
  readonly queryId: string;
  readonly month: string;
  readonly result: ReviewResult;
  readonly action: ReviewAction;
  readonly sampled: boolean;
  readonly userId: string;
  readonly unitId: string | null;
  readonly reviewedBy: string;
  readonly reviewedAt: string;
  /** Sealed, where there is one. */
  readonly finding: unknown;
}

export interface SampledKey {
  readonly at: string;
  readonly shard: number;
  readonly seq: number;
}

export async function findSample(db: Queryable, month: string): Promise<DrawnSample | undefined> {
  const { rows } = await db.query<{ sample: Sample; drawn_by: string; drawn_at: Date }>(
    'select sample, drawn_by, drawn_at from read.lookup_samples where month = $1',
    [month],
  );
  const [row] = rows;
  return row && { sample: row.sample, drawnBy: row.drawn_by, drawnAt: row.drawn_at.toISOString() };
}

export async function coverageOf(db: Queryable, month: string): Promise<ReviewCoverage> {
  const { rows } = await db.query<Record<keyof ReviewCoverage, string>>(
    `select count(*) filter (where sampled) as reviewed,
            count(*) filter (where sampled and result = 'PROPER') as proper,
            count(*) filter (where sampled and result = 'IMPROPER') as improper,
            count(*) filter (where not sampled) as besides
     from read.lookup_reviews where month = $1`,
    [month],
  );
  const [row] = rows;
  const count = (name: keyof ReviewCoverage): number => Number(row?.[name] ?? 0);
  return {
    ...{ reviewed: count('reviewed'), proper: count('proper') },
    ...{ improper: count('improper'), besides: count('besides') },
  };
}

/**
 * Ids of a sample's look-ups in the order of their time, a page of them; with `open` only those that wait for review.
 * The register is asked by the rule the sample was drawn by.
 */
export async function sampledLookups(
  db: Queryable,
  sample: Sample,
  open: boolean,
  limit: number,
  after?: SampledKey,
): Promise<Page<{ readonly queryId: string } & SampledKey, SampledKey>> {
  const { sql, values } = sampledCondition(sample);
  const more = [...values];
  const parameter = (value: unknown): string => `$${more.push(value)}`;
  const beyond =
    after === undefined
      ? ''
      : `and (at, shard, seq) >
         (${parameter(after.at)}::timestamptz, ${parameter(after.shard)}::int, ${parameter(after.seq)}::bigint)`;
  const waiting = open
    ? `and not exists (select from read.lookup_reviews r where r.query_id = registers.lookups.query_id::text)`
    : '';
  const { rows } = await db.query<{ query_id: string; at: Date; shard: number; seq: string }>(
    `select query_id, at, shard, seq from registers.lookups where ${sql} ${beyond} ${waiting}
     order by at, shard, seq limit ${limit + 1}`,
    more,
  );
  const found = rows.map(({ query_id, at, shard, seq }) => ({
    ...{ queryId: query_id, at: at.toISOString(), shard, seq: Number(seq) },
  }));
  return page(found, limit, ({ at, shard, seq }) => ({ at, shard, seq }));
}

interface ReviewRow {
  readonly query_id: string;
  readonly month: string;
  readonly result: ReviewResult;
  readonly action: ReviewAction;
  readonly sampled: boolean;
  readonly user_id: string;
  readonly unit_id: string | null;
  readonly reviewed_by: string;
  readonly reviewed_at: Date;
  readonly finding: unknown;
}

/** Reviews of these look-ups, by their id. */
export async function reviewsOf(
  db: Queryable,
  queryIds: readonly string[],
): Promise<ReadonlyMap<string, LookupReview>> {
  const { rows } = await db.query<ReviewRow>('select * from read.lookup_reviews where query_id = any($1)', [queryIds]);
  return new Map(rows.map((row) => [row.query_id, reviewOf(row)]));
}

export interface ReviewFilter {
  readonly month?: string;
  readonly result?: string;
  readonly unitId?: string;
}

export interface LookupReviewKey {
  readonly reviewedAt: string;
  readonly queryId: string;
}

/** A page of reviews, the latest first. */
export async function listReviews(
  db: Queryable,
  { month, result, unitId }: ReviewFilter,
  limit: number,
  after?: LookupReviewKey,
): Promise<Page<LookupReview, LookupReviewKey>> {
  const conditions = new Conditions().equal('month', month).equal('result', result).equal('unit_id', unitId);
  if (after !== undefined) {
    const key = `(${conditions.param(after.reviewedAt)}::timestamptz, ${conditions.param(after.queryId)})`;
    conditions.and(`(reviewed_at, query_id) < ${key}`);
  }
  const { rows } = await db.query<ReviewRow>(
    `select * from read.lookup_reviews ${conditions.where}
     order by reviewed_at desc, query_id desc limit ${limit + 1}`,
    conditions.values,
  );
  return page(rows.map(reviewOf), limit, ({ reviewedAt, queryId }) => ({ reviewedAt, queryId }));
}

function reviewOf(row: ReviewRow): LookupReview {
  return {
    ...{ queryId: row.query_id, month: row.month, result: row.result, action: row.action, sampled: row.sampled },
    ...{ userId: row.user_id, unitId: row.unit_id, reviewedBy: row.reviewed_by },
    ...{ reviewedAt: row.reviewed_at.toISOString(), finding: row.finding },
  };
}
