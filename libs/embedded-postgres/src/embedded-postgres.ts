import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findBinaries, type Binaries } from './binaries.js';
import { EmbeddedPostgresError } from './errors.js';
import { homeOf, prepareHome, programEnvironment, removeHome, user, type Home } from './home.js';
import { ownerOf, type Owner } from './owner.js';
import { isAlive, isServerOf, pidFile, readPostmaster } from './postmaster.js';
import { launch } from './launch.js';

export interface EmbeddedPostgresOptions {
  /** Folder of the project for the data; made when it is not there. */
  readonly dataDir: string;
  /** Port on the loopback address. Default: one that is free. A server that is adopted keeps its own. */
  readonly port?: number;
  /** How many connections it takes at once. Default 100. A server that is adopted keeps its own. */
  readonly maxConnections?: number;
  /** Told in one line what goes on. */
  readonly log: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** `postgres://…` of the database; holds the password, so not for a log. */
  readonly url: string;
  /** Whether the server was running already, left by a process of ours that died. */
  readonly adopted: boolean;
  /** Shuts the server down in order. Cuts who is still connected. Safe to repeat. */
  stop(): Promise<void>;
}

interface Access {
  readonly port: number;
  readonly password: string;
}

const database = 'mingdan';
/** Held by the process that the server belongs to, as long as it lives. */
const ownerLock = 6464327;
const patienceMs = 60_000;

/**
 * Starts the PostgreSQL that comes with the npm packages on a data folder of the project, or adopts the one that a
 * killed process left running on it. It listens on the loopback address only, with a password of its own. The server
 * outlives this process when nobody stops it.
 *
 * @throws EmbeddedPostgresError in one line: port taken, disk full, no permission, data folder in use, …
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log } = options;
  const dataDir = resolve(options.dataDir);
  const owner = await ownerOf((await homeOf(dataDir)).cluster);
  const binaries = await findBinaries(owner, log);
  const home = await prepareHome(dataDir, owner, binaries, log);
  const password = (await readFile(home.passwordFile, 'utf8')).trim();
  const stop = (): Promise<void> => stopServer(home, owner, binaries);

  for (const until = Date.now() + patienceMs; ;) {
    const running = await findRunning(home, password);
    if (running !== undefined) {
      const session = await own(home, running.session);
      log(`found the database running on port ${running.port}, and took it over`);
      return opened(session, { port: running.port, password }, true, stop, log);
    }
    const started = await startOnPort(options.port, (chosen) =>
      launch({
        ...{ home, owner, binaries, port: chosen, maxConnections: options.maxConnections ?? 100, log },
        connect: () => connect({ port: chosen, password }),
      }),
    ).catch((error: unknown) => {
      // Another process was quicker, or what is left of a server that was killed is still going.
      if (!(error instanceof EmbeddedPostgresError) || error.failure !== 'DATA_IN_USE' || Date.now() > until)
        throw error;
      return undefined;
    });
    if (started !== undefined) {
      log(`the database listens on 127.0.0.1:${started.port}`);
      return opened(await own(home, started.session), { port: started.port, password }, false, stop, log);
    }
    await pause(200);
  }
}

/**
 * Removes the data for good, a server left running on them included.
 *
 * @throws EmbeddedPostgresError DATA_IN_USE while a process of ours uses them
 */
export async function removeEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<void> {
  const dataDir = resolve(options.dataDir);
  const home = await homeOf(dataDir);
  const left = await readPostmaster(home).catch(() => undefined);
  if (left !== undefined && (await isServerOf(home, left.pid))) await (await startEmbeddedPostgres(options)).stop();
  await removeHome(dataDir);
}

/** The server that runs on this data already, if one does. */
async function findRunning(home: Home, password: string): Promise<{ port: number; session: Client } | undefined> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const left = await readPostmaster(home);
    if (left === undefined) return undefined;
    if (!(await isServerOf(home, left.pid))) {
      // PostgreSQL takes any living process of that number for itself.
      if (isAlive(left.pid)) await rm(pidFile(home), { force: true });
      return undefined;
    }
    if (!left.stopping && left.port > 0) {
      const session = await connect({ port: left.port, password }).catch((error: unknown) => error);
      if (session instanceof Client) return { port: left.port, session };
      // No /proc to tell, and nobody there: the number belongs to another process by now.
      if (process.platform !== 'linux' && isRefused(session)) return undefined;
    }
    if (Date.now() > until) {
      throw new EmbeddedPostgresError('FAILED', `the database server with process id ${left.pid} does not answer`);
    }
    await pause(50);
  }
}

async function own(home: Home, session: Client): Promise<Client> {
  const { rows } = await session.query<{ ours: boolean }>('select pg_try_advisory_lock($1) as ours', [ownerLock]);
  if (rows[0]?.ours === true) return session;
  await session.end();
  throw new EmbeddedPostgresError('DATA_IN_USE', `another process is using the database in ${home.folder}`);
}

async function opened(
  session: Client,
  access: Access,
  adopted: boolean,
  stopServerNow: () => Promise<void>,
  log: (line: string) => void,
): Promise<EmbeddedPostgres> {
  let stopping: Promise<void> | undefined;
  session.on('error', () => {
    if (stopping === undefined) log('the connection to the database server was lost');
  });
  const { rowCount } = await session.query('select from pg_database where datname = $1', [database]);
  if (rowCount === 0) await session.query(`create database ${database}`);
  const stopOnce = async (): Promise<void> => {
    await stopServerNow();
    await session.end().catch(() => {});
  };
  return {
    url: `postgres://${user}:${access.password}@127.0.0.1:${access.port}/${database}`,
    adopted,
    stop: () => (stopping ??= stopOnce()),
  };
}

async function startOnPort(
  wanted: number | undefined,
  start: (port: number) => Promise<Client>,
): Promise<{ port: number; session: Client }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = wanted ?? (await freePort());
    try {
      return { port, session: await start(port) };
    } catch (error) {
      // Somebody may have taken a free port before the server could.
      const taken = error instanceof EmbeddedPostgresError && error.failure === 'PORT_TAKEN';
      if (!taken || wanted !== undefined || attempt === 3) throw error;
    }
  }
}

async function connect({ port, password }: Access): Promise<Client> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user,
    password,
    database: 'postgres',
    ssl: false,
    connectionTimeoutMillis: 2_000,
    keepAlive: true,
    application_name: 'mingdan owner',
  });
  // Heard by `opened` in words; an error that nobody hears would end the process.
  client.on('error', () => {});
  await client.connect();
  return client;
}

async function stopServer(home: Home, owner: Owner | undefined, binaries: Binaries): Promise<void> {
  const server = await readPostmaster(home);
  if (server === undefined || !(await isServerOf(home, server.pid))) return;
  const options = ['stop', '--pgdata', home.cluster, '--mode', 'fast', '--wait', '--timeout', '60', '--silent'];
  await promisify(execFile)(binaries.pgCtl, options, {
    ...owner,
    cwd: home.folder,
    env: programEnvironment(),
    windowsHide: true,
  }).catch(async (error: unknown) => {
    if (!(await isServerOf(home, server.pid))) return;
    throw new EmbeddedPostgresError('FAILED', `the database server (process id ${server.pid}) did not stop`, {
      cause: error,
    });
  });
}

function isRefused(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === 'ECONNREFUSED';
}

function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolvePort(port));
    });
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
