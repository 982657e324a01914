import { createServer, type Server } from 'node:http';
import { createProgram, type Terminal } from './cli.js';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';

interface Outcome {
  readonly out: string;
  readonly notes: string;
  readonly error: string | undefined;
}

async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  const out: string[] = [];
  const notes: string[] = [];
  const terminal: Terminal = {
    env,
    root: '/nowhere',
    print: (text) => out.push(text),
    note: (text) => notes.push(text),
  };
  let error: string | undefined;
  try {
    await createProgram(terminal).parseAsync([...args], { from: 'user' });
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : 'not an error';
  }
  return { out: out.join('\n'), notes: notes.join('\n'), error };
}

describe('the operator’s command line', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  it('lists its commands', async () => {
    const { out } = await run(['--help']);
    expect(out).toMatch(/configuration[\s\S]*migrate[\s\S]*health/);
  });

  it('refuses a command it does not know', async () => {
    expect((await run(['conjure'])).error).toContain("unknown command 'conjure'");
  });

  it('shows the configuration without its secrets', async () => {
    const env = { DATABASE_URL: 'postgres://u:hidden@db/m', MINGDAN_VAULT: '/v' };
    const { out } = await run(['configuration'], env);
    expect(JSON.parse(out)).toMatchObject({ mode: 'production', databaseUrl: '[secret]', vaultDir: '/v' });
    expect(out).not.toContain('hidden');
    expect(JSON.parse((await run(['--data', 'd', 'configuration'])).out)).toMatchObject({ dataDir: '/nowhere/d' });
  });

  it('tells everything that is wrong with the configuration', async () => {
    const { error } = await run(['configuration'], { DATABASE_URL: 'mysql://x', PORT: 'x' });
    expect(error).toMatch(/wrong in 3 places.*postgres:\/\/.*PORT.*MINGDAN_VAULT/);
  });

  it('migrates, and has nothing to do the second time', async () => {
    const env = { DATABASE_URL: database.url, MINGDAN_VAULT: '/v' };
    expect((await run(['migrate'], env)).error).toBeUndefined();
    expect(await run(['migrate'], env)).toEqual({
      out: '',
      notes: 'Nothing to do: the database is up to date.',
      error: undefined,
    });
  });

  describe('health', () => {
    let server: Server;
    let url: string;
    let state: 'up' | 'down';
    beforeAll(async () => {
      server = createServer((_request, response) => {
        const store = { state, detail: 'position 7', ms: 1 };
        response.statusCode = state === 'up' ? 200 : 503;
        response.end(JSON.stringify({ status: state, checks: { store } }));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    });
    afterAll(() => server.close());

    it('shows every part', async () => {
      state = 'up';
      expect(await run(['health', '--url', url])).toMatchObject({
        out: 'up        store  position 7 (1 ms)',
        error: undefined,
      });
    });

    it('fails when the server is down, and when none is there', async () => {
      state = 'down';
      expect((await run(['health', '--url', url])).error).toBe('The server is not ready.');
      expect((await run(['health', '--url', 'http://127.0.0.1:1'])).error).toContain('No server of Mingdan answers');
      expect((await run(['health', '--url', 'nonsense'])).error).toContain('--url must be');
    });
  });
});
