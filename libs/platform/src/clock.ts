import type { Instant } from '#libs/rules';

/** Where the shell takes the time from. The domain never sees it: it gets `now` as data. */
export abstract class Clock {
  /** The present instant, ISO 8601 in UTC. */
  abstract now(): Instant;
}

export class SystemClock extends Clock {
  now(): Instant {
    return new Date().toISOString();
  }
}
