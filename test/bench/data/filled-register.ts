import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import {
  AppendAtOnce1763700043002,
  CreateRegisters1763700002001,
  ExtendLookups1763700022001,
  Registers,
  type Actor,
  type Lookup,
} from '#libs/access';
import { freshDatabase } from '../../support/database.js';

/** Years over which the rows are spread: as long as they are kept, a partition a month. */
const YEARS = 10;
/** So many rows are about one person. */
const ROWS_A_PERSON = 20;
const UNITS = 100;
/** As many connections as the product gives its registers. */
const CONNECTIONS = 10;

/** A register of look-ups that is as old and as large as is wanted, in a database of its own. */
export class FilledRegister {
  readonly registers: Registers;

  private constructor(
    readonly rows: number,
    /** For whoever asks without the product. */
    readonly pool: Pool,
    private readonly end: () => Promise<void>,
  ) {
    this.registers = new Registers(pool, 0, { isPublished: () => true });
  }

  /** Its rows are made by the database, and their hashes are none: who measures does not verify. */
  static async of(rows: number): Promise<FilledRegister> {
    const database = await freshDatabase({
      migrations: [CreateRegisters1763700002001, ExtendLookups1763700022001, AppendAtOnce1763700043002],
    });
    const pool = new Pool({ connectionString: database.url, max: CONNECTIONS });
    pool.on('error', () => undefined);
    const end = async (): Promise<void> => {
      await pool.end();
      await database.drop();
    };
    try {
      await pool.query(MONTHS, [`${YEARS} years`]);
      await pool.query(FILL, [rows, `${YEARS} years`, Math.max(1, Math.floor(rows / ROWS_A_PERSON)), UNITS]);
      await pool.query(
        `insert into registers.chain_heads (register, shard, seq, hash, recorded_at)
         values ('lookups', 0, $1, sha256('head'), now())`,
        [rows],
      );
      await pool.query(PLAIN);
      await pool.query('analyze');
      return new FilledRegister(rows, pool, end);
    } catch (error) {
      await end();
      throw error;
    }
  }

  /** Somebody who was looked up. */
  person(n: number): string {
    return `person-${n % Math.max(1, Math.floor(this.rows / ROWS_A_PERSON))}`;
  }

  unit(n: number): string {
    return `unit-${n % UNITS}`;
  }

  close(): Promise<void> {
    return this.end();
  }
}

/** A look-up that has not been registered yet. */
export function newLookup(n: number): Lookup {
  const actor: Actor = { userId: `user-${n % 1_000}`, unitId: `unit-${n % UNITS}`, roles: [], kind: 'OFFICIAL' };
  return {
    ...{ queryId: randomUUID(), at: new Date().toISOString(), actor, role: 'IMPLEMENTING_UNIT' },
    subjectRef: randomUUID(),
    purpose: { purposeCode: 'BID_REVIEW', matterNo: `银公资〔2026〕${n}号` },
    fieldsReturned: ['listed', 'decisionNo', 'validity', 'measures', 'disputeMark'],
    ...{ maskLevel: 'DEPARTMENT', resultCount: 0, clientIp: '10.0.0.1' },
  };
}

const MONTHS = `
  select registers.ensure_month('lookups', month)
  from generate_series(now() - $1::interval, now() + interval '1 month', interval '1 month') as month`;

const FILL = `
  insert into registers.lookups (query_id, at, user_id, unit_id, role, subject_ref, purpose_code, matter_no,
    fields_returned, mask_level, result_count, client_ip, recorded_at, shard, seq, previous, hash)
  select gen_random_uuid(), instant, 'user-' || n % 1000, 'unit-' || n % $4, 'IMPLEMENTING_UNIT',
    'person-' || (n * 7919) % $3, 'BID_REVIEW', '银公资' || n, '{listed,decisionNo,validity,measures,disputeMark}',
    case when n % 100 = 0 then 'UNMASKED' else 'DEPARTMENT' end, 0, '10.0.0.1', instant, 0, n,
    sha256('before'), sha256('row')
  from generate_series(1, $1::bigint) as n,
    lateral (select date_trunc('milliseconds', now() - $2::interval * (1 - n::float8 / $1::bigint)) as instant) as t`;

/** What somebody would write into who registers without chain, months and indexes. */
const PLAIN = `
  create table registers.plain (query_id uuid primary key, at timestamptz, user_id text, unit_id text, role text,
    subject_ref text, purpose_code text, matter_no text, fields_returned text[], mask_level text, result_count int)`;
