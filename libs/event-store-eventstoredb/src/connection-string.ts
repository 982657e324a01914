import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';

/** Everything that is wrong with how the server was to be reached, at once. Quotes nothing that may be a secret. */
export class ConnectionStringError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`the connection string of EventStoreDB is wrong: ${problems.join('; ')}`);
    this.name = 'ConnectionStringError';
  }
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface Address {
  readonly address: string;
  readonly port: number;
}

export type NodePreference = 'leader' | 'follower' | 'random' | 'read_only_replica';

/** What may stand beside the connection string; it wins over the same thing in the string. */
export interface ConnectionExtras {
  readonly credentials?: Credentials;
  /** A PEM file with the authority that signed the servers' certificates. */
  readonly tlsCaFile?: string;
}

/** What is kept of the secrets: reached by name only, and never printed. */
class Sealed<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}

/** How to reach the server: a connection string that was checked. Safe to print. */
export interface ConnectionSettings {
  /** One node, members that are all asked who leads, or one DNS name behind which the members are. */
  readonly discovery: 'single' | 'members' | 'dns';
  readonly addresses: readonly [Address, ...Address[]];
  readonly tls: boolean;
  readonly certificates: Sealed<{
    readonly authority?: Buffer;
    readonly userCertificate?: Buffer;
    readonly userKey?: Buffer;
  }>;
  readonly credentials: Sealed<Credentials | undefined>;
  readonly nodePreference: NodePreference;
  /** Seconds. */
  readonly gossipTimeoutS: number;
  readonly discoveryIntervalMs: number;
  readonly maxDiscoverAttempts: number;
  readonly keepAliveIntervalMs: number;
  readonly keepAliveTimeoutMs: number;
  /** `defaultDeadline` of the string: how long a call may take. */
  readonly callTimeoutMs?: number;
  readonly connectionName?: string;
  /** What is allowed and probably not meant. */
  readonly warnings: readonly string[];
}

const DEFAULT_PORT = 2113;
/** The server treats more frequent pings as abuse, and the client warns of them. */
const SHORTEST_KEEP_ALIVE_MS = 10_000;

const parameters = [
  ...['tls', 'tlsCAFile', 'tlsVerifyCert', 'userCertFile', 'userKeyFile', 'nodePreference', 'gossipTimeout'],
  ...['discoveryInterval', 'maxDiscoverAttempts', 'keepAliveInterval', 'keepAliveTimeout', 'defaultDeadline'],
  ...['connectionName', 'throwOnAppendFailure'],
] as const;
type Parameter = (typeof parameters)[number];
const flat = (name: string): string => name.trim().toLowerCase().replace(/[_-]/g, '');
const byFlatName = new Map<string, Parameter>(parameters.map((name) => [flat(name), name]));

const preferences = new Map<string, NodePreference>([
  ['leader', 'leader'],
  ['follower', 'follower'],
  ['random', 'random'],
  ['readonlyreplica', 'read_only_replica'],
]);

/**
 * Checks a connection string before anything is connected, and reads the certificates it names.
 *
 * `kurrentdb://` and `kdb://`, as the successor calls it, are taken as `esdb://`: the protocol is the same.
 *
 * @throws ConnectionStringError with every problem found
 */
export function checkConnectionString(text: string, extras: ConnectionExtras = {}): ConnectionSettings {
  const problems: string[] = [];
  const warnings: string[] = [];
  const match = /^(esdb|kurrentdb|kdb|kurrent)(\+discover)?:\/\/([^?]*)(?:\?(.*))?$/s.exec(text.trim());
  if (match === null) {
    throw new ConnectionStringError([
      'it must look like esdb://host:2113?tls=true, esdb://a:2113,b:2113,c:2113 for a cluster, or esdb+discover://name',
    ]);
  }
  const [, , discover, authority = '', query = ''] = match;
  // A password may hold an `@`; a host cannot.
  const at = authority.lastIndexOf('@');
  const addresses = readAddresses(authority.slice(at + 1), problems);
  const credentials = extras.credentials ?? (at < 0 ? undefined : readCredentials(authority.slice(0, at), problems));
  if (discover !== undefined && addresses.length > 1) {
    problems.push(
      'esdb+discover:// takes one DNS name: of several addresses only the first would ever be asked, and the cluster ' +
        'would be lost with that node; write esdb://a:2113,b:2113,c:2113 for members that are known by address',
    );
  }
  const given = readParameters(query, problems);
  const read = new Values(given, problems);

  const tls = read.boolean('tls') ?? true;
  const certificates = readCertificates(given, extras.tlsCaFile, tls, problems);
  if (!tls && credentials !== undefined) {
    warnings.push('credentials are never sent over a connection without TLS');
  }
  if (read.boolean('tlsVerifyCert') === false) {
    problems.push(
      'tlsVerifyCert=false has no effect: certificates are always verified; name their authority in tlsCAFile',
    );
  }
  if (read.boolean('throwOnAppendFailure') === false) {
    problems.push('throwOnAppendFailure=false is refused: an append that fails must fail');
  }
  const callTimeoutMs = read.number('defaultDeadline', 1, 3_600_000, 'milliseconds');
  const connectionName = read.text('connectionName');
  const settings = {
    discovery: discover !== undefined ? 'dns' : addresses.length > 1 ? 'members' : 'single',
    tls,
    certificates: new Sealed(certificates),
    credentials: new Sealed(credentials),
    nodePreference: read.preference() ?? 'leader',
    gossipTimeoutS: read.number('gossipTimeout', 1, 60, 'seconds, not milliseconds') ?? 2,
    discoveryIntervalMs: read.number('discoveryInterval', 10, 60_000, 'milliseconds') ?? 100,
    maxDiscoverAttempts: read.number('maxDiscoverAttempts', 1, 1_000, 'attempts') ?? 10,
    keepAliveIntervalMs:
      read.number('keepAliveInterval', SHORTEST_KEEP_ALIVE_MS, 3_600_000, 'milliseconds') ?? SHORTEST_KEEP_ALIVE_MS,
    keepAliveTimeoutMs: read.number('keepAliveTimeout', 1_000, 3_600_000, 'milliseconds') ?? 10_000,
    ...(callTimeoutMs === undefined ? {} : { callTimeoutMs }),
    ...(connectionName === undefined ? {} : { connectionName }),
    warnings,
  } as const;
  const [first, ...others] = addresses;
  if (problems.length > 0 || first === undefined) throw new ConnectionStringError(problems);
  return { ...settings, addresses: [first, ...others] };
}

