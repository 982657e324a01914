import type { Client, Pool, PoolClient } from 'pg';
import type { Position } from '#libs/event-store';
import { CheckpointMoved, type PoisonEvent, describeError } from './errors.js';

/** `live` is what readers see, `next` and `check` belong to a rebuild and a verification, `process` to a side process. */
export type Slot = 'live' | 'next' | 'check' | 'process';
export type StoredState = 'RUNNING' | 'STOPPED' | 'FAILED';

/** What went wrong last, without any value of the event. */
export interface FollowerError {
  readonly message: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** How often the same thing failed. */
  readonly attempts: number;
  /** Where the event at fault stands, when there is one. */
  readonly position?: Position;
  readonly streamId?: string;
  readonly revision?: string;
  readonly eventType?: string;
}

export interface Checkpoint {
  readonly name: string;
  readonly slot: Slot;
  readonly version: number;
  readonly fingerprint: string;
  readonly tables: readonly string[];
  /** Position of the last event handled; undefined before the first. */
  readonly position: Position | undefined;
  readonly state: StoredState;
  /** How many events were handled since the beginning of the log. */
  readonly handled: number;
  /** Events a second while working, smoothed. */
  readonly rate: number;
  readonly lastError: FollowerError | undefined;
  /** ISO 8601 in UTC. */
  readonly updatedAt: string;
}

interface CheckpointRow {
  projection: string;
  slot: Slot;
  version: number;
  fingerprint: string;
  tables: string[];
  position: string | null;
  state: StoredState;
  handled: string;
  rate: number;
  last_error: FollowerError | null;
  updated_at: Date;
}

export interface NewCheckpoint {
  readonly name: string;
  readonly slot: Slot;
  readonly version: number;
  readonly fingerprint: string;
  readonly tables: readonly string[];
  readonly position?: Position;
  readonly handled?: number;
}

export interface Step {
  readonly name: string;
  readonly slot: Slot;
  readonly version: number;
  readonly from: Position | undefined;
  readonly to: Position;
  readonly events: number;
  readonly rate: number;
}

export type Database = Pool | PoolClient | Client;

/** Every move of a checkpoint is announced here, with `name<TAB>slot<TAB>position`, one a line. */
export const CHANNEL = 'mingdan_read';

const ADVANCE = `
  with moved as (
    update read.checkpoints
    set position = $5, handled = handled + $6, rate = $7, last_error = null, updated_at = now()
    where projection = $1 and slot = $2 and version = $3 and position is not distinct from $4 and state = 'RUNNING'
    returning 1)
  select pg_notify('${CHANNEL}', $1 || e'\\t' || $2 || e'\\t' || $5) from moved`;

// One that somebody else holds is passed over: it must not hold up the others, and is not where it was any more.
const ADVANCE_ALL = `
  with step as (
    select * from unnest($1::text[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::bigint[], $7::float8[])
      as s (name, slot, version, was, goal, events, rate)),
  held as (
    select s.* from step s join read.checkpoints c on c.projection = s.name and c.slot = s.slot
    where c.version = s.version and c.position is not distinct from s.was and c.state = 'RUNNING'
    for update of c skip locked),
  moved as (
    update read.checkpoints c
    set position = h.goal, handled = c.handled + h.events, rate = h.rate, last_error = null, updated_at = now()
    from held h where c.projection = h.name and c.slot = h.slot
    returning c.slot || ' ' || c.projection as key, c.projection || e'\\t' || c.slot || e'\\t' || c.position as line)
  select array_agg(key) as keys, pg_notify('${CHANNEL}', string_agg(line, e'\\n')),
    set_config('synchronous_commit', 'off', true)
  from moved having count(*) > 0`;

function toCheckpoint(row: CheckpointRow): Checkpoint {
  return {
    name: row.projection,
    slot: row.slot,
    version: row.version,
    fingerprint: row.fingerprint,
    tables: row.tables,
    position: row.position ?? undefined,
    state: row.state,
    handled: Number(row.handled),
    rate: row.rate,
    lastError: row.last_error ?? undefined,
    updatedAt: row.updated_at.toISOString(),
  };
}

