import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { RebuildInProgress } from './errors.js';
import type { Slot } from './checkpoints.js';

/** First half of the advisory lock keys; the second is made of the name. */
const LOCK_CLASS = { live: 0x4d44_0001, process: 0x4d44_0002, rebuild: 0x4d44_0003 } as const;
export type LeaseKind = keyof typeof LOCK_CLASS;

/** How long an owner may be silent before it counts as gone. Default 10 s. */
export const LEASE_MS = 10_000;

export function leaseKey(kind: LeaseKind, name: string): readonly [number, number] {
  return [LOCK_CLASS[kind], createHash('sha256').update(name).digest().readInt32BE(0)];
}

/** Which followers somebody works on right now, in this process or another: `kind name` of the given names. */
export async function heldLeases(
  db: { query: (sql: string, params: unknown[]) => Promise<{ rows: { classid: string; objid: string }[] }> },
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query(
    `select classid::bigint as classid, objid::bigint as objid from pg_locks
     where locktype = 'advisory' and granted and objsubid = 2 and classid::bigint = any($1)
       and database = (select oid from pg_database where datname = current_database())`,
    [Object.values(LOCK_CLASS)],
  );
  const held = new Set(rows.map((row) => `${row.classid}/${row.objid}`));
  const result = new Set<string>();
  for (const name of names) {
    for (const kind of Object.keys(LOCK_CLASS) as LeaseKind[]) {
      const [group, key] = leaseKey(kind, name);
      if (held.has(`${group}/${key >>> 0}`)) result.add(`${kind} ${name}`);
    }
  }
  return result;
}

/**
 * Settings that make both ends notice a dead peer within seconds rather than hours. A machine that vanished answers no
 * keep-alive; a process that hangs does, its kernel sees to that, but sends no heartbeat: then the session idles too long.
 */
async function openSession(url: string, leaseMs: number): Promise<Client> {
  const client = new Client({
    connectionString: url,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    query_timeout: leaseMs / 2,
    application_name: 'mingdan-lease',
  });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(
    `set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3;
     set idle_session_timeout = ${leaseMs}`,
  );
  return client;
}

/**
 * Says which followers this process owns: advisory locks on one session of its own. When the process or the connection
 * dies, or the process hangs, PostgreSQL frees them and another process takes over. A lost lease is no danger, only waste: checkpoints move by
 * compare-and-set.
 */
export class Leases {
  private session: { client: Client; lost: AbortController; heartbeat: NodeJS.Timeout } | undefined;
  private opening: Promise<Client> | undefined;
  private closed = false;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly url: string,
    private readonly leaseMs = LEASE_MS,
  ) {}

  /** A signal that fires when the lease is lost, or undefined while another process owns it. Throws when PostgreSQL is away. */
  async acquire(slot: Extract<Slot, 'live' | 'process'>, name: string): Promise<AbortSignal | undefined> {
    const client = await this.open();
    const key = [...leaseKey(slot, name)];
    const { rows } = await this.inTurn(() =>
      client.query<{ owned: boolean }>('select pg_try_advisory_lock($1, $2) as owned', key),
    );
    return rows[0]?.owned === true ? this.session?.lost.signal : undefined;
  }

  async release(slot: Extract<Slot, 'live' | 'process'>, name: string): Promise<void> {
    const client = this.session?.client;
    if (client === undefined) return;
    const key = [...leaseKey(slot, name)];
    await this.inTurn(() => client.query('select pg_advisory_unlock($1, $2)', key)).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.opening?.catch(() => undefined);
    const client = this.session?.client;
    this.lose(client);
    await client?.end().catch(() => undefined);
  }

  /** One query at a time on the session: pg no longer queues them itself. */
  private inTurn<T>(query: () => Promise<T>): Promise<T> {
    const result = this.turn.then(query);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async open(): Promise<Client> {
    if (this.session !== undefined) return this.session.client;
    this.opening ??= this.openNow().finally(() => {
      this.opening = undefined;
    });
    return this.opening;
  }

  private async openNow(): Promise<Client> {
    if (this.closed) throw new Error('the leases are closed');
    const client = await openSession(this.url, this.leaseMs);
    const lose = (): void => this.lose(client);
    const heartbeat = setInterval(() => {
      this.inTurn(() => client.query('select 1')).catch(lose);
    }, this.leaseMs / 4);
    heartbeat.unref();
    this.session = { client, lost: new AbortController(), heartbeat };
    client.on('error', lose);
    client.on('end', lose);
    return client;
  }

  private lose(client: Client | undefined): void {
    const session = this.session;
    if (session === undefined || session.client !== client) return;
    this.session = undefined;
    clearInterval(session.heartbeat);
    session.lost.abort();
    if (!this.closed) client.end().catch(() => undefined);
  }
}

/** Runs work that only one process may do for a projection at a time. @throws RebuildInProgress when another does it */
export async function exclusively<T>(url: string, name: string, work: (session: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, keepAlive: true, application_name: 'mingdan-rebuild' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ owned: boolean }>('select pg_try_advisory_lock($1, $2) as owned', [
      ...leaseKey('rebuild', name),
    ]);
    if (rows[0]?.owned !== true) throw new RebuildInProgress(name);
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
