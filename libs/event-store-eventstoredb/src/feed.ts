import { Wakeup } from '#libs/event-store';
import { ConnectionGone } from './faults.js';

/** What is needed of a stream of the client. */
export interface ClientStream {
  readonly readableLength: number;
  read(): unknown;
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  off(event: string, listener: (...args: unknown[]) => void): unknown;
}

/**
 * A stream of the client, pulled by hand. The client emits errors at any time, also after its reader has left, and without
 * ending the stream: here they are always heard, and told once what came before them has been taken.
 */
export class Feed<T> {
  private readonly changed = new Wakeup();
  private failure: unknown;
  private failed = false;
  private ended = false;

  /** @param stop tells the server that no more is wanted: to leave the stream does not */
  constructor(
    private readonly stream: ClientStream,
    private readonly stop: () => Promise<void>,
    private readonly gone: AbortSignal,
  ) {
    stream.on('error', (error) => this.fail(error));
    stream.on('readable', this.arrived);
    stream.on('end', () => {
      this.ended = true;
      this.changed.wake();
    });
    gone.addEventListener('abort', this.leave, { once: true });
    if (gone.aborted) this.leave();
  }

  /** Grows with everything that happens. */
  get generation(): number {
    return this.changed.generation;
  }

  /** Nothing is here to be taken. */
  get empty(): boolean {
    return this.stream.readableLength === 0;
  }

  /** The server ended it, and all was taken. */
  get isEnded(): boolean {
    return this.ended;
  }

  /** Nothing more comes in. */
  get isOver(): boolean {
    return this.ended || this.failed;
  }

  /** What is here, at most `wanted`. @throws what the client failed with, once nothing is left */
  take(wanted: number): T[] {
    const items: T[] = [];
    while (items.length < wanted) {
      const item = this.stream.read() as T | null;
      if (item === null) break;
      items.push(item);
    }
    if (items.length === 0 && this.failed) throw this.failure;
    return items;
  }

  /** Comes back when something has happened since `seen`, or in `timeoutMs`. Never rejects. */
  wait(seen: number, timeoutMs?: number): Promise<void> {
    return this.changed.wait(seen, timeoutMs === undefined ? {} : { timeoutMs });
  }

  wake(): void {
    this.changed.wake();
  }

  /** No more is wanted; who waits is told so. Never throws. */
  close(): void {
    this.fail(new ConnectionGone());
    this.gone.removeEventListener('abort', this.leave);
    this.stop().catch(() => {});
    // A call that the server had ended already is over only once its last message was read: until then the client keeps it
    // on its list, and waits for it when it is disposed of.
    this.stream.off('readable', this.arrived);
    this.stream.on('data', () => {});
  }

  private readonly arrived = (): void => this.changed.wake();

  private readonly leave = (): void => this.fail(new ConnectionGone());

  private fail(error: unknown): void {
    if (!this.failed) this.failure = error;
    this.failed = true;
    this.changed.wake();
  }
}
