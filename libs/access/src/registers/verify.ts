import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { BEGINNING, linkHash, storedRow } from './chain.js';
import { RegisterUnavailable } from './errors.js';
import type { RegisterName } from './tables.js';

export type ChainVerdict =
  | {
      readonly whole: true;
      readonly rows: number;
      /** The last row verified. Kept elsewhere, seq and hash show later that nothing before was rewritten. */
      readonly last?: { readonly seq: number; readonly hash: string };
    }
  | {
      readonly whole: false;
      /** The first row that is wrong, or that is not there. */
      readonly seq: number;
      /** MISSING no such row; DOUBLED two of them; LINK not chained to the one before; CONTENT altered; HEAD cut off. */
      readonly fault: 'MISSING' | 'DOUBLED' | 'LINK' | 'CONTENT' | 'HEAD';
    };

export interface ChainRange {
  /** First row to be verified, the first that is not archived when left out; a later one is trusted to be chained. */
  readonly from?: number;
  /** Last row, or the head of the chain, whose noted hash is then compared as well. */
  readonly to?: number;
  readonly shard?: number;
}

const PAGE = 1_000;

/** Reads a chain, or a part of it, as of one instant and computes every hash anew. @throws RegisterUnavailable */
export async function verifyChain(pool: Pool, register: RegisterName, range: ChainRange = {}): Promise<ChainVerdict> {
  let client: PoolClient | undefined;
  try {
    client = await pool.connect();
    await client.query('begin isolation level repeatable read read only');
    const verdict = await verify(client, register, range);
    await client.query('commit');
    client.release();
    return verdict;
  } catch (cause) {
    client?.release(true);
    throw new RegisterUnavailable({ cause });
  }
}

async function verify(client: PoolClient, register: RegisterName, range: ChainRange): Promise<ChainVerdict> {
  const { to, shard = 0 } = range;
  const start = await startOf(client, register, shard);
  const from = range.from ?? start.seq + 1;
  const head = await headOf(client, register, shard);
  const end = to ?? Number.MAX_SAFE_INTEGER;
  const before = from === start.seq + 1 ? start.hash : await hashOf(client, register, shard, from - 1);
  if (before === undefined) return { whole: false, seq: from - 1, fault: 'MISSING' };

  let previous = before;
  let seq = from - 1;
  let recordedAt = 'infinity';
  for (;;) {
    const { rows } = await client.query<QueryResultRow>(
      `select * from registers.${register}
       where shard = $1 and (seq, recorded_at) > ($2, $3::timestamptz) and seq <= $4
       order by seq, recorded_at limit $5`,
      [shard, seq, recordedAt, end, PAGE],
    );
    for (const row of rows) {
      const stored = storedRow(register, row);
      if (stored.link.seq === seq) return { whole: false, seq, fault: 'DOUBLED' };
      seq += 1;
      if (stored.link.seq !== seq) return { whole: false, seq, fault: 'MISSING' };
      if (!stored.previous.equals(previous)) return { whole: false, seq, fault: 'LINK' };
      if (!linkHash(register, stored.link, previous, stored.content).equals(stored.hash))
        return { whole: false, seq, fault: 'CONTENT' };
      previous = stored.hash;
      recordedAt = stored.link.recordedAt;
    }
    if (rows.length < PAGE) break;
  }
  if (to !== undefined && seq < to) return { whole: false, seq: seq + 1, fault: 'MISSING' };
  if (to === undefined && (head.seq !== seq || !head.hash.equals(previous)))
    return { whole: false, seq: Math.min(head.seq, seq) + 1, fault: 'HEAD' };
  const rows = seq - from + 1;
  return { whole: true, rows, ...(rows === 0 ? {} : { last: { seq, hash: previous.toString('hex') } }) };
}

/** Where a chain begins in the register: behind its last row that was archived. */
export async function startOf(client: PoolClient, register: RegisterName, shard: number) {
  const { rows } = await client.query<{ seq: string; hash: Buffer }>(
    `select last_seq as seq, last_hash as hash from registers.archived_months
     where register = $1 and shard = $2 order by last_seq desc limit 1`,
    [register, shard],
  );
  return rows[0] === undefined ? { seq: 0, hash: BEGINNING } : { seq: Number(rows[0].seq), hash: rows[0].hash };
}

async function headOf(client: PoolClient, register: RegisterName, shard: number) {
  const { rows } = await client.query<{ seq: string; hash: Buffer }>(
    'select seq, hash from registers.chain_heads where register = $1 and shard = $2',
    [register, shard],
  );
  return rows[0] === undefined ? { seq: 0, hash: BEGINNING } : { seq: Number(rows[0].seq), hash: rows[0].hash };
}

async function hashOf(client: PoolClient, register: RegisterName, shard: number, seq: number) {
  const { rows } = await client.query<{ hash: Buffer }>(
    `select hash from registers.${register} where shard = $1 and seq = $2`,
    [shard, seq],
  );
  return rows[0]?.hash;
}
