import type { Client } from 'pg';
import type { Position, RecordedEvent } from '#libs/event-store';
import { applyIn } from './applier.js';
import { type Checkpoint, CHANNEL, loadCheckpoint } from './checkpoints.js';
import { Filling, type FillSettings } from './fill.js';
import { exclusively } from './leases.js';
import { sleep } from './pauses.js';
import type { Projection } from './projection.js';
import { READ_SCHEMA, checkTables, fingerprint, qualified, renameToLiveSql } from './tables.js';

export interface RebuildSettings extends FillSettings {
  readonly url: string;
  /** Begin anew even where an interrupted rebuild could go on. */
  readonly fresh?: boolean | undefined;
}

export interface RebuildResult {
  /** Events handled since the beginning of the log, of those the projection asks for. */
  readonly handled: number;
  /** Where the live checkpoint stands after the swap; undefined when the log is empty. */
  readonly position: Position | undefined;
}

// A swap waits for those who read the old table, and whoever comes then waits behind it: so never for long.
const SWAP_LOCK_MS = 300;
const SWAP_PAUSE_MS = 700;

const later = (a: Position | undefined, b: Position | undefined): Position | undefined =>
  a === undefined ? b : b === undefined || a > b ? a : b;

/**
 * Fills new tables beside the live ones from the beginning of the log, catches up, and swaps in one short transaction.
 * Readers and commands go on. Killed at any instant, it goes on where it was when called again.
 *
 * @throws RebuildInProgress when another process rebuilds or verifies this projection
 * @throws PoisonEvent when an event cannot be handled; the live tables stay as they are
 */
export async function rebuild(projection: Projection, settings: RebuildSettings): Promise<RebuildResult> {
  checkTables(projection.tables);
  return exclusively(settings.url, projection.name, async (session) => {
    const filling = new Filling(settings, projection, 'next');
    await filling.prepare(settings.fresh === true);
    await filling.fill();
    await filling.index();
    for (;;) {
      await filling.catchUp();
      filling.report('swapping');
      settings.signal?.throwIfAborted();
      try {
        const swapped = await swap(session, projection, filling, settings);
        if (swapped !== 'behind') {
          filling.report('done');
          return swapped;
        }
      } catch (error) {
        if ((error as { code?: string }).code !== '55P03') throw error;
        await sleep(SWAP_PAUSE_MS, settings.signal);
      }
    }
  });
}

async function swap(
  session: Client,
  projection: Projection,
  filling: Filling,
  settings: RebuildSettings,
): Promise<RebuildResult | 'behind'> {
  const { name, version, tables } = projection;
  await session.query(`begin; set local lock_timeout = ${SWAP_LOCK_MS}`);
  try {
    // From here the live projection waits, so what it has shown can be met exactly: readers never go back.
    const live = await loadCheckpoint(session, name, 'live', 'for update');
    const next = await loadCheckpoint(session, name, 'next', 'for update');
    if (next === undefined) throw new Error(`the new tables of ${name} were taken away`);
    const rest = await restOf(projection, next, live, settings);
    if (rest === 'behind') {
      await session.query('rollback');
      return 'behind';
    }
    const reached = await applyIn(session, projection, 'next', rest, next.position, next.rate);
    const position = later(reached, live?.position);
    for (const table of new Set([...(live?.tables ?? []), ...tables.map((spec) => spec.name)])) {
      const grants = await grantsOn(session, table);
      await session.query(`drop table if exists ${qualified(table, 'live')}`);
      const spec = tables.find((candidate) => candidate.name === table);
      if (spec === undefined) continue;
      for (const sql of [...renameToLiveSql(spec, 'next'), ...grants]) await session.query(sql);
    }
    const handled = Math.max(next.handled + rest.length, live?.handled ?? 0);
    await session.query(`delete from ${READ_SCHEMA}.checkpoints where projection = $1 and slot = 'next'`, [name]);
    await session.query(
      `insert into ${READ_SCHEMA}.checkpoints as c (projection, slot, version, fingerprint, tables, position, handled, rate)
       values ($1, 'live', $2, $3, $4, $5, $6, $7)
       on conflict (projection, slot) do update set version = $2, fingerprint = $3, tables = $4, position = $5,
         handled = $6, last_error = null, updated_at = now(),
         state = case when c.state = 'STOPPED' then 'STOPPED' else 'RUNNING' end`,
      [name, version, fingerprint(tables), tables.map((table) => table.name), position ?? null, handled, next.rate],
    );
    await session.query('select pg_notify($1, $2)', [CHANNEL, `${name}\tlive\t${position ?? ''}`]);
    await session.query('commit');
    return { handled: next.handled + rest.length, position };
  } catch (error) {
    await session.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** The events between the new tables and what the live ones already show; `behind` when they are too many to wait for. */
async function restOf(
  projection: Projection,
  next: Checkpoint,
  live: Checkpoint | undefined,
  settings: RebuildSettings,
): Promise<readonly RecordedEvent[] | 'behind'> {
  const until = live?.position;
  if (until === undefined || (next.position !== undefined && next.position >= until)) return [];
  const rest: RecordedEvent[] = [];
  for await (const event of settings.store.readAll({
    ...(next.position === undefined ? {} : { after: next.position }),
    ...(projection.streamPrefixes === undefined ? {} : { streamPrefixes: projection.streamPrefixes }),
    limit: settings.batchSize,
  })) {
    if (event.position > until) return rest;
    rest.push(event);
  }
  return rest.length < settings.batchSize ? rest : 'behind';
}

/** The new table gets the rights that were given on the old one. */
async function grantsOn(session: Client, table: string): Promise<readonly string[]> {
  const { rows } = await session.query<{ sql: string }>(
    `select format('grant %s on %I.%I to %s%s', a.privilege_type, n.nspname, c.relname,
              case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,
              case when a.is_grantable then ' with grant option' else '' end) as sql
     from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a
     where n.nspname = '${READ_SCHEMA}' and c.relname = $1 and a.grantee <> c.relowner`,
    [table],
  );
  return rows.map((row) => row.sql);
}
