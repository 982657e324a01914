import type { Pool } from 'pg';
import type { CheckpointWaiter } from '#libs/read-store';

/** The connections that questions are answered over; a replica will do. */
export class ReadPool {
  /** @param waiter where the connections lead to a replica: what waits until the replica shows a position */
  constructor(
    readonly pool: Pool,
    readonly waiter?: CheckpointWaiter,
  ) {}
}

/** What the API of questions is told by whoever composes it. */
export class QueryApiSettings {
  /** Longest wait for `after`, in milliseconds. */
  readonly afterTimeoutMs: number;
  /** How long announcements of exits and restoration notices stay on the public page (3.12). */
  readonly noticeDays: number;

  constructor(settings: { readonly afterTimeoutMs?: number; readonly noticeDays: number }) {
    this.afterTimeoutMs = settings.afterTimeoutMs ?? 5_000;
    this.noticeDays = settings.noticeDays;
  }
}
