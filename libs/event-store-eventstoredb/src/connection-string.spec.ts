import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { checkConnectionString, ConnectionStringError, type ConnectionExtras } from './connection-string.js';

const problemsOf = (text: string, extras?: ConnectionExtras): readonly string[] => {
  try {
    checkConnectionString(text, extras);
  } catch (error) {
    if (error instanceof ConnectionStringError) return error.problems;
    throw error;
  }
  return [];
};

describe('checkConnectionString', () => {
  let folder: string;
  let authority: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mingdan-esdb-'));
    authority = join(folder, 'ca.pem');
    writeFileSync(authority, '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n');
    writeFileSync(join(folder, 'empty.pem'), 'nothing');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('takes one node, with TLS unless it is said otherwise', () => {
    expect(checkConnectionString('esdb://db.example')).toMatchObject({
      discovery: 'single',
      addresses: [{ address: 'db.example', port: 2113 }],
      tls: true,
      nodePreference: 'leader',
      keepAliveIntervalMs: 10_000,
      keepAliveTimeoutMs: 10_000,
      gossipTimeoutS: 2,
      warnings: [],
    });
    expect(checkConnectionString('esdb://127.0.0.1:2114/?tls=false')).toMatchObject({
      addresses: [{ address: '127.0.0.1', port: 2114 }],
      tls: false,
    });
  });

  it('asks every member of a cluster that is given by addresses', () => {
    expect(checkConnectionString('esdb://a:2113,b:2114,c?gossipTimeout=3&node_preference=Leader')).toMatchObject({
      discovery: 'members',
      addresses: [
        { address: 'a', port: 2113 },
        { address: 'b', port: 2114 },
        { address: 'c', port: 2113 },
      ],
      gossipTimeoutS: 3,
    });
  });

  it('asks one DNS name with +discover, and refuses several addresses with the reason', () => {
    expect(checkConnectionString('esdb+discover://cluster.example').discovery).toBe('dns');
    expect(problemsOf('esdb+discover://a:2113,b:2113,c:2113')).toEqual([
      expect.stringContaining('only the first would ever be asked'),
    ]);
  });

  it.each(['kurrentdb', 'kdb', 'kurrent'])('takes the %s:// of the successor as the same protocol', (scheme) => {
    expect(checkConnectionString(`${scheme}://db:2113?tls=false`).addresses).toEqual([{ address: 'db', port: 2113 }]);
    expect(checkConnectionString(`${scheme}+discover://db`).discovery).toBe('dns');
  });

  it('reads what else may be set', () => {
    const text =
      'esdb://db?keepAliveInterval=12000&keepAliveTimeout=5000&defaultDeadline=700&connectionName=a%20b&maxDiscoverAttempts=3&discoveryInterval=50&nodePreference=readOnlyReplica';
    expect(checkConnectionString(text)).toMatchObject({
      keepAliveIntervalMs: 12_000,
      keepAliveTimeoutMs: 5_000,
      callTimeoutMs: 700,
      connectionName: 'a b',
      maxDiscoverAttempts: 3,
      discoveryIntervalMs: 50,
      nodePreference: 'read_only_replica',
    });
  });

  it('keeps the credentials out of everything that is printed', () => {
    const settings = checkConnectionString('esdb://admin:p%40ss@word@db:2113');
    expect(settings.credentials.reveal()).toEqual({ username: 'admin', password: 'p@ss@word' });
    expect(settings.addresses).toEqual([{ address: 'db', port: 2113 }]);
    for (const shown of [inspect(settings, { depth: 9 }), JSON.stringify(settings)]) {
      expect(shown).not.toMatch(/admin|p@ss|word/);
    }
    const own = { username: 'projector', password: 'x' };
    expect(checkConnectionString('esdb://a:b@db', { credentials: own }).credentials.reveal()).toEqual(own);
  });

  it.each([
    'esdb://admin:hun?ter2@db:2113',
    'esdb://admin:hun/ter2?@db',
    'esdb://admin:hun&ter2=1@',
    'esdb://hunter2:@db',
    'esdb://admin:hunter2%@db',
    'hunter2',
    'esdb://db:hunter2',
    'esdb://db?tls=hunter2',
    'esdb://db?hun!ter2',
  ])('quotes no secret that stands in the wrong place (%#)', (text) => {
    expect(problemsOf(text)).not.toEqual([]);
    expect(problemsOf(text).join()).not.toMatch(/hun|ter2/);
  });

  it('says that credentials are not sent without TLS', () => {
    expect(checkConnectionString('esdb://a:b@db?tls=false').warnings).toEqual([expect.stringContaining('never sent')]);
  });

  it('reads the certificate authority, from the string or beside it', () => {
    const inString = checkConnectionString(`esdb://db?tlsCAFile=${encodeURIComponent(authority)}`);
    const beside = checkConnectionString('esdb://db', { tlsCaFile: authority });
    for (const { certificates } of [inString, beside]) {
      expect(certificates.reveal().authority?.toString()).toContain('BEGIN CERTIFICATE');
    }
  });

  it('refuses certificates that are not there, are none, or have no effect', () => {
    expect(problemsOf('esdb://db?tlsCAFile=/nowhere/ca.pem')).toEqual(['tlsCAFile cannot be read (ENOENT)']);
    expect(problemsOf('esdb://db', { tlsCaFile: join(folder, 'empty.pem') })).toEqual([
      'tlsCAFile names a file without a PEM certificate',
    ]);
    expect(problemsOf('esdb://db?tls=false', { tlsCaFile: authority })).toEqual([
      'tlsCAFile has no effect with tls=false',
    ]);
    expect(problemsOf(`esdb://db?userCertFile=${authority}`)).toEqual(['userCertFile and userKeyFile belong together']);
  });

  it.each([
    ['postgres://db', /must look like esdb:/],
    ['esdb://', /the address is not host:port/],
    ['esdb://a:99999,b', /address 1 is not host:port/],
    ['esdb://[::1]:2113', /not host:port/],
    ['esdb://db/path', /not host:port/],
    ['esdb://admin@db', /user:password/],
    ['esdb://db?tls=maybe', /tls must be true or false/],
    ['esdb://db?gossipTimeout=5000', /gossipTimeout must be 1 to 60 \(seconds, not milliseconds\)/],
    ['esdb://db?keepAliveInterval=10', /keepAliveInterval must be 10000 to 3600000 \(milliseconds\)/],
    ['esdb://db?keepAliveInterval=-1', /keepAliveInterval must be/],
    ['esdb://db?keepAliveTimeout=10', /keepAliveTimeout must be 1000 to/],
    ['esdb://db?nodePreference=best', /nodePreference must be/],
    ['esdb://db?tlsVerifyCert=false', /always verified/],
    ['esdb://db?throwOnAppendFailure=false', /must fail/],
    ['esdb://db?tlss=true', /unknown parameter: tlss/],
    ['esdb://db?tls', /tls has no value/],
    ['esdb://db?tls=true&TLS=false', /tls is given twice/],
    ['esdb://db?connectionName=%', /percent-encoded/],
  ])('refuses %s', (text, reason) => expect(problemsOf(text).join()).toMatch(reason));

  it('names every problem at once', () => {
    expect(problemsOf('esdb+discover://a,b?tls=1&nothing=2')).toHaveLength(3);
  });
});
