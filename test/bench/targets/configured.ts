import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { removeEmbeddedPostgres, startEmbeddedPostgres, type EmbeddedPostgres } from '#libs/embedded-postgres';
import { openDataFolder } from '../../../apps/standalone/src/data-folder.js';
import type { Options } from '../harness/options.js';
import { openEventStoreDb, openStandIn } from './eventstoredb.js';
import { openPostgres } from './postgres.js';
import type { Target } from './target.js';

/** The store that was asked for; what has to be started for it ends with it. */
export async function openConfigured(
  options: Pick<Options, 'store' | 'databaseUrl' | 'eventStoreUrl' | 'keep'>,
): Promise<Target> {
  const { store, databaseUrl, eventStoreUrl, keep } = options;
  switch (store) {
    case 'postgres':
      return databaseUrl === undefined ? openEmbedded(keep) : openPostgres('a server of your own');
    case 'eventstoredb':
      return eventStoreUrl === undefined ? openStandIn() : openEventStoreDb(eventStoreUrl);
  }
}

/** A PostgreSQL as the product starts it, in a temporary folder or in one that is kept. */
async function openEmbedded(keep: string | undefined): Promise<Target> {
  const dataDir = keep === undefined ? await mkdtemp(join(tmpdir(), 'mingdan-bench-')) : resolve(keep);
  const log = (): void => undefined;
  // As root, PostgreSQL runs as another user, who has to pass through.
  openDataFolder(dataDir);
  let server: EmbeddedPostgres | undefined;
  const remove = async (): Promise<void> => {
    await server?.stop();
    if (keep !== undefined) return;
    await removeEmbeddedPostgres({ dataDir, log });
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    server = await startEmbeddedPostgres({ dataDir, log });
    process.env['DATABASE_URL'] = server.url;
    const target = await openPostgres('embedded');
    return { ...target, close: () => target.close().finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}
