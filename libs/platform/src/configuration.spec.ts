import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ConfigurationError, readConfiguration } from './configuration.js';

const read = (env: Record<string, string> = {}, ...args: string[]) =>
  readConfiguration({ env, args, root: '/srv/mingdan' });

function problemsOf(env: Record<string, string>, ...args: string[]): readonly string[] {
  try {
    read(env, ...args);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

const production = {
  DATABASE_URL: 'postgres://mingdan:hidden@db:5432/mingdan',
  MINGDAN_ISSUER: 'https://id.example.cn',
  MINGDAN_AUDIENCE: 'mingdan',
  MINGDAN_JWKS_URL: 'https://id.example.cn/jwks',
  MINGDAN_VAULT: '/var/lib/mingdan/vault',
};

const eventStoreDb = { EVENT_STORE: 'eventstoredb', EVENTSTORE_URL: 'esdb://user:hidden@a:2113,b:2113?tls=true' };

describe('configuration', () => {
  it('is the demonstration on loopback when nothing is said', () => {
    expect(read()).toEqual({
      mode: 'demonstration',
      host: '127.0.0.1',
      port: 3000,
      dataDir: '/srv/mingdan/.data',
      fresh: false,
      eventStore: 'postgres',
      vaultDir: '/srv/mingdan/.data/vault',
      informantsDir: '/srv/mingdan/.data/informants',
      evidenceDir: '/srv/mingdan/.data/evidence',
      basisMode: 'WARN',
      logLevel: 'info',
      bodyLimitBytes: 1_048_576,
      dossierCacheBytes: 67_108_864,
      trustProxy: false,
      webhooks: { networks: [] },
    });
  });

  it('prefers flags to variables and takes folders from the root', () => {
    const { port, dataDir, fresh } = read({ PORT: '4000', MINGDAN_DATA: 'x' }, '--port', '0', '--data=y/z', '--fresh');
    expect([port, dataDir, fresh]).toEqual([0, '/srv/mingdan/y/z', true]);
  });

  it('is production with a database of one’s own, and takes everything else from the environment', () => {
    const configuration = read(production);
    expect(configuration.mode).toBe('production');
    expect([configuration.basisMode, read({ ...production, MINGDAN_BASIS_MODE: 'WARN' }).basisMode]).toEqual([
      'BLOCK',
      'WARN',
    ]);
    expect(configuration.issuer).toEqual({
      issuer: 'https://id.example.cn',
      audience: 'mingdan',
      jwksUrl: 'https://id.example.cn/jwks',
    });
    expect(configuration.databaseUrl?.reveal()).toBe(production.DATABASE_URL);
  });

  it('never prints the address of the database', () => {
    const configuration = read(production);
    expect(JSON.stringify(configuration) + inspect(configuration, { depth: 5 })).not.toContain('hidden');
    expect(String(configuration.databaseUrl)).toBe('[secret]');
  });

  it('tells everything that is missing in production at once and defaults none of it', () => {
    expect(problemsOf({ DATABASE_URL: 'postgres://db/m' })).toEqual([
      expect.stringContaining('MINGDAN_VAULT'),
      expect.stringContaining('MINGDAN_ISSUER'),
      expect.stringContaining('MINGDAN_AUDIENCE'),
      expect.stringContaining('MINGDAN_JWKS_URL'),
    ]);
  });

  it('asks the operator’s command line for no issuer', () => {
    const env = { DATABASE_URL: production.DATABASE_URL, MINGDAN_VAULT: production.MINGDAN_VAULT };
    expect(readConfiguration({ env, args: [], root: '/', purpose: 'operator' }).issuer).toBeUndefined();
  });

  it.each<[string, Record<string, string>, string[], string]>([
    ['--fresh with an own database', production, ['--fresh'], '--fresh is refused'],
    ['demonstration on an own database', { ...production, MINGDAN_MODE: 'demonstration' }, [], 'MINGDAN_MODE'],
    ['production without a database', { MINGDAN_MODE: 'production' }, [], 'DATABASE_URL is needed'],
    ['a demonstration for the whole network', { MINGDAN_HOST: '0.0.0.0' }, [], 'loopback'],
    ['an issuer in the demonstration', { MINGDAN_ISSUER: 'https://x' }, [], 'MINGDAN_ISSUER is refused'],
    ['keys over plain http', { ...production, MINGDAN_JWKS_URL: 'http://id.example.cn/jwks' }, [], 'https://'],
    ['a database of another kind', { ...production, DATABASE_URL: 'mysql://x' }, [], 'postgres://'],
    ['a misspelt variable', { MINGDAN_PROT: '1' }, [], 'MINGDAN_PROT is not a setting'],
    ['an unknown flag', {}, ['--prot', '1'], '--prot is not a flag'],
    ['a flag without its value', {}, ['--data', '--fresh'], '--data needs a value'],
    ['a port that is none', {}, ['--port', '70000'], '--port must be'],
    ['a port of letters', { PORT: 'http' }, [], 'PORT must be'],
    ['a positional argument', {}, ['now'], 'unexpected argument'],
    ['EventStoreDB without its address', { EVENT_STORE: 'eventstoredb' }, [], 'EVENTSTORE_URL is needed'],
    ['an unknown store', { EVENT_STORE: 'redis' }, [], 'EVENT_STORE must be postgres or eventstoredb'],
    ['a user without a password', { ...eventStoreDb, EVENTSTORE_USERNAME: 'ops' }, [], 'go together'],
    [
      'a prefix without its dot',
      { ...eventStoreDb, EVENTSTORE_STREAM_PREFIX: 'city-a' },
      [],
      'EVENTSTORE_STREAM_PREFIX',
    ],
    ['no time at all', { ...eventStoreDb, EVENTSTORE_TIMEOUT_MS: '0' }, [], 'EVENTSTORE_TIMEOUT_MS'],
    ['--fresh with a log elsewhere', eventStoreDb, ['--fresh'], '--fresh is refused'],
    ['a replica without its primary', { DATABASE_READ_URL: 'postgres://r/m' }, [], 'DATABASE_READ_URL'],
    ['a replica of another kind', { ...production, DATABASE_READ_URL: 'mysql://r/m' }, [], 'DATABASE_READ_URL must be'],
    ['a log level that is none', { MINGDAN_LOG_LEVEL: 'loud' }, [], 'MINGDAN_LOG_LEVEL'],
    ['a basis mode that is none', { MINGDAN_BASIS_MODE: 'warn' }, [], 'MINGDAN_BASIS_MODE'],
    ['a memory beyond reason', { MINGDAN_DOSSIER_CACHE_MB: '70000' }, [], 'MINGDAN_DOSSIER_CACHE_MB'],
    ['a body limit beyond reason', { MINGDAN_BODY_LIMIT: '999999999' }, [], 'MINGDAN_BODY_LIMIT'],
  ])('refuses %s', (_what, env, args, expected) => {
    expect(problemsOf(env, ...args).join('\n')).toContain(expected);
  });

  it('reads the database address from a mounted secret', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'configuration-')), 'url');
    writeFileSync(file, 'postgres://from-file/m\n');
    const { DATABASE_URL: _, ...rest } = production;
    expect(read({ ...rest, DATABASE_URL_FILE: file }).databaseUrl?.reveal()).toBe('postgres://from-file/m');
    expect(problemsOf({ ...production, DATABASE_URL_FILE: file })[0]).toContain('not both');
    expect(problemsOf({ ...rest, DATABASE_URL_FILE: `${file}.none` })).toEqual([
      'DATABASE_URL_FILE cannot be read (ENOENT)',
    ]);
  });

  it('is EventStoreDB with everything that reaches it, and prints none of its secrets', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'configuration-')), 'password');
    writeFileSync(file, 'also-hidden\n');
    const configuration = read({
      ...production,
      ...eventStoreDb,
      EVENTSTORE_USERNAME: 'ops',
      EVENTSTORE_PASSWORD_FILE: file,
      EVENTSTORE_TLS_CA_FILE: 'certs/ca.crt',
      EVENTSTORE_STREAM_PREFIX: 'city-a.',
      EVENTSTORE_TIMEOUT_MS: '2000',
    });
    expect(configuration).toMatchObject({
      eventStore: 'eventstoredb',
      eventStoreDb: {
        credentials: { username: 'ops' },
        tlsCaFile: '/srv/mingdan/certs/ca.crt',
        streamPrefix: 'city-a.',
        timeoutMs: 2000,
      },
    });
    expect(configuration.eventStoreDb?.url.reveal()).toBe(eventStoreDb.EVENTSTORE_URL);
    expect(configuration.eventStoreDb?.credentials?.password.reveal()).toBe('also-hidden');
    expect(JSON.stringify(configuration) + inspect(configuration, { depth: 6 })).not.toContain('hidden');
  });

  it('knows the store by its former name too', () => {
    const { EVENT_STORE, ...rest } = eventStoreDb;
    expect(read({ ...rest, MINGDAN_EVENT_STORE: EVENT_STORE }).eventStore).toBe('eventstoredb');
  });

  it('keeps the address of EventStoreDB beside PostgreSQL, for a copy of the log', () => {
    const { eventStore, eventStoreDb: given } = read({ ...production, EVENTSTORE_URL: eventStoreDb.EVENTSTORE_URL });
    expect([eventStore, given?.url.reveal()]).toEqual(['postgres', eventStoreDb.EVENTSTORE_URL]);
  });

  it('is production, whatever is missing, for one process of several; a daemon needs no issuer', () => {
    const of = (purpose: 'api' | 'daemon', env: Record<string, string>) => () =>
      readConfiguration({ env, args: [], root: '/', purpose, defaultPort: 3001 });
    expect(of('api', {})).toThrow(/DATABASE_URL is needed.*MINGDAN_VAULT.*MINGDAN_ISSUER.*MINGDAN_JWKS_URL/);
    expect(of('api', { ...production, MINGDAN_MODE: 'demonstration' })).toThrow('for npm start');
    const { DATABASE_URL, MINGDAN_VAULT } = production;
    expect(of('daemon', { DATABASE_URL, MINGDAN_VAULT })()).toMatchObject({ mode: 'production', port: 3001 });
    expect(of('daemon', { DATABASE_URL, MINGDAN_VAULT, PORT: '9' })().port).toBe(9);
  });

  it('counts an empty variable as absent', () => {
    expect(read({ DATABASE_URL: '', PORT: ' ' }).mode).toBe('demonstration');
  });
});
