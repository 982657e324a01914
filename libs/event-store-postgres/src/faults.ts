import { StoreUnavailable } from '#libs/event-store';

/**
 * What an error of `pg` means for the statement that met it:
 * - `lost`: the connection went away; the statement may or may not have been committed
 * - `refused`: the server could not do it now; nothing was written
 * - `defect`: neither; somebody made a mistake, and repeating does not help
 */
export type Fault = 'lost' | 'refused' | 'defect';

// Connection (08), shut down or crashed (57P..), system error (58), internal error (XX), closed for idling.
const lostCodes = /^(?:08|57P|58|XX|25P03)/;
// Serialization (40), resources such as disk and memory (53), lock not available (55), cancelled and timed out (57),
// read only, as on a standby.
const refusedCodes = /^(?:40|53|55|57|25006)/;
// No class begins with E, the codes of the operating system do (EPIPE, ECONNRESET).
const sqlState = /^[0-9A-DF-Z][0-9A-Z]{4}$/;

export function faultOf(error: unknown): Fault {
  if (error instanceof TypeError || error instanceof RangeError) return 'defect';
  const code = (error as { code?: unknown } | null)?.code;
  // No SQLSTATE: no answer of the server, but a broken socket, a time-out of our own or a client already closed.
  if (typeof code !== 'string' || !sqlState.test(code)) return 'lost';
  if (lostCodes.test(code)) return 'lost';
  return refusedCodes.test(code) ? 'refused' : 'defect';
}

/** @param outcomeUnknown only ever true for an append */
export function unavailable(error: unknown, outcomeUnknown: boolean): StoreUnavailable {
  // What the server says may quote data; the code is enough.
  const code = (error as { code?: unknown } | null)?.code;
  const reason = typeof code === 'string' ? code : 'no answer';
  return new StoreUnavailable(`PostgreSQL is not available (${reason})`, outcomeUnknown, { cause: error });
}

/** The connection went away under a statement, which may have been done or not. */
export class LostStatement extends Error {}

/** An error of `pg` as the adapter goes on with it: `LostStatement`, `StoreUnavailable`, or as it is. */
export function translated(error: unknown): unknown {
  const fault = faultOf(error);
  if (fault === 'lost') return new LostStatement('the connection was lost', { cause: error });
  return fault === 'refused' ? unavailable(error, false) : error;
}
