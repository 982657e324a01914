/** What is done about an error before it is answered. */
export interface Refusals {
  /**
   * @param request as it came to the guard that put this on it
   * @returns the error that is told: this one, or another in its place
   * @throws what is told instead, where it could not be done
   */
  note(error: unknown, request: object): Promise<unknown>;
}

/**
 * A request whose refusals are noted before they are told. A guard puts it there: so it meets whatever pipes, parameters
 * and handlers refuse, nothing that guards before it did, and costs a request that is not refused nothing.
 */
export interface NotedRequest {
  refusals?: Refusals | undefined;
}
