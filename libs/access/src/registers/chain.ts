import { createHash } from 'node:crypto';
import { canonicalize } from 'json-canonicalize';
import type { Pool, QueryResultRow } from 'pg';
import { textArray } from '#libs/pg-arrays';
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
const MAX_WAITING = 10_000;
/** What the first row of a chain has before it. */
export const BEGINNING = Buffer.alloc(32);

/** SHA-256 over the canonical JSON (RFC 8785) of a row's place, the hash before it, and its content. */
export function linkHash(register: RegisterName, link: Link, previous: Buffer, content: Content): Buffer {
  const row = { register, ...link, previous: previous.toString('hex'), content: hashed(register, content) };
  return createHash('sha256').update(canonicalize(row)).digest();
}

const byField = (a: { readonly field: string }, b: { readonly field: string }): number => (a.field < b.field ? -1 : 1);
/** The fields of each register in the order of canonical JSON. */
const FIELDS = {
  access_audit: [...REGISTERS.access_audit].sort(byField),
  lookups: [...REGISTERS.lookups].sort(byField),
};

/** The content of a row as it is hashed: all its fields, without those that came later and say nothing. */
function hashed(register: RegisterName, content: Content): Content {
  const fields: Record<string, unknown> = {};
  for (const { field, added } of FIELDS[register]) {
    const value = content[field] ?? null;
    if (added !== true || value !== null) fields[field] = value;
  }
  return fields;
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

  /**
   * The database chains what they say to what stands before them: see `AppendAtOnce`. Of texts, numbers and lists of texts
   * whose names are in order, JSON is canonical as it is.
   */
  private async write(contents: readonly Content[]): Promise<Link[]> {
    const { rows } = await this.pool.query<{ first_seq: string; noted_at: Date }>({
      name: `registers.append to ${this.register}`,
      text: `select first_seq, noted_at from registers.append_${this.register}($1, $2::text[])`,
      values: [this.shard, textArray(contents.map((content) => JSON.stringify(hashed(this.register, content))))],
    });
    const [appended] = rows;
    if (appended === undefined) throw new Error('rows were appended nowhere');
    const first = Number(appended.first_seq);
    const recordedAt = appended.noted_at.toISOString();
    return contents.map((_, at) => ({ shard: this.shard, seq: first + at, recordedAt }));
  }
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
