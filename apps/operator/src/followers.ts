import type { Pool } from 'pg';
import { PROJECTIONS } from '#projections';
import { ProjectionRunner, type EventProcess } from '#libs/read-store';
import type { Workplace } from './database.js';

/**
 * The projections and processes as an operator sees them: nothing is followed from here. A process is known by the
 * checkpoint it has made, since what it does is none of the operator's business.
 */
export async function withFollowers<T>(
  { url, pool, store }: Workplace,
  work: (runner: ProjectionRunner) => Promise<T>,
): Promise<T> {
  const runner = new ProjectionRunner({ url, store, projections: PROJECTIONS, processes: await processesOf(pool) });
  try {
    return await work(runner);
  } finally {
    await runner.close();
  }
}

async function processesOf(pool: Pool): Promise<readonly EventProcess[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select projection as name from read.checkpoints where slot = 'process' order by projection`,
  );
  return rows.map(({ name }) => ({ name, handle: () => Promise.reject(new Error('processes run in the servers')) }));
}
