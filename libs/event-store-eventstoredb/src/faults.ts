import { StoreUnavailable } from '#libs/event-store';

/**
 * What an error of the client means for the call that met it:
 * - `conflict`, `too-large`, `absent`: answers of the server; nothing was written
 * - `moving`: the node does not lead, or is not ready; nothing was written, and soon another one or the same will
 * - `refused`: nobody was reached; nothing was written
 * - `lost`: the way to the server broke, or it did not answer in time; an append may have been written
 * - `defect`: somebody made a mistake or may not do this; repeating does not help
 */
export type Fault = 'conflict' | 'too-large' | 'absent' | 'moving' | 'refused' | 'lost' | 'defect';

/** A call took longer than it may. The server may still do what was asked. */
export class CallTimedOut extends Error {
  constructor() {
    super('the server did not answer in time');
    this.name = 'CallTimedOut';
  }
}

/** The client was closed or replaced under a call. The server may still do what was asked. */
export class ConnectionGone extends Error {
  constructor() {
    super('the connection was given up');
    this.name = 'ConnectionGone';
  }
}

/** The server answered that it will not do this: no rights, a stream that was deleted for ever, a wrong argument. */
export class EventStoreDbRefusal extends Error {
  constructor(
    /** The kind of refusal as the client names it, such as `access-denied`. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`EventStoreDB refused the call (${reason})`, options);
    this.name = 'EventStoreDbRefusal';
  }
}

/** One of our streams holds what this product did not write. */
export class ForeignEvent extends Error {
  constructor(
    readonly streamId: string,
    readonly revision: bigint,
  ) {
    super(`event ${revision} of stream ${streamId} was not written by this product`);
    this.name = 'ForeignEvent';
  }
}

interface Marks {
  readonly type?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
}

const marksOf = (error: unknown): Marks => (typeof error === 'object' && error !== null ? error : {});

const byType = new Map<unknown, Fault>([
  ['wrong-expected-version', 'conflict'],
  ['maximum-append-size-exceeded', 'too-large'],
  ['stream-not-found', 'absent'],
  ['no-stream', 'absent'],
  ['not-leader', 'moving'],
  ['timeout', 'lost'],
  ['deadline-exceeded', 'lost'],
  ['cancelled', 'lost'],
  ...['access-denied', 'stream-deleted', 'invalid-argument', 'invalid-transaction', 'unsupported', 'not-found'].map(
    (type) => [type, 'defect'] as const,
  ),
]);
// INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, FAILED_PRECONDITION, UNIMPLEMENTED, UNAUTHENTICATED.
const defectCodes = new Set<unknown>([3, 5, 7, 9, 12, 16]);
const notReady = /server is not ready|not ready|no leader/i;
const nobodyReached = /no connection established|failed to discover|name resolution failed|channel has been shut down/i;

/** By type where there is one, by gRPC code and by text where there is none: the client shows all three. */
export function faultOf(error: unknown): Fault {
  if (error instanceof CallTimedOut || error instanceof ConnectionGone) return 'lost';
  const { type, code, message } = marksOf(error);
  if (typeof message === 'string' && typeof type !== 'object') {
    if (notReady.test(message)) return 'moving';
    if (nobodyReached.test(message)) return 'refused';
  }
  const known = byType.get(type);
  if (known !== undefined) return known;
  if (defectCodes.has(code)) return 'defect';
  if (error instanceof TypeError || error instanceof RangeError || error instanceof ForeignEvent) return 'defect';
  // What is left is no answer to what was asked: a broken socket (14), a reset stream (13), a time-out (4, 10), a failure
  // without a name (2). An append may have been written.
  return 'lost';
}

/** A live subscription was dropped since its consumer fell behind. No fault: older servers do so. */
export function droppedAsTooSlow(error: unknown): boolean {
  const { type, code } = marksOf(error);
  return code === 10 || type === 'timeout' || (error instanceof Error && error.name === 'AbortError');
}

/** In a word, for messages: the kind and the code and nothing of what the server said, which may quote data. */
export function reasonOf(error: unknown): string {
  if (error instanceof CallTimedOut) return 'timed out';
  if (error instanceof ConnectionGone) return 'connection given up';
  const { type, code, message } = marksOf(error);
  if (typeof message === 'string' && /certificate/i.test(message)) return "the server's certificate was not accepted";
  const words = [typeof type === 'string' ? type : '', typeof code === 'number' ? `code ${code}` : ''];
  return words.filter((word) => word !== '').join(', ') || (faultOf(error) === 'moving' ? 'not ready' : 'no answer');
}

/** @param outcomeUnknown only ever true for an append */
export function unavailable(error: unknown, outcomeUnknown: boolean): StoreUnavailable {
  return new StoreUnavailable(`EventStoreDB is not available (${reasonOf(error)})`, outcomeUnknown, { cause: error });
}

/** What a call that is not repeated ends with. */
export function translated(error: unknown, outcomeUnknown: boolean): unknown {
  if (faultOf(error) !== 'defect') return unavailable(error, outcomeUnknown);
  const { type, code } = marksOf(error);
  if (typeof type !== 'string' && typeof code !== 'number') return error;
  return new EventStoreDbRefusal(typeof type === 'string' ? type : `code ${String(code)}`, { cause: error });
}
