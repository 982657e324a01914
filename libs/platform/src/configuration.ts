import { readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Secret } from './secret.js';

/** `demonstration`: the embedded default with fictitious data. `production`: everything by configuration. */
export type Mode = 'demonstration' | 'production';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Who may say who somebody is. */
export interface IssuerConfiguration {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
}

export interface Configuration {
  readonly mode: Mode;
  readonly host: string;
  readonly port: number;
  /** Absolute. Holds the embedded database, evidence, the demonstration's vault and logs. */
  readonly dataDir: string;
  /** Begin anew: everything of the product in the data folder is removed first. Only in the demonstration. */
  readonly fresh: boolean;
  /** A PostgreSQL of one's own; without it the embedded one is started. Always there in production. */
  readonly databaseUrl?: Secret;
  /** Which adapter of the event store is in use. */
  readonly eventStore: 'postgres';
  /** The issuer of tokens. Absent in the demonstration, which has its own; always there in production. */
  readonly issuer?: IssuerConfiguration;
  /** Absolute. The folder of the vault's keys; in production it must be named and be backed up apart from the database. */
  readonly vaultDir: string;
  /** Absolute. Where encrypted evidence is kept. */
  readonly evidenceDir: string;
  readonly logLevel: LogLevel;
  /** Largest JSON body, in bytes. */
  readonly bodyLimitBytes: number;
  /** Whether `X-Forwarded-*` of a reverse proxy is believed. */
  readonly trustProxy: boolean;
}

/** Everything that is wrong with a configuration, at once. Holds no values of secrets. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      `${problems.length === 1 ? 'The configuration is wrong' : `The configuration is wrong in ${problems.length} places`}: ${problems.join('; ')}`,
    );
    this.name = 'ConfigurationError';
  }
}

export interface ConfigurationSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Command-line arguments without node and script. */
  readonly args: readonly string[];
  /** Relative folders are taken from here. */
  readonly root: string;
  /** The operator's command line serves nobody: it needs no issuer. Default `server`. */
  readonly purpose?: 'server' | 'operator';
}

/** The flags of the servers, for a help text. */
export const SERVER_FLAGS: readonly (readonly [flag: string, meaning: string])[] = [
  ['--port <n>', 'port to listen on (default 3000, or PORT)'],
  ['--data <folder>', 'data folder (default .data in the project, or MINGDAN_DATA)'],
  ['--fresh', 'begin anew: remove what is in the data folder (demonstration only)'],
  ['--help', 'show this'],
];

const known = new Set([
  ...['MINGDAN_MODE', 'MINGDAN_HOST', 'MINGDAN_DATA', 'MINGDAN_EVENT_STORE', 'MINGDAN_ISSUER', 'MINGDAN_AUDIENCE'],
  ...['MINGDAN_JWKS_URL', 'MINGDAN_VAULT', 'MINGDAN_EVIDENCE', 'MINGDAN_LOG_LEVEL', 'MINGDAN_BODY_LIMIT'],
  'MINGDAN_TRUST_PROXY',
]);
const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * Reads the configuration of a server from flags and environment; a flag wins. An empty variable counts as absent.
 *
 * @throws ConfigurationError with every problem found
 */
export function readConfiguration({ env, args, root, purpose }: ConfigurationSources): Configuration {
  const problems: string[] = [];
  const flags = readFlags(args, problems);
  const variable = (name: string): string | undefined => env[name]?.trim() || undefined;
  const folder = (value: string): string => (isAbsolute(value) ? value : resolve(root, value));

  for (const name of Object.keys(env)) {
    if (name.startsWith('MINGDAN_') && !known.has(name)) problems.push(`${name} is not a setting`);
  }

  const databaseUrl = readDatabaseUrl(variable, problems);
  const mode = readMode(variable('MINGDAN_MODE'), databaseUrl !== undefined, problems);
  const production = mode === 'production';

  const host = variable('MINGDAN_HOST') ?? '127.0.0.1';
  if (!production && !loopback.has(host)) {
    problems.push('MINGDAN_HOST must be a loopback address: the demonstration is open to everybody who reaches it');
  }
  const port = flags.port ?? variable('PORT') ?? '3000';
  const portNumber = wholeNumber(port, 0, 65535);
  if (portNumber === undefined) problems.push(`${flags.port === undefined ? 'PORT' : '--port'} must be 0 to 65535`);

  const dataDir = folder(flags.data ?? variable('MINGDAN_DATA') ?? '.data');
  if (flags.fresh && (production || databaseUrl !== undefined)) {
    problems.push('--fresh is refused with a database of your own: nothing of yours is ever deleted');
  }

  const store = variable('MINGDAN_EVENT_STORE') ?? 'postgres';
  if (store === 'eventstoredb') {
    problems.push(
      'MINGDAN_EVENT_STORE=eventstoredb: the EventStoreDB adapter is not part of this release; use postgres',
    );
  } else if (store !== 'postgres') problems.push('MINGDAN_EVENT_STORE must be postgres');

  const vault = variable('MINGDAN_VAULT');
  if (production && vault === undefined) {
    problems.push('MINGDAN_VAULT must name the folder of the vault: losing it loses every name, so it has no default');
  }
  const issuer = readIssuer(variable, production, purpose !== 'operator', problems);
  const logLevel = variable('MINGDAN_LOG_LEVEL') ?? 'info';
  if (!isLogLevel(logLevel)) problems.push(`MINGDAN_LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}`);
  const bodyLimitBytes = wholeNumber(variable('MINGDAN_BODY_LIMIT') ?? '1048576', 1024, 16 * 1024 * 1024);
  if (bodyLimitBytes === undefined) problems.push('MINGDAN_BODY_LIMIT must be 1024 to 16777216 bytes');
  const trustProxy = variable('MINGDAN_TRUST_PROXY') ?? 'false';
  if (trustProxy !== 'true' && trustProxy !== 'false') problems.push('MINGDAN_TRUST_PROXY must be true or false');

  if (problems.length > 0 || portNumber === undefined || bodyLimitBytes === undefined || !isLogLevel(logLevel)) {
    throw new ConfigurationError(problems);
  }
  return {
    mode,
    host,
    port: portNumber,
    dataDir,
    fresh: flags.fresh,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    eventStore: 'postgres',
    ...(issuer === undefined ? {} : { issuer }),
    vaultDir: vault === undefined ? join(dataDir, 'vault') : folder(vault),
    evidenceDir: folder(variable('MINGDAN_EVIDENCE') ?? join(dataDir, 'evidence')),
    logLevel,
    bodyLimitBytes,
    trustProxy: trustProxy === 'true',
  };
}

