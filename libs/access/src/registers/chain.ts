import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { canonicalize } from 'json-canonicalize';
import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { RegisterUnavailable } from './errors.js';
import { REGISTERS, type Content, type RegisterName } from './tables.js';

/** Where a row stands in its chain. */
export interface Link {
  readonly shard: number;
  readonly seq: number;
  /** ISO 8601 with milliseconds, from the database's clock; never earlier than the row before. */
  readonly recordedAt: string;
}

/** Rows that go into one transaction or not at all. */
interface Waiting {
  readonly contents: readonly Content[];
  readonly resolve: (links: readonly Link[]) => void;
  readonly reject: (error: unknown) => void;
}

const MAX_BATCH = 200;
/** So many rows are hashed before others have their turn in this process. */
const HASHED_AT_ONCE = 500;
const MAX_WAITING = 10_000;
/** What the first row of a chain has before it. */
export const BEGINNING = Buffer.alloc(32);

/** SHA-256 over the canonical JSON (RFC 8785) of a row's place, the hash before it, and its content. */
export function linkHash(register: RegisterName, link: Link, previous: Buffer, content: Content): Buffer {
  const fields = REGISTERS[register]
    .map(({ field, added }) => ({ field, added, value: content[field] ?? null }))
    .filter(({ added, value }) => added !== true || value !== null)
    .map(({ field, value }) => [field, value]);
  const row = { register, ...link, previous: previous.toString('hex'), content: Object.fromEntries(fields) as Content };
  return createHash('sha256').update(canonicalize(row)).digest();
}

/**
 * Adds rows to one chain of a register. Writers of all processes queue on the chain's head row; within a process those
 * that wait go together in the next transaction, so the queue is as long as one commit and not as many. A register can
 * have several chains (shards), each whole in itself; a process then writes to the one it is given.
 */
export class ChainWriter {
  private waiting: Waiting[] = [];
  /** Rows in it. */
  private held = 0;
  private writing = false;
  private readonly months = new Set<string>();

  constructor(
    private readonly pool: Pool,
    private readonly register: RegisterName,
    private readonly shard: number,
  ) {}

  /** Durable when it returns. @throws RegisterUnavailable */
  async append(content: Content): Promise<Link> {
    const [link] = await this.appendAll([content]);
    if (link === undefined) throw new RegisterUnavailable();
    return link;
  }

