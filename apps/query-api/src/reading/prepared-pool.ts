import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Pool } from 'pg';
import { ReadPool } from './read-pool.js';

/** More than a server has cores for would only wait there instead of here. */
const AT_ONCE = 6;

/** Of few rows expected the planner would read and sort them all, and where it is wrong these are all of a list. */
const SETTINGS = ['plan_cache_mode=force_generic_plan', 'enable_bitmapscan=off', 'enable_seqscan=off'];

/**
 * Connections for the statements that are asked most. They are prepared once on each of them and planned once: their plans
 * are ranges of indexes whatever the values, and planning takes longer than reading a page.
 */
@Injectable()
export class PreparedPool implements OnModuleDestroy {
  readonly pool: Pool;

  constructor(read: ReadPool) {
    const options = SETTINGS.map((setting) => `-c ${setting}`).join(' ');
    this.pool = new Pool({ ...read.pool.options, max: AT_ONCE, options });
    this.pool.on('error', () => undefined);
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  async onModuleDestroy(): Promise<void> {
    await this.pool.end();
  }
}
