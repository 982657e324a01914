import { createHash, type Hash } from 'node:crypto';
import { Readable, pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { Pool, PoolClient } from 'pg';
import type { Instant, ListKind } from '#libs/rules';
import type { Identifier } from '#libs/subjects';
import type { IdentifierIndex } from '#libs/vault';

/** A snapshot was refused whole: nothing of it was imported. Names the row, never what stood in it. */
export class SnapshotRefused extends Error {
  readonly status = 422;

  constructor(
    readonly code:
      'SNAPSHOT_COLUMNS' | 'SNAPSHOT_ROW' | 'SNAPSHOT_CSV' | 'SNAPSHOT_ENCODING' | 'SNAPSHOT_VERSION_TAKEN',
    readonly zh: string,
    readonly en: string,
    /** Row of the file, counted from 1 after the header. */
    readonly row?: number,
  ) {
    super(en);
    this.name = 'SnapshotRefused';
  }
}

export interface SnapshotImport {
  readonly pool: Pool;
  readonly hasher: Pick<IdentifierIndex, 'identifierHashes'>;
  readonly sourceId: string;
  /** As the source counts them; one version is imported once. */
  readonly version: string;
  /** When the source took the snapshot. */
  readonly snapshotAt: Instant;
  /** UTF-8, header `identifierKind,identifier,listKind,ref,unit`, optionally `certificateType`. */
  readonly csv: AsyncIterable<Uint8Array | string>;
}

export interface SnapshotImported {
  readonly rows: number;
  /** Of the file as it came, hex. */
  readonly sha256: string;
  /** True when this very file had been imported as this version before. */
  readonly repeated: boolean;
}

interface Row {
  readonly hash: string;
  readonly listKind: ListKind;
  readonly ref: string;
  readonly unit: string | null;
}

const REQUIRED = ['identifierKind', 'identifier', 'listKind', 'ref', 'unit'];
const KINDS = ['USCC', 'CITIZEN_ID', 'OTHER'] as const;
const LISTS: readonly ListKind[] = ['RED', 'BLACK', 'FOCUS'];
const BATCH = 1_000;
const MAX_RECORD = 10_000;
const MAX_FIELD = 200;

/**
 * Imports a snapshot of somebody else's lists, whole or not at all; readers see the one before until it is complete.
 *
 * @throws SnapshotRefused for a file that is not as described, and for a version that is taken by another file
 */
export async function importSnapshot(options: SnapshotImport): Promise<SnapshotImported> {
  const client = await options.pool.connect();
  try {
    await client.query('begin');
    const result = await importWith(client, options);
    await client.query(result.repeated ? 'rollback' : 'commit');
    client.release();
    return result;
  } catch (error) {
    await client.query('rollback').then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    );
    throw error;
  }
}

async function importWith(client: PoolClient, options: SnapshotImport): Promise<SnapshotImported> {
  const { sourceId, version, snapshotAt } = options;
  // One import of a source at a time, so that a second one of the same version sees the first.
  await client.query(`select pg_advisory_xact_lock(hashtextextended('cross_check:' || $1, 0))`, [sourceId]);
  const known = await client.query<{ sha256: string; row_count: number }>(
    'select sha256, row_count from cross_check.snapshots where source_id = $1 and version = $2',
    [sourceId, version],
  );
  const before = known.rows[0];
  const sha256 = createHash('sha256');
  if (before !== undefined) {
    for await (const chunk of options.csv) sha256.update(chunk);
    if (before.sha256 !== sha256.digest('hex')) throw taken(version);
    return { rows: before.row_count, sha256: before.sha256, repeated: true };
  }
  const inserted = await client.query<{ snapshot_id: string }>(
    `insert into cross_check.snapshots (source_id, version, snapshot_at, sha256, row_count)
     values ($1, $2, $3, repeat('0', 64), 0) returning snapshot_id`,
    [sourceId, version, snapshotAt],
  );
  const snapshotId = inserted.rows[0]?.snapshot_id;
  let rows = 0;
  for await (const batch of batches(readRows(options, sha256))) rows += await insertRows(client, snapshotId, batch);
  const digest = sha256.digest('hex');
  await client.query('update cross_check.snapshots set sha256 = $2, row_count = $3 where snapshot_id = $1', [
    snapshotId,
    digest,
    rows,
  ]);
  return { rows, sha256: digest, repeated: false };
}

