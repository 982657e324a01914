import type { Failure } from './wire.js';

/** The writing side of a call, as gRPC hands it to a handler. */
interface Writing {
  write(message: Buffer): boolean;
  end(): void;
  emit(event: 'error', failure: Failure): boolean;
  on(event: 'drain' | 'cancelled' | 'close', listener: () => void): unknown;
}

/** The answers of one reading call: written in order, with the back-pressure of the client passed on to whoever writes. */
export class Outlet {
  private ended = false;
  private blocked = false;
  private waiting: (() => void)[] = [];
  private readonly closing: (() => void)[] = [];

  constructor(private readonly call: Writing) {
    call.on('drain', () => {
      this.blocked = false;
      this.wake();
    });
    call.on('cancelled', () => this.close());
    call.on('close', () => this.close());
  }

  get open(): boolean {
    return !this.ended;
  }

  /** Whether the client takes no more for now. */
  get full(): boolean {
    return this.blocked;
  }

  onClose(action: () => void): void {
    if (this.ended) action();
    else this.closing.push(action);
  }

  write(message: Buffer): void {
    if (!this.ended && !this.call.write(message)) this.blocked = true;
  }

  /** @returns false when the call is over */
  async room(): Promise<boolean> {
    while (this.blocked && !this.ended) await new Promise<void>((resolve) => this.waiting.push(resolve));
    return !this.ended;
  }

  end(): void {
    if (this.ended) return;
    this.call.end();
    this.close();
  }

  /** Ends the call badly, after what has been written. */
  fail(failure: Failure): void {
    if (this.ended) return;
    this.call.emit('error', failure);
    this.close();
  }

  private close(): void {
    this.ended = true;
    this.wake();
    for (const action of this.closing.splice(0)) action();
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
