import type { Pool, PoolClient } from 'pg';
import { RegisterUnavailable } from '#libs/access';
import { addDays, legalDateOf, type Instant, type LegalDate, type WorkingCalendar } from '#libs/rules';
import type { AnomalyFacts, Burst, DailyVolume, OutOfHours } from './anomalies.js';
import { beginOf, daysOfMonth, workingDaysWithin } from './hours.js';
import { REVIEW_PARAMETERS, type OfficeHours } from './parameters.js';
import { seedOf, shareOf, type Sample } from './sample.js';

/** A look-up as its review needs it. */
export interface RegisteredForReview {
  readonly queryId: string;
  readonly at: Instant;
  readonly userId: string;
  readonly unitId?: string;
  readonly subjectRef?: string;
  readonly maskLevel: string;
}

/** Conditions and the values of their parameters. */
export interface SqlCondition {
  readonly sql: string;
  readonly values: readonly unknown[];
}

const SHANGHAI = `(at at time zone 'Asia/Shanghai')`;

/** `isOutOfHours` over `registers.lookups`. @param first number of the first parameter */
function outOfHours(hours: OfficeHours, workingDays: readonly LegalDate[], first: number): SqlCondition {
  return {
    sql: `(to_char(${SHANGHAI}, 'HH24:MI') < $${first} or to_char(${SHANGHAI}, 'HH24:MI') >= $${first + 1}
           or ${SHANGHAI}::date <> all($${first + 2}::date[]))`,
    values: [hours.from, hours.until, workingDays],
  };
}

/** `sampledFor` over `registers.lookups`: what of the month is in the sample. @param first number of the first parameter */
export function sampledCondition(sample: Sample, first = 1): SqlCondition {
  const [begin, end] = spanOf(sample.month);
  const late = outOfHours(sample.officeHours, sample.workingDays, first + 4);
  return {
    sql: `at >= $${first} and at < $${first + 1} and mask_level <> 'OWN' and (
            encode(sha256(convert_to($${first + 2} || ':' || query_id::text, 'UTF8')), 'hex') <= $${first + 3}
            or mask_level = 'UNMASKED' or ${late.sql})`,
    values: [begin, end, sample.seed, sample.threshold, ...late.values],
  };
}

/** What the review of look-ups asks the register. All throw RegisterUnavailable. */
export class RegisterReader {
  constructor(private readonly pool: Pool) {}

  /** @returns undefined for an id that is not registered, and for what somebody looked up of the own */
  async find(queryId: string): Promise<RegisteredForReview | undefined> {
    const { rows } = await this.ask<{ at: Date; user_id: string; unit_id: string; subject_ref: string; mask: string }>(
      `select at, user_id, unit_id, subject_ref, mask_level as mask from registers.lookups where query_id = $1`,
      [queryId],
    );
    const [row] = rows;
    if (row === undefined || row.mask === 'OWN') return undefined;
    return {
      ...{ queryId, at: row.at.toISOString(), userId: row.user_id, maskLevel: row.mask },
      ...(row.unit_id === null ? {} : { unitId: row.unit_id }),
      ...(row.subject_ref === null ? {} : { subjectRef: row.subject_ref }),
    };
  }

  /** Draws the sample of a month, as of one instant of the register. It changes nothing, and draws the same again. */
  async draw(month: string, calendar: WorkingCalendar): Promise<Sample> {
    const { sampleShare, officeHours } = REVIEW_PARAMETERS;
    const workingDays = workingDaysWithin(calendar, ...daysOfMonth(month));
    return this.atOnce(async (client) => {
      const span = spanOf(month);
      const { rows: chains } = await client.query<{ hash: string }>(
        `select distinct on (shard) encode(hash, 'hex') as hash from registers.lookups
         where at >= $1 and at < $2 order by shard, seq desc`,
        [...span],
      );
      const seed = seedOf(
        month,
        chains.map(({ hash }) => hash),
      );
      const { rows: counted } = await client.query<{ population: string }>(
        `select count(*) as population from registers.lookups where at >= $1 and at < $2 and mask_level <> 'OWN'`,
        [...span],
      );
      const population = Number(counted[0]?.population ?? 0);
      const threshold = await thresholdOf(client, span, seed, shareOf(population, sampleShare));
      const drawn = { month, seed, share: sampleShare, threshold, officeHours, workingDays, population };
      return { ...drawn, sampled: await counts(client, { ...drawn, sampled: NONE }) };
    });
  }

