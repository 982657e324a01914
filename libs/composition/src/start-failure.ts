import { types } from 'node:util';
import { StoreUnavailable } from '#libs/event-store';
import { EventStoreDbRefusal } from '#libs/event-store-eventstoredb';
import { ConfigurationError, type Configuration } from '#libs/platform';
import { AnotherLog } from '#libs/read-store';
import { VaultUnavailable } from '#libs/vault';

/** The process cannot start as things are. The message is one line, for the person at the terminal. */
export class StartProblem extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartProblem';
  }
}

// PostgreSQL also says it by halves: a write that got only a part of its page onto the disk.
const diskFull = /no space left on device|check free disk space|wrote only \d+ of \d+ bytes/i;
const away = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN']);

interface Coded {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly driverError?: unknown;
}

/** An error, its causes and what drivers hide in it. */
export function* errorChain(error: unknown): Generator<Error & Coded> {
  const seen = new Set<unknown>();
  const queue = [error];
  while (queue.length > 0) {
    const at = queue.shift();
    if (!types.isNativeError(at) || seen.has(at)) continue;
    seen.add(at);
    yield at;
    const { driverError, errors } = at as Coded & { readonly errors?: unknown };
    queue.push(at.cause, driverError, ...(Array.isArray(errors) ? (errors as unknown[]) : []));
  }
}

export interface Explaining {
  /** How the process is started, for a line to copy. */
  readonly command: string;
  /** What the caller knows better, of one error in the chain. */
  readonly ownWords?: (at: Error) => string | undefined;
}

/**
 * Why the process could not start, in one line, for the person at the terminal. Holds no secret: of an address of a
 * database only that it is the one of `DATABASE_URL`.
 */
export function explainStart(
  error: unknown,
  configuration: Configuration | undefined,
  { command, ownWords }: Explaining,
): string {
  if (error instanceof ConfigurationError || error instanceof StartProblem) return error.message;
  const dataDir = configuration?.dataDir ?? 'the data folder';
  const own = configuration?.databaseUrl !== undefined;
  for (const at of errorChain(error)) {
    const { code, syscall, message } = at;
    const better = ownWords?.(at);
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === '53100' || diskFull.test(message)) {
      return own && code === '53100' ? 'Disk full: at the database.' : `Disk full: no space left for ${dataDir}.`;
    }
    if (syscall === 'listen' && configuration !== undefined) {
      const { host, port } = configuration;
      if (code === 'EADDRINUSE') {
        return `Port ${port} on ${host} is taken. Choose another: ${command} --port ${port < 65535 ? port + 1 : 3000}`;
      }
      if (code === 'EACCES')
        return `Port ${port} needs rights this user does not have. Choose one above 1023 with --port.`;
      if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `This machine has no address ${host}.`;
    }
    if (better !== undefined) return better;
    if (syscall !== undefined && (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')) {
      return `No permission to write in ${dataDir}. Choose another folder: ${command} --data <folder>`;
    }
    if (own) {
      if (code === '28P01' || code === '28000') return 'The database refuses the user or password of DATABASE_URL.';
      if (code === '3D000') return 'The database that DATABASE_URL names does not exist on that server.';
      if (code === '42501') return 'The user of DATABASE_URL may not make the tables (permission denied).';
      if (away.has(String(code))) return `The database of DATABASE_URL does not answer (${String(code)}).`;
    }
    if (at instanceof AnotherLog) return sentence(message);
    if (at instanceof EventStoreDbRefusal) return `The event store of EVENTSTORE_URL refuses: ${firstLine(message)}.`;
    if (at instanceof StoreUnavailable && configuration?.eventStore === 'eventstoredb') {
      return `The event store of EVENTSTORE_URL does not answer: ${firstLine(message)}.`;
    }
  }
  for (const at of errorChain(error)) if (at instanceof VaultUnavailable) return vaultProblem(at, configuration);
  const first = error instanceof Error ? firstLine(error.message) : '';
  return `Could not start: ${first === '' ? 'no reason was given' : first}`;
}

function vaultProblem({ message }: VaultUnavailable, configuration: Configuration | undefined): string {
  const create = message.endsWith('is missing') && configuration?.mode === 'production';
  const advice = create ? ' The first time, make one with operator vault create; else restore its backup.' : '';
  return `The vault does not open: ${firstLine(message)}.${advice}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
