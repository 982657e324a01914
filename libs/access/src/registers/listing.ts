import { createHash } from 'node:crypto';
import type { Pool, QueryResultRow } from 'pg';
import { storedRow, type Link } from './chain.js';
import { CursorInvalid, RegisterUnavailable } from './errors.js';
import { REGISTERS, type RegisterName } from './tables.js';

export interface ListingOptions {
  /** Recorded at or after, ISO 8601. */
  readonly from?: string;
  /** Recorded before, ISO 8601. */
  readonly before?: string;
  /** From the page before. */
  readonly cursor?: string;
  /** 1 to 500; 50 when left out. */
  readonly limit?: number;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Absent on the last page. */
  readonly next?: string;
}

const MAX_LIMIT = 500;
const LIMITS = [50, 200, MAX_LIMIT];

/** One page, newest first; rows added meanwhile do not disturb the pages that follow. */
export async function list<Row extends Link>(
  pool: Pool,
  register: RegisterName,
  filter: Readonly<Record<string, string | readonly string[] | undefined>>,
  { from, before, cursor, limit = 50 }: ListingOptions,
): Promise<Page<Row>> {
  const values: unknown[] = [];
  const conditions: string[] = [];
  const where = (condition: (parameter: string) => string, value: unknown): void => {
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  for (const [field, value] of Object.entries(filter)) {
    const column = REGISTERS[register].find((known) => known.field === field)?.column;
    if (column === undefined) throw new RangeError(`${register} has no field ${field}`);
    if (typeof value === 'string') where((p) => `${column} = ${p}`, value);
    else if (value !== undefined) where((p) => `${column} = any(${p})`, value);
  }
  if (from !== undefined) where((p) => `recorded_at >= ${p}::timestamptz`, from);
  if (before !== undefined) where((p) => `recorded_at < ${p}::timestamptz`, before);
  if (cursor !== undefined) {
    const { recordedAt, shard, seq } = readCursor(cursor);
    values.push(recordedAt, shard, seq);
    const n = values.length;
    conditions.push(`(recorded_at, shard, seq) < ($${n - 2}::timestamptz, $${n - 1}::int, $${n}::bigint)`);
  }
  const size = Math.min(Math.max(Math.trunc(limit), 1), MAX_LIMIT);
  // Few statements to prepare, each with a limit that the planner knows.
  const fetched = LIMITS.find((one) => one >= size) ?? MAX_LIMIT;
  const text = `select ${columnsOf(register)} from registers.${register}
    ${conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`}
    order by recorded_at desc, shard desc, seq desc limit ${fetched + 1}`;
  const found = await pool
    // Prepared: planning over the months of ten years takes longer than what is asked.
    .query<QueryResultRow>({ name: createHash('sha1').update(text).digest('hex'), text, values })
    .catch((cause: unknown) => {
      throw new RegisterUnavailable({ cause });
    });
  const rows = found.rows.slice(0, size).map((row: Record<string, unknown>) => {
    const { link, content } = storedRow(register, row);
    return { ...link, ...content } as unknown as Row;
  });
  const last = rows.at(-1);
  return { rows, ...(found.rows.length > size && last !== undefined ? { next: writeCursor(last) } : {}) };
}

/** Named one by one: a column that a later release adds must not change what a prepared question answers. */
function columnsOf(register: RegisterName): string {
  return ['recorded_at, shard, seq, previous, hash', ...REGISTERS[register].map(({ column }) => column)].join(', ');
}

function writeCursor({ recordedAt, shard, seq }: Link): string {
  return Buffer.from(JSON.stringify([recordedAt, shard, seq])).toString('base64url');
}

function readCursor(cursor: string): Link {
  try {
    const [recordedAt, shard, seq] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof recordedAt === 'string' && Number.isSafeInteger(shard) && Number.isSafeInteger(seq))
      return { recordedAt: new Date(recordedAt).toISOString(), shard: shard as number, seq: seq as number };
  } catch {
    // Told below: it is no cursor.
  }
  throw new CursorInvalid();
}