  /** By counts only: nobody who was looked up is named. */
  async facts(from: LegalDate, to: LegalDate, calendar: WorkingCalendar): Promise<AnomalyFacts> {
    const { officeHours, enumeration, volume } = REVIEW_PARAMETERS;
    const span = [beginOf(from), beginOf(addDays(to, 1))] as const;
    const late = outOfHours(officeHours, workingDaysWithin(calendar, from, to), 3);
    return this.atOnce(async (client) => {
      const bursts = await client.query<{ user_id: string; unit_id: string; begin: Date } & BurstCounts>(BURSTS, [
        ...span,
        `${enumeration.windowMinutes} minutes`,
        Math.min(enumeration.persons, enumeration.misses, enumeration.near),
      ]);
      const volumes = await client.query<{ unit_id: string; day: string; lookups: string }>(
        `select unit_id, ${SHANGHAI}::date::text as day, count(*) as lookups from registers.lookups
         where at >= $1 and at < $2 and unit_id is not null group by 1, 2`,
        [beginOf(addDays(from, -volume.historyDays)), span[1]],
      );
      const nightly = await client.query<{ user_id: string; unit_id: string; day: string; lookups: string }>(
        `select user_id, unit_id, ${SHANGHAI}::date::text as day, count(*) as lookups from registers.lookups
         where at >= $1 and at < $2 and unit_id is not null and ${late.sql} group by 1, 2, 3`,
        [...span, ...late.values],
      );
      return {
        ...{ from, to },
        bursts: bursts.rows.map((row): Burst => ({
          ...{ userId: row.user_id, unitId: row.unit_id, from: row.begin.toISOString() },
          ...{ persons: Number(row.persons), misses: Number(row.misses), near: Number(row.near) },
        })),
        volumes: volumes.rows.map(({ unit_id, day, lookups }): DailyVolume => ({
          unitId: unit_id,
          day,
          lookups: Number(lookups),
        })),
        outOfHours: nightly.rows.map(({ user_id, unit_id, day, lookups }): OutOfHours => ({
          ...{ userId: user_id, unitId: unit_id, day, lookups: Number(lookups) },
        })),
      };
    });
  }

  private async ask<R extends object>(sql: string, values: unknown[]): Promise<{ readonly rows: R[] }> {
    return this.pool.query<R & Record<string, unknown>>(sql, values).catch((cause: unknown) => {
      throw new RegisterUnavailable({ cause });
    });
  }

  private async atOnce<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    let client: PoolClient | undefined;
    try {
      client = await this.pool.connect();
      await client.query('begin isolation level repeatable read read only');
      const done = await work(client);
      await client.query('commit');
      client.release();
      return done;
    } catch (cause) {
      client?.release(true);
      throw new RegisterUnavailable({ cause });
    }
  }
}

interface BurstCounts {
  readonly persons: string;
  readonly misses: string;
  readonly near: string;
}

/** What stands under a grant was allowed to be much. */
const BURSTS = `
  with windows as (
    select user_id, unit_id, date_bin($3::interval, at, timestamptz '2000-01-01') as begin,
           subject_ref, query_id, asked_near, result_count
    from registers.lookups
    where at >= $1 and at < $2 and unit_id is not null and grant_id is null),
  near as (
    select user_id, unit_id, begin, count(distinct coalesce(subject_ref, query_id::text)) as persons
    from windows where asked_near is not null group by user_id, unit_id, begin, asked_near)
  select w.user_id, w.unit_id, w.begin, count(distinct w.subject_ref) as persons,
         count(*) filter (where w.subject_ref is null and w.result_count = 0) as misses,
         coalesce((select max(n.persons) from near n
                   where (n.user_id, n.unit_id, n.begin) = (w.user_id, w.unit_id, w.begin)), 0) as near
  from windows w group by w.user_id, w.unit_id, w.begin having count(*) >= $4`;

const NONE = { share: 0, unmasked: 0, outOfHours: 0, all: 0 };

/** Begin of a month and of the next one, in Shanghai. */
function spanOf(month: string): readonly [Instant, Instant] {
  const [first, last] = daysOfMonth(month);
  return [beginOf(first), beginOf(addDays(last, 1))];
}

async function thresholdOf(
  client: PoolClient,
  span: readonly [Instant, Instant],
  seed: string,
  wanted: number,
): Promise<string> {
  if (wanted === 0) return '';
  const { rows } = await client.query<{ rank: string }>(
    `select encode(sha256(convert_to($3 || ':' || query_id::text, 'UTF8')), 'hex') as rank from registers.lookups
     where at >= $1 and at < $2 and mask_level <> 'OWN' order by rank offset $4 limit 1`,
    [...span, seed, wanted - 1],
  );
  return rows[0]?.rank ?? '';
}

async function counts(client: PoolClient, sample: Sample): Promise<Sample['sampled']> {
  const { sql, values } = sampledCondition(sample);
  const late = outOfHours(sample.officeHours, sample.workingDays, 5);
  const { rows } = await client.query<{ share: string; unmasked: string; late: string; all: string }>(
    `select count(*) filter (where encode(sha256(convert_to($3 || ':' || query_id::text, 'UTF8')), 'hex') <= $4) as share,
            count(*) filter (where mask_level = 'UNMASKED') as unmasked,
            count(*) filter (where ${late.sql}) as late, count(*) as all
     from registers.lookups where ${sql}`,
    [...values],
  );
  const [row] = rows;
  return {
    ...{ share: Number(row?.share ?? 0), unmasked: Number(row?.unmasked ?? 0) },
    ...{ outOfHours: Number(row?.late ?? 0), all: Number(row?.all ?? 0) },
  };
}

/** The month in Shanghai in which it was looked up. */
export function monthOf(at: Instant): string {
  return legalDateOf(at).slice(0, 7);
}
