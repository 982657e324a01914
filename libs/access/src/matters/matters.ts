import type { Pool, QueryResultRow } from 'pg';
import { Gathered } from '#libs/platform';
import type { LookupPurpose } from '../lookup-purpose.dto.js';
import { RegisterUnavailable } from '../registers/errors.js';

/** A matter of a unit: which of its query matters it falls under, and its number there. */
export type Matter = Pick<LookupPurpose, 'purposeCode' | 'matterNo'>;

export interface ReportedMatter extends Matter {
  /** Legal date (Asia/Shanghai) on which the matter was opened: the period it counts in. */
  readonly openedOn: string;
}

/** A period of section 7.1: `from` is in it, `to` is not. Legal dates. */
export interface MatterPeriod {
  readonly from: string;
  readonly to: string;
}

/** What a unit has reported and asked in a period (F6). */
export interface MatterCount {
  readonly unitId: string;
  /** Matters that were opened in the period: the denominator. */
  readonly reported: number;
  /** Those of them that a decision query was made for, whenever: the numerator. */
  readonly covered: number;
  /** Matters first asked about in the period, reported or not. */
  readonly asked: number;
}

/** Place of a matter in the list of those reported. */
export interface MatterKey extends ReportedMatter {
  readonly unitId: string;
}

interface AskedMatter extends Matter {
  readonly unitId: string;
  /** Instant (ISO 8601, UTC) of the question. */
  readonly at: string;
  /** Its legal date. */
  readonly on: string;
  readonly queryId: string;
}

/** Matters remembered as asked about; the eldest is forgotten first, and then merely noted once more. */
const REMEMBERED = 10_000;

/**
 * Matters reported by embedded systems, and those for which a decision was asked (应查必查, spec 7.2 F6). Rows are added
 * and never changed; a matter counts once however often it is reported or asked about. Matter numbers hold no name and no
 * identifier: the shape of a request sees to it.
 */
export class Matters {
  /** That a matter was asked about is never taken back, so it need not be said twice. */
  private readonly known = new Set<string>();
  private readonly notes = new Gathered((asked: readonly AskedMatter[]) => this.note(asked));

  constructor(private readonly pool: Pool) {}

  /**
   * Committed when it returns.
   * @param at instant (ISO 8601, UTC)
   * @returns how many had not been reported before
   * @throws RegisterUnavailable
   */
  async report(unitId: string, userId: string, at: string, matters: readonly ReportedMatter[]): Promise<number> {
    const rows = await this.run(
      `insert into matters.reported (unit_id, purpose_code, matter_no, opened_on, reported_at, user_id)
       select distinct on (purpose_code, matter_no) $1, purpose_code, matter_no, opened_on, $2, $3
         from jsonb_to_recordset($4::jsonb) as m (purpose_code text, matter_no text, opened_on date)
        order by purpose_code, matter_no, opened_on
       on conflict do nothing returning matter_no`,
      [
        ...[unitId, at, userId],
        JSON.stringify(
          matters.map(({ purposeCode, matterNo, openedOn }) => ({
            ...{ purpose_code: purposeCode, matter_no: matterNo, opened_on: openedOn },
          })),
        ),
      ],
    );
    return rows.length;
  }

  /**
   * Notes that a decision is asked for a matter: to be awaited before the answer leaves. The first time counts.
   * @param on legal date of the question
   * @throws RegisterUnavailable
   */
  async noteAsked(unitId: string, matter: Matter, asked: { at: string; on: string; queryId: string }): Promise<void> {
    const key = keyOf({ unitId, ...matter });
    if (this.known.has(key)) return;
    await this.notes.ask({ unitId, purposeCode: matter.purposeCode, matterNo: matter.matterNo, ...asked });
    this.known.add(key);
    const [eldest] = this.known;
    if (this.known.size > REMEMBERED && eldest !== undefined) this.known.delete(eldest);
  }

  private async note(asked: readonly AskedMatter[]): Promise<readonly void[]> {
    const first = new Map<string, AskedMatter>();
    for (const one of asked) if (!first.has(keyOf(one))) first.set(keyOf(one), one);
    // One order everywhere: two processes that note the same matters never wait for each other in a circle.
    const rows = [...first].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
    await this.run(
      `insert into matters.asked (unit_id, purpose_code, matter_no, asked_on, asked_at, query_id)
       select * from unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::timestamptz[], $6::uuid[])
       on conflict do nothing`,
      (['unitId', 'purposeCode', 'matterNo', 'on', 'at', 'queryId'] as const).map((field) =>
        rows.map((row) => row[field]),
      ),
    );
    return asked.map(() => undefined);
  }

  /**
   * Both counts for each unit that has any, by its id.
   * @param unitIds absent: of all units
   * @throws RegisterUnavailable
   */
  async counts({ from, to }: MatterPeriod, unitIds?: readonly string[]): Promise<readonly MatterCount[]> {
    return this.run<MatterCount>(
      `with reported as (
         select r.unit_id, count(*) as reported, count(a.asked_on) as covered
           from matters.reported r left join matters.asked a using (unit_id, purpose_code, matter_no)
          where r.opened_on >= $1 and r.opened_on < $2 and ($3::text[] is null or r.unit_id = any($3))
          group by r.unit_id),
       asked as (
         select unit_id, count(*) as asked from matters.asked
          where asked_on >= $1 and asked_on < $2 and ($3::text[] is null or unit_id = any($3))
          group by unit_id)
       select unit_id as "unitId", coalesce(reported, 0)::int as reported, coalesce(covered, 0)::int as covered,
              coalesce(asked, 0)::int as asked
         from reported full join asked using (unit_id) order by unit_id`,
      [from, to, unitIds ?? null],
    );
  }

  /**
   * Reported matters of a period, the latest first, with the day on which a decision was first asked for.
   * @param options `asked: false` for those nobody has asked about
   * @throws RegisterUnavailable
   */
  async list(
    { from, to }: MatterPeriod,
    options: {
      readonly unitIds?: readonly string[];
      readonly asked?: boolean;
      readonly limit: number;
      readonly after?: MatterKey;
    },
  ): Promise<readonly (MatterKey & { readonly askedOn: string | null })[]> {
    const { unitIds, asked, limit, after } = options;
    return this.run(
      `select r.unit_id as "unitId", r.purpose_code as "purposeCode", r.matter_no as "matterNo",
              r.opened_on::text as "openedOn", a.asked_on::text as "askedOn"
         from matters.reported r left join matters.asked a using (unit_id, purpose_code, matter_no)
        where r.opened_on >= $1 and r.opened_on < $2 and ($3::text[] is null or r.unit_id = any($3))
          and ($4::boolean is null or (a.asked_on is not null) = $4)
          and ($5::date is null or r.opened_on < $5
               or (r.opened_on = $5 and (r.unit_id, r.purpose_code, r.matter_no) > ($6, $7, $8)))
        order by r.opened_on desc, r.unit_id, r.purpose_code, r.matter_no limit $9`,
      [
        ...[from, to, unitIds ?? null, asked ?? null],
        ...[after?.openedOn ?? null, after?.unitId ?? '', after?.purposeCode ?? '', after?.matterNo ?? '', limit],
      ],
    );
  }

  private async run<R extends QueryResultRow>(sql: string, values: readonly unknown[]): Promise<R[]> {
    try {
      return (await this.pool.query<R>(sql, [...values])).rows;
    } catch (cause) {
      throw new RegisterUnavailable({ cause });
    }
  }
}

const keyOf = ({ unitId, purposeCode, matterNo }: Matter & { readonly unitId: string }): string =>
  JSON.stringify([unitId, purposeCode, matterNo]);
