import { execFile, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

interface Workspace {
  missingPackages(folder: string): number;
  sourceFingerprint(folder: string): string;
  build(say: (text: string) => void, folder: string): Promise<void>;
}
interface Failures {
  explainInstall(output: string): string;
  explainBuild(output: string): string;
}
interface NodeVersion {
  nodeProblem(version: string): string | undefined;
}

const load = async <T>(name: string): Promise<T> => (await import(resolve('scripts/lib', name))) as T;

const clones: string[] = [];
afterAll(() => {
  for (const folder of clones) rmSync(folder, { recursive: true, force: true });
});

/** A clone in small: the scripts, a lock file, and whatever is put into it. */
function makeClone(files: Record<string, string> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'mingdan-clone-'));
  clones.push(folder);
  cpSync('scripts', join(folder, 'scripts'), { recursive: true });
  const all = {
    'package.json': '{"name":"clone","version":"1.0.0","type":"module"}',
    'package-lock.json': lock({}),
    'node_modules/.package-lock.json': lock({}),
    'tsconfig.json': '{}',
    'nest-cli.json': '{}',
    'apps/standalone/src/main.ts': '',
    ...files,
  };
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

function lock(packages: Record<string, object>): string {
  return JSON.stringify({
    name: 'clone',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: { '': { name: 'clone', version: '1.0.0' }, ...packages },
  });
}

/** What a build leaves: prints its arguments, and with `--wait` serves until it is told to end. */
const server = `
  import { writeFileSync } from 'node:fs';
  if (process.argv.includes('--wait')) {
    setInterval(() => {}, 1000);
    let asked = 0;
    process.on('SIGTERM', () => {
      asked += 1;
      if (asked === 1) setTimeout(() => { console.log('stopped in order, asked ' + asked); process.exit(0); }, Number(process.env.SLOW ?? 0));
    });
    process.on('disconnect', () => { writeFileSync('left-alone', ''); process.exit(0); });
  } else process.exitCode = 7;
  console.log('serving ' + process.argv.slice(2).join(' '));
`;

/** Stands in for the Nest CLI. */
const nest = (exit: number, output = ''): string => `
  import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
  appendFileSync('builds', 'x');
  mkdirSync('dist/apps/standalone/src', { recursive: true });
  writeFileSync('dist/apps/standalone/src/main.js', ${JSON.stringify(server)});
  console.log(${JSON.stringify(output)});
  process.exit(${exit});
`;
const NEST = 'node_modules/@nestjs/cli/bin/nest.js';
const NEST_PACKAGE = { 'node_modules/@nestjs/cli/package.json': '{"type":"module"}' };

const environment = { ...process.env, NODE_OPTIONS: '', npm_lifecycle_event: undefined, npm_execpath: undefined };

