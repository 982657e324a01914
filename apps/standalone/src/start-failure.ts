import { EmbeddedPostgresError } from '#libs/embedded-postgres';
import { ConfigurationError, type Configuration } from '#libs/platform';
import { DataFolderProblem } from './data-folder.js';

// PostgreSQL also says it by halves: a write that got only a part of its page onto the disk.
const diskFull = /no space left on device|check free disk space|wrote only \d+ of \d+ bytes/i;

interface Coded {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly driverError?: unknown;
}

/** An error, its causes and what drivers hide in it. */
function* chain(error: unknown): Generator<Error & Coded> {
  const seen = new Set<unknown>();
  const queue = [error];
  while (queue.length > 0) {
    const at = queue.shift();
    if (!(at instanceof Error) || seen.has(at)) continue;
    seen.add(at);
    yield at;
    queue.push(at.cause, (at as Coded).driverError, ...(at instanceof AggregateError ? (at.errors as unknown[]) : []));
  }
}

/**
 * Why the process could not start, in one line, for the person at the terminal. Holds no secret: of an address of a
 * database only that it is the one of `DATABASE_URL`.
 */
export function explainStart(error: unknown, configuration?: Configuration): string {
  if (error instanceof ConfigurationError || error instanceof DataFolderProblem) return error.message;
  const dataDir = configuration?.dataDir ?? 'the data folder';
  const own = configuration?.databaseUrl !== undefined;
  for (const at of chain(error)) {
    const { code, syscall, message } = at;
    const full = at instanceof EmbeddedPostgresError && at.failure === 'DISK_FULL';
    if (full || code === 'ENOSPC' || code === 'EDQUOT' || code === '53100' || diskFull.test(message)) {
      return own && code === '53100' ? 'Disk full: at the database.' : `Disk full: no space left for ${dataDir}.`;
    }
    if (syscall === 'listen' && configuration !== undefined) {
      const { host, port } = configuration;
      if (code === 'EADDRINUSE') {
        return `Port ${port} on ${host} is taken. Choose another: npm start -- --port ${port < 65535 ? port + 1 : 3000}`;
      }
      if (code === 'EACCES')
        return `Port ${port} needs rights this user does not have. Choose one above 1023 with --port.`;
      if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `This machine has no address ${host}.`;
    }
    if (at instanceof EmbeddedPostgresError) return sentence(message);
    if (syscall !== undefined && (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')) {
      return `No permission to write in ${dataDir}. Choose another folder: npm start -- --data <folder>`;
    }
    if (own) {
      if (code === '28P01' || code === '28000') return 'The database refuses the user or password of DATABASE_URL.';
      if (code === '3D000') return 'The database that DATABASE_URL names does not exist on that server.';
      if (code === '42501') return 'The user of DATABASE_URL may not make the tables (permission denied).';
      if (
        ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'].includes(String(code))
      ) {
        return `The database of DATABASE_URL does not answer (${String(code)}).`;
      }
    }
  }
  const first = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : '';
  return `Could not start: ${first === '' ? 'no reason was given' : first}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
