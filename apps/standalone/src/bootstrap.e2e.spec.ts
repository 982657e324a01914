import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfiguration, type Configuration } from '#libs/platform';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { bootstrap } from './bootstrap.js';
import type { Composition } from './composition.js';

const composition: Composition = {
  entities: [],
  migrations: [],
  mappers: [],
  links: [{ path: '/health/ready', zh: '运行状况', en: 'Health' }],
  inlineStyleUnder: [],
  modules: async () => ({ modules: [], close: async () => undefined }),
  logins: () => [{ account: 'wang', zh: '认定人员', en: 'officer' }],
};

describe('the server, on a database of one’s own', () => {
  let database: FreshDatabase;
  let configuration: Configuration;
  const said: string[] = [];
  const say = (text: string): void => void said.push(text);

  beforeAll(async () => {
    database = await freshDatabase();
    configuration = readConfiguration({
      env: { DATABASE_URL: database.url, MINGDAN_VAULT: 'vault', MINGDAN_LOG_LEVEL: 'silent' },
      args: ['--port', '0', '--data', 'data'],
      root: mkdtempSync(join(tmpdir(), 'mingdan-bootstrap-')),
      purpose: 'operator',
    });
  });
  afterAll(() => database.drop());
  beforeEach(() => void said.splice(0));

  it('serves its pages and its health on one port, says where, and stops', async () => {
    const running = await bootstrap(configuration, composition, { say });
    expect(said.join('')).toContain(`${running.base}/health/ready`);
    expect(said.join('')).not.toContain('wang');

    const page = await fetch(running.base);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const style = await fetch(`${running.base}/landing.css`);
    expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
    const ready = await fetch(`${running.base}/health/ready`);
    expect(await ready.json()).toMatchObject({ status: 'up', checks: { database: { state: 'up' } } });
    const nowhere = await fetch(`${running.base}/nowhere`);
    expect([nowhere.status, nowhere.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);

    await Promise.all([running.stop(), running.stop()]);
    await expect(fetch(running.base)).rejects.toThrow();
  });

  it('says that the port is taken before it opens anything', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as { port: number };
    await expect(bootstrap({ ...configuration, port }, composition, { say })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    await new Promise((resolve) => holder.close(resolve));
  });

  it('undoes what it had started when a part fails, so that the next start works', async () => {
    const broken: Composition = {
      ...composition,
      modules: async ({ dataSource }) => {
        expect(dataSource.isInitialized).toBe(true);
        throw new Error('a part failed');
      },
    };
    await expect(bootstrap(configuration, broken, { say })).rejects.toThrow('a part failed');
    const running = await bootstrap(configuration, composition, { say });
    await running.stop();
  });

  it('does not serve when it was asked to stop meanwhile', async () => {
    const stop = new AbortController();
    const slow: Composition = {
      ...composition,
      modules: async () => {
        stop.abort();
        return { modules: [], close: async () => undefined };
      },
    };
    await expect(bootstrap(configuration, slow, { say, signal: stop.signal })).rejects.toThrow('abort');
    expect(said).toEqual([]);
  });

  it('closes its parts after the last request and before the database', async () => {
    const order: string[] = [];
    const parts: Composition = {
      ...composition,
      modules: async ({ dataSource }) => ({
        modules: [],
        close: async () => void order.push(`parts, database ${dataSource.isInitialized ? 'open' : 'closed'}`),
      }),
    };
    const running = await bootstrap(configuration, parts, { say });
    running.app.getHttpServer().on('close', () => order.push('server'));
    await running.stop();
    expect(order).toEqual(['server', 'parts, database open']);
  });

  it('leaves nothing of the database address in its data folder', async () => {
    const running = await bootstrap(configuration, composition, { say });
    await running.stop();
    expect(readFileSync(join(configuration.dataDir, 'mingdan-data.json'), 'utf8')).not.toContain('postgres://');
    expect(said.join('')).not.toContain(database.url);
  });
});
