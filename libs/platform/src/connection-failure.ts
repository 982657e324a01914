const systemCodes = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
]);
// PostgreSQL: class 08 connection exceptions, too many connections, shut down, crash shut down, cannot connect now.
const sqlStates = /^(08...|53300|57P0[123])$/;
const poolMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection)/;

/** Whether an error says that a database is away, as against that it refused what was asked. */
export function isConnectionFailure(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    const { code, driverError } = at as Error & { code?: unknown; driverError?: unknown };
    if (typeof code === 'string' && (systemCodes.has(code) || sqlStates.test(code))) return true;
    if (poolMessages.test(at.message)) return true;
    if (driverError !== undefined && driverError !== at && isConnectionFailure(driverError)) return true;
    if (at instanceof AggregateError && at.errors.some(isConnectionFailure)) return true;
  }
  return false;
}
