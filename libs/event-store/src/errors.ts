import type { ExpectedRevision } from './event-store.js';

/** The stream was not where the writer believed. Nothing was written. */
export class WrongExpectedRevision extends Error {
  constructor(
    readonly streamId: string,
    readonly expected: ExpectedRevision,
    /** Where the stream really is. */
    readonly actual: ExpectedRevision,
  ) {
    super(`stream ${streamId} is at ${actual}, not at ${expected}`);
    this.name = 'WrongExpectedRevision';
  }
}

/** The events of one append are larger than every store accepts (1 MiB together). Nothing was written. */
export class AppendTooLarge extends Error {
  constructor(
    readonly streamId: string,
    readonly bytes: number,
  ) {
    super(`an append of ${bytes} bytes to ${streamId} is over the limit of ${MAX_APPEND_BYTES}`);
    this.name = 'AppendTooLarge';
  }
}

/** The store is away or did not answer in time. */
export class StoreUnavailable extends Error {
  constructor(
    message: string,
    /** True when an append may have been written all the same: repeat it unchanged before deciding anew. */
    readonly outcomeUnknown: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'StoreUnavailable';
  }
}

export const MAX_APPEND_BYTES = 1_048_576;