function readAddresses(text: string, problems: string[]): Address[] {
  const hosts = text.replace(/\/+$/, '').split(',');
  return hosts.flatMap((host, index) => {
    const which = hosts.length === 1 ? 'the address' : `address ${index + 1}`;
    const match = /^([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)(?::(\d{1,5}))?$/i.exec(host.trim());
    const port = Number(match?.[2] ?? DEFAULT_PORT);
    if (match?.[1] === undefined || port < 1 || port > 65_535) {
      problems.push(`${which} is not host:port (a name or an IPv4 address, and a port of 1 to 65535)`);
      return [];
    }
    return [{ address: match[1], port }];
  });
}

function readCredentials(text: string, problems: string[]): Credentials | undefined {
  const colon = text.indexOf(':');
  try {
    const [username, password] = [text.slice(0, colon), text.slice(colon + 1)].map(decodeURIComponent);
    if (colon > 0 && username !== undefined && password !== undefined && password !== '') return { username, password };
    problems.push('the credentials before @ must be user:password');
  } catch {
    problems.push('the credentials before @ are not percent-encoded as a URL wants it');
  }
  return undefined;
}

type Given = ReadonlyMap<Parameter, string>;

function readParameters(query: string, problems: string[]): Given {
  const given = new Map<Parameter, string>();
  for (const pair of query === '' ? [] : query.split('&')) {
    const [name = '', ...rest] = pair.split('=');
    const known = byFlatName.get(flat(name));
    const value = rest.join('=').trim();
    // A password with an unencoded `?` may have ended up here: only what looks like a name is quoted.
    const quoted = /^[a-z_-]{1,30}$/i.test(name) && !query.includes('@') ? name : 'one';
    if (known === undefined) problems.push(`unknown parameter: ${quoted}`);
    else if (value === '') problems.push(`${known} has no value`);
    else if (given.has(known)) problems.push(`${known} is given twice`);
    else given.set(known, value);
  }
  return given;
}

class Values {
  constructor(
    private readonly given: Given,
    private readonly problems: string[],
  ) {}

  boolean(name: Parameter): boolean | undefined {
    const value = this.given.get(name);
    if (value !== undefined && value !== 'true' && value !== 'false') {
      this.problems.push(`${name} must be true or false`);
      return undefined;
    }
    return value === undefined ? undefined : value === 'true';
  }

  number(name: Parameter, from: number, to: number, unit: string): number | undefined {
    const value = this.given.get(name);
    if (value === undefined) return undefined;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    if (number >= from && number <= to) return number;
    this.problems.push(`${name} must be ${from} to ${to} (${unit})`);
    return undefined;
  }

  text(name: Parameter): string | undefined {
    return decoded(name, this.given.get(name), this.problems);
  }

  preference(): NodePreference | undefined {
    const value = this.given.get('nodePreference');
    if (value === undefined) return undefined;
    const preference = preferences.get(flat(value));
    if (preference === undefined) {
      this.problems.push('nodePreference must be leader, follower, random or readOnlyReplica');
    }
    return preference;
  }
}

function decoded(name: Parameter, value: string | undefined, problems: string[]): string | undefined {
  try {
    return value === undefined ? undefined : decodeURIComponent(value);
  } catch {
    problems.push(`${name} is not percent-encoded as a URL wants it`);
    return undefined;
  }
}

function readCertificates(
  given: Given,
  tlsCaFile: string | undefined,
  tls: boolean,
  problems: string[],
): { authority?: Buffer; userCertificate?: Buffer; userKey?: Buffer } {
  const pem = (name: Parameter, file: string | undefined, kind: string): Buffer | undefined => {
    if (file === undefined) return undefined;
    if (!tls) problems.push(`${name} has no effect with tls=false`);
    try {
      const content = readFileSync(file);
      if (content.includes('-----BEGIN ')) return content;
      problems.push(`${name} names a file without a PEM ${kind}`);
    } catch (error) {
      problems.push(`${name} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
    }
    return undefined;
  };
  const fileOf = (name: Parameter): string | undefined => decoded(name, given.get(name), problems);
  const authority = pem('tlsCAFile', tlsCaFile ?? fileOf('tlsCAFile'), 'certificate');
  const userCertificate = pem('userCertFile', fileOf('userCertFile'), 'certificate');
  const userKey = pem('userKeyFile', fileOf('userKeyFile'), 'key');
  if (given.has('userCertFile') !== given.has('userKeyFile')) {
    problems.push('userCertFile and userKeyFile belong together');
  }
  return {
    ...(authority === undefined ? {} : { authority }),
    ...(userCertificate === undefined ? {} : { userCertificate }),
    ...(userKey === undefined ? {} : { userKey }),
  };
}
