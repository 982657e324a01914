import { Client, type Pool } from 'pg';
import type { Position } from '#libs/event-store';
import { CHANNEL } from './checkpoints.js';

interface Waiter {
  readonly position: Position;
  readonly open: Set<string>;
  readonly finish: (reached: boolean) => void;
}

export interface WaiterSettings {
  readonly url: string;
  readonly pool: Pool;
  /** How often the checkpoints are read while somebody waits, should an announcement be lost. Default 250 ms. */
  readonly pollMs?: number;
  /** A replica takes no LISTEN: there the checkpoints are only read, every 50 ms unless told otherwise. */
  readonly replica?: boolean;
}

/**
 * Waits until read models have caught up, for read-your-writes. Works in any process: it listens to the announcements of
 * the projectors, and reads the checkpoints now and then while somebody waits.
 */
export class CheckpointWaiter {
  private readonly waiters = new Set<Waiter>();
  private listener: Client | undefined;
  private connecting: Promise<void> | undefined;
  private poll: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly settings: WaiterSettings) {}

  /**
   * True once every projection named shows everything up to the position. False when the time is over, and at once when
   * one of them has stopped short of it. Throws when PostgreSQL is away.
   */
  async waitFor(position: Position, projections: readonly string[], timeoutMs: number): Promise<boolean> {
    const open = new Set(projections);
    if (open.size === 0) return true;
    let timer: NodeJS.Timeout | undefined;
    const reached = new Promise<boolean>((resolve) => {
      const waiter: Waiter = {
        position,
        open,
        finish: (result) => {
          this.waiters.delete(waiter);
          resolve(result);
        },
      };
      this.waiters.add(waiter);
      timer = setTimeout(() => waiter.finish(false), timeoutMs);
    });
    try {
      // Listening begins before the first look, so that no announcement falls between them.
      await this.listen();
      await this.look();
      this.schedule();
      return await reached;
    } catch (error) {
      for (const waiter of this.waiters) if (waiter.open === open) waiter.finish(false);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.poll);
    for (const waiter of this.waiters) waiter.finish(false);
    await this.connecting?.catch(() => undefined);
    await this.listener?.end().catch(() => undefined);
  }

  private async listen(): Promise<void> {
    if (this.listener !== undefined || this.closed || this.settings.replica === true) return;
    this.connecting ??= this.connect().finally(() => {
      this.connecting = undefined;
    });
    await this.connecting;
  }

  private async connect(): Promise<void> {
    const client = new Client({
      connectionString: this.settings.url,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      application_name: 'mingdan-waiter',
    });
    const drop = (): void => {
      if (this.listener === client) this.listener = undefined;
    };
    client.on('error', drop);
    client.on('end', drop);
    client.on('notification', ({ payload }) => {
      for (const line of (payload ?? '').split('\n')) {
        const [name, slot, position] = line.split('\t');
        if (slot === 'live' && name !== undefined && position) this.reached(name, position);
      }
    });
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    this.listener = client;
  }

  private reached(name: string, position: Position): void {
    for (const waiter of [...this.waiters]) {
      if (position < waiter.position) continue;
      waiter.open.delete(name);
      if (waiter.open.size === 0) waiter.finish(true);
    }
  }

  private async look(): Promise<void> {
    const names = [...new Set([...this.waiters].flatMap((waiter) => [...waiter.open]))];
    const { rows } = await this.settings.pool.query<{ projection: string; position: string | null; state: string }>(
      `select projection, position, state from read.checkpoints where slot = 'live' and projection = any($1)`,
      [names],
    );
    for (const { projection, position } of rows) if (position !== null) this.reached(projection, position);
    const halted = new Set(rows.filter((row) => row.state !== 'RUNNING').map((row) => row.projection));
    for (const waiter of [...this.waiters]) {
      if ([...waiter.open].some((name) => halted.has(name))) waiter.finish(false);
    }
  }

  private schedule(): void {
    if (this.poll !== undefined || this.waiters.size === 0 || this.closed) return;
    this.poll = setTimeout(
      () => {
        this.poll = undefined;
        this.listen()
          .then(() => this.look())
          .catch(() => undefined)
          .finally(() => this.schedule());
      },
      this.settings.pollMs ?? (this.settings.replica === true ? 50 : 250),
    );
  }
}
