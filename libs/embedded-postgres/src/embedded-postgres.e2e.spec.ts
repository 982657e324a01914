import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { Client } from 'pg';
import ts from 'typescript';
import {
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './index.js';

const sources = dirname(fileURLToPath(import.meta.url));
const root = join(sources, '..', '..', '..');
const isRoot = process.getuid?.() === 0;

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

jest.setTimeout(60_000);

describe('the embedded PostgreSQL', () => {
  let folder: string;
  let dataDir: string;
  let lines: string[];
  const running = new Set<EmbeddedPostgres>();

  // Making a database takes seconds on a busy disk: the tests share one where they can.
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mingdan-embedded-'));
    await chmod(folder, 0o711);
  });

  beforeEach(() => {
    dataDir = join(folder, 'data');
    lines = [];
  });

  afterEach(async () => {
    for (const server of running) await server.stop();
    running.clear();
  });

  afterAll(async () => {
    dataDir = join(folder, 'data');
    await removeEmbeddedPostgres(options());
    await rm(folder, { recursive: true, force: true });
  });

  const options = (more: Partial<EmbeddedPostgresOptions> = {}): EmbeddedPostgresOptions => ({
    dataDir,
    log: (line) => lines.push(line),
    ...more,
  });
  const start = async (more: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> => {
    const server = await startEmbeddedPostgres(options(more));
    running.add(server);
    return server;
  };
  const failure = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);
  const pidOf = async (): Promise<number> =>
    Number((await readFile(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0]);

  it('starts, keeps the data over a stop, and starts again', async () => {
    const first = await start();
    expect(first.adopted).toBe(false);
    await ask(first.url, 'create table kept as select 42 as number');
    const pid = await pidOf();
    await Promise.all([first.stop(), first.stop()]);
    await gone(pid);
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await ask(second.url, 'select number from kept')).toEqual([{ number: 42 }]);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
    expect(lines.every((line) => !line.includes('\n') && !line.includes(new URL(first.url).password))).toBe(true);
  });

  it('is durable, listens on the loopback address only, and is closed to others', async () => {
    const { url } = await start();
    const settings = await ask(
      url,
      `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'listen_addresses',
       'password_encryption', 'synchronous_commit', 'unix_socket_directories') order by name`,
    );
    expect(settings.map(({ name, setting }) => `${String(name)}=${String(setting)}`)).toEqual([
      'fsync=on',
      'full_page_writes=on',
      'listen_addresses=127.0.0.1',
      'password_encryption=scram-sha-256',
      'synchronous_commit=on',
      'unix_socket_directories=',
    ]);
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(ask(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    const modes = ['cluster', 'password', 'server.log'].map(async (name) => {
      const { mode } = await stat(join(dataDir, 'postgres', name));
      return (mode & 0o777).toString(8);
    });
    expect(await Promise.all(modes)).toEqual(['700', '600', '600']);
    expect(await readdir(dataDir)).toEqual(['postgres']);
  });

  it('keeps statements and values out of its log', async () => {
    const { url } = await start();
    await ask(url, 'create table secrets (name text primary key)');
    const insert = `insert into secrets values ('王小明')`;
    await ask(url, insert);
    await expect(ask(url, insert)).rejects.toMatchObject({ code: '23505' });
    const log = await readFile(join(dataDir, 'postgres', 'server.log'), 'utf8');
    expect(log).toContain('duplicate key value');
    expect(log).not.toContain('王小明');
  });

  it('refuses a second process of ours on the same data, and leaves the first alone', async () => {
    const first = await start();
    const refused = await failure(startEmbeddedPostgres(options()));
    expect(refused).toMatchObject({
      failure: 'DATA_IN_USE',
      message: `another process is using the database in ${join(dataDir, 'postgres')}`,
    });
    expect(await failure(removeEmbeddedPostgres(options()))).toMatchObject({ failure: 'DATA_IN_USE' });
    expect(await ask(first.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('says that a port is taken, and starts on another', async () => {
    const other = createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const refused = await failure(startEmbeddedPostgres(options({ port })));
    expect(refused).toMatchObject({ failure: 'PORT_TAKEN', message: `port ${port} is taken by another program` });
    const server = await start();
    expect(new URL(server.url).port).not.toBe(String(port));
    await server.stop();
    other.close();
    await once(other, 'close');
    expect(new URL((await start({ port })).url).port).toBe(String(port));
  });

  it('recovers when the server itself was killed', async () => {
    const first = await start();
    await ask(first.url, 'create table survived as select 42 as number');
    const pid = await pidOf();
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    running.clear();
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await ask(second.url, 'select number from survived')).toEqual([{ number: 42 }]);
  });

  it('is not held up by the pid file of a server that is gone, whose number another process has', async () => {
    const first = await start();
    const file = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
    const text = await readFile(file, 'utf8');
    await first.stop();
    await writeFile(file, text.replace(/^\d+/, String(process.pid)));
    expect((await start()).adopted).toBe(false);
  });

  it('says that a folder is no database', async () => {
    dataDir = join(folder, 'no-data');
    await mkdir(join(dataDir, 'postgres'), { recursive: true });
    expect(await failure(startEmbeddedPostgres(options()))).toMatchObject({ failure: 'DATA_UNUSABLE' });
  });

  it('removes the data, and begins anew', async () => {
    const first = await start();
    await ask(first.url, 'create table removed as select 42 as number');
    await first.stop();
    await removeEmbeddedPostgres(options());
    expect(await readdir(dataDir)).toEqual([]);
    const second = await start();
    expect(await ask(second.url, `select to_regclass('removed')::text as removed`)).toEqual([{ removed: null }]);
    expect(new URL(second.url).password).not.toBe(new URL(first.url).password);
  });

  (isRoot ? it : it.skip)('keeps the data where its user can reach them, when root has a closed folder', async () => {
    const closed = join(folder, 'closed');
    await mkdir(closed, { mode: 0o700 });
    dataDir = join(closed, 'data');
    const first = await start();
    await ask(first.url, 'create table kept as select 42 as number');
    await first.stop();
    const location = (await readFile(join(dataDir, 'postgres.location'), 'utf8')).trim();
    expect(location).toMatch(/^\/var\/lib\/mingdan-postgres\/data-/);
    expect(lines).toContain(`the user of the database cannot enter ${dataDir}: the data are kept in ${location}`);
    const second = await start();
    expect(await ask(second.url, 'select number from kept')).toEqual([{ number: 42 }]);
    await second.stop();
    await removeEmbeddedPostgres(options());
    expect([existsSync(location), await readdir(dataDir)]).toEqual([false, []]);
  });

  it('is adopted after a kill -9 of the process that started it', async () => {
    // Node cannot run the sources themselves: a plain copy, where node_modules are found.
    const copy = await mkdtemp(join(await madeIn(join(root, '.data')), 'owner-'));
    try {
      for (const name of (await readdir(sources)).filter((each) => /^(?!.*\.spec\.ts$).*\.ts$/.test(each))) {
        const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
        const { outputText } = ts.transpileModule(await readFile(join(sources, name), 'utf8'), { compilerOptions });
        await writeFile(join(copy, name.replace(/ts$/, 'js')), outputText);
      }
      await writeFile(
        join(copy, 'run.js'),
        `import { startEmbeddedPostgres } from './index.js';
         const { url } = await startEmbeddedPostgres({ dataDir: process.argv[2], log() {} });
         console.log(url);
         setInterval(() => {}, 1000);`,
      );
      const owner = spawn(process.execPath, [join(copy, 'run.js'), dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [bytes] = (await once(owner.stdout, 'data')) as [Buffer];
      const url = bytes.toString().trim();
      await ask(url, 'create table adopted as select 42 as number');
      expect(await failure(startEmbeddedPostgres(options()))).toMatchObject({ failure: 'DATA_IN_USE' });
      const pid = await pidOf();
      owner.kill('SIGKILL');
      await once(owner, 'exit');
      // The server hears of it a moment later.
      const adopted = await untilFree(() => start());
      expect(adopted).toMatchObject({ adopted: true, url });
      expect(await ask(adopted.url, 'select number from adopted')).toEqual([{ number: 42 }]);
      expect(await pidOf()).toBe(pid);
      await adopted.stop();
      await gone(pid);
      expect((await start()).adopted).toBe(false);
    } finally {
      await rm(copy, { recursive: true });
    }
  });
});

async function madeIn(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  return path;
}

async function untilFree<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = 50; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0 || (error as { failure?: string }).failure !== 'DATA_IN_USE') throw error;
    }
  }
}
