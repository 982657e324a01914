import type { Position, RecordedEvent } from '#libs/event-store';

/** One event that a projection or a process cannot handle, after every retry. Nothing of it was stored. */
export class PoisonEvent extends Error {
  readonly position: Position;
  readonly streamId: string;
  readonly revision: bigint;
  readonly eventType: string;

  constructor(
    readonly follower: string,
    event: RecordedEvent,
    readonly attempts: number,
    cause: unknown,
  ) {
    super(
      `${follower} cannot handle ${event.eventType} at ${event.streamId}@${event.revision} (position ${event.position}): ` +
        describeError(cause),
      { cause },
    );
    this.name = 'PoisonEvent';
    this.position = event.position;
    this.streamId = event.streamId;
    this.revision = event.revision;
    this.eventType = event.eventType;
  }
}

/** The stored checkpoint is not where this writer left it: another one moved, stopped or rebuilt it. Nothing was written. */
export class CheckpointMoved extends Error {
  constructor(readonly follower: string) {
    super(`the checkpoint of ${follower} was moved by another writer`);
    this.name = 'CheckpointMoved';
  }
}

/** A projection asks for SQL over its tables while they are being filled in bulk. */
export class NeedsTables extends Error {
  constructor() {
    super('SQL over tables that are being filled in bulk');
    this.name = 'NeedsTables';
  }
}

/** The tables were built by another version of the projection than the one that runs. */
export class VersionMismatch extends Error {
  constructor(
    readonly follower: string,
    message: string,
  ) {
    super(message);
    this.name = 'VersionMismatch';
  }
}

/** Another process rebuilds or verifies this projection. */
export class RebuildInProgress extends Error {
  constructor(readonly projection: string) {
    super(`another process is rebuilding or verifying ${projection}`);
    this.name = 'RebuildInProgress';
  }
}

/** By what two logs are told apart, as `LogIdentity`. */
interface FirstEvent {
  readonly firstPosition: Position;
  readonly firstEventId: string;
}

/** The read models were made from another log than the one that is configured. Nothing was followed or written. */
export class AnotherLog extends Error {
  constructor(
    readonly followed: FirstEvent,
    /** Undefined when the log is empty. */
    readonly configured: FirstEvent | undefined,
  ) {
    const described = ({ firstEventId, firstPosition }: FirstEvent): string =>
      `begins with event ${firstEventId} at position ${firstPosition}`;
    super(
      `the read models were made from another log, one that ${described(followed)}; the log that is configured ` +
        `${configured === undefined ? 'is empty' : described(configured)}: configure the log they were made from, or ` +
        'move them to this one with operator copy-log --switch',
    );
    this.name = 'AnotherLog';
  }
}

/** Servers are connected to the read store while it is to be moved to another log. Nothing was changed. */
export class ServersConnected extends Error {
  constructor(readonly applications: readonly string[]) {
    super(`servers are still connected to the database (${applications.join(', ')}): stop them first`);
    this.name = 'ServersConnected';
  }
}

/** A position is held that is not one of the log that the read models are to be moved from. Nothing was changed. */
export class PositionUnknown extends Error {
  constructor(
    readonly table: string,
    readonly position: Position,
  ) {
    super(`${table} holds position ${position}, where the log that was copied has no event`);
    this.name = 'PositionUnknown';
  }
}

/** No projection or process of this name is registered here. */
export class UnknownFollower extends Error {
  constructor(
    readonly follower: string,
    known: readonly string[],
  ) {
    super(`there is no projection or process ${follower}; known are ${known.join(', ') || 'none'}`);
    this.name = 'UnknownFollower';
  }
}

/** A cursor that was not given out by this query with these filters. */
export class MalformedCursor extends Error {
  constructor() {
    super('the cursor is malformed, or belongs to another query');
    this.name = 'MalformedCursor';
  }
}

const TRANSIENT_SQLSTATE = /^(08|25P03|53|57P0|40001|40P01|55P03|57014)/;
const TRANSIENT_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
const TRANSIENT_MESSAGE = /^Connection terminated|^timeout exceeded when trying to connect|not queryable|read timeout/;

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether the same work may succeed later without anybody changing anything: a lost connection, a deadlock, a full pool. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'StoreUnavailable') return true;
  if (error instanceof AggregateError) return error.errors.every(isTransient);
  const code = codeOf(error);
  if (code !== undefined) return TRANSIENT_CODES.has(code) || TRANSIENT_SQLSTATE.test(code);
  return TRANSIENT_MESSAGE.test(error.message);
}

/**
 * An error in one line fit for status tables and logs. Values that PostgreSQL or a parser quotes from the data are left
 * out, since they may be personal.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error';
  const code = codeOf(error);
  if (error instanceof SyntaxError) return 'SyntaxError: input that cannot be parsed';
  if (code?.startsWith('22')) return `${code} ${error.message.replace(/:.*$/su, '').replace(/"[^"]*"/gu, '"…"')}`;
  const message = error.message || error.name;
  return (code === undefined ? message : `${code} ${message}`).slice(0, 500);
}
