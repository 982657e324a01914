import type { Pool } from 'pg';

/** The connections that jobs are kept over. */
export class BatchPool {
  constructor(readonly pool: Pool) {}
}
