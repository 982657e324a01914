import { Client } from 'pg';
import type { StoreKind } from './town.js';

const EVERY_MS = 250;

interface Seen {
  readonly name: string;
  readonly position: string | null;
  readonly handled: string;
  readonly witnessed: string | null;
  readonly last: string | null;
}

/**
 * Looks at every checkpoint while they move, each time in one snapshot: none may go back, none may pass an event that was not
 * handled. In PostgreSQL places in the log are counted, so whoever has come to n has handled n; and the witness has told of
 * exactly what its checkpoint says.
 */
export class CheckpointWatch {
  looks = 0;
  private readonly found = new Map<string, string>();
  private readonly last = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly url: () => string,
    private readonly store: StoreKind,
  ) {}

  /** What was found first of each checkpoint. */
  get wrongs(): readonly string[] {
    return [...this.found.values()];
  }

  start(): void {
    this.timer = setTimeout(() => {
      this.looking = this.look().finally(() => {
        if (this.timer !== undefined) this.start();
      });
    }, EVERY_MS);
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.looking;
  }

  private async look(): Promise<void> {
    const client = new Client({ connectionString: this.url(), connectionTimeoutMillis: 2_000, query_timeout: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<Seen>(
        `select c.projection as name, c.position, c.handled, w.events as witnessed, w.last_position as last
         from read.checkpoints c left join read.witness w on c.projection = 'witness'
         where c.slot in ('live', 'process')`,
      );
      for (const row of rows) this.check(row);
      this.looks += 1;
    } catch {
      // The server is away at the moment.
    } finally {
      client.end().catch(() => undefined);
    }
  }

  private check({ name, position, handled, witnessed, last }: Seen): void {
    if (position === null) return;
    const before = this.last.get(name) ?? '';
    const wrong =
      position < before
        ? `the checkpoint of ${name} went back from ${before} to ${position}`
        : this.store === 'postgres' && BigInt(position) !== BigInt(handled)
          ? `the checkpoint of ${name} is at ${position}, and ${handled} events were handled`
          : name === 'witness' && (last !== position || witnessed !== handled)
            ? `the witness is at ${last} with ${witnessed} events, its checkpoint at ${position} with ${handled}`
            : undefined;
    if (wrong !== undefined && !this.found.has(name)) this.found.set(name, wrong);
    this.last.set(name, position);
  }
}
