import { isAbsolute, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readEventStore, type EventStoreConfiguration } from './event-store-configuration.js';
import { readSecret, type Variables } from './secret-variable.js';
import type { Secret } from './secret.js';
import { readWebhooks, type WebhookConfiguration } from './webhook-configuration.js';

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

export interface Configuration extends EventStoreConfiguration {
  readonly mode: Mode;
  readonly host: string;
  readonly port: number;
  /** Absolute. Holds the embedded database, evidence, the demonstration's vault and logs. */
  readonly dataDir: string;
  /** Begin anew: everything of the product in the data folder is removed first. Only in the demonstration. */
  readonly fresh: boolean;
  /** A PostgreSQL of one's own; without it the embedded one is started. Always there in production. */
  readonly databaseUrl?: Secret;
  /** A replica of that PostgreSQL for questions; without it they are answered by the primary. */
  readonly databaseReadUrl?: Secret;
  /** The issuer of tokens. Absent in the demonstration, which has its own; always there in production. */
  readonly issuer?: IssuerConfiguration;
  /** Absolute. The folder of the vault's keys; in production it must be named and be backed up apart from the database. */
  readonly vaultDir: string;
  /**
   * Absolute. The folder of the keys of the sealed store of informants, apart from the vault's. In production it is named
   * for the process that takes reports, and for no other.
   */
  readonly informantsDir: string;
  /** Absolute. Where encrypted evidence is kept. */
  readonly evidenceDir: string;
  /** What a black standard without a sufficient legal basis comes to: a flag, or no publication (spec 4.1, A-23). */
  readonly basisMode: 'WARN' | 'BLOCK';
  readonly logLevel: LogLevel;
  /** Largest JSON body, in bytes. */
  readonly bodyLimitBytes: number;
  /** About what dossiers may take in memory between commands; 0: each is read every time. */
  readonly dossierCacheBytes: number;
  /** Whether `X-Forwarded-*` of a reverse proxy is believed. */
  readonly trustProxy: boolean;
  readonly webhooks: WebhookConfiguration;
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
  /**
   * Whose configuration it is. `server`: everything in one process. `api` and `daemon`: one process of several, always in
   * production; a daemon knows nobody and needs no issuer. `operator`: the command line, which serves nobody. Default
   * `server`.
   */
  readonly purpose?: 'server' | 'api' | 'daemon' | 'operator';
  /** Where it listens unless told otherwise. Default 3000. */
  readonly defaultPort?: number;
}

/** The flags of the servers, for a help text. */
export const SERVER_FLAGS: readonly (readonly [flag: string, meaning: string])[] = [
  ['--port <n>', 'port to listen on (default 3000, or PORT)'],
  ['--data <folder>', 'data folder (default .data in the project, or MINGDAN_DATA)'],
  ['--fresh', 'begin anew: remove what is in the data folder (demonstration only)'],
  ['--help', 'show this'],
];

/** The flags of one process of several. */
export const PROCESS_FLAGS: readonly (readonly [flag: string, meaning: string])[] = [
  ['--port <n>', 'port to listen on (or PORT)'],
  ['--help', 'show this'],
];

const known = new Set([
  ...['MINGDAN_MODE', 'MINGDAN_HOST', 'MINGDAN_DATA', 'MINGDAN_EVENT_STORE', 'MINGDAN_ISSUER', 'MINGDAN_AUDIENCE'],
  ...['MINGDAN_JWKS_URL', 'MINGDAN_VAULT', 'MINGDAN_EVIDENCE', 'MINGDAN_LOG_LEVEL', 'MINGDAN_BODY_LIMIT'],
  'MINGDAN_INFORMANTS',
  'MINGDAN_BASIS_MODE',
  'MINGDAN_DOSSIER_CACHE_MB',
  ...['MINGDAN_TRUST_PROXY', 'MINGDAN_WEBHOOK_NETWORKS', 'MINGDAN_WEBHOOK_PAUSES'],
]);
const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * Reads the configuration of a server from flags and environment; a flag wins. An empty variable counts as absent.
 *
 * @throws ConfigurationError with every problem found
 */