  /** All of them in one transaction, next to each other in the chain; or none. @throws RegisterUnavailable */
  appendAll(contents: readonly Content[]): Promise<readonly Link[]> {
    if (contents.length === 0) return Promise.resolve([]);
    if (this.held + contents.length > MAX_WAITING) return Promise.reject(new RegisterUnavailable());
    this.held += contents.length;
    return new Promise((resolve, reject) => {
      this.waiting.push({ contents, resolve, reject });
      if (this.writing) return;
      this.writing = true;
      // Those that come in this turn as well go into the first transaction.
      setImmediate(() => void this.writeAll());
    });
  }

  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.nextBatch();
      for (const { contents } of batch) this.held -= contents.length;
      try {
        const links = await this.write(batch.flatMap(({ contents }) => contents));
        let at = 0;
        for (const { contents, resolve } of batch) resolve(links.slice(at, (at += contents.length)));
      } catch (cause) {
        for (const { reject } of batch) reject(new RegisterUnavailable({ cause }));
      }
    }
    this.writing = false;
  }

  /** Whole groups in their order, up to the size of a batch; one that is larger goes by itself. */
  private nextBatch(): readonly Waiting[] {
    let rows = 0;
    const end = this.waiting.findIndex(({ contents }, at) => (rows += contents.length) > MAX_BATCH && at > 0);
    return this.waiting.splice(0, end === -1 ? this.waiting.length : end);
  }

  private async write(contents: readonly Content[]): Promise<Link[]> {
    const client = await this.pool.connect();
    try {
      const head = await this.begin(client);
      const links = await this.insert(client, head, contents);
      await client.query('commit');
      client.release();
      this.months.add(head.recordedAt.slice(0, 7));
      return links;
    } catch (error) {
      await client.query('rollback').then(
        () => client.release(),
        (broken: Error) => client.release(broken),
      );
      throw error;
    }
  }

  private async insert(client: PoolClient, head: Head, contents: readonly Content[]): Promise<Link[]> {
    const { recordedAt } = head;
    if (!this.months.has(recordedAt.slice(0, 7)))
      await client.query('select registers.ensure_month($1, $2)', [this.register, recordedAt]);

    let previous = head.hash;
    const rows: StoredRow[] = [];
    for (const [at, content] of contents.entries()) {
      const link: Link = { shard: this.shard, seq: head.seq + 1 + at, recordedAt };
      const hash = linkHash(this.register, link, previous, content);
      rows.push({ link, content, previous, hash });
      previous = hash;
      if (at % HASHED_AT_ONCE === HASHED_AT_ONCE - 1) await nextTurn();
    }
    await client.query({
      name: `registers.append to ${this.register}`,
      text: insertion(this.register),
      values: [
        JSON.stringify(
          rows.map(({ link, content, previous: before, hash }) => ({
            recorded_at: link.recordedAt,
            shard: link.shard,
            seq: link.seq,
            previous: `\\x${before.toString('hex')}`,
            hash: `\\x${hash.toString('hex')}`,
            ...Object.fromEntries(
              REGISTERS[this.register].map(({ field, column }) => [column, content[field] ?? null]),
            ),
          })),
        ),
        ...[this.register, this.shard, head.seq + rows.length, previous, recordedAt],
      ],
    });
    return rows.map(({ link }) => link);
  }

  /** Begins a transaction that holds the head of the chain, in one round trip. */
  private async begin(client: PoolClient): Promise<Head> {
    const results: unknown = await client.query(
      `begin; set local synchronous_commit = on; ${lock(this.register, this.shard)}`,
    );
    const [, , locked] = results as readonly QueryResult<HeadRow>[];
    for (let rows = locked?.rows; ; { rows } = await client.query<HeadRow>(lock(this.register, this.shard))) {
      const [row] = rows ?? [];
      if (row !== undefined) return { seq: Number(row.seq), hash: row.hash, recordedAt: row.recorded_at.toISOString() };
      await client.query(
        `insert into registers.chain_heads (register, shard, seq, hash, recorded_at)
         values ($1, $2, 0, $3, date_trunc('milliseconds', clock_timestamp())) on conflict do nothing`,
        [this.register, this.shard, BEGINNING],
      );
    }
  }
}

interface HeadRow {
  readonly seq: string;
  readonly hash: Buffer;
  readonly recorded_at: Date;
}

/** The last row of a chain, and the instant that the next ones get. */
interface Head {
  readonly seq: number;
  readonly hash: Buffer;
  readonly recordedAt: string;
}

/** The clock is read after the lock is had, and the later of it and the last row counts: time never goes back. */
function lock(register: RegisterName, shard: number): string {
  return `
    with head as materialized (
      select seq, hash, recorded_at from registers.chain_heads
       where register = '${register}' and shard = ${Math.trunc(shard)} for update)
    select seq, hash, greatest(recorded_at, date_trunc('milliseconds', clock_timestamp())) as recorded_at from head`;
}

/** Adds rows ($1) and moves the head of their chain ($2, $3) onwards to the last of them. */
function insertion(register: RegisterName): string {
  const content = REGISTERS[register];
  const columns = ['recorded_at', 'shard', 'seq', 'previous', 'hash', ...content.map(({ column }) => column)].join(
    ', ',
  );
  const types = [
    'recorded_at timestamptz, shard int, seq bigint, previous bytea, hash bytea',
    ...content.map(({ column, type }) => `${column} ${type}`),
  ].join(', ');
  return `with moved as (
            update registers.chain_heads set seq = $4, hash = $5, recorded_at = $6 where register = $2 and shard = $3)
          insert into registers.${register} (${columns})
          select ${columns} from jsonb_to_recordset($1::jsonb) as r (${types})`;
}

/** A stored row as it is hashed and shown: fields by their names, times as ISO 8601, absent ones null. */
export interface StoredRow {
  readonly link: Link;
  readonly previous: Buffer;
  readonly hash: Buffer;
  readonly content: Content;
}

export function storedRow(register: RegisterName, row: QueryResultRow): StoredRow {
  const shown = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);
  const columns = row as Record<string, unknown>;
  return {
    link: {
      shard: columns['shard'] as number,
      seq: Number(columns['seq']),
      recordedAt: (columns['recorded_at'] as Date).toISOString(),
    },
    previous: columns['previous'] as Buffer,
    hash: columns['hash'] as Buffer,
    content: Object.fromEntries(REGISTERS[register].map(({ field, column }) => [field, shown(columns[column])])),
  };
}
