import type { Client } from 'pg';
import type { Position, RecordedEvent } from '#libs/event-store';
import { applyIn } from './applier.js';
import { loadCheckpoint } from './checkpoints.js';
import { VersionMismatch } from './errors.js';
import { Filling } from './fill.js';
import { exclusively } from './leases.js';
import type { Projection } from './projection.js';
import type { RebuildSettings } from './rebuild.js';
import { type ColumnSpec, type TableSpec, checkTables, fingerprint, qualified, quoted } from './tables.js';

export interface RowDifference {
  /** Primary key of the first row, in key order, that differs. */
  readonly key: Readonly<Record<string, unknown>>;
  readonly kind: 'MISSING_LIVE' | 'MISSING_REBUILT' | 'DIFFERENT';
  /** The columns that differ; their values are not told, since they may be personal. */
  readonly columns: readonly string[];
}

export interface TableVerification {
  readonly table: string;
  readonly rows: number;
  readonly rebuiltRows: number;
  readonly equal: boolean;
  readonly firstDifference?: RowDifference;
}

export interface Verification {
  readonly projection: string;
  readonly equal: boolean;
  /** Up to where both were compared. */
  readonly position: Position | undefined;
  readonly tables: readonly TableVerification[];
}

/**
 * Builds a third set of tables from the log and compares it with the live ones at one and the same position, by a
 * digest over all rows. Nobody is kept waiting: the comparison looks at a snapshot.
 *
 * @throws RebuildInProgress when another process rebuilds or verifies this projection
 * @throws VersionMismatch when the live tables were built by another version
 */
export async function verify(projection: Projection, settings: RebuildSettings): Promise<Verification> {
  checkTables(projection.tables);
  return exclusively(settings.url, projection.name, async (session) => {
    const live = await loadCheckpoint(session, projection.name, 'live');
    if (live?.version !== projection.version || live.fingerprint !== fingerprint(projection.tables)) {
      throw new VersionMismatch(projection.name, `${projection.name} was built by another version: rebuild it first`);
    }
    const filling = new Filling(settings, projection, 'check');
    try {
      await filling.prepare(true);
      if (live.position !== undefined) await filling.fill(live.position);
      filling.report('comparing');
      const result = await compare(session, projection, settings);
      filling.report('done');
      return result;
    } finally {
      await filling.discard();
    }
  });
}

async function compare(session: Client, projection: Projection, settings: RebuildSettings): Promise<Verification> {
  await session.query('begin isolation level repeatable read');
  try {
    const live = await loadCheckpoint(session, projection.name, 'live');
    const check = await loadCheckpoint(session, projection.name, 'check');
    // The live tables of this snapshot may have gone on: the others follow inside the same transaction.
    if (live?.position !== undefined) await follow(session, projection, check?.position, live.position, settings);
    const tables: TableVerification[] = [];
    for (const table of projection.tables) tables.push(await compareTable(session, table));
    return {
      projection: projection.name,
      equal: tables.every((table) => table.equal),
      position: live?.position,
      tables,
    };
  } finally {
    await session.query('rollback').catch(() => undefined);
  }
}

async function follow(
  session: Client,
  projection: Projection,
  after: Position | undefined,
  until: Position,
  settings: RebuildSettings,
): Promise<void> {
  let at = after;
  let batch: RecordedEvent[] = [];
  for await (const event of settings.store.readAll({
    ...(after === undefined ? {} : { after }),
    ...(projection.streamPrefixes === undefined ? {} : { streamPrefixes: projection.streamPrefixes }),
  })) {
    if (event.position > until) break;
    if (batch.push(event) < settings.batchSize) continue;
    at = await applyIn(session, projection, 'check', batch, at, 0);
    batch = [];
  }
  await applyIn(session, projection, 'check', batch, at, 0);
}

async function compareTable(session: Client, table: TableSpec): Promise<TableVerification> {
  const live = await digest(session, table, 'live');
  const rebuilt = await digest(session, table, 'check');
  const equal = live.rows === rebuilt.rows && live.digest === rebuilt.digest;
  const difference = equal ? undefined : await firstDifference(session, table);
  return {
    table: table.name,
    rows: live.rows,
    rebuiltRows: rebuilt.rows,
    equal,
    ...(difference === undefined ? {} : { firstDifference: difference }),
  };
}

const rowText = (table: TableSpec, alias: string): string =>
  `row(${table.columns.map((column) => compared(column, alias)).join(', ')})::text`;

/** JSON says the same in whatever order its keys were written. */
const compared = ({ name, type }: ColumnSpec, alias: string): string =>
  `${alias}.${quoted(name)}${type === 'json' ? '::jsonb' : ''}`;

async function digest(
  session: Client,
  table: TableSpec,
  set: 'live' | 'check',
): Promise<{ rows: number; digest: string }> {
  const { rows } = await session.query<{ rows: string; digest: string }>(
    `select count(*) as rows, coalesce(sum(hashtextextended(${rowText(table, 't')}, 0)::numeric), 0)::text as digest
     from ${qualified(table.name, set)} t`,
  );
  return { rows: Number(rows[0]?.rows ?? 0), digest: rows[0]?.digest ?? '' };
}

async function firstDifference(session: Client, table: TableSpec): Promise<RowDifference | undefined> {
  const key = table.primaryKey.map(quoted);
  const keys = table.primaryKey.map((name) => `coalesce(l.${quoted(name)}, c.${quoted(name)})`);
  const differing = table.columns.map(
    (column) =>
      `case when ${compared(column, 'l')}::text is distinct from ${compared(column, 'c')}::text then '${column.name}' end`,
  );
  const first = quoted(table.primaryKey[0] ?? '');
  const { rows } = await session.query<Record<string, unknown>>(
    `select json_build_object(${table.primaryKey.map((name) => `'${name}', coalesce(l.${quoted(name)}, c.${quoted(name)})`).join(', ')}) as key,
            l.${first} is null as no_live, c.${first} is null as no_check,
            array_remove(array[${differing.join(', ')}], null) as columns
     from ${qualified(table.name, 'live')} l full join ${qualified(table.name, 'check')} c
       on ${key.map((name) => `l.${name} = c.${name}`).join(' and ')}
     where ${rowText(table, 'l')} is distinct from ${rowText(table, 'c')}
     order by ${keys.join(', ')} limit 1`,
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    key: row['key'] as Record<string, unknown>,
    kind: row['no_live'] === true ? 'MISSING_LIVE' : row['no_check'] === true ? 'MISSING_REBUILT' : 'DIFFERENT',
    columns: row['columns'] as string[],
  };
}
