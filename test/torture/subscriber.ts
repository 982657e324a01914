import type { EventStore, Position } from '#libs/event-store';
import { chained } from './witness.js';

type OpenStore = EventStore & { close(): Promise<void> };

/** Follows the log as any reader does, and notes what it was given out of turn. */
export class Subscriber {
  count = 0;
  chain = '';
  last: Position | undefined;
  readonly wrongs: string[] = [];
  private readonly ending = new AbortController();
  private round = new AbortController();
  private following: Promise<void> | undefined;

  constructor(
    readonly name: string,
    private readonly open: () => OpenStore,
  ) {}

  start(): void {
    this.following ??= this.follow();
  }

  /** Lets go of its subscription and takes another one after the last event it saw. */
  begin(): void {
    this.round.abort();
  }

  async close(): Promise<void> {
    this.ending.abort();
    await this.following;
  }

  private async follow(): Promise<void> {
    while (!this.ending.signal.aborted) {
      this.round = new AbortController();
      const store = this.open();
      const signal = AbortSignal.any([this.ending.signal, this.round.signal]);
      try {
        const after = this.last === undefined ? {} : { after: this.last };
        for await (const { events } of store.subscribe({ ...after, signal, batchSize: 50 })) {
          for (const event of events) {
            if (this.last !== undefined && event.position <= this.last) {
              this.wrongs.push(`${this.name} was given ${event.position} after ${this.last}`);
            }
            this.chain = chained(this.chain, event);
            this.last = event.position;
            this.count += 1;
          }
        }
      } catch (error) {
        this.wrongs.push(`the subscription of ${this.name} failed: ${String(error)}`);
        return;
      } finally {
        await store.close();
      }
    }
  }
}
