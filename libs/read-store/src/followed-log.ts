import type { Client, Pool, PoolClient } from 'pg';
import type { EventStore, Position } from '#libs/event-store';
import { AnotherLog, PositionUnknown, ServersConnected } from './errors.js';

/**
 * By what a log is known: its first event, and where that stands. A copy in another store has the same first event at
 * another position, and the positions of one mean nothing in the other.
 */
export interface LogIdentity {
  readonly firstPosition: Position;
  readonly firstEventId: string;
}

/** Undefined while the log is empty. @throws StoreUnavailable */
export async function identityOf(store: EventStore): Promise<LogIdentity | undefined> {
  for await (const { position, eventId } of store.readAll({ limit: 1 })) {
    return { firstPosition: position, firstEventId: eventId };
  }
  return undefined;
}

/** The log that the read models were made from; undefined while they were made from none. */
export async function followedLog(db: Pool | PoolClient | Client): Promise<LogIdentity | undefined> {
  const { rows } = await db.query<LogIdentity>(
    `select first_position as "firstPosition", first_event_id::text as "firstEventId" from read.followed_log`,
  );
  return rows[0];
}

/**
 * Makes sure that the checkpoints of the read store belong to this log; an empty read store is given to it. To be asked
 * before anything is followed or appended: on another log, events would be left out or handled twice without a word.
 *
 * @returns whether it is known from now on; false while the log is empty, or before the migration of `followed_log`
 * @throws AnotherLog when the read models were made from another log; StoreUnavailable
 */
export async function ensureFollowedLog(pool: Pool, store: EventStore): Promise<boolean> {
  const { rows } = await pool.query<{ there: boolean }>(`select to_regclass('read.followed_log') is not null as there`);
  if (rows[0]?.there !== true) return false;
  const identity = await identityOf(store);
  if (identity !== undefined) {
    await pool.query(
      'insert into read.followed_log (first_position, first_event_id) values ($1, $2) on conflict do nothing',
      [identity.firstPosition, identity.firstEventId],
    );
  }
  const followed = await followedLog(pool);
  if (followed === undefined) return false;
  if (!isSame(followed, identity)) throw new AnotherLog(followed, identity);
  return true;
}

function isSame(one: LogIdentity, other: LogIdentity | undefined): boolean {
  return one.firstEventId === other?.firstEventId && one.firstPosition === other.firstPosition;
}

/** Asks `ensureFollowedLog` until it is known, and never again after that. */
export class FollowedLogGuard {
  private known = false;

  constructor(
    private readonly pool: Pool,
    private readonly store: EventStore,
  ) {}

  /** @throws AnotherLog; StoreUnavailable */
  async ensure(): Promise<void> {
    this.known ||= await ensureFollowedLog(this.pool, this.store);
  }
}

const SERVERS = `
  select distinct application_name as name from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()
    and application_name like 'mingdan%' and application_name <> 'mingdan operator' order by 1`;

/** Makes sure that nobody but operators is connected to the database of the read store. @throws ServersConnected */
export async function ensureNoServers(db: Pool | PoolClient): Promise<void> {
  const { rows } = await db.query<{ name: string }>(SERVERS);
  if (rows.length > 0) throw new ServersConnected(rows.map(({ name }) => name));
}

export interface LogMove {
  /** The log that is followed until now. */
  readonly from: LogIdentity;
  /** A whole copy of it. */
  readonly to: LogIdentity;
  /** The position in the copy of the event that stands at a position of the log followed until now. */
  readonly translate: (position: Position) => Position | undefined;
  /** Tables beside the read models that hold positions of the log, in a column `position`; '' stands for its beginning. */
  readonly others?: readonly string[];
  /** Called when no server is connected and none can begin to follow: throws when the copy is not whole any more. */
  readonly confirm?: () => Promise<void>;
}

/**
 * Gives the read models to a copy of their log, in one transaction. Processes go on after the same event. Projections
 * show what they show, and are marked to be rebuilt, since their rows may hold positions: `rebuild` does it, or the next
 * start of a projector. Rebuilds and verifications that were interrupted begin anew.
 *
 * @returns whether anything was to be done: false when the read models follow the copy already
 * @throws ServersConnected when a server is connected to the read store; nothing was changed
 * @throws AnotherLog when they follow a third log; nothing was changed
 * @throws PositionUnknown when a position is held where the copied log has no event; nothing was changed
 */
export async function moveToLog(pool: Pool, { from, to, translate, others = [], confirm }: LogMove): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    // A projector that starts now waits here, and then finds that its log is not followed any more.
    await client.query('lock table read.checkpoints, read.followed_log in share row exclusive mode');
    await ensureNoServers(client);
    const followed = await followedLog(client);
    if (followed !== undefined && isSame(followed, to)) {
      await client.query('rollback');
      return false;
    }
    if (followed !== undefined && !isSame(followed, from)) throw new AnotherLog(followed, from);
    await confirm?.();
    await client.query(`delete from read.checkpoints where slot in ('next', 'check')`);
    for (const table of await holders(client, others)) await movePositions(client, table, translate);
    await client.query(`update read.checkpoints set version = 0, updated_at = now() where slot = 'live'`);
    await client.query(
      `insert into read.followed_log (first_position, first_event_id) values ($1, $2)
       on conflict (only_one) do update set first_position = $1, first_event_id = $2, since = now()`,
      [to.firstPosition, to.firstEventId],
    );
    await client.query('commit');
    return true;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

/** Every position that is held outside the rows of projections: what `moveToLog` has to be able to translate. */
export async function followedPositions(pool: Pool, others: readonly string[] = []): Promise<ReadonlySet<Position>> {
  const positions = new Set<Position>();
  for (const table of await holders(pool, others)) {
    for (const position of await positionsIn(pool, table)) positions.add(position);
  }
  return positions;
}

/** The checkpoints, and what there is of the others. */
async function holders(db: Pool | PoolClient, others: readonly string[]): Promise<readonly string[]> {
  const { rows } = await db.query<{ name: string }>(
    'select name from unnest($1::text[]) as t (name) where to_regclass(name) is not null',
    [['read.checkpoints', ...others]],
  );
  return rows.map(({ name }) => name);
}

async function positionsIn(db: Pool | PoolClient, table: string): Promise<readonly Position[]> {
  const rebuilding = table === 'read.checkpoints' ? `and slot in ('live', 'process')` : '';
  const { rows } = await db.query<{ position: Position }>(
    `select distinct position from ${table} where position <> '' ${rebuilding}`,
  );
  return rows.map(({ position }) => position);
}

async function movePositions(client: PoolClient, table: string, translate: LogMove['translate']): Promise<void> {
  const was = await positionsIn(client, table);
  const moved = was.map((position) => {
    const there = translate(position);
    if (there === undefined) throw new PositionUnknown(table, position);
    return there;
  });
  // In two steps: a new position may be an old one of another row.
  await client.query(
    `update ${table} as held set position = '~' || m.moved from unnest($1::text[], $2::text[]) as m (was, moved)
     where held.position = m.was`,
    [was, moved],
  );
  await client.query(`update ${table} set position = substr(position, 2) where starts_with(position, '~')`);
}
