import type { RecordedEvent } from './log.js';
import type { Node } from './node.js';
import type { Outlet } from './outlet.js';
import { tooSlow, type Failure } from './wire.js';

/** What a subscription sends for an event of the log, and the failure it ends with after that, if any. */
export type Messages = (event: RecordedEvent) => { readonly messages: readonly Buffer[]; readonly failure?: Failure };

/** A consumer that has caught up: handed each event as it is written, and dropped when it falls behind. */
export class LiveConsumer {
  private readonly waiting: Buffer[] = [];
  private overflow: NodeJS.Timeout | undefined;
  private failure: Failure | undefined;

  constructor(
    private readonly node: Node,
    private readonly outlet: Outlet,
    private readonly messagesFor: Messages,
  ) {}

  start(): void {
    const stop = this.node.log.follow((event) => {
      const { messages, failure } = this.messagesFor(event);
      for (const message of messages) this.offer(message);
      if (failure !== undefined) this.endWith(failure);
    });
    const settle = this.node.wentLive((failure) => this.outlet.fail(failure));
    this.outlet.onClose(() => {
      settle();
      stop();
      clearTimeout(this.overflow);
    });
  }

  private offer(message: Buffer): void {
    if (!this.outlet.full && this.waiting.length === 0) return this.outlet.write(message);
    this.waiting.push(message);
    if (this.waiting.length === 1) void this.passOn();
    if (this.waiting.length > this.node.patience.liveBuffer) {
      this.overflow ??= setTimeout(() => this.outlet.fail(tooSlow()), this.node.patience.livePatienceMs);
    }
  }

  private endWith(failure: Failure): void {
    this.failure = failure;
    if (this.waiting.length === 0) this.outlet.fail(failure);
  }

  private async passOn(): Promise<void> {
    while (this.waiting.length > 0 && (await this.outlet.room())) {
      const message = this.waiting.shift();
      if (message !== undefined) this.outlet.write(message);
      if (this.waiting.length > this.node.patience.liveBuffer) continue;
      clearTimeout(this.overflow);
      this.overflow = undefined;
    }
    if (this.failure !== undefined) this.outlet.fail(this.failure);
  }
}
