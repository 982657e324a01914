import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Pool } from 'pg';
import { ReadPool } from './read-pool.js';

/** Answers that are streamed at the same time; who comes then waits, and is turned away after some seconds. */
const AT_ONCE = 4;

/**
 * Connections of their own for answers that last as long as their readers take: slow readers never keep those away who ask
 * for a page.
 */
@Injectable()
export class StreamPool implements OnModuleDestroy {
  readonly pool: Pool;

  constructor(read: ReadPool) {
    this.pool = new Pool({ ...read.pool.options, max: AT_ONCE, connectionTimeoutMillis: 5_000 });
    this.pool.on('error', () => undefined);
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  async onModuleDestroy(): Promise<void> {
    await this.pool.end();
  }
}