/** Moves a checkpoint by compare-and-set. @throws CheckpointMoved when it is not where `from` says, or does not run */
export async function advance(db: Database, step: Step): Promise<void> {
  const result = await db.query({
    name: 'read-checkpoint-advance',
    text: ADVANCE,
    values: [step.name, step.slot, step.version, step.from ?? null, step.to, step.events, step.rate],
  });
  if (result.rowCount !== 1) throw new CheckpointMoved(step.name);
}

/**
 * Moves several checkpoints, each by compare-and-set, in one statement. It is not waited for that they are durable: a crash
 * of the server may take back the last moves, and what came after them is handled again.
 *
 * @returns `slot name` of those that were moved; the others are not where `from` says, do not run, or are locked
 */
export async function advanceAll(db: Database, steps: readonly Step[]): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ keys: string[] }>({
    name: 'read-checkpoint-advance-all',
    text: ADVANCE_ALL,
    values: [
      steps.map(({ name }) => name),
      steps.map(({ slot }) => slot),
      steps.map(({ version }) => version),
      steps.map(({ from }) => from ?? null),
      steps.map(({ to }) => to),
      steps.map(({ events }) => events),
      steps.map(({ rate }) => rate),
    ],
  });
  return new Set(rows[0]?.keys);
}

export async function loadCheckpoint(
  db: Database,
  name: string,
  slot: Slot,
  lock: '' | 'for update' = '',
): Promise<Checkpoint | undefined> {
  const { rows } = await db.query<CheckpointRow>(
    `select * from read.checkpoints where projection = $1 and slot = $2 ${lock}`,
    [name, slot],
  );
  return rows[0] === undefined ? undefined : toCheckpoint(rows[0]);
}

export async function allCheckpoints(db: Database): Promise<readonly Checkpoint[]> {
  const { rows } = await db.query<CheckpointRow>('select * from read.checkpoints order by projection, slot');
  return rows.map(toCheckpoint);
}

/** Creates the checkpoint unless it exists, and gives the one that stands. */
export async function ensureCheckpoint(db: Database, made: NewCheckpoint): Promise<Checkpoint> {
  await db.query(
    `insert into read.checkpoints (projection, slot, version, fingerprint, tables, position, handled)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (projection, slot) do nothing`,
    [made.name, made.slot, made.version, made.fingerprint, made.tables, made.position ?? null, made.handled ?? 0],
  );
  const checkpoint = await loadCheckpoint(db, made.name, made.slot);
  if (checkpoint === undefined) throw new CheckpointMoved(made.name);
  return checkpoint;
}

export async function deleteCheckpoint(db: Database, name: string, slot: Slot): Promise<void> {
  await db.query('delete from read.checkpoints where projection = $1 and slot = $2', [name, slot]);
}

/** Stores that a follower was stopped by hand, or may go on. False when it has no checkpoint yet. */
export async function setState(
  db: Database,
  name: string,
  slots: readonly Slot[],
  state: StoredState,
): Promise<boolean> {
  const result = await db.query(
    `update read.checkpoints set state = $3, updated_at = now(),
       last_error = case when $3 = 'RUNNING' then null else last_error end
     where projection = $1 and slot = any($2)`,
    [name, slots, state],
  );
  return (result.rowCount ?? 0) > 0;
}

/** Stores that one event cannot be handled, and stops its follower, unless the checkpoint has moved meanwhile. */
export async function fail(db: Database, slot: Slot, from: Position | undefined, poison: PoisonEvent): Promise<void> {
  const error: FollowerError = {
    message: poison.message,
    at: new Date().toISOString(),
    attempts: poison.attempts,
    position: poison.position,
    streamId: poison.streamId,
    revision: poison.revision.toString(),
    eventType: poison.eventType,
  };
  await db.query(
    `update read.checkpoints set state = 'FAILED', last_error = $4, updated_at = now()
     where projection = $1 and slot = $2 and position is not distinct from $3 and state = 'RUNNING'`,
    [poison.follower, slot, from ?? null, JSON.stringify(error)],
  );
}

/** Stores a trouble that is being retried. */
export async function note(db: Database, name: string, slot: Slot, trouble: unknown, attempts: number): Promise<void> {
  const error: FollowerError = { message: describeError(trouble), at: new Date().toISOString(), attempts };
  await db.query('update read.checkpoints set last_error = $3 where projection = $1 and slot = $2', [
    name,
    slot,
    JSON.stringify(error),
  ]);
}