interface Flags {
  readonly port?: string;
  readonly data?: string;
  readonly fresh: boolean;
}

function readFlags(args: readonly string[], problems: string[]): Flags {
  const options = { port: { type: 'string' }, data: { type: 'string' }, fresh: { type: 'boolean' } } as const;
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const flags: { port?: string; data?: string; fresh: boolean } = { fresh: false };
  for (const token of tokens) {
    if (token.kind === 'positional') problems.push(`unexpected argument ${token.value}`);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (name === 'fresh') {
      if (value !== undefined) problems.push('--fresh takes no value');
      flags.fresh = true;
    } else if (name === 'port' || name === 'data') {
      if (value === undefined || value === '' || value.startsWith('--')) problems.push(`--${name} needs a value`);
      else flags[name] = value;
    } else problems.push(`${rawName} is not a flag (${SERVER_FLAGS.map(([flag]) => flag.split(' ')[0]).join(', ')})`);
  }
  return flags;
}

function readMode(value: string | undefined, ownDatabase: boolean, problems: string[]): Mode {
  const mode = value ?? (ownDatabase ? 'production' : 'demonstration');
  if (mode !== 'production' && mode !== 'demonstration') {
    problems.push('MINGDAN_MODE must be demonstration or production');
    return ownDatabase ? 'production' : 'demonstration';
  }
  if (mode === 'production' && !ownDatabase) problems.push('DATABASE_URL is needed in production');
  if (mode === 'demonstration' && ownDatabase) {
    problems.push(
      'MINGDAN_MODE=demonstration is refused with a DATABASE_URL: demonstration data stays in the data folder',
    );
  }
  return mode;
}

type Variables = (name: string) => string | undefined;

/** `DATABASE_URL`, or the file that `DATABASE_URL_FILE` names (a mounted secret). */
function readDatabaseUrl(variable: Variables, problems: string[]): Secret | undefined {
  const file = variable('DATABASE_URL_FILE');
  let value = variable('DATABASE_URL');
  if (file !== undefined) {
    if (value !== undefined) problems.push('give DATABASE_URL or DATABASE_URL_FILE, not both');
    try {
      value = readFileSync(file, 'utf8').trim();
    } catch (error) {
      problems.push(`DATABASE_URL_FILE cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
      value = 'postgres://unread';
    }
  }
  if (value === undefined) return undefined;
  if (!/^postgres(ql)?:\/\//.test(value) || !URL.canParse(value)) {
    problems.push('DATABASE_URL must be a postgres:// address');
  }
  return new Secret(value);
}

function readIssuer(
  variable: Variables,
  production: boolean,
  needed: boolean,
  problems: string[],
): IssuerConfiguration | undefined {
  const names = ['MINGDAN_ISSUER', 'MINGDAN_AUDIENCE', 'MINGDAN_JWKS_URL'] as const;
  const [issuer, audience, jwksUrl] = names.map(variable);
  if (!production) {
    for (const name of names) {
      if (variable(name) !== undefined)
        problems.push(`${name} is refused in the demonstration, which has its own issuer`);
    }
    return undefined;
  }
  for (const name of names) {
    if (needed && variable(name) === undefined) problems.push(`${name} is needed in production`);
  }
  for (const [name, value] of [['MINGDAN_ISSUER', issuer] as const, ['MINGDAN_JWKS_URL', jwksUrl] as const]) {
    if (value !== undefined && !isTrustworthy(value)) {
      problems.push(`${name} must be an https:// address (http:// only on loopback)`);
    }
  }
  if (issuer === undefined || audience === undefined || jwksUrl === undefined) return undefined;
  return { issuer, audience, jwksUrl };
}

function isTrustworthy(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && loopback.has(hostname.replace(/^\[|\]$/g, '')));
}

function isLogLevel(value: string): value is LogLevel {
  return (LOG_LEVELS as readonly string[]).includes(value);
}

function wholeNumber(text: string, from: number, to: number): number | undefined {
  if (!/^\d{1,9}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= from && value <= to ? value : undefined;
}