/** @returns how many were new: the same line twice is one. */
async function insertRows(client: PoolClient, snapshotId: string | undefined, rows: readonly Row[]): Promise<number> {
  const { rowCount } = await client.query(
    `insert into cross_check.rows (snapshot_id, identifier_hash, list_kind, source_entry_ref, unit_id)
     select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::text[]) on conflict do nothing`,
    [
      snapshotId,
      rows.map(({ hash }) => hash),
      rows.map(({ listKind }) => listKind),
      rows.map(({ ref }) => ref),
      rows.map(({ unit }) => unit),
    ],
  );
  return rowCount ?? 0;
}

async function* readRows({ csv, hasher }: SnapshotImport, sha256: Hash): AsyncGenerator<Row> {
  const parser = parse({
    bom: true,
    columns: (header: string[]) => columnsOf(header),
    skip_empty_lines: true,
    trim: true,
    max_record_size: MAX_RECORD,
  });
  pipeline(Readable.from(decoded(csv, sha256)), parser, () => undefined);
  let number = 0;
  try {
    for await (const record of parser as AsyncIterable<Record<string, string>>) {
      number += 1;
      yield await rowOf(record, number, hasher);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = (typeof error['records'] === 'number' ? error['records'] : number) + 1;
    throw new SnapshotRefused('SNAPSHOT_CSV', `第 ${row} 行不是有效的 CSV。`, `Row ${row} is not valid CSV.`, row);
  } finally {
    parser.destroy();
  }
}

async function* decoded(csv: AsyncIterable<Uint8Array | string>, sha256: Hash): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    for await (const chunk of csv) {
      sha256.update(chunk);
      yield typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw new SnapshotRefused('SNAPSHOT_ENCODING', '文件不是 UTF-8 编码。', 'The file is not UTF-8.');
  }
}

function columnsOf(header: readonly string[]): string[] {
  const missing = REQUIRED.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    const names = missing.join(', ');
    throw new SnapshotRefused('SNAPSHOT_COLUMNS', `缺少列：${names}。`, `Columns are missing: ${names}.`);
  }
  return [...header];
}

async function rowOf(
  record: Readonly<Record<string, string>>,
  number: number,
  hasher: SnapshotImport['hasher'],
): Promise<Row> {
  const field = (name: string): string => record[name] ?? '';
  const [kind, listKind] = [
    KINDS.find((known) => known === field('identifierKind')),
    LISTS.find((known) => known === field('listKind')),
  ];
  const [value, ref, unit] = [field('identifier'), field('ref'), field('unit')];
  if (kind === undefined) throw wrongRow(number, 'identifierKind');
  if (listKind === undefined) throw wrongRow(number, 'listKind');
  if (value === '' || value.length > MAX_FIELD) throw wrongRow(number, 'identifier');
  if (ref === '' || ref.length > MAX_FIELD) throw wrongRow(number, 'ref');
  if (unit.length > MAX_FIELD) throw wrongRow(number, 'unit');
  const certificateType = field('certificateType');
  if ((kind === 'OTHER') === (certificateType === '')) throw wrongRow(number, 'certificateType');
  const identifier: Identifier = { kind, value, ...(certificateType === '' ? {} : { certificateType }) };
  const hashes = await hasher.identifierHashes(identifier);
  const hash = hashes.at(-1);
  if (hash === undefined) throw new RangeError('the vault holds no key for identifiers');
  return { hash, listKind, ref, unit: unit === '' ? null : unit };
}

function wrongRow(row: number, column: string): SnapshotRefused {
  return new SnapshotRefused(
    'SNAPSHOT_ROW',
    `第 ${row} 行的 ${column} 列有误。`,
    `Column ${column} of row ${row} is wrong.`,
    row,
  );
}

function taken(version: string): SnapshotRefused {
  return new SnapshotRefused(
    'SNAPSHOT_VERSION_TAKEN',
    `版本 ${version} 已由内容不同的文件导入。`,
    `Version ${version} was imported from a file with other content.`,
  );
}

async function* batches<T>(items: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
