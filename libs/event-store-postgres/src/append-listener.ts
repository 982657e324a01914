import { Client, type ClientConfig } from 'pg';
import { Pauses, type Wakeup } from '#libs/event-store';
import { APPENDED_CHANNEL } from './create-event-log.migration.js';

/**
 * Listens for appends of every process on a connection of its own and wakes the subscriptions. It only shortens their
 * wait: what it misses while its connection is away, they find by polling.
 */
export class AppendListener {
  private running: Promise<void> | undefined;
  private readonly closing = new AbortController();

  constructor(
    private readonly config: ClientConfig,
    private readonly appended: Wakeup,
  ) {}

  /** Begins to listen, once. */
  start(): void {
    this.running ??= this.run();
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const pauses = new Pauses();
    const { signal } = this.closing;
    const closed = new Promise<'closed'>((resolve) => {
      signal.addEventListener('abort', () => resolve('closed'), { once: true });
    });
    while (!signal.aborted) {
      const client = new Client(this.config);
      const lost = new Promise<'lost'>((resolve) => {
        client.on('error', () => resolve('lost'));
        client.on('end', () => resolve('lost'));
      });
      client.on('notification', () => this.appended.wake());
      if ((await Promise.race([this.listen(client), closed])) === 'listening') {
        pauses.reset();
        // What was appended while nobody listened.
        this.appended.wake();
        await Promise.race([lost, closed]);
      }
      client.end().catch(() => {});
      await pauses.take(signal);
    }
  }

  /** A failure is only counted: a subscription that polls tells its reader what is wrong. */
  private async listen(client: Client): Promise<'listening' | 'failed'> {
    try {
      await client.connect();
      await client.query(`listen ${APPENDED_CHANNEL}`);
      return 'listening';
    } catch {
      return 'failed';
    }
  }
}
