import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:fs';
import { open, rename, stat, type FileHandle } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { Client } from 'pg';
import type { Binaries } from './binaries.js';
import { EmbeddedPostgresError, failureIn, fileFailure, tellingLine } from './errors.js';
import { programEnvironment, type Home } from './home.js';
import type { Owner } from './owner.js';

export interface Launch {
  readonly home: Home;
  readonly owner: Owner | undefined;
  readonly binaries: Binaries;
  readonly port: number;
  readonly maxConnections: number;
  readonly log: (line: string) => void;
  readonly connect: () => Promise<Client>;
}

const largestLog = 20 * 1024 * 1024;
/** An answer of a server that is up and refuses us for good: an SQLSTATE, but for "still starting". */
const refusal = /^(?!57P03)[0-9A-DF-Z][0-9A-Z]{4}$/;
const recoveryMs = 10 * 60_000;

/**
 * Starts the server in a process group of its own, so that Ctrl-C does not reach it before our own shutdown does,
 * and comes back with a session when it answers.
 *
 * @throws EmbeddedPostgresError with what the server said last
 */
export async function launch({ home, owner, binaries, port, maxConnections, log, connect }: Launch): Promise<Client> {
  const { file, begin } = await openLog(home);
  let server: ChildProcess;
  try {
    server = spawn(binaries.postgres, ['-D', home.cluster, ...settings(port, maxConnections)], {
      ...owner,
      cwd: home.folder,
      detached: true,
      env: programEnvironment(),
      stdio: ['ignore', file.fd, file.fd],
      windowsHide: true,
    });
  } finally {
    await file.close();
  }
  const over = new Promise<{ readonly words: string }>((resolve) => {
    server.once('error', (error) => resolve({ words: `could not be run: ${error.message}` }));
    server.once('exit', (code, signal) => resolve({ words: `ended with ${code ?? signal}` }));
  });
  server.unref();

  const began = Date.now();
  for (let told = false; ;) {
    const attempt: Promise<unknown> = connect().catch((error: unknown) => error);
    // Whoever has the port may take the connection and never answer: the end of our server decides.
    const end = await Promise.race([over, attempt.then(() => undefined)]);
    if (end !== undefined) {
      void attempt.then((session) => (session instanceof Client ? session.end() : undefined));
      throw await lastWords(home, begin, port, end.words);
    }
    const session = await attempt;
    if (session instanceof Client) return session;
    const waited = Date.now() - began;
    if (refusal.test((session as { code?: string }).code ?? '') || waited > recoveryMs) {
      server.kill('SIGINT');
      throw new EmbeddedPostgresError('FAILED', `the database server on port ${port} does not let us in`, {
        cause: session,
      });
    }
    if (!told && waited > 5_000) {
      told = true;
      log('the database is still recovering from its last end');
    }
    await new Promise((done) => setTimeout(done, 20));
  }
}

/**
 * Durable, on the loopback address only, no socket in the file system. The log of the server tells neither statements
 * nor details: they could hold personal data.
 */
function settings(port: number, maxConnections: number): string[] {
  const memory = Math.min(totalmem(), process.constrainedMemory() || Infinity) / (1024 * 1024);
  const buffers = Math.round(Math.min(1024, Math.max(128, memory / 8)));
  const values = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: maxConnections,
    shared_buffers: `${buffers}MB`,
    fsync: 'on',
    synchronous_commit: 'on',
    max_wal_size: '2GB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function openLog(home: Home): Promise<{ file: FileHandle; begin: number }> {
  try {
    const before = await stat(home.logFile).catch(() => undefined);
    if (before !== undefined && before.size > largestLog) await rename(home.logFile, `${home.logFile}.old`);
    const { O_APPEND, O_CREAT, O_RDWR } = constants;
    const file = await open(home.logFile, O_APPEND | O_CREAT | O_RDWR, 0o600);
    return { file, begin: (await file.stat()).size };
  } catch (error) {
    throw fileFailure(error, `the log file ${home.logFile} cannot be written`);
  }
}

async function lastWords(home: Home, begin: number, port: number, over: string): Promise<EmbeddedPostgresError> {
  const file = await open(home.logFile, 'r');
  try {
    const { size } = await file.stat();
    const length = Math.min(size - begin, 64 * 1024);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, begin);
    const words = buffer.toString('utf8');
    const failure = failureIn(words + over);
    if (failure === 'PORT_TAKEN') return new EmbeddedPostgresError(failure, `port ${port} is taken by another program`);
    return new EmbeddedPostgresError(
      failure,
      `the database server ${over}: ${tellingLine(words)} (more in ${home.logFile})`,
    );
  } finally {
    await file.close();
  }
}
