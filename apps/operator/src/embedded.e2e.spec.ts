import { jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { DEMONSTRATION_AUDIENCE, DEMONSTRATION_ISSUER, DemonstrationIssuer, TokenVerifier } from '#libs/access';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '#libs/embedded-postgres';
import { openDataFolder } from '../../standalone/src/data-folder.js';
import { run } from './testing/run.js';

/** The command line as a process of its own, from the sources. */
async function operator(
  args: readonly string[],
  more: Record<string, string> = {},
): Promise<{ code: unknown; out: string; error: string }> {
  const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  const hook = file('../../../libs/read-store/src/testing/typescript-hook.js');
  const { DATABASE_URL: _none, NODE_OPTIONS: _jest, ...env } = process.env;
  const child = spawn(process.execPath, ['--conditions=source', '--import', hook, file('main.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, ...more },
  });
  const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, out, error };
}

jest.setTimeout(120_000);

describe('the operator and the embedded database', () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'operator-data-'));
    openDataFolder(dataDir);
  });
  afterAll(async () => {
    await removeEmbeddedPostgres({ dataDir, log: () => undefined });
    await rm(dataDir, { recursive: true, force: true });
  });
  const at = (...args: string[]): ReturnType<typeof run> => run(['--data', dataDir, ...args]);

  it('uses the server of a running Mingdan, and leaves it running', async () => {
    const server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
    try {
      expect((await at('migrate')).notes).toMatch(/^\d+ migrations run\.$/);
      expect((await at('log-stats')).out).toBe('0 events in 0 streams');
      const { out, notes, error } = await at('positions');
      expect(error).toBeUndefined();
      expect(out).toMatch(/current-lists +projection +WAITING +- +0/);
      expect(notes).toBe('The log is empty.');
    } finally {
      await server.stop();
    }
  });

  it('starts the server for as long as it is needed when nobody runs', async () => {
    expect((await at('log-stats')).out).toBe('0 events in 0 streams');
    const pointer = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
    await expect(stat(pointer)).rejects.toThrow('ENOENT');
  });

  it('is a command line with exit codes; results on standard output, the rest on standard error', async () => {
    const stats = await operator(['log-stats', '--json', '--data', dataDir]);
    expect(stats).toMatchObject({ code: 0, error: '' });
    expect(JSON.parse(stats.out)).toMatchObject({ events: 0 });
    expect(await operator(['verify', 'nothing', '--data', dataDir])).toMatchObject({
      code: 1,
      out: '',
      error: expect.stringMatching(/^Mingdan: There is no projection or process nothing; known are .*\.\n$/),
    });
    const away = { DATABASE_URL: 'postgres://u:secret@127.0.0.1:1/m', MINGDAN_VAULT: dataDir };
    expect(await operator(['positions'], away)).toEqual({
      code: 1,
      out: '',
      error: 'Mingdan: The database of DATABASE_URL does not answer (ECONNREFUSED).\n',
    });
  });

  it('gives a token that a server of the demonstration accepts', async () => {
    const { out, notes, error } = await at('demo-token', 'a-drafter');
    expect(error).toBeUndefined();
    expect(notes).toMatch(/^Good until 20\d\d-/);
    const issuer = await DemonstrationIssuer.create({ mode: 'demonstration', folder: dataDir });
    const verifier = await TokenVerifier.create({
      issuer: DEMONSTRATION_ISSUER,
      audience: DEMONSTRATION_AUDIENCE,
      jwks: { keys: issuer.jwks() },
      matchIdentifier: () => Promise.resolve(undefined),
    });
    expect(await verifier.verify(`Bearer ${out}`)).toMatchObject({ userId: 'a-drafter', unitId: 'unit-a' });
    expect(JSON.parse((await at('demo-token', 'a-drafter', '--json')).out)).toEqual({
      token: expect.any(String),
      expiresAt: expect.any(String),
    });
  });

  it('lists whom one can be, and gives no token of others or in production', async () => {
    expect((await at('demo-token')).out).toMatch(/\na-drafter +Unit A · drafter +市市场监管局 · 经办人\n/);
    expect((await at('demo-token', 'nobody')).error).toMatch(/^There is nobody called nobody in the demonstration/);
    const production = { DATABASE_URL: 'postgres://u@db/m', MINGDAN_VAULT: '/v' };
    expect((await run(['demo-token', 'a-drafter'], production)).error).toBe(
      'There are no demonstration tokens in production: ask your own issuer.',
    );
  });

  it('makes nothing in a folder that is not a data folder', async () => {
    const misspelt = join(dataDir, 'misspelt');
    for (const command of [['positions'], ['migrate'], ['demo-token', 'a-drafter']]) {
      expect((await run(['--data', misspelt, ...command])).error).toContain(`${misspelt} `);
    }
    await expect(stat(misspelt)).rejects.toThrow('ENOENT');
  });
});