function start(folder: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/start.mjs', ...args], {
    cwd: folder,
    env: { ...environment, ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('node', () => {
  it.each([
    ['v20.19.0', undefined],
    ['v20.20.2', undefined],
    ['v24.1.0', undefined],
    ['v20.18.3', 'Node 20.19 or newer is needed; this is 20.18.3.'],
    ['v18.20.0', 'Node 20.19 or newer is needed; this is 18.20.0.'],
  ])('%s', async (version, expected) => {
    const { nodeProblem } = await load<NodeVersion>('node-version.mjs');
    expect(nodeProblem(version)).toBe(expected);
  });
});

describe('what npm and the compiler say becomes one line', () => {
  it.each([
    ['npm error code ENOTFOUND\nnpm error network request to https://x failed', 'No network'],
    ['npm error code ENOSPC\nnpm error nospc', 'Disk full'],
    ['npm error code EACCES\nnpm error syscall mkdir', 'no permission'],
    ['npm error code EUSAGE\nnpm error `npm ci` can only install', 'does not match package.json'],
    ['npm error code E404\nnpm error 404 Not Found - x\nnpm error A complete log', '404 Not Found - x'],
    ['', 'npm gave no reason'],
  ])('install: %j', async (output, expected) => {
    const line = (await load<Failures>('failures.mjs')).explainInstall(output);
    expect(line).toContain(expected);
    expect(line).not.toContain('\n');
  });

  it('build: the first error and how many more', async () => {
    const { explainBuild } = await load<Failures>('failures.mjs');
    const output = '\u001b[91mapps/x.ts:1:2\u001b[0m - error TS1: no\napps/y.ts - error TS2: nor this\nFound 2 errors.';
    expect(explainBuild(output)).toBe(
      'The build failed: apps/x.ts:1:2 - error TS1: no (and 1 more; run npm run build)',
    );
    expect(explainBuild('write ENOSPC')).toBe('Disk full: the build could not be written.');
    expect(explainBuild('Killed\n')).toBe('The build failed: Killed');
  });
});

describe('what is missing', () => {
  it('counts packages that are absent, of another version or gone from the disk, and no optional ones', async () => {
    const { missingPackages } = await load<Workspace>('workspace.mjs');
    const wanted = {
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0' },
      'node_modules/c': { version: '1.0.0' },
      'node_modules/d': { version: '1.0.0' },
      'node_modules/mac-only': { version: '1.0.0', optional: true },
    };
    const had = {
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '1.0.0' },
      'node_modules/d': { version: '1.0.0' },
    };
    const folder = makeClone({
      'package-lock.json': lock(wanted),
      'node_modules/.package-lock.json': lock(had),
      'node_modules/a/package.json': '{}',
      'node_modules/b/package.json': '{}',
    });
    expect(missingPackages(folder)).toBe(3);
    expect(missingPackages(makeClone())).toBe(0);
  });

  it('knows sources that changed, but not for a spec', async () => {
    const { sourceFingerprint } = await load<Workspace>('workspace.mjs');
    const plain = sourceFingerprint(makeClone());
    expect(sourceFingerprint(makeClone())).toBe(plain);
    expect(sourceFingerprint(makeClone({ 'apps/standalone/src/x.spec.ts': '1' }))).toBe(plain);
    expect(sourceFingerprint(makeClone({ 'libs/rules/src/data.json': '1' }))).not.toBe(plain);
    expect(sourceFingerprint(makeClone({ 'tsconfig.json': '{ }' }))).not.toBe(plain);
  });
});

describe('npm start', () => {
  it('builds once, serves with its arguments, and passes the exit code on', () => {
    const folder = makeClone({ [NEST]: nest(0), ...NEST_PACKAGE });
    const first = start(folder, ['--port', '1']);
    expect(first.stdout).toMatch(/Building …\nBuilt in \d+ s\.\nserving --port 1\n/);
    expect([first.status, first.stderr]).toEqual([7, '']);
    expect(start(folder).stdout).toBe('serving \n');
    writeFileSync(join(folder, 'apps/standalone/src/more.ts'), '');
    expect(start(folder).stdout).toContain('the sources have changed');
    expect(readFileSync(join(folder, 'builds'), 'utf8')).toBe('xx');
  });

  it('says in one line what the compiler refuses, and builds again the next time', () => {
    const folder = makeClone({ [NEST]: nest(1, 'apps/x.ts:1:2 - error TS2304: no such name'), ...NEST_PACKAGE });
    for (const _ of [1, 2]) {
      const { status, stderr } = start(folder);
      expect([status, stderr]).toEqual([1, 'Mingdan: The build failed: apps/x.ts:1:2 - error TS2304: no such name\n']);
    }
  });

  it('says in one line that there is no network, or what else npm refused', () => {
    const wanted = lock({ 'node_modules/left-out': { version: '1.0.0', integrity: 'sha512-AAAA' } });
    const manifest = '{"name":"clone","version":"1.0.0","type":"module","dependencies":{"left-out":"1.0.0"}}';
    const folder = makeClone({
      'package.json': manifest,
      'package-lock.json': wanted.replace(
        '"version":"1.0.0"}',
        '"version":"1.0.0","dependencies":{"left-out":"1.0.0"}}',
      ),
    });
    const { status, stdout, stderr } = start(folder, [], {
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_cache: join(folder, 'cache'),
      npm_config_fetch_retries: '0',
    });
    expect(stdout).toContain('Installing packages (1 missing');
    expect([status, stderr]).toEqual([
      1,
      'Mingdan: No network: the package registry could not be reached (ECONNREFUSED). Check the connection or the npm proxy settings.\n',
    ]);
  }, 30_000);

  async function serving(folder: string, env: NodeJS.ProcessEnv = {}) {
    const child = execFile(process.execPath, ['scripts/start.mjs', '--wait'], {
      cwd: folder,
      env: { ...environment, ...env },
    });
    let out = '';
    await new Promise<void>((ready) => {
      child.stdout?.on('data', (chunk: string) => {
        out += chunk;
        if (out.includes('serving')) ready();
      });
    });
    const ended = new Promise<number | null>((done) => child.on('close', done));
    return { child, ended, output: () => out };
  }

  it('hands a signal on and waits for an orderly end', async () => {
    const running = await serving(makeClone({ [NEST]: nest(0), ...NEST_PACKAGE }));
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    expect(running.output()).toContain('stopped in order');
  });

  it('notices that npm is gone, and tells the server once', async () => {
    const folder = makeClone({ [NEST]: nest(0), ...NEST_PACKAGE });
    // Stands in for npm, which ends at a SIGTERM without ending what it started.
    const parent = `
      const { spawn } = require('node:child_process');
      spawn(process.execPath, ['scripts/start.mjs', '--wait'], { stdio: 'inherit' });
      setInterval(() => {}, 1000);
    `;
    const child = execFile(process.execPath, ['--eval', parent], {
      cwd: folder,
      env: { ...environment, npm_lifecycle_event: 'start', SLOW: '1500' },
    });
    let out = '';
    child.stdout?.on('data', (chunk: string) => {
      out += chunk;
      if (chunk.includes('serving')) child.kill('SIGKILL');
    });
    // Its pipe closes when the last one that holds it has ended.
    await new Promise((done) => child.on('close', done));
    expect(out).toContain('stopped in order, asked 1\n');
  });

  it('does not leave the server behind when it is killed itself', async () => {
    const folder = makeClone({ [NEST]: nest(0), ...NEST_PACKAGE });
    const running = await serving(folder);
    running.child.kill('SIGKILL');
    // The pipe closes only when the server has ended as well.
    await running.ended;
    expect(existsSync(join(folder, 'left-alone'))).toBe(true);
  });
});
