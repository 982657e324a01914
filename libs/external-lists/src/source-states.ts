import type { Pool } from 'pg';
import type { Instant } from '#libs/rules';

/** What is remembered of a source between two attempts. */
export interface ClaimedSource {
  readonly etag?: string;
  /** Of what came under that entity tag. */
  readonly etagSha256?: string;
}

export interface Attempted {
  readonly outcome: string;
  readonly at: Instant;
  /** When it is asked again. */
  readonly nextAt: Instant;
  /** Whether it said that what stands here is its present version. */
  readonly confirmed: boolean;
  /** Whether it gave nothing that can be used. */
  readonly failed: boolean;
  /** Of what was received. */
  readonly etag?: string;
  readonly etagSha256?: string;
}

/** How sources answer: a table beside the log. All methods reject with the database's error when it is away. */
export class SourceStates {
  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  /** Takes a source that is due, unless somebody else has it. */
  async claim(listId: string, now: Instant, leaseMs: number): Promise<ClaimedSource | undefined> {
    await this.pool.query(
      'insert into external.sources (list_id, next_at) values ($1, $2) on conflict (list_id) do nothing',
      [listId, now],
    );
    const { rows } = await this.pool.query<{ etag: string | null; etag_sha256: string | null }>(
      `update external.sources set claimed_until = clock_timestamp() + make_interval(secs => $3::float8 / 1000)
        where list_id = $1 and next_at <= $2 and (claimed_until is null or claimed_until < clock_timestamp())
       returning etag, etag_sha256`,
      [listId, now, leaseMs],
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    return {
      ...(row.etag !== null && { etag: row.etag }),
      ...(row.etag_sha256 !== null && { etagSha256: row.etag_sha256 }),
    };
  }

  /** Writes down what came of an attempt, and lets the source go. */
  async record(listId: string, attempted: Attempted): Promise<void> {
    const { outcome, at, nextAt, confirmed, failed, etag, etagSha256 } = attempted;
    await this.pool.query(
      `update external.sources set claimed_until = null, last_attempt_at = $2, last_outcome = $3, next_at = $4,
              confirmed_at = case when $5 then $2::timestamptz else confirmed_at end,
              failing_since = case when $6 then coalesce(failing_since, $2::timestamptz) end,
              etag = coalesce($7, etag), etag_sha256 = coalesce($8, etag_sha256)
        where list_id = $1`,
      [listId, at, outcome, nextAt, confirmed, failed, etag ?? null, etagSha256 ?? null],
    );
  }

  /** Has a source asked at the next look. */
  async askNow(listId: string, now: Instant): Promise<void> {
    await this.pool.query(
      `insert into external.sources (list_id, next_at) values ($1, $2)
       on conflict (list_id) do update set next_at = least(sources.next_at, excluded.next_at)`,
      [listId, now],
    );
  }
}
