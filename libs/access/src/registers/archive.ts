import { createHash } from 'node:crypto';
import { canonicalize } from 'json-canonicalize';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { linkHash, storedRow } from './chain.js';
import { startOf } from './verify.js';
import type { RegisterName } from './tables.js';

/** How long the rows of a register stay in it (retention.queryLog, 3.3). */
export const KEPT_YEARS = 10;

const PAGE = 1_000;

export interface ArchivedChain {
  readonly shard: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

export interface ArchivedMonth {
  readonly register: RegisterName;
  /** `2016-09`, by UTC as the register is parted. */
  readonly month: string;
  readonly rows: number;
  /** Of all lines that were written, 64 hex digits. */
  readonly sha256: string;
  readonly chains: readonly ArchivedChain[];
}

/** Where an archived month goes. */
export interface ArchiveSink {
  /** Takes one line. */
  write(line: string): Promise<void>;
  /** After the last line: when it returns, all that was written is durable. */
  finish(): Promise<void>;
}

/** The month stays where it is. */
export class ArchiveRefused extends Error {
  constructor(readonly reason: 'TOO_EARLY' | 'NO_SUCH_MONTH' | 'BROKEN' | 'NOT_THE_OLDEST') {
    super(REASONS[reason]);
    this.name = 'ArchiveRefused';
  }
}

const REASONS = {
  TOO_EARLY: `rows of a register stay in it for ${KEPT_YEARS} years`,
  NO_SUCH_MONTH: 'the register has no such month',
  BROKEN: 'the chain of the month is broken: find out why before it leaves the register',
  NOT_THE_OLDEST: 'an older month is still there: chains leave the register from their beginning',
} as const;

/**
 * Hands every row of a month out as a line of canonical JSON, its hash with it, and takes the month out of the register
 * when they are durable there. What was handed out is verified first, and the last hash of each chain is noted,
 * so that the rows which stay are still verified from there.
 *
 * @param now instant, ISO 8601
 * @throws ArchiveRefused
 */
export async function archiveMonth(
  pool: Pool,
  register: RegisterName,
  month: string,
  now: string,
  sink: ArchiveSink,
): Promise<ArchivedMonth> {
  if (now < keptUntil(month)) throw new ArchiveRefused('TOO_EARLY');
  const part = `${register}_${month.replace('-', '_')}`;
  const client = await pool.connect();
  try {
    await client.query('begin');
    const parts = await monthsOf(client, register);
    if (!parts.includes(part)) throw new ArchiveRefused('NO_SUCH_MONTH');
    if (parts[0] !== part) throw new ArchiveRefused('NOT_THE_OLDEST');
    // Nothing is written into a month this old; the lock says it to whoever reads.
    await client.query(`lock table registers.${part} in share mode`);
    const digest = createHash('sha256');
    const chains: ArchivedChain[] = [];
    const lasts: Buffer[] = [];
    const { rows: shards } = await client.query<{ shard: number }>(
      `select distinct shard from registers.${part} order by shard`,
    );
    for (const { shard } of shards) {
      const { chain, last } = await handOut(client, register, part, shard, async (line) => {
        digest.update(line);
        await sink.write(line);
      });
      chains.push(chain);
      lasts.push(last);
    }
    await sink.finish();
    const sha256 = digest.digest('hex');
    for (const [at, { shard, firstSeq, lastSeq }] of chains.entries()) {
      await client.query(
        `insert into registers.archived_months
           (register, month, shard, first_seq, last_seq, last_hash, file_sha256, archived_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [register, month, shard, firstSeq, lastSeq, lasts[at], sha256, now],
      );
    }
    await client.query(`alter table registers.${register} detach partition registers.${part}`);
    await client.query(`drop table registers.${part}`);
    await client.query('commit');
    const rows = chains.reduce((sum, { firstSeq, lastSeq }) => sum + lastSeq - firstSeq + 1, 0);
    return { register, month, rows, sha256, chains };
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** The first instant at which a month may leave. */
function keptUntil(month: string): string {
  const [year = '', of = ''] = month.split('-');
  return new Date(Date.UTC(Number(year) + KEPT_YEARS, Number(of), 1)).toISOString();
}

async function monthsOf(client: PoolClient, register: RegisterName): Promise<readonly string[]> {
  const { rows } = await client.query<{ part: string }>(
    `select c.relname as part from pg_inherits join pg_class c on c.oid = inhrelid
     where inhparent = $1::regclass order by 1`,
    [`registers.${register}`],
  );
  return rows.map(({ part }) => part);
}

async function handOut(
  client: PoolClient,
  register: RegisterName,
  part: string,
  shard: number,
  take: (line: string) => Promise<void>,
): Promise<{ readonly chain: ArchivedChain; readonly last: Buffer }> {
  const start = await startOf(client, register, shard);
  let { seq, hash: previous } = start;
  for (;;) {
    const { rows } = await client.query<QueryResultRow>(
      `select * from registers.${part} where shard = $1 and seq > $2 order by seq limit ${PAGE}`,
      [shard, seq],
    );
    for (const row of rows) {
      const { link, content, hash } = storedRow(register, row);
      if (link.seq !== seq + 1 || !linkHash(register, link, previous, content).equals(hash))
        throw new ArchiveRefused('BROKEN');
      await take(`${canonicalize({ register, ...link, ...content, hash: hash.toString('hex') })}\n`);
      seq = link.seq;
      previous = hash;
    }
    if (rows.length < PAGE) break;
  }
  return { chain: { shard, firstSeq: start.seq + 1, lastSeq: seq }, last: previous };
}
