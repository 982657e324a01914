import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '#libs/embedded-postgres';
import { OperatorFailure } from './terminal.js';

export interface OpenEmbedded {
  /** `postgres://…` with the password. */
  readonly url: string;
  /** Stops the server when it was started for us, and leaves one alone that belongs to a running Mingdan. */
  close(): Promise<void>;
}

/**
 * The embedded database of a data folder. While `npm start` runs on the folder its server is used; otherwise the server
 * is started for as long as it is needed, or taken over when a killed process left it running.
 *
 * @throws OperatorFailure when the folder is no data folder of Mingdan; EmbeddedPostgresError
 */
export async function openEmbedded(dataDir: string): Promise<OpenEmbedded> {
  // Nothing is made here: a misspelt folder would become an empty database, and every answer would be "nothing there".
  if (!existsSync(join(dataDir, 'mingdan-data.json'))) {
    throw new OperatorFailure(
      `${dataDir} is no data folder of Mingdan: run npm start once, or give --data or --database-url.`,
    );
  }
  try {
    const server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
    return { url: server.url, close: () => server.stop() };
  } catch (error) {
    if (!(error instanceof EmbeddedPostgresError) || error.failure !== 'DATA_IN_USE') throw error;
    return { url: await urlOfRunning(dataDir, error), close: async () => undefined };
  }
}

/** Where the server that another process of ours owns is to be reached; read from what it left in the data folder. */
async function urlOfRunning(dataDir: string, cause: EmbeddedPostgresError): Promise<string> {
  try {
    const pointed = await readFile(join(dataDir, 'postgres.location'), 'utf8').catch(() => undefined);
    const home = pointed === undefined ? join(dataDir, 'postgres') : pointed.trim();
    const password = (await readFile(join(home, 'password'), 'utf8')).trim();
    const port = Number((await readFile(join(home, 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[3]);
    if (Number.isInteger(port) && port > 0) return `postgres://mingdan:${password}@127.0.0.1:${port}/mingdan`;
  } catch {
    // It is being started or stopped just now, or belongs to another user.
  }
  throw cause;
}
