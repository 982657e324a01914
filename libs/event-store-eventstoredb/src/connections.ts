import type { Connection } from './connection.js';
import { CallTimedOut, ConnectionGone } from './faults.js';

/** What happens to the connection, for a log. Says nothing of what is in the events. */
export type StoreNotice =
  | { readonly kind: 'client-replaced'; readonly reason: string }
  | { readonly kind: 'resubscribing'; readonly reason: string; readonly pauseMs: number };

export interface ConnectionsOptions {
  readonly callTimeoutMs: number;
  /** After how many time-outs in a row the client is replaced. Default 2. */
  readonly timeoutsBeforeReplacement?: number;
  readonly notify?: (notice: StoreNotice) => void;
}

/**
 * The connection in use. Every wait for the server goes through it, under a clock: the deadlines of the client do not
 * hold for reads, and a client whose server hangs does not look for another one. After time-outs in a row it is replaced.
 */
export class Connections {
  private connection: Connection;
  private timeouts = 0;
  private closed = false;

  constructor(
    private readonly open: () => Connection,
    private readonly options: ConnectionsOptions,
  ) {
    this.connection = open();
  }

  get current(): Connection {
    return this.connection;
  }

  /**
   * Waits for an answer on a connection.
   *
   * @throws CallTimedOut after `timeoutMs`, by default the time of a call
   * @throws ConnectionGone when the connection is closed or replaced meanwhile
   */
  async within<T>(connection: Connection, work: Promise<T>, timeoutMs = this.options.callTimeoutMs): Promise<T> {
    const { gone } = connection;
    let end: () => void = () => {};
    const interrupted = new Promise<never>((_, reject) => {
      const timer = setTimeout(() => reject(new CallTimedOut()), timeoutMs);
      const leave = (): void => reject(new ConnectionGone());
      if (gone.aborted) leave();
      else gone.addEventListener('abort', leave, { once: true });
      end = (): void => {
        clearTimeout(timer);
        gone.removeEventListener('abort', leave);
      };
    });
    try {
      const result = await Promise.race([work, interrupted]);
      this.answered(connection);
      return result;
    } catch (error) {
      if (error instanceof CallTimedOut) this.countTimeout(connection);
      else if (!(error instanceof ConnectionGone)) this.answered(connection);
      throw error;
    } finally {
      end();
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.connection.close();
  }

  /** Says that a connection answered something. */
  answered(connection: Connection): void {
    if (connection === this.connection) this.timeouts = 0;
  }

  /** Says that a connection did not answer in time; after several in a row it is replaced. */
  countTimeout(connection: Connection): void {
    if (connection !== this.connection || this.closed) return;
    this.timeouts += 1;
    if (this.timeouts < (this.options.timeoutsBeforeReplacement ?? 2)) return;
    this.timeouts = 0;
    this.connection = this.open();
    void connection.close();
    this.options.notify?.({ kind: 'client-replaced', reason: 'timed out' });
  }
}
