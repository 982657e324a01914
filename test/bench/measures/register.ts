import type { Pool } from 'pg';
import type { Lookup } from '#libs/access';
import { FilledRegister, newLookup } from '../data/filled-register.js';
import { lanesOf, workOff } from '../harness/lanes.js';
import type { Bench, Contestant, Measure } from '../harness/measure.js';

const SMALL = 10_000;
/** Set `MINGDAN_BENCH_REGISTER_ROWS` to 10000000 for what ten years of a city come to; filling takes its time. */
const LARGE = Number(process.env['MINGDAN_BENCH_REGISTER_ROWS'] ?? 100_000);
const AT_ONCE = 32;
const PAGE = 50;
/** One call of an approval system. */
const IN_ONE_CALL = 10_000;

/**
 * The register of look-ups, small and large: that what is registered and asked costs the same. The bare client inserts
 * into a plain table, a commit each, and asks with the same statement.
 */
export async function* register(bench: Bench): AsyncGenerator<Measure> {
  // The register is in PostgreSQL whatever store the log is in.
  if (bench.target.kind !== 'postgres') return;
  for (const [size, full] of Object.entries({ small: SMALL, large: LARGE })) {
    // As large in a quick run as in a full one.
    const filled = await FilledRegister.of(Math.min(full, bench.count(5 * full, 1_000)));
    try {
      yield registration(bench, filled, size);
      yield inOneCall(bench, filled, size);
      yield asked(bench, filled, `${size} register: who looked a person up`, 'subject_ref', (n) => ({
        subjectRef: filled.person(n),
      }));
      yield asked(bench, filled, `${size} register: a page of a unit's look-ups`, 'unit_id', (n) => ({
        unitId: filled.unit(n),
      }));
    } finally {
      await filled.close();
    }
  }
}

function registration(bench: Bench, { registers, pool }: FilledRegister, size: string): Measure {
  const count = bench.count(3_200, AT_ONCE);
  const by = (role: Contestant['role'], name: string, take: (lookup: Lookup) => Promise<unknown>): Contestant => ({
    ...{ role, name },
    prepare: async () => {
      const lookups = lanesOf(AT_ONCE, count / AT_ONCE, (lane, turn) => newLookup(lane * 1_000 + turn));
      return () => workOff(lookups, take);
    },
  });
  return {
    ...{ name: `${size} register: look-ups, ${AT_ONCE} at once`, unit: 'look-ups', count },
    contestants: [
      by('ours', 'registers', (lookup) => registers.registerLookup(lookup)),
      by('limit', 'bare pg, one insert a commit', (lookup) => insertPlain(pool, [lookup])),
    ],
  };
}

function inOneCall(bench: Bench, { registers, pool }: FilledRegister, size: string): Measure {
  const count = bench.count(IN_ONE_CALL, 100);
  const by = (
    role: Contestant['role'],
    name: string,
    take: (all: readonly Lookup[]) => Promise<unknown>,
  ): Contestant => ({
    ...{ role, name },
    prepare: async () => {
      const lookups = Array.from({ length: count }, (_, n) => newLookup(n));
      return async () => {
        await take(lookups);
        return count;
      };
    },
  });
  return {
    ...{ name: `${size} register: look-ups of one call`, unit: 'look-ups', count },
    contestants: [
      by('ours', 'registers', (all) => registers.registerLookups(all)),
      by('limit', 'bare pg, one insert', (all) => insertPlain(pool, all)),
    ],
  };
}

function asked(
  bench: Bench,
  { registers, pool }: FilledRegister,
  name: string,
  column: 'subject_ref' | 'unit_id',
  of: (n: number) => { readonly subjectRef: string } | { readonly unitId: string },
): Measure {
  const count = bench.count(1_600, 8);
  const by = (role: Contestant['role'], who: string, ask: (n: number) => Promise<unknown>): Contestant => ({
    ...{ role, name: who },
    prepare: async (round) => {
      const numbers = lanesOf(8, count / 8, (lane, turn) => round * 7_919 + lane * 977 + turn);
      return () => workOff(numbers, ask);
    },
  });
  const text = `select * from registers.lookups where ${column} = $1
                order by recorded_at desc, shard desc, seq desc limit ${PAGE + 1}`;
  return {
    ...{ name, unit: 'questions', count },
    contestants: [
      by('ours', 'registers', (n) => registers.listLookups(of(n), { limit: PAGE })),
      by('limit', 'bare pg', (n) => pool.query({ name: `by ${column}`, text, values: Object.values(of(n)) })),
    ],
  };
}

async function insertPlain(pool: Pool, lookups: readonly Lookup[]): Promise<void> {
  const rows = lookups.map(({ queryId, at, actor, role, subjectRef, purpose, ...rest }) => ({
    ...{ query_id: queryId, at, user_id: actor.userId, unit_id: actor.unitId, role, subject_ref: subjectRef },
    ...{ purpose_code: purpose.purposeCode, matter_no: purpose.matterNo, fields_returned: rest.fieldsReturned },
    ...{ mask_level: rest.maskLevel, result_count: rest.resultCount },
  }));
  await pool.query({
    name: 'plain',
    text: `insert into registers.plain select * from jsonb_populate_recordset(null::registers.plain, $1::jsonb)`,
    values: [JSON.stringify(rows)],
  });
}
