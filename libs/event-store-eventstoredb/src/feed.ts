import { convertToCommandError } from '@eventstore/db-client/dist/utils/CommandError.js';
import { Wakeup } from '#libs/event-store';
import { ConnectionGone } from './faults.js';
import type { Answer, SentEvent, Signal } from './read-answer.js';

/** One call to the server that answers time and again, as the client gives it. */
export interface AnswerStream {
  on(event: 'data', heard: (answer: Answer) => void): unknown;
  on(event: 'error', heard: (error: Error) => void): unknown;
  on(event: 'end', heard: () => void): unknown;
  pause(): unknown;
  resume(): unknown;
  cancel(): void;
}

/** Events that may wait here to be taken; what comes after them waits in the buffers of the connection, and at the server. */
const HELD_EVENTS = 64;

/**
 * What the server answers on one call: events, to be taken by hand, and signals, told as they arrive. The client emits errors
 * at any time, also after its reader has left, and without ending the call: here they are always heard, and told once what
 * came before them has been taken.
 */
export class Feed {
  private readonly changed = new Wakeup();
  private held: SentEvent[] = [];
  private call: AnswerStream | undefined;
  private waking = false;
  private failure: unknown;
  private failed = false;
  private ended = false;
  private left = false;

  constructor(
    call: Promise<AnswerStream>,
    private readonly gone: AbortSignal,
    private readonly hear: (signal: Signal) => void = () => {},
  ) {
    call.then(
      (opened) => this.open(opened),
      (error: unknown) => this.fail(error),
    );
    gone.addEventListener('abort', this.leave, { once: true });
    if (gone.aborted) this.leave();
  }

  /** Grows with everything that happens. */
  get generation(): number {
    return this.changed.generation;
  }

  /** How many events are here to be taken. */
  get size(): number {
    return this.held.length;
  }

  /** The server ended it, and all was taken. */
  get isEnded(): boolean {
    return this.ended && this.held.length === 0;
  }

  /** Nothing more comes in. */
  get isOver(): boolean {
    return this.ended || this.failed;
  }

  /** What is here, at most `wanted`. @throws what the call failed with, once nothing is left */
  take(wanted: number): SentEvent[] {
    const { held } = this;
    if (held.length === 0 && this.failed) throw this.failure;
    if (held.length <= wanted) this.held = [];
    const taken = held.length <= wanted ? held : held.splice(0, wanted);
    if (this.held.length < HELD_EVENTS) this.call?.resume();
    return taken;
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
    this.left = true;
    if (this.call !== undefined) leaveCall(this.call);
  }

  private open(call: AnswerStream): void {
    this.call = call;
    call.on('error', (error) => this.fail(convertToCommandError(error)));
    call.on('end', () => {
      this.ended = true;
      this.changed.wake();
    });
    call.on('data', this.arrived);
    if (this.left) leaveCall(call);
  }

  private readonly arrived = (answer: Answer): void => {
    if (this.left) return;
    if (typeof answer === 'string') this.hear(answer);
    else {
      this.held.push(answer);
      if (this.held.length >= HELD_EVENTS) this.call?.pause();
    }
    this.wakeSoon();
  };

  /** Once for all that one piece from the socket brought. */
  private wakeSoon(): void {
    if (this.waking) return;
    this.waking = true;
    setImmediate(() => {
      this.waking = false;
      this.changed.wake();
    });
  }

  private readonly leave = (): void => this.fail(new ConnectionGone());

  private fail(error: unknown): void {
    if (!this.failed) this.failure = error;
    this.failed = true;
    this.changed.wake();
  }
}

/**
 * A call that the server had ended already is over only once its last message was read: until then the client keeps it on
 * its list, and waits for it when it is disposed of.
 */
function leaveCall(call: AnswerStream): void {
  // In a turn of its own: grpc/grpc-node#1464.
  setImmediate(() => call.cancel());
  call.resume();
}