export function readConfiguration(sources: ConfigurationSources): Configuration {
  const { env, args, root, purpose = 'server', defaultPort = 3000 } = sources;
  const problems: string[] = [];
  const flags = readFlags(args, problems);
  const variable = (name: string): string | undefined => env[name]?.trim() || undefined;
  const folder = (value: string): string => (isAbsolute(value) ? value : resolve(root, value));

  for (const name of Object.keys(env)) {
    if (name.startsWith('MINGDAN_') && !known.has(name)) problems.push(`${name} is not a setting`);
  }

  const databaseUrl = readDatabaseUrl('DATABASE_URL', variable, problems);
  const databaseReadUrl = readDatabaseUrl('DATABASE_READ_URL', variable, problems);
  if (databaseReadUrl !== undefined && databaseUrl === undefined) {
    problems.push('DATABASE_READ_URL is of no use without DATABASE_URL');
  }
  const several = purpose === 'api' || purpose === 'daemon';
  const mode = readMode(variable('MINGDAN_MODE'), databaseUrl !== undefined, several, problems);
  const production = mode === 'production';

  const host = variable('MINGDAN_HOST') ?? '127.0.0.1';
  if (!production && !loopback.has(host)) {
    problems.push('MINGDAN_HOST must be a loopback address: the demonstration is open to everybody who reaches it');
  }
  const port = flags.port ?? variable('PORT') ?? String(defaultPort);
  const portNumber = wholeNumber(port, 0, 65535);
  if (portNumber === undefined) problems.push(`${flags.port === undefined ? 'PORT' : '--port'} must be 0 to 65535`);

  const dataDir = folder(flags.data ?? variable('MINGDAN_DATA') ?? '.data');
  if (flags.fresh && (production || databaseUrl !== undefined)) {
    problems.push('--fresh is refused with a database of your own: nothing of yours is ever deleted');
  }

  const eventStore = readEventStore(variable, folder, problems);
  if (flags.fresh && eventStore.eventStore !== 'postgres') {
    problems.push('--fresh is refused with EVENT_STORE=eventstoredb: the log is not in the data folder');
  }

  const vault = variable('MINGDAN_VAULT');
  if (production && vault === undefined) {
    problems.push('MINGDAN_VAULT must name the folder of the vault: losing it loses every name, so it has no default');
  }
  const issuer = readIssuer(variable, production, purpose === 'server' || purpose === 'api', problems);
  const basisMode = variable('MINGDAN_BASIS_MODE') ?? (production ? 'BLOCK' : 'WARN');
  if (basisMode !== 'WARN' && basisMode !== 'BLOCK') problems.push('MINGDAN_BASIS_MODE must be WARN or BLOCK');
  const logLevel = variable('MINGDAN_LOG_LEVEL') ?? 'info';
  if (!isLogLevel(logLevel)) problems.push(`MINGDAN_LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}`);
  const bodyLimitBytes = wholeNumber(variable('MINGDAN_BODY_LIMIT') ?? '1048576', 1024, 16 * 1024 * 1024);
  if (bodyLimitBytes === undefined) problems.push('MINGDAN_BODY_LIMIT must be 1024 to 16777216 bytes');
  const dossierCacheMb = wholeNumber(variable('MINGDAN_DOSSIER_CACHE_MB') ?? '64', 0, 65_536);
  if (dossierCacheMb === undefined) problems.push('MINGDAN_DOSSIER_CACHE_MB must be 0 to 65536 megabytes');
  const trustProxy = variable('MINGDAN_TRUST_PROXY') ?? 'false';
  if (trustProxy !== 'true' && trustProxy !== 'false') problems.push('MINGDAN_TRUST_PROXY must be true or false');
  const webhooks = readWebhooks(variable, problems);

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
    ...(databaseReadUrl === undefined ? {} : { databaseReadUrl }),
    ...eventStore,
    ...(issuer === undefined ? {} : { issuer }),
    vaultDir: vault === undefined ? join(dataDir, 'vault') : folder(vault),
    informantsDir: folder(variable('MINGDAN_INFORMANTS') ?? join(dataDir, 'informants')),
    evidenceDir: folder(variable('MINGDAN_EVIDENCE') ?? join(dataDir, 'evidence')),
    basisMode: basisMode === 'WARN' ? 'WARN' : 'BLOCK',
    logLevel,
    bodyLimitBytes,
    dossierCacheBytes: (dossierCacheMb ?? 0) * 1_048_576,
    trustProxy: trustProxy === 'true',
    webhooks,
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

function readMode(value: string | undefined, ownDatabase: boolean, several: boolean, problems: string[]): Mode {
  const mode = value ?? (ownDatabase || several ? 'production' : 'demonstration');
  if (mode !== 'production' && mode !== 'demonstration') {
    problems.push('MINGDAN_MODE must be demonstration or production');
    return ownDatabase ? 'production' : 'demonstration';
  }
  if (mode === 'demonstration' && several) {
    problems.push('MINGDAN_MODE=demonstration is for npm start: a process of its own runs in production only');
    return 'production';
  }
  if (mode === 'production' && !ownDatabase) problems.push('DATABASE_URL is needed in production');
  if (mode === 'demonstration' && ownDatabase) {
    problems.push(
      'MINGDAN_MODE=demonstration is refused with a DATABASE_URL: demonstration data stays in the data folder',
    );
  }
  return mode;
}

function readDatabaseUrl(
  name: 'DATABASE_URL' | 'DATABASE_READ_URL',
  variable: Variables,
  problems: string[],
): Secret | undefined {
  const secret = readSecret(name, variable, problems, 'postgres://unread');
  const value = secret?.reveal();
  if (value !== undefined && (!/^postgres(ql)?:\/\//.test(value) || !URL.canParse(value))) {
    problems.push(`${name} must be a postgres:// address`);
  }
  return secret;
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
